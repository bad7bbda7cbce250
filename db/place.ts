import { type Catalog, rulesOf, type Service } from '../domain/catalog.ts'
import { resourcesOf } from '../domain/slots.ts'
import type { Catalogs } from './catalog.ts'
import {
  CLOSED,
  choose,
  interestOf,
  isGroup,
  look,
  type Refusal,
  reasonOf,
  type Seeking,
  serviceOf,
  TAKEN,
} from './choose.ts'
import { lockResources, vacate } from './occupancies.ts'
import { giveSeatBack, lockSessions, sessionsAt, takeSeat } from './sessions.ts'
import type { Tx } from './sql.ts'
import type { Visit } from './visits.ts'
import type { Place } from './writing.ts'

/** The place that an appointment gives up for the new one; its row is locked by the caller. */
export type Leaving = { appointmentId: number; resources: readonly number[]; sessionId: number | null }

/** The place of a visit; `resources` are those that it occupies or was to occupy. */
export const leavingOf = (visit: Visit, resources: readonly number[]): Leaving => ({
  appointmentId: visit.id,
  resources: visit.sessionId === null ? resources : [],
  sessionId: visit.seatTaken ? visit.sessionId : null,
})

/**
 * Finds the wished place under locks: all old and new sessions, then all old and new resources, each at once and in id
 * order; then a fresh look at what is taken; then the old place is freed. `catalog` is the one last seen.
 */
export async function settle(
  tx: Tx,
  catalogs: Catalogs,
  catalog: Catalog,
  seeking: Seeking,
  leaving?: Leaving,
): Promise<Place | Refusal> {
  const service = serviceOf(catalog, seeking.wish)
  if (!service) return CLOSED
  const group = isGroup(catalog, seeking.wish)
  const sessions = group ? await sessionsOf(tx, catalog, service, seeking) : []
  if (group && sessions.length === 0) return CLOSED
  const left = leaving?.sessionId ?? null
  if (left !== null)
    await Promise.all([lockSessions(tx, [left, ...sessions]), giveSeatBack(tx, left, leaving!.appointmentId)])
  else if (group) await lockSessions(tx, sessions)
  return group
    ? settleSeat(tx, catalog, service, seeking, sessions, leaving)
    : settleTime(tx, catalogs, catalog, seeking, leaving)
}

function sessionsOf(tx: Tx, catalog: Catalog, service: Service, seeking: Seeking): Promise<number[]> {
  const { now, offeredAt, start } = seeking
  if (reasonOf(seeking) !== null) return sessionsAt(tx, catalog, service, seeking, null)
  return start < now ? Promise.resolve([]) : sessionsAt(tx, catalog, service, seeking, offeredAt ?? now)
}

async function settleSeat(
  tx: Tx,
  catalog: Catalog,
  service: Service,
  { businessId, wish, now }: Seeking,
  sessions: readonly number[],
  leaving?: Leaving,
): Promise<Place | Refusal> {
  const session = await takeSeat(tx, sessions, now)
  if (typeof session === 'string') return session === 'taken' ? TAKEN : CLOSED
  if (leaving && leaving.resources.length > 0)
    await Promise.all([lockResources(tx, businessId, leaving.resources), vacate(tx, leaving.appointmentId)])
  const { start, end, masterId } = session
  const price = service.masters.find((master) => master.resourceId === masterId)?.price ?? service.price
  const part = { serviceId: service.id, masterId, start, end, price, variableCost: service.variableCost, roomIds: [] }
  return {
    ok: true,
    plan: { start, end, parts: [part], occupancies: [], price },
    locationId: wish.locationId,
    sessionId: session.id,
    reason: null,
    overlaps: false,
    holdMinutes: rulesOf(catalog, service).holdMinutes,
  }
}

async function settleTime(
  tx: Tx,
  catalogs: Catalogs,
  catalog: Catalog,
  seeking: Seeking,
  leaving?: Leaving,
): Promise<Place | Refusal> {
  const { businessId } = seeking
  const interest = interestOf(catalog, seeking, leaving?.appointmentId)
  const left = leaving?.resources ?? []
  const [, seen] = await Promise.all([
    lockResources(tx, businessId, [...new Set([...interest.resourceIds, ...left])]),
    look(tx, businessId, null, interest),
  ])
  // Hours and time off are written under the same locks, so a newer version shows here.
  const current = seen.version === catalog.version ? catalog : await catalogs.of(tx, businessId, seen.version)
  const unlocked = current === catalog ? [] : beyond(interest.resourceIds, current, seeking)
  const place = choose(current, new Map([...seen.busy, ...unlocked]), seeking)
  if (place.ok && left.length > 0) await vacate(tx, leaving!.appointmentId)
  return place
}

/** Resources that a newer catalog would use too: not locked, so they count as taken. */
function beyond(locked: readonly number[], catalog: Catalog, { wish }: Seeking): [number, number[]][] {
  const more = resourcesOf(catalog, wish).filter((id) => !locked.includes(id))
  return more.map((id) => [id, [-(2 ** 40), 2 ** 40]])
}

/** Runs `work` behind a savepoint: a refusal undoes what it wrote, frees its locks and leaves the transaction usable. */
export async function withSavepoint<T extends { ok: boolean }>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const [, result] = await Promise.all([tx.query('savepoint place'), work()])
  await tx.query(result.ok ? 'release savepoint place' : 'rollback to savepoint place')
  return result
}
