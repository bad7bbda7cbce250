import { DEFAULT_RULES, type Minute } from '../domain/catalog.ts'
import { lockResources, resourcesOfAppointment, vacate } from './occupancies.ts'
import { giveOfferBack } from './offers.ts'
import { leftBy, openPlace } from './openings.ts'
import { silenceReminders } from './reminders.ts'
import { giveSeatBack, lockSessions } from './sessions.ts'
import { instant, list, type Tx } from './sql.ts'
import { type Visit, visitById } from './visits.ts'

export type Cancellation = {
  businessId: number
  id: number
  /** As the caller saw it. */
  version: number
  /** The client who asks; left out for staff. */
  clientId?: number
  by: 'client' | 'member' | 'system'
  reason: string | null
  now: Minute
}

/** Cancels a visit or drops a hold, and frees its place; null when it is not there in that version any more. */
export async function cancel(tx: Tx, request: Cancellation): Promise<Visit | null> {
  const { businessId, id } = request
  const [[row], resources] = await Promise.all([
    tx.query<{ session_id: number | null; seat_taken: boolean }>(
      `update appointments set version = version + 1, status = 'cancelled', cancelled_by = $5, cancel_reason = $6,
         cancelled_at = $7::timestamptz, updated_at = $7::timestamptz,
         cancelled_late = $5 = 'client' and status <> 'held' and starts_at < $7::timestamptz + interval '1 hour' * ${NOTICE}
       where business_id = $1 and id = $2 and version = $3 and ($4::bigint is null or client_id = $4)
         and status in ('held', 'booked', 'confirmed') returning session_id, seat_taken`,
      [businessId, id, request.version, request.clientId, request.by, request.reason, instant(request.now)],
    ),
    resourcesOfAppointment(tx, id),
    silenceReminders(tx, request),
  ])
  if (!row) return null
  if (row.session_id === null) await Promise.all([lockResources(tx, businessId, resources), vacate(tx, id)])
  else if (row.seat_taken) await Promise.all([lockSessions(tx, [row.session_id]), giveSeatBack(tx, row.session_id, id)])
  const [, visit] = await Promise.all([giveOfferBack(tx, businessId, id, request.now), visitById(tx, businessId, id)])
  // What was only held was nobody's place yet.
  if (visit?.holdExpiresAt === null) await openPlace(tx, leftBy(visit, request.now))
  return visit
}

/** Until how many hours before it clients may cancel an appointment, by its services' rules: the strictest counts. */
const NOTICE = `(select max(coalesce((s.rules ->> 'cancelHours')::numeric, (b.rules ->> 'cancelHours')::numeric,
    ${DEFAULT_RULES.cancelHours}))::float8
  from appointment_parts p join services s on s.id = p.service_id join businesses b on b.id = s.business_id
  where p.appointment_id = appointments.id)`

/**
 * Ends holds that ran out at or before `before`: their places and seats are free again, and nobody can confirm them any more. At most
 * `limit`, returns how many; whatever another transaction has in work is left to it.
 */
export async function endHolds(tx: Tx, before: Minute, now: Minute, limit = 100): Promise<number> {
  const rows = await tx.query<{ id: number; session_id: number | null; seat_taken: boolean }>(
    `update appointments a set status = 'cancelled', version = version + 1, cancelled_by = 'system',
       cancel_reason = 'hold expired', updated_at = $2::timestamptz
     from (select id from appointments where status = 'held' and hold_expires_at <= $1::timestamptz
           order by hold_expires_at limit $3 for no key update skip locked) dead
     where a.id = dead.id returning a.id, a.session_id, a.seat_taken`,
    [instant(before), instant(now), limit],
  )
  const timed = list(rows.filter((row) => row.session_id === null).map((row) => row.id))
  const seated = rows.filter((row) => row.session_id !== null && row.seat_taken)
  await lockSessions(tx, [...new Set(seated.map((row) => row.session_id!))])
  for (const row of seated) await giveSeatBack(tx, row.session_id!, row.id)
  await Promise.all([
    tx.query(
      `select 1 from resources where id in (select resource_id from occupancies where appointment_id = any($1::bigint[]))
       order by id for no key update`,
      [timed],
    ),
    tx.query('delete from occupancies where appointment_id = any($1::bigint[])', [timed]),
  ])
  return rows.length
}
