import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import type { Delivery } from '../bot/deliver.ts'
import { createPacer } from '../bot/pace.ts'
import { createTexts } from '../bot/texts.ts'
import { openStudio, type Studio } from '../db/bookings.sample.ts'
import { createMark } from '../db/marks.ts'
import { lockBatch } from '../db/noticebatch.ts'
import { claimNotices } from '../db/notices.ts'
import { createTakenOver } from '../db/takeover.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { branch, catalogOf, everyDay, resource, service } from '../domain/slots.sample.ts'
import { instantOf, isoOf } from '../domain/time.ts'
import { tellDue } from './notices.ts'

onEachDatabase('due notices', (database) => {
  const HOUR = 3_600_000
  let studios = 0
  let clock = new Date(0)
  let errors: unknown[] = []
  const textFile = (language: string) => readFileSync(new URL(`../bot/texts/${language}.ftl`, import.meta.url), 'utf8')
  const texts = createTexts({ ru: textFile('ru'), en: textFile('en') })

  beforeEach(() => {
    errors = []
  })

  /** A business of five masters, open day and night in this zone, with no more than this studio's notices to be told. */
  async function open(zone: string) {
    const masters = [1, 2, 3, 4, 5]
    const sample = catalogOf({
      timezone: zone,
      locations: [branch({ timezone: zone, hours: everyDay([0, 24]) })],
      resources: masters.map((id) => resource(id)),
      services: [service(1, masters)],
    })
    const studio = await openStudio(database.db, { ...sample, rules: { ...sample.rules, stepMinutes: 1 } })
    await database.db.query(`update notices set status = 'skipped', reason = 'test' where status = 'planned'`)
    const wall = (date: string, clock: string) =>
      instantOf(zone, date, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)))
    await database.db.query(
      `with channel as (insert into channels (business_id, kind, key, rate, burst, tokens) values ($1, 'telegram', $3, 1, 1, 1) returning id)
       insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
       select $1, id, 'person', $2, 'ru', $4::timestamptz from channel`,
      [studio.businessId, studio.clients[0]!, `due ${++studios}`, new Date(wall('2027-03-01', '12:00') * 60_000)],
    )
    const made = async (date: string, clock: string, master = 1) => {
      const now = wall('2027-03-01', '12:00')
      const booked = await studio.book(studio.wish([1, master]), wall(date, clock), { now })
      if (!booked.ok) throw new Error(booked.reason)
      return booked.visit.id
    }
    const at = async (date: string, clock: string) => tell(studio, new Date(wall(date, clock) * 60_000))
    return { studio, wall, made, at, ledger: () => ledger(studio, zone) }
  }

  async function tell({ catalogs }: Studio, moment: Date): Promise<void> {
    clock = moment
    const { db } = database
    const delivery: Delivery = {
      db,
      channels: new Map(),
      kindOf: async () => 'telegram',
      pacer: createPacer(),
      clock: () => clock,
      onLater: () => {},
      onFailed: () => {},
      mark: createMark(db),
      takenOver: createTakenOver(db),
      failures: new Map(),
    }
    const onError = (error: unknown) => errors.push(error)
    while ((await tellDue({ delivery, catalogs, texts, onError }, 10)) > 0);
  }

  /** By the branch's clock: «24h 09 10:00 sent». */
  async function ledger({ businessId }: Studio, zone: string): Promise<string[]> {
    const rows = await database.db.query<{ kind: string; due: Date; why: string; message: number | null }>(
      `select kind, due_at as due, coalesce(reason, status) as why, message_id as message from notices where business_id = $1
       order by due_at, id`,
      [businessId],
    )
    return rows.map(({ kind, due, why, message }) => {
      expect(message !== null).toBe(why === 'sent')
      return `${kind.slice(7)} ${isoOf(zone, due.getTime() / 60_000)
        .slice(8, 16)
        .replace('T', ' ')} ${why}`
    })
  }

  for (const zone of ['Europe/Kaliningrad', 'Asia/Vladivostok', 'Europe/Berlin']) {
    test(`both edges of the night in ${zone}: the last minute of the evening and the first of the morning are awake`, async () => {
      const { made, at, ledger } = await open(zone)
      await made('2027-03-27', '22:59', 1)
      await at('2027-03-26', '20:30')
      await at('2027-03-27', '20:59')
      expect(await ledger()).toEqual(['24h 26 20:30 sent', 'again 27 09:30 late', '2h 27 20:59 sent'])
      await made('2027-03-29', '22:59', 2)
      await made('2027-03-30', '11:00', 3)
      await made('2027-03-30', '10:59', 4)
      await at('2027-03-28', '21:00')
      await at('2027-03-29', '21:00')
      await at('2027-03-30', '08:59')
      await at('2027-03-30', '09:00')
      expect(errors).toEqual([])
      expect((await ledger()).slice(3)).toEqual([
        '24h 28 20:30 quiet',
        '24h 29 10:59 late',
        '24h 29 11:00 late',
        '2h 29 20:30 quiet',
        '2h 29 20:59 quiet',
        '2h 30 09:00 sent',
      ])
    })

    test(`in ${zone} the clock jumps three days ahead and an hour back: no flood, and nothing twice`, async () => {
      const { made, at, ledger } = await open(zone)
      for (const day of ['25', '26', '27', '28', '29'])
        for (const master of [1, 2, 3, 4, 5]) await made(`2027-03-${day}`, '13:00', master)
      // What was due while the clock jumped over it is stale but for the reminders of two hours before, ten minutes late.
      await at('2027-03-28', '11:10')
      const sent = async () => (await ledger()).filter((row) => row.endsWith('sent'))
      expect(await sent()).toEqual(Array.from({ length: 5 }, () => '2h 28 11:00 sent'))
      await at('2027-03-28', '10:10')
      await at('2027-03-28', '11:10')
      expect(await sent()).toHaveLength(5)
      await at('2027-03-28', '13:30')
      expect(new Set((await ledger()).map((row) => row.split(' ').at(-1)))).toEqual(
        new Set(['late', 'sent', 'planned']),
      )
      expect((await sent()).slice(5)).toEqual(Array.from({ length: 5 }, () => '24h 28 13:00 sent'))
    })
  }

  test('a notice that breaks alone does not keep its neighbours from being told', async () => {
    const { studio, made, at, ledger } = await open('Europe/Moscow')
    const ids = [await made('2027-03-27', '13:00', 1), await made('2027-03-27', '13:00', 2)]
    // The zone of a branch that nobody knows breaks whatever is told of its visits.
    const [other] = await database.db.query<{ id: number }>(
      `insert into locations (business_id, name, timezone, address) values ($1, 'Луна', 'Moon/Crater', '') returning id`,
      [studio.businessId],
    )
    await database.db.query('update businesses set version = version + 1 where id = $1', [studio.businessId])
    await database.db.query('update appointments set location_id = $2 where id = $1', [ids[0]!, other!.id])
    await at('2027-03-26', '13:00')
    expect(errors).toHaveLength(1)
    expect(await ledger()).toContain('24h 26 13:00 sent')
    expect((await ledger()).filter((row) => row.startsWith('24h 26') && row.endsWith('planned'))).toHaveLength(1)
    await database.db.query(`update notices set status = 'skipped', reason = 'test' where status = 'planned'`)
  })

  test('a visit that somebody holds is not waited for by a batch; the rest is', async () => {
    if (database.kind === 'pglite') return
    const { wall, made } = await open('Europe/Moscow')
    const ids = [await made('2027-03-27', '13:00', 1), await made('2027-03-27', '13:00', 2)]
    const now = new Date(wall('2027-03-26', '13:00') * 60_000)
    const until = new Date(now.getTime() + HOUR)
    const claimed = await claimNotices(database.db, { now, until, limit: 10 })
    expect(claimed.map(({ appointmentId }) => appointmentId)).toEqual(ids)
    const other = database.another()
    await database.db.transaction(async (tx) => {
      await tx.query('select 1 from appointments where id = $1 for no key update', [ids[0]!])
      const held = await other.transaction((batch) => lockBatch(batch, claimed))
      expect(held.map(({ visit }) => visit.id)).toEqual([ids[1]])
    })
    const stolen = claimed.map((one) => ({ ...one, until: new Date(until.getTime() + 1) }))
    expect(await other.transaction((batch) => lockBatch(batch, stolen))).toEqual([])
  })
})
