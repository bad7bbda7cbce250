import { expect, test } from 'vitest'
import { at, busyOn, catalogOf, dayOffered, NOW, resource, service, wish } from './slots.sample.ts'
import { type Busy, findSlots, planAt } from './slots.ts'

test('several services with one master stand together, with buffers only at the ends', () => {
  const change = { bufferBefore: 10, bufferAfter: 20 }
  const catalog = catalogOf({
    resources: [resource(1)],
    services: [service(1, [1], change), service(2, [1], { ...change, segments: [30] })],
  })
  const start = at('2027-03-01T10:00+03:00')
  expect(planAt(catalog, new Map(), wish(1, 2), start, NOW)).toEqual({
    start,
    end: start + 90,
    price: 400_000,
    parts: [
      { serviceId: 1, masterId: 1, start, end: start + 60, price: 200_000, variableCost: 30_000, roomIds: [] },
      {
        serviceId: 2,
        masterId: 1,
        start: start + 60,
        end: start + 90,
        price: 200_000,
        variableCost: 30_000,
        roomIds: [],
      },
    ],
    occupancies: [{ resourceId: 1, from: start - 10, to: start + 110 }],
  })
  expect(dayOffered(catalog, busyOn('2027-03-01', { 1: '09:00-09:50 11:50-18:00' }), wish(1, 2))).toBe('10:00')
})

test('a buffer between two services of one master falls away even where the other service is shorter', () => {
  const services = [
    service(1, [1], { bufferAfter: 40 }),
    service(2, [1], { segments: [15] }),
    service(3, [1], { bufferBefore: 90 }),
  ]
  const catalog = catalogOf({ resources: [resource(1)], services })
  const busy = busyOn('2027-03-01', { 1: '09:00-10:00 11:15-12:00 15:15-18:00' })
  expect(dayOffered(catalog, busy, wish(1, 2))).toBe('10:00 12:00 13:00 14:00')
  const start = at('2027-03-01T10:00+03:00')
  expect(planAt(catalog, busy, wish(1, 2), start, NOW)?.occupancies).toEqual([
    { resourceId: 1, from: start, to: start + 75 },
  ])
  expect(planAt(catalog, busy, wish(2, 3), start, NOW)?.occupancies).toEqual([
    { resourceId: 1, from: start, to: start + 75 },
  ])
})

test('what does not fit after a long first service fits after a short one', () => {
  const masters = [
    { resourceId: 1, segments: [120], price: null },
    { resourceId: 2, segments: [30], price: null },
  ]
  const catalog = catalogOf({
    resources: [resource(1), resource(2), resource(3), resource(4)],
    services: [service(1, [], { masters }), service(2, [3]), service(3, [4])],
  })
  // The second master is busier, so the first one is tried before.
  const busy = busyOn('2027-03-01', { 2: '14:00-15:00', 4: '13:00-18:00' })
  const plan = planAt(catalog, busy, wish(1, 2, 3), at('2027-03-01T10:00+03:00'), NOW)
  expect(plan?.parts.map(({ masterId }) => masterId)).toEqual([2, 3, 4])
})

test('one master for all is preferred, else one follows the other, each with buffers', () => {
  const catalog = catalogOf({
    resources: [resource(1), resource(2), resource(3)],
    services: [service(1, [1, 3], { bufferAfter: 15 }), service(2, [2, 3], { bufferBefore: 15 })],
  })
  const start = at('2027-03-01T10:00+03:00')
  const together = planAt(catalog, busyOn('2027-03-01', { 3: '13:00-18:00' }), wish(1, 2), start, NOW)
  expect(together?.parts.map(({ masterId }) => masterId)).toEqual([3, 3])
  const busy = busyOn('2027-03-01', { 3: '10:30-11:00' })
  const apart = planAt(catalog, busy, wish(1, 2), start, NOW)
  expect(apart?.parts.map(({ masterId }) => masterId)).toEqual([1, 2])
  expect(apart?.occupancies).toEqual([
    { resourceId: 1, from: start, to: start + 75 },
    { resourceId: 2, from: start + 45, to: start + 120 },
  ])
  expect(
    planAt(catalog, busyOn('2027-03-01', { 2: '10:45-11:00', 3: '10:30-11:00' }), wish(1, 2), start, NOW),
  ).toBeNull()
})

test('a slot of several services names who can take the first', () => {
  const catalog = catalogOf({ resources: [resource(1), resource(2)], services: [service(1, [1, 2]), service(2, [2])] })
  const range = { from: at('2027-03-01T10:00+03:00'), to: at('2027-03-01T12:00+03:00') }
  expect(findSlots(catalog, busyOn('2027-03-01', { 1: '10:00-11:00' }), wish(1, 2), range, NOW)).toEqual([
    { start: range.from, masters: [2] },
    { start: range.from + 60, masters: [1, 2] },
  ])
})

test('the same room is kept from service to service when it can be', () => {
  const resources = [resource(1), resource(8, { kind: 'кабинет' }), resource(9, { kind: 'кабинет' })]
  const needs = { needs: ['кабинет'], bufferAfter: 10 }
  const catalog = catalogOf({ resources, services: [service(1, [1], needs), service(2, [1], needs)] })
  const start = at('2027-03-01T10:00+03:00')
  const roomsWith = (busy: Busy) =>
    planAt(catalog, busy, wish(1, 2), start, NOW)?.parts.map(({ roomIds }) => roomIds[0])
  expect(roomsWith(new Map())).toEqual([8, 8])
  expect(roomsWith(busyOn('2027-03-01', { 8: '11:30-12:00' }))).toEqual([9, 9])
  expect(roomsWith(busyOn('2027-03-01', { 8: '11:30-12:00', 9: '09:00-10:30' }))).toEqual([8, 9])
  expect(roomsWith(busyOn('2027-03-01', { 8: '11:05-12:00', 9: '09:00-10:30' }))).toBeUndefined()
})

test('in a pause the master takes another client, the chair does not', () => {
  const dye = service(1, [1], { segments: [40, 60, 20] })
  const resources = [resource(1), resource(9, { kind: 'кресло' })]
  const catalog = catalogOf({
    resources,
    services: [dye, service(2, [1], { segments: [60] })],
    rules: { ...catalogOf({}).rules, stepMinutes: 20 },
  })
  const start = at('2027-03-01T10:00+03:00')
  const plan = planAt(catalog, new Map(), wish(1), start, NOW)
  expect(plan).toMatchObject({ start, end: start + 120 })
  expect(plan?.occupancies).toEqual([
    { resourceId: 1, from: start, to: start + 40 },
    { resourceId: 1, from: start + 100, to: start + 120 },
  ])
  const busy = new Map([[1, [start - 60, start + 40, start + 100, start + 480]]])
  expect(dayOffered(catalog, busy, wish(2))).toBe('10:40')
  expect(dayOffered(catalog, new Map([[1, [start + 40, start + 100]]]), wish(1))).toMatch(/^10:00 11:40 12:00/)
  const inChair = { ...catalog, services: [{ ...dye, needs: ['кресло'] }] }
  expect(planAt(inChair, new Map([[9, [start + 50, start + 60]]]), wish(1), start, NOW)).toBeNull()
  expect(planAt(inChair, new Map(), wish(1), start, NOW)?.occupancies.at(-1)).toEqual({
    resourceId: 9,
    from: start,
    to: start + 120,
  })
})

test('any master: through a month of bookings nobody is ever two ahead of another on a day', () => {
  const masters = [1, 2, 3, 4]
  const catalog = catalogOf({ resources: masters.map((id) => resource(id)), services: [service(1, masters)] })
  const busy = new Map<number, number[]>(masters.map((id) => [id, []]))
  for (let day = 0; day < 30; day++) {
    const count = new Map(masters.map((id) => [id, 0]))
    for (const hour of [14, 9, 17, 11, 10, 16, 12, 13, 15]) {
      const { parts, occupancies } = planAt(catalog, busy, wish(1), NOW + day * 1440 + (hour - 8) * 60, NOW)!
      const [{ masterId }] = parts as [(typeof parts)[0]]
      count.set(masterId, count.get(masterId)! + 1)
      const taken = occupancies.flatMap(({ from, to }) => [from, to])
      busy.set(
        masterId,
        [...busy.get(masterId)!, ...taken].sort((a, b) => a - b),
      )
      expect(Math.max(...count.values()) - Math.min(...count.values())).toBeLessThanOrEqual(1)
    }
  }
})

test('any master: on empty days the lot gives everyone about the same', () => {
  const masters = [1, 2, 3, 4]
  const catalog = catalogOf({ resources: masters.map((id) => resource(id)), services: [service(1, masters)] })
  const count = new Map(masters.map((id) => [id, 0]))
  for (const { start } of findSlots(catalog, new Map(), wish(1), { from: NOW, to: NOW + 300 * 1440 }, NOW)) {
    const { masterId } = planAt(catalog, new Map(), wish(1), start, NOW)!.parts[0]!
    count.set(masterId, count.get(masterId)! + 1)
  }
  for (const bookings of count.values()) expect(Math.abs(bookings - 675)).toBeLessThan(100)
})
