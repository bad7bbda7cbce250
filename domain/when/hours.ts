import { follows, type HourAtom, type Hours, isAt, type Reader } from './atoms.ts'
import { type Clock, clockAt } from './clock.ts'
import { isCounted, isLabel, numberAt } from './numbers.ts'
import { partAt, partEdge } from './parts.ts'
import type { Token } from './tokens.ts'

const DAY = 1440
/** «около» is half an hour either way. */
const AROUND = 30

/** The times of day that begin at a token; null for none. */
export function hoursAt(reader: Reader, i: number): HourAtom | null {
  const { word } = reader.tokens[i]!
  const read = FROM.has(word) ? betweenAt(reader, i) : null
  return (
    read ??
    boundedAt(reader, i) ??
    dashedAt(reader, i) ??
    ordinalHour(reader.tokens, i) ??
    exactAt(reader, i) ??
    partAt(reader, i)
  )
}

const FROM = new Set('с со от из from between между'.split(' '))
const TO = new Set('до по и to till until and через'.split(' '))
const VAGUE = new Set(
  'часов часам часиков часика часа где-то где то примерно чем than the уже нибудь about around самого раннего'.split(
    ' ',
  ),
)

function vague(tokens: readonly Token[], i: number): number {
  let at = i
  while (
    VAGUE.has(tokens[at]?.word ?? '') &&
    tokens[at]!.gap !== 'stop' &&
    (tokens[at]!.word !== 'часа' || tokens[at + 1]?.digital)
  )
    at++
  return at
}

type Edge = { minutes: number; end: number; clock: Clock | null }

/** A clock, or where a part of the day begins: «с утра до 12», «с 10 до обеда». */
function edgeAt(tokens: readonly Token[], i: number): Edge | 'impossible' | null {
  const at = vague(tokens, i)
  const clock = clockAt(tokens, at)
  if (clock) {
    if (isCounted(tokens[at + clock.length]) || (clock.hour && tokens[at]!.word === 'час')) return null
    // «до 2000», «от 1000» are prices.
    if (tokens[at]!.four && /^(до|от)$/.test(tokens[i - 1]?.word ?? '') && tokens[at]!.four.endsWith('00')) return null
    if (clock.minutes === null) return clock.sure ? 'impossible' : null
    return { minutes: clock.minutes, end: at + clock.length, clock }
  }
  const edge = partEdge(tokens, at)
  return edge && { minutes: edge.minutes, end: edge.end, clock: null }
}

/** «с 10 до 15», «с утра до 12», «между 5 и 7», «from 10 to 3», «с 5 до 8 вечера». */
function betweenAt({ tokens, moving }: Reader, i: number): HourAtom | null {
  const first = edgeAt(tokens, i + 1)
  if (!first) return null
  if (first === 'impossible') return never(i, i + 2)
  let join = first.end
  if (tokens[join]?.word === 'и' && tokens[join + 1]?.word === 'до') join++
  const said = tokens[join]?.word ?? ''
  if (!TO.has(said) || tokens[join]!.gap === 'stop' || (said === 'to' && moving)) return null
  const last = edgeAt(tokens, join + 1)
  if (!last) return null
  if (last === 'impossible') return never(i, join + 2)
  if (isMonth(tokens[last.end])) return null
  return spread(i, last.end, first, last)
}

const isMonth = (token: Token | undefined) => token?.known?.month !== undefined || /^числ/.test(token?.word ?? '')

/** From one edge to the other; a half of the day said of the last is that of the first too, where that fits. */
function spread(start: number, end: number, first: Edge, last: Edge): HourAtom {
  let { minutes: from } = first
  let { minutes: to } = last
  const loose = first.clock?.half === null && first.clock.minutes! < 720 + 480
  if (loose && last.clock?.half === 'am' && from >= 780 && from - 720 < to) from -= 720
  if (loose && last.clock?.half && last.clock.half !== 'am' && from < 720 && from + 720 < to) from += 720
  if (to <= from) to += 720
  const unmarked = first.clock?.half === null && last.clock?.half === null
  return atom(start, end, { from, to: Math.min(to, DAY) }, unmarked)
}

const SINCE = new Set('после с со от after from since позже попозже позднее later past'.split(' '))
const UNTIL = new Set('до before until till раньше ранее by earlier'.split(' '))
const ABOUT = new Set(
  'около районе примерно ориентировочно приблизительно где-то around about approximately roughly близко ближе closer'.split(
    ' ',
  ),
)

/** «после 18», «не раньше 17», «до 15», «около 16», «где-то в 5», «с обеда». */
function boundedAt(reader: Reader, i: number): HourAtom | null {
  const { tokens } = reader
  const { word } = tokens[i]!
  const not = /^(не|not|no|никак)$/.test(word)
  const at = not ? i + 1 : i
  const said = tokens[at]?.word ?? ''
  const late = SINCE.has(said)
  const early = UNTIL.has(said)
  if (not && !/^(раньше|ранее|before|earlier|позже|позднее|later|after|до|после)$/.test(said)) return null
  const spaced = said === 'где' && tokens[at + 1]?.word === 'то'
  const about = !not && (ABOUT.has(said) || spaced || (said === 'плюс' && tokens[at + 1]?.word === 'минус'))
  if (!late && !early && !about) return null
  if (about) return aboutAt(reader, i, spaced || said === 'плюс' ? at + 2 : at + 1)
  let from = vague(tokens, at + 1)
  if (/^(в|к|at)$/.test(tokens[from]?.word ?? '') && /^(раньше|ранее|позже|попозже|позднее)$/.test(said)) from++
  const dashed = not || reader.moving ? null : dashedFrom(tokens, from)
  if (dashed?.hours) return { ...dashed, start: i, hours: ofDashed(said, dashed.hours) }
  const edge = edgeAt(tokens, from)
  if (!edge) return null
  if (edge === 'impossible') return never(i, from + 1)
  const { clock } = edge
  if (!clock || (clock.hour && !clock.half && !/^(до|после|с)$/.test(said))) return null
  if (/^(с|со|от|from|до|by|since)$/.test(said) && !not && isDoubtful(tokens, from, edge)) return null
  if (said === 'от' && !clock.sure) return null
  const after = not ? early && !/^(до)$/.test(said) : late
  const loose = clock.half === null
  if (said === 'до' && not) return atom(i, edge.end, { from: edge.minutes, to: DAY })
  return atom(i, edge.end, after ? { from: edge.minutes, to: DAY } : { from: 0, to: edge.minutes }, loose)
}

/** «с 10-12» is from ten to twelve, «после 6-7» from six on, «до 5-6» until six. */
function ofDashed(said: string, { from, to }: Hours): Hours {
  if (UNTIL.has(said)) return { from: 0, to }
  return /^(с|со|от|from)$/.test(said) ? { from, to } : { from, to: DAY }
}

/** A small bare number before an unknown word counts rather than tells a time: «с 2 собаками», «до 3 косметологов». */
function isDoubtful(tokens: readonly Token[], i: number, { clock, end }: Edge): boolean {
  const next = tokens[end]
  if (!clock || clock.sure || clock.length > 1 || !next || next.gap !== 'space' || next.known) return false
  return tokens[i]!.int >= 0 && tokens[i]!.int < 8 && /(ами|ями|ов|ев|ей|ых|их|ь?ми)$/.test(next.word)
}

function aboutAt(reader: Reader, i: number, from: number): HourAtom | null {
  const { tokens } = reader
  let at = vague(tokens, from)
  if (/^(в|к|на|at|to)$/.test(tokens[at]?.word ?? '')) at = vague(tokens, at + 1)
  const clock = clockAt(tokens, at)
  const near = /^(ближе|closer|близко)$/.test(tokens[i]!.word)
  if (!clock || isCounted(tokens[at + clock.length]) || isMonth(tokens[at + clock.length])) return null
  if ((clock.hour && !clock.half) || (near && at === from)) return null
  const dashed = dashedFrom(tokens, at)
  if (dashed) return { ...dashed, start: i }
  if (clock.minutes === null) return clock.sure ? never(i, at + clock.length) : null
  if (lasts(tokens, i) && !clock.half) return null
  return around(i, at + clock.length, clock)
}

function around(start: number, end: number, { minutes, half }: Clock): HourAtom {
  const hours = { from: Math.max(0, minutes! - AROUND), to: Math.min(DAY, minutes! + AROUND) }
  return atom(start, end, hours, half === null)
}

/** «10–12», «15:00-16:30», «5-6 вечера». */
function dashedAt(reader: Reader, i: number): HourAtom | null {
  const { tokens } = reader
  const dashed = dashedFrom(tokens, i)
  if (!dashed) return null
  const marked =
    clockAt(tokens, i)!.sure || tokens[dashed.end - 1]?.known?.part !== undefined || tokens[i]!.pair !== null
  return marked || isAsked(reader, i) || follows(reader, i) || reader.bare ? dashed : null
}

function dashedFrom(tokens: readonly Token[], i: number): HourAtom | null {
  const first = clockAt(tokens, i)
  if (!first || first.minutes === null || first.hour) return null
  const join = i + first.length
  const gap = tokens[join]?.gap
  const word = /^(до|to)$/.test(tokens[join]?.word ?? '') && tokens[i]!.digital && !tokens[i]!.four
  if (gap !== 'hyphen' && gap !== 'dash' && !word) return null
  const last = clockAt(tokens, word ? join + 1 : join)
  if (!last || last.minutes === null || last.hour) return null
  const end = (word ? join + 1 : join) + last.length
  if (
    isCounted(tokens[end]) ||
    isMonth(tokens[end]) ||
    (tokens[end]?.known?.unit === 'hour' && !/^часо|^ч$/.test(tokens[end]!.word))
  )
    return null
  return spread(
    i,
    end,
    { minutes: first.minutes, end: join, clock: first },
    { minutes: last.minutes, end, clock: last },
  )
}

/** «в шестом часу», «часу в шестом» is the hour before six, «в начале шестого» its first half. */
function ordinalHour(tokens: readonly Token[], i: number): HourAtom | null {
  const inverted = tokens[i]!.word === 'часу' && tokens[i + 1]?.word === 'в'
  const at = inverted ? i + 2 : i
  const numeral = numberAt(tokens, at)
  if (!numeral?.ordinal || numeral.digital || numeral.named || numeral.value > 12) return null
  const hour = numeral.value === 1 ? 12 : numeral.value - 1
  const from = (hour <= 7 ? hour + 12 : hour) * 60
  const end = at + numeral.length
  if (inverted) return atom(i, end, { from, to: from + 60 }, true)
  if (tokens[end]?.word === 'часу') return atom(i, end + 1, { from, to: from + 60 }, true)
  return tokens[i - 1]?.word === 'начале' ? atom(i - 1, end, { from, to: from + 30 }, true) : null
}

/** «в 15:30», «к трём», «часов в 5», «10 утра»; a bare number after a day or where nothing else is said. */
function exactAt(reader: Reader, i: number): HourAtom | null {
  const { tokens } = reader
  const clock = clockAt(tokens, i)
  if (!clock) return null
  const end = i + clock.length
  const next = tokens[end]
  const asked = /^(в|во|к|ко|at)$/.test(tokens[i - 1]?.word ?? '')
  if (isCounted(next, asked) || isLabel(tokens[i - 1]) || tokens[i]!.ordinal) return null
  if (isMonth(next) && !clock.sure) return null
  const ish = next?.word === 'ish' && next.gap !== 'stop'
  if (!ish && !accepts(reader, i, clock)) return null
  if (clock.minutes === null) return never(i, end)
  if (ish || (/^(примерно|плюс|приблизительно|ориентировочно)$/.test(next?.word ?? '') && next!.gap !== 'stop'))
    return around(i, end + 1, clock)
  const more = /^(или|и|or|and)$/.test(next?.word ?? '') ? (tokens[end + 1]?.word ?? '') : ''
  if (/^(позже|попозже|позднее|later|after)$/.test(more) && !clockAt(tokens, end + 2))
    return atom(i, end + 2, { from: clock.minutes, to: DAY }, clock.half === null)
  if (/^(раньше|пораньше|ранее|earlier|before)$/.test(more) && !clockAt(tokens, end + 2))
    return atom(i, end + 2, { from: 0, to: clock.minutes }, clock.half === null)
  // «Освобожусь в 6» is from six on.
  if (FREES.test(tokens[i - 2]?.word ?? '')) return atom(i, end, { from: clock.minutes, to: DAY }, clock.half === null)
  return atom(i, end, { from: clock.minutes, to: clock.minutes }, clock.half === null && clock.minutes < 20 * 60)
}

const FREES = /^(освобо|заканч|законч|finish)/

function accepts(reader: Reader, i: number, clock: Clock): boolean {
  const { tokens } = reader
  const token = tokens[i]!
  const before = tokens[i - 1]
  if (lasts(tokens, i) && !clock.half) return false
  if (clock.hour) return acceptsHour(reader, i, clock)
  if (clock.sure) return true
  const unit = tokens[i + clock.length - 1]?.known?.unit === 'hour'
  if (clock.half === 'дня' && before?.word === 'на' && !follows(reader, i - 1)) return false
  if (clock.minutes === null)
    return isAsked(reader, i) && (unit || (token.pair?.separator === '.' && token.pair.first < 32))
  if (token.four)
    return (
      isClockLike(token.four) &&
      (isAsked(reader, i) || follows(reader, i) || (reader.bare && !token.four.endsWith('000')))
    )
  if (token.pair && token.pair.separator !== '.')
    return isAsked(reader, i) || follows(reader, i) || reader.bare || token.pair.second % 5 === 0
  if (token.pair)
    return (
      isAsked(reader, i) || follows(reader, i) || reader.bare || (token.pair.second % 15 === 0 && token.pair.first >= 8)
    )
  if (isAsked(reader, i)) return !(unit && shifts(tokens, i, clock))
  const chained = follows(reader, i) || chains(reader, i) || leadsOn(tokens, i + clock.length)
  return (
    (chained || reader.bare) && (token.digital || unit || reader.bare || clock.length > 1) && !isTally(tokens, i, clock)
  )
}

/** «в час», «к часу», «час дня»; «на час» is how long it takes, but for «на завтра на час». */
function acceptsHour(reader: Reader, i: number, clock: Clock): boolean {
  const before = reader.tokens[i - 1]?.word ?? ''
  if (clock.half) return true
  if (/^(в|к|at)$/.test(before)) return true
  return before === 'на' && follows(reader, i - 1) && reader.tokens[reader.atoms.at(-1)!.start - 1]?.word === 'на'
}

/** True where a preposition asks for a time: «в 5», «часов в 5», «к 5», «часов 5» after a day. */
function isAsked(reader: Reader, i: number): boolean {
  const { tokens } = reader
  const before = tokens[i - 1]
  if (!before || tokens[i]!.gap === 'stop' || tokens[i]!.gap === 'comma') return false
  if (before.known?.unit === 'hour' && before.word.length > 2)
    return isAt(tokens[i - 2]) || follows(reader, i - 1) || reader.bare
  if (before.word === 'for') return follows(reader, i - 1)
  if (before.word === 'to') return reader.moving
  if (before.word === 'it') return tokens[i - 2]?.word === 'make'
  if (before.word === 'in') return false
  // «2 в 1», «дом 12 к 3»
  const numbered = tokens[i - 2]?.digital && !follows(reader, i - 1)
  if (numbered && (before.word === 'к' || tokens[i]!.int === 1)) return false
  return isAt(before)
}

/** «в 15 или 16», «на 10, 11, 12»: a number after «или» or a comma is what the one before is. */
function chains({ atoms, tokens }: Reader, i: number): boolean {
  const last = atoms.at(-1)
  if (last?.type !== 'hours' || last.part) return false
  const between = last.end === i - 1 && /^(или|либо|и|or|and)$/.test(tokens[i - 1]!.word)
  return between || (last.end === i && (tokens[i]!.gap === 'comma' || tokens[i]!.gap === 'slash'))
}

/** «3 or 4pm», «5 или 6 вечера»: what is said of the second is said of the first. */
function leadsOn(tokens: readonly Token[], i: number): boolean {
  return /^(или|либо|or)$/.test(tokens[i]?.word ?? '') && clockAt(tokens, i + 1)?.half != null
}

const isClockLike = (four: string) =>
  Number(four.slice(0, 2)) < 24 && Number(four.slice(2)) < 60 && Number(four) % 5 === 0 && Number(four) >= 700

/** «завтра 2 стрижки»: a small bare number before an unknown word counts it. */
function isTally(tokens: readonly Token[], i: number, clock: Clock): boolean {
  const next = tokens[i + clock.length]
  if (clock.minutes! % 60 !== 0 || tokens[i]!.int < 0 || tokens[i]!.int >= 8) return false
  if (next?.gap !== 'space' || next.known || next.word.length < 4) return false
  return tokens[i]!.int === 1 || /[аяыиве]$|(ов|ев|ей)$/.test(next.word)
}

/** «сдвинуть на 2 часа», «на 2 часа позже», «опаздываю на 15». */
function shifts(tokens: readonly Token[], i: number, clock: Clock): boolean {
  if (tokens[i - 1]!.word !== 'на') return false
  if (/^(позже|раньше|попозже|пораньше|вперед|назад|дольше|later|earlier)$/.test(tokens[i + clock.length]?.word ?? ''))
    return true
  return tokens
    .slice(Math.max(0, i - 5), i)
    .some((token) => /^(сдвин|сдвиг|подвин|отодвин|задерж|продл|растян)/.test(token.word))
}

/** «опаздываю на 15», «длится 2 часа»: what follows is a length. */
function lasts(tokens: readonly Token[], i: number): boolean {
  for (let at = i - 1; at >= 0 && at >= i - 4; at--) {
    if (tokens[at + 1]!.gap === 'stop' || tokens[at + 1]!.gap === 'comma') return false
    if (
      /^(опазд|опозд|задерж|длит|займ|занима|идет$|делает|делаетс|продолжит|late$|takes?$|lasts?$)/.test(
        tokens[at]!.word,
      )
    )
      return true
  }
  return false
}

const atom = (start: number, end: number, hours: Hours, loose = false): HourAtom => ({
  type: 'hours',
  start,
  end,
  hours,
  part: null,
  loose,
})
const never = (start: number, end: number): HourAtom => ({
  type: 'hours',
  start,
  end,
  hours: null,
  part: null,
  loose: false,
})
