import { afterEach, expect, test, vi } from 'vitest'
import { seeded } from './seeded.ts'
import { at, branch, catalogOf, resource, service } from './slots.sample.ts'
import { findSlots } from './slots.ts'
import {
  addDays,
  dateOf,
  dayOf,
  dayPartAt,
  dayStart,
  instantOf,
  isDate,
  isoOf,
  isZone,
  localOf,
  weekdayOf,
} from './time.ts'

const ZONES = [
  'Europe/Moscow',
  'Europe/Kaliningrad',
  'Europe/Berlin',
  'Asia/Vladivostok',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Casablanca',
  'America/St_Johns',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'UTC',
]

afterEach(() => vi.unstubAllGlobals())

test.each(ZONES)('%s: the clock reads as in Temporal, at random minutes and at every change of clocks', (zone) => {
  const random = seeded(1)
  const minutes = Array.from({ length: 300 }, () => at('2019-01-01T00:00Z') + Math.floor(random() * 20 * 365 * 1440))
  for (const minute of [...minutes, ...changesOf(zone).flatMap((change) => [change - 1, change, change + 1])]) {
    const clock = Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone)
    expect(localOf(zone, minute)).toEqual({
      date: clock.toPlainDate().toString(),
      minutes: clock.hour * 60 + clock.minute,
      weekday: clock.dayOfWeek,
    })
    expect(isoOf(zone, minute)).toBe(clock.toString({ timeZoneName: 'never', smallestUnit: 'minute' }))
  }
})

test.each(ZONES)('%s: a wall time becomes the instant that Temporal calls compatible', (zone) => {
  const random = seeded(2)
  const walls = Array.from({ length: 300 }, () => ({
    day: 17897 + Math.floor(random() * 7300),
    minutes: random() * 1440,
  }))
  const near = changesOf(zone).flatMap((change) =>
    [-90, -61, -60, -30, -1, 0, 1, 15, 30, 59, 60, 61, 90, 119, 120].map((shift) => {
      const { date, minutes } = localOf(zone, change + shift)
      // One hour either way from what the clock shows reaches into the gap and into both runs of a double hour.
      return [-60, -30, 0, 30, 60].map((more) => ({ day: dayOf(date), minutes: minutes + more }))
    }),
  )
  for (const { day, minutes } of [...walls, ...near.flat()]) {
    const whole = Math.floor(minutes)
    const wall = Temporal.PlainDateTime.from(dateOf(day)).add({ minutes: whole })
    const instant = wall.toZonedDateTime(zone, { disambiguation: 'compatible' })
    expect(instantOf(zone, dateOf(day), whole)).toBe(instant.epochMilliseconds / 60_000)
  }
})

function changesOf(zone: string): number[] {
  const changes: number[] = []
  let clock: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2022-01-01T00:00[${zone}]`)
  while (clock) {
    clock = clock.getTimeZoneTransition('next')
    if (!clock || clock.year > 2030) break
    changes.push(clock.epochMilliseconds / 60_000)
  }
  return changes
}

test('the zones of the check do change their clocks', () => {
  expect(changesOf('Europe/Berlin')).toHaveLength(18)
  expect(changesOf('Africa/Casablanca').length).toBeGreaterThan(10)
  expect(changesOf('Europe/Moscow')).toHaveLength(0)
})

test('a time that clocks skip moves forward, of a time that comes twice the earlier is taken', () => {
  expect(isoOf('Europe/Berlin', instantOf('Europe/Berlin', '2027-03-28', 150))).toBe('2027-03-28T03:30+02:00')
  expect(isoOf('Europe/Berlin', instantOf('Europe/Berlin', '2027-10-31', 150))).toBe('2027-10-31T02:30+02:00')
  expect(isoOf('Europe/Berlin', instantOf('Europe/Berlin', '2027-10-31', 180))).toBe('2027-10-31T03:00+01:00')
})

test('minutes beyond 1440 are the clock of the next date, also over a change of clocks', () => {
  expect(isoOf('Europe/Moscow', instantOf('Europe/Moscow', '2027-02-28', 1440 + 90))).toBe('2027-03-01T01:30+03:00')
  expect(isoOf('Europe/Berlin', instantOf('Europe/Berlin', '2027-03-27', 1440 + 240))).toBe('2027-03-28T04:00+02:00')
})

test('a day whose midnight is skipped begins at one', () => {
  expect(isoOf('Asia/Beirut', dayStart('Asia/Beirut', '2027-03-28'))).toBe('2027-03-28T01:00+03:00')
})

test('a day has 23 hours in spring and 25 in autumn, in two parts that meet', () => {
  const lengthOf = (date: string) => dayStart('Europe/Berlin', addDays(date, 1)) - dayStart('Europe/Berlin', date)
  expect([lengthOf('2027-03-27'), lengthOf('2027-03-28'), lengthOf('2027-10-31')]).toEqual([1440, 1380, 1500])
  const morning = dayPartAt('Europe/Berlin', dayStart('Europe/Berlin', '2027-10-31'))
  const rest = dayPartAt('Europe/Berlin', morning.to)
  expect([morning.to - morning.from, rest.to - rest.from, rest.day]).toEqual([180, 1320, morning.day])
})

test('dates count over leap years and centuries', () => {
  for (let day = -30_000; day < 60_000; day += 37) {
    const date = Temporal.PlainDate.from('1970-01-01').add({ days: day })
    expect([dateOf(day), dayOf(date.toString()), weekdayOf(date.toString())]).toEqual([
      date.toString(),
      day,
      date.dayOfWeek,
    ])
  }
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
})

test('only dates of the calendar are dates', () => {
  expect(['2028-02-29', '2027-12-31'].every(isDate)).toBe(true)
  expect(['2027-02-29', '2027-02-30', '2027-13-01', '2027-00-10', '27-01-01', '2027-1-1', ''].some(isDate)).toBe(false)
})

test('only names of zones are zones', () => {
  expect(['Europe/Moscow', 'asia/vladivostok', 'UTC', 'Etc/GMT+3'].every(isZone)).toBe(true)
  expect(['', 'Mars/Olympus', '+03:00', 'T00+03', '2027-01-01T00:00[Europe/Moscow]'].some(isZone)).toBe(false)
})

test('a warm search asks Temporal nothing', () => {
  const catalog = catalogOf({
    locations: [branch({ timezone: 'Europe/Berlin' })],
    resources: [resource(1)],
    services: [service(1, [1])],
  })
  const now = at('2027-03-15T00:00Z')
  const search = () => {
    const wish = { locationId: 1, parts: [{ serviceId: 1, masterId: null }] }
    return findSlots(catalog, new Map(), wish, { from: now, to: now + 30 * 1440 }, now)
  }
  const cold = search()
  vi.stubGlobal('Temporal', undefined)
  expect(search()).toEqual(cold)
  expect(cold.length).toBe(30 * 9)
})
