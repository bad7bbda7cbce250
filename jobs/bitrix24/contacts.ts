import { contactFacts } from '../../db/crm/facts.ts'
import { type Confirmed, confirmLinks, type Link, linksBy } from '../../db/crm/links.ts'
import { type ContactFacts, contactFields, spellings } from '../../domain/crm/contact.ts'
import { findByPhones, type Item, type Looked, lookUp, ORIGINATOR } from './items.ts'
import { type Plan, type Planning, planItem, writtenFields } from './plan.ts'
import type { Session } from './session.ts'
import { takeContact } from './take.ts'
import { itemsOf, originOf, taken, writePlans } from './write.ts'

/** Ids of one page of the portal. */
const PAGE = 50
const CONTACT_TAKEN = ['name', 'phone']

/** Contacts as they are here; returns ids of the portal by client. */
export async function pushContacts(
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
    const settled = await taken(session, link, () => takeContact(session, link, plan.takes))
    if (!settled) continue
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
  const nothing = links.filter((link) => known.get(link.id) === null && people.get(link.id)?.erased)
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
  for (let i = 0; i < free.length; i += PAGE) {
    const page = await lookUp(session, {
      contact: { ids: free.slice(i, i + PAGE), origins: [] },
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
