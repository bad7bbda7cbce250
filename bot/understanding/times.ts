import type { Minute } from '../../domain/catalog.ts'
import { addDays, DAY, instantOf, localOf } from '../../domain/time.ts'
import { readWhen, type When } from '../../domain/when.ts'

/** A window in which a visit starts, as local wall time 'YYYY-MM-DDTHH:MM': `to` exclusive, an exact time has `to` = `from`. */
export type Window = { from: string; to: string }

/** What a text says about time: windows in order, and the stretches of the text that say it. */
export type Times = { windows: Window[]; spans: [number, number][] }

/** The times that a text names; none when it names no time, or one that cannot be. */
export function timesIn(text: string, now: Minute, zone: string): Times {
  const when = readWhen(text, now, zone)
  return { windows: when && when !== 'impossible' ? windowsOf(when, now, zone) : [], spans: [] }
}

const MOST_DAYS = 31

function windowsOf({ days, hours }: When, now: Minute, zone: string): Window[] {
  const today = localOf(zone, now).date
  if (!hours) return days ? [{ from: wall(days.from, 0), to: wall(days.to, DAY) }] : []
  const last = hours.to === hours.from ? hours.to : hours.to - 1
  const first = days?.from ?? (instantOf(zone, today, last) > now ? today : addDays(today, 1))
  const windows: Window[] = []
  for (let date = first; date <= (days?.to ?? first) && windows.length < MOST_DAYS; date = addDays(date, 1))
    windows.push({ from: wall(date, hours.from), to: wall(date, hours.to) })
  return windows
}

function wall(date: string, minutes: number): string {
  const clock = minutes % DAY
  const two = (number: number) => String(number).padStart(2, '0')
  return `${addDays(date, Math.floor(minutes / DAY))}T${two(Math.floor(clock / 60))}:${two(clock % 60)}`
}
