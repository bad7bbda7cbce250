import type { Message } from 'grammy/types'
import type { Inbound } from '../../../db/messages.ts'
import type { Arrival } from '../../../db/windows.ts'
import {
  type Came,
  contactOf,
  fileOf,
  inboundRow,
  reacted,
  secondsOf,
  type Told,
  tapped,
  WINDOW_SECONDS,
  worded,
  wrote,
} from '../meta/telling.ts'
import { captionOf } from './layout.ts'

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

/** A message with how its person is addressed. `phone`: where the platform tells it. */
export type Said = { inbound: Inbound; arrival: Arrival }

/** A person's message as an inbound row in Telegram's words; null for what is no talk with a person, or has no id or sender. */
export function whatsappInbound(message: ServerMessage, contact: ServerContact | null, came: Came): Said | null {
  const { channel, sequence, now } = came
  const { id, from, from_user_id: userId, group_id: group, type = 'unsupported', system } = message
  const phone = phoneIn(from ?? contact?.wa_id)
  const person = userId ?? contact?.user_id ?? phone
  if (!id || !person || group || system || !isAddress(person) || id.length > 200) return null
  const at = secondsOf(Number(message.timestamp), now)
  const { name = '', username } = contact?.profile ?? {}
  const said = told(message, { type, phone, teller: { sequence, at, person: { name, username } } })
  const about = { person, id, at, said: message.text?.body ?? '', platformId: id, referral: message.referral }
  return {
    inbound: inboundRow(said, came, about),
    arrival: { channelId: channel.id, person, phone, windowUntil: new Date((at + WINDOW_SECONDS) * 1000) },
  }
}

/** A phone number, or an id as `RU.1349…`. */
export const isAddress = (person: string): boolean => /^(\d{5,20}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})$/.test(person)

const phoneIn = (text: string | undefined): string | null => (text && /^\d{5,20}$/.test(text) ? text : null)

type Seen = { type: string; phone: string | null; teller: Parameters<typeof wrote>[0] }

function told(message: ServerMessage, { type, phone, teller }: Seen): Told {
  const pointsAt = message.context?.id ?? null
  const reply = message.interactive?.button_reply ?? message.interactive?.list_reply
  const data = reply?.id ?? message.button?.payload
  if (data !== undefined) {
    const title = reply ? captionOf(reply) : message.button?.text
    return tapped(teller, { id: message.id!, data, title, pointsAt })
  }
  if (type === 'reaction') return reacted(teller, message.reaction?.emoji ?? '', message.reaction?.message_id ?? null)
  return wrote(teller, contentOf(message, type, phone), { pointsAt, kind: type })
}

/** A message in the words of the Bot API; what has none there is a message of no kind, to which the dialogue has an answer. */
function contentOf(message: ServerMessage, type: string, phone: string | null): Partial<Message> {
  const { image, video, audio, document, sticker, location } = message
  const captioned = (media: Media | undefined) => (media?.caption ? { caption: media.caption } : {})
  const size = { width: 0, height: 0 }
  switch (type) {
    case 'text':
      return worded(message.text?.body ?? '')
    case 'contacts':
      return cardOf(message.contacts?.[0], phone)
    case 'location':
      return { location: { latitude: Number(location?.latitude), longitude: Number(location?.longitude) } }
    case 'image':
      return { photo: [{ ...fileOf(image?.id), ...size }], ...captioned(image) }
    case 'video':
      return { video: { ...fileOf(video?.id), ...size, duration: 0 }, ...captioned(video) }
    case 'audio':
      return { [audio?.voice ? 'voice' : 'audio']: { ...fileOf(audio?.id), duration: 0 } }
    case 'document':
      return { document: { ...fileOf(document?.id), file_name: document?.filename }, ...captioned(document) }
    case 'sticker':
      return { sticker: { ...fileOf(sticker?.id), type: 'regular', ...size, is_animated: false, is_video: false } }
    default:
      return {}
  }
}

/** Their own card if its number is the one that they write from, or the platform's only way to ask was used. */
function cardOf(
  card: NonNullable<ServerMessage['contacts']>[number] | undefined,
  phone: string | null,
): Partial<Message> {
  const { phone: shown, wa_id: id } = card?.phones?.[0] ?? {}
  const asked = (card as { origin?: string } | undefined)?.origin === 'contact_request'
  const own = asked || (phone !== null && id === phone)
  const name = card?.name?.first_name ?? card?.name?.formatted_name ?? ''
  return contactOf(id ? `+${id}` : (shown ?? ''), name, own)
}

/** What was written in the app on the business's own phone, beside us. */
export type ServerEcho = ServerMessage & { to?: string; to_user_id?: string }

/** The words of such a message, as staff read them. */
export function echoedBy(echo: ServerEcho): { person: string; text: string } | null {
  const person = echo.to_user_id ?? phoneIn(echo.to)
  if (!person || !isAddress(person)) return null
  const teller = { sequence: 0, at: 0, person: { name: '' } }
  return { person, text: told(echo, { type: echo.type ?? 'unsupported', phone: null, teller }).text ?? '' }
}

/** Somebody has another address from now on: the old ones, and the new. */
export type Moved = { channelId: number; from: string[]; to: string; phone: string | null }

/** A change of number or id that the platform reports; null for any other message. */
export function whatsappMove(message: ServerMessage, channelId: number): Moved | null {
  const { type, system, from, from_user_id: userId } = message
  if (type !== 'system' || !system || !/^(user|customer)_changed/.test(system.type ?? '')) return null
  const phone = phoneIn(system.wa_id)
  const to = system.user_id ?? phone
  const old = [system.previous_user_id, userId, from].filter((one) => one !== undefined && isAddress(one) && one !== to)
  return to && isAddress(to) && old.length > 0 ? { channelId, from: old as string[], to, phone } : null
}
