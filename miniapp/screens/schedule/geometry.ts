/** Time of one thing in a column, in minutes of the column's day. */
export type Placed<T> = { item: T; from: number; to: number }

/** Where a thing stands among those that overlap it: its lane of so many. */
export type Laned<T> = Placed<T> & { lane: number; lanes: number }

/** The part of the day that is drawn, in whole hours, and how high a minute is. */
export type Scale = { from: number; to: number; perMinute: number }

const HOUR = 60
const DEFAULT_FROM = 9 * HOUR
const DEFAULT_TO = 21 * HOUR
/** A block must be high enough to be tapped: 44 px and the line beneath it. */
const TAPPED_HEIGHT = 46
const LOWEST = 1.2
const HIGHEST = 3

/** The scale of a day: it shows all that is open or taken, and its shortest visit can be tapped. */
export function scaleOf(spans: readonly { from: number; to: number }[], visitMinutes: readonly number[]): Scale {
  const starts = spans.map(({ from }) => from)
  const ends = spans.map(({ to }) => to)
  const shortest = Math.max(1, Math.min(HOUR, ...visitMinutes))
  return {
    from: spans.length === 0 ? DEFAULT_FROM : Math.max(0, Math.floor(Math.min(...starts) / HOUR) * HOUR),
    to: spans.length === 0 ? DEFAULT_TO : Math.ceil(Math.max(...ends) / HOUR) * HOUR,
    perMinute: Math.min(HIGHEST, Math.max(LOWEST, TAPPED_HEIGHT / shortest)),
  }
}

export const topOf = (scale: Scale, minute: number): number => (minute - scale.from) * scale.perMinute
export const heightOf = (scale: Scale): number => (scale.to - scale.from) * scale.perMinute

/** The minute at a height of a column. */
export const minuteAt = (scale: Scale, y: number): number => scale.from + y / scale.perMinute

/** Puts things that overlap side by side; others keep the whole width. Sorted by time. */
export function laned<T>(placed: readonly Placed<T>[]): Laned<T>[] {
  const sorted = placed.toSorted((a, b) => a.from - b.from || b.to - a.to)
  const done: Laned<T>[] = []
  let cluster: Laned<T>[] = []
  let end = Number.NEGATIVE_INFINITY
  const close = () => {
    const lanes = Math.max(1, ...cluster.map(({ lane }) => lane + 1))
    done.push(...cluster.map((one) => ({ ...one, lanes })))
    cluster = []
  }
  for (const one of sorted) {
    if (one.from >= end) close()
    const busy = new Set(cluster.filter(({ to }) => to > one.from).map(({ lane }) => lane))
    let lane = 0
    while (busy.has(lane)) lane++
    cluster.push({ ...one, lane, lanes: 1 })
    end = Math.max(end, one.to)
  }
  close()
  return done
}

/** The one of sorted values that is nearest to a wanted one; undefined of none. */
export function nearestTo(values: readonly number[], wanted: number): number | undefined {
  return values.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b)[0]
}

/** The start of a free place that a tap at a minute means: the last one not after it. */
export const startAt = (starts: readonly number[], minute: number): number =>
  starts.findLast((start) => start <= minute) ?? starts[0]!
