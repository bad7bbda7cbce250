import { isAsked } from './asked.ts'
import { follows, type HourAtom, hourAtom, noHour, type Reader } from './atoms.ts'
import { type Clock, clockAt } from './clock.ts'
import { isCounted, isMonth } from './numbers.ts'
import { partEdge } from './parts.ts'
import type { Token } from './tokens.ts'

/** The end of a day, in minutes. */
export const DAY = 1440

const FROM = new Set('с со от from between между'.split(' '))
const TO = new Set('до по и to till until and через'.split(' '))
const VAGUE = new Set(
  'часов часам часиков часика часа где то примерно чем than the уже нибудь about around самого раннего'.split(' '),
)

/** Past the words that stand between «после» and its hour. */
export function vague(tokens: readonly Token[], i: number): number {
  let at = i
  while (
    VAGUE.has(tokens[at]?.word ?? '') &&
    tokens[at]!.gap !== 'stop' &&
    (tokens[at]!.word !== 'часа' || tokens[at + 1]?.digital)
  )
    at++
  return at
}

export type Edge = { minutes: number; end: number; clock: Clock | null }

/** A clock, or where a part of the day begins: «с утра до 12», «с 10 до обеда». */
export function edgeAt(tokens: readonly Token[], i: number): Edge | 'impossible' | null {
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
export function betweenAt({ tokens, moving }: Reader, i: number): HourAtom | null {
  if (!FROM.has(tokens[i]!.word)) return null
  const first = edgeAt(tokens, i + 1)
  if (!first) return null
  if (first === 'impossible') return noHour(i, i + 2)
  let join = first.end
  if (tokens[join]?.word === 'и' && tokens[join + 1]?.word === 'до') join++
  const said = tokens[join]?.word ?? ''
  if (!TO.has(said) || tokens[join]!.gap === 'stop' || (said === 'to' && moving)) return null
  const last = edgeAt(tokens, join + 1)
  if (!last) return null
  if (last === 'impossible') return noHour(i, join + 2)
  if (isMonth(tokens[last.end])) return null
  return spread(i, last.end, first, last)
}

/** From one edge to the other; a half of the day said of the last is that of the first too, where that fits. */
function spread(start: number, end: number, first: Edge, last: Edge): HourAtom {
  let { minutes: from } = first
  let { minutes: to } = last
  const loose = first.clock?.half === null && first.clock.minutes! < 720 + 480
  if (loose && last.clock?.half === 'am' && from >= 780 && from - 720 < to) from -= 720
  if (loose && last.clock?.half && last.clock.half !== 'am' && from < 720 && from + 720 < to) from += 720
  if (to <= from) to += 720
  const unmarked = first.clock?.half === null && last.clock?.half === null
  return hourAtom(start, end, { from, to: Math.min(to, DAY) }, unmarked)
}

/** «10–12», «15:00-16:30», «5-6 вечера». */
export function dashedAt(reader: Reader, i: number): HourAtom | null {
  const { tokens } = reader
  const dashed = dashedFrom(tokens, i)
  if (!dashed) return null
  const marked =
    clockAt(tokens, i)!.sure || tokens[dashed.end - 1]?.known?.part !== undefined || tokens[i]!.pair !== null
  return marked || isAsked(reader, i) || follows(reader, i) || reader.bare ? dashed : null
}

/** Hours from and to with a dash between them. */
export function dashedFrom(tokens: readonly Token[], i: number): HourAtom | null {
  const first = clockAt(tokens, i)
  // «в час-два»
  if (!first || first.minutes === null || (first.hour && tokens[i - 1]?.word !== 'в')) return null
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
