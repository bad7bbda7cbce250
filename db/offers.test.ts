import { expect, test } from 'vitest'
import { catalogOf, resource, service } from '../domain/slots.sample.ts'
import { type Booked, move } from './book.ts'
import { DAY, deadlocks, hourBy, NOW, openStudio, type Studio, TEN } from './bookings.sample.ts'
import { cancel } from './cancel.ts'
import { confirmHold } from './confirm.ts'
import { bestOffer, giveOffer, offerByCode, revokeOffer, stateOf } from './offers.ts'
import { restore } from './restore.ts'
import { onEachDatabase, onPostgres } from './testing/databases.ts'
import { type Visit, visitById } from './visits.ts'

const at = (minute: number) => new Date(minute * 60_000)
const WEEK = 7 * DAY
/** Of the sample's service. */
const PRICE = 200_000

const given = (studio: Studio, change: Partial<Parameters<typeof giveOffer>[1]> = {}, now = NOW) =>
  studio.db.transaction((tx) =>
    giveOffer(tx, {
      businessId: studio.businessId,
      clientId: studio.clients[0]!,
      source: 'staff',
      reason: 'За терпение',
      expiresAt: at(now + WEEK),
      now: at(now),
      ...('amount' in change ? {} : { percent: 10 }),
      ...change,
    } as Parameters<typeof giveOffer>[1]),
  )

function booked(result: Booked): Visit {
  if (!result.ok) throw new Error(result.reason)
  return result.visit
}

const cancelled = (studio: Studio, { id }: Visit, now = NOW, by: 'client' | 'member' = 'client') =>
  studio.db.transaction(async (tx) => {
    const { version } = (await visitById(tx, studio.businessId, id))!
    return cancel(tx, { businessId: studio.businessId, id, version, by, reason: null, now })
  })

const usedBy = async (studio: Studio) => {
  const rows = await studio.db.query<{ by: number | null }>(
    'select redeemed_by as by from offers where business_id = $1 order by id',
    [studio.businessId],
  )
  return rows.map(({ by }) => by)
}

onEachDatabase('an offer', (database) => {
  const open = async (clients = 1, catalog = hourBy(3)) => {
    const studio = await openStudio(database.db, catalog, clients)
    await studio.db.query('update services set price = $2 where business_id = $1', [studio.businessId, PRICE])
    await studio.db.query('update businesses set version = version + 1 where id = $1', [studio.businessId])
    return studio
  }

  test('the first visit that its client books is cheaper by it, with the reason; the second is not', async () => {
    const studio = await open()
    const { code } = await given(studio)
    const first = booked(await studio.book(studio.wish(1), TEN))
    expect(first).toMatchObject({ price: PRICE, discount: 20_000, discountReason: `За терпение · ${code}` })
    expect(await visitById(studio.db, studio.businessId, first.id)).toEqual(first)
    expect(booked(await studio.book(studio.wish(1), TEN + 60))).toMatchObject({ discount: 0, discountReason: null })
    expect(await usedBy(studio)).toEqual([first.id])
  })

  test('a hold spends nothing; its confirmation does, also when the hold had run out', async () => {
    const studio = await open(2)
    for (const [index, later] of [0, 30].entries()) {
      const clientId = studio.clients[index]!
      await given(studio, { clientId })
      const hold = booked(await studio.book(studio.wish(1), TEN + 120 * index, { hold: true, clientId }))
      expect(hold.discount).toBe(0)
      const about = { businessId: studio.businessId, id: hold.id, clientId, now: NOW + later }
      const confirm = () => studio.db.transaction((tx) => confirmHold(tx, studio.catalogs, about))
      expect(booked(await confirm())).toMatchObject({ id: hold.id, discount: 20_000 })
      expect(booked(await confirm())).toMatchObject({ id: hold.id, discount: 20_000 })
    }
    expect((await usedBy(studio)).every(Boolean)).toBe(true)
  })

  test('of several the one that takes most off is spent, a fixed sum among them', async () => {
    const studio = await open()
    await given(studio, { percent: 5 })
    await given(studio, { amount: 30_000 })
    await given(studio)
    const about = { businessId: studio.businessId, clientId: studio.clients[0]!, now: at(NOW) }
    expect(await bestOffer(studio.db, { ...about, price: PRICE })).toMatchObject({ amount: 30_000, off: 30_000 })
    expect(await bestOffer(studio.db, { ...about, price: PRICE * 10 })).toMatchObject({ percent: 10, off: PRICE })
    const discounts: number[] = []
    for (const hour of [0, 1, 2, 3]) discounts.push(booked(await studio.book(studio.wish(1), TEN + hour * 60)).discount)
    expect(discounts).toEqual([30_000, 20_000, 10_000, 0])
  })

  test('no discount is more than the price', async () => {
    const studio = await open()
    await given(studio, { amount: PRICE * 3 })
    expect(booked(await studio.book(studio.wish(1), TEN))).toMatchObject({ discount: PRICE })
  })

  test('what is over, taken back, or another client’s counts for nobody', async () => {
    const studio = await open(2)
    const [mine, other] = [studio.clients[0]!, studio.clients[1]!]
    await given(studio, { expiresAt: at(NOW) })
    const { id } = await given(studio)
    await given(studio, { clientId: other })
    const about = { businessId: studio.businessId, clientId: mine, id, now: at(NOW) }
    const revoke = (revoked: boolean) => studio.db.transaction((tx) => revokeOffer(tx, { ...about, revoked }))
    expect(await revoke(true)).toMatchObject({ id })
    expect(await revoke(true)).toBeNull()
    expect(booked(await studio.book(studio.wish(1), TEN, { clientId: mine }))).toMatchObject({ discount: 0 })
    expect(await revoke(false)).toMatchObject({ id, revokedAt: null })
    expect(booked(await studio.book(studio.wish(1), TEN + 60, { clientId: mine }))).toMatchObject({ discount: 20_000 })
    expect(await revoke(true)).toBeNull()
  })

  test('a cancelled visit gives it back while it is valid, and takes it again when it is restored', async () => {
    const studio = await open()
    await given(studio)
    const first = booked(await studio.book(studio.wish(1), TEN))
    expect(await cancelled(studio, first)).toMatchObject({ status: 'cancelled', discount: 0, discountReason: null })
    expect(await usedBy(studio)).toEqual([null])
    const request = { businessId: studio.businessId, id: first.id, version: first.version + 1, now: NOW }
    const back = await studio.db.transaction((tx) =>
      restore(tx, studio.catalogs, { ...request, status: 'confirmed', overlapReason: null }),
    )
    expect(booked(back)).toMatchObject({ discount: 20_000 })
    await cancelled(studio, first)
    expect(booked(await studio.book(studio.wish(1), TEN + 60))).toMatchObject({ discount: 20_000 })
  })

  test('a visit that is cancelled when the offer is over gives nothing back', async () => {
    const studio = await open()
    await given(studio, { expiresAt: at(NOW + 30) })
    const first = booked(await studio.book(studio.wish(1), TEN))
    await cancelled(studio, first, NOW + 31)
    expect(await usedBy(studio)).toEqual([first.id])
    expect(booked(await studio.book(studio.wish(1), TEN, { now: NOW + 31 }))).toMatchObject({ discount: 0 })
  })

  test('a percentage follows the price when the visit moves to another master', async () => {
    const studio = await open(
      1,
      catalogOf({
        resources: [resource(1), resource(2)],
        services: [
          service(1, [1, 2], {
            masters: [
              { resourceId: 1, segments: null, price: null },
              { resourceId: 2, segments: null, price: 300_000 },
            ],
          }),
        ],
      }),
    )
    await given(studio)
    const first = booked(await studio.book(studio.wish([1, 1]), TEN))
    const { businessId, id, version } = first
    const request = { businessId, id, version, wish: studio.wish([1, 2]), start: TEN, now: NOW }
    const moved = booked(await studio.db.transaction((tx) => move(tx, studio.catalogs, request)))
    expect(moved).toMatchObject({ price: 300_000, discount: 30_000, discountReason: first.discountReason })
    expect(await visitById(studio.db, businessId, id)).toMatchObject({ discount: 30_000 })
  })

  test('what has its price already is left as it is: imports, programs, the owner’s own tries', async () => {
    const studio = await open()
    await given(studio)
    for (const [index, door] of (['import', 'api', 'bitrix24'] as const).entries())
      expect(booked(await studio.book(studio.wish(1), TEN + index * 60, { door }))).toMatchObject({ discount: 0 })
    const hold = booked(await studio.book(studio.wish(1), TEN + 240, { hold: true }))
    await studio.db.query('update appointments set test = true where id = $1', [hold.id])
    const { businessId, id, clientId } = hold
    const confirm = { businessId, id, clientId, now: NOW }
    expect(booked(await studio.db.transaction((tx) => confirmHold(tx, studio.catalogs, confirm))).discount).toBe(0)
    expect(booked(await studio.book(studio.wish(1), TEN + 300, { door: 'staff' }))).toMatchObject({ discount: 20_000 })
  })

  test('a place that is taken spends nothing', async () => {
    const studio = await open(2, hourBy(1))
    const [mine, other] = [studio.clients[0]!, studio.clients[1]!]
    await given(studio, { clientId: mine })
    await studio.book(studio.wish(1), TEN, { clientId: other })
    expect(await studio.book(studio.wish(1), TEN, { clientId: mine })).toEqual({ ok: false, reason: 'taken' })
    expect(await usedBy(studio)).toEqual([null])
  })

  test('for one visit one source gives once; a code is found by its client alone', async () => {
    const studio = await open(2)
    const visit = booked(await studio.book(studio.wish(1), TEN, { clientId: studio.clients[0]! }))
    const first = await given(studio, { source: 'no_show', appointmentId: visit.id })
    expect(await given(studio, { source: 'no_show', appointmentId: visit.id })).toEqual(first)
    expect(await given(studio, { source: 'return', appointmentId: visit.id })).not.toMatchObject({ id: first.id })
    const find = (clientId: number) =>
      offerByCode(studio.db, { businessId: studio.businessId, clientId, code: first.code })
    expect(await find(studio.clients[0]!)).toEqual(first)
    expect(await find(studio.clients[1]!)).toBeNull()
    expect([stateOf(first, at(NOW)), stateOf(first, at(NOW + WEEK))]).toEqual(['valid', 'expired'])
  })

  test('a late cancellation is one by the client inside the strictest notice of its services', async () => {
    const studio = await open(1, hourBy(3, { rules: { ...hourBy(1).rules, cancelHours: 3 } }))
    const late = async (before: number, by: 'client' | 'member' = 'client') => {
      const visit = booked(await studio.book(studio.wish(1), TEN + DAY, { now: NOW }))
      await cancelled(studio, visit, TEN + DAY - before, by)
      const [row] = await studio.db.query<{ late: boolean }>(
        'select cancelled_late as late from appointments where id = $1',
        [visit.id],
      )
      return row!.late
    }
    expect([await late(180), await late(179), await late(10, 'member')]).toEqual([false, true, false])
    await studio.db.query(`update services set rules = '{"cancelHours": 24}' where business_id = $1`, [
      studio.businessId,
    ])
    expect([await late(24 * 60), await late(24 * 60 - 1)]).toEqual([false, true])
  })
})

onPostgres('offers under contention', (database) => {
  test('of two bookings at once exactly one gets the offer, however they mix with a cancellation', async () => {
    const studio = await openStudio(database.db, hourBy(4), 6)
    await studio.db.query('update services set price = $2 where business_id = $1', [studio.businessId, PRICE])
    await studio.db.query('update businesses set version = version + 1 where id = $1', [studio.businessId])
    for (const [index, clientId] of studio.clients.entries()) {
      await given(studio, { clientId })
      const own = booked(await studio.book(studio.wish(1), TEN + index * 60, { clientId }))
      const again = await Promise.all([
        studio.book(studio.wish(1), TEN + index * 60, { clientId }),
        studio.book(studio.wish(1), TEN + index * 60, { clientId }),
        cancelled(studio, own),
      ])
      expect(again.every((one) => one !== null && !('ok' in one && !one.ok))).toBe(true)
      const rows = await studio.db.query<{ id: number }>(
        `select id from appointments where client_id = $1 and status = 'booked' and discount > 0`,
        [clientId],
      )
      const [offer] = await studio.db.query<{ by: number | null }>(
        'select redeemed_by as by from offers where client_id = $1',
        [clientId],
      )
      expect(rows.map(({ id }) => id)).toEqual(offer!.by === null ? [] : [offer!.by])
    }
    expect(await deadlocks(studio.db)).toBe(0)
  })

  test('two bookings at once share two offers, one each', async () => {
    const studio = await openStudio(database.db, hourBy(4), 1)
    await studio.db.query('update services set price = $2 where business_id = $1', [studio.businessId, PRICE])
    await studio.db.query('update businesses set version = version + 1 where id = $1', [studio.businessId])
    for (const hour of [0, 1, 2, 3, 4]) {
      await given(studio)
      await given(studio, { percent: 20 })
      const both = await Promise.all([1, 2].map(() => studio.book(studio.wish(1), TEN + hour * 60)))
      expect(both.map((one) => booked(one).discount).sort()).toEqual([20_000, 40_000])
    }
  })
})
