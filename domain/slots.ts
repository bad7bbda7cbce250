import { type Assignment, occupied } from './arrange.ts'
import type { Catalog, Kopecks, Minute } from './catalog.ts'
import { fairest } from './fairest.ts'
import { allowed, offered, type Range } from './offer.ts'
import { diaryOf } from './stands.ts'
import { dateOf, dayPartAt, isoOf } from './time.ts'
import { resourcesIn, visitOf, type WishedPart } from './visit.ts'

/** What a client wants at one visit: services that follow each other, each with a master or null for any. */
export type Wish = { locationId: number; parts: readonly WishedPart[] }

/** Taken time by resource id: flat pairs [from, to) sorted by `from`; they may touch and overlap. */
export type Busy = ReadonlyMap<number, ArrayLike<number>>

/** A start on offer, with the ids of the masters who can take the first part. Slots share their lists: do not change them. */
export type Slot = { start: Minute; masters: readonly number[] }

/** A visit ready to be written. `occupancies` are merged per resource, buffers inside, sorted by resource and time. */
export type Plan = {
  start: Minute
  end: Minute
  parts: {
    serviceId: number
    masterId: number
    /** Its own length, if staff gave it one. */
    minutes?: number
    start: Minute
    end: Minute
    price: Kopecks
    variableCost: Kopecks
    roomIds: number[]
  }[]
  occupancies: { resourceId: number; from: Minute; to: Minute }[]
  price: Kopecks
}

/**
 * The starts in [from, to) that a client may book, earliest first, at most `limit`. A wish that the catalog cannot meet has none; nor has
 * a group class, which is booked into sessions. `busy` covers the range and beyond both ends the length of the visit with its buffers.
 */
export function findSlots(
  catalog: Catalog,
  busy: Busy,
  wish: Wish,
  range: Range,
  now: Minute,
  limit = Number.POSITIVE_INFINITY,
): Slot[] {
  const visit = visitOf(catalog, wish.locationId, wish.parts)
  return visit ? offered(visit, busy, allowed(visit, range, now), limit) : []
}

/**
 * The visit at one start, or null exactly when `findSlots` would not offer it. One master for all parts is preferred, then the least
 * changes of master and of room, then the master who has the least to do on that local day (let `busy` cover the day).
 * `force` is for staff: notice, window, grid and hours do not matter, taken time still does (leave out of `busy` what may be overlapped).
 */
export function planAt(
  catalog: Catalog,
  busy: Busy,
  wish: Wish,
  start: Minute,
  now: Minute,
  { force = false }: { force?: boolean } = {},
): Plan | null {
  const visit = visitOf(catalog, wish.locationId, wish.parts)
  if (!visit || !Number.isInteger(start) || Math.abs(start) > FARTHEST) return null
  const only = { from: start, to: start + 1 }
  if (!force && offered(visit, busy, allowed(visit, only, now), 1).length === 0) return null
  const assignments = fairest(visit, diaryOf(visit, busy, only, !force), start)
  return assignments && planOf(assignments)
}

/** Ids of all resources that a visit may take, rising: what the writer locks and loads busy times for. */
export function resourcesOf(catalog: Catalog, wish: Wish): number[] {
  const visit = visitOf(catalog, wish.locationId, wish.parts)
  return visit ? resourcesIn(visit).map(({ id }) => id) : []
}

/** The starts on offer nearest in time to `around`, nearest first, of two equally near the earlier. Searches day by day outwards. */
export function nearest(catalog: Catalog, busy: Busy, wish: Wish, around: Minute, now: Minute, count = 3): Slot[] {
  const visit = visitOf(catalog, wish.locationId, wish.parts)
  if (!visit || !(count >= 1)) return []
  const bounds = allowed(visit, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }, now)
  if (!(bounds.from < bounds.to)) return []
  const zone = visit.location.timezone
  const distance = (slot: Slot | undefined) => (slot ? Math.abs(slot.start - around) : Number.POSITIVE_INFINITY)
  let { from, to } = dayPartAt(zone, Math.min(Math.max(around, bounds.from), bounds.to - 1))
  let found: Slot[] = []
  const search = (range: Range) => {
    const within = { from: Math.max(range.from, bounds.from), to: Math.min(range.to, bounds.to) }
    found.push(...offered(visit, busy, within, Number.POSITIVE_INFINITY))
    found = found.sort((a, b) => distance(a) - distance(b) || a.start - b.start).slice(0, count)
  }
  search({ from, to })
  for (;;) {
    const farthest = distance(found[count - 1])
    const earlier = from > bounds.from && around - from < farthest
    const later = to < bounds.to && to - around < farthest
    if (!earlier && !later) return found
    if (earlier) {
      const before = dayPartAt(zone, from - 1)
      search(before)
      from = before.from
    }
    if (later) {
      const after = dayPartAt(zone, to)
      search(after)
      to = after.to
    }
  }
}

/** Slots by local date, with starts as the zone writes them, ready for JSON. Slots are sorted by start. */
export function packDays(zone: string, slots: readonly Slot[]) {
  const days: { date: string; slots: { start: string; masters: readonly number[] }[] }[] = []
  let end = Number.NEGATIVE_INFINITY
  for (const { start, masters } of slots) {
    if (start >= end) {
      const part = dayPartAt(zone, start)
      const date = dateOf(part.day)
      if (days.at(-1)?.date !== date) days.push({ date, slots: [] })
      end = part.to
    }
    days.at(-1)!.slots.push({ start: isoOf(zone, start), masters })
  }
  return days
}

/** Instants beyond the year 9999 are nobody's wish, and Temporal ends not far behind. */
const FARTHEST = 2 ** 32

function planOf(assignments: readonly Assignment[]): Plan {
  const parts = assignments.map(({ part: { service, minutes }, start, end, master, rooms }) => ({
    serviceId: service.id,
    masterId: master.resource.id,
    ...(minutes !== undefined && { minutes }),
    start,
    end,
    price: master.price,
    variableCost: service.variableCost,
    roomIds: rooms.map(({ id }) => id),
  }))
  const occupancies = [...occupied(assignments)]
    .sort(([a], [b]) => a - b)
    .flatMap(([resourceId, pairs]) =>
      Array.from({ length: pairs.length / 2 }, (_, i) => ({ resourceId, from: pairs[i * 2]!, to: pairs[i * 2 + 1]! })),
    )
  const price = parts.reduce((sum, part) => sum + part.price, 0)
  return { start: parts[0]!.start, end: parts.at(-1)!.end, parts, occupancies, price }
}
