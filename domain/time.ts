import type { Minute } from './catalog.ts'

/** Minutes of a day without a clock change. */
export const DAY = 1440

/** What a wall clock shows: 'YYYY-MM-DD', minutes from midnight, ISO weekday (1 is Monday). */
export type LocalTime = { date: string; minutes: number; weekday: number }

/** A run of minutes of one local date under one UTC offset; the clock shows `minute - midnight`. `day` counts from 1970-01-01. */
export type DayPart = { from: Minute; to: Minute; midnight: Minute; day: number }

/** Whether the name is an IANA zone («Europe/Moscow»); bare offsets are not. */
export function isZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return timeZoneId.toLowerCase() === name.toLowerCase()
  } catch {
    return false
  }
}

/** Whether the text is a date of the calendar, written 'YYYY-MM-DD'. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dateOf(dayOf(text)) === text
}

/** The days from 1970-01-01 to a date (Hinnant, «days from civil»). */
export function dayOf(date: string): number {
  const month = Number(date.slice(5, 7))
  const year = Number(date.slice(0, 4)) - (month <= 2 ? 1 : 0)
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + Number(date.slice(8, 10)) - 1
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468
}

/** The date of a day counted from 1970-01-01 (Hinnant, «civil from days»). */
export function dateOf(day: number): string {
  const shifted = day + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`
}

/** The date `count` days later (earlier when negative). */
export function addDays(date: string, count: number): string {
  return dateOf(dayOf(date) + count)
}

/** ISO weekday of a date: 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: string): number {
  return weekdayOfDay(dayOf(date))
}

/** ISO weekday of a day counted from 1970-01-01, which was a Thursday. */
export function weekdayOfDay(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** The first minute of a local date. */
export function dayStart(zone: string, date: string): Minute {
  return instantOf(zone, date, 0)
}

/**
 * The instant at which the clock shows `minutes` after the date's midnight; 1440 and more run into the next dates.
 * Temporal's «compatible»: a time that clocks skip moves forward by the gap, of a time that comes twice the earlier is taken.
 */
export function instantOf(zone: string, date: string, minutes: number): Minute {
  return instantOfDay(zone, dayOf(date), minutes)
}

/** `instantOf` for a day counted from 1970-01-01. */
export function instantOfDay(zone: string, day: number, minutes: number): Minute {
  const wall = day * DAY + minutes
  const before = stretchAt(zone, wall - DAY).offset
  const after = stretchAt(zone, wall + DAY).offset
  if (before === after || stretchAt(zone, wall - before).offset === before) return wall - before
  return stretchAt(zone, wall - after).offset === after ? wall - after : wall - before
}

/** What the zone's clock shows at an instant. */
export function localOf(zone: string, minute: Minute): LocalTime {
  const { day, midnight } = dayPartAt(zone, minute)
  return { date: dateOf(day), minutes: minute - midnight, weekday: weekdayOfDay(day) }
}

/** The part of the local day that an instant belongs to: a day on which clocks change has two of them. */
export function dayPartAt(zone: string, minute: Minute): DayPart {
  const stretch = stretchAt(zone, minute)
  const day = Math.floor((minute + stretch.offset) / DAY)
  const midnight = day * DAY - stretch.offset
  return { from: Math.max(midnight, stretch.from), to: Math.min(midnight + DAY, stretch.to), midnight, day }
}

/** The instant as the zone writes it: '2027-03-01T09:15+03:00'. */
export function isoOf(zone: string, minute: Minute): string {
  if (zone !== page.zone || minute < page.from || minute >= page.to) page = pageAt(zone, minute)
  const clock = minute - page.midnight
  return `${page.head}${twoDigits(Math.floor(clock / 60))}:${twoDigits(clock % 60)}${page.tail}`
}

/** Neighbouring instants share their date and offset, so what surrounds the clock is kept from one `isoOf` to the next. */
let page = { zone: '', from: 0, to: 0, midnight: 0, head: '', tail: '' }

function pageAt(zone: string, minute: Minute): typeof page {
  const { from, to, midnight, day } = dayPartAt(zone, minute)
  const offset = day * DAY - midnight
  const size = Math.abs(offset)
  const tail = `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
  return { zone, from, to, midnight, head: `${dateOf(day)}T`, tail }
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))

function twoDigits(number: number): string {
  return TWO_DIGITS[number] ?? String(number)
}

/** A run of minutes under one UTC offset (minutes east of Greenwich). */
type Stretch = { from: Minute; to: Minute; offset: number }

/** About a year. Temporal is asked once per zone and chunk: its 7 µs a call would be most of a search. */
const CHUNK = 2 ** 19

const chunks = new Map<string, Map<number, readonly Stretch[]>>()

function stretchAt(zone: string, minute: Minute): Stretch {
  const chunk = Math.floor(minute / CHUNK)
  const stretches = chunks.get(zone)?.get(chunk) ?? learn(zone, chunk)
  let i = 0
  while (minute >= stretches[i]!.to) i++
  return stretches[i]!
}

function learn(zone: string, chunk: number): readonly Stretch[] {
  const stretches = stretchesOf(zone, chunk)
  const known = chunks.get(zone)
  if (known) known.set(chunk, stretches)
  else chunks.set(zone, new Map([[chunk, stretches]]))
  return stretches
}

function stretchesOf(zone: string, chunk: number): Stretch[] {
  const end = (chunk + 1) * CHUNK
  const stretches: Stretch[] = []
  let clock = Temporal.Instant.fromEpochMilliseconds(chunk * CHUNK * 60_000).toZonedDateTimeISO(zone)
  for (let from = chunk * CHUNK; from < end; ) {
    const next = clock.getTimeZoneTransition('next')
    const to = next ? Math.min(end, Math.ceil(next.epochMilliseconds / 60_000)) : end
    if (to > from) stretches.push({ from, to, offset: Math.floor(clock.offsetNanoseconds / 60_000_000_000) })
    if (!next) break
    clock = next
    from = to
  }
  return stretches
}
