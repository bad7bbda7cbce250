import type { Message, Update } from 'grammy/types'
import type { Inbound } from '../../../db/messages.ts'
import type { Arrival } from '../../../db/windows.ts'
import type { Language } from '../../texts.ts'
import { SAID } from './layout.ts'

/** What a person sends, as far as we read it; everything may be missing. */
export type ServerMessage = {
  from?: string
  from_user_id?: string
  id?: string
  timestamp?: string
  type?: string
  group_id?: string
  context?: { id?: string }
  text?: { body?: string }
  button?: { text?: string; payload?: string }
  interactive?: { type?: string; button_reply?: Reply; list_reply?: Reply }
  contacts?: {
    name?: { first_name?: string; formatted_name?: string }
    phones?: { phone?: string; wa_id?: string }[]
  }[]
  location?: { latitude?: number | string; longitude?: number | string }
  image?: Media
  video?: Media
  audio?: Media
  document?: Media
  sticker?: Media
  reaction?: { message_id?: string; emoji?: string }
  system?: { type?: string; wa_id?: string; user_id?: string; previous_user_id?: string }
  referral?: Record<string, unknown>
}

type Reply = { id?: string; title?: string; description?: string }
type Media = { id?: string; caption?: string; mime_type?: string; voice?: boolean; filename?: string }

export type ServerContact = { profile?: { name?: string; username?: string }; wa_id?: string; user_id?: string }

export type Came = { channel: { id: number; businessId: number }; sequence: number; now: Date }

/** A message with how its person is addressed. `phone`: where the platform tells it. */
export type Said = { inbound: Inbound; arrival: Arrival }

/** A person's message as an inbound row in Telegram's words; null for what is no talk with a person, or has no id or sender. */
export function whatsappInbound(message: ServerMessage, contact: ServerContact | null, came: Came): Said | null {
  const { channel, sequence, now } = came
  const { id, from, from_user_id: userId, group_id: group, type = 'unsupported', system } = message
  const phone = phoneIn(from ?? contact?.wa_id)
  const person = userId ?? contact?.user_id ?? phone
  if (!id || !person || group || system || !ADDRESS.test(person) || id.length > 200) return null
  const seconds = Number(message.timestamp)
  const arrived = Math.floor(now.getTime() / 1000)
  const at = seconds > 0 && seconds < arrived ? seconds : arrived
  const { update, text, pointsAt } = told(message, { type, at, sequence, contact, phone })
  const referral = message.referral && { referral: message.referral }
  return {
    inbound: {
      businessId: channel.businessId,
      channelId: channel.id,
      chat: person,
      language: languageIn(message.text?.body ?? ''),
      externalId: id,
      platformAt: new Date(at * 1000),
      sequence,
      author: 'client',
      update: { ...update, ...referral },
      text,
      platformId: id,
      pointsAt,
      now,
    },
    arrival: { channelId: channel.id, person, phone, windowUntil: new Date((at + WINDOW_SECONDS) * 1000) },
  }
}

const WINDOW_SECONDS = 24 * 3600
/** A phone number, or an id as `RU.1349…`. */
const ADDRESS = /^(\d{5,20}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})$/

const phoneIn = (text: string | undefined): string | null => (text && /^\d{5,20}$/.test(text) ? text : null)

type Seen = { type: string; at: number; sequence: number; contact: ServerContact | null; phone: string | null }

type Told = { update: Update; text: string | null; pointsAt: string | null }

function told(message: ServerMessage, { type, at, sequence, contact, phone }: Seen): Told {
  const { name = '', username } = contact?.profile ?? {}
  const from = { id: PERSON, is_bot: false, first_name: name, language_code: 'ru', ...(username && { username }) }
  const chat = { id: PERSON, type: 'private' as const, first_name: name }
  const base = { message_id: 0, date: at, chat, from }
  const pointsAt = message.context?.id ?? null
  const reply = message.interactive?.button_reply ?? message.interactive?.list_reply
  const data = reply?.id ?? message.button?.payload
  if (data !== undefined && !data.startsWith(SAID)) {
    const title = reply?.description ?? reply?.title ?? message.button?.text
    const query = { id: message.id!, from, chat_instance: '', data, message: { chat, message_id: 0, date: 0 } }
    return { update: updateOf(sequence, { callback_query: query }), text: title ? `[${title}]` : null, pointsAt }
  }
  if (type === 'reaction') {
    const emoji = message.reaction?.emoji ?? ''
    const update = updateOf(sequence, { message_reaction: { chat, user: from, date: at, emoji } })
    return { update, text: emoji || null, pointsAt: message.reaction?.message_id ?? null }
  }
  const content = data === undefined ? contentOf(message, type, phone) : worded(data.slice(SAID.length))
  const quoted = pointsAt && { reply_to_message: { ...base, from: undefined } }
  const update = updateOf(sequence, { message: { ...base, ...content, ...quoted } })
  return { update, text: textOf(content as Partial<Message>, type), pointsAt }
}

/** Who speaks is known by the chat: there is but one person in it. */
const PERSON = 1

const updateOf = (id: number, rest: object) => ({ update_id: id, ...rest }) as Update

/** A message in the words of the Bot API; what has none there is a message of no kind, to which the dialogue has an answer. */
function contentOf(message: ServerMessage, type: string, phone: string | null): object {
  const { image, video, audio, document, sticker, location } = message
  const file = (media: Media | undefined) => ({ file_id: media?.id ?? '', file_unique_id: media?.id ?? '' })
  const captioned = (media: Media | undefined) => (media?.caption ? { caption: media.caption } : {})
  switch (type) {
    case 'text':
      return worded(message.text?.body ?? '')
    case 'contacts':
      return contactOf(message.contacts?.[0], phone)
    case 'location':
      return { location: { latitude: Number(location?.latitude), longitude: Number(location?.longitude) } }
    case 'image':
      return { photo: [{ ...file(image), width: 0, height: 0 }], ...captioned(image) }
    case 'video':
      return { video: { ...file(video), width: 0, height: 0, duration: 0 }, ...captioned(video) }
    case 'audio':
      return audio?.voice ? { voice: { ...file(audio), duration: 0 } } : { audio: { ...file(audio), duration: 0 } }
    case 'document':
      return { document: { ...file(document), file_name: document?.filename }, ...captioned(document) }
    case 'sticker':
      return {
        sticker: { ...file(sticker), type: 'regular', width: 512, height: 512, is_animated: false, is_video: false },
      }
    default:
      return {}
  }
}

function worded(text: string): object {
  const command = /^\/[a-z]+/.exec(text)
  const entities = command ? [{ type: 'bot_command', offset: 0, length: command[0].length }] : undefined
  return { text, ...(entities && { entities }) }
}

/** Their own card if its number is the one that they write from, or the platform's only way to ask was used. */
function contactOf(card: NonNullable<ServerMessage['contacts']>[number] | undefined, phone: string | null): object {
  const { phone: shown, wa_id: id } = card?.phones?.[0] ?? {}
  const number = id ? `+${id}` : (shown ?? '')
  const asked = (card as { origin?: string } | undefined)?.origin === 'contact_request'
  const own = asked || (phone !== null && id === phone)
  const name = card?.name?.first_name ?? card?.name?.formatted_name ?? ''
  return { contact: { phone_number: number, first_name: name, ...(own && { user_id: PERSON }) } }
}

const KINDS = ['photo', 'voice', 'video', 'audio', 'document', 'sticker', 'location'] as const

/** What a person of the staff reads of it. */
function textOf(content: Partial<Message>, type: string): string {
  const kind = KINDS.find((known) => known in content)
  return content.text ?? content.caption ?? content.contact?.phone_number ?? `[${kind ?? type}]`
}

/** A first word in Latin letters only is taken for English; a command says nothing of it. */
function languageIn(text: string): Language {
  return /^[^/а-яё]*$/i.test(text) && (text.match(/[a-z]{2,}/gi) ?? []).length > 1 ? 'en' : 'ru'
}

/** Somebody has another address from now on: the old ones, and the new. */
export type Moved = { channelId: number; from: string[]; to: string; phone: string | null }

/** A change of number or id that the platform reports; null for any other message. */
export function whatsappMove(message: ServerMessage, channelId: number): Moved | null {
  const { type, system, from, from_user_id: userId } = message
  if (type !== 'system' || !system || !/^(user|customer)_changed/.test(system.type ?? '')) return null
  const phone = phoneIn(system.wa_id)
  const to = system.user_id ?? phone
  const old = [system.previous_user_id, userId, from].filter(
    (one) => one !== undefined && ADDRESS.test(one) && one !== to,
  )
  return to && ADDRESS.test(to) && old.length > 0 ? { channelId, from: old as string[], to, phone } : null
}
