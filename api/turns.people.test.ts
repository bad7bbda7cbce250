import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../bot/channels/telegram/fake/person.ts'
import { channelsOf } from '../db/channels.ts'
import { addOwner } from '../db/clients.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { rowsOf, settled, spread } from './testing/updates.ts'

const CLIENTS = 4
const ROUNDS = 25

onPostgres('clients and the owner write at the same moment', (database) => {
  let stand: Stand
  let other: Awaited<ReturnType<Stand['node']>>
  beforeAll(async () => {
    stand = await startStand(database.db)
    other = await stand.node(database.another())
    spread(stand, [stand.url, other.url])
  })
  afterAll(async () => {
    await other.stop()
    await stand.stop()
  })

  test('over two nodes nothing deadlocks, every word arrives, and each chat keeps its order', async () => {
    const { bot, telegram, clock } = stand
    const owner = telegram.person({ first_name: 'Марина' })
    const [channel] = await channelsOf(database.db, 'telegram')
    await database.db.transaction((tx) =>
      addOwner(tx, {
        businessId: stand.businessId,
        name: 'Марина',
        channelId: channel!.id,
        externalId: String(owner.id),
        now: clock.now,
      }),
    )
    await owner.starts(bot)
    await settled(stand, other.system)
    const clients = Array.from({ length: CLIENTS }, (_, n) => telegram.person({ first_name: `Клиент ${n}` }))
    const cards = new Map<Person, { card: number; name: string }>()
    for (const [n, client] of clients.entries()) {
      await client.starts(bot)
      await client.sends(bot, 'Позовите менеджера')
      await settled(stand, other.system)
      cards.set(client, { card: (await owner.sees(bot, /Нужен человек/)).message_id, name: 'абвгд'[n]! })
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const [client, { card, name }] of cards) {
        void client.sends(bot, `вопрос ${name} ${round}`)
        void owner.replies(bot, card, `ответ ${name} ${round}`)
      }
      // Every second round the next words come while the last are still on their way.
      if (round % 2 === 0) await settled(stand, other.system)
      clock.now = new Date(clock.now.getTime() + 1000)
    }
    await settled(stand, other.system)
    for (const node of [stand.system, other.system, stand.system]) await node.loop.runDue()
    await settled(stand, other.system)

    const said = Array.from({ length: ROUNDS }, (_, round) => round)
    const shownToOwner = bot.sent.filter((message) => message.chat_id === owner.id).map((message) => message.text)
    for (const [client, { name }] of cards) {
      const shown = bot.sent.filter((message) => message.chat_id === client.id).map((message) => message.text)
      expect(shown.filter((text) => text.startsWith('ответ'))).toEqual(said.map((n) => `ответ ${name} ${n}`))
      const heard = shownToOwner.filter((text) => text.includes(`вопрос ${name} `))
      expect(heard.map((text) => /вопрос . \d+/.exec(text)?.[0])).toEqual(said.map((n) => `вопрос ${name} ${n}`))
      const rows = await rowsOf(database.db, client)
      // What the bot was about to say when the owner spoke is not said; all the rest is.
      const unsaid = rows.filter((row) => !['handled', 'sent'].includes(row.status))
      expect(unsaid.filter((row) => row.reason !== 'a person answers here')).toEqual([])
    }
    expect(stand.log.filter((line) => line.level === 'error')).toEqual([])
    const [stats] = await database.db.query<{ deadlocks: number }>(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    )
    expect(stats).toEqual({ deadlocks: 0 })
  })
})
