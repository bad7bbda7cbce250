import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { type FakeTelegram, startFakeTelegram } from './telegram.ts'

type Delivered = { secret: unknown; text: string; update_id: number; from: number }

let telegram: FakeTelegram
let listener: Server
let url: string
let delivered: Delivered[]
/** What the bot's server answers; set by each test. */
let answer: (update: Delivered, response: ServerResponse) => void

beforeEach(async () => {
  telegram = await startFakeTelegram({ redeliveryScale: 0.001 })
  delivered = []
  answer = (_update, response) => response.end()
  listener = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const update = body.startsWith('{"update_id') ? JSON.parse(body) : {}
    const seen = {
      secret: request.headers['x-telegram-bot-api-secret-token'],
      text: update.message?.text ?? body,
      update_id: update.update_id,
      from: update.message?.from.id,
    }
    delivered.push(seen)
    answer(seen, response)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`
})
afterEach(async () => {
  await telegram.close()
  listener.closeAllConnections()
  await new Promise((resolve) => listener.close(resolve))
})

async function hooked(fields: object = {}) {
  const bot = telegram.addBot()
  const anna = telegram.person()
  expect((await ask(telegram, bot, 'setWebhook', { url, ...fields })).ok).toBe(true)
  return { bot, anna }
}
const texts = () => delivered.map((update) => update.text)

test('an update is posted with the secret in its header', async () => {
  const { bot, anna } = await hooked({ secret_token: 'a-Secret_1' })
  await anna.sends(bot, 'раз')
  await telegram.drained(bot)
  expect(delivered).toEqual([{ secret: 'a-Secret_1', text: 'раз', update_id: 900_001, from: anna.id }])
})

test('any 2xx acknowledges; anything else is delivered again and again, and nothing of the chat overtakes it', async () => {
  const { bot, anna } = await hooked()
  let failures = 4
  answer = (update, response) => {
    const code = update.text === 'раз' && failures-- > 0 ? [500, 401, 302, 429][failures] : 202
    if (code === 500) response.destroy()
    else response.writeHead(code ?? 500, code === 429 ? { 'retry-after': '2' } : {}).end()
  }
  await anna.sends(bot, 'раз')
  await anna.sends(bot, 'два')
  await telegram.drained(bot)
  expect(texts()).toEqual(['раз', 'раз', 'раз', 'раз', 'раз', 'два'])
  expect(new Set(delivered.map((update) => update.update_id)).size).toBe(2)
})

test('the pauses between redeliveries at least double each time', async () => {
  const slow = await startFakeTelegram({ redeliveryScale: 0.02 })
  const bot = slow.addBot()
  await ask(slow, bot, 'setWebhook', { url })
  const at: number[] = []
  answer = (_update, response) => {
    at.push(performance.now())
    response.writeHead(at.length < 4 ? 503 : 200).end()
  }
  await slow.person().sends(bot, 'раз')
  await slow.drained(bot)
  await slow.close()
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
  for (const [index, least] of [20, 40, 80].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least - 2)
})

test('a stuck chat does not hold up another one, within max_connections', async () => {
  const { bot, anna } = await hooked({ max_connections: 2 })
  const [boris, vera] = [telegram.person({ first_name: 'Борис' }), telegram.person({ first_name: 'Вера' })]
  const held: ServerResponse[] = []
  let wake = () => {}
  const both = new Promise<void>((resolve) => {
    wake = resolve
  })
  answer = (_update, response) => {
    held.push(response)
    if (held.length === 2) wake()
  }
  for (const one of [anna, boris, vera]) await one.sends(bot, 'раз')
  await anna.sends(bot, 'два')
  await both
  // A third request would have been sent along with these two and heard before this call is answered.
  await ask(telegram, bot, 'getMe')
  expect(delivered.map((update) => update.from)).toEqual([anna.id, boris.id])
  answer = (_update, response) => response.end()
  held[1]?.end()
  await expect.poll(() => delivered.length).toBe(3)
  expect(delivered[2]).toMatchObject({ from: vera.id })
  held[0]?.end()
  await telegram.drained(bot)
  expect(delivered[3]).toMatchObject({ from: anna.id, text: 'два' })
})

test('copies of one update arrive in parallel, and one acknowledgement is enough', async () => {
  const { bot, anna } = await hooked()
  telegram.duplicateUpdates(bot, 5)
  const held: ServerResponse[] = []
  answer = (_update, response) => {
    held.push(response)
    if (held.length === 5) for (const [index, one] of held.entries()) one.writeHead(index === 0 ? 200 : 500).end()
  }
  await anna.sends(bot, 'раз')
  await telegram.drained(bot)
  expect(delivered.map((update) => update.update_id)).toEqual(Array(5).fill(900_001))
})

test('reordering is drawn from a seed', async () => {
  const { bot, anna } = await hooked()
  telegram.reorderUpdates(bot, 3)
  const said = ['1', '2', '3', '4', '5', '6']
  for (const text of said) await anna.sends(bot, text)
  await telegram.drained(bot)
  expect(texts()).not.toEqual(said)
  expect(texts().toSorted()).toEqual(said)
})

test('what waited while there was no webhook is delivered when one is set, unless dropped', async () => {
  const bot = telegram.addBot()
  const anna = telegram.person()
  await anna.sends(bot, 'раз')
  await ask(telegram, bot, 'setWebhook', { url, drop_pending_updates: true })
  await ask(telegram, bot, 'deleteWebhook')
  await anna.sends(bot, 'два')
  expect((await ask(telegram, bot, 'getWebhookInfo')).result).toMatchObject({ url: '', pending_update_count: 1 })
  await ask(telegram, bot, 'setWebhook', { url, max_connections: 7, allowed_updates: ['message'] })
  await telegram.drained(bot)
  expect(texts()).toEqual(['два'])
  expect((await ask(telegram, bot, 'getWebhookInfo')).result).toMatchObject({
    url,
    pending_update_count: 0,
    max_connections: 7,
    allowed_updates: ['message'],
  })
})

test('a failed delivery is told by getWebhookInfo', async () => {
  const { bot, anna } = await hooked()
  let failed = false
  answer = (_update, response) => {
    response.writeHead(failed ? 200 : 403).end()
    failed = true
  }
  await anna.sends(bot, 'раз')
  await telegram.drained(bot)
  expect((await ask(telegram, bot, 'getWebhookInfo')).result).toMatchObject({
    last_error_message: 'Wrong response from the webhook: 403',
  })
})

test('a call inside the 2xx answer is performed', async () => {
  const { bot, anna } = await hooked()
  answer = (_update, response) =>
    response.end(JSON.stringify({ method: 'sendMessage', chat_id: anna.id, text: 'Ответ' }))
  await anna.sends(bot, 'раз')
  await anna.sees(bot, /Ответ/)
})

test('text that is no update reaches the webhook as it is', async () => {
  const { bot } = await hooked()
  telegram.inject(bot, '{"broken')
  await telegram.drained(bot)
  expect(texts()).toEqual(['{"broken'])
})

test.each([
  [{ url: 'http://okoshko.ru/hook' }, 'bad webhook: An HTTPS URL must be provided for webhook'],
  [{ url: 'https://okoshko.ru:8080/hook' }, 'bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443'],
  [{ url: 'nowhere' }, 'invalid webhook URL specified'],
  [{ secret_token: 'секрет' }, 'secret token contains unallowed characters'],
  [{ secret_token: 'a'.repeat(257) }, 'secret token is too long'],
])('setWebhook refuses %j', async (fields, reason) => {
  const refused = await ask(telegram, telegram.addBot(), 'setWebhook', { url, ...fields })
  expect(refused).toMatchObject({ status: 400, description: `Bad Request: ${reason}` })
})
