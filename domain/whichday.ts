import { addDays, isDate, weekdayOf } from './time.ts'

/** Local dates that words name, both inclusive. `weekday`: a bare weekday, which means today only while the time is ahead. */
export type Days = { from: string; to: string; weekday: boolean }

type Read = {
  days: Days | 'impossible'
  uses: number[]
  /** A weekday without a date. */
  bare?: boolean
  /** Counted in weeks: a weekday beside it is of that week. */
  weeks?: boolean
}

const WEEKDAYS = [
  /^(пн|понедельник(а|у|ом|е)?|mon(days?)?)$/,
  /^(вт|вторник(а|у|ом|е)?|tue(s|sdays?)?)$/,
  /^(ср|сред(а|ы|е|у|ой)|wed(nesdays?)?)$/,
  /^(чт|четверг(а|у|ом|е)?|thu(rs|rsdays?)?)$/,
  /^(пт|пятниц(а|ы|е|у|ей)|fri(days?)?)$/,
  /^(сб|суббот(а|ы|е|у|ой)|sat(urdays?)?)$/,
  /^(вс|воскресень(е|я|ю|ем|и)|sun(days?)?)$/,
]
const MONTHS = [
  /^(янв|январ(ь|я|ю|ем|е)|jan(uary)?)$/,
  /^(фев|февр|феврал(ь|я|ю|ем|е)|feb(ruary)?)$/,
  /^(мар|март(а|у|ом|е)?|mar(ch)?)$/,
  /^(апр|апрел(ь|я|ю|ем|е)|apr(il)?)$/,
  /^(ма(й|я|ю|ем|е)|may)$/,
  /^(июн(ь|я|ю|ем|е)?|jun(e)?)$/,
  /^(июл(ь|я|ю|ем|е)?|jul(y)?)$/,
  /^(авг|август(а|у|ом|е)?|aug(ust)?)$/,
  /^(сен|сент|сентябр(ь|я|ю|ем|е)|sep(t|tember)?)$/,
  /^(окт|октябр(ь|я|ю|ем|е)|oct(ober)?)$/,
  /^(ноя|нояб|ноябр(ь|я|ю|ем|е)|nov(ember)?)$/,
  /^(дек|декабр(ь|я|ю|ем|е)|dec(ember)?)$/,
]
const NEAR: readonly [RegExp, number][] = [
  [/^(сегодня|седня|сегодняшн..|today|сейчас|now)$/, 0],
  [/^(завтра|завтро|завтрашн..|tomorrow|tmrw)$/, 1],
  [/^послезавтра$/, 2],
  [/^(вчера|yesterday)$/, -1],
  [/^позавчера$/, -2],
]
const COUNTS: Record<string, number> = { неделю: 7, неделек: 7, недели: 7, недель: 7, week: 7, weeks: 7 }
const DAY_WORDS = /^(день|дня|дней|days?)$/
const NUMBERS = ['один', 'два', 'три', 'четыре', 'пять', 'шесть', 'семь', 'восемь', 'девять', 'десять']

/**
 * The dates that words name, null when none. Of several the last counts (a correction), the first where they are
 * alternatives; a date goes before a bare weekday. Indices of the words that were read go into `used`.
 */
export function readDays(words: readonly string[], today: string, used: Set<number>): Days | 'impossible' | null {
  const either = words.some((word) => /^(или|либо|or)$/.test(word))
  let found: (Read & { days: Days }) | null = null
  for (let i = 0; i < words.length; i++) {
    if (used.has(i)) continue
    const read = readAt(words, i, today)
    if (!read) continue
    for (const index of read.uses) used.add(index)
    const { days } = read
    if (days === 'impossible') return 'impossible'
    if (!found) found = { ...read, days }
    else if (read.bare && isWeek(found)) found = { ...read, days: within(found.days, days) }
    else if (found.bare && isWeek({ ...read, days })) found = { ...read, days: within(days, found.days) }
    else if (!either && (!read.bare || found.bare)) found = { ...read, days }
  }
  return found?.days ?? null
}

function readAt(words: readonly string[], i: number, today: string): Read | null {
  const word = words[i]!
  const near = NEAR.find(([pattern]) => pattern.test(word))
  if (near) return { days: one(addDays(today, dayBefore(words, i) + near[1])), uses: [i] }
  return later(words, i, today) ?? weeks(words, i, today) ?? weekday(words, i, today) ?? written(words, i, today)
}

/** «day after tomorrow». */
const dayBefore = (words: readonly string[], i: number) => (words[i - 1] === 'after' && words[i - 2] === 'day' ? 1 : 0)

/** «через неделю», «через 3 дня», «in two weeks». */
function later(words: readonly string[], i: number, today: string): Read | null {
  if (!/^(через|in)$/.test(words[i]!)) return null
  const [first = '', second = ''] = words.slice(i + 1)
  const single = first === 'a' ? second : first
  if (COUNTS[single])
    return {
      days: one(addDays(today, COUNTS[single])),
      uses: first === 'a' ? [i, i + 1, i + 2] : [i, i + 1],
      weeks: true,
    }
  const count = countOf(first)
  const length = DAY_WORDS.test(second) ? 1 : COUNTS[second]
  if (count === null || !length) return null
  return { days: one(addDays(today, count * length)), uses: [i, i + 1, i + 2], weeks: length > 1 }
}

function countOf(word: string): number | null {
  if (/^\d{1,2}$/.test(word)) return Number(word)
  if (word === 'две' || word === 'two') return 2
  const index = NUMBERS.indexOf(word)
  return index < 0 ? null : index + 1
}

/** «на этой неделе», «на следующей неделе», «на выходных», «как можно раньше». */
function weeks(words: readonly string[], i: number, today: string): Read | null {
  const word = words[i]!
  const monday = addDays(today, 1 - weekdayOf(today))
  if (/^(выходны(е|х|м)|weekends?)$/.test(word)) {
    const saturday = addDays(monday, isNext(words[i - 1]) ? 12 : 5)
    return { days: span(saturday > today ? saturday : today, addDays(saturday, 1)), uses: [i] }
  }
  if (/^(недел(я|е|ю|и)|week)$/.test(word)) {
    const before = words[i - 1] ?? ''
    if (isNext(before)) return { days: span(addDays(monday, 7), addDays(monday, 13)), uses: [i - 1, i] }
    if (/^(эт(а|ой|у)|this)$/.test(before)) return { days: span(today, addDays(monday, 6)), uses: [i - 1, i] }
  }
  const soon = /^(ближайш(ее|ий|ую|ая)|поскорее|побыстрее|asap|soonest)$/.test(word)
  if ((soon && weekdayIndex(words[i + 1]) === null) || (/^(раньше|скорее)$/.test(word) && words[i - 1] === 'как'))
    return { days: span(today, addDays(today, 365)), uses: [i] }
  return null
}

function weekday(words: readonly string[], i: number, today: string): Read | null {
  const index = weekdayIndex(words[i])
  if (index === null) return null
  const ahead = (index - weekdayOf(today) + 7) % 7
  const next = isNext(words[i - 1])
  const date = next ? addDays(today, 7 - weekdayOf(today) + index) : addDays(today, ahead)
  return { days: { ...one(date), weekday: !next }, uses: next ? [i - 1, i] : [i], bare: true }
}

function weekdayIndex(word: string | undefined): number | null {
  const index = WEEKDAYS.findIndex((pattern) => pattern.test(word ?? ''))
  return index < 0 ? null : index + 1
}

/** «27 ноября», «November 27th», «27.11», «27.11.2026», «2026-11-27», «27 числа», «на 27». */
function written(words: readonly string[], i: number, today: string): Read | null {
  const word = words[i]!
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word)
  if (iso) return { days: ahead(Number(iso[2]), Number(iso[3]), Number(iso[1]) % 100, today), uses: [i] }
  const digits = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2}|\d{4}))?$/.exec(word)
  if (digits && isDayMonth(digits, words[i - 1])) {
    const year = digits[3] ? Number(digits[3]) % 100 : null
    return { days: ahead(Number(digits[2]), Number(digits[1]), year, today), uses: [i] }
  }
  const month = MONTHS.findIndex((pattern) => pattern.test(word)) + 1
  if (month > 0) return namedMonth(words, i, month, today)
  return /^\d{1,2}$/.test(word) ? dayOfMonth(words, i, today) : null
}

function namedMonth(words: readonly string[], i: number, month: number, today: string): Read | null {
  const skip = (index: number, step: number): number =>
    /^(of|the|го|ого|е|th|st|nd|rd)$/.test(words[index] ?? '') ? skip(index + step, step) : index
  const [before, after] = [skip(i - 1, -1), i + 1]
  const at = [before, after].find((index) => /^\d{1,2}$/.test(words[index] ?? ''))
  if (at === undefined) return null
  const year = /^20\d{2}$/.test(words[i + 1] ?? '') ? Number(words[i + 1]) % 100 : null
  return {
    days: ahead(month, Number(words[at]), year, today),
    uses: [at, i, ...(at < i ? range(at, i) : [skip(i + 2, 1) - 1]), ...(year === null ? [] : [i + 1])],
  }
}

/** «31 числа» is the next month that has it; a bare number above 24 can be no hour. */
function dayOfMonth(words: readonly string[], i: number, today: string): Read | null {
  const day = Number(words[i])
  const said = /^(числ(а|о|у)|го|ого|th|st|nd|rd)$/.test(words[i + 1] ?? '') && !isMonthNear(words, i + 1)
  const bare = day > 24 && (words.length === 1 || /^(в|на|к|on)$/.test(words[i - 1] ?? '')) && !isMonthNear(words, i)
  if (!said && !bare) return null
  const uses = said ? [i, i + 1] : [i]
  if (day < 1 || day > 31) return { days: 'impossible', uses }
  let [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  for (;;) {
    const date = dateOf(year, month, day)
    if (isDate(date) && date >= today) return { days: one(date), uses }
    month = (month % 12) + 1
    if (month === 1) year++
  }
}

const isMonthNear = (words: readonly string[], i: number) =>
  words.slice(i + 1, i + 3).some((word) => MONTHS.some((pattern) => pattern.test(word)))

/** «15.30» after «в» is a clock, «15.12» is a date; a month of 0 or above 12 can only be minutes. */
function isDayMonth(digits: RegExpExecArray, before: string | undefined): boolean {
  if (digits[3]) return true
  const [day, month] = [Number(digits[1]), Number(digits[2])]
  const clockLike = day < 24 && digits[2]!.length === 2 && month % 5 === 0
  return !(clockLike && (month > 12 || month === 0 || /^(в|к|с|до|после|на|at)$/.test(before ?? '')))
}

function ahead(month: number, day: number, year: number | null, today: string): Days | 'impossible' {
  const thisYear = Number(today.slice(0, 4))
  // 29 February may be some years away.
  const years = year === null ? [0, 1, 2, 3, 4, 8].map((more) => thisYear + more) : [2000 + year]
  const dates = years.map((candidate) => dateOf(candidate, month, day)).filter(isDate)
  const date = dates.find((known) => year !== null || known >= today)
  return date ? one(date) : 'impossible'
}

const dateOf = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

const isWeek = ({ days, weeks }: Read & { days: Days }) => weeks === true || days.from !== days.to

/** The weekday inside a named week: «на следующей неделе в пятницу», «через две недели в понедельник». */
function within(week: Days, weekday: Days): Days {
  const whole = week.from === week.to ? addDays(week.from, 1 - weekdayOf(week.from)) : week.from
  const date = addDays(whole, (weekdayOf(weekday.from) - weekdayOf(whole) + 7) % 7)
  return week.from === week.to || date <= week.to ? one(date) : weekday
}

const isNext = (word: string | undefined) => /^(следующ(ий|ая|ее|ую|ей|ем|его|ие|их)|next|той)$/.test(word ?? '')
const one = (date: string): Days => ({ from: date, to: date, weekday: false })
const span = (from: string, to: string): Days => ({ from, to, weekday: false })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
