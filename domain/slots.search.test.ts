import { expect, test } from 'vitest'
import type { Catalog, Minute } from './catalog.ts'
import {
  at,
  branch,
  busyOn,
  catalogOf,
  clocks,
  dayOffered,
  everyDay,
  NOW,
  oneMaster,
  resource,
  service,
  WHOLE_DAY,
  wish,
} from './slots.sample.ts'
import { type Busy, findSlots, nearest, packDays, planAt, resourcesOf } from './slots.ts'
import { dayStart, isoOf } from './time.ts'

const MOSCOW = 'Europe/Moscow'

test('spring in Berlin: the skipped hour is not offered, and work over it takes its real minutes', () => {
  const catalog = {
    ...oneMaster({ segments: [120] }),
    locations: [branch({ timezone: 'Europe/Berlin', hours: everyDay([0, 6]) })],
  }
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-27')).toBe('00:00 01:00 02:00 03:00 04:00')
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-28')).toBe('00:00 01:00 03:00 04:00')
  const start = at('2027-03-28T01:00+01:00')
  expect(isoOf('Europe/Berlin', planAt(catalog, new Map(), wish(1), start, NOW)!.end)).toBe('2027-03-28T04:00+02:00')
})

test('autumn in Berlin: the double hour is offered twice, told apart by its offset', () => {
  const catalog = { ...oneMaster({}), locations: [branch({ timezone: 'Europe/Berlin', hours: everyDay([1, 4]) })] }
  const range = { from: at('2027-10-31T00:00+02:00'), to: at('2027-11-01T00:00+01:00') }
  const slots = findSlots(catalog, new Map(), wish(1), range, NOW)
  expect(packDays('Europe/Berlin', slots)).toEqual([
    {
      date: '2027-10-31',
      slots: ['01:00+02:00', '02:00+02:00', '02:00+01:00', '03:00+01:00'].map((clock) => ({
        start: `2027-10-31T${clock}`,
        masters: [1],
      })),
    },
  ])
})

test('after a change of clocks a two-hour grid still starts at even hours', () => {
  const catalog = {
    ...oneMaster({}, { stepMinutes: 120 }),
    locations: [branch({ timezone: 'Europe/Berlin', hours: everyDay([0, 24]) })],
  }
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-28')).toBe(
    '00:00 04:00 06:00 08:00 10:00 12:00 14:00 16:00 18:00 20:00 22:00',
  )
  expect(dayOffered(catalog, new Map(), wish(1), '2027-10-31')).toBe(
    '00:00 02:00 02:00 04:00 06:00 08:00 10:00 12:00 14:00 16:00 18:00 20:00 22:00',
  )
})

test.each([
  ['Asia/Vladivostok', '2027-03-01T09:00+10:00'],
  ['Europe/Kaliningrad', '2027-03-01T09:00+02:00'],
  ['Asia/Kathmandu', '2027-03-01T09:00+05:45'],
])('%s: the branch opens at nine by its own clock', (zone, first) => {
  const catalog = { ...oneMaster({}), locations: [branch({ timezone: zone })] }
  const now = at('2027-02-27T00:00Z')
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-01', now)).toBe(WHOLE_DAY)
  const [day] = packDays(
    zone,
    findSlots(catalog, new Map(), wish(1), { from: dayStart(zone, '2027-03-01'), to: now + 9 * 1440 }, now, 1),
  )
  expect(day).toEqual({ date: '2027-03-01', slots: [{ start: first, masters: [1] }] })
})

test('hours past midnight are offered on the date that the clock shows', () => {
  const catalog = { ...oneMaster({ segments: [90] }), locations: [branch({ hours: everyDay([21, 27]) })] }
  const range = { from: at('2027-03-01T12:00+03:00'), to: at('2027-03-02T12:00+03:00') }
  const days = packDays(MOSCOW, findSlots(catalog, new Map(), wish(1), range, NOW))
  expect(days.map(({ date, slots }) => [date, slots.map(({ start }) => start.slice(11, 16)).join(' ')])).toEqual([
    ['2027-03-01', '21:00 22:00 23:00'],
    ['2027-03-02', '00:00 01:00'],
  ])
  expect(planAt(catalog, new Map(), wish(1), at('2027-03-01T23:00+03:00'), NOW)?.end).toBe(at('2027-03-02T00:30+03:00'))
})

test('a search gives the first slots up to its limit, from the range and no further', () => {
  const range = { from: at('2027-03-01T10:00+03:00'), to: at('2027-03-01T12:00+03:00') }
  expect(clocks(MOSCOW, findSlots(oneMaster({}), new Map(), wish(1), range, NOW))).toBe('10:00 11:00')
  expect(clocks(MOSCOW, findSlots(oneMaster({}), new Map(), wish(1), { from: NOW, to: NOW + 99_999 }, NOW, 3))).toBe(
    '09:00 10:00 11:00',
  )
  expect(findSlots(oneMaster({}), new Map(), wish(1), { from: range.to, to: range.from }, NOW)).toEqual([])
  const boundless = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  expect(findSlots(oneMaster({}, { windowDays: 2 }), new Map(), wish(1), boundless, NOW)).toHaveLength(18)
})

test('what is off the grid, past or closed has no plan, but staff may force it where nothing is taken', () => {
  const catalog = oneMaster({}, { windowDays: 3, noticeMinutes: 60 })
  const busy = busyOn('2027-03-01', { 1: '12:00-13:00' })
  const starts = [
    '2027-03-01T10:10+03:00',
    '2027-03-01T08:00+03:00',
    '2027-02-20T10:00+03:00',
    '2027-03-01T22:00+03:00',
    '2027-03-09T10:00+03:00',
  ]
  for (const start of starts.map(at)) {
    expect(planAt(catalog, busy, wish(1), start, NOW)).toBeNull()
    expect(planAt(catalog, busy, wish(1), start, NOW, { force: true })?.occupancies).toEqual([
      { resourceId: 1, from: start, to: start + 60 },
    ])
  }
  const taken = at('2027-03-01T12:30+03:00')
  expect(planAt(catalog, busy, wish(1), taken, NOW, { force: true })).toBeNull()
  expect(planAt(catalog, new Map(), wish(1), taken, NOW, { force: true })).not.toBeNull()
})

test('the own hold, left out of busy times, does not stand in its own way', () => {
  const catalog = oneMaster({})
  const start = at('2027-03-01T10:00+03:00')
  const hold = planAt(catalog, new Map(), wish(1), start, NOW)!
  const busy = new Map(hold.occupancies.map(({ resourceId, from, to }) => [resourceId, [from, to]]))
  expect(planAt(catalog, busy, wish(1), start, NOW)).toBeNull()
  expect(planAt(catalog, new Map(), wish(1), start, NOW)).toEqual(hold)
})

test('a wish that the catalog cannot meet has no slots, no plan and touches nothing', () => {
  const catalog = catalogOf({
    locations: [branch(), branch({ id: 2 })],
    resources: [resource(1), resource(2), resource(3, { locationId: 2 }), resource(9, { kind: 'кресло' })],
    services: [
      service(1, [1, 3]),
      service(2, [1], { capacity: 8 }),
      service(3, [1], { needs: ['сауна'] }),
      service(4, [1], { segments: [] }),
      service(5, [9, 77]),
    ],
  })
  const start = at('2027-03-01T10:00+03:00')
  const wishes = [
    wish(77),
    wish([1, 77]),
    wish([1, 2]),
    wish([1, 3]),
    wish(2),
    wish(3),
    wish(4),
    wish(5),
    wish(),
    wish(1, 77),
    wish(...Array.from({ length: 11 }, () => 1)),
    { ...wish(1), locationId: 7 },
  ]
  for (const impossible of wishes) {
    expect(findSlots(catalog, new Map(), impossible, { from: NOW, to: NOW + 9999 }, NOW)).toEqual([])
    expect(planAt(catalog, new Map(), impossible, start, NOW)).toBeNull()
    expect(planAt(catalog, new Map(), impossible, start, NOW, { force: true })).toBeNull()
    expect(nearest(catalog, new Map(), impossible, start, NOW)).toEqual([])
    expect(resourcesOf(catalog, impossible)).toEqual([])
  }
  expect(planAt(catalog, new Map(), wish(1), start, NOW)).not.toBeNull()
  for (const odd of [Number.NaN, start + 0.5, Number.POSITIVE_INFINITY, 1e15]) {
    expect(planAt(catalog, new Map(), wish(1), odd, NOW)).toBeNull()
    expect(planAt(catalog, new Map(), wish(1), odd, NOW, { force: true })).toBeNull()
  }
})

test('the resources of a wish are all candidates and rooms of its branch, sorted', () => {
  const resources = [
    resource(9, { kind: 'кресло' }),
    resource(4),
    resource(1),
    resource(7, { locationId: 2 }),
    resource(8, { kind: 'мойка' }),
  ]
  const services = [
    service(1, [4, 1, 7], { needs: ['кресло'] }),
    service(2, [4], { needs: ['мойка'] }),
    service(3, [4, 1]),
  ]
  const catalog = catalogOf({ resources, services })
  expect(resourcesOf(catalog, wish(1))).toEqual([1, 4, 9])
  expect(resourcesOf(catalog, wish([1, 4]))).toEqual([4, 9])
  expect(resourcesOf(catalog, wish(1, 2))).toEqual([1, 4, 8, 9])
  for (const both of [wish(1), wish(3)]) {
    const slots = findSlots(catalog, new Map(), both, { from: NOW, to: NOW + 1440 }, NOW, 1)
    expect(slots).toEqual([{ start: NOW + 60, masters: [1, 4] }])
  }
})

test('the nearest slots come nearest first, the earlier of two equally near', () => {
  const catalog = oneMaster({})
  const around = at('2027-03-03T12:00+03:00')
  const near = (busy: Busy, moment = around, count = 3) =>
    clocks(MOSCOW, nearest(catalog, busy, wish(1), moment, NOW, count))
  expect(near(new Map())).toBe('12:00 11:00 13:00')
  expect(near(busyOn('2027-03-03', { 1: '12:00-13:00' }))).toBe('11:00 13:00 10:00')
  const fullDay = busyOn('2027-03-03', { 1: '09:00-18:00' })
  const found = nearest(catalog, fullDay, wish(1), around + 20, NOW).map(({ start }) =>
    isoOf(MOSCOW, start).slice(5, 16),
  )
  expect(found).toEqual(['03-02T17:00', '03-02T16:00', '03-04T09:00'])
  expect(near(new Map(), at('2020-01-01T00:00Z'))).toBe('09:00 10:00 11:00')
  expect(near(new Map(), at('2040-01-01T00:00Z'))).toBe('17:00 16:00 15:00')
  expect(near(new Map(), around, 0)).toBe('')
})

test('the nearest slots are the nearest of all slots of the window', () => {
  const halfHours = oneMaster({ segments: [120] }, { windowDays: 14, stepMinutes: 30 })
  const everyMinute = {
    ...oneMaster({ segments: [1] }, { windowDays: 2, stepMinutes: 1 }),
    locations: [branch({ hours: everyDay([0, 24]) })],
  }
  const midnight = at('2027-03-02T00:00+03:00')
  const cases: [catalog: Catalog, around: Minute, taken: number[]][] = []
  for (let hour = 0; hour < 16 * 24; hour += 5) {
    const around = NOW + hour * 60
    cases.push([halfHours, around, [NOW + hour * 55 - 2000, NOW + hour * 55 + 1000, around - 60, around + 1500]])
  }
  // The nearest may lie just over a midnight, as near as the last of those found on this side.
  for (let length = 1; length <= 12; length++) {
    for (let i = -6; i <= 6; i++) {
      cases.push([everyMinute, midnight + i, [midnight - length, midnight]])
      cases.push([everyMinute, midnight + i, [midnight, midnight + length]])
    }
  }
  for (const [catalog, around, taken] of cases) {
    const far = ({ start }: { start: Minute }) => Math.abs(start - around)
    const all = findSlots(catalog, new Map([[1, taken]]), wish(1), { from: NOW, to: NOW + 20 * 1440 }, NOW)
    const expected = all.sort((a, b) => far(a) - far(b) || a.start - b.start).slice(0, 4)
    expect(nearest(catalog, new Map([[1, taken]]), wish(1), around, NOW, 4)).toEqual(expected)
  }
})
