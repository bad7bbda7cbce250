import { DAY, dateOf, dayOf, isDate, isZone, localOf } from '../time.ts'
import { type Cell, textOf, timeIn } from './cells.ts'

/** In which order days and months stand in «02/03/2026». */
export type DayOrder = 'dmy' | 'mdy'

/** What a table's dates are read by. `today`: a date without a year is the latest that is not after it. */
export type Calendar = { today: string; zone: string; order: DayOrder }

/** A day, and the clock where it stands beside it (minutes from midnight). */
export type Moment = { date: string; minutes: number | null }

/** Days of spreadsheets count from 1899-12-30. */
const SERIAL_ZERO = 25_569
const SERIALS = { from: 20_000, to: 80_000 }

// biome-ignore format: a table
const MONTHS: readonly [RegExp, number][] = [
  [/^янв|^jan/, 1], [/^фев|^feb/, 2], [/^мар|^mar/, 3], [/^апр|^apr/, 4], [/^ма[йя]|^may/, 5], [/^июн|^jun/, 6], [/^июл|^jul/, 7],
  [/^авг|^aug/, 8], [/^сен|^sep/, 9], [/^окт|^oct/, 10], [/^ноя|^nov/, 11], [/^дек|^dec/, 12],
]

/** Reads a day in whichever form people and spreadsheets write it; null where there is none that exists. Words as «вчера» are none. */
export function momentIn(cell: Cell | undefined, calendar: Calendar): Moment | null {
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? null : ofSerial(cell.getTime() / 86_400_000 + SERIAL_ZERO)
  if (typeof cell === 'number') return ofNumber(cell)
  const text = textOf(cell).toLowerCase()
  if (/^\d{5}([.,]\d+)?$|^\d{8}$/.test(text)) return ofNumber(Number(text.replace(',', '.')))
  const instant = ofInstant(text, calendar.zone)
  if (instant) return instant
  const plain = text.replace(
    /^(пн|вт|ср|чт|пт|сб|вс|понед|вторн|сред|четв|пятн|субб|воскр|mon|tue|wed|thu|fri|sat|sun)[а-яa-z]*\.?,? +/,
    '',
  )
  return ofNumbers(plain, calendar) ?? ofWords(plain, calendar)
}

function ofNumber(number: number): Moment | null {
  if (number >= SERIALS.from && number < SERIALS.to) return ofSerial(number)
  return Number.isInteger(number) && number > 19_000_000 && number < 21_000_000
    ? existing(Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100, '')
    : null
}

function ofSerial(serial: number): Moment {
  const minutes = Math.round(serial * DAY)
  const clock = ((minutes % DAY) + DAY) % DAY
  const isWhole = Number.isInteger(serial)
  return { date: dateOf(Math.floor(minutes / DAY) - SERIAL_ZERO), minutes: isWhole ? null : clock }
}

/** «2026-02-01T11:30:00Z» says the moment itself. */
function ofInstant(text: string, zone: string): Moment | null {
  if (!/^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})$/.test(text) || !isZone(zone)) return null
  const at = Date.parse(text.toUpperCase())
  if (Number.isNaN(at)) return null
  const { date, minutes } = localOf(zone, Math.floor(at / 60_000))
  return { date, minutes }
}

function ofNumbers(text: string, { today, order }: Calendar): Moment | null {
  const [, year, month, day, rest] = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)(.*)$/.exec(text) ?? []
  if (year !== undefined) return existing(Number(year), Number(month), Number(day), rest!)
  const [, first, second, last, after] = /^(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})(?!\d)(.*)$/.exec(text) ?? []
  if (first !== undefined) {
    const [d, m] = order === 'mdy' ? [second, first] : [first, second]
    return existing(Number(last!.length === 2 ? `20${last}` : last), Number(m), Number(d), after!)
  }
  const [, d, m, tail] = /^(\d{1,2})[./](\d{1,2})(?![\d.:])(.*)$/.exec(text) ?? []
  return d === undefined ? null : withoutYear(today, Number(m), Number(d), tail!)
}

function ofWords(text: string, { today }: Calendar): Moment | null {
  const [, d1, word1, year1, rest1] =
    /^(\d{1,2})[-\s.]*([а-яa-z]{3,})\.?[-\s,]*(\d{4}|\d{2}(?![:\d]))?(.*)$/.exec(text) ?? []
  const [, word2, d2, year2, rest2] =
    /^([a-z]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?(?![\d:])(.*)$/.exec(text) ?? []
  const [word, day, year, rest] = word1 === undefined ? [word2, d2, year2, rest2] : [word1, d1, year1, rest1]
  const month = word === undefined ? undefined : MONTHS.find(([pattern]) => pattern.test(word))?.[1]
  if (month === undefined) return null
  if (year === undefined) return withoutYear(today, month, Number(day), rest!)
  return existing(Number(year.length === 2 ? `20${year}` : year), month, Number(day), rest!)
}

/** The latest such day that is not after today. */
function withoutYear(today: string, month: number, day: number, rest: string): Moment | null {
  const year = Number(today.slice(0, 4))
  const thisYear = existing(year, month, day, rest)
  if (thisYear && thisYear.date <= today) return thisYear
  for (let back = 1; back <= 8; back++) {
    const found = existing(year - back, month, day, rest)
    if (found) return found
  }
  return null
}

function existing(year: number, month: number, day: number, rest: string): Moment | null {
  const two = (number: number) => String(number).padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  if (!isDate(date) || dayOf(date) < 0) return null
  const tail = rest.replace(/^\s*(г\.?(?![а-я])|года)?[\s,t]*/, '').replace(/^в\s+/, '')
  if (tail === '' || tail === '.') return { date, minutes: null }
  // «(пн)» behind a date says nothing new.
  const clock = tail.replace(/^\(?(пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun)[а-яa-z]*\)?[\s,]*/, '')
  if (clock === '') return { date, minutes: null }
  const minutes = timeIn(clock)
  return minutes === null ? null : { date, minutes }
}

/** How days are written in a column: «13/02» and «02/13» tell; where nothing does, the day comes first. */
export function orderOf(cells: readonly Cell[]): DayOrder {
  let [dmy, mdy] = [0, 0]
  for (const cell of cells) {
    const [, first, second] = /^(\d{1,2})[-./](\d{1,2})[-./]\d{2,4}/.exec(textOf(cell)) ?? []
    if (Number(first) > 12) dmy++
    else if (Number(second) > 12) mdy++
  }
  return mdy > dmy ? 'mdy' : 'dmy'
}
