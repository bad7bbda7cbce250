import { type Catalog, type Minute, rulesOf, type Service } from '../domain/catalog.ts'
import { type Plan, planAt, resourcesOf, type Wish } from '../domain/slots.ts'
import type { Catalogs } from './catalog.ts'
import { loadBusy, lockResources, vacate } from './occupancies.ts'
import { giveSeatBack, lockSessions, sessionFor, takeSeat } from './sessions.ts'
import type { Tx } from './sql.ts'

/** A place that is free under the locks just taken: time of masters and rooms, or a seat in a class. */
export type Place = { ok: true; plan: Plan; sessionId: number | null; holdMinutes: number }

/** `taken`: somebody has the place. `closed`: never on offer (hours, notice, window, unknown ids). `changed`: the visit itself is not what the caller saw. */
export type Refusal = { ok: false; reason: 'taken' | 'closed' | 'changed' }

export type Seeking = {
  businessId: number
  wish: Wish
  start: Minute
  now: Minute
  /** Staff leave the rules on purpose, and say why. */
  overlapReason?: string | null
}

/** The place that an appointment gives up for the new one; its row is locked by the caller. */
export type Leaving = { appointmentId: number; resources: readonly number[]; sessionId: number | null }

const DAY = 1440

/**
 * Finds the wished place by the same rule that makes the offer, under locks: all old and new resources (or sessions) at
 * once and in id order, then a fresh look at busy time, then the old place is freed.
 */
export async function settle(
  tx: Tx,
  catalogs: Catalogs,
  seeking: Seeking,
  leaving: Leaving | null = null,
): Promise<Place | Refusal> {
  const before = await catalogs.of(tx, seeking.businessId)
  const service = before.services.find((known) => known.id === seeking.wish.parts[0]?.serviceId)
  if (!service) return { ok: false, reason: 'closed' }
  if (service.capacity > 1 || leaving?.sessionId) return settleSeat(tx, catalogs, before, service, seeking, leaving)
  return settleTime(tx, catalogs, before, service, seeking, leaving)
}

async function settleTime(
  tx: Tx,
  catalogs: Catalogs,
  before: Catalog,
  service: Service,
  seeking: Seeking,
  leaving: Leaving | null,
): Promise<Place | Refusal> {
  const { businessId, wish, start, now } = seeking
  const candidates = resourcesOf(before, wish)
  const locked = [...new Set([...candidates, ...(leaving?.resources ?? [])])]
  const range = { from: start - DAY, to: start + 2 * DAY }
  const [, busy, catalog] = await Promise.all([
    lockResources(tx, businessId, locked),
    loadBusy(tx, candidates, range, now, leaving?.appointmentId),
    // Hours and time off are written under the same locks, so a newer version shows here.
    catalogs.of(tx, businessId),
  ])
  const force = seeking.overlapReason != null
  const plan = planAt(catalog, force ? new Map() : busy, wish, start, now, { force })
  if (!plan) return { ok: false, reason: planAt(catalog, new Map(), wish, start, now) ? 'taken' : 'closed' }
  if (leaving) await vacate(tx, leaving.appointmentId)
  return { ok: true, plan, sessionId: null, holdMinutes: rulesOf(catalog, service).holdMinutes }
}

async function settleSeat(
  tx: Tx,
  catalogs: Catalogs,
  catalog: Catalog,
  service: Service,
  seeking: Seeking,
  leaving: Leaving | null,
): Promise<Place | Refusal> {
  const session = service.capacity > 1 ? await sessionFor(tx, catalog, service, seeking) : null
  if (service.capacity > 1 && !session) return { ok: false, reason: 'closed' }
  await lockSessions(tx, [leaving?.sessionId, session?.id])
  if (leaving?.sessionId) await giveSeatBack(tx, leaving.sessionId)
  if (!session) return settleTime(tx, catalogs, catalog, service, seeking, leaving && { ...leaving, sessionId: null })
  if (!(await takeSeat(tx, session.id, seeking.now))) return { ok: false, reason: 'taken' }
  if (leaving && leaving.resources.length > 0 && !leaving.sessionId) {
    await lockResources(tx, seeking.businessId, leaving.resources)
    await vacate(tx, leaving.appointmentId)
  }
  const price = service.masters.find((master) => master.resourceId === session.masterId)?.price ?? service.price
  const { start, end, masterId } = session
  const part = { serviceId: service.id, masterId, start, end, price, variableCost: service.variableCost, roomIds: [] }
  return {
    ok: true,
    plan: { start, end, parts: [part], occupancies: [], price },
    sessionId: session.id,
    holdMinutes: rulesOf(catalog, service).holdMinutes,
  }
}

/** Runs `work` behind a savepoint: a refusal undoes what it wrote and leaves the transaction usable. */
export async function withSavepoint<T extends { ok: boolean }>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query('savepoint place')
  const result = await work()
  await tx.query(result.ok ? 'release savepoint place' : 'rollback to savepoint place')
  return result
}
