import { contactFacts, dealFacts } from '../../db/crm/facts.ts'
import {
  type Confirmed,
  confirmLinks,
  deferLinks,
  dueLinks,
  type Link,
  type LogRow,
  linksBy,
  logBoth,
  markGone,
  markSending,
} from '../../db/crm/links.ts'
import { type ContactFacts, contactFields, spellings } from '../../domain/crm/contact.ts'
import { type DealFacts, dealFields } from '../../domain/crm/deal.ts'
import type { Value } from '../../domain/crm/merge.ts'
import type { Command, Refusal } from './client.ts'
import { entityOf, findByPhones, type Item, type Looked, lookUp, ORIGINATOR, readMissing } from './items.ts'
import { type Plan, type Planning, planItem, syncedAfter, writtenFields } from './plan.ts'
import { isPortals, LeaseLost, PortalDown, type Session } from './session.ts'
import { takeContact, takeDeal } from './take.ts'
import { mayBeDone } from './trouble.ts'

/** Links of one round: as many as a page of the portal has. */
const ROUND = 50
/** The portal may still be at a creation of which nobody heard for so long: it is not looked up earlier. */
export const CREATING_MS = 65_000
/** A thing that was refused is tried again after so long, and longer each time. */
const REFUSED_MS = [60_000, 300_000, 1_800_000, 21_600_000]
/** A dialogue goes on after its deal was made: its numbers are looked at again then. */
const AGAIN_MS = [600_000, 86_400_000]

const DEAL_TAKEN = ['opportunity', 'stageId']
const CONTACT_TAKEN = ['name', 'phone']

/** Makes up to 50 things there as they are here; returns how many were looked at. Throws `PortalDown`, `LeaseLost`. */
export async function pushRound(session: Session): Promise<number> {
  const { mirror, lease } = session
  const { db, clock } = mirror
  const { businessId } = lease
  const links = await dueLinks(db, { businessId, kinds: ['contact', 'deal'], now: clock(), limit: ROUND })
  if (links.length === 0) return 0
  const deals = links.filter(({ kind }) => kind === 'deal')
  const facts = await dealFacts(db, businessId, idsOf(deals))
  const clients = [...facts.values()].map(({ clientId }) => clientId)
  const theirs = await linksBy(db, { businessId, kind: 'contact', by: 'client_id', ids: clients })
  const due = links.filter(({ kind }) => kind === 'contact')
  const unmade = theirs.filter((one) => one.remoteId === null && !one.goneAt && !due.some(({ id }) => id === one.id))
  const contacts = [...due, ...unmade]
  const people = await contactFacts(db, businessId, idsOf(contacts))
  const looked = await lookUp(session, {
    contact: lookingFor(session, contacts, (link) => `c${link.clientId}`),
    deal: lookingFor(session, deals, (link) => facts.get(link.id)?.mark ?? ''),
  })
  const made = await pushContacts(session, contacts, people, looked.contact)
  const known = new Map(theirs.flatMap((one) => (one.remoteId && !one.goneAt ? [[one.clientId!, one.remoteId]] : [])))
  await pushDeals(session, deals, facts, looked.deal, new Map([...known, ...made]))
  return links.length
}

const idsOf = (links: readonly Link[]): number[] => links.map(({ id }) => id)
const originOf = ({ portal }: Session, mark: string): string => `${portal.origin}-${mark}`

const lookingFor = (session: Session, links: readonly Link[], mark: (link: Link) => string) => ({
  ids: links.flatMap(({ remoteId }) => remoteId ?? []),
  origins: links.flatMap((link) => (link.remoteId === null ? [originOf(session, mark(link))] : [])),
})

/** Contacts as they are here; returns ids of the portal by client. */
async function pushContacts(
  session: Session,
  links: readonly Link[],
  people: ReadonlyMap<number, ContactFacts>,
  looked: Looked['contact'],
): Promise<Map<number, number>> {
  const known = await itemsOf(session, 'contact', links, looked, (link) => `c${link.clientId}`)
  const adopted = await adoptContacts(
    session,
    links.filter((link) => known.get(link.id) === null && !people.get(link.id)?.erased),
    people,
  )
  const planOf = (link: Link, person: ContactFacts, settled?: Planning['settled']): Plan => {
    const found = adopted.get(link.id)
    const item = known.get(link.id) ?? found ?? null
    const { erased } = person
    const ours = contactFields(person)
    const plan = planItem({ link, item, ours, adopted: found !== undefined, taken: CONTACT_TAKEN, settled, erased })
    if (found) plan.log.push({ linkId: link.id, field: 'contact', theirs: found.id, won: 'noted' })
    if (!item || (found && !item.originId))
      Object.assign(plan.writes, { originatorId: ORIGINATOR, originId: originOf(session, `c${link.clientId}`) })
    return plan
  }
  const plans: Plan[] = []
  for (const link of links) {
    const person = people.get(link.id)
    // Who was never there has nothing to be forgotten.
    if (!person || !known.has(link.id) || (person.erased && known.get(link.id) === null)) continue
    const plan = planOf(link, person)
    const settled = await takeContact(session, link, plan.takes)
    const now =
      settled.size > 0
        ? (await contactFacts(session.mirror.db, session.lease.businessId, [link.id])).get(link.id)
        : person
    plans.push(settled.size > 0 && now ? { ...planOf(link, now, settled), log: plan.log } : plan)
  }
  const erased = (link: Link) => people.get(link.id)?.erased ?? false
  const made = await writePlans(
    session,
    'contact',
    plans,
    (plan) => writtenFields(plan, erased(plan.link)),
    () => null,
  )
  const nothing = links.filter((link) => known.has(link.id) && !plans.some((plan) => plan.link === link))
  await confirmLinks(
    session.mirror.db,
    session.lease,
    nothing.map((link) => unchanged(link)),
    session.mirror.clock(),
  )
  return new Map(links.flatMap((link) => (made.has(link.id) ? [[link.clientId!, made.get(link.id)!]] : [])))
}

const unchanged = ({ id, wanted, synced }: Link): Confirmed => ({
  id,
  wanted,
  remoteId: null,
  synced: synced ?? {},
  againAt: null,
})

/** A contact with the client's phone who is nobody else's: it is taken as theirs, and that stands in the log. */
async function adoptContacts(
  session: Session,
  links: readonly Link[],
  people: ReadonlyMap<number, ContactFacts>,
): Promise<Map<number, Item>> {
  const { db } = session.mirror
  const { businessId } = session.lease
  const wanted = links.flatMap(({ id }) => {
    const phone = people.get(id)?.phone
    return phone ? [{ key: id, values: spellings(phone) }] : []
  })
  const found = await findByPhones(session, wanted)
  const ids = [...new Set([...found.values()].flat())]
  if (ids.length === 0) return new Map()
  const taken = await linksBy(db, { businessId, kind: 'contact', by: 'remote_id', ids })
  const free = ids.filter((id) => !taken.some(({ remoteId }) => remoteId === id))
  const items = new Map<number, Item>()
  for (let i = 0; i < free.length; i += ROUND) {
    const page = await lookUp(session, {
      contact: { ids: free.slice(i, i + ROUND), origins: [] },
      deal: { ids: [], origins: [] },
    })
    for (const [id, item] of page.contact.byId) items.set(id, item)
  }
  const adopted = new Map<number, Item>()
  for (const { id } of links) {
    const item = (found.get(id) ?? []).flatMap((one) => items.get(one) ?? [])[0]
    if (!item) continue
    adopted.set(id, item)
    // Two clients with one phone are not one contact.
    items.delete(item.id)
  }
  return adopted
}

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
    const settled = await takeDeal(session, link, about, plan.takes)
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

/** Items of links, null for one that is to be made; what was deleted there or is hidden has none, and is done with here. */
async function itemsOf(
  session: Session,
  kind: 'contact' | 'deal',
  links: readonly Link[],
  { byId, byOrigin }: Looked['contact'],
  mark: (link: Link) => string,
): Promise<Map<number, Item | null>> {
  const { db, clock } = session.mirror
  const missing = await readMissing(
    session,
    kind,
    links.flatMap(({ remoteId }) => (remoteId !== null && !byId.has(remoteId) ? [remoteId] : [])),
  )
  const items = new Map<number, Item | null>()
  const [gone, hidden]: [Link[], Link[]] = [[], []]
  for (const link of links) {
    if (link.remoteId === null) items.set(link.id, byOrigin.get(originOf(session, mark(link))) ?? null)
    else {
      const item = byId.get(link.remoteId) ?? missing.get(link.remoteId) ?? null
      if (item === null) gone.push(link)
      else if (item === 'hidden') hidden.push(link)
      else items.set(link.id, item)
    }
  }
  const now = clock()
  await markGone(db, session.lease, idsOf(gone), now)
  await logBoth(
    db,
    session.lease.businessId,
    gone.map(({ id, remoteId }) => ({ linkId: id, field: 'deleted', theirs: remoteId, won: 'noted' as const })),
    now,
  )
  await deferLinks(
    db,
    session.lease,
    hidden.map((link) => ({
      id: link.id,
      error: 'ACCESS_DENIED',
      dueAt: laterThan(now, link.attempts),
      attempt: true,
    })),
  )
  return items
}

export const laterThan = (now: Date, attempts: number): Date =>
  new Date(now.getTime() + REFUSED_MS[Math.min(attempts, REFUSED_MS.length - 1)]!)

/** Writes what differs, keeps what both have then, and returns ids of the portal by link. */
async function writePlans(
  session: Session,
  kind: 'contact' | 'deal',
  plans: readonly Plan[],
  fieldsOf: (plan: Plan) => Record<string, unknown>,
  again: (plan: Plan) => Date | null,
): Promise<Map<number, number>> {
  const { mirror, lease, bitrix } = session
  const { db, clock } = mirror
  const entityTypeId = entityOf(kind)
  const writing = plans.filter((plan) => Object.keys(fieldsOf(plan)).length > 0)
  if (
    writing.length > 0 &&
    !(await markSending(
      db,
      lease,
      writing.map(({ link, writes }) => ({ id: link.id, sent: writes })),
    ))
  )
    throw new LeaseLost()
  const command = (plan: Plan): Command => {
    const fields = fieldsOf(plan)
    return plan.item
      ? { method: 'crm.item.update', params: { entityTypeId, id: plan.item.id, fields } }
      : { method: 'crm.item.add', params: { entityTypeId, fields } }
  }
  const answers =
    writing.length > 0
      ? await bitrix.batch(Object.fromEntries(writing.map((plan) => [`w${plan.link.id}`, command(plan)])))
      : {}
  const now = clock()
  const confirmed: Confirmed[] = []
  const deferred: { id: number; error: string; dueAt: Date; attempt: boolean }[] = []
  const log: LogRow[] = []
  let down: Refusal | null = null
  for (const plan of plans) {
    const { link, item } = plan
    const answer = answers[`w${link.id}` as keyof typeof answers]
    if (!answer || answer.ok) {
      const answered = answer ? (answer.result as { item: Item }).item : item!
      const synced = answer ? syncedAfter(plan, answered) : plan.synced
      confirmed.push({ id: link.id, wanted: link.wanted, remoteId: Number(answered.id), synced, againAt: again(plan) })
      log.push(...plan.log)
    } else if (isPortals(answer)) {
      down ??= answer
      // Whoever looks for it too early doesn't find it, and makes it twice.
      if (!item && mayBeDone(answer))
        deferred.push({ id: link.id, error: answer.code, dueAt: new Date(now.getTime() + CREATING_MS), attempt: false })
    } else
      deferred.push({
        id: link.id,
        error: `${answer.code}: ${answer.description}`.slice(0, 500),
        dueAt: laterThan(now, link.attempts),
        attempt: true,
      })
  }
  await confirmLinks(db, lease, confirmed, now)
  await deferLinks(db, lease, deferred)
  await logBoth(db, lease.businessId, log, now)
  if (down) throw new PortalDown(down)
  return new Map(confirmed.map(({ id, remoteId }) => [id, remoteId!]))
}
