import type { Minute } from '../catalog.ts'
import { addDays, dayOf, instantOf } from '../time.ts'
import { readTimes, type Window, windowsOf } from '../when.ts'

export const ZONE = 'Europe/Moscow'
/** Wednesday, 18 November 2026, 11:00. */
export const NOW = instantOf(ZONE, '2026-11-18', 11 * 60)
export const TODAY = '2026-11-18'

/**
 * The windows of a text in short: «19.11» a day, «21.11–22.11» days, «19.11 15:00» a time, «19.11 17:00–23:00» hours; several
 * with «; », «—» for none, «impossible».
 */
export function said(text: string, now: Minute = NOW, zone = ZONE): string {
  const read = readTimes(text, now, zone)
  return read.impossible ? 'impossible' : shown(windowsOf(read, now, zone))
}

export const shown = (windows: readonly Window[]) => windows.map(short).join('; ') || '—'

function short({ from, to }: Window): string {
  const [date, clock] = [from.slice(0, 10), from.slice(11)]
  const [end, until] = [to.slice(0, 10), to.slice(11)]
  if (from === to) return `${day(date)} ${clock}`
  if (clock !== '00:00' || until !== '00:00') return `${day(date)} ${clock}–${until === '00:00' ? '24:00' : until}`
  const last = addDays(end, -1)
  return dayOf(last) === dayOf(date) ? day(date) : `${day(date)}–${day(last)}`
}

const day = (date: string) => `${date.slice(8)}.${date.slice(5, 7)}`

/** The lines «text => windows in short» of a table. */
export const rows = (lines: string): [string, string][] =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(' => ') as [string, string])
