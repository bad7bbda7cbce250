import { beforeAll, expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { createBusiness } from './businesses.ts'
import { connectChannel } from './channels.ts'
import { createIntake } from './intake.ts'
import type { Inbound } from './messages.ts'
import { onEachDatabase } from './testing/databases.ts'

onEachDatabase('the intake', (database) => {
  const now = new Date('2026-11-23T07:00:00Z')
  let businessId = 0
  let channelId = 0
  beforeAll(async () => {
    await database.db.transaction(async (tx) => {
      businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: 'intake', now })
      channelId = await connectChannel(tx, { businessId, kind: 'telegram', key: 'intake', credentials: 'none' })
    })
  })

  const inbound = (chat: string, id: string, text = id): Inbound => ({
    businessId,
    channelId,
    chat,
    language: 'ru',
    externalId: id,
    platformAt: now,
    sequence: 1,
    author: 'client',
    update: { update_id: 1, message: { text } },
    text,
    platformId: `m${id}`,
    pointsAt: null,
    now,
  })
  const stored = (prefix: string) =>
    database.db.query<{ external_id: string; text: string; said: string; chat: string; status: string }>(
      `select m.external_id, m.text, m.body #>> '{update,message,text}' as said, c.external_id as chat, m.status
       from messages m join chats c on c.id = m.chat_id where m.external_id like $1 || '%' order by m.external_id`,
      [prefix],
    )

  test('stores what comes at once, each message under its own chat and number, the same fields as one alone', async () => {
    const intake = createIntake(database.db)
    const chats = ['anna', 'boris', 'vera']
    const made = await Promise.all(chats.map((chat) => intake(inbound(chat, `a0 ${chat}`))))
    const received = await Promise.all(
      chats.flatMap((chat) => [1, 2, 3].map((n) => intake(inbound(chat, `a${n} ${chat}`)))),
    )
    expect(received.map((one) => one?.chatId)).toEqual(made.flatMap((one) => Array(3).fill(one?.chatId)))
    expect(new Set(received.map((one) => one?.id)).size).toBe(9)
    const ids = await database.db.query<{ id: number; external_id: string }>(
      `select id, external_id from messages where external_id like 'a%'`,
    )
    const idOf = new Map(ids.map((row) => [row.external_id, row.id]))
    expect(received.map((one) => one?.id)).toEqual(
      chats.flatMap((chat) => [1, 2, 3].map((n) => idOf.get(`a${n} ${chat}`))),
    )
    const rows = await database.db.query<{ external_id: string }>(
      `select distinct status, due_at, created_at, platform_at, sequence, author, direction from messages
       where external_id like 'a%'`,
    )
    expect(rows).toHaveLength(1)
    expect((await stored('a')).map((row) => [row.external_id, row.said, row.chat])).toEqual(
      [0, 1, 2, 3].flatMap((n) => chats.map((chat) => [`a${n} ${chat}`, `a${n} ${chat}`, chat])),
    )
  })

  test('the same update twenty times over two nodes is stored once, and only one is told so', async () => {
    const nodes = [createIntake(database.db), createIntake(database.another())]
    await Promise.all(nodes.map((intake, n) => intake(inbound('galina', `b0 ${n}`))))
    const copies = Array.from({ length: 20 }, (_, n) =>
      [1, 2, 3, 4, 5].map((id) => nodes[n % 2]!(inbound('galina', `b${n % 4 < 2 ? id : 6 - id}`))),
    )
    const told = (await Promise.all(copies.flat())).filter((one) => one !== null)
    expect(told).toHaveLength(5)
    expect(await stored('b')).toHaveLength(7)
  })

  test('what the database has no place for is left out, and spoils nothing for its neighbours', async () => {
    const intake = createIntake(database.db)
    await intake(inbound('dina', 'c0'))
    const odd = ['c1', 'c2\0', 'c3\ud800'].map((text, n) => intake(inbound('dina', `c${n + 1}`, text)))
    expect((await Promise.all(odd)).every((one) => one !== null)).toBe(true)
    expect((await stored('c')).map((row) => row.text)).toEqual(['c0', 'c1', 'c2', 'c3\ufffd'])
  })

  test('a chat that was taken away meanwhile is made anew', async () => {
    const intake = createIntake(database.db)
    const before = await intake(inbound('elena', 'd0'))
    await database.db.query('delete from messages where chat_id = $1', [before!.chatId])
    await database.db.query('delete from chats where id = $1', [before!.chatId])
    const after = await Promise.all([intake(inbound('elena', 'd1')), intake(inbound('elena', 'd2'))])
    expect(after.every((one) => one !== null && one.chatId !== before!.chatId)).toBe(true)
    expect((await stored('d')).map((row) => row.external_id)).toEqual(['d1', 'd2'])
  })
})
