import { afterEach, expect, test } from 'vitest'
import { NOW, TEN } from '../../db/bookings.sample.ts'
import { mirrorHealth } from '../../db/crm/health.ts'
import { disconnectPortal, portalOf, saveMirrorSettings } from '../../db/crm/portals.ts'
import { findOffer, nearestSlots } from '../../db/offer.ts'
import { occupiedAround } from '../../db/schedule.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'
import { mirrorDue } from './mirror.ts'

const HOUR = 60
const DAY = 1440
const seconds = (minute: number) => minute * 60

onEachDatabase('times that are taken in the portal', (database) => {
  let salon: Mirrored
  afterEach(() => salon?.fake.close())

  /** A salon of two masters: resources and users of the portal in the order of masters. */
  async function open(read: MirrorSettings['busy']['read'] = 'both', write = false) {
    salon = await mirrored(database.db, { masters: 2, clients: 4 })
    const { fake, studio } = salon
    fake.portal.resourceTypes.push({ id: 900, name: 'Мастера' })
    const ids = [901, 902]
    for (const id of ids) fake.portal.resources.set(id, { id, typeId: 900, name: `Р${id}`, fields: {}, slots: [] })
    const users = [fake.user({ name: 'Анна' }).id, fake.user({ name: 'Вера' }).id]
    const by = (list: number[]) => Object.fromEntries(list.map((id, i) => [String(studio.resource(i + 1)), id]))
    await settings({ read, write, resources: by(ids), users: by(users) })
    return { resources: ids, users }
  }

  async function settings(busy: MirrorSettings['busy']) {
    const { studio, clock } = salon
    salon.settings = { ...salon.settings, busy }
    const portal = await portalOf(database.db, studio.businessId)
    const saved = { businessId: studio.businessId, version: portal!.version, settings: salon.settings, now: clock() }
    await database.db.transaction((tx) => saveMirrorSettings(tx, saved))
  }

  const health = async () => (await mirrorHealth(database.db, salon.studio.businessId))[0]!

  async function later(minutes: number) {
    salon.move(minutes * 60_000)
    await mirrorDue(salon.mirror)
  }

  /** Starts by masters (1, 2) that clients are offered on the day of the sample. */
  async function offered(master: number, from = NOW, to = NOW + DAY): Promise<number[]> {
    const { studio } = salon
    const slots = await findOffer(database.db, studio.catalogs, {
      businessId: studio.businessId,
      wish: studio.wish([1, master]),
      now: NOW,
      range: { from, to },
    })
    return slots.map(({ start }) => start)
  }

  test('a time that is booked there is not offered, and is offered again minutes after it is freed there', async () => {
    const { resources } = await open()
    expect(await offered(1)).toContain(TEN)
    const booking = salon.fake.as().book(resources[0]!, seconds(TEN), seconds(TEN + HOUR))
    await later(1)
    expect(await offered(1)).not.toContain(TEN)
    expect(await offered(1)).toContain(TEN + HOUR)
    expect(await offered(2)).toContain(TEN)
    salon.fake.as().cancelBooking(booking)
    await later(4)
    expect(await offered(1)).toContain(TEN)
    expect(salon.errors).toEqual([])
  })

  test('offered means bookable: what is taken there refuses a client with the nearest, and a reason of staff goes over it', async () => {
    const { resources } = await open('resources')
    const { studio } = salon
    salon.fake.as().book(resources[0]!, seconds(TEN), seconds(TEN + HOUR))
    await later(1)
    const wish = studio.wish([1, 1])
    expect(await studio.book(wish, TEN)).toEqual({ ok: false, reason: 'taken' })
    const near = await nearestSlots(database.db, studio.catalogs, {
      businessId: studio.businessId,
      wish,
      now: NOW,
      around: TEN,
    })
    expect(near.map(({ start }) => start)).not.toContain(TEN)
    expect(near).toHaveLength(3)
    expect((await studio.book(wish, near[0]!.start)).ok).toBe(true)
    expect(await studio.book(wish, TEN, { door: 'staff', byStaff: true })).toMatchObject({ reason: 'taken' })
    const forced = { door: 'staff', byStaff: true, overlapReason: 'клиентка знает' } as const
    expect((await studio.book(wish, TEN, forced)).ok).toBe(true)
  })

  test('calendars: busy, absent and in doubt take time; free and declined do not; repeated and whole days do each time', async () => {
    const { users } = await open('calendars')
    const hands = salon.fake.as(users[0]!)
    const at = (hour: number) => ({ from: seconds(TEN + hour * HOUR), to: seconds(TEN + (hour + 1) * HOUR) })
    hands.plan({ ...at(0), times: 3 })
    hands.plan({ ...at(1), accessibility: 'absent' })
    hands.plan({ ...at(2), accessibility: 'quest' })
    hands.plan({ ...at(3), accessibility: 'free' })
    hands.plan({ ...at(4), status: 'N' })
    // The whole of the second day, by the portal's midnight.
    const midnight = seconds(NOW - 8 * HOUR + DAY)
    hands.plan({ from: midnight, to: midnight, wholeDay: true })
    await later(1)
    const first = await offered(1)
    for (const hour of [0, 1, 2]) expect(first).not.toContain(TEN + hour * HOUR)
    for (const hour of [3, 4]) expect(first).toContain(TEN + hour * HOUR)
    expect(await offered(1, NOW - 8 * HOUR + DAY, NOW - 8 * HOUR + 2 * DAY)).toEqual([])
    for (const week of [1, 2])
      expect(await offered(1, NOW + week * 7 * DAY, NOW + (week * 7 + 1) * DAY)).not.toContain(TEN + week * 7 * DAY)
    expect(await offered(1, NOW + 21 * DAY, NOW + 22 * DAY)).toContain(TEN + 21 * DAY)
    expect(await database.db.query('select * from external_busy where during::text ~ $1', ['Встреча'])).toEqual([])
  })

  test('while the portal sleeps what is known stays, with its age; after it wakes it is as there', async () => {
    const { resources } = await open('resources')
    const { fake, studio } = salon
    const booking = fake.as().book(resources[0]!, seconds(TEN), seconds(TEN + HOUR))
    await later(1)
    const read = (await health()).busyReadAt!
    fake.sleep()
    fake.as().cancelBooking(booking)
    for (let hour = 0; hour < 6; hour++) await later(60)
    expect(await offered(1)).not.toContain(TEN)
    const { external, sources } = await occupiedAround(database.db, {
      businessId: studio.businessId,
      resourceIds: [studio.resource(1)],
      from: NOW,
      to: NOW + DAY,
      now: NOW,
    })
    expect(external).toHaveLength(1)
    expect(external[0]).toMatchObject({ from: TEN, to: TEN + HOUR, readAt: Math.floor(read.getTime() / 60_000) })
    expect(sources[0]!.readAt).toBe(external[0]!.readAt)
    fake.wake()
    for (let minute = 0; minute < 10; minute++) await later(1)
    expect(await offered(1)).toContain(TEN)
  })

  test('a right that is missing keeps what was read, says so in words, and stops nothing else', async () => {
    const { resources, users } = await open()
    const { fake, studio } = salon
    fake.as().book(resources[0]!, seconds(TEN), seconds(TEN + HOUR))
    await later(1)
    fake.portal.webhooks[0]!.scopes = ['crm', 'user', 'calendar']
    fake.as(users[1]!).plan({ from: seconds(TEN), to: seconds(TEN + HOUR) })
    await later(4)
    expect(await offered(1)).not.toContain(TEN)
    expect(await offered(2)).not.toContain(TEN)
    const { busyErrors } = await health()
    expect(busyErrors).toEqual(['У вебхука нет права «Онлайн-запись (booking)».'])
    expect(await portalOf(database.db, studio.businessId)).toMatchObject({ state: 'connected', trouble: null })
  })

  test('a hundred and thirty bookings are all read, though a page has fifty', async () => {
    const { resources } = await open('resources')
    for (let nth = 0; nth < 130; nth++) {
      const from = TEN + (nth % 5) * HOUR + Math.floor(nth / 5) * DAY
      salon.fake.as().book(resources[0]!, seconds(from), seconds(from + HOUR))
    }
    await later(1)
    expect((await health()).taken).toBe(130)
  })

  test('reading is one request in three minutes, and a hint brings it forward', async () => {
    const { resources } = await open('resources')
    await later(1)
    const reads = () =>
      salon.fake.portal.requests.filter(({ inside }) => inside.includes('booking.v1.booking.list')).length
    const first = reads()
    expect(first).toBe(1)
    for (let second = 0; second < 9; second++) await later(0.25)
    expect(reads()).toBe(first)
    const id = salon.fake.as().book(resources[0]!, seconds(TEN), seconds(TEN + HOUR))
    await database.db.query(
      `insert into crm_hints (business_id, entity, remote_id, at) values ($1, 'booking', $2, $3::timestamptz)`,
      [salon.studio.businessId, id, salon.clock()],
    )
    await later(0.25)
    expect(reads()).toBe(first + 1)
    expect(await offered(1)).not.toContain(TEN)
  })

  test('who no longer wants them read has them no more: by settings, and by disconnecting', async () => {
    const { resources } = await open('resources')
    salon.fake.as().book(resources[0]!, seconds(TEN), seconds(TEN + HOUR))
    await later(1)
    await settings({ ...salon.settings.busy, read: 'nothing' })
    expect(await offered(1)).toContain(TEN)
    await settings({ ...salon.settings.busy, read: 'resources' })
    await later(1)
    expect(await offered(1)).not.toContain(TEN)
    await disconnectPortal(database.db, salon.studio.businessId, salon.clock())
    expect(await offered(1)).toContain(TEN)
  })

  test('where our visits are written Bitrix24 itself writes to no client any more, unless somebody wants it to again', async () => {
    const { resources } = await open('resources', true)
    const kinds = ['Info', 'Confirmation', 'Reminder', 'Feedback', 'Delayed'].map((kind) => `is${kind}NotificationOn`)
    const { portal } = salon.fake
    const [mine, another] = [portal.resources.get(resources[0]!)!, { ...portal.resources.get(resources[0]!)!, id: 950 }]
    another.fields = Object.fromEntries(kinds.map((kind) => [kind, 'Y']))
    portal.resources.set(another.id, another)
    for (const kind of kinds) mine.fields[kind] = 'Y'
    await later(1)
    expect(Object.fromEntries(kinds.map((kind) => [kind, mine.fields[kind]]))).toEqual(
      Object.fromEntries(kinds.map((kind) => [kind, 'N'])),
    )
    expect(Object.values(another.fields)).not.toContain('N')
    expect((await health()).notifying).toEqual([])
    mine.fields.isReminderNotificationOn = 'Y'
    await later(4)
    await later(4)
    expect(mine.fields.isReminderNotificationOn).toBe('Y')
    expect((await health()).notifying).toHaveLength(1)
    expect(salon.errors).toEqual([])
  })

  test('resources by which Bitrix24 writes to clients itself are told apart', async () => {
    const { resources } = await open('resources')
    salon.fake.portal.resources.get(resources[1]!)!.fields.isReminderNotificationOn = 'Y'
    await later(1)
    const { notifying } = await health()
    expect(notifying).toEqual([
      (
        await database.db.query<{ name: string }>('select name from resources where id = $1', [
          salon.studio.resource(2),
        ])
      )[0]!.name,
    ])
  })
})
