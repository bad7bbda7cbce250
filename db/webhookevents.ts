import type { HookChange } from '../domain/webhooks.ts'
import { json, list, type Tx } from './sql.ts'

/** What happened, as the triggers of the migration `webhook_events` wrote it down. `sequence` grows with every change of an object. */
export type HookEvent = HookChange & { sequence: number; businessId: number; objectId: number; clientId: number }

/** Takes up to `limit` of what happened, in order; it is gone when the transaction is. */
export async function takeHookEvents(tx: Tx, limit: number): Promise<HookEvent[]> {
  const rows = await tx.query<HookEvent>(
    `with those as materialized (select id from webhook_events order by id limit $1 for update skip locked)
     delete from webhook_events e using those t where e.id = t.id
     returning e.id as sequence, e.business_id as "businessId", e.object, e.object_id as "objectId", e.client_id as "clientId", e.before, e.after`,
    [limit],
  )
  return rows.sort((a, b) => a.sequence - b.sequence)
}

/** An address that is told of things; a paused one gets what waited once it is on again. */
export type HookListener = { id: number; businessId: number; kinds: string[]; personal: boolean; zone: string }

export function listenersOf(tx: Tx, businessIds: Iterable<number>): Promise<HookListener[]> {
  return tx.query<HookListener>(
    `select w.id, w.business_id as "businessId", to_json(w.kinds) as kinds, w.personal, b.timezone as zone from webhooks w join businesses b on b.id = w.business_id
     where w.business_id = any($1::bigint[]) and w.state in ('on', 'paused') order by w.id for key share of w`,
    [list(businessIds)],
  )
}

export type HookPerson = { id: number; name: string | null; phone: string | null }

/** Names and phones of clients, and what they answered to the business's own questions, by contact. */
export async function personalOf(
  tx: Tx,
  clientIds: Iterable<number>,
  leadIds: Iterable<number>,
): Promise<{ people: Map<number, HookPerson>; answers: Map<number, Record<string, string>> }> {
  const [people, leads] = await Promise.all([
    // An erasure that runs at this moment ends first: what it takes away is not written out again.
    tx.query<HookPerson>('select id, name, phone from clients where id = any($1::bigint[]) order by id for share', [
      list(clientIds),
    ]),
    tx.query<{ id: number; answers: Record<string, string> }>(
      'select id, answers from leads where id = any($1::bigint[])',
      [list(leadIds)],
    ),
  ])
  return {
    people: new Map(people.map((one) => [one.id, one])),
    answers: new Map(leads.map((one) => [one.id, one.answers])),
  }
}

export type NewDelivery = {
  webhook: number
  business: number
  key: string
  kind: string
  object: number | null
  client: number | null
  body: string
}

/** Writes what is to be handed over, due at once; returns ids in order. */
export async function addDeliveries(tx: Tx, rows: readonly NewDelivery[], now: Date): Promise<number[]> {
  if (rows.length === 0) return []
  const made = await tx.query<{ id: number }>(
    `insert into webhook_deliveries (business_id, webhook_id, key, kind, object_id, client_id, body, since, due_at, created_at)
     select r.business, r.webhook, r.key, r.kind, r.object, r.client, r.body, $2::timestamptz, $2::timestamptz, $2::timestamptz
     from rows from (jsonb_to_recordset($1::jsonb) as (webhook bigint, business bigint, key text, kind text, object bigint, client bigint,
       body text)) with ordinality as r(webhook, business, key, kind, object, client, body, n) order by r.n returning id`,
    [json(rows), now],
  )
  return made.map(({ id }) => id)
}
