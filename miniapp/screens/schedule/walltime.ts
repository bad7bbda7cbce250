import { time } from '../../format.ts'
import type { DaySchedule } from './data.ts'

/** The instant of a wall clock («14:30») on a date of a loaded schedule, in its branch's zone. */
export function instantOf(data: DaySchedule, date: string, clock: string): string {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  const day = data.days.find((one) => one.date === date) ?? data.days[0]!
  const guess = Date.parse(day.from) + (hours * 60 + minutes) * 60_000
  // On a day when clocks change, midnight is an hour nearer or farther.
  const shown = time(new Date(guess), { language: 'en', zone: data.zone, currency: 'RUB' })
  const [h = 0, m = 0] = shown.split(':').map(Number)
  return new Date(guess + (hours * 60 + minutes - h * 60 - m) * 60_000).toISOString()
}

/** «14:30» of a minute of the day. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The minute of the day of «14:30»; null of what is none. */
export function minuteOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(clock) ?? []
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes)
}
