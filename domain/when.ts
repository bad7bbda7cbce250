import type { Minute } from './catalog.ts'
import { addDays, instantOf, localOf } from './time.ts'
import type { Hours, Reader } from './when/atoms.ts'
import type { Span } from './when/calendar.ts'
import { type Meant, meant } from './when/clauses.ts'
import { scan } from './when/scan.ts'
import { datesOf, pairs, wished } from './when/wishes.ts'

export type { Hours } from './when/atoms.ts'

/** What words say about a time: local dates, both inclusive, and local hours; null: not said. */
export type When = { days: Span | null; hours: Hours | null }

/**
 * The times of a text. `alternatives`: what is wished, as said, after corrections; `excluded`: what is ruled out («кроме
 * среды», «завтра не могу»); `impossible`: no such day or hour; `soon`: as soon as possible; `spans`: where in the text
 * time is spoken of, end exclusive; `today`: the date under discussion, if any.
 */
export type TimesRead = {
  alternatives: readonly When[]
  excluded: readonly When[]
  impossible: boolean
  soon: boolean
  spans: readonly { start: number; end: number }[]
  today: string | null
}

/** A window in which a visit starts: local wall time 'YYYY-MM-DDTHH:mm', `to` exclusive; an exact time has to = from. */
export type Window = { from: string; to: string }

/**
 * Reads the times that a message speaks of, Russian and English, wherever they stand in it. `options.today` is the local
 * date that the dialogue is about: a time without a day is of that date.
 */
export function readTimes(
  text: string,
  now: Minute,
  zone: string,
  options: { today?: string | undefined } = {},
): TimesRead {
  const reader = scan(text, now, zone, options.today ?? null)
  const { atoms, today } = reader
  if (atoms.length === 0)
    return { alternatives: [], excluded: [], impossible: false, soon: false, spans: [], today: reader.under }
  const { all, moves } = meant(reader, text)
  const chosen = wished(all, moves, reader)
  const found = pairs(chosen, reader)
  const isOver = (minutes: number) => instantOf(zone, today, minutes) <= now
  const alternatives = found.flatMap((pair) =>
    (pair.day && !pair.day.span) || (pair.hours && !pair.hours.hours)
      ? []
      : { days: datesOf(pair, today, isOver), hours: pair.hours?.hours ?? null },
  )
  const wanted = found.find(({ day }) => day?.sort === 'span')?.day?.span ?? null
  return {
    alternatives,
    excluded: excludedOf(all, reader, wanted),
    impossible: found.length > alternatives.length,
    soon: found.some(({ day }) => day?.sort === 'soon'),
    spans: spansOf(reader),
    today: reader.under,
  }
}

/** What is ruled out, thought by thought; a weekday or weekend is that of the days that are wished, each time in a longer span. */
function excludedOf(all: readonly Meant[], reader: Reader, wanted: Span | null): When[] {
  const out = all.filter(({ sense }) => sense === 'ruled-out')
  return [...new Set(out.map(({ clause }) => clause))].flatMap((clause) =>
    pairs(
      out.filter((one) => one.clause === clause).map(({ atom }) => atom),
      reader,
    ).flatMap(({ day, hours }) => {
      if (hours && !hours.hours) return []
      const rolls = day?.sort === 'weekday' || (day?.span && day.span.to <= addDays(day.span.from, 1))
      const spans = day?.span ? (rolls && wanted ? weekly(day.span, wanted) : [day.span]) : [null]
      return spans.map((days) => ({ days, hours: hours?.hours ?? null }))
    }),
  )
}

/** The span itself, or each week inside what is wanted. */
function weekly(span: Span, wanted: Span): Span[] {
  const inside: Span[] = []
  for (let { from, to } = span; from <= wanted.to; from = addDays(from, 7), to = addDays(to, 7))
    if (to >= wanted.from) inside.push({ from, to })
  return inside.length > 0 ? inside : [span]
}

/** The places of the text that were read, with the prepositions before them; neighbours are one. */
function spansOf({ atoms, tokens }: Reader): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  for (const { start, end } of atoms) {
    let first = start
    while (first > 0 && LEADS.has(tokens[first - 1]!.word) && tokens[first]!.gap === 'space') first--
    const span = { start: tokens[first]!.start, end: tokens[end - 1]!.end }
    const last = spans.at(-1)
    if (last && span.start <= last.end + 1) last.end = Math.max(last.end, span.end)
    else spans.push(span)
  }
  return spans
}

const LEADS = new Set('в во на к ко с со до после по кроме около часов at on by for in the'.split(' '))

/** Windows of a read text in the order of time; none for what names no time, or only «как можно скорее». */
export function windowsOf(read: TimesRead, now: Minute, zone: string): Window[] {
  const windows = read.alternatives.flatMap((when) => windowsOfOne(when, read, now, zone))
  const sorted = windows.sort((a, b) => (a.from < b.from || (a.from === b.from && a.to < b.to) ? -1 : 1))
  return sorted.filter(({ from, to }, i) => from !== sorted[i - 1]?.from || to !== sorted[i - 1]?.to)
}

function windowsOfOne({ days, hours }: When, read: TimesRead, now: Minute, zone: string): Window[] {
  const isOut = (date: string) =>
    read.excluded.some((out) => out.days && !out.hours && out.days.from <= date && date <= out.days.to)
  const today = localOf(zone, now).date
  const open = days !== null && days.to >= addDays(days.from, LONG)
  if (!hours) return !days || open ? [] : runsOf(days, isOut).map(({ from, to }) => wholeDays(from, to))
  const last = hours.to === hours.from ? hours.to : hours.to - 1
  const isAhead = (date: string) => instantOf(zone, date, last) > now
  if (days && !open) {
    const dates = datesIn(days).filter((date) => !isOut(date))
    const ahead = dates.length > 1 ? dates.filter(isAhead) : dates
    return ahead.map((date) => windowAt(zone, date, hours))
  }
  const under = read.today !== null && isAhead(read.today) ? read.today : null
  let date = under ?? today
  // Every day may be ruled out: a week is enough to see it.
  for (let more = 0; more < 7 && (!isAhead(date) || (isOut(date) && !under)); more++) date = addDays(date, 1)
  return [windowAt(zone, date, hours)]
}

/** Days of «как можно раньше» and no named span. */
const LONG = 300

function datesIn({ from, to }: Span): string[] {
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date)
  return dates
}

/** The runs of days that are left of a span. */
function runsOf(days: Span, isOut: (date: string) => boolean): Span[] {
  const runs: Span[] = []
  for (const date of datesIn(days)) {
    if (isOut(date)) continue
    const last = runs.at(-1)
    if (last && addDays(last.to, 1) === date) last.to = date
    else runs.push({ from: date, to: date })
  }
  return runs
}

const wholeDays = (from: string, to: string): Window => ({ from: `${from}T00:00`, to: `${addDays(to, 1)}T00:00` })

/** Hours of a date; an exact time that the clocks skip is the one that they show then. */
function windowAt(zone: string, date: string, { from, to }: Hours): Window {
  if (from !== to) return { from: wall(date, from), to: wall(date, to) }
  const shown = localOf(zone, instantOf(zone, date, from))
  const at = wall(shown.date, shown.minutes)
  return { from: at, to: at }
}

function wall(date: string, minutes: number): string {
  const day = minutes >= 1440 ? addDays(date, 1) : date
  const clock = minutes % 1440
  return `${day}T${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`
}
