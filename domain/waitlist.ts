import type { Minute } from './catalog.ts'
import { isQuiet } from './reminders.ts'
import { addDays, DAY, dayStart, instantOf, localOf } from './time.ts'
import type { Hours } from './when.ts'

/** What somebody waits for: days of the branch, both included, and hours of each day; null: whenever. */
export type WaitWish = { days: { from: string; to: string }; hours: Hours | null }

/** A place is kept so long for whom it is offered to. */
export const OFFER_MINUTES = 15
/** Whoever says yes and is asked for the rest has so long in all, however often they begin anew. */
export const MOST_KEPT = 2 * OFFER_MINUTES
/** A place that begins sooner is of no use: its client must read of it, answer and come. */
const LEAST_AHEAD = 2 * OFFER_MINUTES
/** After so many offers in a row that were refused or not answered nobody is asked any more. */
export const MOST_MISSES = 3
/** Nobody waits longer than so many days. */
const LONGEST_WAIT = 60
const MORNING = 9 * 60

/** True for a start that a wish names; an exact hour is a minute long. */
export function fitsWish(zone: string, { days, hours }: WaitWish, start: Minute): boolean {
  const { date, minutes } = localOf(zone, start)
  if (date < days.from || date > days.to) return false
  return !hours || (minutes >= hours.from && (hours.to === hours.from ? minutes === hours.from : minutes < hours.to))
}

/** The moments between which all of a wish lies: from its first minute to the one after its last. */
export function boundsOf(zone: string, { days, hours }: WaitWish): { from: Minute; to: Minute } {
  const from = hours ? instantOf(zone, days.from, hours.from) : dayStart(zone, days.from)
  const to = hours ? instantOf(zone, days.to, Math.max(hours.to, hours.from + 1)) : dayStart(zone, addDays(days.to, 1))
  return { from, to }
}

/**
 * The starts that may be offered to one who waits, the best first: nearest to what became free, else soonest. `passed`: starts that they
 * saw and did not want.
 */
export function placesFor(
  starts: readonly Minute[],
  search: { zone: string; wish: WaitWish; passed: readonly Minute[]; near: Minute | null; now: Minute },
): Minute[] {
  const { zone, wish, passed, near, now } = search
  const far = (start: Minute) => (near === null ? 0 : Math.abs(start - near))
  return starts
    .filter((start) => start >= now + LEAST_AHEAD && !passed.includes(start) && fitsWish(zone, wish, start))
    .sort((a, b) => far(a) - far(b) || a - b)
}

/** The same moment, or nine o'clock of the morning after the night that it falls into: by night nobody is asked. */
export function afterNight(zone: string, minute: Minute): Minute {
  if (!isQuiet(zone, minute)) return minute
  const { date, minutes } = localOf(zone, minute)
  return instantOf(zone, date, minutes < MORNING ? MORNING : DAY + MORNING)
}

/** A wish that can be waited for: days from today on, not more than can be kept; null when they are over. */
export function waitable({ days, hours }: WaitWish, today: string): WaitWish | null {
  const from = days.from < today ? today : days.from
  const last = addDays(today, LONGEST_WAIT)
  const to = days.to > last ? last : days.to
  return to < from ? null : { days: { from, to }, hours }
}
