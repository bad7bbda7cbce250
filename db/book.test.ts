import { expect, test } from 'vitest'
import type { Minute } from '../domain/catalog.ts'
import { catalogOf, resource, service } from '../domain/slots.sample.ts'
import { type Booked, book, type Move, move, wishOf } from './book.ts'
import { DAY, disorder, hourBy, NOW, openStudio, type Studio, TEN, writeTimeOff } from './bookings.sample.ts'
import { cancel } from './cancel.ts'
import { createCatalogs, touchCatalog } from './catalog.ts'
import { block, lockResources } from './occupancies.ts'
import { findOffer } from './offer.ts'
import { onEachDatabase } from './testing/databases.ts'
import { upcomingVisits, type Visit, visitById } from './visits.ts'

function made(result: Booked): Visit {
  if (!result.ok) throw new Error(result.reason)
  return result.visit
}

const TAKEN = { ok: false, reason: 'taken' }
const CLOSED = { ok: false, reason: 'closed' }
const CHANGED = { ok: false, reason: 'changed' }

const moveTo = (studio: Studio, { id, version }: Visit, change: Partial<Move> & { start: Minute }) =>
  studio.db.transaction((tx) => {
    const { businessId } = studio
    return move(tx, studio.catalogs, { businessId, id, version, wish: studio.wish(1), now: NOW, ...change })
  })

const cancelled = (studio: Studio, { businessId, id, version }: Visit, clientId?: number) =>
  studio.db.transaction((tx) =>
    cancel(tx, { businessId, id, version, clientId, by: 'client', reason: 'заболела', now: NOW }),
  )

const starts = async (studio: Studio, now = NOW) => {
  const question = { businessId: studio.businessId, wish: studio.wish(1), now }
  const slots = await findOffer(studio.db, studio.catalogs, { ...question, range: { from: NOW, to: NOW + DAY } })
  return slots.map(({ start }) => start)
}

/** A master is off from ten to eleven, written as staff's verbs do it: under the master's lock. */
const takeOff = (studio: Studio, master = 1) =>
  studio.db.transaction(async (tx) => {
    await lockResources(tx, studio.businessId, [studio.resource(master)])
    await writeTimeOff(tx, studio.businessId, studio.resource(master), TEN, TEN + 60)
    await touchCatalog(tx, studio.businessId)
  })

onEachDatabase('a visit', (database) => {
  const open = (catalog = hourBy(1)) => openStudio(database.db, catalog, 9)

  test('is what was asked for, and what the database gives back later', async () => {
    const studio = await open(
      catalogOf({
        resources: [resource(1), resource(2)],
        services: [service(1, [1], { price: 150_000 }), service(2, [2], { segments: [30], bufferAfter: 15 })],
      }),
    )
    const visit = made(await studio.book(studio.wish(1, 2), TEN, { key: 'a', door: 'web' }))
    expect(visit).toMatchObject({
      status: 'booked',
      version: 1,
      start: TEN,
      end: TEN + 90,
      price: 350_000,
      holdExpiresAt: null,
      parts: [
        { serviceId: studio.service(1), masterId: studio.resource(1), start: TEN, end: TEN + 60, price: 150_000 },
        { serviceId: studio.service(2), masterId: studio.resource(2), start: TEN + 60, end: TEN + 90, price: 200_000 },
      ],
    })
    expect(await visitById(studio.db, studio.businessId, visit.id)).toEqual(visit)
    expect(await upcomingVisits(studio.db, studio.businessId, visit.clientId, NOW)).toEqual([visit])
    const rows = await studio.db.query<{ id: number; minutes: number }>(
      `select resource_id as id, (extract(epoch from upper(during) - lower(during)) / 60)::int as minutes
       from occupancies where appointment_id = $1 order by 1`,
      [visit.id],
    )
    expect(rows).toEqual([
      { id: studio.resource(1), minutes: 60 },
      { id: studio.resource(2), minutes: 45 },
    ])
  })

  test('a retry with the same key gives the same visit, whatever became of the place', async () => {
    const studio = await open()
    const first = made(await studio.book(studio.wish(1), TEN, { key: 'once' }))
    expect(await studio.book(studio.wish(1), TEN, { key: 'once' })).toEqual({ ok: true, visit: first, repeated: true })
    const gone = await cancelled(studio, first)
    await studio.book(studio.wish(1), TEN)
    expect(await studio.book(studio.wish(1), TEN, { key: 'once' })).toEqual({ ok: true, visit: gone, repeated: true })
    expect(await studio.book(studio.wish(1), TEN - 1, { key: 'once' })).toMatchObject({ ok: true, repeated: true })
  })

  test('the same key in another business is another booking', async () => {
    const [one, other] = [await open(), await open()]
    const visits = [
      made(await one.book(one.wish(1), TEN, { key: 'k' })),
      made(await other.book(other.wish(1), TEN, { key: 'k' })),
    ]
    expect(new Set(visits.map(({ id }) => id)).size).toBe(2)
  })

  test('a refusal leaves the transaction usable and what was written before it', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN)
    const later = await studio.db.transaction(async (tx) => {
      await tx.query(`update clients set name = 'Ольга' where id = $1`, [studio.clients[0]!])
      expect(await book(tx, studio.catalogs, studio.booking(studio.wish(1), TEN))).toEqual(TAKEN)
      return book(tx, studio.catalogs, studio.booking(studio.wish(1), TEN + 60))
    })
    expect(later).toMatchObject({ ok: true })
    const [row] = await studio.db.query<{ name: string }>('select name from clients where id = $1', [
      studio.clients[0]!,
    ])
    expect(row!.name).toBe('Ольга')
  })

  test.each([
    ['before opening', NOW],
    ['past closing', TEN + 8 * 60],
    ['off the grid', TEN + 10],
    ['between two minutes', TEN + 0.5],
    ['in the past', TEN - DAY],
    ['beyond the window', TEN + 400 * DAY],
    ['in the year 10000', Date.UTC(10_000, 0) / 60_000],
    ['never', Number.NaN],
    ['before all time', -(10 ** 12)],
  ])('%s is closed', async (_, start) => {
    const studio = await open()
    expect(await studio.book(studio.wish(1), start)).toEqual(CLOSED)
    const visit = made(await studio.book(studio.wish(1), TEN))
    expect(await moveTo(studio, visit, { start })).toEqual(CLOSED)
    expect(await visitById(studio.db, studio.businessId, visit.id)).toEqual(visit)
  })

  test('services, masters and branches that are not there, or of another business, are closed', async () => {
    const [studio, other] = [await open(hourBy(2)), await open(hourBy(2))]
    const { locationId } = studio
    const [mine, theirs] = [studio.wish([1, 1]).parts[0]!, other.wish([1, 1]).parts[0]!]
    for (const wish of [
      { locationId, parts: [] },
      { locationId, parts: [theirs] },
      { locationId, parts: [{ ...mine, masterId: theirs.masterId }] },
      { locationId: other.locationId, parts: [mine] },
      { locationId, parts: [mine, { ...mine, serviceId: 0 }] },
    ])
      expect(await studio.book(wish, TEN)).toEqual(CLOSED)
  })

  test('time off between offer and booking closes the place', async () => {
    const studio = await open()
    expect(await starts(studio)).toContain(TEN)
    await takeOff(studio)
    expect(await studio.book(studio.wish(1), TEN)).toEqual(CLOSED)
    expect(await starts(studio)).not.toContain(TEN)
  })

  test('hours changed between offer and booking close the place', async () => {
    const studio = await open()
    expect(await starts(studio)).toContain(TEN)
    await studio.db.transaction(async (tx) => {
      await tx.query(`update working_hours set spans = '[{"from":660,"to":1080}]' where business_id = $1`, [
        studio.businessId,
      ])
      await touchCatalog(tx, studio.businessId)
    })
    expect(await studio.book(studio.wish(1), TEN)).toEqual(CLOSED)
    expect(await studio.book(studio.wish(1), TEN + 60)).toMatchObject({ ok: true })
  })

  test('time off between two looks at a visit closes its move, and the visit stays', async () => {
    const studio = await open()
    const visit = made(await studio.book(studio.wish(1), TEN + 120))
    await takeOff(studio)
    expect(await moveTo(studio, visit, { start: TEN })).toEqual(CLOSED)
    expect(await visitById(studio.db, studio.businessId, visit.id)).toEqual(visit)
  })

  test('a node with an old catalog books a master who came since', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN)
    await studio.db.transaction(async (tx) => {
      const [row] = await tx.query<{ id: number }>(
        `insert into resources (business_id, location_id, kind, name) values ($1, $2, 'master', 'Новая') returning id`,
        [studio.businessId, studio.locationId],
      )
      const skill = [studio.businessId, studio.service(1), row!.id]
      await tx.query('insert into service_masters (business_id, service_id, resource_id) values ($1, $2, $3)', skill)
      await touchCatalog(tx, studio.businessId)
    })
    expect(made(await studio.book(studio.wish(1), TEN)).parts[0]!.masterId).not.toBe(studio.resource(1))
    expect(await studio.book(studio.wish(1), TEN)).toEqual(TAKEN)
  })

  test('moved, it keeps nothing of its old place', async () => {
    const studio = await open(hourBy(2))
    const visit = made(await studio.book(studio.wish([1, 1]), TEN))
    const moved = made(await moveTo(studio, visit, { wish: studio.wish([1, 2]), start: TEN + 60 }))
    expect(moved).toMatchObject({ id: visit.id, version: 2, start: TEN + 60, status: 'booked' })
    expect(await visitById(studio.db, studio.businessId, visit.id)).toEqual(moved)
    const rows = await studio.db.query<{ id: number }>(
      'select resource_id as id from occupancies where appointment_id = $1',
      [visit.id],
    )
    expect(rows).toEqual([{ id: studio.resource(2) }])
    expect(await studio.book(studio.wish([1, 1]), TEN)).toMatchObject({ ok: true })
    expect(await studio.book(studio.wish([1, 2]), TEN + 60)).toEqual(TAKEN)
    expect(await disorder(studio)).toEqual({ live: 2, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('moved by half its length, it does not stand in its own way', async () => {
    const { rules } = catalogOf({})
    const studio = await open({ ...hourBy(1), rules: { ...rules, stepMinutes: 30, noticeMinutes: 0 } })
    const visit = made(await studio.book(studio.wish(1), TEN))
    expect(made(await moveTo(studio, visit, { start: TEN + 30 })).start).toBe(TEN + 30)
  })

  test('moved onto another, it is refused and stays', async () => {
    const studio = await open()
    const visit = made(await studio.book(studio.wish(1), TEN))
    await studio.book(studio.wish(1), TEN + 60)
    expect(await moveTo(studio, visit, { start: TEN + 60 })).toEqual(TAKEN)
    expect(await visitById(studio.db, studio.businessId, visit.id)).toEqual(visit)
    expect(await studio.book(studio.wish(1), TEN)).toEqual(TAKEN)
  })

  test('changed since it was looked at, it is neither moved nor cancelled', async () => {
    const studio = await open()
    const visit = made(await studio.book(studio.wish(1), TEN))
    const moved = made(await moveTo(studio, visit, { start: TEN + 60 }))
    expect(await moveTo(studio, visit, { start: TEN + 120 })).toEqual(CHANGED)
    expect(await cancelled(studio, visit)).toBeNull()
    expect(await visitById(studio.db, studio.businessId, visit.id)).toEqual(moved)
  })

  test('of another client or business, it is neither moved nor cancelled', async () => {
    const [studio, other] = [await open(), await open()]
    const visit = made(await studio.book(studio.wish(1), TEN))
    const stranger = studio.clients.find((id) => id !== visit.clientId)!
    expect(await moveTo(studio, visit, { start: TEN + 60, clientId: stranger })).toEqual(CHANGED)
    expect(await cancelled(studio, visit, stranger)).toBeNull()
    expect(await moveTo(other, visit, { start: TEN + 60 })).toEqual(CHANGED)
    expect(await cancelled(studio, { ...visit, businessId: other.businessId })).toBeNull()
    expect(await moveTo(studio, visit, { start: TEN + 60, clientId: visit.clientId })).toMatchObject({ ok: true })
  })

  test('cancelled, its place is bookable again, and it can be neither moved nor cancelled twice', async () => {
    const studio = await open()
    const visit = made(await studio.book(studio.wish(1), TEN))
    const gone = (await cancelled(studio, visit))!
    expect(gone).toMatchObject({ status: 'cancelled', version: 2 })
    expect(await starts(studio)).toContain(TEN)
    expect(await studio.book(studio.wish(1), TEN)).toMatchObject({ ok: true })
    expect(await moveTo(studio, gone, { start: TEN + 60 })).toEqual(CHANGED)
    expect(await cancelled(studio, gone)).toBeNull()
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('taken time of staff and of classes is refused and not offered', async () => {
    const studio = await open(hourBy(1))
    const place = { resourceId: studio.resource(1), from: TEN, to: TEN + 60 }
    const blocked = (now = NOW) => studio.db.transaction((tx) => block(tx, studio.businessId, place, 'обучение', now))
    expect(await blocked()).toBe(true)
    expect(await blocked()).toBe(false)
    expect(await starts(studio)).not.toContain(TEN)
    expect(await studio.book(studio.wish(1), TEN)).toEqual(TAKEN)
  })

  test('a hold that ran out does not stand in the way of staff', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN, { hold: true })
    const place = { resourceId: studio.resource(1), from: TEN, to: TEN + 60 }
    const blocked = (now: Minute) => studio.db.transaction((tx) => block(tx, studio.businessId, place, 'обучение', now))
    expect(await blocked(NOW + 9)).toBe(false)
    expect(await blocked(NOW + 10)).toBe(true)
  })

  test('what it is about is a wish with its masters kept', async () => {
    const studio = await open(hourBy(3))
    const visit = made(await studio.book(studio.wish(1), TEN))
    const { masterId } = visit.parts[0]!
    expect(wishOf(visit)).toEqual({
      wish: { locationId: studio.locationId, parts: [{ serviceId: studio.service(1), masterId }] },
      start: TEN,
    })
  })

  test('another process sees it at once', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN)
    const elsewhere = { ...studio, db: database.another(), catalogs: createCatalogs() }
    expect(await starts(elsewhere)).not.toContain(TEN)
  })
})

onEachDatabase('an overlap on purpose', (database) => {
  const open = (catalog = hourBy(1)) => openStudio(database.db, catalog, 9)
  const staff = (overlapReason: string) => ({ door: 'staff' as const, overlapReason })

  const reasons = (studio: Studio, { id }: Visit) =>
    studio.db.query('select overlap_reason as reason from occupancies where appointment_id = $1', [id])

  test('needs its reason', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN)
    expect(await studio.book(studio.wish(1), TEN, { door: 'staff' })).toEqual(TAKEN)
    expect(await studio.book(studio.wish(1), TEN, staff(' '))).toEqual(TAKEN)
    const visit = made(await studio.book(studio.wish(1), TEN, staff('краска сохнет')))
    expect(await reasons(studio, visit)).toEqual([{ reason: 'краска сохнет' }])
    const [row] = await studio.db.query('select overlap_reason as reason from appointments where id = $1', [visit.id])
    expect(row).toEqual({ reason: 'краска сохнет' })
  })

  test('is seen as taken by later offers, bookings and moves, also when the first visit is gone', async () => {
    const studio = await open()
    const first = made(await studio.book(studio.wish(1), TEN))
    const late = made(await studio.book(studio.wish(1), TEN + 120))
    const over = made(await studio.book(studio.wish(1), TEN + 30, staff('краска сохнет')))
    await cancelled(studio, first)
    expect(await starts(studio)).toEqual([TEN - 60, TEN + 180, TEN + 240, TEN + 300, TEN + 360, TEN + 420])
    expect(await studio.book(studio.wish(1), TEN)).toEqual(TAKEN)
    expect(await moveTo(studio, late, { start: TEN + 60 })).toEqual(TAKEN)
    await cancelled(studio, over)
    expect(await studio.book(studio.wish(1), TEN)).toMatchObject({ ok: true })
  })

  test('takes a free master, and a free chair even when the master is not', async () => {
    const chairs = [3, 4].map((id) => resource(id, { kind: 'chair' }))
    const studio = await open(
      catalogOf({
        resources: [resource(1), resource(2), ...chairs],
        services: [service(1, [1, 2], { needs: ['chair'] })],
      }),
    )
    await studio.book(studio.wish([1, 1]), TEN)
    const free = made(await studio.book(studio.wish(1), TEN, staff('очень просили')))
    expect(free.parts[0]!.masterId).toBe(studio.resource(2))
    expect(await reasons(studio, free)).toEqual([{ reason: null }, { reason: null }])
    await cancelled(studio, free)
    const over = made(await studio.book(studio.wish([1, 1]), TEN, staff('краска сохнет')))
    const rows = await studio.db.query<{ id: number }>(
      'select distinct resource_id as id from occupancies where business_id = $1 order by 1',
      [studio.businessId],
    )
    expect(rows.map(({ id }) => id)).toEqual([1, 3, 4].map(studio.resource))
    expect(await reasons(studio, over)).toHaveLength(2)
  })

  test('goes past hours, notice and grid, and moves back into the rules', async () => {
    const studio = await open()
    const visit = made(await studio.book(studio.wish(1), NOW - 7, staff('VIP')))
    expect(await reasons(studio, visit)).toEqual([{ reason: null }])
    expect(made(await moveTo(studio, visit, { start: TEN })).start).toBe(TEN)
    const [row] = await studio.db.query('select overlap_reason as reason from appointments where id = $1', [visit.id])
    expect(row).toEqual({ reason: null })
  })

  test('is refused for what the catalog does not have', async () => {
    const studio = await open()
    const parts = [{ serviceId: 0, masterId: null }]
    expect(await studio.book({ locationId: studio.locationId, parts }, TEN, staff('VIP'))).toEqual(CLOSED)
  })
})
