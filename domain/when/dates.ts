import { addDays, weekdayOf } from '../time.ts'
import { type DayAtom, dayAtom, isAt, type Reader } from './atoms.ts'
import { dateIn, dayAndMonth, dayOfMonth, monthAfter, namedMonth } from './calendar.ts'
import { clockAt } from './clock.ts'
import { isCounted, isLabel, numberAt } from './numbers.ts'
import type { Token } from './tokens.ts'

/** Dates that begin at a token: «27 ноября», «25–26.11», «20 или 21 числа», «Nov 27th», «27.11.2026», «в декабре». */
export function datesAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const token = tokens[i]!
  if (token.date) {
    const { year, month, day } = token.date
    // A year that is over is a birthday.
    if (month > 12 || (year !== null && year < Number(today.slice(0, 4)))) return null
    return [dayAtom(i, i + 1, 'date', dayAndMonth(today, month, day, year))]
  }
  if (token.pair) return pairAt(reader, i)
  if (token.known?.month !== undefined) return monthAt(reader, i, token.known.month)
  if (/^числ[ао]$/.test(token.word)) return daysAfter(reader, i)
  const tens = token.known?.named && token.known.ordinal! % 10 === 0 && tokens[i + 1]?.word === 'числах'
  if (tens) return decade(reader, i, i + 2, token.known!.ordinal!)
  return listAt(reader, i) ?? loneDay(reader, i)
}

type List = { days: number[]; end: number; range: boolean; ordinal: boolean; digital: boolean }

/** «25», «25 или 26», «25, 26 и на 27», «25–28», «25 по 28». */
function numbersAt(tokens: readonly Token[], i: number): List | null {
  const first = numberAt(tokens, i)
  if (!first || first.named || first.value < 1 || first.value % 1 !== 0) return null
  const list = { days: [first.value], end: i + first.length, range: false, ...first }
  // A row of numbers that goes on is no list of days.
  while (list.days.length < 8) {
    const join = tokens[list.end]
    if (!join || join.gap === 'stop') break
    const marks = join.gap === 'comma' || join.gap === 'hyphen' || join.gap === 'dash' || join.gap === 'slash'
    const word = /^(и|или|либо|по|до|and|or|to|через)$/.test(join.word)
    if (!marks && !word) break
    let at = word ? list.end + 1 : list.end
    while (isAt(tokens[at]) || tokens[at]?.word === 'the') at++
    const next = numberAt(tokens, at)
    if (!next || next.named || next.value < 1 || (next.value <= list.days.at(-1)! && next.ordinal !== first.ordinal))
      break
    list.range ||= join.gap === 'hyphen' || join.gap === 'dash' || /^(по|до|to)$/.test(join.word)
    list.days.push(next.value)
    list.ordinal ||= next.ordinal
    list.end = at + next.length
  }
  return list
}

const isDayWord = (token: Token | undefined) => /^числ(а|о|у|ам|ах)?$/.test(token?.word ?? '')
const skips = (tokens: readonly Token[], i: number): number =>
  /^(of|the|го|ого|е)$/.test(tokens[i]?.word ?? '') ? skips(tokens, i + 1) : i

/** Numbers before a month or «числа». */
function listAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const list = numbersAt(tokens, i)
  if (!list) return null
  const at = skips(tokens, list.end)
  const month = tokens[at]?.gap === 'stop' ? undefined : tokens[at]?.known?.month
  if (month !== undefined) {
    const [year, end] = yearAt(reader, at + 1)
    return atomsOf(reader, i, end, list, (day) => dayAndMonth(today, month, day, year), 'date')
  }
  if (isDayWord(tokens[at])) {
    const next = tokens[at + 1]?.known?.month
    if (next !== undefined)
      return atomsOf(reader, i, at + 2, list, (day) => dayAndMonth(today, next, day, null), 'date')
    const which = tokens[at + 1]?.known?.which
    if (which && tokens[at + 2]?.known?.unit === 'month') {
      const [year, month] = yearMonth(monthAfter(today, which === 'next' ? 1 : 0).from)
      return atomsOf(reader, i, at + 3, list, (day) => dayAndMonth(today, month, day, year), 'date')
    }
    if (/^числах$/.test(tokens[at]!.word) && list.days[0]! % 10 === 0) return decade(reader, i, at + 1, list.days[0]!)
    return atomsOf(reader, i, at + 1, list, (day) => dayOfMonth(today, day), 'number')
  }
  return isOrdinalDay(reader, i, list)
    ? atomsOf(reader, i, list.end, list, (day) => dayOfMonth(today, day), 'number')
    : null
}

/** «27-го», «the 5th», «двадцать пятого»; «на десятое», but «вторую» and «пятого» are choices and hours. */
function isOrdinalDay({ tokens }: Reader, i: number, list: List): boolean {
  const next = tokens[list.end]
  if (!list.ordinal || isCounted(next) || /^(floor|этаж|раз|класс)/.test(next?.word ?? '')) return false
  if (list.digital || list.days[0]! > 20) return list.days.every((day) => day <= 31)
  const before = /^(на|к|до|с|со|после)$/.test(tokens[i - 1]?.word ?? '')
  const clock = isAt(next) && clockAt(tokens, list.end + 1) !== null
  return before && (clock || (list.days[0]! >= 10 && (next?.gap !== 'space' || isAt(next))))
}

/** «в двадцатых числах». */
function decade({ today }: Reader, i: number, end: number, first: number): DayAtom[] {
  const start = dayOfMonth(today, first)!.from
  const to = addDays(start, 9)
  return [
    dayAtom(i, end, 'span', { from: start, to: to.slice(0, 7) === start.slice(0, 7) ? to : dayOfMonth(start, 28)!.to }),
  ]
}

function atomsOf(
  { today }: Reader,
  i: number,
  end: number,
  { days, range }: List,
  read: (day: number) => DayAtom['span'],
  sort: DayAtom['sort'],
): DayAtom[] {
  const spans = days.map(read)
  const [first, last] = [spans[0], spans.at(-1)]
  if (range && first && last && spans.length === 2) {
    // The range may be on already: «с 10 по 20 ноября» on the 18th.
    const from = first.from > last.to ? today : first.from
    return [dayAtom(i, end, 'span', { from, to: last.to })]
  }
  return spans.map((span) => dayAtom(i, end, sort, span))
}

/** «2026», «2026 года», after a month; a year far ahead is rather a clock. */
function yearAt({ tokens, today }: Reader, i: number): [number | null, number] {
  const four = Number(tokens[i]?.four || 0)
  const year = Number(today.slice(0, 4))
  const known = four >= year && four <= year + 1
  const end = known ? i + 1 : i
  const word = tokens[end]
  return [known ? four : null, word && known && /^(г|год|года|году)$/.test(word.word) ? end + 1 : end]
}

/** «Nov 27th», «ноября 25-го», «в декабре 5 числа»; a month by itself after «в», «на». */
function monthAt(reader: Reader, i: number, month: number): DayAtom[] | null {
  const { tokens, today } = reader
  const at = tokens[i + 1]?.word === 'the' ? i + 2 : i + 1
  const list = tokens[at] && tokens[at].gap !== 'stop' ? numbersAt(tokens, at) : null
  const day = list && isDayWord(tokens[list.end]) ? 1 : 0
  const sane = list?.days.every((number) => number <= 31) && !isCounted(tokens[list.end + day])
  const timed =
    list && (tokens[list.end]?.known?.unit === 'hour' || /^(утра|вечера|am|pm)$/.test(tokens[list.end]?.word ?? ''))
  if (list && sane && !timed && (list.digital || list.ordinal || day)) {
    const [year, end] = yearAt(reader, list.end + day)
    return atomsOf(reader, i, end, list, (number) => dayAndMonth(today, month, number, year), 'date')
  }
  const before = tokens[i - 1]?.word ?? ''
  const long = tokens[i]!.word.length > 3 || /^(май|мае)$/.test(tokens[i]!.word)
  const whole = (long && /^(в|на|in)$/.test(before)) || (before === 'in' && tokens[i]!.word === 'may')
  return whole ? [dayAtom(i, i + 1, 'span', aheadOfMonth(today, month))] : null
}

/** A month that is named by itself: what is left of this one, or the next such. */
function aheadOfMonth(today: string, month: number) {
  const span = namedMonth(today, month)
  return span.from < today ? { ...span, from: today } : span
}

/** «числа 25-го». */
function daysAfter(reader: Reader, i: number): DayAtom[] | null {
  const list = reader.tokens[i + 1] ? numbersAt(reader.tokens, i + 1) : null
  return list && list.days[0]! <= 31
    ? atomsOf(reader, i, list.end, list, (day) => dayOfMonth(reader.today, day), 'number')
    : null
}

/** «27.11», «27/11»; not «15.30», «1.5 часа», «24/7». */
function pairAt(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today } = reader
  const { first, second, separator, digits } = tokens[i]!.pair!
  const next = tokens[i + 1]
  const before = tokens[i - 1]?.word ?? ''
  if (separator === ',' && next?.known?.month !== undefined) {
    const [year, end] = yearAt(reader, i + 2)
    return [first, second].map((day) => dayAtom(i, end, 'date', dayAndMonth(today, next.known!.month!, day, year)))
  }
  if (separator === ',' && isDayWord(next))
    return [first, second].map((day) => dayAtom(i, i + 2, 'number', dayOfMonth(today, day)))
  if ((separator !== '.' && separator !== '/') || isLabel(tokens[i - 1]) || isCounted(next)) return null
  // «25.11 часов в 5»: the unit is of the hour behind it.
  const isOfNext = next?.word === 'часов' && isAt(tokens[i + 2]) && tokens[i + 3] && numberAt(tokens, i + 3)
  if ((next?.known?.unit && !isOfNext) || tokens[i]!.word === '24/7' || /^(5|10)\/\1$/.test(tokens[i]!.word))
    return null
  const [day, month] = separator === '/' && second > 12 && first <= 12 ? [second, first] : [first, second]
  if (day < 1 || day > 31 || month < 1 || month > 12) return null
  if (digits === 1 && first <= 12 && !isAt(tokens[i - 1]) && !reader.bare) return null
  if (digits === 2 && separator === '.' && first <= 24 && month % 5 === 0) {
    if (/^(в|во|к|ко|с|до|после|около|at|after|часов|часам)$/.test(before)) return null
    if (/^(утра|вечера|дня|ч|am|pm)$/.test(next?.word ?? '')) return null
    if (reader.atoms.some((atom) => atom.type === 'day')) return null
    const date = dayAndMonth(today, month, day, null)
    if (before === 'на' && (!date || date.from > addDays(today, 60))) return null
  }
  return [dayAtom(i, i + 1, 'date', dayAndMonth(today, month, day, null))]
}

/** A number alone that is a day: «на 27» is no hour, «на 20 в 15:00» has one, «пт 20» is that Friday. */
function loneDay(reader: Reader, i: number): DayAtom[] | null {
  const { tokens, today, atoms } = reader
  const { int, ordinal } = tokens[i]!
  const next = tokens[i + 1]
  if (int < 1 || int > 31 || ordinal || isCounted(next) || isLabel(tokens[i - 1])) return null
  const last = atoms.at(-1)
  const day =
    last?.type === 'day' && last.end === i && last.sort === 'weekday' && tokens[i]!.gap !== 'stop' ? last : null
  const prepared = isAt(tokens[i - 1]) || /^(до|после|с|со)$/.test(tokens[i - 1]?.word ?? '')
  const timed =
    isAt(next) && next!.word !== 'на' && clockAt(tokens, i + 2)?.minutes != null && !isCounted(tokens[i + 3])
  // «25-11», «25 11»
  const spaced = next?.gap === 'space' && (int > 24 || (isAt(tokens[i + 2]) && clockAt(tokens, i + 3) !== null))
  const hyphen = (next?.gap === 'hyphen' || spaced) && next!.int >= 1 ? next! : null
  if ((int > 24 || spaced) && hyphen && hyphen.int <= 12 && (prepared || reader.bare))
    return [dayAtom(i, i + 2, 'date', dayAndMonth(today, hyphen.int, int, null))]
  if ((hyphen && int <= 24) || next?.known?.unit === 'hour') return null
  const list = chained(reader, i)
  if (list) return [list]
  const sure =
    int > 24
      ? prepared || reader.bare || day !== null || timed || next?.known?.part !== undefined
      : timed && (/^(на|on)$/.test(tokens[i - 1]?.word ?? '') || (reader.bare && i === 0))
  if (!sure && !(day && isDateOf(day, int))) return null
  const span = dayOfMonth(today, int)
  if (hyphen && int > 24 && hyphen.int <= 31)
    return [dayAtom(i, i + 2, 'span', { from: span!.from, to: dayOfMonth(span!.from, hyphen.int)!.to })]
  return [dayAtom(i, i + 1, 'number', span)]
}

/** «10 декабря или 12», «на 25 или 26»: a number after «или» is what the one before is. */
function chained({ tokens, atoms, today }: Reader, i: number): DayAtom | null {
  const last = atoms.at(-1)
  const comma = tokens[i]!.gap === 'comma' && last?.end === i
  const word = last?.end === i - 1 && /^(или|либо|и|or|and)$/.test(tokens[i - 1]!.word)
  if (last?.type !== 'day' || !last.span || (!comma && !word)) return null
  const { int } = tokens[i]!
  const next = tokens[i + 1]
  if (next?.known?.unit || /^(утра|вечера|дня|am|pm)$/.test(next?.word ?? '') || next?.gap === 'hyphen') return null
  if (last.sort === 'number' && (word || int > 24)) return dayAtom(i, i + 1, 'number', dayOfMonth(today, int))
  const named = last.sort === 'date' && word && tokens[last.end - 1]!.known?.month !== undefined
  if (!named) return null
  return dayAtom(i, i + 1, 'date', dayAndMonth(today, Number(last.span.from.slice(5, 7)), int, null))
}

/** True for the day of the month of the nearest such weekday, or of one of the weeks after it. */
function isDateOf({ span, weekday }: DayAtom, day: number): boolean {
  if (!span || weekday === undefined) return false
  return (
    weekdayOf(span.from) === weekday &&
    [0, 7].some((more) => addDays(span.from, more) === dateIn(...yearMonth(addDays(span.from, more)), day))
  )
}

const yearMonth = (date: string): [number, number] => [Number(date.slice(0, 4)), Number(date.slice(5, 7))]
