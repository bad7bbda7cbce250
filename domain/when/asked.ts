import { follows, isAt, type Reader } from './atoms.ts'
import { type Clock, clockAt } from './clock.ts'
import type { Token } from './tokens.ts'

/** Whether what can be a clock is one here: it is asked for by a preposition, follows a day, or can be nothing else. */
export function accepts(reader: Reader, i: number, clock: Clock): boolean {
  const { tokens } = reader
  const token = tokens[i]!
  const before = tokens[i - 1]
  if (lasts(tokens, i) && !clock.half) return false
  if (clock.hour) return acceptsHour(reader, i, clock)
  if (clock.sure) return true
  const unit = tokens[i + clock.length - 1]?.known?.unit === 'hour'
  if (clock.half === 'дня' && before?.word === 'на' && !follows(reader, i - 1)) return false
  // «3 дня» alone is a length.
  if (clock.half === 'дня') return isAsked(reader, i) || follows(reader, i)
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
  if (isAsked(reader, i)) return !(unit && !clock.half && (shifts(tokens, i, clock) || isBesideClock(reader, i, clock)))
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
export function isAsked(reader: Reader, i: number): boolean {
  const { tokens } = reader
  const before = tokens[i - 1]
  if (!before || tokens[i]!.gap === 'stop' || tokens[i]!.gap === 'comma') return false
  if (before.known?.unit === 'hour' && before.word.length > 2)
    return isAt(tokens[i - 2]) || follows(reader, i - 1) || reader.bare
  if (before.word === 'for') return follows(reader, i - 1) && !tokens[i + 1]?.known?.unit
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

/** «завтра в 14:00 на 2 часа», «на 3 часа в 12»: the hour is said, the other is a length. */
function isBesideClock({ tokens, atoms }: Reader, i: number, clock: Clock): boolean {
  if (tokens[i - 1]!.word !== 'на') return false
  const last = atoms.findLast((atom) => atom.type === 'hours')
  if (last?.hours && !last.part && tokens[i - 2]?.word !== 'или') return true
  const after = i + clock.length
  return /^(в|к|at)$/.test(tokens[after]?.word ?? '') && clockAt(tokens, after + 1) !== null
}

/** «опаздываю на 15», «длится 2 часа»: what follows is a length. */
export function lasts(tokens: readonly Token[], i: number): boolean {
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
