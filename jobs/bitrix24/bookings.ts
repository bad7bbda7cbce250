import { type BookingDone, bookingFacts, restBookings, saveBookings } from '../../db/crm/bookings.ts'
import { dueLinks, type Link, markSending } from '../../db/crm/links.ts'
import {
  type BookingFacts,
  bookingFor,
  bookingKey,
  describe,
  keyIn,
  sayRefused,
  type WantedBooking,
} from '../../domain/crm/booking.ts'
import type { BookingThere } from '../../domain/crm/busy.ts'
import { sameValue } from '../../domain/crm/merge.ts'
import type { Answer, Command, Refusal } from './client.ts'
import { resultOf } from './query.ts'
import { given, isPortals, LeaseLost, PortalDown, type Session } from './session.ts'
import { mayBeDone } from './trouble.ts'
import { laterThan, UNHEARD_MS, unheardUntil } from './write.ts'

/** Bookings of one round: each is up to three commands, and all of them are one batch. */
const ROUND = 16
/** Bookings of a page. */
const PAGE = 50
/** A contact or a deal that is being made: the booking is told of it then. */
const AWAITED_MS = 120_000

/** Our name for what stands beside the deal in a booking's external data. */
const MODULE = 'okoshko'
const ENTITY = 'VISIT'

type Booking = {
  link: Link
  facts: BookingFacts
  key: string
  /** Null: there is to be none. */
  wanted: WantedBooking | null
  remoteId: number | null
}

/** Makes up to 16 bookings there as visits are here; returns how many were looked at. Throws `PortalDown`, `LeaseLost`. */
export async function pushBookings(session: Session): Promise<number> {
  const { mirror, lease, settings, portal } = session
  const { db, clock } = mirror
  const { businessId } = lease
  if (!settings.busy.write) {
    await restBookings(db, businessId)
    return 0
  }
  const links = await dueLinks(db, { businessId, kinds: ['booking'], now: clock(), limit: ROUND })
  if (links.length === 0) return 0
  const known = await bookingFacts(
    db,
    businessId,
    links.map(({ id }) => id),
  )
  const bookings = links.flatMap((link): Booking[] => {
    const facts = known.get(link.id)
    if (!facts || link.about === null) return []
    const wanted = bookingFor(facts, settings.busy.resources[link.about.slice(1)], settings.sensitive)
    const key = bookingKey(portal.origin, facts.visitId, link.about)
    return [{ link, facts, key, wanted, remoteId: link.remoteId }]
  })
  const ripe = bookings.filter(({ link }) => (ripeAt(link) ?? clock()) <= clock())
  const early = bookings.filter((one) => !ripe.includes(one))
  await saveBookings(
    db,
    lease,
    early.map(({ link }) => notYet(link)),
    clock(),
  )
  const { found, refused } = await findUnheard(session, ripe)
  const ready = ripe.filter(({ link }) => !refused.has(link.id))
  await saveBookings(
    db,
    lease,
    ripe.flatMap(({ link }) => (refused.has(link.id) ? [putOff(link, refused.get(link.id)!, clock())] : [])),
    clock(),
  )
  for (const booking of ready) booking.remoteId ??= found.get(booking.link.id) ?? null
  await write(session, ready)
  return links.length
}

/** Whether nothing at all goes on; without the one right for bookings deals do. */
const isWhole = (refusal: Refusal): boolean => isPortals(refusal) && refusal.trouble !== 'rights'

const putOff = (link: Link, refusal: Refusal, now: Date): BookingDone => ({
  ...notYet(link),
  unheard: link.sent !== null,
  error: sayRefused(refusal),
  dueAt: laterThan(now, link.attempts),
})

/** What was sent and not heard of may be on its way for so long: whoever looks for it earlier makes it twice. */
function ripeAt({ sent }: Link): Date | null {
  return sent === null ? null : new Date(Number((sent as Sent).at) + UNHEARD_MS)
}

const notYet = (link: Link): BookingDone => ({
  id: link.id,
  wanted: link.wanted,
  remoteId: link.remoteId,
  synced: link.synced,
  done: false,
  unheard: true,
  error: null,
  dueAt: ripeAt(link),
})

type Place = Pick<WantedBooking, 'resourceIds' | 'from' | 'to'>
/** Where to and when, ms. */
type Sent = Place & { at: number }

type Sought = { link: Link; key: string; place: Place }
type Unheard = { found: Map<number, number>; refused: Map<number, Refusal> }

/** Bookings that may stand there without our knowing, by link: sought where they were sent to and where they are to be now. */
async function findUnheard(session: Session, bookings: readonly Booking[]): Promise<Unheard> {
  const { bitrix, portal } = session
  const unheard: Unheard = { found: new Map(), refused: new Map() }
  const { found, refused } = unheard
  let sought = bookings.flatMap(({ link, key, wanted, remoteId }): Sought[] => {
    if (remoteId !== null) return []
    const sent = link.sent as Sent | null
    return [...(sent ? [sent] : []), ...(wanted ? [wanted] : [])].map((place) => ({ link, key, place }))
  })
  const unsure: { link: Link; key: string; id: number }[] = []
  for (let start = 0; sought.length > 0; start += PAGE) {
    const answers = await bitrix.batch(
      Object.fromEntries(sought.map(({ place }, nth) => [`f${nth}`, listWithin(place, start)])),
    )
    sought = sought.filter(({ link, key, place }, nth) => {
      const answer = answers[`f${nth}`]!
      if (!answer.ok) {
        if (isWhole(answer)) throw new PortalDown(answer)
        refused.set(link.id, answer)
        return false
      }
      const { booking = [] } = answer.result as { booking?: BookingThere[] }
      const marked = booking.find(({ description }) => keyIn(description, portal.origin) === key)
      if (marked) found.set(link.id, Number(marked.id))
      // Somebody may have written another description: the external data still knows.
      for (const { id, description, resourceIds } of marked ? [] : booking)
        if (
          keyIn(description, portal.origin) === null &&
          place.resourceIds.some((one) => resourceIds.map(Number).includes(one))
        )
          unsure.push({ link, key, id: Number(id) })
      return !marked && booking.length >= PAGE
    })
  }
  const doubtful = unsure.filter(({ link }) => !found.has(link.id))
  if (doubtful.length === 0) return unheard
  const ids = [...new Set(doubtful.map(({ id }) => id))]
  const data = await bitrix.batch(
    Object.fromEntries(
      ids.map((id) => [`d${id}`, { method: 'booking.v1.booking.externalData.list', params: { bookingId: id } }]),
    ),
  )
  for (const { link, key, id } of doubtful) {
    const answer = data[`d${id}`]!
    if (!answer.ok && answer.trouble === 'missing') continue
    const { externalData = [] } = given<{ externalData?: { moduleId: string; value: string }[] }>(answer)
    if (externalData.some(({ moduleId, value }) => moduleId === MODULE && value === key)) found.set(link.id, id)
  }
  return unheard
}

const listWithin = ({ from, to }: Place, start: number): Command => ({
  method: 'booking.v1.booking.list',
  params: { filter: { within: { dateFrom: from, dateTo: to } }, order: { id: 'ASC' }, start },
})

/** What is to be done to one booking; the names are those of its commands in the batch. */
type Act = 'nothing' | 'delete' | 'add' | 'update'

async function write(session: Session, bookings: readonly Booking[]): Promise<void> {
  const { mirror, lease, bitrix } = session
  const { db, clock } = mirror
  const over = clock().getTime() / 1000
  const acts = bookings.map((booking) => ({ ...booking, act: actOf(booking, over) }))
  const sending = acts.flatMap(({ act, link, wanted }) =>
    act === 'add' ? [{ id: link.id, sent: { ...placeOf(wanted!), at: clock().getTime() } }] : [],
  )
  if (!(await markSending(db, lease, sending, unheardUntil(session)))) throw new LeaseLost()
  // What goes makes room for what moves, and that for what comes.
  const order = ['delete', 'update', 'add'] as const
  const commands = Object.fromEntries(
    order.flatMap((kind) => acts.filter(({ act }) => act === kind).flatMap((one) => commandsOf(session, one))),
  )
  const answers: Record<string, Answer<unknown>> = Object.keys(commands).length > 0 ? await bitrix.batch(commands) : {}
  const done = acts.map((one) => outcomeOf(one, (name) => answers[`${name}${one.link.id}`], clock()))
  await freeOwn(session, acts, done)
  await saveBookings(
    db,
    lease,
    done.map(({ row }) => row),
    clock(),
  )
  const down = done.find(({ down }) => down)?.down
  if (down) throw new PortalDown(down)
}

function actOf({ wanted, remoteId }: Booking, over: number): Act {
  if (wanted === null) return remoteId === null ? 'nothing' : 'delete'
  if (remoteId !== null) return 'update'
  return wanted.to > over ? 'add' : 'nothing'
}

const placeOf = ({ resourceIds, from, to }: WantedBooking): Place => ({ resourceIds, from, to })

function commandsOf(
  session: Session,
  { act, link, wanted, remoteId, key, facts }: Booking & { act: Act },
): [string, Command][] {
  const name = (what: string) => `${what}${link.id}`
  if (act === 'delete') return [[name('delete'), { method: 'booking.v1.booking.delete', params: { id: remoteId } }]]
  const { contactId, dealId } = wanted!
  const known = remoteId === null ? null : link.synced
  const fields = fieldsOf(session, wanted!, facts, key)
  const commands: [string, Command][] = []
  const bookingId = act === 'add' ? resultOf(name('add'), 'id') : remoteId
  if (act === 'add') commands.push([name('add'), { method: 'booking.v1.booking.add', params: { fields } }])
  else if (!sameBooking(known, wanted!))
    commands.push([name('update'), { method: 'booking.v1.booking.update', params: { id: remoteId, fields } }])
  if (!known || !sameValue(known.dealId, dealId)) {
    const own = { moduleId: MODULE, entityTypeId: ENTITY, value: key }
    const deal = dealId === null ? [] : [{ moduleId: 'crm', entityTypeId: 'DEAL', value: String(dealId) }]
    const params = { bookingId, externalData: [own, ...deal] }
    commands.push([name('data'), { method: 'booking.v1.booking.externalData.set', params }])
  }
  if (contactId !== null && !sameValue(known?.contactId, contactId)) {
    const clients = [{ id: contactId, type: { module: 'crm', code: 'CONTACT' } }]
    commands.push([name('client'), { method: 'booking.v1.booking.client.set', params: { bookingId, clients } }])
  }
  return commands
}

function sameBooking(known: Record<string, unknown> | null, wanted: WantedBooking): boolean {
  return (
    known !== null &&
    (['from', 'to', 'timezone', 'name', 'resourceIds'] as const).every((field) =>
      sameValue(known[field], wanted[field]),
    )
  )
}

function fieldsOf({ mirror }: Session, wanted: WantedBooking, { visitId }: BookingFacts, key: string) {
  const { resourceIds, from, to, timezone, name } = wanted
  const link = mirror.publicUrl === null ? null : `${mirror.publicUrl}/app/visits/${visitId}`
  const datePeriod = { from: { timestamp: from, timezone }, to: { timestamp: to, timezone } }
  return { resourceIds, name, description: describe(key, link), datePeriod }
}

type Outcome = { row: BookingDone; down: Refusal | null; inTheWay: boolean }

function outcomeOf(
  { act, link, wanted, remoteId, facts }: Booking & { act: Act },
  answer: (name: string) => Answer<unknown> | undefined,
  now: Date,
): Outcome {
  const base = { id: link.id, wanted: link.wanted, unheard: false, error: null, dueAt: null }
  const settled = (row: Pick<BookingDone, 'remoteId' | 'synced'>, dueAt: Date | null = null): Outcome => ({
    row: { ...base, ...row, done: true, dueAt },
    down: null,
    inTheWay: false,
  })
  if (act === 'nothing') return settled({ remoteId: null, synced: null })
  const main = answer(act)
  const failed = (refusal: Refusal): Outcome => {
    const portals = isWhole(refusal)
    const unheard = act === 'add' && mayBeDone(refusal)
    const due = unheard ? new Date(now.getTime() + UNHEARD_MS) : portals ? now : laterThan(now, link.attempts)
    const error = portals ? null : sayRefused(refusal)
    const row = { ...base, remoteId, synced: link.synced, done: false, unheard, error, dueAt: due }
    return { row, down: portals ? refusal : null, inTheWay: refusal.code === '1018' }
  }
  if (main && !main.ok) {
    if (act === 'add' || main.trouble !== 'missing') return failed(main)
    // It is gone already: so be it, or it is made anew.
    return act === 'delete'
      ? settled({ remoteId: null, synced: null })
      : { row: { ...base, remoteId: null, synced: null, done: false, dueAt: now }, down: null, inTheWay: false }
  }
  if (act === 'delete') return settled({ remoteId: null, synced: null })
  const id = act === 'add' ? Number((main!.result as { id: number }).id) : remoteId
  const [data, client] = [answer('data'), answer('client')]
  const synced = {
    ...wanted,
    dealId: data && !data.ok ? (link.synced?.dealId ?? -1) : wanted!.dealId,
    contactId: client && !client.ok ? null : wanted!.contactId,
  }
  const refusal = [data, client].find((one): one is Refusal => one !== undefined && !one.ok)
  if (!refusal) return settled({ remoteId: id, synced }, facts.awaited ? new Date(now.getTime() + AWAITED_MS) : null)
  // The booking stands; what hangs on it is hung on it later.
  if (refusal.trouble === 'missing' && act === 'update' && !main)
    return { row: { ...base, remoteId: null, synced: null, done: false, dueAt: now }, down: null, inTheWay: false }
  const portals = isWhole(refusal)
  const dueAt = portals ? now : laterThan(now, link.attempts)
  const error = portals ? null : sayRefused(refusal)
  return {
    row: { ...base, remoteId: id, synced, done: false, error, dueAt },
    down: portals ? refusal : null,
    inTheWay: false,
  }
}

/**
 * Where a booking can't be moved because the place is taken there, its old place is given up: two visits that change places stand in each other's
 * way for ever otherwise, and a booking at the wrong time is worse than none. It is made anew in the next round.
 */
async function freeOwn(
  { bitrix, mirror }: Session,
  acts: readonly (Booking & { act: Act })[],
  done: readonly Outcome[],
): Promise<void> {
  const stuck = acts.flatMap(({ act, remoteId }, i) =>
    act === 'update' && done[i]!.inTheWay ? [{ remoteId: remoteId!, row: done[i]!.row }] : [],
  )
  if (stuck.length === 0) return
  const answers = await bitrix.batch(
    Object.fromEntries(
      stuck.map(({ remoteId }) => [`g${remoteId}`, { method: 'booking.v1.booking.delete', params: { id: remoteId } }]),
    ),
  )
  for (const { remoteId, row } of stuck) {
    const answer = answers[`g${remoteId}`]!
    if (answer.ok || answer.trouble === 'missing')
      Object.assign(row, { remoteId: null, synced: null, error: null, dueAt: mirror.clock() })
  }
}
