import { bumpLinks } from '../../db/crm/fold.ts'
import { dropHints, hintsOf } from '../../db/crm/hints.ts'
import { savePolled } from '../../db/crm/leases.ts'
import { linksBy } from '../../db/crm/links.ts'
import type { Answer } from './client.ts'
import { entityOf, type Item, lookUp } from './items.ts'
import { isChanged } from './plan.ts'
import { PortalDown, type Session } from './session.ts'

/** Items of a page. */
const PAGE = 50
/** So far back a poll looks over what it has seen: what was being saved then comes with an earlier time. */
const OVERLAP_MS = 120_000
/** The first poll begins so long ago. */
const FIRST_MS = 600_000

/** Looks at what events have named; what is as it was left is our own echo. */
export async function pullHints(session: Session): Promise<void> {
  const { mirror, lease } = session
  const { db } = mirror
  const { businessId } = lease
  const named = await hintsOf(db, businessId, ['contact', 'deal'])
  if (named.hints.length === 0) return
  for (const kind of ['contact', 'deal'] as const) {
    const ids = named.hints.flatMap(({ entity, remoteId }) => (entity === kind ? [remoteId] : []))
    const links = (await linksBy(db, { businessId, kind, by: 'remote_id', ids })).filter(({ goneAt }) => !goneAt)
    for (let i = 0; i < links.length; i += PAGE) {
      const page = links.slice(i, i + PAGE)
      const wanted = { ids: page.map(({ remoteId }) => remoteId!), origins: [] }
      const none = { ids: [], origins: [] }
      const found = await lookUp(
        session,
        kind === 'deal' ? { deal: wanted, contact: none } : { contact: wanted, deal: none },
      )
      // What is not there is looked for once more, and then known as deleted.
      const changed = page.filter((link) => {
        const item = found[kind].byId.get(link.remoteId!)
        return !item || isChanged(link, item)
      })
      await bumpLinks(
        db,
        businessId,
        changed.map(({ id }) => id),
        mirror.clock(),
      )
    }
  }
  await dropHints(db, businessId, named, mirror.clock())
}

/** Asks what has changed in the portal since the last time, whatever events came. */
export async function poll(session: Session): Promise<void> {
  const { mirror, lease, portal } = session
  const cursors: Record<string, string> = {}
  for (const kind of ['contact', 'deal'] as const) {
    const known = portal.cursors[kind]
    const from = known ? Date.parse(known) - OVERLAP_MS : mirror.clock().getTime() - FIRST_MS
    const last = await pollKind(session, kind, new Date(from))
    if (last !== null) cursors[kind] = last.toISOString()
    // An empty portal: the next time looks from here.
    else cursors[kind] = new Date(from + (known ? OVERLAP_MS : 0)).toISOString()
  }
  await savePolled(mirror.db, lease, cursors, mirror.clock())
}

/** Marks what was changed since `from` as due; returns the time of the last change by the portal's clock. */
async function pollKind(session: Session, kind: 'contact' | 'deal', from: Date): Promise<Date | null> {
  const { mirror, lease, bitrix } = session
  const { businessId } = lease
  let last: Date | null = null
  for (let start: number | null = 0; start !== null; ) {
    const answer: Answer<{ items: Item[] }> = await bitrix.call('crm.item.list', {
      entityTypeId: entityOf(kind),
      select: ['*'],
      filter: { '>=updatedTime': from.toISOString() },
      order: { updatedTime: 'ASC', id: 'ASC' },
      start,
    })
    if (!answer.ok) throw new PortalDown(answer)
    const { items } = answer.result
    const ids = items.map(({ id }) => Number(id))
    const links = await linksBy(mirror.db, { businessId, kind, by: 'remote_id', ids })
    const changed = links.filter((link) => {
      const item = items.find(({ id }) => Number(id) === link.remoteId)
      return !link.goneAt && item && isChanged(link, item)
    })
    await bumpLinks(
      mirror.db,
      businessId,
      changed.map(({ id }) => id),
      mirror.clock(),
    )
    const at = items.at(-1)?.updatedTime
    if (at) last = new Date(String(at))
    start = answer.next
  }
  return last
}
