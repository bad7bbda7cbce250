import { expect, test } from 'vitest'
import type { Catalog } from '../domain/catalog.ts'
import { seeded } from '../domain/seeded.ts'
import { branch, catalogOf, everyDay, resource, service } from '../domain/slots.sample.ts'
import { book } from './book.ts'
import { DAY, hourBy, NOW, openStudio, type Studio, TEN } from './bookings.sample.ts'
import { block } from './occupancies.ts'
import { findOffer, nearestSlots } from './offer.ts'
import type { Tx } from './sql.ts'
import { onEachDatabase } from './testing/databases.ts'

type Random = ReturnType<typeof seeded>

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

/** A salon of one to four masters, up to two chairs and three services, with hours, buffers and rules of all kinds. */
function anyCatalog(random: Random): Catalog {
  const one = <T>(...list: T[]) => pick(random, list)
  const masters = Array.from({ length: one(1, 2, 3, 4) }, (_, i) => i + 1)
  const hours = () => one(null, everyDay([10, 14], [15, 19]), everyDay([9, 13]), everyDay([18, 26]))
  const off = NOW + 60 * one(2, 4, 6)
  return catalogOf({
    locations: [branch({ timezone: one('Europe/Moscow', 'Europe/Berlin', 'Asia/Vladivostok') })],
    rules: {
      ...catalogOf({}).rules,
      stepMinutes: one(15, 30, 60),
      noticeMinutes: one(0, 60, 200),
      windowDays: one(1, 2, 30),
    },
    resources: [
      ...masters.map((id) =>
        resource(id, { hours: hours(), timeOff: random() < 0.3 ? [{ from: off, to: off + 90 }] : [] }),
      ),
      ...[11, 12].slice(0, one(1, 2)).map((id) => resource(id, { kind: 'chair' })),
    ],
    services: [1, 2, 3].map((id) => ({
      ...service(id, [], {
        segments: one([30], [60], [45], [20, 30, 20]),
        bufferBefore: one(0, 0, 15),
        bufferAfter: one(0, 0, 10),
        needs: one([], [], ['chair']),
      }),
      masters: masters
        .filter((master) => master === 1 || random() < 0.7)
        .map((resourceId) => ({ resourceId, segments: one(null, null, [50]), price: null })),
    })),
  })
}

function anyWish(studio: Studio, random: Random) {
  const part = (): number | [number, number] => {
    const id = pick(random, [1, 2, 3])
    const { masters } = studio.catalog.services.find((known) => known.id === studio.service(id))!
    const master = [1, 2, 3, 4].find((known) => studio.resource(known) === pick(random, masters).resourceId)
    return random() < 0.5 && master !== undefined ? [id, master] : id
  }
  return random() < 0.6 ? studio.wish(part()) : studio.wish(part(), part())
}

/** Visits, holds that are on and that ran out, overlaps on purpose, and blocks. */
async function crowd(studio: Studio, random: Random) {
  for (let i = 0; i < 14; i++) {
    const start = NOW + 15 * Math.floor(random() * 96)
    const change = pick(random, [
      {},
      { hold: true },
      { hold: true, now: NOW - 60 },
      { door: 'staff' as const, overlapReason: 'очень просили' },
    ])
    if (random() < 0.8) await studio.book(anyWish(studio, random), start, change)
    else {
      const place = { resourceId: pick(random, studio.catalog.resources).id, from: start, to: start + 40 }
      await studio.db.transaction((tx) => block(tx, studio.businessId, place, 'обед', NOW))
    }
  }
}

onEachDatabase('the offer', (database) => {
  const SEEDS = database.kind === 'postgres' ? 24 : 4

  test('is bookable, all of it, and what is not offered is refused', async () => {
    let offered = 0
    let refused = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = seeded(seed)
      const studio = await openStudio(database.db, anyCatalog(random), 5)
      await crowd(studio, random)
      const wish = anyWish(studio, random)
      const question = { businessId: studio.businessId, wish, now: NOW }
      const range = { from: NOW - 60, to: NOW + 1.25 * DAY }
      const slots = await findOffer(studio.db, studio.catalogs, { ...question, range })
      const open = new Set(slots.map(({ start }) => start))
      const others = Array.from({ length: 12 }, () => range.from + 5 * Math.floor(random() * 372))
      await studio.db.transaction(async (tx) => {
        for (const { start, masters } of slots) {
          const result = await tried(tx, studio, wish, start)
          expect(result, `seed ${seed} at ${start - NOW}`).toMatchObject({ ok: true })
          expect(result.ok && masters.includes(result.visit.parts[0]!.masterId)).toBe(true)
          offered++
        }
        for (const start of others) {
          if (open.has(start)) continue
          expect(await tried(tx, studio, wish, start), `seed ${seed} at ${start - NOW}`).toMatchObject({ ok: false })
          refused++
        }
      })
    }
    expect(offered).toBeGreaterThan(SEEDS * 3)
    expect(refused).toBeGreaterThan(SEEDS * 3)
  })

  /** What `book` says, with nothing left of it. */
  async function tried(tx: Tx, studio: Studio, wish: ReturnType<typeof anyWish>, start: number) {
    await tx.query('savepoint trial')
    const result = await book(tx, studio.catalogs, studio.booking(wish, start))
    await tx.query('rollback to savepoint trial')
    return result
  }

  test('heeds what is taken just outside the range, in reach of its visits', async () => {
    const { rules } = catalogOf({})
    const studio = await openStudio(database.db, {
      ...hourBy(1),
      rules: { ...rules, stepMinutes: 30, noticeMinutes: 0 },
    })
    await studio.book(studio.wish(1), TEN + 30)
    const question = { businessId: studio.businessId, wish: studio.wish(1), now: NOW }
    const at = (start: number) =>
      findOffer(studio.db, studio.catalogs, { ...question, range: { from: start, to: start + 1 } })
    expect(await Promise.all([TEN - 30, TEN, TEN + 60, TEN + 90].map(at))).toMatchObject([[{}], [], [], [{}]])
  })

  test('is cut to its limit, and empty for what nobody can have', async () => {
    const studio = await openStudio(database.db, hourBy(2))
    const ask = (change: object) =>
      findOffer(studio.db, studio.catalogs, {
        businessId: studio.businessId,
        wish: studio.wish(1),
        now: NOW,
        range: { from: NOW, to: NOW + DAY },
        ...change,
      })
    expect(await ask({ limit: 2 })).toEqual(
      [TEN - 60, TEN].map((start) => ({ start, masters: [1, 2].map(studio.resource) })),
    )
    const none = { ...studio.wish(1), parts: [] }
    for (const change of [{ wish: none }, { range: { from: TEN, to: TEN } }, { range: { from: TEN + DAY, to: TEN } }])
      expect(await ask(change)).toEqual([])
    expect(
      await ask({ range: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }, limit: 1 }),
    ).toHaveLength(1)
    expect(await ask({ range: { from: NOW + 10_000 * DAY, to: NOW + 20_000 * DAY } })).toEqual([])
  })
})

onEachDatabase('the nearest slots', (database) => {
  test('are those nearest in time, as many as asked for, and bookable', async () => {
    const studio = await openStudio(database.db, hourBy(1), 5)
    for (const hours of [0, 1, 2]) await studio.book(studio.wish(1), TEN + hours * 60)
    const question = { businessId: studio.businessId, wish: studio.wish(1), now: NOW, around: TEN + 60 }
    const near = await nearestSlots(studio.db, studio.catalogs, question)
    expect(near.map(({ start }) => (start - TEN) / 60)).toEqual([-1, 3, 4])
    const five = await nearestSlots(studio.db, studio.catalogs, { ...question, count: 5 })
    expect(five.map(({ start }) => (start - TEN) / 60)).toEqual([-1, 3, 4, 5, 6])
    for (const { start } of near) expect(await studio.book(studio.wish(1), start)).toMatchObject({ ok: true })
  })

  test('are found weeks away when nothing is nearer, and none beyond the window', async () => {
    const { rules } = catalogOf({})
    const studio = await openStudio(database.db, {
      ...hourBy(1),
      rules: { ...rules, noticeMinutes: 0, windowDays: 30 },
    })
    const place = { resourceId: studio.resource(1), from: NOW, to: NOW + 20 * DAY }
    await studio.db.transaction((tx) => block(tx, studio.businessId, place, 'отпуск', NOW))
    const question = { businessId: studio.businessId, wish: studio.wish(1), now: NOW }
    const near = await nearestSlots(studio.db, studio.catalogs, { ...question, around: TEN })
    expect(near[0]!.start).toBe(TEN - 60 + 20 * DAY)
    expect(near).toHaveLength(3)
    const far = await nearestSlots(studio.db, studio.catalogs, { ...question, around: TEN + 300 * DAY })
    expect(far[0]!.start).toBe(TEN + 7 * 60 + 29 * DAY)
  })

  test('count the place of the visit that is to be moved as free', async () => {
    const studio = await openStudio(database.db, hourBy(1))
    const booked = await studio.book(studio.wish(1), TEN)
    const except = booked.ok ? booked.visit.id : null
    const question = { businessId: studio.businessId, wish: studio.wish(1), now: NOW, around: TEN, count: 1 }
    expect((await nearestSlots(studio.db, studio.catalogs, question))[0]!.start).toBe(TEN - 60)
    expect((await nearestSlots(studio.db, studio.catalogs, { ...question, except }))[0]!.start).toBe(TEN)
  })
})
