import { datesOf, type Period } from '../../../domain/kpi/period.ts'
import type { Style } from '../../format.ts'
import type { Day } from './data.ts'
import type { Point } from './options.ts'
import { count, rubles } from './words.ts'

/** A point per day of a period; a day of which nothing is known is null, and not 0. */
export function dayPoints(
  days: readonly Day[],
  period: Period,
  metric: 'leads' | 'came' | 'revenue',
  style: Style,
): (Point & { day: string })[] {
  const known = new Map(days.map((day) => [day.day, day]))
  return datesOf(period).map((day) => {
    const value = known.get(day)?.[metric] ?? null
    const words = value === null ? '—' : metric === 'revenue' ? rubles(value, style) : count(value, style)
    return { day, label: `${Number(day.slice(8))}.${day.slice(5, 7)}`, value, words }
  })
}
