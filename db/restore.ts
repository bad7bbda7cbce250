import type { Minute } from '../domain/catalog.ts'
import { type Booked, rehouse, wishOf } from './book.ts'
import type { Catalogs } from './catalog.ts'
import { CHANGED } from './choose.ts'
import { resourcesOfAppointment } from './occupancies.ts'
import { redeemBest } from './offers.ts'
import { withSavepoint } from './place.ts'
import { instant, type Tx } from './sql.ts'
import { visitById } from './visits.ts'

export type Restoration = {
  businessId: number
  id: number
  version: number
  /** As it was before the cancellation. */
  status: 'booked' | 'confirmed'
  /** Why staff had left the rules for it. */
  overlapReason: string | null
  now: Minute
}

/** Takes a cancellation back: the visit gets its old place again, if that is free. */
export async function restore(tx: Tx, catalogs: Catalogs, request: Restoration): Promise<Booked> {
  const { businessId, id, now, overlapReason } = request
  return withSavepoint(tx, async () => {
    const [rows, visit, resources] = await Promise.all([
      tx.query(
        `update appointments set version = version + 1, status = $4, cancelled_by = null, cancel_reason = null,
           seat_taken = false, cancelled_late = false, updated_at = $5::timestamptz
         where business_id = $1 and id = $2 and version = $3 and status = 'cancelled' returning 1`,
        [businessId, id, request.version, request.status, instant(now)],
      ),
      visitById(tx, businessId, id),
      resourcesOfAppointment(tx, id),
    ])
    if (rows.length === 0 || !visit) return CHANGED
    const seeking = { ...wishOf(visit), businessId, now, byStaff: true, overlapReason }
    const housed = await rehouse(tx, catalogs, visit, resources, seeking)
    if (!housed.ok) return housed
    return { ...housed, visit: { ...housed.visit, ...(await redeemBest(tx, request)) } }
  })
}
