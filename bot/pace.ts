import { takeTokens } from '../db/channels.ts'
import type { Sql } from '../db/sql.ts'

/** What a channel allows: messages per second to one chat and how many at once; null: no limit per chat. */
export type Pace = { perSecond: number; burst: number } | null

/** Says how long to wait before the next message of a bot to a chat; 0 means that it may go and is counted. */
export type Pacer = (sql: Sql, row: { channelId: number; chatId: number }, pace: Pace, now: Date) => Promise<number>

/** Tokens that a node takes from the bot's row at a time, so that the row is not written for every message. */
const GRANT = 5
const GRANT_MS = 1000

/**
 * Token buckets: the bot's is shared by all nodes through the channel's row, a chat's is kept by the node that holds
 * the chat's lease. What both let slip, the platform's 429 catches.
 */
export function createPacer(): Pacer {
  const chats = new Map<number, { tokens: number; at: number }>()
  const grants = new Map<number, { left: number; until: number }>()

  const chatWait = (chatId: number, pace: NonNullable<Pace>, now: number): number => {
    const bucket = chats.get(chatId) ?? { tokens: pace.burst, at: now }
    const tokens = Math.min(pace.burst, bucket.tokens + ((now - bucket.at) / 1000) * pace.perSecond)
    if (tokens < 1) return Math.ceil(((1 - tokens) / pace.perSecond) * 1000)
    chats.delete(chatId)
    chats.set(chatId, { tokens: tokens - 1, at: now })
    if (chats.size > 10_000) chats.delete(chats.keys().next().value!)
    return 0
  }

  const botWait = async (sql: Sql, channelId: number, now: Date): Promise<number> => {
    const grant = grants.get(channelId)
    if (grant && grant.left > 0 && grant.until > now.getTime()) {
      grant.left--
      return 0
    }
    if ((await takeTokens(sql, channelId, GRANT, now)) === 0) {
      grants.set(channelId, { left: GRANT - 1, until: now.getTime() + GRANT_MS })
      return 0
    }
    return takeTokens(sql, channelId, 1, now)
  }

  return async (sql, row, pace, now) => {
    if (!pace) return 0
    const wait = await botWait(sql, row.channelId, now)
    return wait > 0 ? wait : chatWait(row.chatId, pace, now.getTime())
  }
}
