import { addDays, dayOf } from '../time.ts'

/** Local dates, both included. */
export type Period = { from: string; to: string }

/** How a period is compared: with the one before, with the same weekdays before, or 30 days before and after a mark (seed 002 §3). */
export type Comparison = 'none' | 'previous' | 'weekday'

export const MARK_DAYS = 30

export const daysOf = ({ from, to }: Period): number => dayOf(to) - dayOf(from) + 1

/** The dates of a period. */
export const datesOf = (period: Period): string[] =>
  Array.from({ length: daysOf(period) }, (_, day) => addDays(period.from, day))

/** The period to compare with; `weekday` goes back whole weeks, so that Mondays meet Mondays. */
export function comparedWith(period: Period, comparison: Comparison): Period | null {
  if (comparison === 'none') return null
  const length = daysOf(period)
  const back = comparison === 'weekday' ? Math.ceil(length / 7) * 7 : length
  return { from: addDays(period.from, -back), to: addDays(period.to, -back) }
}

/** 30 days before a marked date and 30 from it on. */
export function aroundMark(date: string): { before: Period; after: Period } {
  return {
    before: { from: addDays(date, -MARK_DAYS), to: addDays(date, -1) },
    after: { from: date, to: addDays(date, MARK_DAYS - 1) },
  }
}
