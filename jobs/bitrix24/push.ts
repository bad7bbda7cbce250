import { contactFacts, dealFacts } from '../../db/crm/facts.ts'
import { bumpDealsOf } from '../../db/crm/fold.ts'
import { deferLinks, dueLinks, type Link, linksBy } from '../../db/crm/links.ts'
import { type DealFacts, dealFields } from '../../domain/crm/deal.ts'
import type { Value } from '../../domain/crm/merge.ts'
import { pushContacts } from './contacts.ts'
import { type Looked, lookUp, ORIGINATOR } from './items.ts'
import { type Plan, type Planning, planItem } from './plan.ts'
import type { Session } from './session.ts'
import { takeDeal } from './take.ts'
import { idsOf, itemsOf, originOf, taken, writePlans } from './write.ts'

/** Links of one round: as many as a page of the portal has. */
const ROUND = 50
/** A dialogue goes on after its deal was made: its numbers are looked at again then. */
const AGAIN_MS = [600_000, 86_400_000]

const DEAL_TAKEN = ['opportunity', 'stageId']

/** Makes up to 50 things there as they are here; returns how many were looked at. Throws `PortalDown`, `LeaseLost`. */
export async function pushRound(session: Session): Promise<number> {
  const { mirror, lease } = session
  const { db, clock } = mirror
  const { businessId } = lease
  const now = clock()
  const links = await dueLinks(db, { businessId, kinds: ['contact', 'deal'], now, limit: ROUND })
  if (links.length === 0) return 0
  const dueDeals = links.filter(({ kind }) => kind === 'deal')
  const facts = await dealFacts(db, businessId, idsOf(dueDeals))
  const clients = [...facts.values()].map(({ clientId }) => clientId)
  const theirs = await linksBy(db, { businessId, kind: 'contact', by: 'client_id', ids: clients })
  // Whose contact may be being made at this moment waits for it.
  const unheard = new Map(theirs.flatMap((one) => (isUnheard(one, now) ? [[one.clientId, one.dueAt!]] : [])))
  const waiting = dueDeals.filter(({ id }) => unheard.has(facts.get(id)?.clientId ?? null))
  const error = 'its contact is being made'
  await deferLinks(
    db,
    lease,
    waiting.map(({ id }) => ({ id, error, dueAt: unheard.get(facts.get(id)!.clientId)!, attempt: false })),
  )
  const deals = dueDeals.filter((link) => !waiting.includes(link))
  const due = links.filter(({ kind }) => kind === 'contact')
  const unmade = theirs.filter(
    (one) => one.remoteId === null && !one.goneAt && !isUnheard(one, now) && !due.some(({ id }) => id === one.id),
  )
  const contacts = [...due, ...unmade]
  const people = await contactFacts(db, businessId, idsOf(contacts))
  const looked = await lookUp(session, {
    contact: lookingFor(session, contacts, (link) => `c${link.clientId}`),
    deal: lookingFor(session, deals, (link) => facts.get(link.id)?.mark ?? ''),
  })
  const made = await pushContacts(session, contacts, people, looked.contact)
  const fresh = contacts.flatMap(({ clientId, remoteId }) =>
    remoteId === null && made.has(clientId!) ? [clientId!] : [],
  )
  await bumpDealsOf(db, businessId, { clients: fresh, except: idsOf(deals), now })
  const known = new Map(theirs.flatMap((one) => (one.remoteId && !one.goneAt ? [[one.clientId!, one.remoteId]] : [])))
  await pushDeals(session, deals, facts, looked.deal, new Map([...known, ...made]))
  return links.length
}

/** Nobody heard whether it was made, and it may be being made still. */
const isUnheard = ({ remoteId, sent, lastError, dueAt }: Link, now: Date): boolean =>
  remoteId === null && sent !== null && lastError === null && dueAt !== null && dueAt > now

const lookingFor = (session: Session, links: readonly Link[], mark: (link: Link) => string) => ({
  ids: links.flatMap(({ remoteId }) => remoteId ?? []),
  origins: links.flatMap((link) => (link.remoteId === null ? [originOf(session, mark(link))] : [])),
})

async function pushDeals(
  session: Session,
  links: readonly Link[],
  facts: ReadonlyMap<number, DealFacts>,
  looked: Looked['deal'],
  contacts: ReadonlyMap<number, number>,
): Promise<void> {
  const { mirror, settings, lease } = session
  const known = await itemsOf(session, 'deal', links, looked, (link) => facts.get(link.id)?.mark ?? '')
  const planOf = (link: Link, about: DealFacts, settled?: Planning['settled']): Plan => {
    const item = known.get(link.id) ?? null
    const ours: Record<string, Value> = dealFields(about, settings, linkOf(mirror, about))
    const contactId = contacts.get(about.clientId)
    if (contactId) ours.contactId = contactId
    // Somebody has put it into another pipeline: its stages are not ours to set.
    if (item && Number(item.categoryId) !== settings.pipeline) delete ours.stageId
    const plan = planItem({ link, item, ours, taken: DEAL_TAKEN, settled })
    if (!item) Object.assign(plan.writes, newDeal(session, about))
    return plan
  }
  const plans: Plan[] = []
  for (const link of links) {
    const about = facts.get(link.id)
    if (!about || !known.has(link.id)) continue
    const plan = planOf(link, about)
    const settled = await taken(session, link, () => takeDeal(session, link, about, plan.takes))
    if (!settled) continue
    const now = settled.size > 0 ? (await dealFacts(mirror.db, lease.businessId, [link.id])).get(link.id) : about
    plans.push(settled.size > 0 && now ? { ...planOf(link, now, settled), log: plan.log } : plan)
  }
  await writePlans(
    session,
    'deal',
    plans,
    ({ writes }) => writes,
    ({ link }) => againAt(facts.get(link.id), mirror.clock()),
  )
}

const newDeal = (session: Session, about: DealFacts) => ({
  categoryId: session.settings.pipeline,
  originatorId: ORIGINATOR,
  originId: originOf(session, about.mark),
  ...(about.visit && { isManualOpportunity: 'Y' }),
})

/** Where the deal's visit or dialogue is in the staff app; null while the installation has no address. */
export const linkOf = (
  { publicUrl }: Pick<Session['mirror'], 'publicUrl'>,
  { visit, clientId }: DealFacts,
): string | null =>
  publicUrl === null ? null : `${publicUrl}/app/${visit ? `visit/${visit.id}` : `clients/${clientId}`}`

function againAt(about: DealFacts | undefined, now: Date): Date | null {
  if (!about?.talk || !about.lead) return null
  const since = about.lead.createdAt * 60_000
  const next = AGAIN_MS.find((ms) => since + ms > now.getTime())
  return next === undefined ? null : new Date(since + next)
}
