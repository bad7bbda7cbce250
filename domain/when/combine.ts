import { addDays, weekdayOf } from '../time.ts'
import type { Atom, DayAtom, HourAtom, Hours } from './atoms.ts'
import { nearest, one, type Span } from './calendar.ts'
import type { Token } from './tokens.ts'

/** How an atom goes on from the one before: `or` and `and` give alternatives, the others may make it exacter. */
export type Joint = 'or' | 'and' | 'list' | 'tight' | 'loose'

const LITTLE =
  /^(в|во|на|к|ко|с|со|до|после|по|можно|либо|лучше|только|часов|числа|даже|бы|on|at|in|for|the|the|by|maybe|может|уже|это|часиков|где|то|прям|прямо|желательно|около|примерно)$/

/** How the second of two atoms is joined to the first. */
export function jointOf(tokens: readonly Token[], first: Atom, second: Atom): Joint {
  if (first.start === second.start || second.start <= first.end) {
    const gap = tokens[second.start]?.gap
    return gap === 'comma' || gap === 'slash' ? 'list' : gap === 'stop' ? 'loose' : 'tight'
  }
  let joint: Joint = 'tight'
  for (let i = first.end; i < second.start; i++) {
    const { word, gap } = tokens[i]!
    if (/^(или|либо|or)$/.test(word)) return 'or'
    if (gap === 'stop') joint = 'loose'
    if (joint === 'loose') continue
    if (word === 'и' || word === 'and' || word === '&' || word === '+') joint = 'and'
    else if (!LITTLE.test(word)) joint = 'loose'
    else if (joint === 'tight' && (gap === 'comma' || gap === 'slash')) joint = 'list'
  }
  return joint === 'tight' && tokens[second.start]!.gap === 'comma' ? 'list' : joint
}

/** Days of a text with those that say the same more exactly made one: «в пятницу, 27 ноября», «на следующей неделе в среду». */
export function mergeDays(days: readonly DayAtom[], tokens: readonly Token[]): DayAtom[] {
  const known = days.some((day) => !isVague(day)) ? days.filter((day) => !isVague(day)) : days
  const merged: DayAtom[] = []
  for (const day of known) {
    const last = merged.at(-1)
    const joint = last ? jointOf(tokens, last, day) : 'or'
    const both = last && joint !== 'or' && joint !== 'and' ? narrowed(last, day, joint, merged) : null
    if (both) merged.splice(-1, 1, { ...both, start: last!.start, end: day.end })
    else merged.push(inWeekBefore(merged, day, joint))
  }
  return merged
}

const isVague = ({ sort }: DayAtom) => sort === 'now' || sort === 'soon' || sort === 'past'

/** What two neighbouring days mean together; null where they are two. */
function narrowed(a: DayAtom, b: DayAtom, joint: Joint, before: readonly DayAtom[]): DayAtom | null {
  if (!a.span || !b.span) return null
  if (a.span.from === b.span.from && a.span.to === b.span.to) return isExacter(a, b) ? a : b
  const weekly = a.weekday !== undefined ? a : b.weekday !== undefined ? b : null
  if (weekly && a.weekday !== b.weekday) {
    const other = weekly === a ? b : a
    if (other.sort === 'span' || other.sort === 'weeks') {
      // «В пн или вт на следующей неделе»: both are of that week.
      const inside = within(other, weekly)
      if (inside && weekly === a) rewrite(before, other)
      return inside
    }
    if (other.sort === 'weekday') return null
    const fits = weekdayOf(other.span!.from) === weekly.weekday && other.span!.from === other.span!.to
    return fits || (joint === 'tight' && other.sort !== 'near') ? other : null
  }
  const [range, week] = a.weekdays ? [a.weekdays, b] : b.weekdays ? [b.weekdays, a] : [null, a]
  if (range && (week.sort === 'span' || week.sort === 'weeks')) {
    const monday = addDays(week.span!.from, 1 - weekdayOf(week.span!.from))
    return { ...week, sort: 'span', span: { from: addDays(monday, range[0] - 1), to: addDays(monday, range[1] - 1) } }
  }
  if (a.sort === 'span' && isInside(b.span, a.span)) return b
  if (b.sort === 'span' && isInside(a.span, b.span)) return a
  if (joint === 'tight' && a.sort === 'near' && (b.sort === 'date' || b.sort === 'number')) return b
  return null
}

const isExacter = (a: DayAtom, b: DayAtom) => a.sort !== 'weekday' && b.sort === 'weekday'
const isInside = (inner: Span, outer: Span) => inner.from >= outer.from && inner.to <= outer.to

/** Puts earlier bare weekdays of a list into the week that is named after it. */
function rewrite(before: readonly DayAtom[], week: DayAtom): void {
  for (const day of before) if (day.sort === 'weekday') day.span = within(week, day)?.span ?? day.span
}

/** «На следующей неделе в среду или четверг»: a weekday after another of a named week is of that week. */
function inWeekBefore(before: readonly DayAtom[], day: DayAtom, joint: Joint): DayAtom {
  const last = before.at(-1)
  if (day.sort !== 'weekday' || last?.sort !== 'date' || last.weekday === undefined || joint === 'loose') return day
  if (!last.span || !day.span) return day
  const monday = addDays(last.span.from, 1 - weekdayOf(last.span.from))
  return { ...day, sort: 'date', span: one(addDays(monday, day.weekday! - 1)) }
}

/** The weekday of a named week, or the first one of a longer span; null where the span has none. */
function within(week: DayAtom, { span, weekday, start, end }: DayAtom): DayAtom | null {
  const { from, to } = week.span!
  const monday = week.sort === 'weeks' ? addDays(from, 1 - weekdayOf(from)) : from
  const date = nearest(monday, weekday!)
  const fits = week.sort === 'weeks' || date <= to
  // «На этой неделе в понедельник» on a Wednesday is the next Monday.
  if (!fits && weekdayOf(to) !== 7) return null
  return { type: 'day', start, end, sort: 'date', weekday, span: fits ? one(date) : span }
}

/** A time of day after another one: `or` and lists give two, else the second makes the first exacter. */
export function mergeHours(hours: readonly HourAtom[], tokens: readonly Token[]): HourAtom[] {
  const merged: HourAtom[] = []
  for (const atom of hours) {
    const last = merged.at(-1)
    const joint = last ? jointOf(tokens, last, atom) : 'or'
    const parts = last?.part && atom.part && (joint === 'list' || joint === 'and')
    const both = last && joint !== 'or' && !parts ? refined(last, atom) : null
    if (both) merged.splice(-1, 1, { ...both, start: last!.start, end: atom.end })
    else if (last && joint !== 'loose') pushBeside(merged, last, atom)
    else merged.push(atom)
  }
  return merged
}

/** «В 8 или 9 вечера», «вечером в 7 или 8»: a half of the day that is said of one is that of the other. */
function pushBeside(merged: HourAtom[], last: HourAtom, atom: HourAtom): void {
  const exact = (one: HourAtom) => one.hours && one.hours.from === one.hours.to
  if (
    exact(last) &&
    exact(atom) &&
    last.loose &&
    !atom.loose &&
    last.hours!.from < 720 &&
    atom.hours!.from >= 780 &&
    atom.hours!.from < 1380
  ) {
    const at = last.hours!.from + 720
    if (at < atom.hours!.from) merged.splice(-1, 1, { ...last, hours: { from: at, to: at } })
  }
  merged.push(
    last.part && atom.loose && exact(atom) ? { ...atom, hours: inPart(atom.hours!, last.part), part: last.part } : atom,
  )
}

/** What two times of day mean together; null where they exclude each other. */
export function refined(a: HourAtom, b: HourAtom): HourAtom | null {
  if (!a.hours || !b.hours) return null
  const [part, clock] = a.part && !b.part ? [a.part, b] : b.part && !a.part ? [b.part, a] : [null, null]
  const [first, second] =
    part && clock!.loose
      ? [clock === a ? inPart(a.hours, part) : a.hours, clock === b ? inPart(b.hours, part) : b.hours]
      : [a.hours, b.hours]
  const both = common(first, second)
  // «Вечером в 23:30» is what the clock says.
  if (both) return { ...(clock ?? b), hours: both, part: part ?? b.part, loose: false }
  return part && clock ? { ...clock, hours: clock === a ? first : second, part, loose: false } : null
}

function common(a: Hours, b: Hours): Hours | null {
  const exact = a.from === a.to ? a : b.from === b.to ? b : null
  const other = exact === a ? b : a
  if (exact) {
    const inside =
      other.from === other.to ? other.from === exact.from : exact.from >= other.from && exact.from < other.to
    return inside ? exact : null
  }
  const from = Math.max(a.from, b.from)
  const to = Math.min(a.to, b.to)
  return from < to ? { from, to } : null
}

/** Hours of which half of the day was not said, in the half that a part of the day says. */
function inPart({ from, to }: Hours, part: HourAtom['part']): Hours {
  const shift = (minutes: number) => {
    if (part === 'evening' || part === 'work')
      return minutes > 0 && minutes < 720 && minutes >= 240 ? minutes + 720 : minutes
    if (part === 'morning') return minutes >= 780 && minutes < 1200 ? minutes - 720 : minutes
    if (part === 'night')
      return minutes >= 780 && minutes < 1140
        ? minutes - 720
        : minutes >= 540 && minutes < 720
          ? minutes + 720
          : minutes
    return minutes
  }
  return { from: from === 0 ? 0 : shift(from), to: to === 1440 ? 1440 : shift(to) }
}
