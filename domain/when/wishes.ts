import { addDays } from '../time.ts'
import type { Atom, DayAtom, HourAtom, Hours, Reader } from './atoms.ts'
import { dayOfMonth, one, type Span } from './calendar.ts'
import type { Meant } from './clauses.ts'
import { jointOf, mergeDays, mergeHours, refined } from './combine.ts'
import { isMoving } from './phrases.ts'

/** A day and hours that belong together; either may be missing. */
export type Pair = { day: DayAtom | null; hours: HourAtom | null }

/** The atoms that are wished, after corrections; of what is ruled out the part that still says something. */
export function wished(all: readonly Meant[], moves: boolean, reader: Reader): Atom[] {
  const { tokens } = reader
  const lacking = all.every((one) => one.sense !== 'wished' || isPast(one.atom))
  const open = lacking ? all.map(mentioned) : all
  let left = open.filter((one) => one.sense === 'wished')
  left = corrected(left)
  if (moves && !lacking) left = moved(withoutSources(left), reader)
  left = left.filter((one, index) => !followsPast(one, left[index - 1], tokens))
  return carried(
    left.map((one) => one.atom),
    open.filter((one) => !left.includes(one)),
  )
}

/** Where nothing is wished, the visit that is spoken of counts: «завтра не приду». */
const mentioned = (one: Meant): Meant =>
  one.sense === 'absent' || one.sense === 'old' ? { ...one, sense: 'wished' } : one

/** «На субботу с пятницы»: the day that a visit is moved from. */
function withoutSources(atoms: readonly Meant[]): readonly Meant[] {
  const days = atoms.filter(({ atom }) => atom.type === 'day')
  const rest = days.some(({ atom }) => atom.type === 'day' && !atom.source)
  return rest ? atoms.filter(({ atom }) => atom.type !== 'day' || !atom.source) : atoms
}

const isPast = (atom: Atom) => atom.type === 'day' && atom.sort === 'past'
const followsPast = (one: Meant, before: Meant | undefined, tokens: Reader['tokens']) =>
  isPast(one.atom) ||
  (before !== undefined &&
    isPast(before.atom) &&
    one.atom.type === 'hours' &&
    jointOf(tokens, before.atom, one.atom) === 'tight')

/** A corrected day or time takes the place of all of its kind before it. */
function corrected(atoms: readonly Meant[]): Meant[] {
  return atoms.filter(
    (one, index) =>
      !atoms.some(
        (later, at) => at > index && later.fixed && later.clause > one.clause && later.atom.type === one.atom.type,
      ),
  )
}

/** Of a visit that is moved the last day and time count: «перенесите с завтра 10:00 на пятницу». */
function moved(atoms: readonly Meant[], { tokens }: Reader): Meant[] {
  let start = 0
  atoms.forEach(({ atom }, index) => {
    const before = atoms.slice(start, index).findLast((other) => other.atom.type === atom.type)
    if (!before || !isMoved(before.atom, atom, tokens)) return
    // «с 10 на 12» is no «с 10» that 12 makes exacter.
    const source = atom.type === 'hours' && /^(с|со|from)$/.test(tokens[before.atom.start]!.word)
    if (source || !isMergeable(before.atom, atom)) start = index
  })
  const left = atoms.slice(start)
  const hasDay = left.some(({ atom }) => atom.type === 'day')
  const days = atoms.slice(0, start).filter(({ atom }) => atom.type === 'day')
  return hasDay ? left : [...days.slice(-1), ...left]
}

/** True where one goes on to the other without a pause, or by the word that moves: it goes from the first to the second. */
function isMoved(a: Atom, b: Atom, tokens: Reader['tokens']): boolean {
  const joint = jointOf(tokens, a, b)
  if (joint === 'or' || joint === 'and') return false
  const between = tokens.slice(a.end, b.start + 1)
  return isMoving(between) || between.every(({ gap }) => gap !== 'comma' && gap !== 'stop')
}

/** True for two atoms that may say the same: «в пятницу, 27 ноября», «утром в 10». */
function isMergeable(a: Atom, b: Atom): boolean {
  if (a.type === 'hours' && b.type === 'hours') return refined(a, b) !== null
  if (a.type !== 'day' || b.type !== 'day' || !a.span || !b.span) return false
  if (a.weekday !== undefined && b.weekday !== undefined) return a.weekday === b.weekday
  const spans = a.sort === 'span' || a.sort === 'weeks' || b.sort === 'span' || b.sort === 'weeks'
  return spans || (a.span.from === b.span.from && a.span.to === b.span.to)
}

/** What was ruled out lends its day («завтра в 10 не могу, можно в 12») or the rest of its hours («до 18 работаю»). */
function carried(left: readonly Atom[], others: readonly Meant[]): Atom[] {
  const days = left.some((atom) => atom.type === 'day' && !['soon', 'now'].includes(atom.sort))
  const hours = left.some((atom) => atom.type === 'hours')
  if (days && hours) return [...left]
  const timed = others.filter(
    ({ atom, clause }) =>
      atom.type === 'hours' &&
      others.every((one) => one.clause !== clause || one.atom.type === 'hours' || one.sense !== 'wished'),
  )
  if (!days) {
    const lent = others.filter(
      ({ atom, clause, sense }) =>
        atom.type === 'day' && (sense === 'old' || timed.some((one) => one.clause === clause)),
    )
    const rest = hours ? [] : timed.flatMap(({ atom, sense }) => (sense === 'ruled-out' ? restOf(atom) : []))
    if (hours || rest.length > 0) return [...lent.slice(-1).map((one) => one.atom), ...left, ...rest]
    return [...left]
  }
  const own = timed.filter(({ clause }) => !others.some((one) => one.clause === clause && one.atom.type === 'day'))
  return [...left, ...own.flatMap(({ atom, sense }) => (sense === 'ruled-out' ? restOf(atom) : []))]
}

/** The hours that are left when some are ruled out; an exact time leaves all. */
function restOf(atom: Atom): HourAtom[] {
  if (atom.type !== 'hours' || !atom.hours) return []
  const { from, to } = atom.hours
  if (from === to) return []
  const rest = (hours: Hours): HourAtom => ({ ...atom, hours, part: null, loose: false })
  const after = to < 1380 ? [rest({ from: to, to: 1440 })] : []
  const before = from > 540 ? [rest({ from: 0, to: from })] : []
  return [...before, ...after]
}

/** Pairs days with hours: a time said once after several days holds for all of them. */
export function pairs(atoms: readonly Atom[], { tokens }: Reader): Pair[] {
  const days = mergeDays(
    atoms.filter((atom) => atom.type === 'day'),
    tokens,
  )
  const runs = runsOf(
    [...days, ...atoms.filter((atom) => atom.type === 'hours')].sort(
      (a, b) => a.start - b.start || (a.type === 'day' ? -1 : 1),
    ),
  ).map((run) => (run[0]!.type === 'hours' ? mergeHours(run as HourAtom[], tokens) : run))
  const first = runs[0]
  if (!first) return []
  const found: Pair[] = []
  const product = (left: Atom[] | undefined, right: Atom[] | undefined) => {
    const [dayRun, hourRun] = left?.[0]?.type === 'hours' || right?.[0]?.type === 'day' ? [right, left] : [left, right]
    for (const day of (dayRun as DayAtom[] | undefined) ?? [null])
      for (const hours of (hourRun as HourAtom[] | undefined) ?? [null]) found.push({ day, hours })
  }
  if (first[0]!.type === 'hours' && runs.length === 3)
    return aroundDay(runs as [HourAtom[], DayAtom[], HourAtom[]], tokens)
  for (let i = 0; i < runs.length; i += 2) {
    const [left, right, after] = [runs[i]!, runs[i + 1], runs[i + 2]]
    const split =
      left[0]!.type === 'day' &&
      right &&
      after &&
      right.length > 1 &&
      jointOf(tokens, right.at(-1)!, after[0]!) === 'tight'
    if (split) {
      product(left, right.slice(0, -1))
      product(right.slice(-1), after)
      i++
    } else if (right && jointOf(tokens, left.at(-1)!, right[0]!) === 'or') {
      product(left, undefined)
      product(right, undefined)
    } else product(left, right)
  }
  return found
}

/** «вечером завтра в 8», «в 10 завтра или в 12». */
function aroundDay([first, days, last]: [HourAtom[], DayAtom[], HourAtom[]], tokens: Reader['tokens']): Pair[] {
  const joint = jointOf(tokens, days.at(-1)!, last[0]!)
  const both = joint !== 'or' && first.length === 1 && last.length === 1 ? refined(first[0]!, last[0]!) : null
  const hours = both ? [both] : [...first, ...last]
  return days.flatMap((day) => hours.map((one) => ({ day, hours: one })))
}

function runsOf(atoms: readonly Atom[]): Atom[][] {
  const runs: Atom[][] = []
  for (const atom of atoms) {
    if (runs.at(-1)?.[0]?.type === atom.type) runs.at(-1)!.push(atom)
    else runs.push([atom])
  }
  return runs
}

/** The dates of a pair: a weekday or a day of the month whose time is over today is the next such day. */
export function datesOf({ day, hours }: Pair, today: string, isOver: (minutes: number) => boolean): Span | null {
  if (!day?.span) return null
  const last = hours?.hours && (hours.hours.to === hours.hours.from ? hours.hours.to : hours.hours.to - 1)
  if (day.span.from !== today || last == null || !isOver(last)) return day.span
  if (day.sort === 'weekday') return one(addDays(today, 7))
  return day.sort === 'number' ? dayOfMonth(addDays(today, 1), Number(today.slice(8))) : day.span
}
