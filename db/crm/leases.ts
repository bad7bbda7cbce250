import type { ReconcileReport } from '../../domain/crm/report.ts'
import { json, type Sql } from '../sql.ts'

/** Who speaks to a portal now: every later write compares the token. */
export type PortalLease = { businessId: number; token: string }

/**
 * Portals that may be spoken to now and that nobody speaks to. `pollBefore`: polled before it, it is time to ask again what has changed there.
 */
export async function portalsDue(sql: Sql, now: Date, pollBefore: Date): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select p.business_id as id from crm_portals p
     where p.state in ('connected', 'broken') and p.settings is not null and (p.retry_at is null or p.retry_at <= $1::timestamptz)
       and (p.lease_until is null or p.lease_until <= $1::timestamptz)
       and (p.polled_at is null or p.polled_at <= $2::timestamptz or p.reconcile_at <= $1::timestamptz
         or exists (select 1 from crm_links l where l.business_id = p.business_id and l.due_at <= $1::timestamptz)
         or exists (select 1 from crm_hints h where h.business_id = p.business_id))
     order by p.business_id`,
    [now, pollBefore],
  )
  return rows.map(({ id }) => id)
}

/** Businesses in which something has changed that is mirrored. */
export async function portalsTouched(sql: Sql): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select p.business_id as id from crm_portals p where p.state <> 'off' and p.settings is not null
       and exists (select 1 from crm_touched t where t.business_id = p.business_id) order by 1`,
  )
  return rows.map(({ id }) => id)
}

/** Becomes the one who speaks to a portal; false while another node does. */
export async function leasePortal(sql: Sql, lease: PortalLease & { now: Date; until: Date }): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set lease_token = $2, lease_until = $4::timestamptz
     where business_id = $1 and state in ('connected', 'broken') and (lease_token = $2 or lease_until is null or lease_until <= $3::timestamptz)
       and (retry_at is null or retry_at <= $3::timestamptz)
     returning 1`,
    [lease.businessId, lease.token, lease.now, lease.until],
  )
  return rows.length === 1
}

/** Still the one; false when the lease has run out and another node has taken it, or the portal was paused. */
export async function renewLease(sql: Sql, { businessId, token }: PortalLease, until: Date): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set lease_until = $3::timestamptz where business_id = $1 and lease_token = $2 and state in ('connected', 'broken') returning 1`,
    [businessId, token, until],
  )
  return rows.length === 1
}

/** Lets another node speak at once. */
export async function releasePortal(sql: Sql, { businessId, token }: PortalLease): Promise<void> {
  await sql.query(
    'update crm_portals set lease_token = null, lease_until = null where business_id = $1 and lease_token = $2',
    [businessId, token],
  )
}

/** The portal answers: whatever kept it from working is over. True when it had failed before. */
export async function portalWorked(sql: Sql, { businessId, token }: PortalLease): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set state = 'connected', trouble = null, code = null, description = null, failures = 0, failing_since = null, retry_at = null,
       told_at = null where business_id = $1 and lease_token = $2 and (failing_since is not null or state = 'broken') returning 1`,
    [businessId, token],
  )
  return rows.length === 1
}

export type Failure = { trouble: string; code: string; description: string; broken: boolean; retryAt: Date }

/** The portal does not work: it is left alone until `retryAt`. `broken`: the owner has to do something. */
export async function portalFailed(sql: Sql, lease: PortalLease, failure: Failure, now: Date): Promise<void> {
  await sql.query(
    `update crm_portals set state = case when $6 then 'broken' else state end, trouble = $3, code = $4, description = $5, failures = failures + 1,
       failing_since = coalesce(failing_since, $8::timestamptz), retry_at = $7::timestamptz where business_id = $1 and lease_token = $2`,
    [
      lease.businessId,
      lease.token,
      failure.trouble,
      failure.code,
      failure.description.slice(0, 500),
      failure.broken,
      failure.retryAt,
      now,
    ],
  )
}

/** Portals that fail since `since` or before and whose owners were not told; they count as told from now on. */
export async function tellFailing(
  sql: Sql,
  since: Date,
  now: Date,
): Promise<{ businessId: number; host: string; trouble: string; failingSince: Date }[]> {
  return sql.query(
    `update crm_portals set told_at = $2::timestamptz where failing_since <= $1::timestamptz and told_at is null and state <> 'off'
     returning business_id as "businessId", host, trouble, failing_since as "failingSince"`,
    [since, now],
  )
}

/**
 * Pours `count` requests into the portal's leaky bucket if they fit; else says after how many milliseconds they will. `size`, `perSecond`: as the
 * portal's plan has it.
 */
export async function pourRequests(
  sql: Sql,
  businessId: number,
  count: number,
  bucket: { size: number; perSecond: number },
  now: Date,
): Promise<number> {
  const [row] = await sql.query<{ wait: number }>(POUR, [businessId, count, now, bucket.size, bucket.perSecond])
  return row?.wait ?? 0
}

/** What is left after so long of leaking; a moment ahead of `$3` was written by a clock that ran ahead, and nothing has leaked since. */
const LEFT = `greatest(0, bucket_level - $5 * greatest(0, coalesce(date_part('epoch', $3::timestamptz - bucket_at), 0)))`
const POUR = `
with held as (select business_id, ${LEFT} as level, greatest(bucket_at, $3::timestamptz) as at from crm_portals where business_id = $1 for no key update),
poured as (update crm_portals p set bucket_level = h.level + $2, bucket_at = h.at from held h
  where p.business_id = h.business_id and h.level + $2 <= $4)
select case when level + $2 <= $4 then 0 else ceil(1000 * (level + $2 - $4) / $5) end::float8 as wait from held`

/** The portal counted more than we did: the bucket is full. */
export async function fillBucket(sql: Sql, businessId: number, size: number, now: Date): Promise<void> {
  await sql.query('update crm_portals set bucket_level = $2, bucket_at = $3::timestamptz where business_id = $1', [
    businessId,
    size,
    now,
  ])
}

/** Keeps until when changes there have been read. */
export async function savePolled(
  sql: Sql,
  { businessId, token }: PortalLease,
  cursors: Record<string, string>,
  now: Date,
): Promise<void> {
  await sql.query(
    `update crm_portals set cursors = cursors || $3::jsonb, polled_at = $4::timestamptz where business_id = $1 and lease_token = $2`,
    [businessId, token, json(cursors), now],
  )
}

/** Keeps what a full comparison has found. */
export async function saveReport(sql: Sql, { businessId, token }: PortalLease, report: ReconcileReport): Promise<void> {
  await sql.query(
    `update crm_portals set report = $3::jsonb, reconciled_at = $4::timestamptz, reconcile_at = null where business_id = $1 and lease_token = $2`,
    [businessId, token, json(report), report.at],
  )
}
