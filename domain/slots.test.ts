import { expect, test } from 'vitest'
import { type Catalog, MASTER, type Minute, type Service } from './catalog.ts'
import { at, branch, catalogOf, clocks, everyDay, resource, service } from './slots.sample.ts'
import { type Busy, findSlots, nearest, packDays, planAt, resourcesOf } from './slots.ts'
import { addDays, dayStart, isoOf } from './time.ts'

const MOSCOW = 'Europe/Moscow'
/** Monday morning in Moscow. */
const NOW = at('2027-03-01T08:00+03:00')

/** A wish at branch 1: `[service, master]` or the service alone for any master. */
function wish(...parts: (number | [number, number])[]) {
  return {
    locationId: 1,
    parts: parts.map((part) =>
      typeof part === 'number' ? { serviceId: part, masterId: null } : { serviceId: part[0], masterId: part[1] },
    ),
  }
}

/** Busy times: `{ 1: '09:00-10:30 12:00-13:00' }` on one date in Moscow. */
function busyOn(date: string, written: Record<number, string>): Busy {
  const pairsOf = (text: string) => text.split(/[ -]/).map((clock) => at(`${date}T${clock}+03:00`))
  return new Map(Object.entries(written).map(([id, text]) => [Number(id), pairsOf(text)]))
}

function dayOffered(
  catalog: Catalog,
  busy: Busy,
  what: ReturnType<typeof wish>,
  date = '2027-03-01',
  now = NOW,
): string {
  const zone = catalog.locations[0]!.timezone
  const range = { from: dayStart(zone, date), to: dayStart(zone, addDays(date, 1)) }
  return clocks(zone, findSlots(catalog, busy, what, range, now))
}

function oneMaster(change: Partial<Service>, rules: Partial<Catalog['rules']> = {}): Catalog {
  const { rules: usual } = catalogOf({})
  return catalogOf({ rules: { ...usual, ...rules }, resources: [resource(1)], services: [service(1, [1], change)] })
}

const wholeDay = '09:00 10:00 11:00 12:00 13:00 14:00 15:00 16:00 17:00'

test('a golden day: free hours from opening to the last that ends at closing', () => {
  expect(dayOffered(oneMaster({}), new Map(), wish(1))).toBe(wholeDay)
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
  expect(dayOffered(catalog, new Map(), wish([1, 1]))).toBe(wholeDay)
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
  expect(dayOffered(catalog, new Map(), wish(1), '2027-03-01', now)).toBe(wholeDay)
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
