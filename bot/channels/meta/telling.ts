import type { Message, Update } from 'grammy/types'
import type { Inbound } from '../../../db/messages.ts'
import type { Language } from '../../texts.ts'
import { SAID } from './choices.ts'

/** Where and when something came. */
export type Came = { channel: { id: number; businessId: number }; sequence: number; now: Date }

/** A person's act as the dialogue hears it: an update of Telegram, what staff read of it, the message that it points at. */
export type Told = { update: Update; text: string | null; pointsAt: string | null }

/** Who acts, and when: seconds. `person` is how the platform calls them before others. */
export type Teller = { sequence: number; at: number; person: { name: string; username?: string } }

/** Who speaks is known by the chat: there is but one person in it. */
const PERSON = 1

const updateOf = (id: number, rest: object) => ({ update_id: id, ...rest }) as Update

function baseOf({ at, person: { name, username } }: Teller) {
  const from = { id: PERSON, is_bot: false, first_name: name, language_code: 'ru', ...(username && { username }) }
  const chat = { id: PERSON, type: 'private' as const, first_name: name }
  return { from, chat, base: { message_id: 0, date: at, chat, from } }
}

/** A tap; on a button that only says its words it is these words. */
export function tapped(
  teller: Teller,
  tap: { id: string; data: string; title: string | undefined; pointsAt: string | null },
): Told {
  const { data, pointsAt, title } = tap
  if (data.startsWith(SAID)) return wrote(teller, worded(data.slice(SAID.length)), { pointsAt })
  const { from, chat } = baseOf(teller)
  const query = { id: tap.id, from, chat_instance: '', data, message: { chat, message_id: 0, date: 0 } }
  return { update: updateOf(teller.sequence, { callback_query: query }), text: title ? `[${title}]` : null, pointsAt }
}

/** A message with content in the words of the Bot API; what has none there is a message of no kind, called `kind` before staff. */
export function wrote(
  teller: Teller,
  content: Partial<Message>,
  { pointsAt, kind = 'unsupported', edited = false }: { pointsAt: string | null; kind?: string; edited?: boolean },
): Told {
  const { base } = baseOf(teller)
  const quoted = pointsAt && !edited && { reply_to_message: { ...base, from: undefined } }
  const message = { ...base, ...content, ...quoted, ...(edited && { edit_date: teller.at }) }
  const update = updateOf(teller.sequence, edited ? { edited_message: message } : { message })
  return { update, text: readOf(content, kind), pointsAt }
}

/** A reaction: kept, and answered by nobody. */
export function reacted(teller: Teller, emoji: string, pointsAt: string | null): Told {
  const { chat, from } = baseOf(teller)
  const reaction = { chat, user: from, date: teller.at, emoji }
  return { update: updateOf(teller.sequence, { message_reaction: reaction }), text: emoji || null, pointsAt }
}

/** What is kept for staff and attribution, and is no word to the business. */
export const noticed = ({ sequence }: Teller, text: string | null): Told => ({
  update: updateOf(sequence, {}),
  text,
  pointsAt: null,
})

/** A text, with its command if it is one. */
export function worded(text: string): Partial<Message> {
  const command = /^\/[a-z]+/.exec(text)
  const entities = command ? [{ type: 'bot_command' as const, offset: 0, length: command[0].length }] : undefined
  return { text, ...(entities && { entities }) } as Partial<Message>
}

/** A file of the platform, by its id or address there. */
export const fileOf = (id: string | undefined) => ({ file_id: id ?? '', file_unique_id: id ?? '' })

/** The contact of the person themselves, or of another. */
export const contactOf = (phone: string, name: string, own: boolean): Partial<Message> =>
  ({ contact: { phone_number: phone, first_name: name, ...(own && { user_id: PERSON }) } }) as Partial<Message>

const KINDS = ['photo', 'voice', 'video', 'audio', 'document', 'sticker', 'location'] as const

/** What a person of the staff reads of it. */
function readOf(content: Partial<Message>, kind: string): string {
  const known = KINDS.find((one) => one in content)
  return content.text ?? content.caption ?? content.contact?.phone_number ?? `[${known ?? kind}]`
}

/** A first word in Latin letters only is taken for English; a command says nothing of it. */
function languageIn(text: string): Language {
  return /^[^/а-яё]*$/i.test(text) && (text.match(/[a-z]{2,}/gi) ?? []).length > 1 ? 'en' : 'ru'
}

/** The platform's time of a message, seconds; one that is unknown or ahead of us is our own. */
export function secondsOf(given: number, now: Date): number {
  const arrived = Math.floor(now.getTime() / 1000)
  return given > 0 && given < arrived ? given : arrived
}

/** What was told as an inbound row. `referral`: how the person came, as the platform says it. */
export function inboundRow(
  told: Told,
  { channel, sequence, now }: Came,
  about: { person: string; id: string; at: number; said: string; platformId: string | null; referral: unknown },
): Inbound {
  const { update, text, pointsAt } = told
  const { person, id, at, said, platformId, referral } = about
  return {
    businessId: channel.businessId,
    channelId: channel.id,
    chat: person,
    language: languageIn(said),
    externalId: id,
    platformAt: new Date(at * 1000),
    sequence,
    author: 'client',
    update: { ...update, ...(referral !== undefined && { referral }) },
    text,
    platformId,
    pointsAt,
    now,
  }
}

/** An answer is free so long after a person's word. */
export const WINDOW_SECONDS = 24 * 3600
