import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogOf, resource, service } from '../domain/slots.sample.ts'
import { type Booked, book, move, wishOf } from './book.ts'
import { classesOf, DAY, deadlocks, disorder, holdClass, NOW, openStudio, type Studio, TEN } from './bookings.sample.ts'
import { cancel, endHolds } from './cancel.ts'
import { confirmHold } from './confirm.ts'
import { findOffer, nearestSlots } from './offer.ts'
import { openPostgres } from './postgres.ts'
import type { Db } from './sql.ts'
import { onEachDatabase, onPostgres } from './testing/databases.ts'
import { type Visit, visitById } from './visits.ts'

const TAKEN = { ok: false, reason: 'taken' }
const CLOSED = { ok: false, reason: 'closed' }

function made(result: Booked): Visit {
  if (!result.ok) throw new Error(result.reason)
  return result.visit
}

/** Seats sold by the sessions' own count, and by counting who has one; they are the same or something is wrong. */
async function seats(studio: Studio): Promise<{ taken: number[]; counted: number[] }> {
  const rows = await studio.db.query<{ taken: number; counted: number }>(
    `select taken, (select count(*)::int from appointments a where a.session_id = s.id and a.seat_taken) as counted
     from sessions s where business_id = $1 order by starts_at, id`,
    [studio.businessId],
  )
  return { taken: rows.map((row) => row.taken), counted: rows.map((row) => row.counted) }
}

const sold = (...taken: number[]) => ({ taken, counted: taken })

const moveTo = (studio: Studio, { id, version }: Visit, start: number, wish = studio.wish(1)) =>
  studio.db.transaction((tx) =>
    move(tx, studio.catalogs, { businessId: studio.businessId, id, version, wish, start, now: NOW }),
  )

const confirm = (studio: Studio, { id, clientId }: Visit, now: number) =>
  studio.db.transaction((tx) => confirmHold(tx, studio.catalogs, { businessId: studio.businessId, id, clientId, now }))

onEachDatabase('a class', (database) => {
  const open = (capacity: number, masters?: number[]) => openStudio(database.db, classesOf(capacity, masters), 9)

  test('is offered with its masters while it has a seat, within notice and window, and refused else', async () => {
    const studio = await open(2, [1, 2])
    for (const [start, master] of [
      [TEN, 1],
      [TEN, 2],
      [TEN + 60, 1],
      [NOW - 60, 1],
      [NOW + 400 * DAY, 1],
    ] as const)
      await holdClass(studio, start, { master, seats: 1 })
    const question = { businessId: studio.businessId, wish: studio.wish(1), now: NOW }
    const offered = () =>
      findOffer(studio.db, studio.catalogs, { ...question, range: { from: 0, to: NOW + 500 * DAY } })
    expect(await offered()).toEqual([
      { start: TEN, masters: [1, 2].map(studio.resource) },
      { start: TEN + 60, masters: [studio.resource(1)] },
    ])
    expect(made(await studio.book(studio.wish([1, 2]), TEN))).toMatchObject({
      start: TEN,
      end: TEN + 60,
      seatTaken: true,
    })
    expect(await offered()).toEqual([TEN, TEN + 60].map((start) => ({ start, masters: [studio.resource(1)] })))
    expect(await studio.book(studio.wish([1, 2]), TEN)).toEqual(TAKEN)
    for (const start of [NOW - 60, NOW + 400 * DAY, TEN + 30])
      expect(await studio.book(studio.wish(1), start)).toEqual(CLOSED)
    const near = await nearestSlots(studio.db, studio.catalogs, { ...question, around: TEN + 50, count: 1 })
    expect(near).toEqual([{ start: TEN + 60, masters: [studio.resource(1)] }])
  })

  test('given by two masters at once, it has the seats of both', async () => {
    const studio = await open(2, [1, 2])
    await holdClass(studio, TEN, { master: 1 })
    await holdClass(studio, TEN, { master: 2 })
    for (let i = 0; i < 4; i++) expect(await studio.book(studio.wish(1), TEN)).toMatchObject({ ok: true })
    expect(await studio.book(studio.wish(1), TEN)).toEqual(TAKEN)
    expect(await seats(studio)).toEqual(sold(2, 2))
  })

  test('cancelled, it takes nobody', async () => {
    const studio = await open(2)
    await studio.db.query('update sessions set cancelled_at = starts_at where id = $1', [await holdClass(studio, TEN)])
    expect(await studio.book(studio.wish(1), TEN)).toEqual(CLOSED)
  })

  test('with another service in the same visit it is refused, not half booked', async () => {
    const studio = await openStudio(
      database.db,
      catalogOf({ resources: [resource(1)], services: [service(1, [1], { capacity: 5 }), service(2, [1])] }),
    )
    await holdClass(studio, TEN)
    expect(await studio.book(studio.wish(1, 2), TEN)).toEqual(CLOSED)
    expect(await studio.book(studio.wish(2, 1), TEN)).toEqual(CLOSED)
  })

  test('a seat cancelled is sold again', async () => {
    const studio = await open(2)
    await holdClass(studio, TEN, { seats: 1 })
    const { businessId, id, version } = made(await studio.book(studio.wish(1), TEN))
    await studio.db.transaction((tx) => cancel(tx, { businessId, id, version, by: 'client', reason: null, now: NOW }))
    expect(await seats(studio)).toEqual(sold(0))
    expect(await studio.book(studio.wish(1), TEN)).toMatchObject({ ok: true })
  })

  test('moved to another class or to a master’s own hour and back, a visit has one place', async () => {
    const studio = await openStudio(
      database.db,
      catalogOf({
        resources: [resource(1), resource(2)],
        services: [service(1, [1], { capacity: 2 }), service(2, [2])],
      }),
    )
    await holdClass(studio, TEN)
    await holdClass(studio, TEN + 60)
    const first = made(await studio.book(studio.wish(1), TEN))
    const second = made(await moveTo(studio, first, TEN + 60))
    expect(await seats(studio)).toEqual(sold(0, 1))
    const alone = made(await moveTo(studio, second, TEN, studio.wish(2)))
    expect(alone).toMatchObject({ sessionId: null, seatTaken: false })
    expect(await seats(studio)).toEqual(sold(0, 0))
    expect(await studio.book(studio.wish(2), TEN)).toEqual(TAKEN)
    const back = made(await moveTo(studio, alone, TEN))
    expect(back).toEqual(await visitById(studio.db, studio.businessId, first.id))
    expect(await seats(studio)).toEqual(sold(1, 0))
    expect(await studio.book(studio.wish(2), TEN)).toMatchObject({ ok: true })
    expect(await disorder(studio)).toEqual({ live: 2, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('a move within a full class needs no second seat, a move into one is refused and keeps the first', async () => {
    const studio = await open(2)
    await holdClass(studio, TEN, { seats: 1 })
    await holdClass(studio, TEN + 60, { seats: 1 })
    const here = made(await studio.book(studio.wish(1), TEN))
    const there = made(await studio.book(studio.wish(1), TEN + 60))
    expect(await moveTo(studio, here, TEN)).toMatchObject({ ok: true })
    expect(await moveTo(studio, there, TEN)).toEqual(TAKEN)
    expect(await seats(studio)).toEqual(sold(1, 1))
    expect(wishOf(there).start).toBe(TEN + 60)
  })

  test('a held seat replaced by one in another class is free again', async () => {
    const studio = await open(2)
    await holdClass(studio, TEN, { seats: 1 })
    await holdClass(studio, TEN + 60, { seats: 1 })
    const held = made(await studio.book(studio.wish(1), TEN, { hold: true }))
    const change = { hold: true, clientId: held.clientId, replaces: held.id }
    const next = made(await studio.book(studio.wish(1), TEN + 60, change))
    expect(await seats(studio)).toEqual(sold(0, 1))
    expect(made(await confirm(studio, next, NOW))).toMatchObject({ status: 'booked', seatTaken: true })
    expect(await seats(studio)).toEqual(sold(0, 1))
  })

  test('the hold of a seat that ran out: sold again it is lost, while a seat is left it wins', async () => {
    const studio = await open(2)
    await holdClass(studio, TEN)
    const [one, two] = [
      made(await studio.book(studio.wish(1), TEN, { hold: true })),
      made(await studio.book(studio.wish(1), TEN, { hold: true })),
    ]
    made(await studio.book(studio.wish(1), TEN, { now: NOW + 10 }))
    expect(made(await confirm(studio, one, NOW + 10))).toMatchObject({ status: 'booked', seatTaken: true })
    expect(await confirm(studio, two, NOW + 10)).toEqual(TAKEN)
    expect((await visitById(studio.db, studio.businessId, two.id))!.status).toBe('cancelled')
    expect(await seats(studio)).toEqual(sold(2))
  })
})

onPostgres('fifty clients at once and eight seats', (database) => {
  let db: Db
  beforeAll(() => {
    db = openPostgres(database.url, { max: 50 })
  })
  afterAll(async () => {
    await db.close()
  })
  const fifty = (attempt: (i: number) => Promise<Booked>) =>
    Promise.all(Array.from({ length: 50 }, (_, i) => attempt(i)))
  const won = (results: Booked[]) => results.filter((result) => result.ok).length

  test('eight are sold, one each', async () => {
    const studio = await openStudio(db, classesOf(8), 50)
    await holdClass(studio, TEN)
    const results = await fifty(() => studio.book(studio.wish(1), TEN))
    expect(won(results)).toBe(8)
    expect(results.filter((result) => !result.ok)).toEqual(Array.from({ length: 42 }, () => TAKEN))
    expect(await seats(studio)).toEqual(sold(8))
  })

  test('held by eight who never came, they are sold again, while the holders try to confirm', async () => {
    const studio = await openStudio(db, classesOf(8), 50)
    await holdClass(studio, TEN)
    const holds: Visit[] = []
    for (let i = 0; i < 8; i++) holds.push(made(await studio.book(studio.wish(1), TEN, { hold: true })))
    const now = NOW + 10
    const results = await fifty((i) =>
      i % 6 === 0 && holds[i / 6] ? confirm(studio, holds[i / 6]!, now) : studio.book(studio.wish(1), TEN, { now }),
    )
    expect(won(results)).toBe(8)
    expect(await seats(studio)).toEqual(sold(8))
  })

  test('held by eight who now give up or change their mind, they are sold at the same moment', async () => {
    const studio = await openStudio(db, classesOf(8), 50)
    await holdClass(studio, TEN)
    await holdClass(studio, TEN + 60)
    const { businessId } = studio
    const now = NOW + 10
    for (let round = 0; round < 5; round++) {
      const wish = studio.wish(1)
      const holds: Visit[] = []
      for (let i = 0; i < 8; i++) holds.push(made(await studio.book(wish, TEN, { hold: true })))
      const results = await fifty(async (i) => {
        const { id, version, clientId } = holds[i % 8]!
        if (i < 4) return studio.book(wish, TEN + 60, { hold: true, now, clientId, replaces: id })
        if (i >= 8) return studio.book(wish, TEN, { hold: true, now })
        await db.transaction((tx) => cancel(tx, { businessId, id, version, by: 'client', reason: null, now }))
        return TAKEN as Booked
      })
      // A seat that is just being given up may count as taken for a moment, so fewer than eight may be sold, never more.
      const { taken } = await seats(studio)
      expect(await seats(studio)).toEqual(sold(won(results) - 4, 4))
      expect(taken[0]).toBeLessThanOrEqual(8)
      await db.transaction((tx) => endHolds(tx, now + 10, now + 10))
      expect(await seats(studio)).toEqual(sold(0, 0))
    }
    expect(await deadlocks(db)).toBe(0)
  })

  test('the last seat and one booking sent twenty times: one seat, one visit', async () => {
    const studio = await openStudio(db, classesOf(2), 1)
    await holdClass(studio, TEN, { seats: 1 })
    const booking = studio.booking(studio.wish(1), TEN)
    const results = await Promise.all(
      Array.from({ length: 20 }, () => db.transaction((tx) => book(tx, studio.catalogs, booking))),
    )
    expect(won(results)).toBe(20)
    expect(new Set(results.map((result) => result.ok && result.visit.id)).size).toBe(1)
    expect(await seats(studio)).toEqual(sold(1))
  })

  test('moved between two classes in both directions at once: no deadlock, and every seat is counted', async () => {
    const studio = await openStudio(db, classesOf(25), 50)
    await holdClass(studio, TEN)
    await holdClass(studio, TEN + 60)
    let visits: Visit[] = []
    for (let i = 0; i < 40; i++) visits.push(made(await studio.book(studio.wish(1), TEN + (i % 2) * 60)))
    for (let round = 0; round < 3; round++) {
      const results = await Promise.all(
        visits.map((visit) => moveTo(studio, visit, visit.start === TEN ? TEN + 60 : TEN)),
      )
      visits = visits.map((visit, i) => (results[i]!.ok ? made(results[i]!) : visit))
      expect(won(results)).toBeGreaterThan(20)
      const here = visits.filter(({ start }) => start === TEN).length
      expect(await seats(studio)).toEqual(sold(here, 40 - here))
    }
    expect(await deadlocks(db)).toBe(0)
  })

  test('cancelled, held, confirmed and moved all at once: every seat is counted, none is sold twice', async () => {
    const studio = await openStudio(db, classesOf(8), 50)
    await holdClass(studio, TEN)
    await holdClass(studio, TEN + 60)
    const visits: Visit[] = []
    for (let i = 0; i < 12; i++) visits.push(made(await studio.book(studio.wish(1), TEN + (i % 2) * 60)))
    const now = NOW + 10
    await fifty(async (i) => {
      const visit = visits[i]
      if (visit && i % 3 === 0) {
        const { businessId, id, version } = visit
        await db.transaction((tx) => cancel(tx, { businessId, id, version, by: 'client', reason: null, now }))
        return TAKEN as Booked
      }
      if (visit) return moveTo(studio, visit, visit.start === TEN ? TEN + 60 : TEN)
      const held = await studio.book(studio.wish(1), TEN + (i % 2) * 60, { hold: true })
      return held.ok && i % 4 > 0 ? confirm(studio, held.visit, i % 4 === 1 ? NOW : now) : held
    })
    const { taken, counted } = await seats(studio)
    expect(taken).toEqual(counted)
    expect(Math.max(...taken)).toBeLessThanOrEqual(8)
    expect(await deadlocks(db)).toBe(0)
  })
})
