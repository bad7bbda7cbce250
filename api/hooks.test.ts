import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../db/sql.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { post, rowsOf, settled, textUpdate } from './testing/updates.ts'

onEachDatabase('the Telegram webhook', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  const count = async () =>
    (await database.db.query<{ n: number }>(`select count(*)::int as n from messages where direction = 'in'`))[0]!.n

  test('refuses a wrong secret and an unknown address, and stores nothing of it', async () => {
    const vera = stand.telegram.person()
    const update = textUpdate(vera, 1, 'привет', stand.clock.now.getTime())
    expect(await post(stand, stand.url, update, 'wrong')).toBe(401)
    expect(await post(stand, stand.url, update, '')).toBe(401)
    const unknown = await fetch(`${stand.url}/hooks/telegram/nobody`, { method: 'POST', body: '{}' })
    expect(unknown.status).toBe(404)
    await unknown.arrayBuffer()
    expect(await count()).toBe(0)
  })

  test('answers malformed JSON with 400 and what is no talk with a person with 200', async () => {
    const { clock } = stand
    const vera = stand.telegram.person()
    expect(await post(stand, stand.url, '{"update_id":')).toBe(400)
    const { message } = textUpdate(vera, 1, 'привет', clock.now.getTime())
    for (const ignored of [
      {},
      [],
      7,
      { update_id: 'x' },
      { update_id: 2 },
      { update_id: 3, poll: { id: '1' } },
      { update_id: 4, message: null },
      { update_id: 5, message: 'text' },
      { update_id: 6, message: { ...message, chat: { id: -100, type: 'group', title: 'Группа' } } },
      { update_id: 7, channel_post: message },
      { update_id: 8, callback_query: { id: '1', from: vera.user, chat_instance: '1', data: 'book' } },
    ])
      expect([ignored, await post(stand, stand.url, ignored)]).toEqual([ignored, 200])
    expect(await count()).toBe(0)
  })

  test('takes odd shapes of a private talk without failing: whatever it was, it is answered or given up, never lost', async () => {
    const { bot, clock } = stand
    const vera = stand.telegram.person({ first_name: 'Вера' })
    await vera.starts(bot)
    await settled(stand)
    const { message } = textUpdate(vera, 1, 'привет', clock.now.getTime())
    const odd = [
      { message: { ...message, text: 5 } },
      { message: { ...message, text: undefined, date: 'yesterday' } },
      { message: { ...message, text: 'a\u0000b\ud83d' } },
      { message: { ...message, date: -1e15 } },
      { message: { ...message, date: 1e15 } },
      { message: { ...message, contact: {} } },
      { message: { ...message, entities: 'none' } },
      {
        callback_query: {
          id: '1',
          from: vera.user,
          chat_instance: '1',
          data: 'x'.repeat(500),
          message: { ...message, reply_markup: {} },
        },
      },
      { edited_message: { ...message, edit_date: undefined } },
    ]
    for (const [index, update] of odd.entries())
      expect([index, await post(stand, stand.url, { update_id: 100 + index, ...update })]).toEqual([index, 200])
    for (const ms of [0, 200, 1000, 200, 1000, 200, 1000, 200, 1000]) {
      clock.now = new Date(clock.now.getTime() + ms)
      await stand.system.loop.runDue()
      await settled(stand)
    }
    const rows = (await rowsOf(database.db, vera)).filter((row) => row.direction === 'in')
    expect(rows).toHaveLength(odd.length + 1)
    expect(rows.filter((row) => row.status === 'received')).toEqual([])
  })

  test('answers 500 while the database is away, so that Telegram brings the update again', async () => {
    const vera = stand.telegram.person()
    const away: Db = { ...database.db, query: () => Promise.reject(new Error('connection refused')) } as Db
    const node = await stand.node(away)
    const update = textUpdate(vera, 500, 'привет', stand.clock.now.getTime())
    const before = await count()
    expect(await post(stand, node.url, update)).toBe(500)
    expect(await count()).toBe(before)
    await node.stop()
    expect(await post(stand, stand.url, update)).toBe(200)
    expect(await post(stand, stand.url, update)).toBe(200)
    expect(await count()).toBe(before + 1)
  })
})
