import type { Minute } from '../domain/catalog.ts'
import type { Wish } from '../domain/slots.ts'
import type { Catalogs } from './catalog.ts'
import { followBooking } from './chainsteps.ts'
import { CHANGED, CLOSED, isInstant, type Refusal, type Seeking, TAKEN } from './choose.ts'
import { resourcesOfAppointment } from './occupancies.ts'
import { rediscount, takesOffers } from './offers.ts'
import { leftBy, openPlace } from './openings.ts'
import { KNOWN, type Known, leavingOf, settle, withSavepoint } from './place.ts'
import { type Awaited, planReminders, wantedOf } from './reminders.ts'
import { instant, type Tx } from './sql.ts'
import { type Visit, visitById, visitByKey } from './visits.ts'
import { type Arrival, type Leaving, type Place, rewriteVisit, writeVisit } from './writing.ts'

export type Booking = Seeking &
  Arrival & {
    /** True: only held, for the rules' `holdMinutes`, until `confirmHold`. */
    hold?: boolean
    /** For so long, in place of what the rules say. */
    holdMinutes?: number
    /** An earlier hold of the same client whose place this one takes. */
    replaces?: number | null
  }

export type Booked = { ok: true; visit: Visit; repeated: boolean } | Refusal

/**
 * The one way a visit comes to be, for every door; holds too. The same `key` gives the same visit. Refusals are values,
 * and the transaction stays usable. Lock order (DESIGN §4.4): own chat, appointment, sessions, resources.
 */
export async function book(tx: Tx, catalogs: Catalogs, booking: Booking): Promise<Booked> {
  if (!isInstant(booking.start)) return CLOSED
  const { replaces } = booking
  const result = replaces
    ? await withSavepoint(tx, async () => arrive(tx, catalogs, booking, await endHold(tx, booking, replaces)))
    : await arrive(tx, catalogs, booking)
  if (result.ok || result.reason !== 'known') return result
  return repeated(await visitByKey(tx, booking.businessId, booking.key))
}

async function arrive(tx: Tx, catalogs: Catalogs, booking: Booking, leaving?: Leaving): Promise<Booked | Known> {
  const place = await settle(tx, catalogs, booking, leaving)
  if (!place.ok) return place
  const { businessId } = booking
  return withSavepoint(tx, async () => {
    const holdExpiresAt = booking.hold ? booking.now + (booking.holdMinutes ?? place.holdMinutes) : null
    const catalog = catalogs.last(businessId)!
    const [written] = await Promise.all([
      writeVisit(tx, booking, place, {
        holdExpiresAt,
        wanted: booking.hold ? null : wantedOf(catalog, awaited(place), booking.now),
        discounted: !booking.hold && takesOffers(booking.door),
      }),
      booking.hold ? null : followBooking(tx, catalog, { ...booking, ...started(place) }, booking.now),
    ])
    if (!written) return KNOWN
    const visit = { ...newVisit(written.id, booking, place, holdExpiresAt), ...written.less }
    return written.free ? { ok: true, visit, repeated: false } : TAKEN
  })
}

function newVisit(id: number, booking: Booking, place: Place, holdExpiresAt: Minute | null): Visit {
  const { businessId, key, clientId, chatId = null, leadId = null } = booking
  const status = holdExpiresAt === null ? 'booked' : 'held'
  const money = { discount: 0, discountReason: null }
  return {
    id,
    businessId,
    key,
    clientId,
    chatId,
    leadId,
    status,
    version: 1,
    holdExpiresAt,
    ...money,
    ...placed(place),
  }
}

export function repeated(visit: Visit | null): Booked {
  return visit ? { ok: true, visit, repeated: true } : CHANGED
}

async function endHold(tx: Tx, { businessId, clientId }: Booking, id: number): Promise<Leaving | undefined> {
  const [rows, visit, resources] = await Promise.all([
    tx.query(
      `update appointments set status = 'cancelled', version = version + 1, cancelled_by = 'client',
         cancel_reason = 'another time'
       where business_id = $1 and id = $2 and client_id = $3 and status = 'held' returning 1`,
      [businessId, id, clientId],
    ),
    visitById(tx, businessId, id),
    resourcesOfAppointment(tx, id),
  ])
  return rows.length === 1 && visit ? leavingOf(visit, resources) : undefined
}

export type Move = Seeking & {
  id: number
  /** As the caller saw it: a visit that changed meanwhile is refused with `changed`. */
  version: number
  /** The client who asks; left out for staff. */
  clientId?: number
}

/** Moves a visit; the old place becomes free in the same transaction. */
export async function move(tx: Tx, catalogs: Catalogs, request: Move): Promise<Booked> {
  const { businessId, id, start, now } = request
  if (!isInstant(start)) return CLOSED
  return withSavepoint(tx, async () => {
    const [rows, visit, resources] = await Promise.all([
      tx.query(
        `update appointments set version = version + 1, status = 'booked', updated_at = $5::timestamptz
         where business_id = $1 and id = $2 and version = $3 and ($4::bigint is null or client_id = $4)
           and status in ('booked', 'confirmed') returning 1`,
        [businessId, id, request.version, request.clientId, instant(now)],
      ),
      visitById(tx, businessId, id),
      resourcesOfAppointment(tx, id),
    ])
    if (rows.length !== 1 || !visit) return CHANGED
    const wish = request.clientId === undefined ? request.wish : withLengths(request.wish, visit)
    const [moved] = await Promise.all([
      rehouse(tx, catalogs, visit, resources, { ...request, wish }),
      openPlace(tx, leftBy(visit, now)),
    ])
    return moved
  })
}

/** The same wish with the lengths that staff gave the parts of a visit: a client knows nothing of them. */
const withLengths = (wish: Wish, visit: Visit): Wish => ({
  ...wish,
  parts: wish.parts.map((part, i) => {
    const minutes = visit.parts[i]?.serviceId === part.serviceId ? visit.parts[i].minutes : undefined
    return minutes === undefined ? part : { ...part, minutes }
  }),
})

/** What a visit is about, as a wish with its masters and its own length kept. */
export function wishOf(visit: Visit): { wish: Wish; start: Minute } {
  const parts = visit.parts.map(({ serviceId, masterId, minutes }) => ({
    serviceId,
    masterId,
    ...(minutes && { minutes }),
  }))
  return { wish: { locationId: visit.locationId, parts }, start: visit.start }
}

/** Gives a visit whose row is locked another place, or its old one again. */
export async function rehouse(
  tx: Tx,
  catalogs: Catalogs,
  visit: Visit,
  resources: readonly number[],
  seeking: Seeking,
): Promise<Booked> {
  const place = await settle(tx, catalogs, seeking, leavingOf(visit, resources))
  if (!place.ok) return place.reason === 'known' ? CHANGED : place
  const [written, , less] = await Promise.all([
    rewriteVisit(tx, visit.businessId, visit.id, place, seeking.now),
    planReminders(tx, catalogs.last(visit.businessId)!, visit, awaited(place), seeking.now),
    rediscount(tx, visit.businessId, visit.id),
  ])
  return written?.free ? { ok: true, visit: { ...visit, ...placed(place), ...less }, repeated: false } : TAKEN
}

const started = ({ plan, locationId }: Place) => ({
  locationId,
  start: plan.start,
  services: plan.parts.map(({ serviceId }) => serviceId),
})

const awaited = ({ plan, locationId }: Place): Awaited => ({ ...plan, locationId })

function placed({ plan, locationId, sessionId }: Place) {
  const { start, end, price } = plan
  const parts = plan.parts.map(({ roomIds: _, variableCost: __, ...part }) => part)
  return { locationId, sessionId, seatTaken: sessionId !== null, start, end, price, parts }
}
