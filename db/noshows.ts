import { NO_SHOW_DAYS } from '../domain/offers.ts'
import type { Sql } from './sql.ts'

/** How many visits of the last twelve months a client did not come to. */
export async function noShowsOf(
  sql: Sql,
  { businessId, clientId, now }: { businessId: number; clientId: number; now: Date },
): Promise<number> {
  const since = new Date(now.getTime() - NO_SHOW_DAYS * 86_400_000)
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::int as count from appointments a
     where a.business_id = $1 and a.client_id = $2 and a.starts_at >= $3::timestamptz and a.status = 'no_show' and not a.test`,
    [businessId, clientId, since],
  )
  return row!.count
}
