import { beforeAll, beforeEach, expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { createBusiness } from './businesses.ts'
import { sweep } from './sweep.ts'
import { onEachDatabase } from './testing/databases.ts'

const NOW = new Date('2026-11-23T07:00:00Z')
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000)

onEachDatabase('the sweep', (database) => {
  let businessId = 0
  beforeAll(async () => {
    businessId = await database.db.transaction((tx) => createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now: NOW }))
  })
  beforeEach(() => database.db.query('delete from answered'))

  const answer = (key: string, at: Date) =>
    database.db.query(
      `insert into answered (business_id, key, request_hash, status, at) values ($1, $2, 'h', 201, $3::timestamptz)`,
      [businessId, key, at],
    )
  const keys = async () =>
    (await database.db.query<{ key: string }>('select key from answered order by key')).map(({ key }) => key)

  test('an answer waits two days for its retry, then it goes', async () => {
    await answer('fresh', hours(-47))
    await answer('old', hours(-49))
    expect(await sweep(database.db, NOW, 10)).toBe(1)
    expect(await keys()).toEqual(['fresh'])
  })

  test('sessions, sign-ins and who looks go when they have run out, and not before', async () => {
    const [{ member, chat }] = (await database.db.query<{ member: number; chat: number }>(
      `with m as (insert into members (business_id, name, role, created_at)
           values ($1, 'Анна', 'owner', $2::timestamptz) returning id),
         ch as (insert into channels (business_id, kind, key) values ($1, 'telegram', 'law') returning id),
         c as (insert into chats (business_id, channel_id, external_id, created_at)
           select $1, id, 'law', $2::timestamptz from ch returning id)
       select m.id as member, c.id as chat from m, c`,
      [businessId, NOW],
    )) as [{ member: number; chat: number }]
    for (const [name, until] of [['over', hours(-1)] as const, ['on', hours(1)] as const]) {
      await database.db.query(
        `insert into staff_sessions (token_hash, business_id, member_id, created_at, expires_at)
         values ($1, $2, $3, $4::timestamptz, $5::timestamptz)`,
        [name, businessId, member, hours(-2), until],
      )
      await database.db.query(
        'insert into sign_ins (hash, business_id, member_id, expires_at) values ($1, $2, $3, $4::timestamptz)',
        [name, businessId, member, until],
      )
    }
    const look = (until: Date) =>
      database.db.query(
        `insert into watchers (business_id, chat_id, member_id, until) values ($1, $2, $3, $4::timestamptz)
         on conflict (chat_id, member_id) do update set until = excluded.until`,
        [businessId, chat, member, until],
      )
    const left = async () => [
      await database.db.query('select token_hash as name from staff_sessions'),
      await database.db.query('select hash as name from sign_ins'),
      await database.db.query('select chat_id as chat from watchers'),
    ]
    await look(hours(1))
    await sweep(database.db, NOW, 10)
    expect(await left()).toEqual([[{ name: 'on' }], [{ name: 'on' }], [{ chat }]])
    await look(hours(-1))
    await sweep(database.db, NOW, 10)
    expect(await left()).toEqual([[{ name: 'on' }], [{ name: 'on' }], []])
  })

  test('a batch takes no more than it may, and says that there is more', async () => {
    for (let n = 0; n < 5; n++) await answer(`old ${n}`, hours(-60))
    expect(await sweep(database.db, NOW, 3)).toBe(3)
    expect(await sweep(database.db, NOW, 3)).toBe(2)
    expect(await keys()).toEqual([])
  })
})
