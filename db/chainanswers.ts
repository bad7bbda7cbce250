import type { Minute } from '../domain/catalog.ts'
import { ENDED_BY_BOOKING } from './chainsteps.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** A message of a chain that a client taps under. */
export type Told = {
  id: number
  chain: string
  step: number
  triggerId: number
  data: { answer?: string; extra?: { serviceId: number; masterId: number | null; start: Minute; was: Minute } }
}

/** What was told to this client by a chain; null when it was not. */
export async function toldStep(
  sql: Sql,
  { businessId, clientId, id }: { businessId: number; clientId: number; id: number },
) {
  const [row] = await sql.query<Told>(
    `select id, chain, step, trigger_id as "triggerId", coalesce(data, '{}') as data from notices
     where business_id = $1 and client_id = $2 and id = $3 and chain is not null and message_id is not null`,
    [businessId, clientId, id],
  )
  return row ?? null
}

/** So many days an offer to book is what a client means who names nothing else. */
const OPEN_DAYS = 7

/** The latest offer to book that this client was sent and has neither answered nor booked after; null when there is none. */
export async function openOffer(
  sql: Sql,
  { businessId, clientId, now }: { businessId: number; clientId: number; now: Date },
): Promise<number | null> {
  const [row] = await sql.query<{ id: number }>(
    `select n.id from notices n where n.business_id = $1 and n.client_id = $2 and n.chain = any($4::text[])
       and n.message_id is not null and n.status in ('sent', 'delivered', 'read') and not coalesce(n.data, '{}') ? 'answer'
       and n.done_at > $3::timestamptz - interval '${OPEN_DAYS} days' and not exists (
         select 1 from appointments a where a.business_id = $1 and a.client_id = $2 and a.created_at >= n.done_at
           and a.status <> 'held')
     order by n.done_at desc, n.id desc limit 1`,
    [businessId, clientId, now, ENDED_BY_BOOKING],
  )
  return row?.id ?? null
}

/** The client does not want what this chain offers: it ends. */
export async function declineStep(
  tx: Tx,
  { businessId, clientId, told, now }: { businessId: number; clientId: number; told: Told; now: Date },
): Promise<void> {
  await tx.query(
    `with answer as (update notices set data = coalesce(data, '{}') || '{"answer": "no"}' where id = $4)
     update notices set status = 'skipped', reason = 'declined', done_at = $5::timestamptz, lease_until = null
     where business_id = $1 and client_id = $2 and chain = $3 and status = 'planned'`,
    [businessId, clientId, told.chain, told.id, now],
  )
}

/** Keeps with a message of a chain what the client answered, or what it offered. */
export async function noteStep(tx: Sql, id: number, note: Told['data']): Promise<void> {
  await tx.query(`update notices set data = coalesce(data, '{}') || $2::jsonb where id = $1`, [id, json(note)])
}
