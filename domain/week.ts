import type { Span, Week } from './catalog.ts'
import type { WrittenWeek } from './template.ts'

const DAYS = ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс']
const DAY_MINUTES = 1440

/** A weekly moment: `weekday` 0 is Monday, `minute` counts from local midnight. */
export type WeekMoment = { weekday: number; minute: number }

/**
 * Reads hours as a person writes them: `{ 'пн-ср, пт': '10:00-14:00, 15:00-20:00', сб: '18:00-02:00' }`.
 * Spans come sorted, touching ones joined. Throws an Error that names the day and what is wrong with it.
 */
export function parseWeek(written: WrittenWeek): Week {
  const week: Span[][] = DAYS.map(() => [])
  const taken = new Set<number>()
  for (const [days, hours] of Object.entries(written)) {
    for (const weekday of parseDays(days)) {
      if (taken.has(weekday))
        throw new Error(`Hours of ${DAYS[weekday]} are written twice, the second time in "${days}"`)
      taken.add(weekday)
      week[weekday] = parseSpans(days, hours)
    }
  }
  refuseNightsThatRunIntoMornings(week)
  return week
}

/** Reads when a class takes place each week: `пн 19:00`. Throws an Error that names what is wrong. */
export function parseTimetable(at: string): WeekMoment {
  const [day, time, ...rest] = at.trim().split(/\s+/)
  if (!day || !time || rest.length > 0) throw new Error(`Timetable "${at}": expected a day and a time, like "пн 19:00"`)
  const where = `Timetable "${at}"`
  const minute = parseTime(where, time)
  if (minute === DAY_MINUTES) throw new Error(`${where}: a class starts at 00:00 of the next day, not at 24:00`)
  return { weekday: parseDay(where, day), minute }
}

function parseDays(days: string): number[] {
  const where = `Days "${days}"`
  return days.split(',').flatMap((part) => {
    const [first = '', last, ...rest] = part.split(/[-–—]/)
    if (rest.length > 0) throw new Error(`${where}: "${part.trim()}" is not a range of two days, like "пн-пт"`)
    const from = parseDay(where, first)
    if (last === undefined) return [from]
    const to = parseDay(where, last)
    if (from === to) throw new Error(`${where}: the range "${part.trim()}" begins and ends on the same day`)
    const length = ((to - from + 7) % 7) + 1
    return Array.from({ length }, (_, i) => (from + i) % 7)
  })
}

function parseDay(where: string, day: string): number {
  const weekday = DAYS.indexOf(day.trim().toLowerCase())
  if (weekday < 0) throw new Error(`${where}: unknown day "${day.trim()}", expected one of ${DAYS.join(' ')}`)
  return weekday
}

function parseSpans(days: string, hours: string): Span[] {
  const where = `Hours of "${days}"`
  if (hours.trim() === '') throw new Error(`${where} are empty: leave out a day that is closed`)
  const spans = hours.split(',').map((part) => parseSpan(where, part.trim()))
  spans.sort((a, b) => a.from - b.from)
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span.from < last.to) throw new Error(`${where}: spans overlap in "${hours}"`)
    if (last && span.from === last.to) last.to = span.to
    else joined.push(span)
  }
  return joined
}

function parseSpan(where: string, text: string): Span {
  const [opens, closes, ...rest] = text.split(/[-–—]/)
  if (opens === undefined || closes === undefined || rest.length > 0) {
    throw new Error(`${where}: "${text}" is not a span, expected like "10:00-20:00"`)
  }
  const from = parseTime(where, opens)
  const to = parseTime(where, closes)
  if (from === DAY_MINUTES) throw new Error(`${where}: "${text}" begins at 24:00, write it as 00:00 of the next day`)
  if (from === to) throw new Error(`${where}: "${text}" is empty; round the clock is written as "00:00-24:00"`)
  return { from, to: to > from ? to : to + DAY_MINUTES }
}

function parseTime(where: string, text: string): number {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim())
  if (!match) throw new Error(`${where}: "${text.trim()}" is not a time, expected like "09:30"`)
  const hour = Number(match[1])
  const minute = Number(match[2])
  if (minute > 59 || hour * 60 + minute > DAY_MINUTES) throw new Error(`${where}: there is no time "${text.trim()}"`)
  return hour * 60 + minute
}

function refuseNightsThatRunIntoMornings(week: Week) {
  week.forEach((spans, weekday) => {
    const tail = (spans.at(-1)?.to ?? 0) - DAY_MINUTES
    const next = (weekday + 1) % 7
    const morning = week[next]?.[0]
    if (morning && morning.from < tail) {
      throw new Error(`Hours of ${DAYS[weekday]} run past midnight into the hours of ${DAYS[next]}`)
    }
  })
}
