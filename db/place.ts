import { rulesOf } from '../domain/catalog.ts'
import type { Catalogs } from './catalog.ts'
import {
  CLOSED,
  choose,
  interestOf,
  isGroup,
  type Refusal,
  reasonOf,
  type Seeking,
  serviceOf,
  TAKEN,
} from './choose.ts'
import { awaitResources, look, tryResources } from './occupancies.ts'
import { emptiestOf, giveSeatBack, lockSessions, sessionsAt } from './sessions.ts'
import type { Tx } from './sql.ts'
import { type Visit, visitByKey } from './visits.ts'
import type { Leaving, Place } from './writing.ts'

/** The booking was made already, under the same key. */
export type Known = { ok: false; reason: 'known' }
export const KNOWN: Known = { ok: false, reason: 'known' }

/** The place of a visit; `resources` are those that it occupies or was to occupy. */
export const leavingOf = (visit: Visit, resources: readonly number[]): Leaving => ({
  appointmentId: visit.id,
  resources: visit.sessionId === null ? resources : [],
  sessionId: visit.seatTaken ? visit.sessionId : null,
})

const NOTHING: Leaving = { appointmentId: 0, resources: [], sessionId: null }

type Sought = Seeking & { key?: string }

/**
 * Finds the wished place by the rule that makes the offer, with everything old and new locked, sessions before resources.
 * What it finds nobody else takes while the transaction lasts. A seat that is left is given back.
 */
export async function settle(
  tx: Tx,
  catalogs: Catalogs,
  sought: Sought,
  leaving: Leaving = NOTHING,
): Promise<Place | Refusal | Known> {
  const catalog = catalogs.last(sought.businessId) ?? (await catalogs.of(tx, sought.businessId))
  return isGroup(catalog, sought.wish)
    ? settleSeat(tx, catalogs, sought, leaving)
    : settleTime(tx, catalogs, sought, leaving)
}

async function settleTime(
  tx: Tx,
  catalogs: Catalogs,
  sought: Sought,
  leaving: Leaving,
): Promise<Place | Refusal | Known> {
  const { businessId, key = null } = sought
  let catalog = catalogs.last(businessId)!
  let interest = interestOf(catalog, sought, leaving.appointmentId)
  const had = new Set([...interest.resourceIds, ...leaving.resources])
  let [, seen] = await Promise.all([leaveSeat(tx, leaving, []), look(tx, [...had], { businessId, key, interest })])
  // Hours and time off change under the same locks, so a newer version shows here.
  while (seen.version !== catalog.version) {
    catalog = await catalogs.of(tx, businessId, seen.version)
    interest = interestOf(catalog, sought, leaving.appointmentId)
    const more = interest.resourceIds.filter((id) => !had.has(id))
    for (const id of await tryResources(tx, more)) had.add(id)
    seen = await look(tx, [], { businessId, key, interest })
  }
  if (seen.known !== null) return KNOWN
  const beyond = interest.resourceIds.filter((id) => !had.has(id))
  const found = choose(catalog, new Map([...seen.busy, ...beyond.map((id) => [id, ALWAYS] as const)]), sought)
  return found.ok ? { ...found, expired: seen.expired, leaving } : found
}

const ALWAYS = [-(2 ** 40), 2 ** 40]

async function settleSeat(
  tx: Tx,
  catalogs: Catalogs,
  sought: Sought,
  leaving: Leaving,
): Promise<Place | Refusal | Known> {
  const { businessId, wish, start, now, offeredAt = now, key } = sought
  const catalog = await catalogs.of(tx, businessId)
  const service = serviceOf(catalog, wish)
  const asOf = reasonOf(sought) === null && !sought.byStaff ? offeredAt : null
  const sessions =
    service && (asOf === null || start >= now) ? await sessionsAt(tx, catalog, service, sought, asOf) : []
  const [, , session, known] = await Promise.all([
    leaveSeat(tx, leaving, sessions),
    awaitResources(tx, leaving.resources),
    emptiestOf(tx, sessions, now),
    key === undefined ? null : visitByKey(tx, businessId, key),
  ])
  if (known) return KNOWN
  if (!service || !session) return CLOSED
  if (!session.free) return TAKEN
  const { masterId, end } = session
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
    expired: false,
    leaving,
  }
}

async function leaveSeat(tx: Tx, { sessionId, appointmentId }: Leaving, entered: readonly number[]): Promise<void> {
  if (sessionId !== null)
    await Promise.all([lockSessions(tx, [...entered, sessionId]), giveSeatBack(tx, sessionId, appointmentId)])
  else if (entered.length > 0) await lockSessions(tx, entered)
}

/**
 * Runs `work` behind a savepoint: a refusal undoes what it wrote, frees its locks and leaves the transaction usable.
 * After success the savepoint stays until the commit: to release it would cost a round trip and gain nothing.
 */
export async function withSavepoint<T extends { ok: boolean }>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const [, result] = await Promise.all([tx.query('savepoint place'), work()])
  if (!result.ok) await Promise.all([tx.query('rollback to savepoint place'), tx.query('release savepoint place')])
  return result
}
