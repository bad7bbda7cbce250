import { addDays, weekdayOf } from '../time.ts'
import { type DayAtom, dayAtom, isAt, type Reader } from './atoms.ts'
import {
  aheadOf,
  halfOf,
  monthAfter,
  namedMonth,
  nearest,
  one,
  type Span,
  thirdOf,
  weekAfter,
  weekdayIn,
} from './calendar.ts'

/** «в пятницу», «в следующий вторник», «пн–ср», «на этой неделе», «в начале декабря», «по будням». */
export function weeksAt(reader: Reader, i: number): DayAtom[] | null {
  const { known } = reader.tokens[i]!
  if (!known) return null
  if (known.weekday !== undefined) return weekdayAt(reader, i, known.weekday, undefined)
  if (known.group) return groupAt(reader, i, undefined)
  if (known.which) return whichAt(reader, i)
  if (known.third) return thirdAt(reader, i)
  if (known.unit === 'week') return weekAt(reader, i)
  return known.ordinal !== undefined && known.ordinal <= 2 ? halfAt(reader, i) : null
}

/** «следующий вторник», «эти выходные», «прошлой неделе», «в следующем месяце». */
function whichAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const which = tokens[i]!.known!.which!
  const next = tokens[i + 1]
  // «на следующей»
  const lone = next?.gap !== 'space' || isAt(next)
  if (lone && which === 'next' && /^(следующей|той|след)$/.test(tokens[i]!.word) && tokens[i - 1]?.word === 'на')
    return [dayAtom(i, i + 1, 'span', weekAfter(today, 1))]
  // «не в эту пятницу, а в следующую»
  const last = reader.atoms.at(-1)
  if (lone && which === 'next' && last?.type === 'day' && last.weekday !== undefined)
    return [dayAtom(i, i + 1, 'date', one(weekdayIn(weekAfter(today, 1).from, last.weekday)))]
  if (!next || next.gap === 'stop' || next.gap === 'comma') return null
  // «эту или следующую пятницу»
  const either = /^(или|либо|or)$/.test(next.word) && tokens[i + 2]?.known?.which && tokens[i + 3]?.known
  if (either) {
    const first = whichOf(reader, i, i + 3, which)
    const second = first && whichOf(reader, i + 2, i + 3, tokens[i + 2]!.known!.which!)
    return first && second ? [{ ...first, end: i + 1 }, second] : null
  }
  const days = /^(дни|дня|дней|days)$/
  if (
    which === 'this' &&
    /^ближайш|coming/.test(tokens[i]!.word) &&
    next.int > 0 &&
    days.test(tokens[i + 2]?.word ?? '')
  )
    return [dayAtom(i, i + 3, 'span', { from: today, to: addDays(today, next.int) })]
  const read = whichOf(reader, i, i + 1, which)
  return read && [read]
}

function whichOf(reader: Reader, start: number, at: number, which: 'this' | 'next' | 'past'): DayAtom | null {
  const { tokens, today } = reader
  const { known } = tokens[at]!
  const past = (end: number) => dayAtom(start, end, 'past', one(addDays(today, -7)))
  if (known?.weekday !== undefined) {
    const read = weekdayAt(reader, at, known.weekday, which)
    return read && { ...read[0]!, start }
  }
  if (known?.group) return { ...groupAt(reader, at, which)![0]!, start }
  if (known?.unit === 'week') {
    if (which === 'past') return past(at + 1)
    const week = weekAfter(today, which === 'next' ? 1 : 0)
    return dayAtom(start, at + 1, 'span', which === 'next' ? week : aheadOf(week, today))
  }
  if (known?.unit === 'month') {
    if (which === 'past') return past(at + 1)
    const month = monthAfter(today, which === 'next' ? 1 : 0)
    return dayAtom(start, at + 1, 'span', which === 'next' ? month : aheadOf(month, today))
  }
  if (known?.unit === 'day' && /^(день|дня)$/.test(tokens[at]!.word)) {
    if (which === 'next') return dayAtom(start, at + 1, 'near', one(addDays(reader.under ?? today, 1)))
    return reader.under && which === 'this' ? dayAtom(start, at + 1, 'near', one(reader.under)) : null
  }
  // «этим вечером», «this morning»
  if (which === 'this' && known?.part && /^(эт|this)/.test(tokens[start]!.word) && known.part !== 'work')
    return dayAtom(start, start + 1, 'near', one(today))
  return null
}

function weekdayAt(
  reader: Reader,
  i: number,
  weekday: number,
  which: 'this' | 'next' | 'past' | undefined,
): DayAtom[] | null {
  const { tokens, today } = reader
  const before = tokens[i - 1]?.word ?? ''
  // «I sat», «the sun»
  if (/^(sat|sun)$/.test(tokens[i]!.word) && /^(i|he|she|we|they|the|you|my)$/.test(before)) return null
  if (which === 'past' || tokens[i + 1]?.known?.which === 'past')
    return [dayAtom(i, which ? i + 1 : i + 2, 'past', one(addDays(nearest(today, weekday), -7)))]
  if (which === 'next') {
    const date = weekdayIn(weekAfter(today, 1).from, weekday)
    return [dayAtom(i, i + 1, 'date', one(date))]
  }
  const range = toAt(reader, i + 1)
  const last = range ? tokens[range]?.known?.weekday : undefined
  if (range && last !== undefined) return [weekdaysAtom(today, i, range + 1, weekday, last)]
  return [dayAtom(i, i + 1, 'weekday', one(nearest(today, weekday)), { weekday })]
}

/** «пн–ср»: from today where it is on already, but not on its last day. */
export function weekdaysAtom(today: string, start: number, end: number, first: number, last: number): DayAtom {
  const to = nearest(addDays(today, 1), last)
  const from = addDays(to, -((last - first + 7) % 7))
  return dayAtom(start, end, 'span', { from: from < today ? today : from, to }, { weekdays: [first, last] })
}

/** Where the last of «пн–ср», «Monday through Thursday» stands; 0 for none. */
function toAt({ tokens, moving }: Reader, i: number): number {
  const { gap, word } = tokens[i] ?? { gap: 'stop', word: '' }
  if (gap === 'hyphen' || gap === 'dash') return i
  return /^(through|thru|to|по)$/.test(word) && !moving ? i + 1 : 0
}

/** Saturday and Sunday, or Monday to Friday: what is left of them, else the next. */
function groupAt(reader: Reader, i: number, which: 'this' | 'next' | 'past' | undefined): DayAtom[] | null {
  const { tokens, today } = reader
  const { word, known } = tokens[i]!
  const before = tokens[i - 1]?.word ?? ''
  const asked =
    which ||
    tokens.length === 1 ||
    /^(в|на|по|во|к|до|после|с|кроме|любой|каждый|on|over|the|at|or|или|и|and)$/.test(before)
  const lone = /^[a-z]+$/.test(word) || (reader.atoms.at(-1)?.end === i && word !== 'выходной')
  if (!asked && !lone) return null
  if (word.startsWith('рабоч') && !/^(день|дни|дней|дня|дням)$/.test(tokens[i + 1]?.word ?? '')) return null
  const end =
    tokens[i + 1]?.known?.unit === 'day' && /^(день|дни|дням|днях|дней)$/.test(tokens[i + 1]!.word) ? i + 2 : i + 1
  const of = (monday: string): Span =>
    known!.group === 'weekend'
      ? { from: addDays(monday, 5), to: addDays(monday, 6) }
      : { from: monday, to: addDays(monday, 4) }
  const monday = weekAfter(today, 0).from
  if (which === 'past') return [dayAtom(i, end, 'past', of(addDays(monday, -7)))]
  const ahead = which === 'next' ? null : aheadOf(of(monday), today)
  return [dayAtom(i, end, 'span', ahead ?? of(addDays(monday, 7)))]
}

/** «на неделе», «в течение недели». */
function weekAt({ tokens, today }: Reader, i: number): DayAtom[] | null {
  const before = tokens[i - 1]?.word ?? ''
  if (tokens[i]!.word === 'неделе' && /^(на|по)$/.test(before))
    return [dayAtom(i, i + 1, 'span', aheadOf(weekAfter(today, 0), today))]
  if (before === 'течение' || before === 'течении')
    return [dayAtom(i - 1, i + 1, 'span', { from: today, to: addDays(today, 6) })]
  return null
}

/** «в начале следующей недели», «в конце декабря», «end of the month», «early next week». */
function thirdAt(reader: Reader, i: number): DayAtom[] | null {
  const whole = wholeAt(reader, i + 1)
  if (!whole) return null
  const { third } = reader.tokens[i]!.known!
  const before = reader.tokens[i - 1]?.word ?? ''
  if (third === 'end' && /^(до|until|till|by)$/.test(before))
    return [dayAtom(i, whole.end, 'span', { from: whole.next ? whole.span.from : reader.today, to: whole.span.to })]
  const part = aheadOf(thirdOf(whole.span, third!), reader.today)
  return [dayAtom(i, whole.end, 'span', part ?? thirdOf(whole.after, third!))]
}

/** «в первой половине недели», «во второй половине декабря». */
function halfAt(reader: Reader, i: number): DayAtom[] | null {
  const word = reader.tokens[i + 1]?.word ?? ''
  if (!/^(половин|half$)/.test(word)) return null
  const whole = wholeAt(reader, i + 2)
  if (!whole) return null
  const half = reader.tokens[i]!.known!.ordinal!
  const part = aheadOf(halfOf(whole.span, half), reader.today)
  return [dayAtom(i, whole.end, 'span', part ?? halfOf(whole.after, half))]
}

/** A whole week or month that a part is of, and the one after it. */
function wholeAt(
  { tokens, today }: Reader,
  from: number,
): { span: Span; after: Span; end: number; next: boolean } | null {
  let i = from
  while (/^(of|the|самом|самого)$/.test(tokens[i]?.word ?? '')) i++
  const which = tokens[i]?.known?.which
  if (which === 'past') return null
  if (which) i++
  const known = tokens[i]?.known
  const next = which === 'next'
  const more = next ? 1 : 0
  if (known?.unit === 'week')
    return { span: weekAfter(today, more), after: weekAfter(today, more + 1), end: i + 1, next }
  if (known?.unit === 'month')
    return { span: monthAfter(today, more), after: monthAfter(today, more + 1), end: i + 1, next }
  if (known?.month === undefined || which) return null
  const span = namedMonth(today, known.month)
  return { span, after: monthAfter(span.from, 12), end: i + 1, next: span.from > today }
}

/** The days left of a week after one of it. */
export function restOfWeek(date: string): Span {
  const from = addDays(date, 1)
  return { from, to: addDays(from, 7 - weekdayOf(from)) }
}
