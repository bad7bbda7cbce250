import type { Db, Sql, Tx } from './sql.ts'

/** Requests that one address is given at once, over all nodes, so that a slow one keeps none but its own waiting; one that fails is tried by one. */
const AT_ONCE = '(case when w.failing_since is null then 4 else 1 end)'
/** Longer than a request may take, so that nobody sends what another still sends. */
const LEASE_MS = 30_000

/** A delivery in our hand. Secrets are as they are kept. */
export type ClaimedDelivery = {
  id: number
  businessId: number
  webhookId: number
  key: string
  body: string
  attempts: number
  since: Date
  lease: Date
  url: string
  secret: string
  /** Null: none, or its time is over. */
  oldSecret: string | null
  wasFailing: boolean
}

/** Takes deliveries that are due, at most `limit`. */
export function claimDeliveries(sql: Sql, now: Date, limit: number): Promise<ClaimedDelivery[]> {
  return sql.query<ClaimedDelivery>(
    `with ready as materialized (
       select w.id, ${AT_ONCE} - (${IN_HAND}) as free from webhooks w
       where w.state = 'on' and (${IN_HAND}) < ${AT_ONCE}
         and exists (select 1 from webhook_deliveries d where d.webhook_id = w.id and ${DUE})
       order by w.id limit $2 for no key update of w skip locked),
     picked as materialized (
       select d.id from ready r, lateral (select d.id from webhook_deliveries d where d.webhook_id = r.id and ${DUE}
         order by d.due_at, d.id limit r.free for update skip locked) d limit $2)
     update webhook_deliveries d set lease_until = $3::timestamptz, attempts = attempts + 1 from picked p, webhooks w
     where d.id = p.id and w.id = d.webhook_id
     returning d.id, d.business_id as "businessId", d.webhook_id as "webhookId", d.key, d.body, d.attempts, d.since,
       d.lease_until as lease, w.url, w.secret, case when w.old_secret_until > $1::timestamptz then w.old_secret end as "oldSecret",
       w.failing_since is not null or w.broken_at is not null as "wasFailing"`,
    [now, limit, new Date(now.getTime() + LEASE_MS)],
  )
}

const IN_HAND =
  'select count(*)::int from webhook_deliveries l where l.webhook_id = w.id and l.lease_until > $1::timestamptz'
const DUE = `d.status = 'pending' and d.due_at <= $1::timestamptz and (d.lease_until is null or d.lease_until <= $1::timestamptz)`

/** What a try came to. */
export type Tried = { at: Date; code: number | null; trouble: string | null; excerpt: string | null; tookMs: number }

const TRIED = `tried_at = $2::timestamptz, code = $3, trouble = $4, excerpt = $5, took_ms = $6`
const tried = ({ at, code, trouble, excerpt, tookMs }: Tried) => [at, code, trouble, excerpt, tookMs] as const

/** Marks a delivery as taken, whoever holds it now. True: its address had been shown as broken. */
export async function markDelivered(db: Db, delivery: ClaimedDelivery, result: Tried): Promise<boolean> {
  await db.query(`update webhook_deliveries set status = 'delivered', lease_until = null, ${TRIED} where id = $1`, [
    delivery.id,
    ...tried(result),
  ])
  if (!delivery.wasFailing) return false
  const [row] = await db.query<{ broken: boolean }>(
    `with w as (select id, broken_at from webhooks where id = $1 for no key update)
     update webhooks set failing_since = null, broken_at = null from w where webhooks.id = w.id returning w.broken_at is not null as broken`,
    [delivery.webhookId],
  )
  return row?.broken ?? false
}

/** What became of an address by a try that failed: `null` nothing that anybody must be told. */
export type HookNews = 'broken' | 'paused' | 'gone' | null

/**
 * Writes down a try that failed. `next`: when it is tried again; null: given up, and an address that has failed since before `pausedSince`
 * is paused. A try whose lease has run out is another's by now, and changes nothing.
 */
export async function markFailed(
  tx: Tx,
  delivery: ClaimedDelivery,
  result: Tried,
  { next, pausedSince, gone }: { next: Date | null; pausedSince: Date; gone: boolean },
): Promise<HookNews> {
  const [address] = await tx.query<{ state: string; brokenAt: Date | null; failingSince: Date | null }>(
    `select state, broken_at as "brokenAt", failing_since as "failingSince" from webhooks where id = $1 for no key update`,
    [delivery.webhookId],
  )
  if (!address) return null
  const given = gone ? null : next
  const mine = await tx.query(
    `update webhook_deliveries set status = case when $7::timestamptz is null then 'failed' else 'pending' end, lease_until = null,
       due_at = coalesce($7::timestamptz, due_at), ${TRIED} where id = $1 and status = 'pending' and lease_until = $8::timestamptz returning 1`,
    [delivery.id, ...tried(result), given, delivery.lease],
  )
  if (mine.length === 0) return null
  const failingSince = address.failingSince ?? result.at
  const paused = given === null && failingSince <= pausedSince
  const state = gone ? 'gone' : paused && address.state === 'on' ? 'paused' : address.state
  const broken = given === null && address.brokenAt === null
  await tx.query(
    `update webhooks set state = $2, failing_since = $3::timestamptz, broken_at = case when $4 then $5::timestamptz else broken_at end where id = $1`,
    [delivery.webhookId, state, failingSince, broken, result.at],
  )
  if (gone)
    await tx.query(
      `update webhook_deliveries set status = 'failed', trouble = 'gone', lease_until = null where webhook_id = $1 and status = 'pending'`,
      [delivery.webhookId],
    )
  if (state !== address.state) return state === 'gone' ? 'gone' : 'paused'
  return broken ? 'broken' : null
}

/** Host of an address, for what is told about it. */
export async function hostOf(sql: Sql, webhookId: number): Promise<string> {
  const [row] = await sql.query<{ url: string }>('select url from webhooks where id = $1', [webhookId])
  return row ? (URL.parse(row.url)?.host ?? '') : ''
}

export type ListedDelivery = {
  id: number
  key: string
  kind: string
  objectId: number | null
  status: 'pending' | 'delivered' | 'failed' | 'skipped'
  attempts: number
  createdAt: Date
  triedAt: Date | null
  /** When it is tried again; null: not. */
  nextAt: Date | null
  code: number | null
  trouble: string | null
  tookMs: number | null
}

const LISTED = `d.id, d.key, d.kind, d.object_id as "objectId", d.status, d.attempts, d.created_at as "createdAt", d.tried_at as "triedAt",
  case when d.status = 'pending' and d.attempts > 0 then d.due_at end as "nextAt", d.code, d.trouble, d.took_ms as "tookMs"`

/** The log of an address, the newest first. */
export function deliveriesOf(
  sql: Sql,
  wanted: { businessId: number; webhookId: number; status?: string; before: number | null; limit: number },
): Promise<ListedDelivery[]> {
  return sql.query<ListedDelivery>(
    `select ${LISTED} from webhook_deliveries d where d.business_id = $1 and d.webhook_id = $2 and ($3::text is null or d.status = $3)
       and ($4::bigint is null or d.id < $4) order by d.id desc limit $5`,
    [wanted.businessId, wanted.webhookId, wanted.status, wanted.before, wanted.limit],
  )
}

/** One delivery with what is sent and how the answer began; null: there is none. */
export async function deliveryById(
  sql: Sql,
  { businessId, webhookId, id }: { businessId: number; webhookId: number; id: number },
): Promise<(ListedDelivery & { body: string | null; excerpt: string | null }) | null> {
  const [row] = await sql.query<ListedDelivery & { body: string | null; excerpt: string | null }>(
    `select ${LISTED}, d.body, d.excerpt from webhook_deliveries d where d.business_id = $1 and d.webhook_id = $2 and d.id = $3`,
    [businessId, webhookId, id],
  )
  return row ?? null
}

/** Hands deliveries over once more, by the same key: one by its id, or all that were given up since a moment. Returns how many. */
export async function resend(
  tx: Tx,
  wanted: { businessId: number; webhookId: number; id?: number; since?: Date; now: Date },
): Promise<number> {
  const rows = await tx.query(
    `update webhook_deliveries set status = 'pending', attempts = 0, since = $5::timestamptz, due_at = $5::timestamptz
     where business_id = $1 and webhook_id = $2 and body is not null and (lease_until is null or lease_until <= $5::timestamptz)
       and case when $3::bigint is null then status = 'failed' and created_at >= $4::timestamptz else id = $3 end returning 1`,
    [wanted.businessId, wanted.webhookId, wanted.id, wanted.since, wanted.now],
  )
  return rows.length
}
