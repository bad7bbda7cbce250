import type { Message } from 'grammy/types'
import type { Inbound } from '../../../db/messages.ts'
import { rowMark } from '../../../db/pointing.ts'
import type { Arrival } from '../../../db/windows.ts'
import {
  type Came,
  fileOf,
  inboundRow,
  noticed,
  reacted,
  secondsOf,
  type Teller,
  type Told,
  tapped,
  WINDOW_SECONDS,
  worded,
  wrote,
} from '../meta/telling.ts'
import { tapIn } from './layout.ts'
import { isAddress } from './wire.ts'

/** One event of a webhook, as far as we read it; everything may be missing. */
export type ServerEvent = {
  sender?: { id?: string }
  recipient?: { id?: string }
  /** Milliseconds. */
  timestamp?: number
  message?: ServerMessage
  message_edit?: { mid?: string; text?: string; num_edit?: number }
  postback?: { mid?: string; title?: string; payload?: string; referral?: Referral }
  referral?: Referral
  reaction?: { mid?: string; action?: string; reaction?: string; emoji?: string }
  read?: { mid?: string }
}

export type ServerMessage = {
  mid?: string
  text?: string
  is_echo?: boolean
  is_deleted?: boolean
  is_unsupported?: boolean
  quick_reply?: { payload?: string }
  attachments?: { type?: string; payload?: { url?: string; title?: string } }[]
  reply_to?: { mid?: string; story?: { id?: string; url?: string } }
  referral?: Referral
}

/** From an ig.me link (`ref`) or an ad (`ad_id`, `ads_context_data`); kept as it came. */
export type Referral = Record<string, unknown>

/** `arrival`: this opens the window. Null: it was no word to the business. */
export type Said = { inbound: Inbound; arrival: Arrival | null }

/** What a person did as an inbound row in Telegram's words; null for what is none of a person's acts, or has no id or sender. */
export function instagramInbound(event: ServerEvent, came: Came): Said | null {
  const person = event.sender?.id
  const { channel, now, sequence } = came
  if (!person || !isAddress(person)) return null
  const at = secondsOf(Math.floor(Number(event.timestamp) / 1000), now)
  const heard = hear(event, { sequence, at, person: { name: '' } })
  if (!heard || heard.id.length > 400) return null
  const { told, id, platformId, opens, referral } = heard
  const windowUntil = new Date((at + WINDOW_SECONDS) * 1000)
  return {
    inbound: inboundRow(told, came, { person, id, at, said: event.message?.text ?? '', platformId, referral }),
    arrival: opens ? { channelId: channel.id, person, phone: null, windowUntil } : null,
  }
}

type Heard = { told: Told; id: string; platformId: string | null; opens: boolean; referral: Referral | undefined }

function hear(event: ServerEvent, teller: Teller): Heard | null {
  const { message, message_edit: edit, postback, reaction, referral } = event
  const silent = { platformId: null, opens: false, referral: undefined }
  if (message?.mid) {
    const { mid } = message
    return { told: saidIn(message, mid, teller), id: mid, platformId: mid, opens: true, referral: message.referral }
  }
  if (postback) {
    const { payload = '', title, mid } = postback
    const id = mid ?? `postback:${event.sender?.id}:${event.timestamp}`
    const { row, data } = tapIn(payload)
    const told = tapped(teller, { id, data, title, pointsAt: row === null ? null : rowMark(row) })
    return { told, id, platformId: mid ?? null, opens: true, referral: postback.referral ?? referral }
  }
  if (edit?.mid) {
    const told = wrote(teller, worded(edit.text ?? ''), { pointsAt: null, edited: true })
    return { ...silent, told, id: `edit:${edit.mid}:${edit.num_edit ?? event.timestamp}` }
  }
  if (reaction?.mid) {
    const emoji = reaction.action === 'unreact' ? '' : (reaction.emoji ?? '')
    const id = `reaction:${reaction.mid}:${event.timestamp}`
    return { ...silent, told: reacted(teller, emoji, reaction.mid), id }
  }
  if (!referral) return null
  // Somebody has come by a link again, and has said nothing yet.
  return { ...silent, told: noticed(teller, null), id: `referral:${event.sender?.id}:${event.timestamp}`, referral }
}

function saidIn(message: ServerMessage, mid: string, teller: Teller): Told {
  const { text, quick_reply: tap, attachments = [], reply_to: reply } = message
  const pointsAt = reply?.mid ?? null
  const payload = tap?.payload
  // The platform's own reply with a phone number is words, not a tap.
  if (payload !== undefined && !/^\+?\d[\d ()-]{6,20}$/.test(payload)) {
    const { row, data } = tapIn(payload)
    return tapped(teller, { id: mid, data, title: text, pointsAt: row === null ? null : rowMark(row) })
  }
  const [file] = Array.isArray(attachments) ? attachments : []
  // In somebody's story we are talked about, not asked.
  if (!text && file?.type === 'story_mention') return noticed(teller, '[story_mention]')
  return wrote(teller, text ? worded(text) : contentOf(file), { pointsAt, kind: file?.type ?? 'unsupported' })
}

/** An attachment in the words of the Bot API; what has none there is a message of no kind, to which the dialogue has an answer. */
function contentOf(file: NonNullable<ServerMessage['attachments']>[number] | undefined): Partial<Message> {
  const { type, payload } = file ?? {}
  const size = { width: 0, height: 0 }
  switch (type) {
    case 'image':
    case 'ephemeral':
      return { photo: [{ ...fileOf(payload?.url), ...size }] }
    case 'video':
      return { video: { ...fileOf(payload?.url), ...size, duration: 0 } }
    case 'audio':
      return { voice: { ...fileOf(payload?.url), duration: 0 } }
    case 'file':
      return { document: fileOf(payload?.url) }
    default:
      return {}
  }
}

/** What staff read of a message that was sent from the business's side. */
export const wordsOf = (message: ServerMessage): string =>
  saidIn({ ...message, quick_reply: undefined }, '', { sequence: 0, at: 0, person: { name: '' } }).text ?? ''
