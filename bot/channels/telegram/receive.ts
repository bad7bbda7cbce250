import type { Message, Update, User } from 'grammy/types'
import type { Inbound } from '../../../db/messages.ts'
import { languageOf } from '../../texts.ts'

/** Kinds of updates that we ask Telegram for. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** An update as an inbound row; null for what is not a private talk with a person, or is no update at all. */
export function inboundOf(update: unknown, channel: { id: number; businessId: number }, now: Date): Inbound | null {
  if (!isUpdate(update)) return null
  const { message, edited_message, callback_query, my_chat_member } = update
  const source = message ?? edited_message ?? callback_query?.message ?? my_chat_member
  const from: User | undefined = (message ?? edited_message ?? callback_query ?? my_chat_member)?.from
  if (!source || !from || source.chat?.type !== 'private' || !Number.isSafeInteger(source.chat.id)) return null
  const date = message?.date ?? edited_message?.edit_date ?? my_chat_member?.date
  const arrived = Math.floor(now.getTime() / 1000)
  return {
    businessId: channel.businessId,
    channelId: channel.id,
    chat: String(source.chat.id),
    language: languageOf(from.language_code),
    externalId: String(update.update_id),
    // A tap carries no time of its own: it is as old as its arrival, to the second, as all the platform's times are.
    platformAt: new Date((date !== undefined && date > 0 && date < arrived ? date : arrived) * 1000),
    sequence: update.update_id,
    author: 'client',
    update: withoutScreen(update),
    text: saidBy(update),
    platformId: message ? String(message.message_id) : null,
    pointsAt: pointedAt(update),
    now,
  }
}

/** A tap comes with the whole message under which it was: that is our own row, and kept there. */
function withoutScreen(update: Update): unknown {
  const { callback_query: tap } = update
  if (!tap?.message) return update
  const { message_id, date, chat } = tap.message
  return { ...update, callback_query: { ...tap, message: { message_id, date, chat } } }
}

function isUpdate(update: unknown): update is Update {
  return typeof update === 'object' && update !== null && Number.isSafeInteger((update as Update).update_id)
}

/** What a person reads of an update: the words, the caption of the tapped button, or the kind of thing that was sent. */
function saidBy({ message, edited_message, callback_query }: Update): string | null {
  const said = message ?? edited_message
  if (said) return [said.text, said.caption, said.contact?.phone_number].find(isText) ?? kindOf(said)
  const markup = (callback_query?.message as Message | undefined)?.reply_markup
  const tapped = markup?.inline_keyboard
    ?.flat()
    .find((button) => 'callback_data' in button && button.callback_data === callback_query?.data)
  return tapped ? `[${tapped.text}]` : null
}

const isText = (value: unknown) => typeof value === 'string'

const KINDS = [
  'photo',
  'voice',
  'video',
  'video_note',
  'audio',
  'document',
  'sticker',
  'location',
  'animation',
] as const

function kindOf(message: Message): string | null {
  const kind = KINDS.find((known) => known in message)
  return kind ? `[${kind}]` : null
}

function pointedAt({ message, callback_query }: Update): string | null {
  const id = callback_query?.message?.message_id ?? message?.reply_to_message?.message_id
  return id === undefined ? null : String(id)
}
