import { expect, test } from 'vitest'
import { MASTER, type Minute } from './catalog.ts'
import {
  at,
  branch,
  busyOn,
  catalogOf,
  dayOffered,
  everyDay,
  NOW,
  oneMaster,
  resource,
  service,
  WHOLE_DAY,
  wish,
} from './slots.sample.ts'
import { findSlots, planAt } from './slots.ts'
import { isoOf } from './time.ts'

const MOSCOW = 'Europe/Moscow'

test('a golden day: free hours from opening to the last that ends at closing', () => {
  expect(dayOffered(oneMaster({}), new Map(), wish(1))).toBe(WHOLE_DAY)
})

test('a golden day: what is taken is not offered, what ends as it begins is', () => {
  const busy = busyOn('2027-03-01', { 1: '09:00-10:00 12:00-13:30 16:59-17:00' })
  expect(dayOffered(oneMaster({}), busy, wish(1))).toBe('10:00 11:00 14:00 15:00 17:00')
})

test('deliberate overlaps in the diary block what they cover together', () => {
  const busy = busyOn('2027-03-01', { 1: '09:00-15:00 10:00-11:00 10:00-12:00 14:00-16:00' })
  expect(dayOffered(oneMaster({}), busy, wish(1))).toBe('16:00 17:00')
})

test('a break is not worked through', () => {
  const catalog = { ...oneMaster({}), locations: [branch({ hours: everyDay([9, 13], [14, 18]) })] }
  expect(dayOffered(catalog, new Map(), wish(1))).toBe('09:00 10:00 11:00 12:00 14:00 15:00 16:00 17:00')
})

test('on a holiday only the master who works by exception is on offer', () => {
  const catalog = catalogOf({
    locations: [branch({ exceptions: [{ date: '2027-03-08', hours: [] }] })],
    resources: [resource(1), resource(2, { exceptions: [{ date: '2027-03-08', hours: [{ from: 600, to: 720 }] }] })],
    services: [service(1, [1, 2])],
  })
  const range = { from: at('2027-03-08T00:00+03:00'), to: at('2027-03-09T00:00+03:00') }
  expect(findSlots(catalog, new Map(), wish(1), range, NOW)).toEqual([
    { start: at('2027-03-08T10:00+03:00'), masters: [2] },
    { start: at('2027-03-08T11:00+03:00'), masters: [2] },
  ])
})

test('time off takes its hours and no more', () => {
  const timeOff = [{ from: at('2027-03-01T10:30+03:00'), to: at('2027-03-01T15:00+03:00') }]
  const catalog = catalogOf({ resources: [resource(1, { timeOff })], services: [service(1, [1])] })
  expect(dayOffered(catalog, new Map(), wish(1))).toBe('09:00 15:00 16:00 17:00')
})

test('buffers keep their distance from other visits, and may stick out of working hours', () => {
  const busy = busyOn('2027-03-01', { 1: '12:00-13:00' })
  const before = oneMaster({ bufferBefore: 15 }, { stepMinutes: 15 })
  expect(dayOffered(before, busy, wish(1))).toMatch(/^09:00 .* 11:00 13:15 .* 17:00$/)
  const after = oneMaster({ bufferAfter: 15 }, { stepMinutes: 15 })
  expect(dayOffered(after, busy, wish(1))).toMatch(/^09:00 .* 10:45 13:00 .* 17:00$/)
  const plan = planAt(
    oneMaster({ bufferBefore: 15, bufferAfter: 10 }),
    new Map(),
    wish(1),
    at('2027-03-01T10:00+03:00'),
    NOW,
  )
  expect(plan).toMatchObject({ start: at('2027-03-01T10:00+03:00'), end: at('2027-03-01T11:00+03:00') })
  expect(plan?.occupancies).toEqual([
    { resourceId: 1, from: at('2027-03-01T09:45+03:00'), to: at('2027-03-01T11:10+03:00') },
  ])
})

test('a buffer heeds what is taken before opening and after closing', () => {
  const catalog = oneMaster({ bufferBefore: 15, bufferAfter: 15 })
  expect(dayOffered(catalog, busyOn('2027-03-01', { 1: '08:00-09:00 18:00-19:00' }), wish(1))).toBe(
    '10:00 11:00 12:00 13:00 14:00 15:00 16:00',
  )
})

test('each master has a duration and a price of their own', () => {
  const masters = [
    { resourceId: 1, segments: null, price: null },
    { resourceId: 2, segments: [120], price: 350_000 },
  ]
  const catalog = catalogOf({ resources: [resource(1), resource(2)], services: [service(1, [], { masters })] })
  expect(dayOffered(catalog, new Map(), wish([1, 1]))).toBe(WHOLE_DAY)
  expect(dayOffered(catalog, new Map(), wish([1, 2]))).toBe('09:00 10:00 11:00 12:00 13:00 14:00 15:00 16:00')
  const start = at('2027-03-01T09:00+03:00')
  expect(planAt(catalog, new Map(), wish([1, 1]), start, NOW)).toMatchObject({ end: start + 60, price: 200_000 })
  expect(planAt(catalog, new Map(), wish([1, 2]), start, NOW)).toMatchObject({
    end: start + 120,
    price: 350_000,
    parts: [{ serviceId: 1, masterId: 2, price: 350_000, variableCost: 30_000, roomIds: [] }],
  })
})

test('notice counts to the minute', () => {
  const catalog = oneMaster({}, { noticeMinutes: 120 })
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-01', NOW + 120)).toBe('12:00 13:00 14:00 15:00 16:00 17:00')
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-01', NOW + 121)).toBe('13:00 14:00 15:00 16:00 17:00')
})

test('the window ends at the local midnight of its last day, today being the first', () => {
  const catalog = oneMaster({}, { windowDays: 3 })
  const range = { from: NOW, to: NOW + 30 * 1440 }
  const lastDay = (now: Minute) =>
    isoOf(MOSCOW, findSlots(catalog, new Map(), wish(1), range, now).at(-1)!.start).slice(0, 10)
  expect(lastDay(at('2027-03-01T23:59+03:00'))).toBe('2027-03-03')
  expect(lastDay(at('2027-03-02T00:00+03:00'))).toBe('2027-03-04')
})

test('the window counts dates of the branch, not of the server', () => {
  const catalog = {
    ...oneMaster({}, { windowDays: 1 }),
    locations: [branch({ timezone: 'Asia/Vladivostok', hours: everyDay([0, 24]) })],
  }
  const now = at('2027-03-01T20:00Z')
  const slots = findSlots(catalog, new Map(), wish(1), { from: now, to: now + 9 * 1440 }, now)
  expect(isoOf('Asia/Vladivostok', slots[0]!.start)).toBe('2027-03-02T06:00+10:00')
  expect(isoOf('Asia/Vladivostok', slots.at(-1)!.start)).toBe('2027-03-02T23:00+10:00')
})

test('starts lie on the grid from local midnight, whenever the day opens', () => {
  const catalog = { ...oneMaster({}, { stepMinutes: 45 }), locations: [branch({ hours: everyDay([10, 14]) })] }
  expect(dayOffered(catalog, new Map(), wish(1))).toBe('10:30 11:15 12:00 12:45')
  const uneven = { ...oneMaster({}, { stepMinutes: 100 }), locations: [branch({ hours: everyDay([0, 24]) })] }
  expect(dayOffered(uneven, new Map(), wish(1), '2027-03-02')).toMatch(/^00:00 01:40 .* 23:20$/)
})

test('a service’s own rules win, and over several services the strictest', () => {
  const rules = [
    { stepMinutes: 30, noticeMinutes: 60 },
    { stepMinutes: 15, noticeMinutes: 180, windowDays: 1 },
  ]
  const catalog = catalogOf({
    resources: [resource(1)],
    services: rules.map((rules, i) => service(i + 1, [1], { rules })),
  })
  const busy = busyOn('2027-03-01', { 1: '14:00-18:00' })
  expect(dayOffered(catalog, busy, wish(1))).toBe('09:00 09:30 10:00 10:30 11:00 11:30 12:00 12:30 13:00')
  expect(dayOffered(catalog, busy, wish(1, 2))).toBe('11:00 11:30 12:00')
  expect(dayOffered(catalog, busy, wish(2, 1))).toBe('11:00 11:15 11:30 11:45 12:00')
  expect(dayOffered(catalog, busy, wish(1, 2), '2027-03-02')).toBe('')
})

test('two masters and one chair: the chair decides', () => {
  const catalog = catalogOf({
    resources: [resource(1), resource(2), resource(9, { kind: 'кресло' })],
    services: [service(1, [1, 2], { needs: ['кресло'], bufferAfter: 15 })],
  })
  const busy = busyOn('2027-03-01', { 1: '09:00-10:15', 9: '09:00-10:15 15:30-16:00' })
  expect(dayOffered(catalog, busy, wish(1))).toBe('11:00 12:00 13:00 14:00 16:00 17:00')
  const start = at('2027-03-01T11:00+03:00')
  expect(planAt(catalog, busy, wish([1, 2]), start, NOW)?.occupancies).toEqual([
    { resourceId: 2, from: start, to: start + 75 },
    { resourceId: 9, from: start, to: start + 75 },
  ])
})

test('a room with hours or repairs of its own is offered only then', () => {
  const repair = [{ from: at('2027-03-01T12:00+03:00'), to: at('2027-03-01T13:00+03:00') }]
  const catalog = catalogOf({
    resources: [resource(1), resource(9, { kind: 'бокс', hours: everyDay([10, 15]), timeOff: repair })],
    services: [service(1, [1], { needs: ['бокс'] })],
  })
  expect(dayOffered(catalog, new Map(), wish(1))).toBe('10:00 11:00 13:00 14:00')
})

test('two needs of one kind take two different rooms, and a second master is never the first', () => {
  const resources = [resource(1), resource(2), resource(8, { kind: 'кресло' }), resource(9, { kind: 'кресло' })]
  const services = [service(1, [1, 2], { needs: ['кресло', 'кресло'] }), service(2, [1, 2], { needs: [MASTER] })]
  const catalog = catalogOf({ resources, services })
  const start = at('2027-03-01T09:00+03:00')
  expect(planAt(catalog, new Map(), wish(1), start, NOW)?.parts[0]?.roomIds).toEqual([8, 9])
  expect(planAt(catalog, busyOn('2027-03-01', { 9: '09:30-09:40' }), wish(1), start, NOW)).toBeNull()
  expect(planAt(catalog, new Map(), wish([2, 2]), start, NOW)?.parts[0]?.roomIds).toEqual([1])
  expect(planAt(catalog, busyOn('2027-03-01', { 1: '09:30-09:40' }), wish(2), start, NOW)).toBeNull()
})
