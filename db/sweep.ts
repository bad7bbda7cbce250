import type { Sql } from './sql.ts'

/** How long the answer to a create waits for a retry under the same key. */
const ANSWERS_KEPT_MS = 48 * 3_600_000
/** How long it is known what an address was told. */
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000

/**
 * Deletes what has run out and nobody asks for any more: kept answers, sessions, sign-ins, who looks at a dialogue, the log of webhooks; at most `batch` rows of
 * each. Gives how many went of the fullest, so that the caller knows whether to come again.
 */
export async function sweep(sql: Sql, now: Date, batch: number): Promise<number> {
  const [row] = await sql.query<{ gone: number }>(
    `with ${STALE.map(
      ({ table, stale }) => `${table}_gone as (delete from ${table} where ctid = any(array(
         select ctid from ${table} where ${stale} limit $3 for update skip locked)) returning 1)`,
    ).join(',\n     ')}
     select greatest(${STALE.map(({ table }) => `(select count(*) from ${table}_gone)`).join(', ')})::int as gone`,
    [now, new Date(now.getTime() - ANSWERS_KEPT_MS), batch, new Date(now.getTime() - DELIVERIES_KEPT_MS)],
  )
  return row!.gone
}

const STALE = [
  { table: 'answered', stale: 'at < $2::timestamptz' },
  { table: 'staff_sessions', stale: 'expires_at < $1::timestamptz' },
  { table: 'sign_ins', stale: 'expires_at < $1::timestamptz' },
  { table: 'passages', stale: 'expires_at < $1::timestamptz' },
  { table: 'watchers', stale: 'until < $1::timestamptz' },
  { table: 'webhook_deliveries', stale: 'created_at < $4::timestamptz' },
]
