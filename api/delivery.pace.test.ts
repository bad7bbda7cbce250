import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { pass, queueTexts, waiting } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { settled } from './testing/updates.ts'

/** What the fake Telegram lets through; what we allow ourselves lies below it. */
const PLATFORM = { perBotPerSecond: 30, perChatPerSecond: 1 }
const RATE = 25
const BURST = 25

onPostgres('the send limit of a bot, shared by two nodes', (database) => {
  let stand: Stand
  let other: Awaited<ReturnType<Stand['node']>>
  beforeAll(async () => {
    stand = await startStand(database.db, { pace: { perSecond: 1, burst: 3 }, limits: PLATFORM })
    other = await stand.node(database.another())
  })
  afterAll(async () => {
    await other.stop()
    await stand.stop()
  })

  test('two hundred messages to fifty chats never exceed rate and burst in any window, and Telegram never says 429', async () => {
    const { bot, telegram, clock } = stand
    const people = Array.from({ length: 50 }, (_, n) => telegram.person({ first_name: `Гость ${n}` }))
    for (const one of people) {
      await one.starts(bot)
      await settled(stand, other.system)
      await pass(stand, 1000, other.system)
    }
    await pass(stand, 10_000, other.system)
    const begun = bot.calls.length
    const start = clock.now.getTime()
    for (const one of people) await queueTexts(stand, one, ['1', '2', '3', '4'])
    for (let step = 0; step < 400 && (await waiting(stand)) > 0; step++) await pass(stand, 50, other.system)

    const calls = bot.calls.slice(begun).filter((call) => call.method === 'sendMessage')
    expect(calls.filter((call) => call.code !== 200)).toEqual([])
    expect(calls).toHaveLength(200)
    const times = calls.map((call) => call.at - start).toSorted((a, b) => a - b)
    for (let first = 0; first < times.length; first++)
      for (let last = first; last < times.length; last++) {
        const seconds = (times[last]! - times[first]!) / 1000
        // A node keeps what it took for 200 ms at most.
        expect(last - first + 1).toBeLessThanOrEqual(BURST + RATE * (seconds + 0.2))
      }
    // Slower than the limit asks for would be wrong as well: 200 messages are 7 s of tokens after the burst.
    expect(times.at(-1)!).toBeLessThanOrEqual(8500)
    for (const one of people) {
      const texts = bot.sent.filter((message) => message.chat_id === one.id).map((message) => message.text)
      expect(texts.slice(-4)).toEqual(['1', '2', '3', '4'])
    }
  }, 60_000)

  test('one chat gets a burst, then one message a second in order, whichever node has it', async () => {
    const { bot, telegram, clock } = stand
    const vera = telegram.person({ first_name: 'Вера' })
    await vera.starts(bot)
    await settled(stand, other.system)
    // What the last test left of the bot's tokens may hold the greeting back for a moment.
    await pass(stand, 1000, other.system)
    await pass(stand, 10_000, other.system)
    const start = clock.now.getTime()
    const begun = bot.calls.length
    await queueTexts(stand, vera, ['1', '2', '3', '4', '5', '6', '7', '8'])
    for (let step = 0; step < 100 && (await waiting(stand)) > 0; step++)
      await pass(stand, step === 0 ? 0 : 100, ...(step % 2 ? [other.system] : []))
    const calls = bot.calls.slice(begun).filter((call) => call.method === 'sendMessage')
    expect(calls.map((call) => [call.fields.text, call.code, Math.round((call.at - start) / 1000)])).toEqual([
      ['1', 200, 0],
      ['2', 200, 0],
      ['3', 200, 0],
      ['4', 200, 1],
      ['5', 200, 2],
      ['6', 200, 3],
      ['7', 200, 4],
      ['8', 200, 5],
    ])
  })
})
