import type { DayException, Location, Minute, Resource } from './catalog.ts'
import { DAY, dateOf, dayPartAt, instantOfDay, weekdayOfDay } from './time.ts'

/**
 * When a resource works between two instants: flat pairs [from, to), sorted, merged, cut to the range.
 * Its own exception of a date wins over the branch's, an exception over weekly hours, own weekly hours over the branch's; time off is taken out.
 * Hours that run past midnight belong to the date on which they begin; a span reaches at most into the next date.
 */
export function openHours(location: Location, resource: Resource, from: Minute, to: Minute): number[] {
  if (!(from < to)) return []
  const firstDay = dayPartAt(location.timezone, from).day
  const lastDay = dayPartAt(location.timezone, to - 1).day
  const open = rememberedHours(location, resource, firstDay, lastDay)
  const cut: number[] = []
  for (let i = firstEndingAfter(open, from); i < open.length && open[i]! < to; i += 2) {
    cut.push(Math.max(from, open[i]!), Math.min(to, open[i + 1]!))
  }
  return cut
}

/** Whether a branch is open: until when, else from when on; null: it stays closed for as far as one looks ahead. */
export type Opening = { open: true; until: Minute } | { open: false; from: Minute | null }

/** Weeks within which the next opening is looked for; after a longer break nobody should be promised a date. */
const WEEKS_AHEAD = 5

/** Whether a branch is open at an instant. One that has told no hours at all is taken for always open. */
export function openingAt(location: Location, now: Minute): Opening {
  if (isSilent(location)) return { open: true, until: Number.POSITIVE_INFINITY }
  const anybody = anybodyAt(location)
  for (let week = 0; week < WEEKS_AHEAD; week++) {
    const from = now + week * 7 * DAY
    const [start, end] = openHours(location, anybody, from, from + 7 * DAY)
    if (start === undefined) continue
    return start <= now ? { open: true, until: end! } : { open: false, from: start }
  }
  return { open: false, from: null }
}

/** Days within which hours must be known, and how far back and on one looks for the last of them. */
const ENDS_WITHIN = 7
const LOOK_AHEAD = 35

/**
 * The last date with hours of a resource whose schedule ends within a week from `day`, or ended in the last one; null: it goes on, or
 * there were no hours at all. Time off is no end: who is on leave comes back.
 */
export function scheduleEnd(location: Location, resource: Resource, day: number): string | null {
  const own = byDate(resource.exceptions)
  const branch = byDate(location.exceptions)
  const week = resource.hours ?? location.hours
  for (let at = day + LOOK_AHEAD; at >= day - ENDS_WITHIN; at--) {
    const date = dateOf(at)
    const hours = own.get(date) ?? branch.get(date) ?? week[weekdayOfDay(at) - 1] ?? []
    if (hours.length > 0) return at < day + ENDS_WITHIN ? date : null
  }
  return null
}

const isSilent = ({ hours, exceptions }: Location) =>
  exceptions.length === 0 && hours.every((spans) => spans.length === 0)

const nobodies = new WeakMap<Location, Resource>()

/** Somebody who keeps the hours of the branch and no others; one per branch, by which the hours are remembered. */
function anybodyAt(location: Location): Resource {
  const known = nobodies.get(location)
  if (known) return known
  const { id: locationId } = location
  const made = { id: 0, locationId, kind: '', name: '', hours: null, exceptions: [], timeOff: [] }
  nobodies.set(location, made)
  return made
}

/** Index of the first of the sorted disjoint pairs that ends after the minute; the length if none does. */
export function firstEndingAfter(pairs: ArrayLike<number>, minute: Minute): number {
  let low = 0
  let high = pairs.length >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (pairs[middle * 2 + 1]! > minute) high = middle
    else low = middle + 1
  }
  return low * 2
}

/** Pairs sorted by their beginning, possibly overlapping, made disjoint; neighbours that touch become one, empty pairs vanish. */
export function merged(pairs: ArrayLike<number>): number[] {
  const out: number[] = []
  let end = Number.NEGATIVE_INFINITY
  for (let i = 0; i < pairs.length; i += 2) {
    const from = pairs[i]!
    const to = pairs[i + 1]!
    if (to <= from) continue
    if (from > end) out.push(from, to)
    else if (to > end) out[out.length - 1] = to
    if (to > end) end = to
  }
  return out
}

/** Flat pairs of the spans, sorted by their beginning. */
export function inOrder(spans: readonly { from: Minute; to: Minute }[]): number[] {
  return spans.toSorted((a, b) => a.from - b.from).flatMap(({ from, to }) => [from, to])
}

/** The part of sorted disjoint `pairs` that none of the sorted disjoint `holes` covers. */
export function without(pairs: readonly number[], holes: readonly number[]): number[] {
  const out: number[] = []
  for (let i = 0; i < pairs.length; i += 2) {
    let from = pairs[i]!
    const to = pairs[i + 1]!
    for (let h = firstEndingAfter(holes, from); h < holes.length && holes[h]! < to; h += 2) {
      if (holes[h]! > from) out.push(from, holes[h]!)
      from = holes[h + 1]!
    }
    if (from < to) out.push(from, to)
  }
  return out
}

/** Hours worked out once; `location` is compared, because a new catalog may keep the resource and change its branch. */
type Remembered = { location: Location; firstDay: number; lastDay: number; open: readonly number[] }

const remembered = new WeakMap<Resource, Remembered>()

/** Beyond so many days what is remembered starts anew rather than grows. */
const MOST_DAYS = 400

function rememberedHours(location: Location, resource: Resource, firstDay: number, lastDay: number): readonly number[] {
  const known = remembered.get(resource)
  if (known?.location === location) {
    if (known.firstDay <= firstDay && lastDay <= known.lastDay) return known.open
    const earliest = Math.min(known.firstDay, firstDay)
    const latest = Math.max(known.lastDay, lastDay)
    if (latest - earliest < MOST_DAYS) return remember(location, resource, earliest, latest)
  }
  return remember(location, resource, firstDay, lastDay)
}

function remember(location: Location, resource: Resource, firstDay: number, lastDay: number): readonly number[] {
  const open = hoursOfDays(location, resource, firstDay, lastDay)
  remembered.set(resource, { location, firstDay, lastDay, open })
  return open
}

function hoursOfDays(location: Location, resource: Resource, firstDay: number, lastDay: number): number[] {
  const zone = location.timezone
  const own = byDate(resource.exceptions)
  const branch = byDate(location.exceptions)
  const week = resource.hours ?? location.hours
  const spans: { from: Minute; to: Minute }[] = []
  // The day before counts too: its hours may run past midnight.
  for (let day = firstDay - 1; day <= lastDay; day++) {
    const date = dateOf(day)
    for (const { from, to } of own.get(date) ?? branch.get(date) ?? week[weekdayOfDay(day) - 1] ?? []) {
      spans.push({ from: instantOfDay(zone, day, from), to: instantOfDay(zone, day, to) })
    }
  }
  return without(merged(inOrder(spans)), merged(inOrder(resource.timeOff)))
}

function byDate(exceptions: readonly DayException[]): ReadonlyMap<string, DayException['hours']> {
  return new Map(exceptions.map(({ date, hours }) => [date, hours]))
}
