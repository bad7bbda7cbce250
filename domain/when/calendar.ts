import { addDays, isDate, weekdayOf } from '../time.ts'

/** Local dates, both inclusive. */
export type Span = { from: string; to: string }

export const one = (date: string): Span => ({ from: date, to: date })

/** The date of a year's month and day; may be no date of the calendar. */
export const dateIn = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

const yearOf = (date: string) => Number(date.slice(0, 4))
const monthOf = (date: string) => Number(date.slice(5, 7))

/** A day and month: of the named year, else the nearest from today on. Null: no such date. */
export function dayAndMonth(today: string, month: number, day: number, year: number | null): Span | null {
  // 29 February may be some years away.
  const years = year === null ? [0, 1, 2, 3, 4, 8].map((more) => yearOf(today) + more) : [year]
  const date = years
    .map((known) => dateIn(known, month, day))
    .find((known) => isDate(known) && (year !== null || known >= today))
  return date ? one(date) : null
}

/** «31 числа»: the nearest month, from a date on, that has such a day. Null: no month has. */
export function dayOfMonth(from: string, day: number): Span | null {
  if (day < 1 || day > 31) return null
  for (let more = 0; ; more++) {
    const date = dateIn(...monthLater(from, more), day)
    if (isDate(date) && date >= from) return one(date)
  }
}

/** Year and month, some months after that of a date. */
function monthLater(date: string, more: number): [number, number] {
  const months = yearOf(date) * 12 + monthOf(date) - 1 + more
  return [Math.floor(months / 12), (months % 12) + 1]
}

/** The same day some months later, the last of a shorter month. */
export function monthsLater(date: string, more: number): string {
  const [year, month] = monthLater(date, more)
  const last = lastOf(year, month)
  const same = dateIn(year, month, Number(date.slice(8)))
  return same < last ? same : last
}

function lastOf(year: number, month: number): string {
  return addDays(month === 12 ? dateIn(year + 1, 1, 1) : dateIn(year, month + 1, 1), -1)
}

/** The whole month, some months after that of a date. */
export function monthAfter(today: string, more: number): Span {
  const [year, month] = monthLater(today, more)
  return { from: dateIn(year, month, 1), to: lastOf(year, month) }
}

/** A named month: this year's while some of it is ahead, else the next year's. */
export const namedMonth = (today: string, month: number): Span => monthAfter(today, (month - monthOf(today) + 12) % 12)

/** Monday to Sunday, some weeks after that of a date. */
export function weekAfter(date: string, more: number): Span {
  const monday = addDays(date, 1 - weekdayOf(date) + 7 * more)
  return { from: monday, to: addDays(monday, 6) }
}

/** The start, middle or end of a week (Mon–Tue, Wed–Thu, Fri–Sun) or a month (tens of days). */
export function thirdOf({ from, to }: Span, third: 'start' | 'middle' | 'end'): Span {
  const [first, second] = from.endsWith('-01') && to > addDays(from, 26) ? [10, 20] : [2, 4]
  if (third === 'start') return { from, to: addDays(from, first - 1) }
  return third === 'middle'
    ? { from: addDays(from, first), to: addDays(from, second - 1) }
    : { from: addDays(from, second), to }
}

/** The half of a week (Mon–Wed, Thu–Sun) or a month (to the 15th, from the 16th). */
export function halfOf({ from, to }: Span, half: number): Span {
  const last = addDays(from, from.endsWith('-01') && to > addDays(from, 26) ? 14 : 2)
  return half === 1 ? { from, to: last } : { from: addDays(last, 1), to }
}

/** What of a span is not over; null when all of it is. */
export function aheadOf({ from, to }: Span, today: string): Span | null {
  return to < today ? null : { from: from < today ? today : from, to }
}

/** The date of a weekday inside a week, which is given by its Monday. */
export const weekdayIn = (monday: string, weekday: number) => addDays(monday, weekday - 1)

/** The nearest date of a weekday, from a date on. */
export const nearest = (from: string, weekday: number) => addDays(from, (weekday - weekdayOf(from) + 7) % 7)
