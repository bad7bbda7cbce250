import type { Minute } from './catalog.ts'
import { addDays, instantOf, isDate, localOf, weekdayOf } from './time.ts'

/** What a typed answer says about time: a local date, minutes from midnight, or both; `impossible`: no such day or hour. */
export type When = { date: string | null; minutes: number | null } | 'impossible'

const WEEKDAY = [
  /^(пн|понедельник|mon)/,
  /^(вт|вторник|tue)/,
  /^(ср$|сред|wed)/,
  /^(чт|четверг|thu)/,
  /^(пт|пятниц|fri)/,
  /^(сб|суббот|sat)/,
  /^(вс$|воскресень|sun)/,
]
const MONTH = [
  /^(янв|jan)/,
  /^(фев|feb)/,
  /^(мар(т|$)|mar)/,
  /^(апр|apr)/,
  /^(ма[йяюе]$|may)/,
  /^(июн|jun)/,
  /^(июл|jul)/,
  /^(авг|aug)/,
  /^(сен|sep)/,
  /^(окт|oct)/,
  /^(ноя|nov)/,
  /^(дек|dec)/,
]

/**
 * Reads a short answer to «когда?»: «завтра», «в пт в 15:30», «27 ноября», «27.11 15-30», «в 3», «10 утра», Russian and
 * English. Conventions of DESIGN §5: hours 1–7 unmarked are p.m., a past day-month rolls over, a bare weekday is the
 * nearest. Null: nothing about time in it.
 */
export function readWhen(text: string, now: Minute, zone: string): When | null {
  const words =
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[а-яa-z]+|\d+(?:[.:\-/]\d+)*/g) ?? []
  const date = readDate(words, now, zone)
  if (date === 'impossible') return 'impossible'
  const minutes = readClock(words)
  if (minutes === 'impossible') return 'impossible'
  if (date === null && minutes === null) return null
  return { date: nearestDate(date, minutes, now, zone), minutes }
}

type Day = { date: string; weekday: boolean } | null | 'impossible'

function readDate(words: string[], now: Minute, zone: string): Day {
  const today = localOf(zone, now).date
  for (const [index, word] of words.entries()) {
    if (/^(сегодня|today)$/.test(word)) return { date: today, weekday: false }
    if (/^(завтра|tomorrow)$/.test(word)) return { date: addDays(today, 1), weekday: false }
    if (/^послезавтра$/.test(word)) return { date: addDays(today, 2), weekday: false }
    const month = MONTH.findIndex((pattern) => pattern.test(word)) + 1
    const day = [words[index - 1], words[index + 1]].find((near) => near && /^\d{1,2}$/.test(near))
    if (month > 0 && day) return ahead(month, Number(day), null, today)
    const written = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2}|\d{4}))?$/.exec(word)
    if (written && isDayMonth(written, words[index - 1]))
      return ahead(Number(written[2]), Number(written[1]), written[3] ? Number(written[3]) % 100 : null, today)
    const weekday = WEEKDAY.findIndex((pattern) => pattern.test(word)) + 1
    if (weekday > 0) return { date: addDays(today, (weekday - weekdayOf(today) + 7) % 7), weekday: true }
  }
  return null
}

/** «15.30» after «в» is a clock, «15.12» is a date; a month above 12 can only be minutes. */
function isDayMonth(written: RegExpExecArray, before: string | undefined): boolean {
  if (written[3]) return true
  const clockLike = Number(written[1]) < 24 && written[2]!.length === 2 && Number(written[2]) % 5 === 0
  return !(clockLike && (Number(written[2]) > 12 || /^(в|к|на|at)$/.test(before ?? '')))
}

function ahead(month: number, day: number, year: number | null, today: string): Day {
  const thisYear = Number(today.slice(0, 4))
  const years = year === null ? [thisYear, thisYear + 1] : [2000 + year]
  for (const candidate of years) {
    const date = `${candidate}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
    if (isDate(date) && (year !== null || date >= today)) return { date, weekday: false }
  }
  return 'impossible'
}

function readClock(words: string[]): number | null | 'impossible' {
  for (const [index, word] of words.entries()) {
    const before = words[index - 1] ?? ''
    const after = words[index + 1] ?? ''
    const full = /^(\d{1,2})[:.-](\d{2})$/.exec(word)
    if (full && !(word.includes('.') && isDayMonth(/^(\d+)\.(\d+)()?/.exec(word)!, before)))
      return clock(Number(full[1]), Number(full[2]), after)
    const marked = /^(в|к|на|at|часов)$/.test(before) || /^(час|ч$|утра|вечера|дня|ночи|am|pm)/.test(after)
    const monthNext = MONTH.some((pattern) => pattern.test(after))
    if (/^\d{1,2}$/.test(word) && !monthNext && (marked || words.length === 1)) return clock(Number(word), 0, after)
  }
  return null
}

function clock(hour: number, minute: number, after: string): number | 'impossible' {
  if (hour > 24 || minute > 59) return 'impossible'
  const pm = /^(вечера|дня|pm)/.test(after)
  const am = /^(утра|ночи|am)/.test(after)
  // «в 3» is the afternoon: nobody is served at night.
  if (hour < 12 && (pm || (!am && hour >= 1 && hour <= 7 && minute % 5 === 0))) return (hour + 12) * 60 + minute
  return (hour % 24) * 60 + minute
}

function nearestDate(day: Exclude<Day, 'impossible'>, minutes: number | null, now: Minute, zone: string) {
  const today = localOf(zone, now).date
  if (!day) return null
  const gone = minutes !== null && instantOf(zone, day.date, minutes) <= now
  return day.weekday && day.date === today && gone ? addDays(today, 7) : day.date
}
