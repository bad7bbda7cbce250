import { expect, test } from 'vitest'
import type { Catalog, Minute, Resource, Service } from './catalog.ts'
import { MASTER, rulesOf } from './catalog.ts'
import { seeded } from './seeded.ts'
import { at, branch, catalogOf, resource, service } from './slots.sample.ts'
import { type Busy, findSlots, type Plan, planAt, resourcesOf, type Wish } from './slots.ts'

/** One random business over the three days from `from`; `now` lies a little after it. */
type World = { catalog: Catalog; busy: Map<number, number[]>; wish: Wish; from: Minute; to: Minute; now: Minute }

const DATES: [zone: string, dates: [string, string, string]][] = [
  ['Europe/Moscow', ['2027-03-01', '2027-03-02', '2027-03-03']],
  ['Europe/Berlin', ['2027-03-27', '2027-03-28', '2027-03-29']],
  ['Europe/Berlin', ['2027-10-30', '2027-10-31', '2027-11-01']],
  ['Asia/Kathmandu', ['2027-03-01', '2027-03-02', '2027-03-03']],
]

function worldOf(seed: number): World {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!
  const [zone, dates] = oneOf(DATES)
  const from = instant(zone, dates[0], 0)
  const to = instant(zone, dates[2], 1440)
  const spans = () =>
    oneOf([
      [{ from: 540, to: 1080 }],
      [
        { from: 0, to: 300 },
        { from: 360, to: 720 },
      ],
      [{ from: 1200, to: 1620 }],
      [{ from: 0, to: 1440 }],
      [],
    ])
  const week = () => Array.from({ length: 7 }, spans)
  const exceptions = () => (random() < 0.3 ? [{ date: oneOf(dates), hours: spans() }] : [])
  const resources = [1, 2, 3, 4, 8, 9, 10].map((id) => {
    const off = from + below(4000)
    return resource(id, {
      kind: id < 8 ? MASTER : oneOf(['кресло', 'кресло', 'бокс']),
      locationId: random() < 0.93 ? 1 : 2,
      hours: random() < 0.3 ? week() : null,
      exceptions: exceptions(),
      timeOff: random() < 0.3 ? [{ from: off, to: off + 30 + below(400) }] : [],
    })
  })
  const segments = () => oneOf([[30], [60], [45], [30, 30, 15], [20, 40, 20, 10], [0, 15, 30], [25, 0, 25]])
  const services = [1, 2, 3].map((id) =>
    service(id, [], {
      segments: segments(),
      bufferBefore: oneOf([0, 0, 10]),
      bufferAfter: oneOf([0, 0, 5, 40]),
      needs: oneOf([[], [], ['кресло'], ['бокс'], ['кресло', 'бокс'], ['кресло', 'кресло'], [MASTER]]),
      masters: [1, 2, 3, 4]
        .filter(() => random() < 0.7)
        .map((resourceId) => ({
          resourceId,
          segments: random() < 0.25 ? segments() : null,
          price: random() < 0.3 ? below(5000) * 100 : null,
        })),
      rules: random() < 0.3 ? { windowDays: 1 + below(3), noticeMinutes: below(600) } : {},
    }),
  )
  const parts = Array.from({ length: oneOf([1, 1, 2, 3]) }, () => ({
    serviceId: 1 + below(3),
    masterId: random() < 0.7 ? null : 1 + below(4),
  }))
  const busy = new Map<number, number[]>()
  for (const { id } of resources) {
    // Whole fives meet the grid exactly, single minutes miss it by one.
    const grain = oneOf([1, 5])
    const taken = Array.from({ length: below(25) }, () => from + below((to - from) / grain) * grain).sort(
      (a, b) => a - b,
    )
    busy.set(
      id,
      taken.flatMap((start) => [start, start + (1 + below(120 / grain)) * grain]),
    )
  }
  const location = branch({ timezone: zone, hours: week(), exceptions: exceptions() })
  const rules = { ...catalogOf({}).rules, stepMinutes: oneOf([15, 30, 50]), windowDays: 5 }
  const catalog = catalogOf({ locations: [location], resources, services, rules })
  return { catalog, busy, wish: { locationId: 1, parts }, from, to, now: from + below(300) }
}

function instant(zone: string, date: string, minutes: number): Minute {
  const wall = Temporal.PlainDateTime.from(date).add({ minutes })
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / 60_000
}

/** Minute by minute, whether a resource works and whether it is taken, from a day before the range to a day after. */
type Sheet = { open: Uint8Array; taken: Uint8Array }

/** One way to hold a visit: for each part a master and rooms. */
type Way = { masters: number[]; rooms: Resource[][] }

/** The definition of an offer, told minute by minute and way by way: slow, and none of the engine's code. */
function oracleOf({ catalog, busy, wish, from, to, now }: World) {
  const location = catalog.locations[0]!
  const zone = location.timezone
  const edge = from - 1440
  const sheets = new Map<number, Sheet>()
  for (const who of catalog.resources) sheets.set(who.id, sheetOf(who))

  function sheetOf(who: Resource): Sheet {
    const length = to - from + 2 * 1440
    const sheet = { open: new Uint8Array(length), taken: new Uint8Array(length) }
    const mark = (minutes: Uint8Array, start: Minute, end: Minute, value: number) =>
      end > start && minutes.fill(value, Math.max(0, start - edge), Math.max(0, end - edge))
    for (let i = -2; i <= 4; i++) {
      const date = Temporal.Instant.fromEpochMilliseconds(from * 60_000)
        .toZonedDateTimeISO(zone)
        .toPlainDate()
        .add({ days: i })
      const name = date.toString()
      const spans =
        who.exceptions.find((exception) => exception.date === name)?.hours ??
        location.exceptions.find((exception) => exception.date === name)?.hours ??
        (who.hours ?? location.hours)[date.dayOfWeek - 1]!
      for (const span of spans) mark(sheet.open, instant(zone, name, span.from), instant(zone, name, span.to), 1)
    }
    for (const off of who.timeOff) mark(sheet.open, off.from, off.to, 0)
    const pairs = busy.get(who.id) ?? []
    for (let i = 0; i < pairs.length; i += 2) mark(sheet.taken, pairs[i]!, pairs[i + 1]!, 1)
    return sheet
  }

  const open = (id: number, start: Minute, end: Minute) =>
    sheets
      .get(id)!
      .open.subarray(start - edge, end - edge)
      .every((m) => m === 1)
  const free = (id: number, start: Minute, end: Minute) =>
    sheets
      .get(id)!
      .taken.subarray(start - edge, end - edge)
      .every((m) => m === 0)

  /** All ways to staff and furnish the visit, whether they fit or not. */
  function ways(): Way[] {
    let all: Way[] = [{ masters: [], rooms: [] }]
    for (const { serviceId, masterId } of wish.parts) {
      const { masters, needs } = serviceOf(serviceId)
      const here = catalog.resources.filter(({ locationId }) => locationId === 1)
      const able = here.filter(
        ({ id }) => masters.some(({ resourceId }) => resourceId === id) && (masterId ?? id) === id,
      )
      let sets: Resource[][] = [[]]
      for (const kind of needs) {
        sets = sets.flatMap((set) =>
          here.filter((room) => room.kind === kind && !set.includes(room)).map((room) => [...set, room]),
        )
      }
      all = all.flatMap((way) =>
        able.flatMap((master) =>
          sets
            .filter((set) => !set.includes(master))
            .map((set) => ({ masters: [...way.masters, master.id], rooms: [...way.rooms, set] })),
        ),
      )
    }
    return all
  }

  function serviceOf(id: number): Service {
    return catalog.services.find((one) => one.id === id)!
  }

  function fits({ masters, rooms }: Way, start: Minute): boolean {
    const usedIn = (i: number) => (masters[i] === undefined ? [] : [masters[i], ...rooms[i]!.map(({ id }) => id)])
    let begin = start
    return wish.parts.every(({ serviceId }, i) => {
      const found = serviceOf(serviceId)
      const segments = found.masters.find(({ resourceId }) => resourceId === masters[i])!.segments ?? found.segments
      const bounds = segments.map((_, s) => begin + segments.slice(0, s).reduce((sum, length) => sum + length, 0))
      const end = begin + segments.reduce((sum, length) => sum + length, 0)
      const work = segments
        .map((length, s) => [bounds[s]!, bounds[s]! + length] as const)
        .filter(([a, b], s) => s % 2 === 0 && a < b)
      const [master] = usedIn(i)
      const good =
        open(master!, work[0]![0], work.at(-1)![1]) &&
        work.every(([a, b]) => free(master!, a, b)) &&
        rooms[i]!.every(({ id }) => open(id, begin, end) && free(id, begin, end)) &&
        usedIn(i).every((id) => usedIn(i - 1).includes(id) || free(id, begin - found.bufferBefore, begin)) &&
        usedIn(i).every((id) => usedIn(i + 1).includes(id) || free(id, end, end + found.bufferAfter))
      begin = end
      return good
    })
  }

  function mayStart(start: Minute): boolean {
    const rules = wish.parts.map(({ serviceId }) => rulesOf(catalog, serviceOf(serviceId)))
    const clock = Temporal.Instant.fromEpochMilliseconds(start * 60_000).toZonedDateTimeISO(zone)
    const today = Temporal.Instant.fromEpochMilliseconds(now * 60_000)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
    const ahead = today.until(clock.toPlainDate(), { largestUnit: 'days' }).days
    return (
      (clock.hour * 60 + clock.minute) % rules[0]!.stepMinutes === 0 &&
      rules.every(({ noticeMinutes, windowDays }) => start >= now + noticeMinutes && ahead < windowDays)
    )
  }

  /** Sorts better ways first: by changes of master, changes of room, then how busy the first master is on that date. */
  function score({ masters, rooms }: Way, start: Minute): string {
    const usedIn = (i: number) => [masters[i], ...rooms[i]!.map(({ id }) => id)]
    const moved = rooms.flatMap((set, i) =>
      set.filter(
        ({ id, kind }) => i > 0 && rooms[i - 1]!.some((room) => room.kind === kind) && !usedIn(i - 1).includes(id),
      ),
    )
    const date = Temporal.Instant.fromEpochMilliseconds(start * 60_000)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
    const [midnight, next] = [date, date.add({ days: 1 })].map((day) => instant(zone, day.toString(), 0) - edge)
    const load = sheets
      .get(masters[0]!)!
      .taken.subarray(midnight, next)
      .reduce((sum, minute) => sum + minute, 0)
    const changes = masters.filter((id, i) => i > 0 && id !== masters[i - 1]).length
    return [changes, moved.length, load].map((count) => String(count).padStart(4, '0')).join(' ')
  }

  const all = ways()
  return {
    score,
    waysAt: (start: Minute) => (mayStart(start) ? all.filter((way) => fits(way, start)) : []),
    overlaps: ({ occupancies }: Plan) => occupancies.some(({ resourceId, from: a, to: b }) => !free(resourceId, a, b)),
  }
}

test('what is offered is what the definition allows, to the minute and the master, and has the best plan', () => {
  let offers = 0
  for (let seed = 1; seed <= 60; seed++) {
    const world = worldOf(seed)
    const { catalog, busy, wish, from, to, now } = world
    const oracle = oracleOf(world)
    const slots = findSlots(catalog, busy, wish, { from, to }, now)
    offers += slots.length
    const starts = Array.from({ length: (to - from) / 5 }, (_, i) => from + i * 5)
    const defined = starts.map((start) => ({ start, ways: oracle.waysAt(start) })).filter(({ ways }) => ways.length > 0)
    const firstOf = (ways: Way[]) => [...new Set(ways.map(({ masters }) => masters[0]!))].sort((a, b) => a - b)
    expect(slots, `seed ${seed}`).toEqual(defined.map(({ start, ways }) => ({ start, masters: firstOf(ways) })))
    const plans = starts.map((start) => planAt(catalog, busy, wish, start, now)).filter((plan) => plan !== null)
    expect(plans.map(({ start }) => start)).toEqual(slots.map(({ start }) => start))
    plans.forEach((plan, i) => {
      const best = defined[i]!.ways.map((way) => oracle.score(way, plan.start)).sort()[0]
      const rooms = plan.parts.map(({ roomIds }) =>
        roomIds.map((id) => catalog.resources.find((room) => room.id === id)!),
      )
      expect(
        oracle.score({ masters: plan.parts.map(({ masterId }) => masterId), rooms }, plan.start),
        `seed ${seed}`,
      ).toBe(best)
      expect(oracle.overlaps(plan)).toBe(false)
    })
  }
  expect(offers).toBeGreaterThan(1000)
}, 60_000)

test('a plan is in order: parts follow each other, occupancies are sorted, merged, and of resources that were announced', () => {
  for (let seed = 1000; seed < 1150; seed++) {
    const { catalog, busy, wish, from, to, now } = worldOf(seed)
    const announced = resourcesOf(catalog, wish)
    for (const { start } of findSlots(catalog, busy, wish, { from, to }, now, 5)) {
      const { parts, occupancies, end, price } = planAt(catalog, busy, wish, start, now)!
      expect([parts[0]!.start, parts.at(-1)!.end]).toEqual([start, end])
      expect(parts.slice(1).map((part) => part.start)).toEqual(parts.slice(0, -1).map((part) => part.end))
      expect(price).toBe(parts.reduce((sum, part) => sum + part.price, 0))
      occupancies.forEach((one, i) => {
        expect(announced).toContain(one.resourceId)
        expect(one.to).toBeGreaterThan(one.from)
        const next = occupancies[i + 1]
        if (next?.resourceId === one.resourceId) expect(next.from).toBeGreaterThan(one.to)
        else if (next) expect(next.resourceId).toBeGreaterThan(one.resourceId)
      })
    }
  }
})

test('bookings made one after another from what is offered never overlap', () => {
  let booked = 0
  for (let seed = 2000; seed < 2060; seed++) {
    const { catalog, from, to, now } = worldOf(seed)
    const random = seeded(seed)
    const busy = new Map<number, number[]>()
    for (let i = 0; i < 40; i++) {
      const parts = Array.from({ length: 1 + (i % 3) }, () => ({
        serviceId: 1 + Math.floor(random() * 3),
        masterId: null,
      }))
      const wish = { locationId: 1, parts }
      const slots = findSlots(catalog, busy, wish, { from, to }, now)
      const slot = slots[Math.floor(random() * slots.length)]
      if (!slot) continue
      book(busy, planAt(catalog, busy, wish, slot.start, now)!)
      booked++
    }
  }
  expect(booked).toBeGreaterThan(500)
})

/** Writes the plan into the diary and refuses what meets anything there, as the database's constraint does. */
function book(busy: Map<number, number[]>, { occupancies }: Plan): void {
  for (const { resourceId, from, to } of occupancies) {
    const taken = busy.get(resourceId) ?? []
    for (let i = 0; i < taken.length; i += 2) expect(from >= taken[i + 1]! || to <= taken[i]!).toBe(true)
    busy.set(
      resourceId,
      [...taken, from, to].sort((a, b) => a - b),
    )
  }
}

test('busy times may come as typed arrays, and a resource without any may be missing', () => {
  for (let seed = 3000; seed < 3030; seed++) {
    const { catalog, busy, wish, from, to, now } = worldOf(seed)
    const typed: Busy = new Map(
      [...busy].filter(([, pairs]) => pairs.length > 0).map(([id, pairs]) => [id, Int32Array.from(pairs)]),
    )
    const range = { from, to }
    expect(findSlots(catalog, typed, wish, range, now)).toEqual(findSlots(catalog, busy, wish, range, now))
  }
})

test('times before the epoch and far ahead are times like any other', () => {
  for (const first of ['1965-03-01T00:00+03:00', '2199-03-01T00:00+03:00']) {
    const catalog = catalogOf({ resources: [resource(1)], services: [service(1, [1])], locations: [branch()] })
    const from = at(first)
    const wish = { locationId: 1, parts: [{ serviceId: 1, masterId: null }] }
    const slots = findSlots(catalog, new Map(), wish, { from, to: from + 1440 }, from)
    expect(slots.map(({ start }) => start)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17].map((hour) => from + hour * 60))
  }
})
