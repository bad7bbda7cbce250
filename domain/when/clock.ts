import { isCounted, numberAt } from './numbers.ts'
import type { Token } from './tokens.ts'
import { mended } from './typos.ts'
import { wordOf } from './words.ts'

/** Minutes of a day without a clock change. */
const DAY = 1440

/**
 * A clock in a text: minutes from midnight (null: no such hour), the tokens that it takes. `half`: «утра», «вечера» was
 * said. `sure`: it can be nothing but a time. `hour`: only the word «час», which is mostly an hour's length.
 */
export type Clock = { minutes: number | null; length: number; half: Half | null; sure: boolean; hour: boolean }
type Half = 'am' | 'pm' | 'дня' | 'ночи'

const HALVES: Record<string, Half> = {
  утра: 'am',
  утречка: 'am',
  am: 'am',
  вечера: 'pm',
  вечерка: 'pm',
  pm: 'pm',
  дня: 'дня',
  ночи: 'ночи',
}

const ENGLISH_HALVES: Record<string, Half> = { morning: 'am', afternoon: 'pm', evening: 'pm' }

/** The clock that begins at a token: «15:30», «3», «полпятого», «без четверти шесть», «half past three»; null for none. */
export function clockAt(tokens: readonly Token[], i: number): Clock | null {
  const token = tokens[i]
  if (!token || (!token.digital && !token.known && !isSpoken(token.word))) return null
  if (token.word === 'полночь' || token.word === 'midnight')
    return { minutes: 0, length: 1, half: 'am', sure: true, hour: false }
  if (token.known?.part === 'noon') return { minutes: 720, length: 1, half: 'pm', sure: true, hour: false }
  return spokenAt(tokens, i) ?? plainAt(tokens, i)
}

const isSpoken = (word: string) =>
  word === 'midnight' ||
  word.startsWith('пол') ||
  word.startsWith('четверт') ||
  word === 'без' ||
  word === 'half' ||
  word === 'quarter'

function plainAt(tokens: readonly Token[], i: number): Clock | null {
  const token = tokens[i]!
  const { pair, four, word } = token
  if (pair) {
    if (pair.digits !== 2 || pair.separator === '/') return null
    // «25.11 часов в 5»
    if (pair.separator === '.' && /^час/.test(tokens[i + 1]?.word ?? '') && numberAt(tokens, i + 3)) return null
    return clockOf(tokens, i, pair.first, pair.second, 1, pair.separator === ':')
  }
  if (four) return clockOf(tokens, i, Number(four.slice(0, 2)), Number(four.slice(2)), 1, false)
  if (token.date || (token.digital && token.int < 0)) return null
  if (word === 'час' || word === 'часу' || word === 'часа') {
    const clock = withMinutes(tokens, i, 1, 1)
    return { ...clock, hour: clock.minutes! % 60 === 0 }
  }
  const hour = numberAt(tokens, i)
  if (!hour || hour.ordinal || !Number.isInteger(hour.value)) return null
  return withMinutes(tokens, i, hour.value, hour.length)
}

/** «15 часов 30 минут», «15 30», «пятнадцать тридцать», «15-30». */
function withMinutes(tokens: readonly Token[], i: number, hour: number, numeral: number): Clock {
  let length = numeral
  const digital = tokens[i]!.digital
  const unit = tokens[i + length]?.known?.unit === 'hour' && tokens[i + length]!.gap !== 'stop'
  if (unit) length++
  const minutes = minutesAt(tokens, i + length, digital && !unit)
  if (minutes) length += minutes.length
  // «2 часа», «24 часа» may be how long it takes.
  const sure = minutes ? !digital || unit || minutes.value % 15 === 0 : unit && hour >= 8 && hour < 24
  return clockOf(tokens, i, hour, minutes?.value ?? 0, length, sure && hour <= 24)
}

/** The minutes of an hour: «30», «ноль ноль», «сорок пять минут»; after bare digits two digits more. */
function minutesAt(tokens: readonly Token[], i: number, bare: boolean): { value: number; length: number } | null {
  const token = tokens[i]
  if (!token || (token.gap !== 'space' && token.gap !== 'glued' && token.gap !== 'hyphen')) return null
  const numeral = numberAt(tokens, i)
  if (!numeral || numeral.ordinal) return null
  let { value, length } = numeral
  const zero = token.known?.number === 0
  if (zero) {
    const next = numberAt(tokens, i + 1)
    value = next?.value ?? 0
    length = next ? 1 + next.length : 1
  }
  if (numeral.digital && token.end - token.start !== 2) return null
  if (bare && (!numeral.digital || value % 5 !== 0 || value === tokens[i - 1]!.int + 1)) return null
  if (bare && token.gap === 'hyphen' && !isMinutes(tokens, i)) return null
  if (!bare && !zero && (value < 10 || value > 59)) return null
  const after = tokens[i + length]
  if (value > 59 || after?.known?.month !== undefined || /^числ/.test(after?.word ?? '')) return null
  const unit = after?.known?.unit
  if (unit === 'minute' || /^[мm]$/.test(after?.word ?? '')) return bare ? null : { value, length: length + 1 }
  return isCounted(after) ? null : { value, length }
}

/** «14-30» is a clock, «10-15» after «в» too; «10-15» elsewhere and «18-20» are hours from and to. */
function isMinutes(tokens: readonly Token[], i: number): boolean {
  const [hour, minutes] = [tokens[i - 1]!.int, tokens[i]!.int]
  if (minutes <= hour || minutes === 30 || minutes === 45 || minutes > 24) return true
  return minutes % 5 === 0 && /^(в|во|к|at)$/.test(tokens[i - 2]?.word ?? '')
}

/** «полпятого», «половина пятого», «четверть шестого», «без пятнадцати шесть», «20 минут пятого», «half past three». */
function spokenAt(tokens: readonly Token[], i: number): Clock | null {
  const { word, known } = tokens[i]!
  const next = hourAt(tokens, i + 1)
  if (next && (word === 'пол' || /^половин/.test(word))) return before(tokens, i, next, 30, 1)
  if (next?.ordinal && word === 'четверть') return before(tokens, i, next, 15, 1)
  if (word.length > 5 && word.startsWith('пол')) {
    const hour = hourAt([{ ...tokens[i]!, known: halved(word.slice(3)) }], 0)
    if (hour?.ordinal) return before(tokens, i, hour, 30, 0)
  }
  if (word === 'без') return withoutAt(tokens, i)
  if (word === 'half' || word === 'quarter') return englishAt(tokens, i, word === 'half' ? 30 : 15, i + 1)
  const count = known || tokens[i]!.int > 0 ? numberAt(tokens, i) : null
  if (!count || count.ordinal || count.value < 1 || count.value > 59) return null
  const after = i + count.length
  if (tokens[after]?.known?.unit === 'minute') {
    const hour = hourAt(tokens, after + 1)
    if (hour?.ordinal) return before(tokens, i, hour, count.value, after + 1 - i)
    return englishAt(tokens, i, count.value, after + 1)
  }
  return !count.digital || tokens[after]?.word === 'past' ? englishAt(tokens, i, count.value, after) : null
}

/** What «пол» stands before: «полпятого», also with a typo in it. */
const halved = (word: string) => wordOf(word) ?? wordOf(word.length > 4 ? (mended(word) ?? '') : '') ?? null

type Hour = { value: number; length: number; ordinal: boolean }

function hourAt(tokens: readonly Token[], i: number): Hour | null {
  const word = tokens[i]?.word
  if (word === 'час' || word === 'часа') return { value: 1, length: 1, ordinal: false }
  const numeral = numberAt(tokens, i)
  if (!numeral || numeral.value < 1 || numeral.value > 12 || !Number.isInteger(numeral.value)) return null
  return numeral.named ? null : numeral
}

/** So many minutes after the hour before: «половина пятого» is 4:30. */
function before(tokens: readonly Token[], i: number, hour: Hour, minutes: number, words: number): Clock {
  const clock = hour.value === 1 ? 12 : hour.value - 1
  return clockOf(tokens, i, clock, minutes, words + hour.length, true)
}

function withoutAt(tokens: readonly Token[], i: number): Clock | null {
  const quarter = /^четверти?$/.test(tokens[i + 1]?.word ?? '')
  const count = quarter ? { value: 15, length: 1 } : numberAt(tokens, i + 1)
  if (!count) return null
  // «Без двадцати пять» is no «двадцать пять».
  const apart = count.length === 2 && !hourAt(tokens, i + 3)
  const [less, length] = apart ? [count.value - (count.value % 10), 1] : [count.value, count.length]
  const skip = tokens[i + 1 + length]?.known?.unit === 'minute' ? 1 : 0
  const hour = hourAt(tokens, i + 1 + length + skip)
  if (!hour || hour.ordinal || less < 1 || less > 30) return null
  return before(tokens, i, hour, 60 - less, 1 + length + skip)
}

/** «past three», «to five» after minutes; «half four». */
function englishAt(tokens: readonly Token[], i: number, minutes: number, at: number): Clock | null {
  const join = tokens[at]?.word ?? ''
  const past = join === 'past' || join === 'after'
  const to = join === 'to' || join === 'till' || join === 'before'
  const half = tokens[i]!.word === 'half'
  if (!past && !to && !half) return null
  const hour = hourAt(tokens, past || to ? at + 1 : at)
  if (!hour || hour.ordinal) return null
  const length = (past || to ? at + 1 : at) - i
  if (to) return before(tokens, i, hour, 60 - minutes, length)
  return clockOf(tokens, i, hour.value, minutes, length + hour.length, true)
}

/** Hours 1–7 unmarked are p.m.: nobody is served at night. */
function clockOf(
  tokens: readonly Token[],
  i: number,
  hour: number,
  minute: number,
  length: number,
  sure: boolean,
): Clock {
  const [half, marks] = halfAt(tokens, i + length)
  const all = length + marks
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0))
    return { minutes: null, length: all, half, sure, hour: false }
  // «3 дня» may be days.
  const marked = half !== null && !(half === 'дня' && hour >= 2 && hour <= 4 && minute === 0 && all === 2)
  const clock = { length: all, half, sure: sure || marked, hour: false }
  if (hour === 24) return { ...clock, minutes: DAY }
  // «07:30» is written by a clock of 24 hours.
  if (tokens[i]!.pair && tokens[i]!.word.startsWith('0') && !half)
    return { ...clock, half: 'am', minutes: hour * 60 + minute }
  return { ...clock, minutes: inHalf(hour, half) * 60 + minute }
}

function inHalf(hour: number, half: Half | null): number {
  if (hour > 12) return hour
  if (hour === 12) return half === 'am' || half === 'ночи' ? 0 : 12
  if (half === 'am') return hour
  if (half === 'ночи') return hour >= 9 ? hour + 12 : hour
  if (half === 'pm') return hour === 0 ? 0 : hour + 12
  return hour >= 1 && hour <= 7 ? hour + 12 : hour
}

/** «утра», «вечера», «p.m.», also after «часов»; how many tokens it takes. */
function halfAt(tokens: readonly Token[], i: number): [Half | null, number] {
  const token = tokens[i]
  if (!token || token.gap === 'stop' || token.gap === 'comma') return [null, 0]
  if (token.known?.unit === 'hour') {
    const [half, marks] = halfAt(tokens, i + 1)
    return half ? [half, marks + 1] : [null, 0]
  }
  if (token.word === 'in' && tokens[i + 1]?.word === 'the') {
    const half = ENGLISH_HALVES[tokens[i + 2]?.word ?? '']
    return half ? [half, 3] : [null, 0]
  }
  const half = HALVES[token.word]
  if (half) return [half, 1]
  if ((token.word === 'p' || token.word === 'a') && (tokens[i + 1]?.word === 'm' || token.gap === 'glued'))
    return [token.word === 'p' ? 'pm' : 'am', tokens[i + 1]?.word === 'm' ? 2 : 1]
  return [null, 0]
}
