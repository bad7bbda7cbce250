import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { type FakeTelegram, startFakeTelegram } from './telegram.ts'

let clock = 1_763_700_000_000
let telegram: FakeTelegram
beforeAll(async () => {
  telegram = await startFakeTelegram({ now: () => clock })
})
afterAll(() => telegram.close())

type Got = { update_id: number; message?: { text?: string } }

function started() {
  const bot = telegram.addBot()
  const anna = telegram.person()
  const get = async (fields: object = {}) => (await ask(telegram, bot, 'getUpdates', fields)).result as Got[]
  const texts = async (fields: object = {}) => (await get(fields)).map((update) => update.message?.text)
  return { bot, anna, get, texts }
}

test('updates stay until a higher offset confirms them', async () => {
  const { bot, anna, get, texts } = started()
  for (const text of ['раз', 'два', 'три']) await anna.sends(bot, text)
  const [first] = await get()
  const id = first?.update_id ?? 0
  expect((await get()).map((update) => update.update_id)).toEqual([id, id + 1, id + 2])
  expect(await texts({ limit: 2 })).toEqual(['раз', 'два'])
  expect(await texts({ offset: id + 1 })).toEqual(['два', 'три'])
  expect(await texts()).toEqual(['два', 'три'])
  expect(await texts({ offset: -1 })).toEqual(['три'])
  expect(await texts()).toEqual(['три'])
  const drained = telegram.drained(bot)
  expect(await texts({ offset: id + 3 })).toEqual([])
  await drained
})

test('a long poll is answered by the update it waited for', async () => {
  const { bot, anna, texts } = started()
  const waiting = texts({ timeout: 30 })
  await expect.poll(() => bot.updates.poller).toBeDefined()
  await anna.sends(bot, 'раз')
  await anna.sends(bot, 'два')
  expect(await waiting).toEqual(['раз', 'два'])
})

test('a long poll ends empty after its timeout', async () => {
  const { texts } = started()
  expect(await texts({ timeout: 1 })).toEqual([])
})

test('a second getUpdates terminates the first with 409', async () => {
  const { bot, anna, texts } = started()
  const first = ask(telegram, bot, 'getUpdates', { timeout: 30 })
  await expect.poll(() => bot.updates.poller).toBeDefined()
  const second = texts({ timeout: 30 })
  expect(await first).toMatchObject({
    status: 409,
    description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  })
  await anna.sends(bot, 'раз')
  expect(await second).toEqual(['раз'])
})

test('a poller that hung up takes nothing with it', async () => {
  const { bot, anna, texts } = started()
  const gone = new AbortController()
  const first = ask(telegram, bot, 'getUpdates', { timeout: 30 }, gone.signal)
  await expect.poll(() => bot.updates.poller).toBeDefined()
  gone.abort()
  await expect(first).rejects.toThrow()
  await expect.poll(() => bot.updates.poller).toBeUndefined()
  await anna.sends(bot, 'раз')
  expect(await texts()).toEqual(['раз'])
})

test('polling and a webhook exclude each other', async () => {
  const { bot, anna, texts } = started()
  const waiting = ask(telegram, bot, 'getUpdates', { timeout: 30 })
  await expect.poll(() => bot.updates.poller).toBeDefined()
  await ask(telegram, bot, 'setWebhook', { url: 'http://127.0.0.1:1/hook' })
  expect(await waiting).toMatchObject({ status: 409, description: 'Conflict: terminated by setWebhook request' })
  expect(await ask(telegram, bot, 'getUpdates')).toMatchObject({
    status: 409,
    description:
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  })
  await anna.sends(bot, 'раз')
  await ask(telegram, bot, 'deleteWebhook')
  expect(await texts()).toEqual(['раз'])
  await ask(telegram, bot, 'deleteWebhook', { drop_pending_updates: true })
  expect(await texts()).toEqual([])
})

test('allowed_updates decides what is queued and is remembered until changed', async () => {
  const { bot, anna, get } = started()
  await get({ allowed_updates: ['my_chat_member'] })
  await anna.starts(bot)
  await get()
  anna.blocks(bot)
  anna.unblocks(bot)
  expect((await get()).map((update) => Object.keys(update)[1])).toEqual(['my_chat_member', 'my_chat_member'])
  await get({ allowed_updates: [], offset: -1 })
  await anna.sends(bot, 'раз')
  expect((await get()).map((update) => Object.keys(update)[1])).toEqual(['my_chat_member', 'message'])
})

test('an unfetched tap is dropped after 150 seconds and a message after a day', async () => {
  const { bot, anna, get } = started()
  await anna.starts(bot)
  const reply_markup = { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] }
  await ask(telegram, bot, 'sendMessage', { chat_id: anna.id, text: 'Да?', reply_markup })
  await anna.taps(bot, 'Да')
  expect(await get()).toHaveLength(2)
  clock += 150_000
  expect((await get()).map((update) => update.message?.text)).toEqual(['/start'])
  clock += 86_400_000
  expect(await get()).toEqual([])
})

test('duplicated updates come several times with one id, reordered ones in the order of their seed', async () => {
  const { bot, anna, get, texts } = started()
  telegram.duplicateUpdates(bot, 3)
  await anna.sends(bot, 'раз')
  const ids = (await get()).map((update) => update.update_id)
  expect(ids).toEqual([ids[0], ids[0], ids[0]])
  telegram.duplicateUpdates(bot, 1)
  const said = ['раз', 'два', 'три', 'четыре', 'пять']
  for (const text of said.slice(1)) await anna.sends(bot, text)
  telegram.reorderUpdates(bot, 7)
  const mixed = await texts()
  expect(mixed).not.toEqual(said)
  expect([...mixed].sort()).toEqual([...said].sort())
  telegram.reorderUpdates(bot, 7)
  expect(await texts()).toEqual(mixed)
  telegram.reorderUpdates(bot)
  expect(await texts()).toEqual(said)
})

test('a raw update goes out as it is, numbered only if it names no id', async () => {
  const { bot, get } = started()
  telegram.inject(bot, { message: { chat: { id: 5 }, text: 5 } })
  telegram.inject(bot, { update_id: 7, nonsense: [] })
  expect(await get()).toEqual([
    { update_id: 900_001, message: { chat: { id: 5 }, text: 5 } },
    { update_id: 7, nonsense: [] },
  ])
  expect(() => telegram.inject(bot, '{"broken')).toThrow('only into a webhook')
})
