import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Booked, book, move } from './book.ts'
import { DAY, deadlocks, disorder, hourBy, NOW, openStudio, type Studio, TEN } from './bookings.sample.ts'
import { confirmHold } from './confirm.ts'
import { nearestSlots } from './offer.ts'
import { openPostgres } from './postgres.ts'
import type { Db, Tx } from './sql.ts'
import { onPostgres } from './testing/databases.ts'
import type { Visit } from './visits.ts'

const FIFTY = Array.from({ length: 50 }, (_, i) => i)
const TOMORROW = TEN + DAY

onPostgres('fifty clients at once want one slot', (database) => {
  let db: Db
  beforeAll(() => {
    db = openPostgres(database.url, { max: 50 })
  })
  afterAll(() => db.close())

  const atOnce = (attempts: ((tx: Tx) => Promise<Booked>)[]) =>
    Promise.all(attempts.map((attempt) => db.transaction(attempt)))

  /** Exactly so many won, the others lost to them, and the books are in order. */
  async function expectWinners(studio: Studio, results: Booked[], winners: number, live = winners) {
    expect(results.filter((result) => result.ok)).toHaveLength(winners)
    expect(results.filter((result) => !result.ok && result.reason === 'taken')).toHaveLength(results.length - winners)
    expect(await disorder(studio)).toEqual({ live, doubles: 0, astray: 0, unhoused: 0 })
    expect(await deadlocks(db)).toBe(0)
  }

  const hold =
    (studio: Studio, start: number, now: number) =>
    ({ tx }: { tx: Tx }) =>
      book(tx, studio.catalogs, studio.booking(studio.wish([1, 1]), start, { hold: true, now }))

  /** Holds that all ran out, each of which had the place after the one before. */
  async function expiredHolds(studio: Studio, count: number, start: number): Promise<{ holds: Visit[]; now: number }> {
    const holds: Visit[] = []
    for (let i = 0; i < count; i++) {
      const held = await db.transaction((tx) => hold(studio, start, NOW + i * 11)({ tx }))
      if (held.ok) holds.push(held.visit)
    }
    expect(holds).toHaveLength(count)
    return { holds, now: NOW + count * 11 }
  }

  const confirm =
    (studio: Studio, { id, clientId }: Visit, now: number) =>
    (tx: Tx) =>
      confirmHold(tx, studio.catalogs, { businessId: studio.businessId, id, clientId, now })

  test('through book: one wins, and the others get times nearby that they can book', async () => {
    const studio = await openStudio(db, hourBy(1), 50)
    const wish = studio.wish([1, 1])
    const results = await atOnce(FIFTY.map(() => (tx) => book(tx, studio.catalogs, studio.booking(wish, TEN))))
    await expectWinners(studio, results, 1)
    const question = { businessId: studio.businessId, wish, around: TEN, now: NOW }
    const near = await nearestSlots(db, studio.catalogs, question)
    expect(near.map(({ start }) => start - TEN)).toEqual([-60, 60, 120])
    for (const { start } of near) expect(await studio.book(wish, start)).toMatchObject({ ok: true })
  })

  test('through book with any of five masters: five win, each with a master of their own', async () => {
    const studio = await openStudio(db, hourBy(5), 50)
    const wish = studio.wish(1)
    const results = await atOnce(FIFTY.map(() => (tx) => book(tx, studio.catalogs, studio.booking(wish, TEN))))
    await expectWinners(studio, results, 5)
    const masters = results.map((result) => (result.ok ? result.visit.parts[0]!.masterId : null))
    expect(new Set(masters.filter((id) => id !== null)).size).toBe(5)
  })

  test('through move: one visit comes, the others stay where they were', async () => {
    const studio = await openStudio(db, hourBy(1), 50)
    const wish = studio.wish([1, 1])
    const visits: Visit[] = []
    for (const i of FIFTY) {
      const booked = await studio.book(wish, NOW + 60 + (1 + Math.floor(i / 9)) * DAY + (i % 9) * 60)
      if (booked.ok) visits.push(booked.visit)
    }
    const { businessId, catalogs } = studio
    const results = await atOnce(
      visits.map(
        ({ id, version }) =>
          (tx) =>
            move(tx, catalogs, { businessId, id, version, wish, start: TEN, now: NOW }),
      ),
    )
    await expectWinners(studio, results, 1, 50)
  })

  test('through hold: one holds it', async () => {
    const studio = await openStudio(db, hourBy(1), 50)
    const results = await atOnce(FIFTY.map(() => (tx) => hold(studio, TEN, NOW)({ tx })))
    await expectWinners(studio, results, 1, 0)
  })

  test('through the confirmation of holds that ran out: one wins', async () => {
    const studio = await openStudio(db, hourBy(1), 50)
    const { holds, now } = await expiredHolds(studio, 50, TOMORROW)
    await expectWinners(studio, await atOnce(holds.map((held) => confirm(studio, held, now))), 1)
  })

  test('through all doors together: one wins', async () => {
    const studio = await openStudio(db, hourBy(1), 50)
    const wish = studio.wish([1, 1])
    const { businessId, catalogs } = studio
    const { holds, now } = await expiredHolds(studio, 10, TOMORROW)
    const visits: Visit[] = []
    for (let i = 0; i < 9; i++) {
      const booked = await studio.book(wish, TEN + 2 * DAY + i * 60 - 60)
      if (booked.ok) visits.push(booked.visit)
    }
    const booking = (change = {}) => studio.booking(studio.wish(1), TOMORROW, { now, ...change })
    const results = await atOnce(
      FIFTY.slice(0, 9).flatMap((i) => [
        confirm(studio, holds[i]!, now),
        (tx: Tx) => {
          const { id, version } = visits[i]!
          return move(tx, catalogs, { businessId, id, version, wish, start: TOMORROW, now })
        },
        (tx: Tx) => book(tx, catalogs, booking({ wish })),
        (tx: Tx) => book(tx, catalogs, booking()),
        (tx: Tx) => book(tx, catalogs, booking({ door: 'staff' })),
      ]),
    )
    const moved = results.filter((result) => result.ok && visits.some(({ id }) => id === result.visit.id)).length
    await expectWinners(studio, results, 1, 9 + (1 - moved))
  })

  test('twenty times the same booking at once make one visit, and each is told of it', async () => {
    const studio = await openStudio(db, hourBy(2), 1)
    const booking = studio.booking(studio.wish(1), TEN)
    const results = await atOnce(FIFTY.slice(0, 20).map(() => (tx) => book(tx, studio.catalogs, booking)))
    expect(results.every((result) => result.ok)).toBe(true)
    expect(new Set(results.map((result) => (result.ok ? result.visit.id : 0))).size).toBe(1)
    expect(results.filter((result) => result.ok && !result.repeated)).toHaveLength(1)
    expect(await disorder(studio)).toMatchObject({ live: 1, doubles: 0, astray: 0 })
  })

  test('one key used for two places at once makes one visit', async () => {
    const studio = await openStudio(db, hourBy(2), 1)
    for (let i = 0; i < 9; i++) {
      const booking = studio.booking(studio.wish([1, 1]), NOW + 60 + i * 60)
      const other = { ...booking, wish: studio.wish([1, 2]) }
      const results = await atOnce([booking, other].map((one) => (tx) => book(tx, studio.catalogs, one)))
      expect(results).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })])
      expect(await disorder(studio)).toEqual({ live: i + 1, doubles: 0, astray: 0, unhoused: 0 })
    }
  })

  test('of two moves of one visit that were decided on the same view, one is refused', async () => {
    const studio = await openStudio(db, hourBy(2), 1)
    const { businessId, catalogs } = studio
    let held = await studio.book(studio.wish([1, 1]), TEN)
    for (let round = 0; round < 20; round++) {
      if (!held.ok) throw new Error(held.reason)
      const { id, version } = held.visit
      const starts = [0, 1].map((n) => TEN + DAY + ((round * 2 + n) % 8) * 60)
      const results: Booked[] = await atOnce(
        starts.map((start, n) => (tx) => {
          const wish = studio.wish([1, n + 1])
          return move(tx, catalogs, { businessId, id, version, wish, start, now: NOW })
        }),
      )
      expect(results.filter((result) => result.ok)).toHaveLength(1)
      expect(results.find((result) => !result.ok)).toEqual({ ok: false, reason: 'changed' })
      expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
      held = results.find((result) => result.ok)!
    }
  })
})
