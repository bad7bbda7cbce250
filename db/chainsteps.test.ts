import { expect, test } from 'vitest'
import { chainOf } from '../domain/chains.ts'
import { at } from '../domain/slots.sample.ts'
import { hourBy, openStudio } from './bookings.sample.ts'
import { switchChain } from './chains.ts'
import { markVisit } from './marking.ts'
import { onEachDatabase } from './testing/databases.ts'
import { lockVisit } from './visitmarks.ts'

onEachDatabase('steps of chains', (database) => {
  test('visits that are marked in another order than they took place: the later one leads', async () => {
    const studio = await openStudio(database.db, hourBy(1))
    const { db, businessId } = studio
    const clientId = studio.clients[0]!
    const moment = new Date(at('2027-03-01T08:00+03:00') * 60_000)
    await db.query(
      `with channel as (insert into channels (business_id, kind, key) values ($1, 'telegram', 'steps') returning id)
       insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
       select $1, id, 'person', $2, 'ru', $3::timestamptz from channel`,
      [businessId, clientId, moment],
    )
    const by = { businessId, memberId: null, now: moment }
    const on = { chain: chainOf('return')!, version: 0, change: { active: true } }
    expect(await db.transaction((tx) => switchChain(tx, by, on))).toMatchObject({ ok: true })
    const visits: number[] = []
    for (const day of ['02', '04']) {
      const booked = await studio.book(studio.wish(1), at(`2027-03-${day}T12:00+03:00`))
      if (!booked.ok) throw new Error(booked.reason)
      visits.push(booked.visit.id)
    }
    const [earlier, later] = visits
    const mark = async (id: number, time: string) => {
      const now = new Date(at(time) * 60_000)
      await db.transaction(async (tx) => {
        const visit = await lockVisit(tx, { businessId, id, masterId: null })
        const marked = await markVisit(tx, { businessId, memberId: null }, visit!, 'arrived', { tell: false, now })
        expect(marked.ok).toBe(true)
      })
    }
    await mark(later!, '2027-03-04T13:00+03:00')
    await mark(earlier!, '2027-03-04T13:05+03:00')
    const rows = await db.query<{ visit: number }>(
      `select trigger_id as visit from notices where business_id = $1 and chain = 'return' and status = 'planned' order by id`,
      [businessId],
    )
    expect(rows.map(({ visit }) => visit)).toContain(later)
  })
})
