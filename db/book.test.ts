import { expect, test } from 'vitest'
import { hourBy, NOW, openStudio, TEN } from './bookings.sample.ts'
import { findOffer, nearestSlots } from './offer.ts'
import { onEachDatabase } from './testing/databases.ts'

onEachDatabase('smoke', (database) => {
  test('books', async () => {
    const s = await openStudio(database.db, hourBy(1), 3)
    const r = await s.book(s.wish(1), TEN)
    expect(r).toMatchObject({ ok: true })
    expect(await s.book(s.wish(1), TEN)).toEqual({ ok: false, reason: 'taken' })
    const o = await findOffer(database.db, s.catalogs, {
      businessId: s.businessId,
      wish: s.wish(1),
      now: NOW,
      range: { from: NOW, to: NOW + 1440 },
    })
    expect(o.length).toBe(8)
    expect(
      await nearestSlots(database.db, s.catalogs, { businessId: s.businessId, wish: s.wish(1), now: NOW, around: TEN }),
    ).toHaveLength(3)
  })
})
