import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Delivery } from '../bot/deliver.ts'
import { createPacer } from '../bot/pace.ts'
import { createTexts } from '../bot/texts.ts'
import { hourBy, openStudio } from '../db/bookings.sample.ts'
import { grantMarketing, marketingText } from '../db/marketing.ts'
import { createMark } from '../db/marks.ts'
import { claimNotices } from '../db/notices.ts'
import { createTakenOver } from '../db/takeover.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { at } from '../domain/slots.sample.ts'
import { decide } from './notices.ts'

onPostgres('the discount after a no-show', (database) => {
  const textFile = (language: string) => readFileSync(new URL(`../bot/texts/${language}.ftl`, import.meta.url), 'utf8')
  const texts = createTexts({ ru: textFile('ru'), en: textFile('en') })

  test('two visits missed on one day, decided by two nodes at once: one discount', async () => {
    const studio = await openStudio(database.db, hourBy(2))
    const { db, businessId, catalogs } = studio
    await db.query(
      `update businesses set settings = '{"afterNoShows": "nothing"}', version = version + 1 where id = $1`,
      [businessId],
    )
    const clientId = studio.clients[0]!
    const now = new Date(at('2027-03-05T16:00+03:00') * 60_000)
    const [channel] = await db.query<{ id: number }>(
      `with channel as (insert into channels (business_id, kind, key) values ($1, 'telegram', 'no-show') returning id),
         way as (insert into identities (business_id, client_id, channel_id, external_id) select $1, $2, id, 'person' from channel)
       insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
       select $1, id, 'person', $2, 'ru', $3::timestamptz from channel returning channel_id as id`,
      [businessId, clientId, now],
    )
    await db.transaction(async (tx) => {
      const { version } = await marketingText(tx, businessId, 'ru', now)
      await grantMarketing(tx, { businessId, clientId, channelId: channel!.id, now, version, language: 'ru' })
    })
    for (const [index, clock] of ['10:00', '12:00'].entries()) {
      const start = at(`2027-03-05T${clock}+03:00`)
      const booked = await studio.book(studio.wish([1, index + 1]), start, { now: start - 1440, clientId })
      if (!booked.ok) throw new Error(booked.reason)
      await db.query(`update appointments set status = 'no_show' where business_id = $1 and id = $2`, [
        businessId,
        booked.visit.id,
      ])
      await db.query(
        `insert into notices (business_id, kind, appointment_id, version, client_id, status, due_at, created_at)
         values ($1, 'no_show', $2, 2, $3, 'planned', $4::timestamptz, $4::timestamptz)`,
        [businessId, booked.visit.id, clientId, now],
      )
    }
    await db.query(`update notices set status = 'skipped' where business_id = $1 and kind <> 'no_show'`, [businessId])
    const delivery: Delivery = {
      db,
      channels: new Map(),
      kindOf: async () => 'telegram',
      pacer: createPacer(),
      clock: () => now,
      onLater: () => {},
      onFailed: () => {},
      mark: createMark(db),
      takenOver: createTakenOver(db),
      failures: new Map(),
    }
    const telling = { delivery, catalogs, texts }
    const claimed = await claimNotices(db, { now, until: new Date(now.getTime() + 30_000), limit: 10 })
    expect(claimed).toHaveLength(2)
    const [decided, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const first = db.transaction(async (tx) => {
      await decide(telling, tx, claimed[0]!)
      decided.resolve()
      await commit.promise
    })
    await decided.promise
    const second = database.another().transaction((tx) => decide(telling, tx, claimed[1]!))
    const waits = `select 1 from pg_locks where not granted and locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`
    while ((await db.query(waits)).length === 0);
    commit.resolve()
    await Promise.all([first, second])
    const offers = await db.query('select percent from offers where business_id = $1 and client_id = $2', [
      businessId,
      clientId,
    ])
    expect(offers).toHaveLength(1)
    const told = await db.query<{ status: string }>(
      `select status from notices where business_id = $1 and kind = 'no_show' order by id`,
      [businessId],
    )
    expect(told.map(({ status }) => status)).toEqual(['sent', 'sent'])
  })
})
