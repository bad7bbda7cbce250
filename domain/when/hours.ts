import { accepts } from './asked.ts'
import { type HourAtom, hourAtom, noHour, type Reader } from './atoms.ts'
import { around, boundedAt } from './bounds.ts'
import { clockAt } from './clock.ts'
import { isCounted, isLabel, isMonth, numberAt } from './numbers.ts'
import { partAt } from './parts.ts'
import { betweenAt, DAY, dashedAt } from './ranges.ts'
import type { Token } from './tokens.ts'

/** The times of day that begin at a token; null for none. */
export function hoursAt(reader: Reader, i: number): HourAtom | null {
  return (
    betweenAt(reader, i) ??
    boundedAt(reader, i) ??
    dashedAt(reader, i) ??
    ordinalHour(reader.tokens, i) ??
    exactAt(reader, i) ??
    partAt(reader, i)
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
  if (inverted) return hourAtom(i, end, { from, to: from + 60 }, true)
  if (tokens[end]?.word === 'часу') return hourAtom(i, end + 1, { from, to: from + 60 }, true)
  return tokens[i - 1]?.word === 'начале' ? hourAtom(i - 1, end, { from, to: from + 30 }, true) : null
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
  if (clock.minutes === null) return noHour(i, end)
  if (ish || (/^(примерно|плюс|приблизительно|ориентировочно)$/.test(next?.word ?? '') && next!.gap !== 'stop'))
    return around(i, end + 1, clock)
  const more = /^(или|и|or|and)$/.test(next?.word ?? '') ? (tokens[end + 1]?.word ?? '') : ''
  if (/^(позже|попозже|позднее|later|after)$/.test(more) && !clockAt(tokens, end + 2))
    return hourAtom(i, end + 2, { from: clock.minutes, to: DAY }, clock.half === null)
  if (/^(раньше|пораньше|ранее|earlier|before)$/.test(more) && !clockAt(tokens, end + 2))
    return hourAtom(i, end + 2, { from: 0, to: clock.minutes }, clock.half === null)
  // «Освобожусь в 6» is from six on.
  if (FREES.test(tokens[i - 2]?.word ?? ''))
    return hourAtom(i, end, { from: clock.minutes, to: DAY }, clock.half === null)
  return hourAtom(i, end, { from: clock.minutes, to: clock.minutes }, clock.half === null && clock.minutes < 20 * 60)
}

const FREES = /^(освобо|заканч|законч|finish)/
