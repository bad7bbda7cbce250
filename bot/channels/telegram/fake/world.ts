import { Agent } from 'node:http'
import type { BotCommand, Chat, InlineKeyboardButton, KeyboardButton, MenuButton, Message, User } from 'grammy/types'
import type { Upload } from './body.ts'
import type { Faults } from './faults.ts'
import type { UpdateQueue } from './updates.ts'

export type Button = {
  text: string
  callback_data?: string
  url?: string
  web_app?: string
  request_contact?: boolean
  request_location?: boolean
}

/** One message as the person sees it; `edited` counts the edits, `date` is in seconds. */
export type TranscriptMessage = {
  message_id: number
  from: 'bot' | 'person'
  text: string
  caption?: string
  buttons: Button[][]
  document?: { file_name: string; bytes: Uint8Array }
  date: number
  edited: number
  deleted?: boolean
}

/** A message as the server keeps it; `keyboard` is the reply keyboard it brought, which the API never shows again. */
export type StoredMessage = {
  message: Message
  from: 'bot' | 'person'
  edited: number
  deleted: boolean
  keyboard?: (KeyboardButton | string)[][]
  upload?: Upload
}

/** A private chat of one person with one bot. */
export type FakeChat = {
  user: User
  /** The person has written at least once: before that a bot may not write. */
  opened: boolean
  blocked: boolean
  instance: string
  messages: Map<number, StoredMessage>
  /** The message whose reply keyboard is on the screen now. */
  keyboardOf?: number
  toasts: string[]
  /** Every message and edit of the bot in the order it appeared on the screen, as it looked then. */
  shown: TranscriptMessage[]
  /** How much of `shown` the last successful `sees` went through. */
  cursor: number
  watchers: Set<(message: TranscriptMessage, index: number) => void>
}

/** A call as it came, and what it was answered: 200, an error's code, 0 while (or if never) answered. */
export type CallRecord = {
  method: string
  fields: Record<string, unknown>
  files: Map<string, Upload>
  /** Milliseconds of the server's clock. */
  at: number
  code: number
  description?: string
}

export type Webhook = {
  url: string
  secret_token?: string
  max_connections: number
  last_error_date?: number
  last_error_message?: string
}

/** A bot registered at the fake. `commands` keys: scope, then chat, user and language if set: `default:ru`, `chat:501`.
 *  `descriptions` keys: the language, `''` for everybody. `sent`: what reached a person, as it looked when sent. */
export type FakeBot = {
  id: number
  token: string
  username: string
  name: string
  commands: Record<string, BotCommand[]>
  descriptions: Record<string, { name?: string; description?: string; short_description?: string }>
  /** Keys: a chat's id, or `default`. */
  menuButtons: Record<string, MenuButton>
  webhook: Webhook | undefined
  calls: CallRecord[]
  sent: (TranscriptMessage & { chat_id: number })[]
  chats: Map<number, FakeChat>
  /** Taps by the query's id; `at` in milliseconds. */
  queries: Map<string, { chat: FakeChat; at: number; answered: boolean }>
  files: Map<string, Upload>
  updates: UpdateQueue
  lastMessageId: number
}

export type World = {
  now: () => number
  redeliveryScale: number
  bots: Map<string, FakeBot>
  people: Map<number, User>
  faults: Faults
  /** Keeps the webhooks' connections. */
  agent: Agent
  lastId: number
}

export const makeAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 256 })

export const seconds = (world: World): number => Math.floor(world.now() / 1000)

/** Bot as others see it; `getMe` adds what only the bot itself sees. */
export const botUser = (bot: FakeBot): User => ({
  id: bot.id,
  is_bot: true,
  first_name: bot.descriptions['']?.name || bot.name,
  username: bot.username,
})

export function privateChat({ id, first_name, last_name, username }: User): Chat.PrivateChat {
  return { id, first_name, ...(last_name && { last_name }), ...(username && { username }), type: 'private' }
}

/** The person's chat with the bot, made at first need, not yet opened. */
export function chatOf(bot: FakeBot, user: User): FakeChat {
  const known = bot.chats.get(user.id)
  if (known) return known
  const chat: FakeChat = {
    user,
    opened: false,
    blocked: false,
    instance: `-${(BigInt(user.id) * 2_654_435_761n + BigInt(bot.id)) % 9_000_000_000_000_000_000n}`,
    messages: new Map(),
    toasts: [],
    shown: [],
    cursor: 0,
    watchers: new Set(),
  }
  bot.chats.set(user.id, chat)
  return chat
}

const inlineButton = (button: InlineKeyboardButton): Button => ({
  text: button.text,
  ...('callback_data' in button && { callback_data: button.callback_data }),
  ...('url' in button && { url: button.url }),
  ...('web_app' in button && { web_app: button.web_app.url }),
})

function keyboardButton(button: KeyboardButton | string): Button {
  if (typeof button === 'string') return { text: button }
  return {
    text: button.text,
    ...('request_contact' in button && button.request_contact && { request_contact: true }),
    ...('request_location' in button && button.request_location && { request_location: true }),
    ...('web_app' in button && button.web_app && { web_app: button.web_app.url }),
  }
}

/** How a message looks on the person's screen now. */
export function asSeen(stored: StoredMessage): TranscriptMessage {
  const { message, upload } = stored
  const inline = message.reply_markup?.inline_keyboard.map((row) => row.map(inlineButton))
  return {
    message_id: message.message_id,
    from: stored.from,
    text: message.text ?? '',
    ...(message.caption !== undefined && { caption: message.caption }),
    buttons: inline ?? stored.keyboard?.map((row) => row.map(keyboardButton)) ?? [],
    ...(upload && { document: { file_name: upload.file_name, bytes: upload.bytes } }),
    date: message.date,
    edited: stored.edited,
    ...(stored.deleted && { deleted: true }),
  }
}

/** Puts a bot's new or edited message on the person's screen and wakes whoever waits for it. */
export function show(chat: FakeChat, stored: StoredMessage): TranscriptMessage {
  const seen = asSeen(stored)
  chat.shown.push(seen)
  for (const watch of [...chat.watchers]) watch(seen, chat.shown.length - 1)
  return seen
}

/** Keeps a file so that `getFile` and later messages can name it. */
export function keepFile(
  world: World,
  bot: FakeBot,
  upload: Upload,
): { file_id: string; file_unique_id: string; file_size: number } {
  const id = ++world.lastId
  const file_id = `BQACAgIAAxkBAAI${id.toString(36).padStart(12, '0')}`
  bot.files.set(file_id, upload)
  return { file_id, file_unique_id: `AgAD${id.toString(36).padStart(8, '0')}`, file_size: upload.bytes.length }
}

/** In private chats a bot's messages are numbered over all its chats together. */
export const nextMessageId = (bot: FakeBot): number => ++bot.lastMessageId
