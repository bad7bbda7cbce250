import type { Catalog, Minute } from '../domain/catalog.ts'
import type { Wish } from '../domain/slots.ts'
import { type Catalogs, catalogVersion } from './catalog.ts'
import { CHANGED, CLOSED, foresee, isInstant, type Refusal, type Seeking, TAKEN } from './choose.ts'
import { clearExpired, resourcesOfAppointment } from './occupancies.ts'
import { type Leaving, leavingOf, settle, withSavepoint } from './place.ts'
import { instant, type Tx } from './sql.ts'
import { type Visit, visitById, visitByKey } from './visits.ts'
import { type Arrival, type Place, rewriteVisit, writeVisit } from './writing.ts'

export type Booking = Seeking &
  Arrival & {
    /** True: only held, for the rules' `holdMinutes`, until `confirmHold`. */
    hold?: boolean
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
  const seen = await foresee(tx, catalogs, booking, booking.replaces)
  if (seen.known !== null) return repeated(await visitById(tx, booking.businessId, seen.known))
  if (seen.refusal) return seen.refusal
  const result = await withSavepoint(tx, async () => {
    const leaving = booking.replaces ? await endHold(tx, booking, booking.replaces) : undefined
    const place = await settle(tx, catalogs, seen.catalog, booking, leaving)
    return place.ok ? enter(tx, booking, place) : place
  })
  if (result.ok) return result
  // What is in the way may be this very booking, sent twice at once.
  const twin = await visitByKey(tx, booking.businessId, booking.key)
  return twin ? repeated(twin) : result
}

async function enter(tx: Tx, booking: Booking, place: Place): Promise<Booked> {
  const holdExpiresAt = booking.hold ? booking.now + place.holdMinutes : null
  const [, written] = await Promise.all([
    clearExpired(tx, place.plan.occupancies, booking.now),
    writeVisit(tx, booking, place, holdExpiresAt),
  ])
  if (!written) return CHANGED
  if (!written.free) return TAKEN
  const { businessId, key, clientId, chatId = null, leadId = null } = booking
  const status = holdExpiresAt === null ? 'booked' : 'held'
  const visit = {
    id: written.id,
    businessId,
    key,
    clientId,
    chatId,
    leadId,
    status,
    version: 1,
    holdExpiresAt,
  } as const
  return { ok: true, visit: { ...visit, ...placed(place) }, repeated: false }
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
    const [rows, visit, resources, version] = await Promise.all([
      tx.query(
        `update appointments set version = version + 1, status = 'booked', updated_at = $5::timestamptz
         where business_id = $1 and id = $2 and version = $3 and ($4::bigint is null or client_id = $4)
           and status in ('booked', 'confirmed') returning 1`,
        [businessId, id, request.version, request.clientId, instant(now)],
      ),
      visitById(tx, businessId, id),
      resourcesOfAppointment(tx, id),
      catalogVersion(tx, businessId),
    ])
    if (rows.length === 0 || !visit) return CHANGED
    const catalog = await catalogs.of(tx, businessId, version)
    return rehouse(tx, catalogs, catalog, visit, leavingOf(visit, resources), request)
  })
}

/** What a visit is about, as a wish with its masters kept. */
export function wishOf(visit: Visit): { wish: Wish; start: Minute } {
  const parts = visit.parts.map(({ serviceId, masterId }) => ({ serviceId, masterId }))
  return { wish: { locationId: visit.locationId, parts }, start: visit.start }
}

/** Gives a visit whose row is locked another place, or its old one again. */
export async function rehouse(
  tx: Tx,
  catalogs: Catalogs,
  catalog: Catalog,
  visit: Visit,
  leaving: Leaving,
  seeking: Seeking,
): Promise<Booked> {
  const place = await settle(tx, catalogs, catalog, seeking, leaving)
  if (!place.ok) return place
  const [, written] = await Promise.all([
    clearExpired(tx, place.plan.occupancies, seeking.now),
    rewriteVisit(tx, visit.businessId, visit.id, place),
  ])
  return written.free ? { ok: true, visit: { ...visit, ...placed(place) }, repeated: false } : TAKEN
}

function placed({ plan, locationId, sessionId }: Place) {
  const { start, end, price } = plan
  const parts = plan.parts.map(({ serviceId, masterId, start, end, price }) => ({
    serviceId,
    masterId,
    start,
    end,
    price,
  }))
  return { locationId, sessionId, seatTaken: sessionId !== null, start, end, price, parts }
}
