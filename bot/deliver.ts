import { markBlocked } from '../db/clients.ts'
import { type Leased, leaseHeads, markSent, markUnsent, releaseRows } from '../db/messages.ts'
import type { Db } from '../db/sql.ts'
import type { Pace, Pacer } from './pace.ts'

/** What became of a message that was handed to the platform. */
export type Sent =
  | { ok: true; platformId: string | null }
  /** `again`: a broken wire; `later`: the platform asks to wait; `blocked`: the person wants nothing from us; `never`: refused for good. */
  | { ok: false; outcome: 'again' | 'later' | 'blocked' | 'never'; reason: string; afterMs?: number }

/** How one kind of channel reaches its platform. */
export type Channel = {
  readonly kind: string
  readonly pace: Pace
  send(row: Leased): Promise<Sent>
  /** Called once the row is marked as sent. */
  marked?(row: Leased): void
  /** Answers a tap; not stored, not repeated: a lost one only leaves a button spinning. */
  answer(
    channelId: number,
    answer: { chatId: number; queryId: string; text: string | null; alert: boolean },
  ): Promise<void>
}

export type Delivery = {
  db: Db
  channels: ReadonlyMap<string, Channel>
  /** Kind of a channel by its id. */
  kindOf(channelId: number): Promise<string>
  pacer: Pacer
  clock: () => Date
  /** Some rows wait for a later moment: the loop's timer wants setting. */
  onLater(at: Date): void
  onFailed(row: Leased, reason: string): void
}

const MAX_ATTEMPTS = 10
const LEASE_MS = 30_000

/** Sends rows of one chat that are leased under `token`, in order, then whatever else the chat has queued. */
export async function deliver(delivery: Delivery, rows: readonly Leased[], token: string): Promise<void> {
  let leased = rows
  let lease = token
  while (leased.length > 0) {
    const more = await deliverRows(delivery, leased, lease)
    if (!more) return
    lease = crypto.randomUUID()
    leased = await leaseChat(delivery, leased[0]!.chatId, lease)
  }
}

/** Sends what a chat has queued, if no other node is at it. */
export async function deliverChat(delivery: Delivery, chatId: number): Promise<void> {
  const token = crypto.randomUUID()
  await deliver(delivery, await leaseChat(delivery, chatId, token), token)
}

/** Leases and sends the heads of up to `limit` chats that are due; returns how many were leased. */
export async function deliverDue(delivery: Delivery, limit: number): Promise<number> {
  const now = delivery.clock()
  const token = crypto.randomUUID()
  const heads = await leaseHeads(delivery.db, { token, now, until: new Date(now.getTime() + LEASE_MS), limit })
  await Promise.all(heads.map((head) => deliver(delivery, [head], token)))
  return heads.length
}

function leaseChat(delivery: Delivery, chatId: number, token: string): Promise<Leased[]> {
  const now = delivery.clock()
  return leaseHeads(delivery.db, { token, now, until: new Date(now.getTime() + LEASE_MS), limit: 1, chatId })
}

/** True when the chat has more to send at once. */
async function deliverRows(delivery: Delivery, rows: readonly Leased[], token: string): Promise<boolean> {
  const { db, clock } = delivery
  const channel = delivery.channels.get(await delivery.kindOf(rows[0]!.channelId))
  let more = false
  for (const [index, row] of rows.entries()) {
    const rest = rows.slice(index + 1).map((next) => next.id)
    const sent = channel ? await sendOne(delivery, channel, row) : NO_CHANNEL
    if (sent.ok) {
      const mark = await markSent(db, { id: row.id, token, platformId: sent.platformId, now: clock() })
      if (!mark.kept) return false
      channel?.marked?.(row)
      more = mark.more
      continue
    }
    const retryAt = retryAtOf(sent, row, clock())
    if (sent.outcome === 'blocked')
      await markBlocked(db, { channelId: row.channelId, externalId: row.chat, at: clock() })
    await markUnsent(db, { id: row.id, token, reason: sent.reason, retryAt, counted: sent.outcome === 'again' })
    if (retryAt === null) delivery.onFailed(row, sent.reason)
    else delivery.onLater(retryAt)
    if (retryAt === null && sent.outcome !== 'blocked') {
      more = true
      continue
    }
    await releaseRows(db, { ids: rest, token, skip: sent.outcome === 'blocked' ? sent.reason : null })
    return false
  }
  return more
}

const NO_CHANNEL: Sent = { ok: false, outcome: 'never', reason: 'this channel is not connected' }

async function sendOne(delivery: Delivery, channel: Channel, row: Leased): Promise<Sent> {
  const wait = await delivery.pacer(delivery.db, row, channel.pace, delivery.clock())
  if (wait > 0) return { ok: false, outcome: 'later', reason: 'send limit', afterMs: wait }
  return channel.send(row)
}

function retryAtOf(sent: Extract<Sent, { ok: false }>, row: Leased, now: Date): Date | null {
  if (sent.outcome === 'later') return new Date(now.getTime() + (sent.afterMs ?? 1000))
  if (sent.outcome !== 'again' || row.attempts + 1 >= MAX_ATTEMPTS) return null
  return new Date(now.getTime() + Math.min(60_000, 500 * 2 ** row.attempts))
}
