import { expect, test } from 'vitest'
import { catalogOf, resource, service } from '../domain/slots.sample.ts'
import { DAY, hourBy, NOW, openStudio, type Studio, TEN, writeTimeOff } from './bookings.sample.ts'
import { loadCatalog } from './catalog.ts'
import { block } from './occupancies.ts'
import { findOffer } from './offer.ts'
import { minuteOf } from './sql.ts'
import { onEachDatabase } from './testing/databases.ts'
import { planSessions } from './timetable.ts'

/** A yoga class of master 1 on Mondays at ten in a hall, beside individual hours of the same master. */
const yoga = () =>
  catalogOf({
    rules: { ...catalogOf({}).rules, stepMinutes: 60, noticeMinutes: 0, windowDays: 22 },
    resources: [resource(1), resource(2, { kind: 'hall' }), resource(3, { kind: 'hall' })],
    services: [service(1, [1], { capacity: 8, needs: ['hall'], bufferAfter: 10 }), service(2, [1])],
  })

onEachDatabase('the timetable', (database) => {
  async function open(catalog = yoga()): Promise<Studio> {
    const studio = await openStudio(database.db, catalog, 3)
    await studio.db.query(
      'insert into timetable (business_id, service_id, resource_id, weekday, minute) values ($1, $2, $3, 1, 600)',
      [studio.businessId, studio.service(1), studio.resource(1)],
    )
    return studio
  }

  const plan = async (studio: Studio, now = NOW) => {
    const catalog = await loadCatalog(studio.db, studio.businessId)
    return studio.db.transaction((tx) => planSessions(tx, catalog, now))
  }

  const planned = async (studio: Studio) => {
    const text = 'select starts_at from sessions where business_id = $1 order by 1'
    const rows = await studio.db.query<{ starts_at: Date }>(text, [studio.businessId])
    return rows.map((row) => minuteOf(row.starts_at))
  }

  const week = (n: number) => TEN + n * 7 * DAY

  test('puts every class of the window into the calendar, once, and later what the window brings', async () => {
    const studio = await open()
    expect(await plan(studio)).toBe(4)
    expect(await planned(studio)).toEqual([0, 1, 2, 3].map(week))
    expect(await plan(studio)).toBe(0)
    expect(await plan(studio, NOW + 7 * DAY)).toBe(1)
    expect(await planned(studio)).toEqual([0, 1, 2, 3, 4].map(week))
  })

  test('leaves out a class that has begun', async () => {
    const studio = await open()
    expect(await plan(studio, TEN)).toBe(3)
  })

  test('takes master and hall, so that neither is offered then, buffer included', async () => {
    const studio = await open()
    await plan(studio)
    const question = { businessId: studio.businessId, wish: studio.wish(2), now: NOW }
    const slots = await findOffer(studio.db, studio.catalogs, { ...question, range: { from: NOW, to: NOW + DAY } })
    const starts = slots.map(({ start }) => (start - TEN) / 60)
    expect(starts).toEqual([-1, 2, 3, 4, 5, 6, 7])
    const rows = await studio.db.query<{ kind: string }>(
      `select distinct r.kind from occupancies o join resources r on r.id = o.resource_id
       where o.business_id = $1 and o.kind = 'session' order by 1`,
      [studio.businessId],
    )
    expect(rows.map(({ kind }) => kind)).toEqual(['hall', 'master'])
    expect(await studio.book(studio.wish(1), TEN)).toMatchObject({ ok: true })
  })

  test('goes to another hall when one is taken, and leaves the class out when none is free or the master is not', async () => {
    const studio = await open()
    const blocked = (id: number, n: number) => {
      const place = { resourceId: studio.resource(id), from: week(n), to: week(n) + 30 }
      return studio.db.transaction((tx) => block(tx, studio.businessId, place, 'ремонт', NOW))
    }
    await Promise.all([blocked(2, 0), blocked(2, 1), blocked(3, 1), blocked(1, 2)])
    expect(await plan(studio)).toBe(2)
    expect(await planned(studio)).toEqual([week(0), week(3)])
  })

  test('leaves out holidays and time off', async () => {
    const studio = await open()
    await studio.db.query(
      `insert into working_hours (business_id, location_id, date, spans) values ($1, $2, '2027-03-08', '[]')`,
      [studio.businessId, studio.locationId],
    )
    await writeTimeOff(studio.db, studio.businessId, studio.resource(1), week(2) + 30, week(2) + 40)
    expect(await plan(studio)).toBe(2)
    expect(await planned(studio)).toEqual([week(0), week(3)])
  })

  test('takes the place of a hold that ran out, not of one that is on', async () => {
    const studio = await open()
    await studio.book(studio.wish(2), week(0), { hold: true })
    await studio.book(studio.wish(2), week(1), { hold: true, now: NOW + 5 })
    expect(await plan(studio, NOW + 10)).toBe(3)
    expect(await planned(studio)).toEqual([0, 2, 3].map(week))
  })

  test('of a business without classes is nothing', async () => {
    const studio = await openStudio(database.db, hourBy(1))
    expect(await plan(studio)).toBe(0)
  })
})
