import { expect, test } from 'vitest'
import type { Catalog } from '../domain/catalog.ts'
import { at, branch, catalogOf, everyDay, resource, service } from '../domain/slots.sample.ts'
import { instantOf, isoOf } from '../domain/time.ts'
import { move } from './book.ts'
import { openStudio, type Studio } from './bookings.sample.ts'
import { cancel } from './cancel.ts'
import { markAllowed, markBlocked } from './clients.ts'
import { exportClient } from './clients-export.ts'
import { mergeClients } from './clients-merge.ts'
import { confirmComing } from './coming.ts'
import { confirmHold } from './confirm.ts'
import { leaveUnsent } from './ledger.ts'
import { replanReminders } from './reminders.ts'
import { restore } from './restore.ts'
import { instant } from './sql.ts'
import { onEachDatabase } from './testing/databases.ts'
import { visitById } from './visits.ts'

onEachDatabase('the ledger of reminders', (database) => {
  let studios = 0

  /** A business open day and night in this zone, whose only client can be reached in a chat. */
  async function open(zone: string, reachable = true, change: Partial<Catalog> = {}): Promise<Studio> {
    const sample = catalogOf({
      timezone: zone,
      locations: [branch({ timezone: zone, hours: everyDay([0, 24]) })],
      resources: [resource(1)],
      services: [service(1, [1]), service(2, [1], { rules: { remindHours: [3] } })],
      ...change,
    })
    const studio = await openStudio(database.db, sample)
    if (!reachable) return studio
    await database.db.query(
      `with channel as (insert into channels (business_id, kind, key, rate, burst, tokens) values ($1, 'telegram', $3, 1, 1, 1) returning id)
       insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
       select $1, id, 'person', $2, 'ru', $4::timestamptz from channel`,
      [studio.businessId, studio.clients[0]!, `ledger ${++studios}`, instant(at('2027-03-01T08:00+03:00'))],
    )
    return studio
  }
  const date = (minute: number) => new Date(minute * 60_000)
  /** By the branch's clock: «24h 09 10:00 planned». */
  async function ledger({ businessId, catalog }: Studio): Promise<string[]> {
    const rows = await database.db.query<{ kind: string; due: Date; why: string }>(
      `select kind, due_at as due, coalesce(reason, status) as why from notices where business_id = $1 and kind like 'remind%' order by id`,
      [businessId],
    )
    const zone = catalog.locations[0]!.timezone
    return rows.map(
      ({ kind, due, why }) =>
        `${kind.slice(7)} ${isoOf(zone, due.getTime() / 60_000)
          .slice(8, 16)
          .replace('T', ' ')} ${why}`,
    )
  }

  test('moved from a branch in Moscow to one in Vladivostok: reminded by the clock of the branch where it is now', async () => {
    const hours = everyDay([0, 24])
    const studio = await open('Europe/Moscow', true, {
      locations: [branch({ timezone: 'Europe/Moscow', hours }), branch({ id: 2, timezone: 'Asia/Vladivostok', hours })],
      resources: [resource(1), resource(2, { locationId: 2 })],
      services: [service(1, [1, 2])],
    })
    const { db, catalogs, businessId, catalog } = studio
    const now = instantOf('Europe/Moscow', '2027-03-20', 12 * 60)
    const booked = await studio.book(studio.wish([1, 1]), instantOf('Europe/Moscow', '2027-03-30', 15 * 60), { now })
    if (!booked.ok) throw new Error(booked.reason)
    const wish = {
      locationId: catalog.locations.find(({ timezone }) => timezone === 'Asia/Vladivostok')!.id,
      parts: [{ serviceId: studio.service(1), masterId: studio.resource(2) }],
    }
    const start = instantOf('Asia/Vladivostok', '2027-03-30', 10 * 60)
    const { id, version } = booked.visit
    const moved = await db.transaction((tx) => move(tx, catalogs, { businessId, id, version, wish, start, now }))
    expect(moved).toMatchObject({ ok: true, visit: { locationId: wish.locationId } })
    const there = (date: string, minutes: number) => instantOf('Asia/Vladivostok', date, minutes) * 60_000
    const rows = await db.query<{ kind: string; due: Date }>(
      `select kind, due_at as due from notices where appointment_id = $1 and kind like 'remind%' and status = 'planned' order by due_at`,
      [id],
    )
    expect(rows.map(({ kind, due }) => [kind, due.getTime()])).toEqual([
      ['remind_24h', there('2027-03-29', 10 * 60)],
      // Two hours before is night there: the evening before.
      ['remind_2h', there('2027-03-29', 20 * 60 + 30)],
    ])
  })

  for (const zone of ['Europe/Kaliningrad', 'Asia/Vladivostok', 'Europe/Berlin'])
    test(`held, confirmed, moved, cancelled and restored at a branch in ${zone}: exactly these rows`, async () => {
      const studio = await open(zone)
      const { db, catalogs, businessId } = studio
      const wall = (date: string, hour: number) => instantOf(zone, date, hour * 60)
      const now = wall('2027-03-20', 12)
      const clientId = studio.clients[0]!
      const held = await studio.book(studio.wish(1), wall('2027-03-27', 23), { hold: true, now })
      if (!held.ok) throw new Error(held.reason)
      const { id } = held.visit
      expect(await ledger(studio)).toEqual([])
      await db.transaction((tx) => confirmHold(tx, catalogs, { businessId, id, clientId, now }))
      const first = ['24h 26 20:30 ', '2h 27 20:30 ']
      expect(await ledger(studio)).toEqual(first.map((row) => `${row}planned`))
      // On 28 March the clocks of Berlin go forward.
      const version = async () => (await visitById(db, businessId, id))!.version
      const request = { businessId, id, wish: studio.wish(1), now }
      const moveTo = async (start: number) => {
        const moving = { ...request, start, version: await version() }
        expect((await db.transaction((tx) => move(tx, catalogs, moving))).ok).toBe(true)
      }
      await moveTo(wall('2027-03-28', 11))
      const day = zone === 'Europe/Berlin' ? '24h 27 10:00 ' : '24h 27 11:00 '
      const second = [day, '2h 28 09:00 ']
      await moveTo(wall('2027-03-30', 10))
      const third = ['24h 29 10:00 ', '2h 29 20:30 ']
      const gone = [...first, ...second].map((row) => `${row}superseded`)
      expect(await ledger(studio)).toEqual([...gone, ...third.map((row) => `${row}planned`)])
      const about = { businessId, id, version: await version(), now }
      await db.transaction((tx) => cancel(tx, { ...about, by: 'client', reason: null }))
      const cancelled = [...gone, ...third.map((row) => `${row}changed`)]
      expect(await ledger(studio)).toEqual(cancelled)
      const back = { ...about, version: await version(), status: 'booked' as const, overlapReason: null }
      expect((await db.transaction((tx) => restore(tx, catalogs, back))).ok).toBe(true)
      expect(await ledger(studio)).toEqual([...cancelled, ...third.map((row) => `${row}planned`)])
    })

  test('nothing is planned where no chat reaches the client, for a hold, or for a move that is refused', async () => {
    const alone = await open('Europe/Moscow', false)
    const now = at('2027-03-01T08:00+03:00')
    expect((await alone.book(alone.wish(1), at('2027-03-05T12:00+03:00'), { now })).ok).toBe(true)
    expect(await ledger(alone)).toEqual([])
    const studio = await open('Europe/Moscow')
    const kept = await studio.book(studio.wish(1), at('2027-03-05T12:00+03:00'), { now })
    await studio.book(studio.wish(2), at('2027-03-05T15:00+03:00'), { now })
    if (!kept.ok) throw new Error(kept.reason)
    const before = await ledger(studio)
    expect(before).toEqual(['24h 04 12:00 planned', '2h 05 10:00 planned', '3h 05 12:00 planned'])
    const { id, version, businessId } = kept.visit
    const taken = { businessId, id, version, wish: studio.wish(1), start: at('2027-03-05T15:00+03:00'), now }
    expect((await studio.db.transaction((tx) => move(tx, studio.catalogs, taken))).ok).toBe(false)
    expect(await ledger(studio)).toEqual(before)
  })

  test('what staff did not want sent is not planned again by another rule, even when the visit was confirmed since', async () => {
    const studio = await open('Europe/Moscow')
    const { db, businessId } = studio
    const now = at('2027-03-01T08:00+03:00')
    const kept = await studio.book(studio.wish(1), at('2027-03-05T12:00+03:00'), { now })
    if (!kept.ok) throw new Error(kept.reason)
    const { id, version, clientId } = kept.visit
    const [row] = await db.query<{ id: number }>(
      `select id from notices where appointment_id = $1 and kind = 'remind_2h'`,
      [id],
    )
    const moment = date(now + 10)
    await db.transaction((tx) => leaveUnsent(tx, { businessId, memberId: null, masterId: null, id: row!.id }, moment))
    const coming = { businessId, id, version, clientId, now: moment }
    expect(await db.transaction((tx) => confirmComing(tx, coming))).toBe(true)
    await db.transaction((tx) => replanReminders(tx, businessId, date(now + 20)))
    const twoHours = (await ledger(studio)).filter((line) => line.startsWith('2h'))
    expect(twoHours).toEqual(['2h 05 10:00 unwanted'])
  })

  test('a client whom a chat reaches only now is reminded of the visits ahead: after a merge, or when the bot is allowed again', async () => {
    const studio = await open('Europe/Moscow', false)
    const { db, businessId } = studio
    const now = at('2027-03-01T08:00+03:00')
    const kept = await studio.book(studio.wish(1), at('2027-03-05T12:00+03:00'), { now })
    if (!kept.ok) throw new Error(kept.reason)
    const from = studio.clients[0]!
    const [twin] = await db.query<{ id: number }>(
      `insert into clients (business_id, name, phone, phone_verified, created_at)
       values ($1, 'Клиент', '+79001112233', true, $2::timestamptz) returning id`,
      [businessId, instant(now)],
    )
    await db.query(`update clients set phone = '+79001112233', phone_verified = true where id = $1`, [from])
    const [channel] = await db.query<{ id: number }>(
      `with channel as (insert into channels (business_id, kind, key, rate, burst, tokens) values ($1, 'telegram', $3, 1, 1, 1) returning id),
         way as (insert into identities (business_id, channel_id, external_id, client_id)
           select $1, id, 'person', $2 from channel)
       insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
       select $1, id, 'person', $2, 'ru', $4::timestamptz from channel returning channel_id as id`,
      [businessId, twin!.id, `ledger ${++studios}`, instant(now)],
    )
    expect(await ledger(studio)).toEqual([])
    const merge = { businessId, memberId: null, now: date(now + 10), id: twin!.id, version: 1, from, fromVersion: 1 }
    expect(await db.transaction((tx) => mergeClients(tx, merge))).toMatchObject({ change: expect.any(Number) })
    const planned = ['24h 04 12:00 planned', '2h 05 10:00 planned']
    expect(await ledger(studio)).toEqual(planned)
    // Moved while the client had stopped the bot: there was nobody to be reminded.
    const who = { channelId: channel!.id, externalId: 'person' }
    await markBlocked(db, { ...who, at: date(now + 20) })
    const { id } = kept.visit
    const { version } = (await visitById(db, businessId, id))!
    const moving = { businessId, id, version, wish: studio.wish(1), start: at('2027-03-06T12:00+03:00'), now: now + 30 }
    expect((await db.transaction((tx) => move(tx, studio.catalogs, moving))).ok).toBe(true)
    const gone = planned.map((line) => line.replace('planned', 'superseded'))
    expect(await ledger(studio)).toEqual(gone)
    await db.transaction((tx) => markAllowed(tx, { ...who, now: date(now + 40) }))
    expect(await ledger(studio)).toEqual([...gone, '24h 05 12:00 planned', '2h 06 10:00 planned'])
  })

  test('what staff are asked about a visit is none of the notices in the file of its client', async () => {
    const studio = await open('Europe/Moscow')
    await studio.book(studio.wish(1), at('2027-03-05T12:00+03:00'), { now: at('2027-03-01T08:00+03:00') })
    const file = await exportClient(studio.db, studio.businessId, studio.clients[0]!)
    expect((file!.notices as { kind: string }[]).map(({ kind }) => kind)).toEqual(['remind_24h', 'remind_2h'])
  })
})
