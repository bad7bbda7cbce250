import { afterEach, expect, test } from 'vitest'
import { move } from '../../db/book.ts'
import { NOW, TEN } from '../../db/bookings.sample.ts'
import { cancel } from '../../db/cancel.ts'
import { mirrorHealth } from '../../db/crm/health.ts'
import { portalOf, saveMirrorSettings } from '../../db/crm/portals.ts'
import { findOffer } from '../../db/offer.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import type { Visit } from '../../db/visits.ts'
import { seeded } from '../../domain/seeded.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'
import type { FakeBooking } from './fake/portal.ts'
import { mirrorDue } from './mirror.ts'

const HOUR = 60
const DAY = 1440
const seconds = (minute: number) => minute * 60

onEachDatabase('visits as bookings there', (database) => {
  let salon: Mirrored
  afterEach(() => salon?.fake.close())

  /** A salon whose masters are resources of the portal from 901 on. */
  async function open({ masters = 2, clients = 4 } = {}) {
    salon = await mirrored(database.db, { masters, clients })
    const { fake, studio } = salon
    fake.portal.resourceTypes.push({ id: 900, name: 'Мастера' })
    const resources: Record<string, number> = {}
    for (let nth = 1; nth <= masters; nth++) {
      const id = 900 + nth
      fake.portal.resources.set(id, { id, typeId: 900, name: `Р${id}`, fields: {}, slots: [] })
      resources[studio.resource(nth)] = id
    }
    await busy({ read: 'resources', write: true, resources, users: {} })
    await salon.settle()
  }

  async function busy(change: Partial<Mirrored['settings']['busy']>) {
    const { studio, clock, settings } = salon
    salon.settings = { ...settings, busy: { ...settings.busy, ...change } }
    const portal = await portalOf(database.db, studio.businessId)
    const saved = { businessId: studio.businessId, version: portal!.version, settings: salon.settings, now: clock() }
    await database.db.transaction((tx) => saveMirrorSettings(tx, saved))
  }

  const there = () => [...salon.fake.portal.bookings.values()]
  const place = ({ resourceIds, from, to }: FakeBooking) => [resourceIds[0], from / 60, to / 60]

  async function book(master: number, start: number, clientId?: number): Promise<Visit> {
    const { studio } = salon
    const booked = await studio.book(studio.wish([1, master]), start, clientId ? { clientId } : {})
    if (!booked.ok) throw new Error(booked.reason)
    return booked.visit
  }

  const seen = async ({ id }: Visit): Promise<number> =>
    (await database.db.query<{ version: number }>('select version from appointments where id = $1', [id]))[0]!.version

  async function moveTo(visit: Visit, master: number, start: number) {
    const { studio } = salon
    const version = await seen(visit)
    const request = {
      businessId: studio.businessId,
      id: visit.id,
      version,
      wish: studio.wish([1, master]),
      start,
      now: NOW,
      byStaff: true,
    }
    return database.db.transaction((tx) => move(tx, studio.catalogs, request))
  }

  async function call(visit: Visit) {
    const version = await seen(visit)
    const request = {
      businessId: salon.studio.businessId,
      id: visit.id,
      version,
      by: 'client' as const,
      reason: null,
      now: NOW,
    }
    return database.db.transaction((tx) => cancel(tx, request))
  }

  async function offered(master: number): Promise<number[]> {
    const { studio } = salon
    const slots = await findOffer(database.db, studio.catalogs, {
      businessId: studio.businessId,
      wish: studio.wish([1, master]),
      now: NOW,
      range: { from: NOW, to: NOW + DAY },
    })
    return slots.map(({ start }) => start)
  }

  test('a visit is one booking with its client, deal and our key; moves and the cancellation reach it', async () => {
    await open()
    const { studio, fake, settle } = salon
    await database.db.query(`update clients set phone = '+79001234567' where id = $1`, [studio.clients[0]!])
    const visit = await book(1, TEN, studio.clients[0]!)
    await settle()
    expect(there().map(place)).toEqual([[901, TEN, TEN + HOUR]])
    const [booking] = there()
    expect(booking).toMatchObject({ name: 'Услуга 1', timezone: 'Europe/Moscow' })
    expect(booking!.clients).toEqual([{ id: String(fake.contacts()[0]!.id), type: { module: 'crm', code: 'CONTACT' } }])
    const key = `o${studio.businessId}-v${visit.id}-r${studio.resource(1)}`
    expect(booking!.externalData.map(({ value }) => value)).toEqual([key, String(fake.deals()[0]!.id)])
    expect(booking!.description).toContain(`/app/visits/${visit.id}\n[${key}]`)
    await moveTo(visit, 1, TEN + 2 * HOUR)
    await settle()
    expect(there().map(({ id }) => id)).toEqual([booking!.id])
    expect(there().map(place)).toEqual([[901, TEN + 2 * HOUR, TEN + 3 * HOUR]])
    await moveTo(visit, 2, TEN)
    await settle()
    expect(there().map(place)).toEqual([[902, TEN, TEN + HOUR]])
    await call(visit)
    await settle()
    expect(there()).toEqual([])
    expect(salon.errors).toEqual([])
  })

  test('what we have written there is not read back: the place of a visit that moved away is free at once', async () => {
    await open()
    const visit = await book(1, TEN)
    await salon.settle()
    salon.move(240_000)
    await mirrorDue(salon.mirror)
    expect(
      await database.db.query('select 1 from external_busy where business_id = $1', [salon.studio.businessId]),
    ).toEqual([])
    salon.fake.sleep()
    await call(visit)
    salon.move(240_000)
    await mirrorDue(salon.mirror)
    expect(there()).toHaveLength(1)
    expect(await offered(1)).toContain(TEN)
  })

  test.each(['after', 'gateway', 'before', 'error'] as const)(
    'a booking of which nobody heard (%s) is looked for before it is made again, also when its visit has moved meanwhile',
    async (fault) => {
      await open()
      const { fake, settle } = salon
      const visit = await book(1, TEN)
      fake.fail({ method: 'booking.v1.booking.add', times: 1, with: fault })
      await settle()
      await moveTo(visit, 1, TEN + 3 * HOUR)
      for (let minute = 0; minute < 4; minute++) {
        salon.move(60_000)
        await settle()
      }
      expect(there().map(place)).toEqual([[901, TEN + 3 * HOUR, TEN + 4 * HOUR]])
      const [key] = there()[0]!.externalData
      expect(key).toMatchObject({ moduleId: 'okoshko', entityTypeId: 'VISIT' })
    },
  )

  test('a booking of which nobody heard is known by its external data when somebody has written over its words', async () => {
    await open()
    const { fake, settle } = salon
    await book(1, TEN)
    fake.fail({ method: 'booking.v1.booking.add', times: 1, with: 'after' })
    await settle([salon.mirror], 2)
    expect(there()).toHaveLength(1)
    there()[0]!.description = 'подруга Ольги'
    for (let minute = 0; minute < 4; minute++) {
      salon.move(60_000)
      await settle()
    }
    expect(there()).toHaveLength(1)
    expect(there()[0]!.description).toContain('Okoshko')
  })

  test('two visits that change places do so there too', async () => {
    await open()
    const [first, second] = [await book(1, TEN), await book(1, TEN + HOUR)]
    await salon.settle()
    salon.fake.sleep()
    await moveTo(first, 1, TEN + 4 * HOUR)
    await moveTo(second, 1, TEN)
    await moveTo(first, 1, TEN + HOUR)
    salon.fake.wake()
    for (let minute = 0; minute < 5; minute++) {
      salon.move(60_000)
      await salon.settle()
    }
    const at = (visit: Visit) => there().find(({ description }) => description?.includes(`-v${visit.id}-`))!.from / 60
    expect(there()).toHaveLength(2)
    expect([at(first), at(second)]).toEqual([TEN + HOUR, TEN])
  })

  test('a place that somebody has taken there is said in words, tried again later, and made when it is free', async () => {
    await open()
    await busy({ read: 'nothing' })
    const theirs = salon.fake.as().book(901, seconds(TEN), seconds(TEN + HOUR))
    await book(1, TEN)
    await salon.settle()
    const error = async () =>
      (
        await database.db.query<{ error: string }>(
          `select last_error as error from crm_links where business_id = $1 and kind = 'booking'`,
          [salon.studio.businessId],
        )
      )[0]!.error
    expect(await error()).toBe('В Bitrix24 у этого ресурса время уже занято, или ресурса больше нет.')
    expect(there()).toHaveLength(1)
    salon.fake.as().cancelBooking(theirs)
    for (let minute = 0; minute < 10; minute++) {
      salon.move(60_000)
      await salon.settle()
    }
    expect(there().map(place)).toEqual([[901, TEN, TEN + HOUR]])
    expect(await error()).toBeNull()
  })

  test('without the right for bookings deals go on; with it, bookings too', async () => {
    await open()
    const hook = salon.fake.portal.webhooks[0]!
    hook.scopes = ['crm', 'user']
    await book(1, TEN)
    await salon.settle()
    expect(there()).toEqual([])
    expect(salon.fake.deals()).toHaveLength(1)
    const { studio, clock, mirror } = salon
    const [health] = await mirrorHealth(database.db, studio.businessId)
    expect(health).toMatchObject({ state: 'connected', trouble: null })
    expect(health!.busyErrors).toEqual(['У вебхука нет права «Онлайн-запись (booking)».'])
    hook.scopes.push('booking')
    const until = clock().getTime() + 600_000
    while (clock().getTime() < until) {
      salon.move(60_000)
      await mirrorDue(mirror)
    }
    expect(there().map(place)).toEqual([[901, TEN, TEN + HOUR]])
  })

  test('a booking of which nobody heard is found among more than a page of others at its time', async () => {
    await open()
    for (let nth = 0; nth < 60; nth++) {
      const id = 2000 + nth
      salon.fake.portal.resources.set(id, { id, typeId: 900, name: 'Кресло', fields: {}, slots: [] })
      salon.fake.as().book(id, seconds(TEN), seconds(TEN + HOUR))
    }
    await book(1, TEN)
    salon.fake.fail({ method: 'booking.v1.booking.add', times: 1, with: 'after' })
    for (let minute = 0; minute < 4; minute++) {
      await salon.settle()
      salon.move(60_000)
    }
    expect(there().filter(({ resourceIds }) => resourceIds.includes(901))).toHaveLength(1)
    expect(there()).toHaveLength(61)
  })

  test('what is moved or deleted there by hand is put back, and both are kept in the log', async () => {
    await open()
    await book(1, TEN)
    await book(2, TEN)
    await salon.settle()
    const [first, second] = there()
    salon.fake.as().moveBooking(first!.id, seconds(TEN + 5 * HOUR), seconds(TEN + 6 * HOUR))
    salon.fake.as().cancelBooking(second!.id)
    salon.move(240_000)
    await mirrorDue(salon.mirror)
    await salon.settle()
    expect(there().map(place).sort()).toEqual([
      [901, TEN, TEN + HOUR],
      [902, TEN, TEN + HOUR],
    ])
    const log = await database.db.query('select field, won from crm_log where business_id = $1 order by field', [
      salon.studio.businessId,
    ])
    expect(log).toEqual([
      { field: 'datePeriod', won: 'ours' },
      { field: 'deleted', won: 'ours' },
    ])
  })

  test('what is about health has no name there, unless the owner lets it', async () => {
    await open()
    await database.db.query(`update services set name = 'Лечение акне' where business_id = $1`, [
      salon.studio.businessId,
    ])
    await book(1, TEN)
    await salon.settle()
    expect(there()[0]!.name).toBe('Визит')
  })

  test('writing that is turned off leaves what stands, asks nothing of the portal, and goes on where it was', async () => {
    await open()
    const visit = await book(1, TEN)
    await salon.settle()
    await busy({ write: false })
    await moveTo(visit, 1, TEN + HOUR)
    await salon.settle()
    expect(there().map(place)).toEqual([[901, TEN, TEN + HOUR]])
    await busy({ write: true })
    await salon.settle()
    expect(there().map(place)).toEqual([[901, TEN + HOUR, TEN + 2 * HOUR]])
  })

  test('200 changes with a fifth of all requests failing: the portal ends with each visit once, where it is here', async () => {
    await open({ masters: 4, clients: 8 })
    const { fake, studio, settle } = salon
    const random = seeded(24)
    const any = (count: number) => Math.floor(random() * count)
    fake.suffer({ share: 0.2, seed: 7 })
    const visits: Visit[] = []
    for (let nth = 0; nth < 200; nth++) {
      const start = TEN + any(3) * DAY + any(7) * HOUR
      const known = visits[any(visits.length + 1)]
      if (!known || visits.length < 30) {
        const booked = await studio.book(studio.wish([1, 1 + any(4)]), start)
        if (booked.ok) visits.push(booked.visit)
      } else if (any(12) === 0) await call(known)
      else await moveTo(known, 1 + any(4), start)
      if (any(4) === 0) {
        salon.move(any(40) * 1000)
        await mirrorDue(salon.mirror)
      }
    }
    for (let round = 0; round < 30; round++) {
      salon.move(300_000)
      await settle([salon.mirror], 10)
      if (round === 20) fake.suffer(null)
    }
    const here = await database.db.query<{ resource: number; start: Date; end: Date }>(
      `select p.resource_id as resource, p.starts_at as start, p.ends_at as "end" from appointments a join appointment_parts p on p.appointment_id = a.id
       where a.business_id = $1 and a.status in ('booked', 'confirmed')`,
      [studio.businessId],
    )
    const ours = here.map(({ resource, start, end }) =>
      [salon.settings.busy.resources[resource], start.getTime() / 60_000, end.getTime() / 60_000].join(' '),
    )
    expect(ours.length).toBeGreaterThan(10)
    expect(
      there()
        .map((one) => place(one).join(' '))
        .sort(),
    ).toEqual(ours.sort())
    expect(fake.seen().overRate).toBe(0)
    expect(salon.errors).toEqual([])
  })
})
