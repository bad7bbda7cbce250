import { type Assignment, bestWay } from './arrange.ts'
import type { Minute } from './catalog.ts'
import { firstEndingAfter } from './hours.ts'
import type { Diary } from './stands.ts'
import { addDays, dayStart, localOf } from './time.ts'
import type { Visit } from './visit.ts'

/**
 * The best way to hold a visit at `start`, where of equal masters the one who is least busy on that local day goes first; ties are
 * broken by a hash of start and id, so that they favour nobody yet come out the same each time. null: there is no way.
 */
export function fairest(visit: Visit, diary: Diary, start: Minute): Assignment[] | null {
  const order = inFairOrder(visit, diary, start)
  return bestWay(visit, diary, start, (id) => order.indexOf(id))
}

function inFairOrder(visit: Visit, diary: Diary, start: Minute): number[] {
  const zone = visit.location.timezone
  const { date } = localOf(zone, start)
  const from = dayStart(zone, date)
  const to = dayStart(zone, addDays(date, 1))
  const masters = new Set(visit.parts.flatMap(({ candidates }) => candidates.map(({ resource }) => resource.id)))
  return [...masters]
    .map((id) => ({ id, load: minutesWithin(diary.get(id)!.busy, from, to), lot: lot(start, id) }))
    .sort((a, b) => a.load - b.load || a.lot - b.lot || a.id - b.id)
    .map(({ id }) => id)
}

function minutesWithin(busy: readonly number[], from: Minute, to: Minute): number {
  let minutes = 0
  for (let i = firstEndingAfter(busy, from); i < busy.length && busy[i]! < to; i += 2) {
    minutes += Math.min(to, busy[i + 1]!) - Math.max(from, busy[i]!)
  }
  return minutes
}

/** A lot drawn for a master at a start: the finishing steps of MurmurHash3 over both numbers. */
function lot(start: Minute, id: number): number {
  let hash = Math.imul(start ^ Math.imul(id, 0x9e3779b1), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
