import { expect, test } from 'vitest'
import { catalogOf, resource, service } from '../domain/slots.sample.ts'
import type { Booked } from './book.ts'
import { classesOf, disorder, holdClass, hourBy, NOW, openStudio, type Studio, TEN } from './bookings.sample.ts'
import { cancel, endHolds } from './cancel.ts'
import { confirmHold } from './confirm.ts'
import { findOffer } from './offer.ts'
import { onEachDatabase } from './testing/databases.ts'
import { type Visit, visitById } from './visits.ts'

/** The moment at which a hold of ten minutes made at `NOW` runs out. */
const OVER = NOW + 10

function held(result: Booked): Visit {
  if (!result.ok) throw new Error(result.reason)
  return result.visit
}

const confirm = (studio: Studio, { id, clientId }: Visit, now = NOW) =>
  studio.db.transaction((tx) => confirmHold(tx, studio.catalogs, { businessId: studio.businessId, id, clientId, now }))

const offers = async (
  studio: Studio,
  start: number,
  change: { now?: number; except?: number; service?: number } = {},
) => {
  const { now = NOW, except, service = 1 } = change
  const question = { businessId: studio.businessId, wish: studio.wish(service), now, except }
  const slots = await findOffer(studio.db, studio.catalogs, { ...question, range: { from: start, to: start + 1 } })
  return slots.length === 1
}

onEachDatabase('a hold', (database) => {
  const open = (catalog = hourBy(1)) => openStudio(database.db, catalog, 9)

  test('case 1: another’s hold blocks', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN, { hold: true })
    expect(await offers(studio, TEN)).toBe(false)
    expect(await studio.book(studio.wish(1), TEN)).toEqual({ ok: false, reason: 'taken' })
    expect(await studio.book(studio.wish(1), TEN, { hold: true })).toEqual({ ok: false, reason: 'taken' })
  })

  test('case 2: one’s own hold does not', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    expect(await offers(studio, TEN, { except: mine.id })).toBe(true)
    const again = { hold: true, clientId: mine.clientId, replaces: mine.id }
    const second = held(await studio.book(studio.wish(1), TEN, again))
    expect((await visitById(studio.db, studio.businessId, mine.id))!.status).toBe('cancelled')
    expect(held(await confirm(studio, second))).toMatchObject({ status: 'booked', start: TEN })
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('case 3: a hold that ran out frees, to the minute', async () => {
    const studio = await open()
    await studio.book(studio.wish(1), TEN, { hold: true })
    expect(await offers(studio, TEN, { now: OVER - 1 })).toBe(false)
    expect(await studio.book(studio.wish(1), TEN, { now: OVER - 1 })).toEqual({ ok: false, reason: 'taken' })
    expect(await offers(studio, TEN, { now: OVER })).toBe(true)
    expect(await studio.book(studio.wish(1), TEN, { now: OVER })).toMatchObject({ ok: true })
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('case 4: the hold of a seat counts as a seat', async () => {
    const studio = await open(classesOf(2))
    await holdClass(studio, TEN)
    await studio.book(studio.wish(1), TEN)
    expect(await offers(studio, TEN)).toBe(true)
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    expect(await offers(studio, TEN)).toBe(false)
    expect(await offers(studio, TEN, { except: mine.id })).toBe(true)
    expect(await studio.book(studio.wish(1), TEN)).toEqual({ ok: false, reason: 'taken' })
    expect(await offers(studio, TEN, { now: OVER })).toBe(true)
    expect(await studio.book(studio.wish(1), TEN, { now: OVER })).toMatchObject({ ok: true })
  })

  test('case 5: a hold on one service blocks the same master for another', async () => {
    const studio = await open(catalogOf({ resources: [resource(1)], services: [service(1, [1]), service(2, [1])] }))
    await studio.book(studio.wish(1), TEN, { hold: true })
    expect(await offers(studio, TEN, { service: 2 })).toBe(false)
    expect(await studio.book(studio.wish(2), TEN)).toEqual({ ok: false, reason: 'taken' })
  })

  test('case 6: cleaning up ends only holds that ran out', async () => {
    const studio = await open(hourBy(3))
    const old = held(await studio.book(studio.wish([1, 1]), TEN, { hold: true }))
    const young = held(await studio.book(studio.wish([1, 2]), TEN, { hold: true, now: NOW + 5 }))
    await studio.book(studio.wish([1, 3]), TEN)
    expect(await studio.db.transaction((tx) => endHolds(tx, OVER, OVER))).toBeGreaterThan(0)
    const statusOf = async ({ id }: Visit) => (await visitById(studio.db, studio.businessId, id))!.status
    expect([await statusOf(old), await statusOf(young)]).toEqual(['cancelled', 'held'])
    expect(await confirm(studio, old)).toEqual({ ok: false, reason: 'changed' })
    expect(await confirm(studio, young, NOW + 6)).toMatchObject({ ok: true })
    expect(await disorder(studio)).toEqual({ live: 2, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('cleaning up gives seats back', async () => {
    const studio = await open(classesOf(1))
    const session = await holdClass(studio, TEN)
    await studio.book(studio.wish(1), TEN, { hold: true })
    await studio.db.transaction((tx) => endHolds(tx, OVER, OVER))
    const [row] = await studio.db.query<{ taken: number }>('select taken from sessions where id = $1', [session])
    expect(row!.taken).toBe(0)
  })

  test('confirmed, it is a visit; confirmed twice, it is still that one', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    expect(mine).toMatchObject({ status: 'held', holdExpiresAt: OVER, version: 1 })
    const first = held(await confirm(studio, mine))
    expect(first).toMatchObject({ id: mine.id, status: 'booked', holdExpiresAt: null, version: 2 })
    expect(await confirm(studio, mine)).toEqual({ ok: true, visit: first, repeated: true })
    expect(await visitById(studio.db, studio.businessId, mine.id)).toEqual(first)
    expect(await studio.book(studio.wish(1), TEN, { now: OVER })).toEqual({ ok: false, reason: 'taken' })
  })

  test('nobody else can confirm it', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    expect(await confirm(studio, { ...mine, clientId: studio.clients.at(-1)! })).toEqual({
      ok: false,
      reason: 'changed',
    })
    expect((await visitById(studio.db, studio.businessId, mine.id))!.status).toBe('held')
  })

  test('run out but untaken, it still wins, even inside the notice', async () => {
    const { rules } = catalogOf({})
    const studio = await open({ ...hourBy(1), rules: { ...rules, noticeMinutes: 110 } })
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    expect(held(await confirm(studio, mine, OVER + 60))).toMatchObject({ status: 'booked', start: TEN })
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('run out and cleared away by a visit since cancelled, it still wins', async () => {
    const studio = await open()
    const { businessId } = studio
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    const { id, version } = held(await studio.book(studio.wish(1), TEN, { now: OVER }))
    const cancellation = { businessId, id, version, by: 'client' as const, reason: null, now: OVER }
    await studio.db.transaction((tx) => cancel(tx, cancellation))
    expect(await confirm(studio, mine, OVER)).toMatchObject({ ok: true })
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('run out and taken, it loses with «taken» and is over', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    await studio.book(studio.wish(1), TEN, { now: OVER })
    expect(await confirm(studio, mine, OVER)).toEqual({ ok: false, reason: 'taken' })
    expect((await visitById(studio.db, studio.businessId, mine.id))!.status).toBe('cancelled')
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('run out when the visit would have begun, it is refused', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    expect(await confirm(studio, mine, TEN + 1)).toEqual({ ok: false, reason: 'closed' })
  })

  test('cleared by a node whose clock is ahead, it is no second visit in the same place', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    await studio.book(studio.wish(1), TEN, { now: OVER })
    expect(await confirm(studio, mine, OVER - 1)).toEqual({ ok: false, reason: 'taken' })
    expect(await disorder(studio)).toEqual({ live: 1, doubles: 0, astray: 0, unhoused: 0 })
  })

  test('run out with only its chair taken, it finds another chair', async () => {
    const studio = await open(
      catalogOf({
        resources: [resource(1), resource(2), ...[3, 4].map((id) => resource(id, { kind: 'chair' }))],
        services: [service(1, [1, 2], { needs: ['chair'] })],
      }),
    )
    const mine = held(await studio.book(studio.wish([1, 1]), TEN, { hold: true }))
    held(await studio.book(studio.wish([1, 2]), TEN, { now: OVER }))
    expect(await confirm(studio, mine, OVER)).toMatchObject({ ok: true })
    expect(await disorder(studio)).toEqual({ live: 2, doubles: 0, astray: 0, unhoused: 0 })
    const rows = await studio.db.query('select 1 from occupancies where business_id = $1', [studio.businessId])
    expect(rows).toHaveLength(4)
  })

  test('replaced by another time, its place is free again; when that is refused, it stays', async () => {
    const studio = await open()
    const mine = held(await studio.book(studio.wish(1), TEN, { hold: true }))
    await studio.book(studio.wish(1), TEN + 120)
    const again = { hold: true, clientId: mine.clientId, replaces: mine.id }
    expect(await studio.book(studio.wish(1), TEN + 120, again)).toEqual({ ok: false, reason: 'taken' })
    expect(await visitById(studio.db, studio.businessId, mine.id)).toEqual(mine)
    expect(await offers(studio, TEN)).toBe(false)
    const later = held(await studio.book(studio.wish(1), TEN + 60, again))
    expect(later.start).toBe(TEN + 60)
    expect(await offers(studio, TEN)).toBe(true)
    const rows = await studio.db.query('select 1 from occupancies where business_id = $1', [studio.businessId])
    expect(rows).toHaveLength(2)
  })

  test('another’s hold cannot be replaced', async () => {
    const studio = await open()
    const [theirs, me] = [held(await studio.book(studio.wish(1), TEN, { hold: true })), studio.clients.at(-1)!]
    expect(await studio.book(studio.wish(1), TEN, { clientId: me, replaces: theirs.id })).toEqual({
      ok: false,
      reason: 'taken',
    })
    expect((await visitById(studio.db, studio.businessId, theirs.id))!.status).toBe('held')
  })
})
