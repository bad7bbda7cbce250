import { expect, test } from 'vitest'
import type { Location, Resource } from './catalog.ts'
import { openHours, scheduleEnd } from './hours.ts'
import { seeded } from './seeded.ts'
import { at, branch, everyDay, resource } from './slots.sample.ts'
import { addDays, dayOf, dayStart, isoOf } from './time.ts'

/** Hours of one date as text: «09:00–13:00 14:00–18:00». */
function hoursOn(date: string, location: Location, who: Resource): string {
  const zone = location.timezone
  const pairs = openHours(location, who, dayStart(zone, date), dayStart(zone, addDays(date, 1)))
  const clock = (minute: number) => isoOf(zone, minute).slice(11, 16)
  return Array.from({ length: pairs.length / 2 }, (_, i) => `${clock(pairs[i * 2]!)}–${clock(pairs[i * 2 + 1]!)}`).join(
    ' ',
  )
}

test('a resource without hours of its own keeps the hours of the branch', () => {
  expect(hoursOn('2027-03-01', branch(), resource(1))).toBe('09:00–18:00')
})

test('own weekly hours replace the hours of the branch, day by day of the week', () => {
  const mondaysOnly = everyDay([10, 14], [15, 22]).map((spans, i) => (i === 0 ? spans : []))
  const master = resource(1, { hours: mondaysOnly })
  expect(hoursOn('2027-03-01', branch(), master)).toBe('10:00–14:00 15:00–22:00')
  expect(hoursOn('2027-03-02', branch(), master)).toBe('')
})

test('a holiday closes the branch for all but a master who works by an exception', () => {
  const location = branch({ exceptions: [{ date: '2027-03-08', hours: [] }] })
  expect(hoursOn('2027-03-08', location, resource(1))).toBe('')
  expect(hoursOn('2027-03-08', location, resource(2, { hours: everyDay([8, 20]) }))).toBe('')
  const keen = resource(3, { exceptions: [{ date: '2027-03-08', hours: [{ from: 600, to: 840 }] }] })
  expect(hoursOn('2027-03-08', location, keen)).toBe('10:00–14:00')
  expect(hoursOn('2027-03-09', location, keen)).toBe('09:00–18:00')
})

test('a short day of the branch shortens a master with own weekly hours', () => {
  const location = branch({ exceptions: [{ date: '2027-12-31', hours: [{ from: 540, to: 900 }] }] })
  expect(hoursOn('2027-12-31', location, resource(1, { hours: everyDay([12, 21]) }))).toBe('09:00–15:00')
})

test('a schedule ends where the last date with hours is less than a week away; weekly hours and leave never end it', () => {
  const today = dayOf('2027-03-01')
  const none = everyDay()
  const shifts = (...dates: string[]) =>
    resource(1, { hours: none, exceptions: dates.map((date) => ({ date, hours: [{ from: 600, to: 840 }] })) })
  expect(scheduleEnd(branch(), shifts('2027-03-02', '2027-03-07'), today)).toBe('2027-03-07')
  expect(scheduleEnd(branch(), shifts('2027-03-02', '2027-03-08'), today)).toBeNull()
  expect(scheduleEnd(branch(), shifts('2027-02-26'), today)).toBe('2027-02-26')
  expect(scheduleEnd(branch(), shifts('2027-02-10'), today)).toBeNull()
  expect(scheduleEnd(branch(), resource(1), today)).toBeNull()
  const away = [{ from: at('2027-03-02T00:00+03:00'), to: at('2027-04-20T00:00+03:00') }]
  expect(scheduleEnd(branch(), resource(1, { timeOff: away }), today)).toBeNull()
})

test('time off is cut out, over midnight and in any order', () => {
  const timeOff = [
    { from: at('2027-03-02T15:00+03:00'), to: at('2027-03-03T10:00+03:00') },
    { from: at('2027-03-01T12:00+03:00'), to: at('2027-03-01T13:00+03:00') },
    { from: at('2027-03-01T12:30+03:00'), to: at('2027-03-01T13:30+03:00') },
  ]
  const master = resource(1, { timeOff })
  expect(hoursOn('2027-03-01', branch(), master)).toBe('09:00–12:00 13:30–18:00')
  expect(hoursOn('2027-03-02', branch(), master)).toBe('09:00–15:00')
  expect(hoursOn('2027-03-03', branch(), master)).toBe('10:00–18:00')
})

test('hours past midnight reach into the next date, and spans that meet become one', () => {
  expect(hoursOn('2027-03-02', branch({ hours: everyDay([20, 26]) }), resource(1))).toBe('00:00–02:00 20:00–00:00')
  const roundTheClock = branch({ hours: everyDay([0, 24]) })
  const from = at('2027-03-01T00:00+03:00')
  expect(openHours(roundTheClock, resource(1), from, from + 7 * 1440)).toEqual([from, from + 7 * 1440])
})

test('a closed date does not cut the night that began the day before', () => {
  const location = branch({ hours: everyDay([20, 26]), exceptions: [{ date: '2027-03-02', hours: [] }] })
  expect(hoursOn('2027-03-02', location, resource(1))).toBe('00:00–02:00')
})

test('nine o’clock is nine o’clock on both sides of a change of clocks', () => {
  const location = branch({ timezone: 'Europe/Berlin' })
  const pairs = openHours(location, resource(1), at('2027-03-27T00:00+01:00'), at('2027-03-29T00:00+02:00'))
  expect(pairs.map((minute) => isoOf('Europe/Berlin', minute))).toEqual([
    '2027-03-27T09:00+01:00',
    '2027-03-27T18:00+01:00',
    '2027-03-28T09:00+02:00',
    '2027-03-28T18:00+02:00',
  ])
})

test('a night shift loses an hour in spring and gains one in autumn; hours inside the gap vanish', () => {
  const night = branch({ timezone: 'Europe/Berlin', hours: everyDay([1, 5]) })
  const lengthOn = (date: string, location: Location) => {
    const from = dayStart('Europe/Berlin', date)
    const [open = 0, close = 0] = openHours(location, resource(1), from, from + 720)
    return close - open
  }
  expect([lengthOn('2027-03-27', night), lengthOn('2027-03-28', night), lengthOn('2027-10-31', night)]).toEqual([
    240, 180, 300,
  ])
  for (const inside of [
    { from: 120, to: 180 },
    { from: 150, to: 180 },
  ]) {
    const gone = branch({ timezone: 'Europe/Berlin', hours: Array.from({ length: 7 }, () => [inside]) })
    expect(lengthOn('2027-03-28', gone)).toBe(0)
  }
})

test('remembered hours do not outlive a change of the branch', () => {
  const master = resource(1)
  expect(hoursOn('2027-03-01', branch(), master)).toBe('09:00–18:00')
  expect(hoursOn('2027-03-01', branch({ hours: everyDay([12, 15]) }), master)).toBe('12:00–15:00')
})

test('hours asked for piece by piece, far and near, are the hours asked for at once', () => {
  const location = branch({ timezone: 'Europe/Berlin', hours: everyDay([9, 13], [18, 25]) })
  const timeOff = [{ from: at('2027-05-01T00:00Z'), to: at('2027-05-09T00:00Z') }]
  const master = resource(1, { timeOff, exceptions: [{ date: '2027-06-12', hours: [] }] })
  const random = seeded(3)
  const first = at('2026-01-01T00:00Z')
  for (let i = 0; i < 200; i++) {
    const from = first + Math.floor(random() * 3 * 365 * 1440)
    const to = from + Math.floor(random() * 40 * 1440)
    expect(openHours(location, master, from, to)).toEqual(openHours(location, structuredClone(master), from, to))
  }
})

test('no range, no hours', () => {
  expect(openHours(branch(), resource(1), 30_000_000, 30_000_000)).toEqual([])
  expect(openHours(branch(), resource(1), 30_000_001, 30_000_000)).toEqual([])
})
