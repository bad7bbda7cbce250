import type { Sql, Tx } from './sql.ts'
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
