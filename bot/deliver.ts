import { clearChannelError, saveChannelError } from '../db/channels.ts'
import { markBlocked } from '../db/clients.ts'
import {
  hastenRetries,
  LATER,
  type Leased,
  leaseHeads,
  markUnsent,
  PACED,
  releaseRows,
  renewLease,
  skipOutbox,
} from '../db/leases.ts'
import { hasQueued, type Marked, type SentRow } from '../db/marks.ts'
import type { Db } from '../db/sql.ts'
import { skipLeased } from '../db/takeover.ts'
import type { Pace, Pacer } from './pace.ts'

/** What became of a message that was handed to the platform. */
export type Sent =
  | { ok: true; platformId: string | null }
  /** `again`: a broken wire; `later`: the platform asks to wait; `blocked`: the person wants nothing from us; `never`: refused for good.
   *  `elsewhere`: not by this channel, `why` is the ledger's code. `broken`: no message of this channel can go out until somebody puts it right. */
  | {
      ok: false
      outcome: 'again' | 'later' | 'blocked' | 'elsewhere' | 'never'
      reason: string
      why?: string
      afterMs?: number
      broken?: boolean
    }

/** How one kind of channel reaches its platform. */
export type Channel = {
  readonly kind: string
  readonly pace: Pace
  send(row: Leased): Promise<Sent>
  /** The texts of a row as the platform shows them, by which what it tells of is known for our own. */
  says?(row: Pick<Leased, 'id' | 'method' | 'body' | 'chat'>): string[]
  /** Called once the row is marked as sent. */
  marked?(row: Leased): void
  /** Answers a tap over the screen, where the platform can; not stored, not repeated: a lost one only leaves a button spinning. */
  answer?(
    channelId: number,
    answer: { chat: string; queryId: string; text: string | null; alert: boolean },
  ): Promise<void>
}

export type Delivery = {
  db: Db
  channels: ReadonlyMap<string, Channel>
  /** Kind of a channel by its id. */
  kindOf(channelId: number): Promise<string>
  pacer: Pacer
  mark: (row: SentRow) => Promise<Marked>
  /** A person answers in this chat by now: the bot's words do not go out any more. */
  takenOver: (chatId: number) => Promise<boolean>
  clock: () => Date
  /** Some rows wait for a later moment: the loop's timer wants setting. */
  onLater(at: Date): void
  onFailed(row: Leased, reason: string): void
  /** What a person of the staff said will never reach the client. */
  onUnheard?(row: Pick<Leased, 'id'>, outcome: 'blocked' | 'never'): Promise<void>
  /** Closes a leased row that can't go out here, and lets a notice go on by another way: chats that have something to send now; null: the lease was lost. */
  elsewhere?(row: Leased, how: { token: string; reason: string; why: string }): Promise<number[] | null>
  /** How often in a row the wire of each channel has failed in this process. */
  failures: Map<number, number>
}

const MAX_ATTEMPTS = 10
const LONGEST_RETRY_MS = 900_000
const LEASE_MS = 15_000
/** No call to a platform takes longer: a lease with less left is renewed before the next one. */
const LONGEST_SEND_MS = 11_000
/** After so many failures in a row it is not one message that fails but the channel. */
const CHANNEL_FAILURES = 5
/** As the claim of a row says it that finds a person in the chat. */
const TAKEN_OVER = 'a person answers here'

/** Sends rows of one chat that are leased under `token`, in order, then whatever else the chat has queued. */
export async function deliver(delivery: Delivery, rows: readonly Leased[], token: string): Promise<void> {
  let leased = rows
  let lease = token
  while (leased.length > 0) {
    if (!(await deliverRows(delivery, leased, lease))) return
    lease = crypto.randomUUID()
    leased = await leaseChat(delivery, leased[0]!.chatId, lease)
  }
}

/** Sends what a chat has queued, if no other node is at it. */
export async function deliverChat(delivery: Delivery, chatId: number): Promise<void> {
  const token = crypto.randomUUID()
  await deliver(delivery, await leaseChat(delivery, chatId, token), token)
}

/** Leases the heads of up to `limit` chats that are due and begins to send: how many there were, and when each is done. */
export async function deliverDue(
  delivery: Delivery,
  limit: number,
): Promise<{ leased: number; skipped: number; sending: Promise<void>[] }> {
  const token = crypto.randomUUID()
  const { leased, skipped } = await leaseHeads(delivery.db, leaseOf(delivery, token, limit))
  const sending = leased.map((head) => deliver(delivery, [head], token))
  return { leased: leased.length, skipped, sending }
}

function leaseOf({ clock }: Delivery, token: string, limit: number) {
  const now = clock()
  return { token, now, until: new Date(now.getTime() + LEASE_MS), limit }
}

async function leaseChat(delivery: Delivery, chatId: number, token: string): Promise<Leased[]> {
  for (;;) {
    const { leased, skipped } = await leaseHeads(delivery.db, { ...leaseOf(delivery, token, 1), chatId })
    if (leased.length > 0 || skipped === 0) return leased
  }
}

/** True when the chat has more to send at once; false also when it has to wait, or when another node has it now. */
async function deliverRows(delivery: Delivery, rows: readonly Leased[], token: string): Promise<boolean> {
  const { db, clock } = delivery
  const channel = delivery.channels.get(await delivery.kindOf(rows[0]!.channelId))
  let until = rows[0]!.until.getTime()
  let more = false
  for (const [index, row] of rows.entries()) {
    const rest = rows.slice(index + 1).map((next) => next.id)
    if (until - clock().getTime() < LONGEST_SEND_MS) {
      until = clock().getTime() + LEASE_MS
      if (!(await renewLease(db, { ids: [row.id, ...rest], token, until: new Date(until) }))) return false
    }
    if (row.author === 'bot' && !row.arrived && (await delivery.takenOver(row.chatId))) {
      if (!(await skipLeased(db, { id: row.id, token, reason: TAKEN_OVER }))) return false
      more = true
      continue
    }
    const sent = row.arrived ? ARRIVED : channel ? await sendOne(delivery, channel, row) : NO_CHANNEL
    if (sent.ok) {
      const { id, chatId, exposes } = row
      const mark = await delivery.mark({ id, chatId, exposes, token, platformId: sent.platformId, now: clock() })
      if (!mark.kept) return false
      channel?.marked?.(row)
      await countSuccess(delivery, row.channelId)
      more = mark.more
      continue
    }
    if (!(await keepUnsent(delivery, row, token, sent))) {
      await releaseRows(db, { ids: rest, token })
      return false
    }
    more = rest.length > 0 || (await hasQueued(db, row.chatId))
  }
  return more
}

/** Writes down why a row did not go out; true when the next of its chat may go at once. */
async function keepUnsent(delivery: Delivery, row: Leased, token: string, sent: Unsent): Promise<boolean> {
  const { db, clock } = delivery
  const { outcome, reason } = sent
  if (outcome === 'again' || sent.broken) await countChannelFailure(delivery, row.channelId, sent)
  const why = outcome === 'blocked' ? 'blocked' : outcome === 'elsewhere' ? (sent.why ?? reason) : null
  const onward = why && delivery.elsewhere ? await delivery.elsewhere(row, { token, reason, why }) : []
  if (onward === null) return false
  if (outcome === 'blocked') {
    await markBlocked(db, { channelId: row.channelId, externalId: row.chat, at: clock() })
    await skipOutbox(db, { id: row.chatId, token, reason })
    if (row.author === 'member') await delivery.onUnheard?.(row, 'blocked')
    for (const chat of onward) await deliverChat(delivery, chat)
    return false
  }
  if (outcome === 'elsewhere' && delivery.elsewhere) {
    if (row.author === 'member') await delivery.onUnheard?.(row, 'never')
    for (const chat of onward) if (chat !== row.chatId) await deliverChat(delivery, chat)
    return true
  }
  const retryAt = retryAtOf(sent, row, clock())
  const kept = { reason: outcome === 'later' && reason !== PACED ? LATER + reason : reason, retryAt }
  if (!(await markUnsent(db, { id: row.id, token, ...kept, counted: outcome === 'again' }))) return false
  if (retryAt) delivery.onLater(retryAt)
  else delivery.onFailed(row, reason)
  if (!retryAt && row.author === 'member') await delivery.onUnheard?.(row, 'never')
  return retryAt === null
}

/** A channel that fails again and again says so where the owner sees it. */
async function countChannelFailure({ db, failures, clock }: Delivery, id: number, sent: Unsent): Promise<void> {
  const before = failures.get(id) ?? 0
  const count = sent.broken ? Math.max(before + 1, CHANNEL_FAILURES) : before + 1
  failures.set(id, count)
  if (count >= CHANNEL_FAILURES && before < CHANNEL_FAILURES) await saveChannelError(db, id, sent.reason, clock())
}

/** A channel that is back takes at once what waits for its next attempt. */
async function countSuccess({ db, failures, clock, onLater }: Delivery, id: number): Promise<void> {
  const count = failures.get(id)
  if (count === undefined) return
  failures.delete(id)
  if (count < CHANNEL_FAILURES) return
  await clearChannelError(db, id)
  await hastenRetries(db, id, clock())
  onLater(clock())
}

type Unsent = Extract<Sent, { ok: false }>

/** Known by the platform's own word. */
const ARRIVED: Sent = { ok: true, platformId: null }

const NO_CHANNEL: Unsent = { ok: false, outcome: 'never', reason: 'this channel is not connected' }

async function sendOne(delivery: Delivery, channel: Channel, row: Leased): Promise<Sent> {
  const wait = await delivery.pacer(delivery.db, row, channel.pace, delivery.clock())
  if (wait > 0) return { ok: false, outcome: 'later', reason: PACED, afterMs: wait }
  try {
    return await channel.send(row)
  } catch (error) {
    return { ok: false, outcome: 'again', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Half a second, then three times as long each time: ten attempts outlast half an hour of a platform's outage. */
function retryAtOf(sent: Unsent, row: Leased, now: Date): Date | null {
  if (sent.outcome === 'later') return new Date(now.getTime() + (sent.afterMs ?? 1000))
  if (sent.outcome !== 'again' || row.attempts + 1 >= MAX_ATTEMPTS) return null
  return new Date(now.getTime() + Math.min(LONGEST_RETRY_MS, 500 * 3 ** row.attempts))
}
