import { book, move } from '../../db/book.ts'
import { logChange } from '../../db/changes.ts'
import { chatOfClient } from '../../db/chats.ts'
import { addClient, advanceLead, bookableClient, consentText, grantConsent, latestLead } from '../../db/clients.ts'
import { hindered, lineOf } from '../../db/marking.ts'
import { type Cancelling, cancelLocked, type Restoring, restoreLocked } from '../../db/parting.ts'
import { instant, minuteOf, type Tx } from '../../db/sql.ts'
import { standingOf, standingOfVisit, tellPlace } from '../../db/tell.ts'
import { editVisit, type LockedVisit, noteNew } from '../../db/visitmarks.ts'
import { type Visit, visitById, visitByKey } from '../../db/visits.ts'
import type { Minute } from '../../domain/catalog.ts'
import { sameStanding } from '../../domain/news.ts'
import type { Wish } from '../../domain/slots.ts'
import type { System } from '../system.ts'
import { type By, type Done, expectNotice, GONE, onVisit, type Refused, type Seen, unfit } from './desk.ts'

export type NewVisit = {
  /** Idempotency key, unique in the business. */
  key: string
  wish: Wish
  start: Minute
  /** One known, one to be written down, or nobody. */
  client: { id: number } | { name: string | null; phone: string | null; consent: boolean } | null
  /** The dialogue that it comes of, if it is this client's. */
  chatId: number | null
  note: string | null
  overlapReason: string | null
  tell: boolean
}

/** Writes a client into the book. The same key gives the same visit. */
export async function bookVisit(system: System, by: By, wanted: NewVisit): Promise<Done | Refused> {
  const { db, catalogs, clock, delivery } = system
  const { businessId, memberId } = by
  const now = clock()
  const result = await db.transaction(async (tx): Promise<Done | Refused> => {
    const known = await visitByKey(tx, businessId, wanted.key)
    if (known) return repeatedVisit(known)
    const clientId = await clientFor(tx, by, wanted.client, now)
    if (clientId === null) return unfit('client', 'Такого клиента нет.')
    const lead = await latestLead(tx, clientId)
    const chatId = wanted.chatId && (await chatOfClient(tx, businessId, wanted.chatId, clientId))
    const { wish, start, key, overlapReason } = wanted
    const booked = await book(tx, catalogs, {
      businessId,
      wish,
      start,
      key,
      overlapReason,
      clientId,
      chatId,
      leadId: lead?.id,
      door: memberId === null ? 'api' : 'staff',
      now: minuteOf(now),
      byStaff: memberId !== null,
    })
    if (!booked.ok) return booked
    const { visit } = booked
    if (booked.repeated) return repeatedVisit(visit)
    if (wanted.note) await noteNew(tx, visit.id, wanted.note)
    if (lead) await advanceLead(tx, lead.id, 'booked')
    const after = { ...placeOf(visit), ...(overlapReason && { overlapReason }) }
    const changeId = await logChange(tx, { ...lineOf(by, visit.id, now), action: 'booked', after })
    const news = { known: null, is: standingOfVisit(visit), tell: wanted.tell, fresh: true }
    return { ok: true, id: visit.id, changeId, visit, notice: await tellPlace(tx, by, visit, news, now) }
  })
  expectNotice(delivery, result)
  return result
}

const repeatedVisit = (visit: Visit): Done => ({
  ok: true,
  id: visit.id,
  changeId: null,
  notice: null,
  visit,
  repeated: true,
})

async function clientFor(tx: Tx, by: By, client: NewVisit['client'], now: Date): Promise<number | null> {
  const { businessId, memberId } = by
  if (client && 'id' in client) return bookableClient(tx, businessId, client.id)
  const { name = null, phone = null, consent = false } = client ?? {}
  const clientId = await addClient(tx, { businessId, name, phone, now })
  if (consent && memberId !== null) {
    const text = await consentText(tx, businessId, 'personal_data', 'ru')
    const given = { businessId, clientId, channelId: null, purpose: 'personal_data', version: text?.version ?? 1, now }
    await grantConsent(tx, given)
  }
  return clientId
}

export type NewPlace = {
  start: Minute
  /** A master for each part; left out: as they are. */
  masters?: readonly (number | undefined)[]
  /** An own length for each part, null for the usual one; left out: as they are. */
  lengths?: readonly (number | null)[]
  overlapReason: string | null
  tell: boolean
}

/** Moves a visit to another time or master. */
export async function moveVisit(system: System, by: By, seen: Seen, place: NewPlace): Promise<Done | Refused> {
  return onVisit(system, by, seen, async (tx, visit, now) => {
    const refusal = hindered('move', visit, now)
    if (refusal) return refusal
    const moved = await rehouse(system, by, tx, visit, place, now)
    if (!moved.ok) return moved
    const { changeId, visit: there } = moved
    const news = { known: standingOf(visit), is: standingOfVisit(there), tell: place.tell }
    const notice = await tellPlace(tx, by, there, news, now)
    return { ok: true, id: visit.id, changeId, visit: there, notice }
  })
}

/** Gives a locked visit another place and logs it; the same place again is no change of it. */
export async function rehouse(
  { catalogs }: System,
  by: By,
  tx: Tx,
  visit: LockedVisit,
  { start, masters = [], lengths, overlapReason }: Omit<NewPlace, 'tell'>,
  now: Date,
): Promise<{ ok: true; visit: Visit; changeId: number } | Refused> {
  const { businessId } = by
  const before = await visitById(tx, businessId, visit.id)
  if (!before) return GONE
  const wish = wishAt(before, masters, lengths)
  const minute = minuteOf(now)
  const { id, version } = visit
  const byStaff = by.memberId !== null
  const moved = await move(tx, catalogs, { businessId, id, version, wish, start, now: minute, byStaff, overlapReason })
  if (!moved.ok) return moved
  const was = { ...placeOf(before), status: visit.status, overlapReason: visit.overlapReason }
  const there = moved.visit
  const resized = lengths !== undefined && sameStanding(standingOfVisit(before), standingOfVisit(there))
  const line = { ...lineOf(by, id, now), action: resized ? 'resized' : 'moved', before: was, after: placeOf(there) }
  const changeId = await logChange(tx, line)
  if (!resized || visit.status === there.status) return { ok: true, visit: there, changeId }
  // Who has confirmed a time has confirmed it still: the time is the same.
  const kept = await editVisit(tx, visit, { status: visit.status, price: there.price }, now)
  return { ok: true, visit: { ...there, status: visit.status, version: kept }, changeId }
}

/** What a visit would be about with other masters or lengths. */
export const wishAt = (visit: Visit, masters: NewPlace['masters'] = [], lengths?: NewPlace['lengths']): Wish => ({
  locationId: visit.locationId,
  parts: visit.parts.map(({ serviceId, masterId, minutes }, i) => {
    const own = lengths ? lengths[i] : minutes
    return { serviceId, masterId: masters[i] ?? masterId, ...(own && { minutes: own }) }
  }),
})

/** Lengths of the parts when a visit shall last so many minutes: the last part takes the difference; null: it can't end there. */
export function lengthsFor(visit: Visit, minutes: number): (number | null)[] | null {
  const last = visit.parts.at(-1)
  if (!last || visit.sessionId !== null || visit.start + minutes <= last.start) return null
  return visit.parts.map((part) => (part === last ? visit.start + minutes - part.start : (part.minutes ?? null)))
}

/** Cancels a visit: its place is free at once. */
export async function cancelVisit(system: System, by: By, seen: Seen, how: Cancelling): Promise<Done | Refused> {
  return onVisit(system, by, seen, (tx, visit, now) => cancelLocked(tx, by, visit, how, now))
}

/** Gives a cancelled visit its old place again, while that is free and ahead. */
export async function restoreVisit(system: System, by: By, seen: Seen, how: Restoring): Promise<Done | Refused> {
  return onVisit(system, by, seen, (tx, visit, now) => restoreLocked(tx, system.catalogs, by, visit, how, now))
}

/** Writes a note to a visit. */
export async function noteVisit(system: System, by: By, seen: Seen, note: string | null): Promise<Done | Refused> {
  return onVisit(system, by, seen, async (tx, visit, now) => {
    await editVisit(tx, visit, { note }, now)
    const line = { ...lineOf(by, visit.id, now), action: 'noted', before: { note: visit.note }, after: { note } }
    return { ok: true, id: visit.id, changeId: await logChange(tx, line), notice: null }
  })
}

const placeOf = (visit: Visit) => ({
  start: instant(visit.start),
  end: instant(visit.end),
  masters: visit.parts.map(({ masterId }) => masterId),
  lengths: visit.parts.map(({ minutes }) => minutes ?? null),
})
