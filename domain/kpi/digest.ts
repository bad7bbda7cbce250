import { addDays, weekdayOf } from '../time.ts'
import { addMonths } from './cohorts.ts'
import { comparedWith, daysOf, MARK_DAYS, type Period } from './period.ts'
import type { Watched } from './thresholds.ts'
import type { Verdict } from './verdict.ts'

/** The hour of a digest by the owner's clock, unless they set another, and what they may set. */
export const DIGEST_HOUR = 9
export const DIGEST_HOURS = { from: 6, to: 20 } as const
/** After an outage a digest is of use for so many hours, and no longer. */
export const DIGEST_LATEST_HOURS = 3
/** From so many days of data on there is a norm. */
const LEAST_NORM_DAYS = 7

export type DigestKind = 'day' | 'week' | 'month'

/** What a digest of a morning is about: its period, what it is compared with, and the days that make the norm (null: a month has none). */
export type DigestPlan = { kind: DigestKind; period: Period; compared: Period; norm: Period | null }

/** Which digests somebody wants. */
export type DigestKinds = Record<DigestKind, boolean>
export const ALL_KINDS: DigestKinds = { day: true, week: true, month: true }

/** On the 1st it is the month, on Monday the week, where these are wanted, else yesterday against the same weekday a week before. */
export function digestPlan(today: string, wanted: DigestKinds = ALL_KINDS): DigestPlan {
  const yesterday = addDays(today, -1)
  const norm = (from: string): Period => ({ from: addDays(from, -MARK_DAYS), to: addDays(from, -1) })
  if (wanted.month && today.endsWith('-01')) {
    const month = yesterday.slice(0, 7)
    const before = addMonths(month, -1)
    return {
      kind: 'month',
      period: { from: `${month}-01`, to: yesterday },
      compared: { from: `${before}-01`, to: addDays(`${month}-01`, -1) },
      norm: null,
    }
  }
  const kind = wanted.week && weekdayOf(today) === 1 ? 'week' : 'day'
  const period = { from: kind === 'week' ? addDays(today, -7) : yesterday, to: yesterday }
  return { kind, period, compared: comparedWith(period, 'weekday')!, norm: norm(period.from) }
}

/**
 * What is usual for as many days as a period has, by the sum over the norm's days; days before the first that has data don't count.
 * Null: fewer than `LEAST_NORM_DAYS` days are known.
 */
export function usualOf(sum: number, norm: Period, days: number, firstDay: string | null): number | null {
  const from = firstDay !== null && firstDay > norm.from ? firstDay : norm.from
  if (firstDay === null || from > norm.to) return null
  const known = daysOf({ from, to: norm.to })
  return known < LEAST_NORM_DAYS ? null : (sum / known) * days
}

/** One thing worth doing, with the numbers that it follows from. */
export type Advice =
  | { kind: 'waiting'; count: number }
  | { kind: 'channel'; channel: string; cost: number; gives: number; loss: number }
  | { kind: 'alarm'; kpi: Watched }
  | { kind: 'empty'; occupancy: number; freeMinutes: number; waitlist: number }
  | { kind: 'nothing' }

/** Tomorrow with less of it taken is worth a word. */
const HALF_EMPTY = 0.5

/** What helps most: who waits now, then a channel that loses money, then a number out of bounds, then an empty tomorrow. */
export function adviceOf(facts: {
  waiting: number
  channels: readonly { key: string; verdict: Verdict }[]
  alarms: readonly Watched[]
  tomorrow: { busyMinutes: number; openMinutes: number }
  waitlist: number
}): Advice {
  if (facts.waiting > 0) return { kind: 'waiting', count: facts.waiting }
  for (const { key, verdict } of facts.channels) {
    const { word, cost, gives, loss } = verdict
    if (word === 'stop' && cost.value !== null && gives.value !== null && loss !== null)
      return { kind: 'channel', channel: key, cost: cost.value.kopecks, gives: gives.value, loss }
  }
  const [kpi] = facts.alarms
  if (kpi) return { kind: 'alarm', kpi }
  const { busyMinutes, openMinutes } = facts.tomorrow
  if (openMinutes > 0 && busyMinutes / openMinutes < HALF_EMPTY)
    return {
      kind: 'empty',
      occupancy: busyMinutes / openMinutes,
      freeMinutes: openMinutes - busyMinutes,
      waitlist: facts.waitlist,
    }
  return { kind: 'nothing' }
}
