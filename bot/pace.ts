import { takeTokens } from '../db/channels.ts'
import type { Leased } from '../db/leases.ts'
import type { Sql } from '../db/sql.ts'

/** What a channel allows: messages per second to one chat and how many at once; null: no limit per chat. */
export type Pace = { perSecond: number; burst: number } | null

/** A row to be sent, as far as its pace goes. */
export type Paced = Pick<Leased, 'channelId' | 'chatId' | 'paced' | 'recent'>

/** Says how long to wait before this message of a bot may go to its chat, ms; 0 means that it may go and is counted. */
export type Pacer = (sql: Sql, row: Paced, pace: Pace, now: Date) => Promise<number>

/** Tokens that a node takes from the bot's row at a time, so that the row is not written for every message. */
const GRANT = 5
/** Kept so short that what nodes hold unused stays within the gap between the bot's rate (25) and the platform's (30). */
const GRANT_MS = 200
const MOST_CHATS = 10_000
/** A clock that has gone back further than this makes all that was kept worthless. */
const CLOCK_BACK_MS = 5000

type Bucket = { tokens: number; at: number }

/**
 * Token buckets: the bot's is shared by all nodes through the channel's row, a chat's is kept by the node that holds
 * the chat's lease and filled in from what others sent. What both let slip, the platform's 429 catches.
 */
export function createPacer(): Pacer {
  const chats = new Map<number, Bucket>()
  const grants = new Map<number, { left: number; until: number }>()
  /** Rows that found no token stand in a line, one for each token that comes: its end, and the time between two. */
  const lines = new Map<number, { end: number; gapMs: number }>()
  let latest = 0

  /** A bot's row is asked once at a time, for all who came meanwhile: side by side they would only wait for its lock. */
  const requests = new Map<number, Promise<unknown>>()
  const waiting = new Map<number, number>()

  const botWait = async (sql: Sql, { channelId, paced }: Paced, now: Date): Promise<number> => {
    const at = now.getTime()
    for (;;) {
      const line = lines.get(channelId)
      if (!paced && line && line.end > at) {
        line.end += line.gapMs
        return Math.ceil(line.end - at)
      }
      const grant = grants.get(channelId)
      if (grant && grant.left > 0 && grant.until > at) {
        grant.left--
        return 0
      }
      const request = requests.get(channelId)
      if (!request) break
      waiting.set(channelId, (waiting.get(channelId) ?? 0) + 1)
      await request.catch(() => {})
      waiting.set(channelId, waiting.get(channelId)! - 1)
    }
    const request = takeTokens(sql, channelId, Math.max(GRANT, 1 + (waiting.get(channelId) ?? 0)), now)
    requests.set(channelId, request)
    const { taken, waitMs, gapMs } = await request.finally(() => requests.delete(channelId))
    if (taken > 0) {
      grants.set(channelId, { left: taken - 1, until: at + GRANT_MS })
      return 0
    }
    // Read again: others may have joined the line meanwhile.
    const end = Math.max(at + waitMs, (lines.get(channelId)?.end ?? 0) + gapMs)
    lines.set(channelId, { end, gapMs })
    return Math.ceil(end - at)
  }

  return async (sql, row, pace, now) => {
    if (!pace) return 0
    const at = now.getTime()
    if (at < latest - CLOCK_BACK_MS) for (const kept of [chats, grants, lines]) kept.clear()
    latest = at
    const { tokens } = filled(pace, at, chats.get(row.chatId), row.recent)
    if (tokens < 1) return Math.ceil(((1 - tokens) / pace.perSecond) * 1000)
    const wait = await botWait(sql, row, now)
    if (wait > 0) return wait
    chats.delete(row.chatId)
    chats.set(row.chatId, { tokens: tokens - 1, at })
    if (chats.size > MOST_CHATS) chats.delete(chats.keys().next().value!)
    return 0
  }
}

/** A chat's bucket now: as this node kept it, or emptier if others have sent there. */
function filled(pace: NonNullable<Pace>, now: number, kept: Bucket | undefined, recent: number[] | null): Bucket {
  const until = (bucket: Bucket, at: number): Bucket => ({
    tokens: Math.min(pace.burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * pace.perSecond),
    at,
  })
  let seen: Bucket = { tokens: pace.burst, at: 0 }
  for (const at of recent?.toSorted((a, b) => a - b) ?? []) {
    const { tokens } = until(seen, at)
    seen = { tokens: tokens - 1, at }
  }
  const own = kept ? until(kept, now).tokens : pace.burst
  return { tokens: Math.min(own, until(seen, now).tokens), at: now }
}
