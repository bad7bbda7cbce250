import type { Minute } from '../domain/catalog.ts'
import { lockResources, resourcesOfAppointment, vacate } from './occupancies.ts'
import { giveSeatBack, lockSessions } from './sessions.ts'
import { instant, type Tx } from './sql.ts'
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
  const [row] = await tx.query<{ session_id: number | null; had_seat: boolean }>(
    `update appointments a set version = a.version + 1, status = 'cancelled', seat_taken = false, cancelled_by = $5,
       cancel_reason = $6, updated_at = $7::timestamptz
     from (select id, seat_taken from appointments where business_id = $1 and id = $2 for no key update) old
     where a.id = old.id and a.version = $3 and ($4::bigint is null or a.client_id = $4)
       and a.status in ('held', 'booked', 'confirmed') returning a.session_id, old.seat_taken as had_seat`,
    [businessId, id, request.version, request.clientId, request.by, request.reason, instant(request.now)],
  )
  if (!row) return null
  if (row.session_id === null) {
    await lockResources(tx, businessId, await resourcesOfAppointment(tx, id))
    await vacate(tx, id)
  } else if (row.had_seat) {
    await lockSessions(tx, [row.session_id])
    await giveSeatBack(tx, row.session_id)
  }
  return visitById(tx, businessId, id)
}
