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
     where p.state in ('connected', 'broken') and (p.retry_at is null or p.retry_at <= $1::timestamptz)
       and (p.lease_until is null or p.lease_until <= $1::timestamptz)
       -- One that the owner connects by hand waits until they have looked at what would be made.
       and (p.settings is not null or p.key = 'default')
       and (p.settings is null or p.polled_at is null or p.polled_at <= $2::timestamptz or p.reconcile_at <= $1::timestamptz
         or exists (select 1 from crm_links l where l.business_id = p.business_id and l.due_at <= $1::timestamptz)
         or exists (select 1 from crm_hints h where h.business_id = p.business_id and h.entity in ('contact', 'deal', 'booking')))
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

/** Becomes the one who speaks to a portal, with its bucket as it was left; null while another node does. */
export async function leasePortal(
  sql: Sql,
  lease: PortalLease & { now: Date; until: Date },
): Promise<KeptBucket | null> {
  const [row] = await sql.query<{ level: number; at: Date | null }>(
    `update crm_portals set lease_token = $2, lease_until = $4::timestamptz
     where business_id = $1 and state in ('connected', 'broken') and (lease_token = $2 or lease_until is null or lease_until <= $3::timestamptz)
       and (retry_at is null or retry_at <= $3::timestamptz)
     returning bucket_level as level, bucket_at as at`,
    [lease.businessId, lease.token, lease.now, lease.until],
  )
  return row ? { level: row.level, at: row.at?.getTime() ?? 0 } : null
}

/** How full the portal's bucket of requests was at a moment, ms since 1970. */
export type KeptBucket = { level: number; at: number }

/** Still the one, and the bucket is kept for the next; false when the lease has run out and another node has taken it, or the portal was paused. */
export async function renewLease(
  sql: Sql,
  { businessId, token }: PortalLease,
  until: Date,
  bucket: KeptBucket,
): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set lease_until = $3::timestamptz, bucket_level = $4, bucket_at = $5::timestamptz
     where business_id = $1 and lease_token = $2 and state in ('connected', 'broken') returning 1`,
    [businessId, token, until, bucket.level, new Date(bucket.at)],
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

/**
 * Becomes the one who speaks to a portal because somebody waits for its answer: also while it is paused, not set up yet, or left alone after a
 * failure. Null while a node speaks to it.
 */
export async function borrowPortal(
  sql: Sql,
  lease: PortalLease & { now: Date; until: Date },
): Promise<KeptBucket | null> {
  const [row] = await sql.query<{ level: number; at: Date | null }>(
    `update crm_portals set lease_token = $2, lease_until = $4::timestamptz
     where business_id = $1 and state <> 'off' and (lease_until is null or lease_until <= $3::timestamptz)
     returning bucket_level as level, bucket_at as at`,
    [lease.businessId, lease.token, lease.now, lease.until],
  )
  return row ? { level: row.level, at: row.at?.getTime() ?? 0 } : null
}

/** Whoever has borrowed it still speaks to it. */
export async function keepBorrowed(sql: Sql, { businessId, token }: PortalLease, until: Date): Promise<void> {
  await sql.query('update crm_portals set lease_until = $3::timestamptz where business_id = $1 and lease_token = $2', [
    businessId,
    token,
    until,
  ])
}

/** Gives it back, with the bucket as it is now. */
export async function returnPortal(
  sql: Sql,
  { businessId, token }: PortalLease,
  { level, at }: KeptBucket,
): Promise<void> {
  await sql.query(
    `update crm_portals set lease_token = null, lease_until = null, bucket_level = $3, bucket_at = $4::timestamptz
     where business_id = $1 and lease_token = $2`,
    [businessId, token, level, new Date(at)],
  )
}
