import type { Minute } from '../../domain/catalog.ts'
import { readTimes, type Window, windowsOf } from '../../domain/when.ts'

export type { Window }

/** What a text says about time: windows in order, and the stretches of the text that say it, ends exclusive. */
export type Times = { windows: Window[]; spans: [number, number][] }

/** The times that a text names; none when it names no time, or one that cannot be. */
export function timesIn(text: string, now: Minute, zone: string): Times {
  const read = readTimes(text, now, zone)
  return {
    windows: read.impossible ? [] : windowsOf(read, now, zone),
    spans: read.spans.map(({ start, end }) => [start, end]),
  }
}
