import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboundOf } from '../bot/channels/telegram/receive.ts'
import { channelsOf } from '../db/channels.ts'
import { receive } from '../db/messages.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { recordTurns, settled, type TurnRecord, textUpdate } from './testing/updates.ts'

const OTHERS = 20

onEachDatabase('a flood of messages from one chat', (database) => {
  let stand: Stand
  let turns: () => Promise<TurnRecord[]>
  beforeAll(async () => {
    stand = await startStand(database.db)
    turns = await recordTurns(database.db)
  })
  afterAll(() => stand.stop())

  test('keeps nobody waiting: every other chat is answered before the flooded one has its next turn but one', async () => {
    const { bot, telegram, clock } = stand
    // PGlite takes its turns one by one.
    const flood = database.kind === 'pglite' ? 60 : 200
    const [channel] = await channelsOf(database.db, 'telegram')
    const people = Array.from({ length: OTHERS + 1 }, (_, n) => telegram.person({ first_name: `Гость ${n}` }))
    for (const one of people) await one.starts(bot)
    await settled(stand)
    const chats: number[] = []
    const store = async (person: (typeof people)[number], id: number) => {
      const update = textUpdate(person, id, 'адрес', clock.now.getTime())
      return (await receive(database.db, inboundOf(update, channel!, clock.now)!))!.chatId
    }
    for (let n = 0; n < flood; n++) chats[0] = await store(people[0]!, 10_000 + n)
    for (let n = 1; n <= OTHERS; n++) chats[n] = await store(people[n]!, 20_000 + n)
    const before = (await turns()).length
    for (const chat of chats) stand.system.drain.wake(chat)
    await settled(stand)
    const order = (await turns()).slice(before).map((turn) => turn.chat_id)
    expect(order).toHaveLength(flood + OTHERS)
    // As many turns run at once as there are lanes; beyond them nobody of the others stands behind the flood.
    const lanes = database.kind === 'pglite' ? 1 : 8
    const lastOfOthers = order.findLastIndex((chat) => chat !== chats[0])
    expect(lastOfOthers).toBeLessThan(OTHERS + lanes)
    // Among those before, the flooded chat has taken no two turns in a row while another chat waited.
    if (database.kind === 'pglite')
      expect(order.slice(0, OTHERS + 1).filter((chat) => chat === chats[0])).toHaveLength(1)
    expect(stand.log.filter((line) => line.level === 'error')).toEqual([])
  })
})
