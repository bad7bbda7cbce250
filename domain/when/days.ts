import { addDays } from '../time.ts'
import { type Atom, type DayAtom, dayAtom, type Reader } from './atoms.ts'
import { dayOfMonth, monthAfter, one } from './calendar.ts'
import { datesAt } from './dates.ts'
import { laterAt } from './later.ts'
import { restOfWeek, weekdaysAtom, weeksAt } from './weeks.ts'

const FROM = new Set(['с', 'со', 'from', 'between', 'между'])
const TO = new Set(['по', 'до', 'to', 'till', 'until', 'through', 'and', 'и'])
/** «Как можно раньше» is any day of a year. */
const SOON_DAYS = 365

/** The days that begin at a token; null for none. */
export function daysAt(reader: Reader, i: number): Atom[] | null {
  const { tokens } = reader
  const { word, known, digital } = tokens[i]!
  if (FROM.has(word)) return rangeAt(reader, i)
  if (word === 'до' || word === 'until' || word === 'till' || word === 'before' || word === 'by')
    return untilAt(reader, i)
  if (word === 'после' || word === 'after') return sinceAt(reader, i)
  if (word === 'не' || word === 'not' || word === 'no') return boundAt(reader, i)
  if (!known && !digital)
    return soonAt(reader, i) ?? laterAt(reader, i) ?? (word.startsWith('числ') ? datesAt(reader, i) : null)
  return laterAt(reader, i) ?? coreAt(reader, i)
}

/** A day in itself, without what stands before it; joined days («завтра-послезавтра») are a span. */
function coreAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens } = reader
  if (!tokens[i]) return null
  const read = nearAt(reader, i) ?? weeksAt(reader, i) ?? datesAt(reader, i) ?? soonAt(reader, i)
  const [only, more] = read ?? []
  if (!only?.span || more) return read
  const gap = tokens[only.end]?.gap
  if (gap !== 'hyphen' && gap !== 'dash') return read
  const [last, rest] = nearAt(reader, only.end) ?? datesAt(reader, only.end) ?? []
  if (!last?.span || rest || last.span.to <= only.span.from) return read
  return [dayAtom(i, last.end, 'span', { from: only.span.from, to: last.span.to })]
}

/** «сегодня», «послезавтра», «после завтра», «the day after tomorrow». */
function nearAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today, under } = reader
  const { known, word } = tokens[i]!
  if (known?.day === undefined) {
    if (word === 'tonight') return [dayAtom(i, i + 1, 'near', one(today))]
    if (word === 'day' && tokens[i + 1]?.word === 'after' && tokens[i + 2]?.known?.day === 1)
      return [dayAtom(i, i + 3, 'near', one(addDays(today, 2)))]
    const last = reader.atoms.at(-1)
    if (word === 'day' && tokens[i + 1]?.word === 'after' && last?.type === 'day' && last.span)
      return [dayAtom(i, i + 2, 'near', one(addDays(last.span.to, 1)))]
    const same = /^(тот|этот)$/.test(word) && tokens[i + 1]?.word === 'же' && tokens[i + 2]?.word === 'день'
    return same && under ? [dayAtom(i, i + 3, 'near', one(under))] : null
  }
  const said = /^(на|к|on)$/.test(tokens[i - 1]?.word ?? '')
  const past = known.day < 0 && !said && tokens.length > 2
  // «Сегодня среда» says what day it is.
  const end = tokens[i + 1]?.known?.unit === 'day' && /шн/.test(word) ? i + 2 : i + 1
  return [dayAtom(i, end, past ? 'past' : 'near', one(addDays(today, known.day)))]
}

/** «с пятницы по воскресенье», «с 25 по 28»; «с пятницы» alone is where a visit is moved from. */
function rangeAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens } = reader
  const bare = bareRange(reader, i)
  if (bare) return bare
  const [first, more] = coreAt(reader, tokens[i + 1]?.word === 'the' ? i + 2 : i + 1) ?? []
  // «между 1 и 10 декабря»
  if (first?.span && more?.span && /^(между|between)$/.test(tokens[i]!.word))
    return [dayAtom(i, more.end, 'span', { from: first.span.from, to: more.span.to })]
  if (!first || more) return null
  if (!first.span || first.sort === 'span') return [{ ...first, start: i }]
  if (/^(начиная|starting)$/.test(tokens[i - 1]?.word ?? '')) return [{ ...since(first, 0), start: i }]
  const join = tokens[first.end]
  const moves = reader.moving && join?.word === 'to'
  const [last] = join && TO.has(join.word) && !moves ? (coreAt(reader, first.end + 1) ?? []) : []
  if (!last?.span)
    return [{ ...first, start: i, source: true, sort: aches(tokens, i, first.end) ? 'past' : first.sort }]
  if (first.sort === 'weekday' && last.sort === 'weekday')
    return [weekdaysAtom(reader.today, i, last.end, first.weekday!, last.weekday!)]
  // A day that rolled over to the next year ends a range that is on already.
  const from = first.span.from > last.span.to ? reader.today : first.span.from
  return [dayAtom(i, last.end, 'span', { from, to: last.span.to })]
}

/** «болит с понедельника», «с понедельника не ем» is over. */
const aches = (tokens: Reader['tokens'], start: number, end: number) =>
  [...tokens.slice(Math.max(0, start - 3), start), ...tokens.slice(end, end + 2)].some(({ word }) => ACHES.test(word))
const ACHES = /^(бол(ит|ят|ел|еет|ею)|ноет|опух|слома|отвал|мучает|темпер|hurts|aching)/

/** «с 25 по 28»: days, unless the day is named and the numbers can be hours. */
function bareRange(reader: Reader, i: number): DayAtom[] | null {
  const { tokens } = reader
  const [first, join, last, next] = [tokens[i + 1], tokens[i + 2], tokens[i + 3], tokens[i + 4]]
  if (!first || !last || first.int < 1 || last.int < 1 || !/^(по|до)$/.test(join!.word)) return null
  if (first.int >= last.int || last.int > 31) return null
  if (
    next?.known?.unit ||
    /^(утра|вечера|ночи)$/.test(next?.word ?? '') ||
    next?.known?.month !== undefined ||
    next?.word.startsWith('числ')
  )
    return null
  const dated = tokens.some(({ known }) => known?.weekday ?? known?.day ?? known?.month)
  if (last.int <= 24 && (join!.word === 'до' || dated)) return null
  const [from, to] = [dayOfMonth(reader.today, first.int), dayOfMonth(reader.today, last.int)]
  return from && to
    ? [dayAtom(i, i + 4, 'span', { from: from.from > to.to ? reader.today : from.from, to: to.to })]
    : null
}

/** «до пятницы» ends the day before, «до пятницы включительно» and «by Friday» with it. */
function untilAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const [last, more] = coreAt(reader, i + 1) ?? []
  if (!last || more) return null
  if (!last.span || (/^(до|until|till|by)$/.test(tokens[i]!.word) && reader.tokens[i + 1]!.known?.third === 'end'))
    return [{ ...last, start: i }]
  const whole = /^включ/.test(tokens[last.end]?.word ?? '') ? 1 : 0
  const to = whole || tokens[i]!.word === 'by' ? last.span.to : addDays(last.span.from, -1)
  return [dayAtom(i, last.end + whole, 'span', { from: today, to: to < today ? today : to })]
}

/** «после среды» is the rest of the week, «после 25 ноября» of the month; «после завтра» is «послезавтра». */
function sinceAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens } = reader
  const next = tokens[i + 1]
  const day = next?.known?.day
  if (day !== undefined && day >= 1 && tokens[i]!.word === 'после')
    return [dayAtom(i, i + 2, 'near', one(addDays(reader.today, day + 1)))]
  if (next?.word === 'после' && tokens[i + 2]?.known?.day === 1)
    return [dayAtom(i, i + 3, 'near', one(addDays(reader.today, 3)))]
  const [first, more] = coreAt(reader, i + 1) ?? []
  if (!first || more) return null
  return [{ ...since(first, 1), start: i }]
}

/** The days after one (or from it on): the rest of its week or, of a date, of its month. */
function since(first: DayAtom, shift: number): DayAtom {
  if (!first.span) return first
  const { to } = first.span
  if (first.sort === 'date' || first.sort === 'number') {
    const month = monthAfter(addDays(to, shift), 0)
    return { ...first, sort: 'span', span: { from: addDays(to, shift), to: month.to } }
  }
  const from = shift === 0 ? first.span.from : to
  return { ...first, sort: 'span', span: restOfWeek(shift === 0 ? addDays(from, -1) : from) }
}

/** «не раньше четверга», «не позже 25-го», «not before Friday», «no later than Friday». */
function boundAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const word = tokens[i + 1]?.word ?? ''
  const early = /^(раньше|ранее|before|earlier|sooner)$/.test(word)
  if (!early && !/^(позже|позднее|later)$/.test(word)) return null
  const at = /^(чем|than)$/.test(tokens[i + 2]?.word ?? '') ? i + 3 : i + 2
  const [read, more] = coreAt(reader, /^(в|во|с|on)$/.test(tokens[at]?.word ?? '') ? at + 1 : at) ?? []
  if (!read || more) return null
  if (!read.span) return [{ ...read, start: i }]
  if (early) return [{ ...since(read, 0), start: i }]
  return [dayAtom(i, read.end, 'span', { from: today < read.span.to ? today : read.span.to, to: read.span.to })]
}

/** «как можно раньше», «ближайшее время», «asap»; «сейчас» only beside a word that asks for it. */
function soonAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const { word } = tokens[i]!
  const next = tokens[i + 1]
  const soon = (end: number) => [dayAtom(i, end, 'soon', { from: today, to: addDays(today, SOON_DAYS) })]
  if (word === 'как' && /^(можно|возможно)$/.test(next?.word ?? '') && EARLY.test(tokens[i + 2]?.word ?? ''))
    return soon(i + 3)
  if (/^(поскорее|поскорей|побыстрее|побыстрей|asap|soonest|earliest)$/.test(word)) return soon(i + 1)
  if (word === 'as' && next?.word === 'soon' && tokens[i + 2]?.word === 'as')
    return soon(i + 4 <= tokens.length ? i + 4 : i + 3)
  if (/^ближайш/.test(word) && (next?.gap !== 'space' || SOON.test(next.word)))
    return soon(next?.gap === 'space' ? i + 2 : i + 1)
  if (word === 'сейчас' || word === 'щас' || word === 'now') {
    const asks = reader.bare || NOW.test(tokens[i - 1]?.word ?? '') || NOW.test(next?.word ?? '')
    return asks ? [dayAtom(i, i + 1, 'now', one(today))] : null
  }
  return null
}

const EARLY = /^(раньше|скорее|скорей|быстрее|быстрей|пораньше)$/
const SOON = /^(время|дни|дня|окно|окошко|свободн|возможн|доступн|запись|дату|дата|час|slot|available)/
const NOW = /^(можно|есть|свобод|прямо|прям|подойти|приехать|подъехать|зайти|успею|right|available|free)/
