import { expect, test } from 'vitest'
import { checkCall } from './check.ts'
import spec from './spec.json' with { type: 'json' }

const refusal = (method: string, fields: Record<string, unknown>, textual = false) => {
  const checked = checkCall(method, fields, new Map(), textual)
  return 'code' in checked ? `${checked.code} ${checked.description}` : 'accepted'
}
const message = (fields: object) => refusal('sendMessage', { chat_id: 1, text: 'да', ...fields })
const inline = (button: object) => message({ reply_markup: { inline_keyboard: [[button]] } })
const keyboard = (button: unknown) => message({ reply_markup: { keyboard: [[button]] } })

test('the specification names its source and covers every method and every type that methods reach', () => {
  expect(spec.source).toContain('PaulSonOfLars/telegram-bot-api-spec, MIT licence, © 2020 Paul Larsen')
  expect(spec.source).toContain('Bot API 10.1')
  expect(Object.keys(spec.methods)).toHaveLength(180)
  const known = new Set(['String', 'Integer', 'Float', 'Boolean', 'InputFile', ...Object.keys(spec.types)])
  const shapes: object[] = [...Object.values(spec.methods), ...Object.values(spec.types)]
  const named = shapes
    .flatMap((shape) => Object.values(shape))
    .flat()
    .filter((type) => typeof type === 'string' && !type.startsWith('='))
    .map((type) => type.replace(/^(Array of )+/, ''))
  expect(named.filter((type) => !known.has(type))).toEqual([])
})

test('a method is found whatever its case, and an unknown one is 404', () => {
  expect(refusal('SENDMESSAGE', { chat_id: 1, text: 'да' })).toBe('accepted')
  expect(refusal('sendNothing', {})).toBe('404 Not Found: method not found')
})

test.each([
  ['sendMessage', { text: 'да' }, 'chat_id is empty'],
  ['sendMessage', { chat_id: 1 }, 'message text is empty'],
  ['sendDocument', { chat_id: 1 }, 'there is no document in the request'],
  ['deleteMessage', { chat_id: 1 }, 'message identifier is not specified'],
  ['answerCallbackQuery', {}, 'parameter "callback_query_id" is required'],
  ['getUserProfilePhotos', {}, 'invalid user_id specified'],
  ['sendMessage', { chat_id: null, text: 'да' }, 'chat_id is empty'],
])('%s with %j: %s', (method, fields, reason) => {
  expect(refusal(method, fields)).toBe(`400 Bad Request: ${reason}`)
})

test('a value of the wrong type is refused with its field and the type that was wanted', () => {
  expect(message({ text: 5 })).toBe('400 Bad Request: field "text" must be of type String')
  expect(message({ disable_notification: 'yes' })).toBe(
    '400 Bad Request: field "disable_notification" must be of type Boolean',
  )
  expect(message({ chat_id: 1.5 })).toBe('400 Bad Request: field "chat_id" must be of type Number')
  expect(message({ entities: {} })).toBe('400 Bad Request: field "entities" must be of type Array')
  expect(refusal('getUpdates', { offset: '3' })).toBe('400 Bad Request: field "offset" must be of type Number')
  expect(refusal('getUpdates', { allowed_updates: [1] })).toBe(
    '400 Bad Request: field "allowed_updates" must be of type String',
  )
})

test('form fields are strings and are read as what the specification wants', () => {
  const checked = checkCall(
    'sendMessage',
    { chat_id: '7', text: '5', disable_notification: 'true', reply_markup: '{"inline_keyboard":[]}' },
    new Map(),
    true,
  )
  expect(checked).toEqual({
    fields: { chat_id: 7, text: '5', disable_notification: true, reply_markup: { inline_keyboard: [] } },
  })
  expect(refusal('getUpdates', { offset: 'x' }, true)).toBe('400 Bad Request: field "offset" must be of type Number')
  expect(message({ reply_markup: '{"inline' })).toBe("400 Bad Request: can't parse reply markup JSON object")
})

test('fields that the specification does not know are ignored', () => {
  expect(checkCall('sendMessage', { chat_id: 1, text: 'да', colour: 'red' })).toEqual({
    fields: { chat_id: 1, text: 'да' },
  })
  expect(inline({ text: 'Да', callback_data: 'y', colour: 'red' })).toBe('accepted')
})

test('a text has 1 to 4096 characters after trimming and after its markup is read', () => {
  expect(message({ text: 'я'.repeat(4096) })).toBe('accepted')
  expect(message({ text: '💇'.repeat(4096) })).toBe('accepted')
  expect(message({ text: 'я'.repeat(4097) })).toBe('400 Bad Request: message is too long')
  expect(message({ text: ' \n ' })).toBe('400 Bad Request: message text is empty')
  expect(message({ text: `<b>${'я'.repeat(4096)}</b>`, parse_mode: 'HTML' })).toBe('accepted')
  expect(message({ text: '<b> </b>', parse_mode: 'HTML' })).toBe('400 Bad Request: message text is empty')
})

test('a caption has at most 1024 characters', () => {
  const document = (caption: string) => refusal('sendDocument', { chat_id: 1, document: 'id', caption })
  expect(document('я'.repeat(1024))).toBe('accepted')
  expect(document('я'.repeat(1025))).toBe('400 Bad Request: message caption is too long')
})

test('callback_data has 1 to 64 bytes of UTF-8, not characters', () => {
  expect(inline({ text: 'Да', callback_data: 'я'.repeat(32) })).toBe('accepted')
  expect(inline({ text: 'Да', callback_data: 'я'.repeat(33) })).toBe('400 Bad Request: BUTTON_DATA_INVALID')
  expect(inline({ text: 'Да', callback_data: 'a'.repeat(65) })).toBe('400 Bad Request: BUTTON_DATA_INVALID')
  expect(inline({ text: 'Да', callback_data: '' })).toBe('400 Bad Request: BUTTON_DATA_INVALID')
})

test('an inline button has a text and exactly one action', () => {
  const wrong = "400 Bad Request: can't parse inline keyboard button: "
  expect(inline({ callback_data: 'y' })).toBe(`${wrong}Can't find field "text"`)
  expect(inline({ text: '', callback_data: 'y' })).toBe(`${wrong}inline keyboard button text must be non-empty`)
  expect(inline({ text: 'Да' })).toBe(`${wrong}Text buttons are unallowed in the inline keyboard`)
  expect(inline({ text: 'Да', callback_data: 'y', url: 'https://a.ru' })).toContain(
    `${wrong}exactly one action is allowed`,
  )
  expect(inline({ text: 'Да', web_app: 'https://a.ru' })).toBe(`${wrong}Field "web_app" must be of type Object`)
  expect(inline({ text: 'Да', callback_data: 'y', style: 'success' })).toBe('accepted')
  expect(inline({ text: 'Да', callback_data: 'y', style: 'pink' })).toBe(`${wrong}unsupported button style "pink"`)
})

test('addresses in buttons are such as Telegram opens', () => {
  expect(inline({ text: 'Сайт', url: 'https://okoshko.ru/a?b=1' })).toBe('accepted')
  expect(inline({ text: 'Чат', url: 'tg://resolve?domain=okoshko' })).toBe('accepted')
  expect(inline({ text: 'Сайт', url: 'http://localhost:8080' })).toContain(
    "'http://localhost:8080' is invalid: Wrong HTTP URL",
  )
  expect(inline({ text: 'Тел', url: 'ftp://a.ru' })).toContain('Unsupported URL protocol')
  expect(inline({ text: 'Кабинет', web_app: { url: 'http://a.ru' } })).toContain('Only HTTPS links are allowed')
})

test('a keyboard button is a string or has at most one action', () => {
  expect(keyboard('Да')).toBe('accepted')
  expect(keyboard({ text: 'Телефон', request_contact: true })).toBe('accepted')
  expect(keyboard({ text: 'Всё', request_contact: true, request_location: true })).toContain('at most one action')
  expect(keyboard({ text: '' })).toContain('keyboard button text must be non-empty')
  expect(keyboard(5)).toBe(
    '400 Bad Request: can\'t parse reply keyboard markup: Field "keyboard" must be of type Object',
  )
})

test('a markup is one of the four kinds and holds at most a hundred buttons', () => {
  const row = Array.from({ length: 101 }, () => ({ text: 'Да', callback_data: 'y' }))
  expect(message({ reply_markup: { inline_keyboard: row.slice(0, 100).map((one) => [one]) } })).toBe('accepted')
  expect(message({ reply_markup: { inline_keyboard: [row] } })).toBe('400 Bad Request: reply markup is too long')
  expect(message({ reply_markup: { remove_keyboard: true } })).toBe('accepted')
  expect(message({ reply_markup: { buttons: [] } })).toBe(
    "400 Bad Request: can't parse reply_markup: unknown kind of object",
  )
  expect(message({ reply_markup: { inline_keyboard: [{ text: 'Да' }] } })).toContain('must be of type Array')
})

test('objects of a union are told apart by their constant field', () => {
  const scoped = (scope: object) => refusal('setMyCommands', { commands: [], scope })
  expect(scoped({ type: 'chat', chat_id: 1 })).toBe('accepted')
  expect(scoped({ type: 'chat' })).toBe(
    '400 Bad Request: can\'t parse BotCommandScopeChat: Can\'t find field "chat_id"',
  )
  expect(scoped({ type: 'village' })).toBe("400 Bad Request: can't parse BotCommandScope: unknown kind of object")
})

test('commands, descriptions and toasts keep their limits', () => {
  const commands = (count: number, one = { command: 'start', description: 'Начать' }) =>
    refusal('setMyCommands', { commands: Array(count).fill(one) })
  expect(commands(100)).toBe('accepted')
  expect(commands(101)).toBe('400 Bad Request: BOT_COMMANDS_TOO_MUCH')
  expect(commands(1, { command: 'Старт', description: 'Начать' })).toBe('400 Bad Request: BOT_COMMAND_INVALID')
  expect(commands(1, { command: 'start', description: '' })).toBe('400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID')
  expect(refusal('setMyDescription', { description: 'я'.repeat(512) })).toBe('accepted')
  expect(refusal('setMyDescription', { description: 'я'.repeat(513) })).toBe('400 Bad Request: BOT_DESCRIPTION_INVALID')
  expect(refusal('setMyShortDescription', { short_description: 'я'.repeat(120) })).toBe('accepted')
  expect(refusal('setMyShortDescription', { short_description: 'я'.repeat(121) })).toContain('400')
  expect(refusal('answerCallbackQuery', { callback_query_id: '1', text: 'я'.repeat(200) })).toBe('accepted')
  expect(refusal('answerCallbackQuery', { callback_query_id: '1', text: 'я'.repeat(201) })).toContain(
    'MESSAGE_TOO_LONG',
  )
  expect(refusal('sendChatAction', { chat_id: 1, action: 'typing' })).toBe('accepted')
  expect(refusal('sendChatAction', { chat_id: 1, action: 'dancing' })).toContain('wrong parameter action in request')
})
