import type { Update } from 'grammy/types'
import type { Inbound } from '../../../db/messages.ts'
import type { Language } from '../../texts.ts'

/** What the page of the website chat sends. */
export type Saying =
  | { kind: 'text'; id: string; text: string }
  | { kind: 'start'; id: string }
  | { kind: 'tap'; id: string; data: string; caption: string | null; pointsAt: string | null }

/** Who sends it: a visitor known only by a signed random id, and how they came. */
export type Visitor = { id: string; language: Language; page: string | null; referrer: string | null }

/** The page's words in Telegram's: the dialogue knows one vocabulary. */
export function webInbound(
  saying: Saying,
  visitor: Visitor,
  channel: { id: number; businessId: number },
  now: Date,
): Inbound {
  const sequence = now.getTime()
  const from = { id: 1, is_bot: false, first_name: '', language_code: visitor.language }
  const chat = { id: 1, type: 'private' as const, first_name: '' }
  const message = { message_id: 0, date: Math.floor(sequence / 1000), chat, from }
  const text = saying.kind === 'text' ? saying.text : saying.kind === 'start' ? '/start' : null
  const update =
    saying.kind === 'tap'
      ? {
          update_id: sequence,
          callback_query: { id: saying.id, from, chat_instance: visitor.id, data: saying.data, message },
        }
      : { update_id: sequence, message: { ...message, text: text!, entities: entitiesOf(text!) } }
  return {
    businessId: channel.businessId,
    channelId: channel.id,
    chat: visitor.id,
    language: visitor.language,
    externalId: `${visitor.id}:${saying.id}`,
    platformAt: now,
    sequence,
    author: 'client',
    update: { ...(update as Update), page: visitor.page, referrer: visitor.referrer },
    text: saying.kind === 'tap' ? saying.caption && `[${saying.caption}]` : saying.kind === 'start' ? null : text,
    platformId: null,
    pointsAt: saying.kind === 'tap' ? saying.pointsAt : null,
    now,
  }
}

function entitiesOf(text: string) {
  const command = /^\/[a-z]+/.exec(text)
  return command ? [{ type: 'bot_command' as const, offset: 0, length: command[0].length }] : undefined
}
