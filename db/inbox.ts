import { json, type Sql, type Tx } from './sql.ts'
import type { Taken } from './turns.ts'

/**
 * The message is dealt with: answered (`handled`) or given up (`failed`, with the reason). `masked` replaces what was
 * said, and the update with it, where it held what we may not keep.
 */
async function closeInbound(
  tx: Sql,
  id: number,
  status: 'handled' | 'failed',
  options: { reason?: string | null; masked?: string | null } = {},
): Promise<void> {
  await tx.query(
    `update messages set status = $2, reason = $3, text = coalesce($4, text),
       body = case when $4::text is null then body else '{"masked": true}' end where id = $1`,
    [id, status, options.reason, options.masked],
  )
}

/** When a message is tried again after its first, second, … failure, ms; the last holds for all further ones. */
const RETRY_MS = '{200,1000,0,1000,10000,60000}'

/**
 * Counts a turn that threw, outside its rolled-back transaction, and says when to try again. A turn that lost its wire to
 * the database is not counted. Null: another node has dealt with the message meanwhile.
 */
export async function countFailure(
  sql: Sql,
  failure: { inboundId: number; reason: string; now: Date; counted: boolean },
): Promise<{ attempts: number; retryAt: Date } | null> {
  const [row] = await sql.query<{ attempts: number; due_at: Date }>(
    `update messages set attempts = attempts + $4, reason = $2,
       due_at = $3::timestamptz + ($5::int[])[least(attempts + 1, cardinality($5::int[]))] * interval '1 millisecond'
     where id = $1 and status = 'received' returning attempts, due_at`,
    [failure.inboundId, failure.reason, failure.now, failure.counted ? 1 : 0, RETRY_MS],
  )
  return row ? { attempts: row.attempts, retryAt: row.due_at } : null
}

/** Last resort for a message that can't even be given up in a turn: it is closed, its chat goes to the queue, and the loop calls staff. */
export async function abandonInbound(
  tx: Tx,
  taken: Taken,
  { reason, masked, now }: { reason: string; masked: string | null; now: Date },
): Promise<void> {
  await closeInbound(tx, taken.inbound.id, 'failed', { reason, masked })
  await tx.query(
    `update chats set state = null, owner = 'queue', queue_reason = 'trouble', queued_at = $2::timestamptz,
       calls = 0, call_at = $2::timestamptz
     where id = $1 and owner = 'bot'`,
    [taken.chat.id, now],
  )
}

/**
 * Puts an event of our own (a person's reply, the chat's return to the bot) into another chat's inbox, once per `key`. `said`: what its
 * client says by it.
 */
export async function tellChat(
  tx: Tx,
  event: { businessId: number; chatId: number; key: string; update: unknown; now: Date; said?: string },
): Promise<void> {
  await tx.query(
    `insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, sequence, body,
       text, status, due_at, created_at)
     select business_id, channel_id, id, 'in', case when $6::text is null then 'system' else 'client' end, $3, $4::timestamptz, 0,
       jsonb_build_object('update', $5::jsonb), $6, 'received', $4::timestamptz, $4::timestamptz
     from chats where business_id = $1 and id = $2 on conflict do nothing`,
    [event.businessId, event.chatId, `event:${event.key}`, event.now, json(event.update), event.said],
  )
}

/** Leases a chat while the model is asked about its oldest message, which falls due again when the lease runs out. */
export async function leaseChat(
  tx: Tx,
  lease: { chatId: number; inboundId: number; token: string; until: Date },
): Promise<void> {
  await tx.query('update chats set lease_token = $2, lease_until = $3::timestamptz where id = $1', [
    lease.chatId,
    lease.token,
    lease.until,
  ])
  await postponeInbound(tx, lease.inboundId, lease.until)
}

/** Nobody need look at a message before `until`. */
export async function postponeInbound(tx: Tx, inboundId: number, until: Date): Promise<void> {
  await tx.query('update messages set due_at = $2::timestamptz where id = $1', [inboundId, until])
}
