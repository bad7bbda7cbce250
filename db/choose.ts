import { type Catalog, forStaff, MASTER, type Minute, rulesOf, type Service } from '../domain/catalog.ts'
import { type Busy, type Plan, planAt, resourcesOf, type Wish } from '../domain/slots.ts'
import type { Interest } from './occupancies.ts'
import type { Place } from './writing.ts'

/** `taken`: somebody has the place. `closed`: never on offer (hours, notice, window, unknown ids). `changed`: the visit itself is not what the caller saw. */
export type Refusal = { ok: false; reason: 'taken' | 'closed' | 'changed' }

export const TAKEN: Refusal = { ok: false, reason: 'taken' }
export const CLOSED: Refusal = { ok: false, reason: 'closed' }
export const CHANGED: Refusal = { ok: false, reason: 'changed' }

export type Seeking = {
  businessId: number
  wish: Wish
  start: Minute
  now: Minute
  /** Staff leave the rules on purpose, and say why; blank is no reason. */
  overlapReason?: string | null
  /** When the place was offered, if notice and window are to be judged by that moment and not by `now`. */
  offeredAt?: Minute
  /** Staff ask: hours hold, the notice and the window of clients don't. */
  byStaff?: boolean
}

/** A free place, as far as the decision goes. */
export type Found = Omit<Place, 'expired' | 'leaving'>

/** Decides about masters' and rooms' time by the rule that makes the offer. */
export function choose(clients: Catalog, busy: Busy, seeking: Seeking): Found | Refusal {
  const { wish, start, now } = seeking
  const catalog = seeking.byStaff ? forStaff(clients) : clients
  const reason = reasonOf(seeking)
  if (reason !== null) {
    const free = planAt(catalog, busy, wish, start, now, { force: true })
    if (free) return placeOf(catalog, wish, free, { reason, overlaps: false })
    const forced = overlapping(catalog, busy, seeking)
    return forced ? placeOf(catalog, wish, forced, { reason, overlaps: true }) : CLOSED
  }
  if (start < now && !seeking.byStaff) return CLOSED
  const asOf = seeking.offeredAt ?? now
  const plan = planAt(catalog, busy, wish, start, asOf)
  if (plan) return placeOf(catalog, wish, plan, { reason: null, overlaps: false })
  return planAt(catalog, new Map(), wish, start, asOf) ? TAKEN : CLOSED
}

/** Masters overlap rather than rooms: while dye sets, two clients share a master but not a chair. */
function overlapping(catalog: Catalog, busy: Busy, { wish, start, now }: Seeking): Plan | null {
  const masters = new Set(catalog.resources.filter(({ kind }) => kind === MASTER).map(({ id }) => id))
  const rooms = new Map([...busy].filter(([id]) => !masters.has(id)))
  const force = { force: true }
  return planAt(catalog, rooms, wish, start, now, force) ?? planAt(catalog, new Map(), wish, start, now, force)
}

function placeOf(catalog: Catalog, wish: Wish, plan: Plan, why: Pick<Found, 'reason' | 'overlaps'>): Found {
  const { holdMinutes } = rulesOf(catalog, serviceOf(catalog, wish)!)
  return { ok: true, plan, locationId: wish.locationId, sessionId: null, holdMinutes, ...why }
}

/** The reason of staff to leave the rules; null: they don't. */
export const reasonOf = ({ overlapReason }: Pick<Seeking, 'overlapReason'>): string | null =>
  overlapReason?.trim() || null

/** The service that says whether a wish is for a class and how long it is held: the first. */
export const serviceOf = (catalog: Catalog, wish: Wish): Service | undefined =>
  catalog.services.find((service) => service.id === wish.parts[0]?.serviceId)

/** True when the wish is for a seat in a class. */
export const isGroup = (catalog: Catalog, wish: Wish): boolean => (serviceOf(catalog, wish)?.capacity ?? 1) > 1

/** True for a minute that the database can hold; others are nobody's wish. */
export const isInstant = (start: Minute): boolean => Number.isInteger(start) && start >= 0 && start < YEAR_9999

const YEAR_9999 = Date.UTC(9999, 0) / 60_000

/** The longest that a visit may reach before or after its start, by whichever masters, buffers included; minutes. */
export function reachOf(catalog: Catalog, wish: Wish): number {
  let reach = 0
  for (const { serviceId, minutes } of wish.parts) {
    const service = catalog.services.find(({ id }) => id === serviceId)
    if (!service) continue
    const lengths = service.masters.map((skill) => minutes ?? minutesOf(skill.segments ?? service.segments))
    reach += Math.max(0, ...lengths) + service.bufferBefore + service.bufferAfter
  }
  return reach
}

const minutesOf = (segments: readonly number[]): number => segments.reduce((sum, minutes) => sum + minutes, 0)

/** What must be known, and locked, to decide about a place. */
export function interestOf(catalog: Catalog, { wish, start, now }: Seeking, except?: number | null): Interest {
  const reach = reachOf(catalog, wish)
  // Who of several masters is least busy is a matter of the whole day.
  const span = wish.parts.some(({ masterId }) => masterId === null) ? Math.max(reach, DAY) : reach
  return { resourceIds: resourcesOf(catalog, wish), from: start - span, to: start + span, now, except }
}

const DAY = 1440
