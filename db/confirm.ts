import type { Catalog, Minute } from '../domain/catalog.ts'
import { type Booked, rehouse, repeated, wishOf } from './book.ts'
import type { Catalogs } from './catalog.ts'
import { followBooking } from './chainsteps.ts'
import { CHANGED, TAKEN } from './choose.ts'
import { keepHeld, lockResources, resourcesOfAppointment } from './occupancies.ts'
import { redeemBest } from './offers.ts'
import { withSavepoint } from './place.ts'
import { catalogFor, planReminders } from './reminders.ts'
import { instant, minuteOf, type Tx } from './sql.ts'
import { type Visit, visitById } from './visits.ts'

export type Hold = { businessId: number; id: number; clientId: number; now: Minute }

/** Confirms a hold. One that ran out still wins while its place is untaken; one that lost its place is ended. */
export async function confirmHold(tx: Tx, catalogs: Catalogs, hold: Hold): Promise<Booked> {
  const catalog = await catalogFor(tx, catalogs, hold.businessId)
  const kept = await withSavepoint(tx, () => keep(tx, catalog, hold))
  if (kept.ok || kept.reason === 'changed') return kept
  const regained = await withSavepoint(tx, () => regain(tx, catalogs, hold))
  if (!regained.ok && regained.reason !== 'changed')
    await tx.query(
      `update appointments set status = 'cancelled', version = version + 1, cancelled_by = 'system',
         cancel_reason = 'hold expired', updated_at = $3::timestamptz
       where business_id = $1 and id = $2 and status = 'held'`,
      [hold.businessId, hold.id, instant(hold.now)],
    )
  return regained
}

/** Makes a hold a visit where it is; `taken` when it ran out or was cleared away. */
async function keep(tx: Tx, catalog: Catalog, hold: Hold): Promise<Booked> {
  const claimed = await claim(tx, hold)
  if (!claimed.ok) return claimed.answer
  const { visit, resources, expired } = claimed
  const remind = () =>
    Promise.all([
      planReminders(tx, catalog, visit, visit, hold.now),
      followBooking(tx, catalog, started(visit), hold.now),
    ])
  if (visit.sessionId !== null) {
    if (!visit.seatTaken) return TAKEN
    const [, less] = await Promise.all([remind(), redeemBest(tx, hold)])
    return { ok: true, visit: { ...visit, ...less }, repeated: false }
  }
  if (expired) return TAKEN
  // Nodes' clocks differ: another may have cleared what by this one's is not over yet.
  const [, kept, , less] = await Promise.all([
    lockResources(tx, hold.businessId, resources),
    keepHeld(tx, visit.id),
    remind(),
    redeemBest(tx, hold),
  ])
  return kept ? { ok: true, visit: { ...visit, ...less }, repeated: false } : TAKEN
}

/** Finds a place anew: the same masters and time, with notice and window as when it was offered. */
async function regain(tx: Tx, catalogs: Catalogs, hold: Hold): Promise<Booked> {
  const claimed = await claim(tx, hold)
  if (!claimed.ok) return claimed.answer
  const { visit, resources, offeredAt } = claimed
  const { businessId, now } = hold
  const housed = await rehouse(tx, catalogs, visit, resources, { ...wishOf(visit), businessId, now, offeredAt })
  if (!housed.ok) return housed
  const [less] = await Promise.all([
    redeemBest(tx, hold),
    followBooking(tx, catalogs.last(businessId)!, started(housed.visit), now),
  ])
  return { ...housed, visit: { ...housed.visit, ...less } }
}

const started = ({ parts, ...visit }: Visit) => ({ ...visit, services: parts.map(({ serviceId }) => serviceId) })

type Claim =
  | { ok: true; visit: Visit; resources: number[]; expired: boolean; offeredAt: Minute }
  | { ok: false; answer: Booked }

/** Locks a hold by making it a visit; the savepoint takes that back when it comes to nothing. */
async function claim(tx: Tx, { businessId, id, clientId, now }: Hold): Promise<Claim> {
  const mine = [businessId, id, clientId]
  const [[held], , visit, resources] = await Promise.all([
    tx.query<{ created_at: Date; hold_expires_at: Date }>(
      `select created_at, hold_expires_at from appointments
       where business_id = $1 and id = $2 and client_id = $3 and status = 'held' for no key update`,
      mine,
    ),
    tx.query(
      `update appointments set status = 'booked', version = version + 1, hold_expires_at = null,
         updated_at = $4::timestamptz
       where business_id = $1 and id = $2 and client_id = $3 and status = 'held'`,
      [...mine, instant(now)],
    ),
    visitById(tx, businessId, id),
    resourcesOfAppointment(tx, id),
  ])
  if (visit?.clientId !== clientId) return { ok: false, answer: CHANGED }
  if (!held) return { ok: false, answer: visit.status === 'cancelled' ? CHANGED : repeated(visit) }
  const expired = minuteOf(held.hold_expires_at) <= now
  return { ok: true, visit, resources, expired, offeredAt: minuteOf(held.created_at) }
}
