import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboundOf } from '../bot/channels/telegram/receive.ts'
import { channelsOf } from '../db/channels.ts'
import { receive } from '../db/messages.ts'
import type { Db } from '../db/sql.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { post, recordTurns, rowsOf, settled, type TurnRecord, textUpdate } from './testing/updates.ts'

onPostgres('two nodes and what Telegram brings them', (database) => {
  let stand: Stand
  let other: Awaited<ReturnType<Stand['node']>>
  let otherDb: Db
  let turns: () => Promise<TurnRecord[]>
  beforeAll(async () => {
    stand = await startStand(database.db)
    otherDb = database.another()
    other = await stand.node(otherDb)
    turns = await recordTurns(database.db)
  })
  afterAll(async () => {
    await other.stop()
    await stand.stop()
  })

  test('the same update twenty times at once on two nodes is one row, one lead, one reply', async () => {
    const { bot, telegram, clock } = stand
    const vera = telegram.person({ first_name: 'Вера' })
    await vera.starts(bot)
    await settled(stand, other.system)
    const dina = telegram.person({ first_name: 'Дина' })
    // The fake lets a bot write only to those who have written: the chat is opened there, the update comes by our hand.
    bot.chats.set(dina.id, { ...bot.chats.get(vera.id)!, user: dina.user, messages: new Map(), shown: [], cursor: 0 })
    const update = textUpdate(dina, 77, '/start ad_vk', clock.now.getTime())
    const urls = [stand.url, other.url]
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, n) => post(stand, urls[n % 2]!, update)))
    await settled(stand, other.system)
    expect(statuses).toEqual(Array(20).fill(200))
    const rows = await rowsOf(database.db, dina)
    expect(rows.map((row) => [row.direction, row.status])).toEqual([
      ['in', 'handled'],
      ['out', 'sent'],
    ])
    const leads = await database.db.query(
      'select 1 from leads l join chats c on c.id = l.chat_id where c.external_id = $1',
      [String(dina.id)],
    )
    expect(leads).toHaveLength(1)
    expect(bot.sent.filter((message) => message.chat_id === dina.id)).toHaveLength(1)
  })

  test('a hundred stored messages of one chat are handled by their time and number, by whichever node', async () => {
    const { bot, telegram, clock } = stand
    const inna = telegram.person({ first_name: 'Инна' })
    await inna.starts(bot)
    await settled(stand, other.system)
    const [channel] = await channelsOf(database.db, 'telegram')
    // Three a second; Telegram's numbers don't follow its seconds when it brings them again.
    const updates = Array.from({ length: 100 }, (_, n) =>
      textUpdate(
        inna,
        2000 + ((n * 37) % 100),
        `сколько стоит маникюр? ${n}`,
        clock.now.getTime() - 60_000 + Math.floor(n / 3) * 1000,
      ),
    )
    const inOrder = updates
      .toSorted((a, b) => a.message!.date - b.message!.date || a.update_id - b.update_id)
      .map((update) => update.message!.text!)
    let chatId = 0
    for (const n of shuffled(updates.length, 5)) {
      const stored = await receive(database.db, inboundOf(updates[n], channel!, clock.now)!)
      chatId = stored!.chatId
    }
    const before = (await turns()).length
    stand.system.drain.wake(chatId)
    other.system.drain.wake(chatId)
    await settled(stand, other.system)
    const taken = (await turns()).slice(before)
    expect(taken.map((turn) => turn.text)).toEqual(inOrder)
    await expectAnswersInOrder(inna.id, taken)
  })

  test('a hundred messages that come to two nodes in any order, some twice, are each answered once and in the order taken', async () => {
    const { bot, telegram, clock } = stand
    const olga = telegram.person({ first_name: 'Ольга' })
    await olga.starts(bot)
    await settled(stand, other.system)
    const before = (await turns()).length
    const updates = Array.from({ length: 100 }, (_, n) =>
      textUpdate(olga, 4000 + n, `сколько стоит педикюр? ${n}`, clock.now.getTime() - 100_000 + n * 1000),
    )
    const urls = [stand.url, other.url]
    const order = shuffled(updates.length, 11)
    const statuses = await Promise.all(
      [...order, ...order.slice(0, 30)].map((n, index) => post(stand, urls[index % 2]!, updates[n])),
    )
    await settled(stand, other.system)
    expect(new Set(statuses)).toEqual(new Set([200]))
    const taken = (await turns()).slice(before)
    expect(taken.map((turn) => turn.text).toSorted()).toEqual(updates.map((update) => update.message!.text!).toSorted())
    await expectAnswersInOrder(olga.id, taken)
    expect(stand.log.filter((line) => line.level === 'error')).toEqual([])
  })

  /** One answer for each turn, in the order of the turns, and so they reached the person. */
  async function expectAnswersInOrder(id: number, taken: readonly TurnRecord[]): Promise<void> {
    const answers = taken.map((turn) => turn.last_out!)
    expect(answers).toEqual(answers.toSorted((a, b) => a - b))
    expect(new Set(answers).size).toBe(taken.length)
    const rows = (await rowsOf(database.db, { id })).filter((row) => answers.includes(row.id))
    expect(rows.map((row) => row.status)).toEqual(Array(taken.length).fill('sent'))
    const shown = stand.bot.sent
      .filter((message) => message.chat_id === id)
      .map((message) => String(message.message_id))
    expect(shown.slice(-taken.length)).toEqual(rows.map((row) => row.platform_id))
  }
})

/** 0…count-1 in an order drawn from the seed. */
function shuffled(count: number, seed: number): number[] {
  const numbers = Array.from({ length: count }, (_, n) => n)
  let state = seed
  for (let last = count - 1; last > 0; last--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (last + 1)
    ;[numbers[last], numbers[other]] = [numbers[other]!, numbers[last]!]
  }
  return numbers
}
