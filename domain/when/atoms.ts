import type { Span } from './calendar.ts'
import type { Token } from './tokens.ts'
import type { Part } from './words.ts'

/** Local minutes from midnight in which a visit starts: from inclusive, to exclusive; an exact time has to = from. */
export type Hours = { from: number; to: number }

/** What is read at a place of the text: tokens from `start` to `end`, the latter exclusive. */
type Place = { start: number; end: number }

/**
 * A day in a text. `weekday` and `number` roll on once their time is over; a weekday beside a `span` or `weeks` is of
 * that week. `now` and `past` count only where nothing better is said. `span` null: no such day.
 */
export type DayAtom = Place & {
  type: 'day'
  span: Span | null
  sort: 'near' | 'weekday' | 'date' | 'number' | 'span' | 'weeks' | 'soon' | 'now' | 'past'
  weekday?: number
  /** The first and last of «с пн по ср». */
  weekdays?: [number, number]
  /** «с пятницы»: a visit is moved from there. */
  source?: boolean
}

/** A time of day in a text. `loose`: an hour of which half of the day is not said. `hours` null: no such hour. */
export type HourAtom = Place & { type: 'hours'; hours: Hours | null; part: Part | null; loose: boolean }

export type Atom = DayAtom | HourAtom

/** What the readers know besides the words. */
export type Reader = {
  tokens: readonly Token[]
  today: string
  /** The day that the dialogue is about. */
  under: string | null
  /** The local date and clock so many minutes from now. */
  later: (minutes: number) => { date: string; minutes: number }
  /** True when nothing but time stands in the text: then a bare number is one too. */
  bare: boolean
  /** True when a visit is to be moved: «from Friday to Saturday» is no range then. */
  moving: boolean
  /** Atoms read so far, in order. */
  atoms: readonly Atom[]
}

export const dayAtom = (
  start: number,
  end: number,
  sort: DayAtom['sort'],
  span: Span | null,
  more: Partial<DayAtom> = {},
): DayAtom => ({ type: 'day', start, end, sort, span, ...more })

/** Hours of no named part of the day. */
export const hourAtom = (start: number, end: number, hours: Hours, loose = false): HourAtom => ({
  type: 'hours',
  start,
  end,
  hours,
  part: null,
  loose,
})

/** An hour that does not exist. */
export const noHour = (start: number, end: number): HourAtom => ({
  ...hourAtom(start, end, { from: 0, to: 0 }),
  hours: null,
})

const AT = new Set(['в', 'во', 'на', 'к', 'ко', 'at', 'on', 'by', 'for', 'in'])

/** «в», «на», «к», «at», «on» before a time. */
export const isAt = (token: Token | undefined): boolean => token !== undefined && AT.has(token.word)

/** True when nothing but a comma stands between the last read atom and a token. */
export function follows({ atoms, tokens }: Reader, i: number): boolean {
  const last = atoms.at(-1)
  return last !== undefined && last.end === i && tokens[i]!.gap !== 'stop'
}
