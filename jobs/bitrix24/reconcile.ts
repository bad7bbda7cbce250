import { contactFacts, dealFacts } from '../../db/crm/facts.ts'
import { bumpLinks, foldTouched } from '../../db/crm/fold.ts'
import { saveReport } from '../../db/crm/leases.ts'
import { type Link, linksAfter, linksBy } from '../../db/crm/links.ts'
import { touchRecent } from '../../db/crm/portals.ts'
import { contactFields } from '../../domain/crm/contact.ts'
import { dealFields } from '../../domain/crm/deal.ts'
import { sameValue, type Value } from '../../domain/crm/merge.ts'
import type { ReconcileReport } from '../../domain/crm/report.ts'
import { entityOf, type Item, lookUp, ORIGINATOR } from './items.ts'
import { listAll } from './pages.ts'
import { isChanged } from './plan.ts'
import { linkOf } from './push.ts'
import { PortalDown, type Session } from './session.ts'

const PAGE = 50

/** Holds all that is mirrored against what is there; whatever differs is due to be made alike. The report is kept. */
export async function reconcile(session: Session): Promise<ReconcileReport> {
  const { mirror, lease } = session
  const { db, clock } = mirror
  const { businessId } = lease
  const report: ReconcileReport = { at: '', checked: 0, equal: 0, mended: 0, missingThere: 0, missingHere: 0 }
  for (const kind of ['contact', 'deal'] as const) {
    let after = 0
    for (;;) {
      const links = await linksAfter(db, { businessId, kind, after, limit: PAGE })
      if (links.length === 0) break
      after = links.at(-1)!.id
      await comparePage(session, kind, links, report)
    }
    report.missingHere += await strangers(session, kind)
  }
  // What nobody has ever told of: a change that was being written while the portal was connected.
  await touchRecent(db, businessId, clock())
  await foldTouched(db, businessId, clock())
  report.at = clock().toISOString()
  await saveReport(db, lease, report)
  return report
}

async function comparePage(
  session: Session,
  kind: 'contact' | 'deal',
  links: readonly Link[],
  report: ReconcileReport,
): Promise<void> {
  const { db, clock } = session.mirror
  const { businessId } = session.lease
  const wanted = { ids: links.map(({ remoteId }) => remoteId!), origins: [] }
  const none = { ids: [], origins: [] }
  const looked = await lookUp(
    session,
    kind === 'deal' ? { deal: wanted, contact: none } : { contact: wanted, deal: none },
  )
  const ours = await oursOf(session, kind, links)
  const differing: number[] = []
  for (const link of links) {
    const item = looked[kind].byId.get(link.remoteId!)
    report.checked++
    const fields = ours.get(link.id)
    if (item && !isChanged(link, item) && isKept(link, fields)) {
      report.equal++
      continue
    }
    if (item) report.mended++
    else report.missingThere++
    differing.push(link.id)
  }
  await bumpLinks(db, businessId, differing, clock())
}

async function oursOf({ mirror, lease, settings }: Session, kind: 'contact' | 'deal', links: readonly Link[]) {
  const { businessId } = lease
  const ids = links.map(({ id }) => id)
  if (kind === 'contact')
    return new Map(
      [...(await contactFacts(mirror.db, businessId, ids))].map(([id, person]) => [id, contactFields(person)]),
    )
  const facts = await dealFacts(mirror.db, businessId, ids)
  return new Map([...facts].map(([id, about]) => [id, dealFields(about, settings, linkOf(mirror, about))]))
}

/** Whether ours is still what it was when both last agreed. */
const isKept = ({ synced }: Link, fields: Record<string, Value> | undefined): boolean =>
  fields === undefined || Object.entries(fields).every(([field, value]) => sameValue(value, synced?.[field]?.[0]))

/** How many things there bear our mark and are unknown here: copies that somebody made, or what a restored backup has forgotten. */
async function strangers(session: Session, kind: 'contact' | 'deal'): Promise<number> {
  const { mirror, lease, portal, bitrix } = session
  const params = {
    entityTypeId: entityOf(kind),
    select: ['id', 'originId'],
    filter: { originatorId: ORIGINATOR },
    order: { id: 'ASC' },
  }
  const all = await listAll<Item, { items: Item[] }>(
    bitrix,
    'crm.item.list',
    params,
    ({ items }) => items,
    ({ id }) => id,
  )
  if (!all.ok) throw new PortalDown(all)
  const ids = all.result.flatMap(({ id, originId }) =>
    String(originId).startsWith(`${portal.origin}-`) ? [Number(id)] : [],
  )
  const known = await linksBy(mirror.db, { businessId: lease.businessId, kind, by: 'remote_id', ids })
  return ids.length - new Set(known.map(({ remoteId }) => remoteId)).size
}
