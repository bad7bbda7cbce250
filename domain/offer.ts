import { firstMasters } from './arrange.ts'
import type { Minute } from './catalog.ts'
import { merged, openHours } from './hours.ts'
import { diaryOf } from './stands.ts'
import { gridRows, startsBeside, startsInside, takersOf } from './starts.ts'
import { addDays, dayStart, localOf } from './time.ts'
import type { Candidate, Visit } from './visit.ts'

export type Range = { from: Minute; to: Minute }

type Busy = ReadonlyMap<number, ArrayLike<number>>

/** The part of a range that notice and window leave. */
export function allowed({ location, rules }: Visit, range: Range, now: Minute): Range {
  const today = localOf(location.timezone, now).date
  return {
    from: Math.max(range.from, now + rules.noticeMinutes),
    to: Math.min(range.to, dayStart(location.timezone, addDays(today, rules.windowDays))),
  }
}

/** The one place where it is decided what is on offer: the starts in the range, earliest first, with who can take the first part. */
export function offered(visit: Visit, busy: Busy, range: Range, limit: number) {
  if (!(range.from < range.to)) return []
  const [first, ...others] = visit.parts
  const step = visit.rules.stepMinutes
  const { rows, size } = gridRows(visit.location.timezone, step, range)
  const { candidates } = first!
  const ids = candidates.map(({ resource }) => resource.id)
  const { lists, at } = takersOf(rows, size, step, ids, (i) => startsOf(visit, candidates[i]!, busy, range))
  const needsMore = others.length > 0 || first!.needs.length > 0
  const diary = needsMore ? diaryOf(visit, busy, range, true) : null
  const slots: { start: Minute; masters: readonly number[] }[] = []
  for (const { first: begin, last, index } of rows) {
    for (let start = begin, i = index; start <= last; start += step, i++) {
      if (at[i] === 0) continue
      const masters = diary ? firstMasters(visit, diary, start) : lists[at[i]!]!
      if (masters.length > 0 && slots.push({ start, masters }) >= limit) return slots
    }
  }
  return slots
}

/** Starts at which a master can do the first part, as far as the master's own hours and taken time go. */
function startsOf(visit: Visit, { resource, work, minutes }: Candidate, busy: Busy, range: Range): readonly number[] {
  const { bufferBefore, bufferAfter } = visit.parts[0]!.service
  const open = openHours(visit.location, resource, range.from, range.to + visit.longest)
  let starts = startsInside(open, work[0]!, work.at(-1)!)
  // The buffer after the part falls away when the same master goes on, so here it counts only when nothing follows.
  const end = visit.parts.length === 1 ? minutes + bufferAfter : minutes
  const times = merged([-bufferBefore, 0, ...work, minutes, end])
  const taken = busy.get(resource.id) ?? []
  for (let i = 0; i < times.length; i += 2) starts = startsBeside(starts, taken, times[i]!, times[i + 1]!)
  return starts
}
