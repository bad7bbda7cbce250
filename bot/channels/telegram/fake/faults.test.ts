import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { type FakeTelegram, startFakeTelegram } from './telegram.ts'

let telegram: FakeTelegram
beforeEach(async () => {
  telegram = await startFakeTelegram()
})
afterEach(() => telegram.close())

async function opened() {
  const bot = telegram.addBot()
  const anna = telegram.person()
  await anna.starts(bot)
  const say = (chat_id: number = anna.id) => ask(telegram, bot, 'sendMessage', { chat_id, text: 'Да' })
  return { bot, anna, say }
}

test.each([
  [
    { code: 429, retry_after: 7 },
    { status: 429, description: 'Too Many Requests: retry after 7', parameters: { retry_after: 7 } },
  ],
  [{ code: 403 }, { status: 403, error_code: 403, description: 'Forbidden: bot was blocked by the user' }],
  [{ code: 500 }, { status: 500, error_code: 500, description: 'Internal Server Error' }],
  [
    { code: 400, description: 'Bad Request: PEER_ID_INVALID' },
    { status: 400, description: 'Bad Request: PEER_ID_INVALID' },
  ],
])('the fault %j is met once, and nothing is performed', async (fault, expected) => {
  const { bot, anna, say } = await opened()
  telegram.fail({ with: fault })
  expect(await say()).toMatchObject({ ok: false, ...expected })
  expect(anna.chat(bot)).toHaveLength(1)
  expect(await say()).toMatchObject({ ok: true })
})

test('502 is the page of a gateway, not JSON', async () => {
  const { say } = await opened()
  telegram.fail({ with: { code: 502 } })
  expect(await say()).toMatchObject({ status: 502, description: expect.stringContaining('<h1>502 Bad Gateway</h1>') })
})

test('a fault without a method spares getUpdates; one with a method, chat and times is met only there', async () => {
  const { bot, say } = await opened()
  const boris = telegram.person({ first_name: 'Борис' })
  await boris.starts(bot)
  telegram.fail({ method: 'SENDMESSAGE', chat: boris.id, times: 2, with: { code: 500 } })
  expect((await say()).status).toBe(200)
  expect((await say(boris.id)).status).toBe(500)
  expect((await say(boris.id)).status).toBe(500)
  expect((await say(boris.id)).status).toBe(200)
  telegram.fail({ with: { code: 500 } })
  expect((await ask(telegram, bot, 'getUpdates')).status).toBe(200)
  expect((await say()).status).toBe(500)
  telegram.fail({ method: 'getUpdates', with: { code: 500 } })
  expect((await ask(telegram, bot, 'getUpdates')).status).toBe(500)
})

test('a fault that was taken back is not met, and a wrong call does not use one up', async () => {
  const { bot, say } = await opened()
  const takeBack = telegram.fail({ times: Number.POSITIVE_INFINITY, with: { code: 500 } })
  expect((await ask(telegram, bot, 'sendMessage', {})).status).toBe(400)
  expect((await say()).status).toBe(500)
  expect((await say()).status).toBe(500)
  takeBack()
  expect((await say()).status).toBe(200)
})

test('a timeout never answers and performs nothing, while other calls go on', async () => {
  const { bot, anna, say } = await opened()
  telegram.fail({ with: 'timeout' })
  const gone = new AbortController()
  const call = ask(telegram, bot, 'sendMessage', { chat_id: anna.id, text: 'Нет' }, gone.signal)
  const ended = expect(call).rejects.toThrow('aborted')
  await expect.poll(() => bot.calls.length).toBe(1)
  expect((await say()).ok).toBe(true)
  expect(bot.calls[0]).toMatchObject({ method: 'sendMessage', code: 0, description: 'timeout' })
  expect(anna.chat(bot).map((message) => message.text)).toEqual(['/start', 'Да'])
  gone.abort()
  await ended
})

test('closing ends calls that were never answered', async () => {
  const { bot, say } = await opened()
  telegram.fail({ with: 'timeout' })
  const call = say()
  await expect.poll(() => bot.calls.length).toBe(1)
  const ended = expect(call).rejects.toThrow()
  await telegram.close()
  await ended
})

test('a lost answer was performed', async () => {
  const { bot, anna, say } = await opened()
  telegram.fail({ with: 'lost' })
  await expect(say()).rejects.toThrow()
  await anna.sees(bot, /Да/)
  expect(bot.calls).toMatchObject([{ code: 0, description: 'lost' }])
})

test('a slow call is performed after its delay', async () => {
  const { bot, anna, say } = await opened()
  telegram.fail({ with: { slow: 40 } })
  const before = performance.now()
  expect((await say()).ok).toBe(true)
  expect(performance.now() - before).toBeGreaterThanOrEqual(39)
  await anna.sees(bot, /Да/)
})

test('a chat takes a burst of three, then one a second; the bot has its own limit over all chats', async () => {
  let clock = 0
  const limited = await startFakeTelegram({ now: () => clock, limits: { perChatPerSecond: 1, perBotPerSecond: 5 } })
  const bot = limited.addBot()
  const people = ['Анна', 'Борис'].map((first_name) => limited.person({ first_name }))
  for (const person of people) await person.starts(bot)
  const codes = async (index: number, count: number) => {
    const said = []
    for (let i = 0; i < count; i++)
      said.push(await ask(limited, bot, 'sendMessage', { chat_id: people[index]?.id, text: 'Да' }))
    return said.map((one) => one.description ?? one.status)
  }
  const wait = 'Too Many Requests: retry after 1'
  expect(await codes(0, 4)).toEqual([200, 200, 200, wait])
  expect(await codes(1, 3)).toEqual([200, 200, wait])
  clock += 1000
  expect(await codes(0, 2)).toEqual([200, wait])
  expect((await ask(limited, bot, 'sendChatAction', { chat_id: people[0]?.id, action: 'typing' })).ok).toBe(true)
  await limited.close()
})
