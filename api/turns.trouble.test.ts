import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboundOf } from '../bot/channels/telegram/receive.ts'
import { channelsOf } from '../db/channels.ts'
import { countMessages, receive } from '../db/messages.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { pass, waiting } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { rowsOf, settled, textUpdate } from './testing/updates.ts'

onPostgres('a node in trouble', (database) => {
  let stand: Stand
  let ids = 0
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  /** New people who have each said something that no node knows of yet. */
  async function unheard(count: number) {
    const { telegram, bot, clock } = stand
    const people = Array.from({ length: count }, (_, n) => telegram.person({ first_name: `Гость ${n}` }))
    for (const one of people) await one.starts(bot)
    await settled(stand)
    const [channel] = await channelsOf(database.db, 'telegram')
    const chats: number[] = []
    for (const one of people) {
      const inbound = inboundOf(textUpdate(one, 50_000 + ids++, 'адрес', clock.now.getTime()), channel!, clock.now)
      chats.push((await receive(database.db, inbound!))!.chatId)
    }
    return { people, chats }
  }

  test('that stops ends what it has begun, begins nothing more, and leaves the rest to another', async () => {
    const { people, chats } = await unheard(30)
    const node = await stand.node(database.another())
    for (const chat of chats) node.system.drain.wake(chat)
    await node.system.drain.stop()
    const left = await countMessages(database.db)
    expect(left).toMatchObject({ queued: 0, sending: 0 })
    expect(left.received).toBeGreaterThan(0)
    expect(left.received).toBeLessThan(30)
    for (const chat of chats) node.system.drain.wake(chat)
    await node.system.drain.idle()
    expect(await countMessages(database.db)).toEqual(left)
    await node.stop()
    await pass(stand, 5000)
    for (const one of people) {
      const rows = await rowsOf(database.db, one)
      expect(rows.map((row) => row.status)).toEqual(['handled', 'sent', 'handled', 'sent'])
    }
  })

  test('whose connections are cut in the middle of turns counts no try against the messages, and all are answered', async () => {
    const { people, chats } = await unheard(60)
    const other = database.another()
    const node = await stand.node(other)
    for (const chat of chats) node.system.drain.wake(chat)
    const own = await other.query<{ pid: number }>('select pg_backend_pid() as pid')
    expect(own).toHaveLength(1)
    for (let cut = 0; cut < 12; cut++)
      await database.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`,
      )
    await node.system.drain.idle()
    for (let round = 0; round < 20 && (await waiting(stand)) > 0; round++) await pass(stand, 5000, node.system)
    expect(await waiting(stand)).toBe(0)
    for (const one of people) {
      const rows = (await rowsOf(database.db, one)).filter((row) => row.direction === 'in')
      expect(rows.map((row) => [row.status, row.attempts])).toEqual([
        ['handled', 0],
        ['handled', 0],
      ])
    }
    // The law is worth something only if turns were cut.
    expect(stand.log.filter((line) => line.event === 'turn.failed').length).toBeGreaterThan(0)
    await node.stop()
  })
})
