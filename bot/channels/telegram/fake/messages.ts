import { isDeepStrictEqual } from 'node:util'
import type { InlineKeyboardMarkup, KeyboardButton, Message, ReplyParameters } from 'grammy/types'
import type { Upload } from './body.ts'
import { readFormatted } from './entities.ts'
import { type Answer, badRequest, forbidden, isRefusal, notImplemented, type Refusal } from './refusal.ts'
import {
  botUser,
  type FakeBot,
  type FakeChat,
  keepFile,
  nextMessageId,
  privateChat,
  type StoredMessage,
  seconds,
  show,
  type World,
} from './world.ts'

/** A checked call on its way to be performed. */
export type Call = {
  world: World
  bot: FakeBot
  fields: Record<string, unknown>
  files: ReadonlyMap<string, Upload>
  onClose: (hungUp: () => void) => void
  /** Performs a call that came inside a webhook's answer. */
  runCall: (bot: FakeBot, method: string, fields: Record<string, unknown>) => void
}

type Markup = {
  inline_keyboard?: InlineKeyboardMarkup['inline_keyboard']
  keyboard?: (KeyboardButton | string)[][]
} & {
  remove_keyboard?: boolean
}

const DELETABLE_FOR = 48 * 3600
const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

/** The chat a call names, if the bot may know of it: the person has written to it. */
export function knownChat({ world, bot, fields }: Call): FakeChat | Refusal {
  const id = Number(fields.chat_id)
  if (fields.chat_id === undefined || fields.chat_id === '') return badRequest('chat_id is empty')
  if ([...world.bots.values()].some((other) => other.id === id)) return forbidden("bot can't send messages to bots")
  if (!world.people.has(id)) return badRequest('chat not found')
  const chat = bot.chats.get(id)
  return chat?.opened ? chat : forbidden("bot can't initiate conversation with a user")
}

function writableChat(call: Call): FakeChat | Refusal {
  const chat = knownChat(call)
  return !isRefusal(chat) && chat.blocked ? forbidden('bot was blocked by the user') : chat
}

function repliedMessage({ fields }: Call, chat: FakeChat): Message['reply_to_message'] | Refusal {
  const parameters = fields.reply_parameters as ReplyParameters | undefined
  if (!parameters) return undefined
  const stored = chat.messages.get(Number(parameters.message_id))
  if (stored && !stored.deleted) return withoutReply(stored.message)
  return parameters.allow_sending_without_reply ? undefined : badRequest('message to be replied not found')
}

/** A message inside another one never shows what it replies to itself. */
export function withoutReply(message: Message): Message['reply_to_message'] {
  const { reply_to_message: _deeper, ...rest } = message
  return rest as Message['reply_to_message']
}

function inlineMarkup(markup: Markup | undefined): InlineKeyboardMarkup | undefined {
  const rows = markup?.inline_keyboard?.filter((row) => row.length > 0) ?? []
  return rows.length > 0 ? { inline_keyboard: rows } : undefined
}

/** Puts a bot's message into the chat and onto the person's screen. */
function place(call: Call, chat: FakeChat, content: Partial<Message>, upload?: Upload): Answer {
  const { world, bot } = call
  const replied = repliedMessage(call, chat)
  if (replied && isRefusal(replied)) return replied
  const markup = call.fields.reply_markup as Markup | undefined
  const inline = inlineMarkup(markup)
  const message = {
    message_id: nextMessageId(bot),
    from: botUser(bot),
    chat: privateChat(chat.user),
    date: seconds(world),
    ...(replied && { reply_to_message: replied }),
    ...content,
    ...(inline && { reply_markup: inline }),
  } as Message
  const stored: StoredMessage = { message, from: 'bot', edited: 0, deleted: false, upload }
  chat.messages.set(message.message_id, stored)
  if (markup?.keyboard) {
    stored.keyboard = markup.keyboard
    chat.keyboardOf = message.message_id
  } else if (markup?.remove_keyboard) chat.keyboardOf = undefined
  bot.sent.push({ ...show(chat, stored), chat_id: chat.user.id })
  return { result: message }
}

const textOf = (fields: Call['fields']): Partial<Message> | Refusal => {
  if (fields.rich_message) return notImplemented('does not know rich messages')
  const read = readFormatted(String(fields.text), fields.parse_mode, fields.entities)
  if (isRefusal(read)) return read
  return { text: read.text, ...(read.entities.length > 0 && { entities: read.entities }) }
}

export function sendMessage(call: Call): Answer {
  const chat = writableChat(call)
  if (isRefusal(chat)) return chat
  const content = textOf(call.fields)
  return isRefusal(content) ? content : place(call, chat, content)
}

function fileOf({ bot, fields, files }: Call, field: string): Upload | Refusal {
  const named = fields[field]
  if (typeof named !== 'string') return files.get(field) ?? badRequest(`there is no ${field} in the request`)
  if (named.startsWith('attach://')) {
    return files.get(named.slice('attach://'.length)) ?? badRequest(`there is no ${field} in the request`)
  }
  if (/^https?:\/\//.test(named) && URL.canParse(named)) {
    return { file_name: new URL(named).pathname.split('/').at(-1) || 'file', type: '', bytes: new Uint8Array(1) }
  }
  return bot.files.get(named) ?? badRequest('wrong file identifier/HTTP URL specified')
}

function sendFile(call: Call, field: 'document' | 'photo', describe: (upload: Upload) => Partial<Message>): Answer {
  const chat = writableChat(call)
  if (isRefusal(chat)) return chat
  const upload = fileOf(call, field)
  if (isRefusal(upload)) return upload
  if (upload.bytes.length === 0) return badRequest('file must be non-empty')
  const { caption, parse_mode, caption_entities } = call.fields
  const read = readFormatted(String(caption ?? ''), parse_mode, caption_entities)
  if (isRefusal(read)) return read
  const words = {
    ...(read.text && { caption: read.text }),
    ...(read.entities.length > 0 && { caption_entities: read.entities }),
  }
  return place(call, chat, { ...describe(upload), ...words }, upload)
}

export const sendDocument = (call: Call): Answer =>
  sendFile(call, 'document', (upload) => ({
    document: {
      file_name: upload.file_name,
      mime_type: upload.type || 'application/octet-stream',
      ...keepFile(call.world, call.bot, upload),
    },
  }))

export const sendPhoto = (call: Call): Answer =>
  sendFile(call, 'photo', (upload) => ({
    photo: [90, 800].map((width) => ({ width, height: width, ...keepFile(call.world, call.bot, upload) })),
  }))

function editable(call: Call): { chat: FakeChat; stored: StoredMessage } | Refusal {
  const { fields } = call
  if (fields.inline_message_id !== undefined) return notImplemented('does not know inline messages')
  if (fields.message_id === undefined) return badRequest('message identifier is not specified')
  const chat = writableChat(call)
  if (isRefusal(chat)) return chat
  const stored = chat.messages.get(Number(fields.message_id))
  if (!stored || stored.deleted) return badRequest('message to edit not found')
  // The documentation: only messages without markup or with an inline keyboard can be edited.
  if (stored.from === 'person' || stored.keyboard) return badRequest("message can't be edited")
  return { chat, stored }
}

function replace(call: Call, chat: FakeChat, stored: StoredMessage, content: Partial<Message>): Answer {
  const { text, entities } = { ...stored.message, ...content }
  const markup = inlineMarkup(call.fields.reply_markup as Markup | undefined)
  const { reply_markup: shownMarkup, edit_date: _before, entities: shownEntities, ...rest } = stored.message
  const same =
    text === rest.text && isDeepStrictEqual(entities, shownEntities) && isDeepStrictEqual(markup, shownMarkup)
  if (same) return badRequest(NOT_MODIFIED)
  // A new object: answers and updates already written keep the old look. No markup given means: keyboard gone.
  stored.message = {
    ...rest,
    edit_date: seconds(call.world),
    ...(text !== undefined && { text }),
    ...(entities && { entities }),
    ...(markup && { reply_markup: markup }),
  } as Message
  stored.edited += 1
  show(chat, stored)
  return { result: stored.message }
}

export function editMessageText(call: Call): Answer {
  const found = editable(call)
  if (isRefusal(found)) return found
  if (found.stored.message.text === undefined) return badRequest('there is no text in the message to edit')
  const content = textOf(call.fields)
  if (isRefusal(content)) return content
  return replace(call, found.chat, found.stored, { entities: undefined, ...content })
}

export function editMessageReplyMarkup(call: Call): Answer {
  const found = editable(call)
  return isRefusal(found) ? found : replace(call, found.chat, found.stored, {})
}

export function deleteMessage(call: Call): Answer {
  const chat = writableChat(call)
  if (isRefusal(chat)) return chat
  const stored = chat.messages.get(Number(call.fields.message_id))
  if (!stored || stored.deleted) return badRequest('message to delete not found')
  if (seconds(call.world) - stored.message.date > DELETABLE_FOR) {
    return badRequest("message can't be deleted for everyone")
  }
  stored.deleted = true
  if (chat.keyboardOf === stored.message.message_id) chat.keyboardOf = undefined
  return { result: true }
}

export function sendChatAction(call: Call): Answer {
  const chat = writableChat(call)
  return isRefusal(chat) ? chat : { result: true }
}
