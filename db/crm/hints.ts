import type { Sql } from '../sql.ts'

export type HintEntity = 'contact' | 'deal' | 'booking'
export type Hint = { entity: HintEntity; remoteId: number; deleted: boolean }

/** Keeps that something may have changed in the portal, and that its events come. */
export async function addHint(sql: Sql, businessId: number, hint: Hint, now: Date): Promise<void> {
  await sql.query(
    `with seen as (update crm_portals set event_at = greatest(event_at, $5::timestamptz) where business_id = $1
       and (event_at is null or event_at < $5::timestamptz - interval '1 second'))
     insert into crm_hints (business_id, entity, remote_id, deleted, at) values ($1, $2, $3, $4, $5::timestamptz)`,
    [businessId, hint.entity, hint.remoteId, hint.deleted, now],
  )
}

/** Hints of these kinds that came so far, each thing once, and up to which they are; they stay until `dropHints`. */
export async function hintsOf(
  sql: Sql,
  businessId: number,
  entities: readonly HintEntity[],
): Promise<{ upTo: number; hints: Hint[] }> {
  const rows = await sql.query<Hint & { upTo: number }>(
    `select entity, remote_id as "remoteId", bool_or(deleted) as deleted, max(id) as "upTo" from crm_hints
     where business_id = $1 and entity = any(string_to_array($2, ' ')) group by entity, remote_id order by max(id) desc limit 1000`,
    [businessId, entities.join(' ')],
  )
  return { upTo: Math.max(0, ...rows.map(({ upTo }) => upTo)), hints: rows.map(({ upTo: _, ...hint }) => hint) }
}

/** Forgets hints that were looked at, and old ones that nobody asks for. */
export async function dropHints(
  sql: Sql,
  businessId: number,
  { hints, upTo }: { hints: readonly Hint[]; upTo: number },
  now: Date,
): Promise<void> {
  if (hints.length === 0) return
  await sql.query(
    `delete from crm_hints h where h.business_id = $1 and (h.at < $4::timestamptz - interval '1 day' or h.id <= $3 and (h.entity, h.remote_id) in (
       select r.entity, r."remoteId" from jsonb_to_recordset($2::jsonb) as r(entity text, "remoteId" bigint)))`,
    [businessId, JSON.stringify(hints), upTo, now],
  )
}
