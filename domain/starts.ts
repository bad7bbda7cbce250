import type { Minute } from './catalog.ts'
import { dayPartAt } from './time.ts'

/** Possible starts: flat pairs [first, last], both inclusive, sorted, disjoint. */
export type Starts = readonly number[]

/** The starts at which [start + from, start + to) lies inside the open hours. */
export function startsInside(open: readonly number[], from: number, to: number): number[] {
  const starts: number[] = []
  for (let i = 0; i < open.length; i += 2) {
    const first = open[i]! - from
    const last = open[i + 1]! - to
    if (first <= last) starts.push(first, last)
  }
  return starts
}

/** The starts at which [start + from, start + to) meets no busy time; `busy` is sorted by beginning and may overlap itself. */
export function startsBeside(starts: Starts, busy: ArrayLike<number>, from: number, to: number): number[] {
  const left: number[] = []
  let passed = 0
  for (let i = 0; i < starts.length; i += 2) {
    let first = starts[i]!
    const last = starts[i + 1]!
    while (passed < busy.length && busy[passed + 1]! - from <= first) passed += 2
    for (let b = passed; b < busy.length && first <= last; b += 2) {
      const lastBefore = busy[b]! - to
      if (lastBefore >= last) break
      if (lastBefore >= first) left.push(first, lastBefore)
      const firstAfter = busy[b + 1]! - from
      if (firstAfter > first) first = firstAfter
    }
    if (first <= last) left.push(first, last)
  }
  return left
}

/**
 * The grid points of a range: multiples of `step` on the wall clock, counted from each local midnight, so that after a clock change
 * the starts still are round times. `index` numbers the points of all rows one after another.
 */
export type GridRow = { first: Minute; last: Minute; index: number }

/** The rows of the grid, one per local day (two on a day when clocks change), and how many points they have in all. */
export function gridRows(zone: string, step: number, range: { from: Minute; to: Minute }) {
  const rows: GridRow[] = []
  let size = 0
  for (let at = range.from; at < range.to; ) {
    const { midnight, to } = dayPartAt(zone, at)
    const end = Math.min(to, range.to)
    const first = onGrid(midnight, step, at)
    if (first < end) {
      const count = Math.ceil((end - first) / step)
      rows.push({ first, last: first + (count - 1) * step, index: size })
      size += count
    }
    at = end
  }
  return { rows, size }
}

/** The first grid point at or after a minute. */
function onGrid(midnight: Minute, step: number, minute: Minute): Minute {
  return midnight + Math.ceil((minute - midnight) / step) * step
}

/** The distinct lists of ids that appear as who can take a start; many starts share one list. */
export type Takers = { lists: (readonly number[])[]; at: Int32Array }

/**
 * Who can take each grid point. `startsOf` gives the starts of one id; ids are asked in the given order, and lists keep it.
 * `at[index]` is the number of the point's list; list 0 is empty.
 */
export function takersOf(
  rows: readonly GridRow[],
  size: number,
  step: number,
  ids: readonly number[],
  startsOf: (place: number) => Starts,
): Takers {
  const lists: (readonly number[])[] = [[]]
  const at = new Int32Array(size)
  ids.forEach((id, place) => {
    const withId = new Int32Array(lists.length)
    const starts = startsOf(place)
    let r = 0
    for (let i = 0; i < starts.length; i += 2) {
      const first = starts[i]!
      const last = starts[i + 1]!
      while (r < rows.length && rows[r]!.last < first) r++
      for (let k = r; k < rows.length && rows[k]!.first <= last; k++) {
        const row = rows[k]!
        const skipped = Math.max(0, Math.ceil((first - row.first) / step))
        const end = row.index + Math.floor((Math.min(last, row.last) - row.first) / step)
        for (let index = row.index + skipped; index <= end; index++) {
          const list = at[index]!
          if (withId[list] === 0) withId[list] = lists.push([...lists[list]!, id]) - 1
          at[index] = withId[list]!
        }
      }
    }
  })
  return { lists, at }
}
