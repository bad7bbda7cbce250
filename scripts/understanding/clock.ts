import type { Minute } from '../../domain/catalog.ts'
import { instantOf, isDate } from '../../domain/time.ts'

/**
 * An instant out of what a line of JSON says: ISO with an offset, a wall clock of the zone ('2026-11-18T11:00'), or
 * milliseconds. Null when it can't be read.
 */
export function minuteOf(now: unknown, zone: string): Minute | null {
  if (typeof now === 'number' && Number.isFinite(now)) return Math.floor(now / 60_000)
  if (typeof now !== 'string') return null
  const wall = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?$/.exec(now.trim())
  if (wall) return isDate(wall[1]!) ? instantOf(zone, wall[1]!, Number(wall[2] ?? 0) * 60 + Number(wall[3] ?? 0)) : null
  const instant = Date.parse(now)
  return Number.isNaN(instant) ? null : Math.floor(instant / 60_000)
}
