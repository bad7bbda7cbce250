import { beforeAll, beforeEach, expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { createBusiness } from './businesses.ts'
import { claimDueChats } from './calls.ts'
import { connectChannel } from './channels.ts'
import { neglectedChats, nextDue, receive } from './messages.ts'
import { onEachDatabase } from './testing/databases.ts'
import { takeInbound } from './turns.ts'

const NOW = new Date('2026-11-23T07:00:00Z')
const at = (ms: number) => new Date(NOW.getTime() + ms)

onEachDatabase('chats that fall due', (database) => {
  let businessId = 0
  let channelId = 0
  let made = 0
  beforeAll(async () => {
    await database.db.transaction(async (tx) => {
      businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now: NOW })
      channelId = await connectChannel(tx, { businessId, kind: 'telegram', key: 'law', credentials: 'none' })
    })
  })
  beforeEach(async () => {
    await database.db.query('delete from messages')
    await database.db.query('update chats set call_at = null, return_at = null')
  })

  async function chat(owner: 'queue' | 'member', dueAt: Date): Promise<number> {
    const about = { businessId, channelId, chat: `person ${++made}`, language: 'ru' as const, externalId: `${made}` }
    const said = { platformAt: NOW, sequence: 1, author: 'client' as const, update: {}, text: null }
    const { chatId } = (await receive(database.db, { ...about, ...said, platformId: null, pointsAt: null, now: NOW }))!
    await database.db.query(`update messages set status = 'handled' where chat_id = $1`, [chatId])
    await database.db.query(
      `update chats set owner = $2, ${owner === 'queue' ? 'call_at' : 'return_at'} = $3 where id = $1`,
      [chatId, owner, dueAt],
    )
    return chatId
  }
  const events = () =>
    database.db.query<{ chat: number; event: string }>(
      `select chat_id as chat, body -> 'update' ->> 'event' as event from messages where status = 'received' order by id`,
    )

  test('each gets its event when it is due, not before, and once', async () => {
    const [waits, led] = [await chat('queue', at(1000)), await chat('member', at(2000))]
    expect(await claimDueChats(database.db, at(999), 100)).toBe(0)
    expect(await claimDueChats(database.db, at(1000), 100)).toBe(1)
    expect(await claimDueChats(database.db, at(2000), 100)).toBe(1)
    expect(await claimDueChats(database.db, at(9000), 100)).toBe(0)
    expect(await events()).toEqual([
      { chat: waits, event: 'call' },
      { chat: led, event: 'silence' },
    ])
  })

  test('the event is found by any node at once, should this one die', async () => {
    const waits = await chat('queue', at(1000))
    await claimDueChats(database.db, at(1000), 100)
    expect(await neglectedChats(database.db, at(1000), 10)).toEqual([waits])
  })

  test('the moment is one that the loop wakes for', async () => {
    await chat('queue', at(7000))
    await chat('member', at(5000))
    expect(await nextDue(database.db, NOW)).toEqual(at(5000))
    expect(await nextDue(database.db, at(5000))).toEqual(at(7000))
    expect(await nextDue(database.db, at(7000))).toBeNull()
  })

  test('no more than asked for, the longest due first', async () => {
    const chats = [await chat('queue', at(300)), await chat('queue', at(100)), await chat('member', at(200))]
    expect(await claimDueChats(database.db, at(1000), 2)).toBe(2)
    expect(new Set((await events()).map((row) => row.chat))).toEqual(new Set([chats[1], chats[2]]))
  })

  test.runIf(database.kind === 'postgres')(
    'a chat whose turn is under way is left, and so is one that another node claims',
    async () => {
      const [busy, ...free] = [await chat('queue', at(0)), await chat('queue', at(0)), await chat('member', at(0))]
      await database.db.query(`update messages set status = 'received' where chat_id = $1`, [busy!])
      await database.db.transaction(async (tx) => {
        await takeInbound(tx, busy!)
        const other = database.another()
        const claimed = await Promise.all([claimDueChats(database.db, NOW, 100), claimDueChats(other, NOW, 100)])
        expect(claimed[0]! + claimed[1]!).toBe(2)
      })
      expect((await events()).map((row) => row.chat).toSorted()).toEqual([busy!, ...free].toSorted())
      expect(await claimDueChats(database.db, NOW, 100)).toBe(1)
    },
  )
})
