import { lasts } from './asked.ts'
import { type HourAtom, type Hours, hourAtom, noHour, type Reader } from './atoms.ts'
import { type Clock, clockAt } from './clock.ts'
import { isCounted, isMonth } from './numbers.ts'
import { DAY, dashedFrom, type Edge, edgeAt, vague } from './ranges.ts'
import type { Token } from './tokens.ts'

/** «около» is half an hour either way. */
const AROUND = 30
const SINCE = new Set('после с со от after from since позже попозже позднее later past'.split(' '))
const UNTIL = new Set('до before until till раньше ранее by earlier'.split(' '))
const ABOUT = new Set(
  'около районе примерно ориентировочно приблизительно around about approximately roughly близко ближе closer'.split(
    ' ',
  ),
)

/** «после 18», «не раньше 17», «до 15», «около 16», «где-то в 5», «с обеда». */
export function boundedAt(reader: Reader, i: number): HourAtom | null {
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
  if (edge === 'impossible') return noHour(i, from + 1)
  const { clock } = edge
  // «не раньше обеда», «не позже вечера»
  if (!clock && /^(раньше|ранее|позже|позднее)$/.test(said))
    return hourAtom(i, edge.end, early === not ? { from: edge.minutes, to: DAY } : { from: 0, to: edge.minutes })
  if (!clock || (clock.hour && !clock.half && !/^(до|после|с)$/.test(said))) return null
  if (/^(с|со|от|from|до|by|since)$/.test(said) && !not && isDoubtful(tokens, from, edge)) return null
  if (said === 'от' && !clock.sure) return null
  const after = not ? early && !/^(до)$/.test(said) : late
  const loose = clock.half === null
  if (said === 'до' && not) return hourAtom(i, edge.end, { from: edge.minutes, to: DAY })
  return hourAtom(i, edge.end, after ? { from: edge.minutes, to: DAY } : { from: 0, to: edge.minutes }, loose)
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
  if (clock.minutes === null) return clock.sure ? noHour(i, at + clock.length) : null
  if (lasts(tokens, i) && !clock.half) return null
  return around(i, at + clock.length, clock)
}

/** Half an hour before and after a clock. */
export function around(start: number, end: number, { minutes, half }: Clock): HourAtom {
  const hours = { from: Math.max(0, minutes! - AROUND), to: Math.min(DAY, minutes! + AROUND) }
  return hourAtom(start, end, hours, half === null)
}
