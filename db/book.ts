import type { Minute } from '../domain/catalog.ts'
import type { Plan, Wish } from '../domain/slots.ts'
import type { Catalogs } from './catalog.ts'
import { lockResources, occupy, resourcesOfAppointment } from './occupancies.ts'
import { type Leaving, type Place, type Refusal, type Seeking, settle, withSavepoint } from './place.ts'
import { lockSessions, takeSeat } from './sessions.ts'
import { instant, type Tx } from './sql.ts'
import { type Visit, visitById, visitByKey, writeParts, writeVisit } from './visits.ts'

/** Which door a visit came through. */
export type Door = 'telegram' | 'web' | 'api' | 'staff' | 'import' | 'waitlist' | 'bitrix24'

export type Booking = Seeking & {
  /** Idempotency key: the same key gives the same visit. */
  key: string
  clientId: number
  chatId?: number | null
  leadId?: number | null
  door: Door
  /** True: only held, for the rules' `holdMinutes`, until `confirmHold`. */
  hold?: boolean
  /** An earlier hold of the same client whose place this one takes. */
  replaces?: number | null
}

export type Booked = { ok: true; visit: Visit; repeated: boolean } | Refusal

/**
 * The one way a visit comes to be, for every door; holds too. Refusals are values, and the transaction stays usable.
 * Lock order (DESIGN §4.4): own chat, appointment, resources.
 */
export async function book(tx: Tx, catalogs: Catalogs, booking: Booking): Promise<Booked> {
  const known = await visitByKey(tx, booking.businessId, booking.key)
  if (known) return { ok: true, visit: known, repeated: true }
  return withSavepoint(tx, async () => {
    const leaving = booking.replaces ? await endHold(tx, booking.businessId, booking.replaces) : null
    const place = await settle(tx, catalogs, booking, leaving)
    if (!place.ok) return place
    const holdExpiresAt = booking.hold ? booking.now + place.holdMinutes : null
    const id = await writeVisit(tx, booking, place.plan, place.sessionId, holdExpiresAt)
    if (id === null) return repeated(tx, booking)
    return take(tx, booking, id, place, holdExpiresAt)
  })
}

/** Confirms a hold. One that ran out still wins while its place is untaken. */
export async function confirmHold(
  tx: Tx,
  catalogs: Catalogs,
  hold: { businessId: number; id: number; clientId: number; now: Minute },
): Promise<Booked> {
  const { businessId, id, now } = hold
  const [row] = await tx.query<{ expired: boolean }>(
    `update appointments set status = 'booked', version = version + 1, updated_at = $4::timestamptz
     where business_id = $1 and id = $2 and client_id = $3 and status = 'held'
     returning hold_expires_at <= $4::timestamptz as expired`,
    [businessId, id, hold.clientId, instant(now)],
  )
  const visit = await visitById(tx, businessId, id)
  if (!row || !visit) {
    const confirmed = visit?.clientId === hold.clientId && (visit.status === 'booked' || visit.status === 'confirmed')
    return confirmed ? { ok: true, visit, repeated: true } : { ok: false, reason: 'changed' }
  }
  const result = await (visit.sessionId !== null
    ? keepSeat(tx, visit, now)
    : row.expired
      ? withSavepoint(tx, () => rehouse(tx, catalogs, visit, { ...wishOf(visit), now }))
      : keepTime(tx, visit))
  if (!result.ok)
    await tx.query(
      `update appointments set status = 'cancelled', cancelled_by = 'system', cancel_reason = 'hold expired' where id = $1`,
      [id],
    )
  return result
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
  return withSavepoint(tx, async () => {
    const rows = await tx.query(
      `update appointments set version = version + 1, status = 'booked', updated_at = $5::timestamptz
       where business_id = $1 and id = $2 and version = $3 and ($4::bigint is null or client_id = $4)
         and status in ('booked', 'confirmed') returning 1`,
      [request.businessId, request.id, request.version, request.clientId, instant(request.now)],
    )
    const visit = rows.length === 1 ? await visitById(tx, request.businessId, request.id) : null
    return visit ? rehouse(tx, catalogs, visit, request) : { ok: false, reason: 'changed' }
  })
}

/** What a visit is about, as a wish with its masters kept. */
export function wishOf(visit: Visit): { wish: Wish; start: Minute } {
  const parts = visit.parts.map(({ serviceId, masterId }) => ({ serviceId, masterId }))
  return { wish: { locationId: visit.locationId, parts }, start: visit.start }
}

/** Gives a visit whose row is locked another place, or its old one again. */
async function rehouse(
  tx: Tx,
  catalogs: Catalogs,
  visit: Visit,
  seeking: Omit<Seeking, 'businessId'>,
): Promise<Booked> {
  const { businessId, id } = visit
  const place = await settle(tx, catalogs, { ...seeking, businessId }, await leavingOf(tx, visit))
  if (!place.ok) return place
  const { plan, sessionId } = place
  await tx.query('delete from appointment_parts where appointment_id = $1', [id])
  await tx.query(
    `update appointments set starts_at = $2::timestamptz, ends_at = $3::timestamptz, price = $4, location_id = $5,
       session_id = $6, seat_taken = $6::bigint is not null, overlap_reason = $7, hold_expires_at = null where id = $1`,
    [id, instant(plan.start), instant(plan.end), plan.price, seeking.wish.locationId, sessionId, seeking.overlapReason],
  )
  return take(tx, { ...seeking, businessId }, id, place, null)
}

/** Writes what a found place takes; a refusal here means that somebody writes without our locks. */
async function take(tx: Tx, seeking: Seeking, id: number, place: Place, expiresAt: Minute | null): Promise<Booked> {
  const { businessId, now } = seeking
  const overlapReason = seeking.overlapReason ?? null
  const [free, , visit] = await Promise.all([
    occupy(tx, businessId, id, place.plan.occupancies, { expiresAt, overlapReason, now }),
    writeParts(tx, businessId, id, place.plan),
    visitById(tx, businessId, id),
  ])
  if (!free) return { ok: false, reason: 'taken' }
  if (!visit) throw new Error(`appointment ${id} vanished while locked`)
  return { ok: true, visit: { ...visit, parts: partsOf(place.plan) }, repeated: false }
}

const partsOf = (plan: Plan) =>
  plan.parts.map(({ serviceId, masterId, start, end, price }) => ({ serviceId, masterId, start, end, price }))

async function repeated(tx: Tx, booking: Booking): Promise<Booked> {
  const twin = await visitByKey(tx, booking.businessId, booking.key)
  return twin ? { ok: true, visit: twin, repeated: true } : { ok: false, reason: 'changed' }
}

async function endHold(tx: Tx, businessId: number, id: number): Promise<Leaving | null> {
  const rows = await tx.query(
    `update appointments set status = 'cancelled', version = version + 1, cancelled_by = 'client',
       cancel_reason = 'another time' where business_id = $1 and id = $2 and status = 'held' returning 1`,
    [businessId, id],
  )
  const visit = rows.length === 1 ? await visitById(tx, businessId, id) : null
  if (visit?.seatTaken) await tx.query('update appointments set seat_taken = false where id = $1', [id])
  return visit && leavingOf(tx, visit)
}

async function leavingOf(tx: Tx, visit: Visit): Promise<Leaving> {
  return {
    appointmentId: visit.id,
    resources: visit.sessionId === null ? await resourcesOfAppointment(tx, visit.id) : [],
    sessionId: visit.seatTaken ? visit.sessionId : null,
  }
}

async function keepTime(tx: Tx, visit: Visit): Promise<Booked> {
  await lockResources(tx, visit.businessId, await resourcesOfAppointment(tx, visit.id))
  await tx.query(`update occupancies set kind = 'visit', expires_at = null where appointment_id = $1`, [visit.id])
  return { ok: true, visit, repeated: false }
}

async function keepSeat(tx: Tx, visit: Visit, now: Minute): Promise<Booked> {
  await lockSessions(tx, [visit.sessionId])
  if (!visit.seatTaken && !(await takeSeat(tx, visit.sessionId!, now))) return { ok: false, reason: 'taken' }
  await tx.query('update appointments set seat_taken = true where id = $1', [visit.id])
  return { ok: true, visit: { ...visit, seatTaken: true }, repeated: false }
}
