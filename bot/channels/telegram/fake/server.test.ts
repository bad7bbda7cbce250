import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { type FakeTelegram, startFakeTelegram } from './telegram.ts'

let clock = 1_763_700_000_500
let telegram: FakeTelegram
beforeAll(async () => {
  telegram = await startFakeTelegram({ now: () => clock })
})
afterAll(() => telegram.close())

async function opened() {
  const bot = telegram.addBot()
  const anna = telegram.person()
  await anna.starts(bot)
  const says = async (fields: object) => {
    const { result } = await ask(telegram, bot, 'sendMessage', { chat_id: anna.id, text: 'Здравствуйте', ...fields })
    return result as { message_id: number }
  }
  return { bot, anna, says }
}

test('a token nobody registered is 401, and so is one that is no token', async () => {
  expect(await ask(telegram, { token: '1:AAA' }, 'getMe')).toMatchObject({ status: 401, description: 'Unauthorized' })
  expect(await ask(telegram, { token: 'what' }, 'getMe')).toMatchObject({
    status: 401,
    description: 'Unauthorized: invalid token specified',
  })
})

test('a bot learns who it is', async () => {
  const bot = telegram.addBot({ token: '123:abc', username: 'salon_bot', name: 'Салон' })
  expect((await ask(telegram, bot, 'getme')).result).toMatchObject({
    id: 123,
    is_bot: true,
    first_name: 'Салон',
    username: 'salon_bot',
    can_join_groups: true,
    has_main_web_app: false,
  })
})

test('what the specification has but the fake does not perform fails loudly', async () => {
  const bot = telegram.addBot()
  expect(await ask(telegram, bot, 'sendDice', { chat_id: 1 })).toMatchObject({ status: 501, ok: false })
  expect(await ask(telegram, bot, 'sendNothing')).toMatchObject({
    status: 404,
    description: 'Not Found: method not found',
  })
})

test('JSON, form, query and multipart bodies are all understood, broken ones refused', async () => {
  const { bot, anna } = await opened()
  const fields = { chat_id: String(anna.id), text: 'Ясно' }
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  expect((await ask(telegram, bot, 'sendMessage', fields)).ok).toBe(true)
  expect((await ask(telegram, bot, 'sendMessage', new URLSearchParams(fields))).ok).toBe(true)
  expect((await ask(telegram, bot, 'sendMessage', form)).ok).toBe(true)
  expect((await fetch(`${telegram.root}/bot${bot.token}/sendMessage?${new URLSearchParams(fields)}`)).status).toBe(200)
  const headers = { 'content-type': 'application/json' }
  const broken = await fetch(`${telegram.root}/bot${bot.token}/getMe`, { method: 'POST', headers, body: '{"a' })
  expect(broken.status).toBe(400)
  const cut = { 'content-type': 'multipart/form-data; boundary=x' }
  const half = await fetch(`${telegram.root}/bot${bot.token}/getMe`, {
    method: 'POST',
    headers: cut,
    body: '--x\r\nname="a"',
  })
  expect(half.status).toBe(400)
  expect(anna.chat(bot).filter((message) => message.text === 'Ясно')).toHaveLength(4)
})

test('a bot writes only to those who have written to it and have not blocked it', async () => {
  const bot = telegram.addBot()
  const boris = telegram.person({ first_name: 'Борис' })
  const say = async (chat_id: unknown) => (await ask(telegram, bot, 'sendMessage', { chat_id, text: 'Да' })).description
  expect(await say(5)).toBe('Bad Request: chat not found')
  expect(await say('@boris')).toBe('Bad Request: chat not found')
  expect(boris.chat(bot)).toEqual([])
  expect(await say(boris.id)).toBe("Forbidden: bot can't initiate conversation with a user")
  await boris.starts(bot)
  expect(await say(boris.id)).toBeUndefined()
  boris.blocks(bot)
  expect(await say(boris.id)).toBe('Forbidden: bot was blocked by the user')
  boris.unblocks(bot)
  expect(await say(boris.id)).toBeUndefined()
  expect(await say(bot.id)).toBe("Forbidden: bot can't send messages to bots")
})

test('a sent message comes back whole, with seconds of the given clock and ids of one sequence per bot', async () => {
  const { bot, anna, says } = await opened()
  const boris = telegram.person({ first_name: 'Борис' })
  await boris.starts(bot)
  const reply_markup = { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] }
  expect(
    await says({ text: ' <b>Да</b>? ', parse_mode: 'HTML', reply_markup, reply_parameters: { message_id: 1 } }),
  ).toEqual({
    message_id: 3,
    from: { id: bot.id, is_bot: true, first_name: 'Окошко', username: bot.username },
    chat: { id: anna.id, first_name: 'Анна', type: 'private' },
    date: 1_763_700_000,
    text: 'Да?',
    entities: [{ type: 'bold', offset: 0, length: 2 }],
    reply_markup,
    reply_to_message: expect.objectContaining({ message_id: 1, text: '/start' }),
  })
  expect(
    await ask(telegram, bot, 'sendMessage', { chat_id: anna.id, text: 'Да', reply_parameters: { message_id: 99 } }),
  ).toMatchObject({
    status: 400,
    description: 'Bad Request: message to be replied not found',
  })
})

test('a file keeps its name and bytes, in the chat and for getFile', async () => {
  const { bot, anna } = await opened()
  const form = new FormData()
  form.set('chat_id', String(anna.id))
  form.set('document', 'attach://calendar')
  form.set('calendar', new File(['BEGIN:VCALENDAR'], 'визит.ics', { type: 'text/calendar' }))
  form.set('caption', 'Ваш визит')
  const { result } = await ask(telegram, bot, 'sendDocument', form)
  const { document } = result as { document: { file_id: string } }
  expect(document).toMatchObject({ file_name: 'визит.ics', mime_type: 'text/calendar', file_size: 15 })
  const [, shown] = anna.chat(bot)
  expect(shown).toMatchObject({ caption: 'Ваш визит', document: { file_name: 'визит.ics' } })
  expect(new TextDecoder().decode(shown?.document?.bytes)).toBe('BEGIN:VCALENDAR')

  const got = await ask(telegram, bot, 'getFile', { file_id: document.file_id })
  const { file_path } = got.result as { file_path: string }
  expect(await (await fetch(`${telegram.root}/file/bot${bot.token}/${file_path}`)).text()).toBe('BEGIN:VCALENDAR')
  expect((await ask(telegram, bot, 'sendPhoto', { chat_id: anna.id, photo: document.file_id })).ok).toBe(true)
  expect((await ask(telegram, bot, 'sendPhoto', { chat_id: anna.id, photo: 'AgAC' })).status).toBe(400)
  expect((await ask(telegram, bot, 'getFile', { file_id: 'AgAC' })).status).toBe(400)
})

test('an edit changes text and buttons, an edit without markup takes the buttons away, an empty one is refused', async () => {
  const { bot, anna, says } = await opened()
  const reply_markup = { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] }
  const { message_id } = await says({ reply_markup })
  const edit = (method: string, fields: object) =>
    ask(telegram, bot, method, { chat_id: anna.id, message_id, ...fields })
  expect((await edit('editMessageText', { text: 'Здравствуйте', reply_markup })).description).toBe(
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  )
  clock += 60_000
  expect((await edit('editMessageText', { text: 'Когда?', reply_markup })).result).toMatchObject({
    text: 'Когда?',
    edit_date: 1_763_700_060,
    date: 1_763_700_000,
    reply_markup,
  })
  expect((await edit('editMessageText', { text: 'Когда?' })).ok).toBe(true)
  expect(anna.chat(bot).at(-1)).toMatchObject({ text: 'Когда?', buttons: [], edited: 2 })
  expect((await edit('editMessageReplyMarkup', {})).status).toBe(400)
  expect((await edit('editMessageReplyMarkup', { reply_markup })).ok).toBe(true)
  expect(anna.chat(bot).at(-1)?.buttons).toEqual([[{ text: 'Да', callback_data: 'y' }]])
})

test('only own messages without a reply keyboard that still exist can be edited or deleted', async () => {
  const { bot, anna, says } = await opened()
  const edit = async (message_id: number) =>
    (await ask(telegram, bot, 'editMessageText', { chat_id: anna.id, message_id, text: 'Иначе' })).description
  const remove = async (message_id: number) =>
    (await ask(telegram, bot, 'deleteMessage', { chat_id: anna.id, message_id })).description
  const keyed = await says({ reply_markup: { keyboard: [['Да']] } })
  const plain = await says({})
  expect(await edit(1)).toBe("Bad Request: message can't be edited")
  expect(await edit(keyed.message_id)).toBe("Bad Request: message can't be edited")
  expect(await remove(plain.message_id)).toBeUndefined()
  expect(await edit(plain.message_id)).toBe('Bad Request: message to edit not found')
  expect(await remove(plain.message_id)).toBe('Bad Request: message to delete not found')
  expect(anna.chat(bot).at(-1)?.deleted).toBe(true)
  clock += 49 * 3_600_000
  expect(await remove(keyed.message_id)).toBe("Bad Request: message can't be deleted for everyone")
})

test('a tap can be answered for 150 seconds and only if it happened', async () => {
  const { bot, anna, says } = await opened()
  await says({ reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] } })
  await anna.taps(bot, 'Да')
  const [id = ''] = bot.queries.keys()
  const answer = async (callback_query_id: string) =>
    (await ask(telegram, bot, 'answerCallbackQuery', { callback_query_id, text: 'Готово' })).description
  const late = 'Bad Request: query is too old and response timeout expired or query ID is invalid'
  expect(await answer('12')).toBe(late)
  expect(anna.unanswered(bot)).toBe(1)
  expect(await answer(id)).toBeUndefined()
  expect(anna.toasts(bot)).toEqual(['Готово'])
  expect(anna.unanswered(bot)).toBe(0)
  clock += 151_000
  expect(await answer(id)).toBe(late)
})

test('commands and texts about the bot are kept per scope and language', async () => {
  const bot = telegram.addBot({ name: 'Салон' })
  const commands = [{ command: 'start', description: 'Начать' }]
  await ask(telegram, bot, 'setMyCommands', { commands })
  await ask(telegram, bot, 'setMyCommands', { commands: [], scope: { type: 'chat', chat_id: 5 }, language_code: 'en' })
  expect(bot.commands).toEqual({ default: commands, 'chat:5:en': [] })
  expect((await ask(telegram, bot, 'getMyCommands')).result).toEqual(commands)
  await ask(telegram, bot, 'deleteMyCommands')
  expect((await ask(telegram, bot, 'getMyCommands')).result).toEqual([])

  await ask(telegram, bot, 'setMyDescription', { description: 'Запись' })
  await ask(telegram, bot, 'setMyDescription', { description: 'Booking', language_code: 'en' })
  await ask(telegram, bot, 'setMyShortDescription', { short_description: 'Запись' })
  expect(bot.descriptions).toEqual({
    '': { description: 'Запись', short_description: 'Запись' },
    en: { description: 'Booking' },
  })
  const get = async (language_code: string) => (await ask(telegram, bot, 'getMyDescription', { language_code })).result
  expect(await get('en')).toEqual({ description: 'Booking' })
  expect(await get('de')).toEqual({ description: 'Запись' })
  await ask(telegram, bot, 'setMyDescription', { language_code: 'en' })
  expect(await get('en')).toEqual({ description: 'Запись' })
  expect((await ask(telegram, bot, 'getMyName')).result).toEqual({ name: 'Салон' })

  const menu_button = { type: 'web_app', text: 'Смена', web_app: { url: 'https://a.ru/app' } }
  await ask(telegram, bot, 'setChatMenuButton', { menu_button })
  expect((await ask(telegram, bot, 'getChatMenuButton')).result).toEqual(menu_button)
})

test('every call is on record with its fields and its answer', async () => {
  const { bot, anna, says } = await opened()
  await says({})
  await ask(telegram, bot, 'sendChatAction', { chat_id: anna.id, action: 'typing' })
  await ask(telegram, bot, 'sendMessage', { chat_id: anna.id })
  expect(bot.calls.map(({ method, code }) => [method, code])).toEqual([
    ['sendMessage', 200],
    ['sendChatAction', 200],
    ['sendMessage', 400],
  ])
  expect(bot.calls[2]?.description).toBe('Bad Request: message text is empty')
  expect(bot.sent.map(({ chat_id, text }) => [chat_id, text])).toEqual([[anna.id, 'Здравствуйте']])
  expect((await ask(telegram, bot, 'getChat', { chat_id: anna.id })).result).toMatchObject({
    id: anna.id,
    type: 'private',
  })
})
