import { calendarsOf } from '../../domain/crm/busy.ts'
import type { ReconcileReport } from '../../domain/crm/report.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { json, type Sql, type Tx } from '../sql.ts'
import { keepCalendars } from './busy.ts'

export type PortalState = 'connected' | 'paused' | 'broken' | 'off'

/** The CRM of a business as it is connected; `webhook` and `eventToken` are encrypted, `settings` null until it is set up. */
export type Portal = {
  businessId: number
  /** What stands in `/hooks/bitrix24/<key>`. */
  key: string
  host: string
  webhook: string | null
  eventToken: string | null
  /** Stands before the ids that we give to things there. */
  origin: string
  settings: MirrorSettings | null
  state: PortalState
  trouble: string | null
  code: string | null
  description: string | null
  failures: number
  failingSince: Date | null
  retryAt: Date | null
  toldAt: Date | null
  /** Until when changes there have been read, by what they are of: `contact`, `deal`. */
  cursors: Record<string, string>
  polledAt: Date | null
  confirmedAt: Date | null
  eventAt: Date | null
  reconcileAt: Date | null
  reconciledAt: Date | null
  report: ReconcileReport | null
  version: number
}

const PORTAL = `business_id as "businessId", key, host, webhook, event_token as "eventToken", origin, settings, state, trouble, code, description,
  failures, failing_since as "failingSince", retry_at as "retryAt", told_at as "toldAt", cursors, polled_at as "polledAt",
  confirmed_at as "confirmedAt", event_at as "eventAt", reconcile_at as "reconcileAt", reconciled_at as "reconciledAt", report, version`

/** The portal of a business, also a disconnected one; null when there never was any. */
export async function portalOf(sql: Sql, businessId: number): Promise<Portal | null> {
  const [row] = await sql.query<Portal>(`select ${PORTAL} from crm_portals where business_id = $1`, [businessId])
  return row ?? null
}

/** The portal whose events come to `/hooks/bitrix24/<key>`; null for an unknown or disconnected one. */
export async function portalByKey(sql: Sql, key: string): Promise<Portal | null> {
  const [row] = await sql.query<Portal>(`select ${PORTAL} from crm_portals where key = $1 and state <> 'off'`, [key])
  return row ?? null
}

/**
 * Connects a portal or renews its webhook. Another portal than before (by `host`) knows nothing of ours: what was linked is forgotten, and
 * so are the settings. `origin` is used for a new one.
 */
export async function connectPortal(
  tx: Tx,
  portal: Pick<Portal, 'businessId' | 'key' | 'host' | 'origin'> & {
    webhook: string
    eventToken: string | null
    now: Date
  },
): Promise<Portal> {
  const { businessId, key, host, origin, webhook, eventToken, now } = portal
  const [known] = await tx.query<{ host: string }>(
    'select host from crm_portals where business_id = $1 for no key update',
    [businessId],
  )
  const other = known !== undefined && known.host !== host
  if (other) for (const text of FORGET) await tx.query(text, [businessId])
  if (other) await keepCalendars(tx, businessId, [], now)
  const [row] = await tx.query<Portal>(
    `insert into crm_portals (business_id, key, host, webhook, event_token, origin, state, created_at)
     values ($1, $2, $3, $4, $5, $6, 'connected', $7::timestamptz)
     on conflict (business_id) do update set key = excluded.key, host = excluded.host, webhook = excluded.webhook,
       event_token = coalesce(excluded.event_token, case when not $8 then crm_portals.event_token end),
       state = 'connected', trouble = null, code = null, description = null, failures = 0, failing_since = null, retry_at = null, told_at = null,
       settings = case when not $8 then crm_portals.settings end, origin = case when $8 then excluded.origin else crm_portals.origin end,
       cursors = case when $8 then '{}' else crm_portals.cursors end, bucket_level = 0, bucket_at = null,
       version = crm_portals.version + 1
     returning ${PORTAL}`,
    [businessId, key, host, webhook, eventToken, origin, now, other],
  )
  return row!
}

/** In the order in which they may go. */
const FORGET = [
  'delete from crm_log where business_id = $1',
  'delete from crm_links where business_id = $1 and deal_id is not null',
  'delete from crm_links where business_id = $1',
  'delete from crm_hints where business_id = $1',
]

/** So far back contacts and visits are mirrored when a portal is set up: the past of before is not a deal any more. */
const RECENT_DAYS = 30

/**
 * Keeps how a business is mirrored, as the caller saw the portal (`version`); everything recent and all that is ahead is looked at anew. Null when
 * it was changed meanwhile.
 */
export async function saveMirrorSettings(
  tx: Tx,
  saved: { businessId: number; version: number; settings: MirrorSettings; now: Date },
): Promise<Portal | null> {
  const { businessId, version, settings, now } = saved
  const [row] = await tx.query<Portal>(
    `update crm_portals set settings = $3::jsonb, cursors = cursors - 'busy', version = version + 1 where business_id = $1 and version = $2 returning ${PORTAL}`,
    [businessId, version, json(settings)],
  )
  if (!row) return null
  await keepCalendars(tx, businessId, calendarsOf(settings.busy), now)
  await touchRecent(tx, businessId, now)
  return row
}

/** Asks for all that is recent or ahead to be looked at. */
export async function touchRecent(sql: Sql, businessId: number, now: Date): Promise<void> {
  const since = new Date(now.getTime() - RECENT_DAYS * 86_400_000)
  await sql.query(
    `insert into crm_touched (business_id, lead_id, appointment_id)
     select business_id, id, null from leads where business_id = $1 and created_at >= $2::timestamptz and import_id is null
     union all select business_id, null, id from appointments where business_id = $1 and starts_at >= $2::timestamptz
       and status <> 'held' and hold_expires_at is null and import_id is null and not test`,
    [businessId, since],
  )
}

/** Pauses the mirror or lets it go on; what changes meanwhile is remembered. False where there is nothing to pause. */
export async function pausePortal(sql: Sql, businessId: number, paused: boolean): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set state = $2, retry_at = null, version = version + 1 where business_id = $1 and state <> 'off' returning 1`,
    [businessId, paused ? 'paused' : 'connected'],
  )
  return rows.length === 1
}

/** Keeps the token by which the portal's events are known (encrypted); false where there is no portal. */
export async function saveEventToken(sql: Sql, businessId: number, eventToken: string): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set event_token = $2, version = version + 1 where business_id = $1 and state <> 'off' returning 1`,
    [businessId, eventToken],
  )
  return rows.length === 1
}

/** It answers again, as somebody has seen: the mirror need not wait until it would have looked itself. */
export async function retryPortal(sql: Sql, businessId: number): Promise<void> {
  await sql.query('update crm_portals set retry_at = null where business_id = $1', [businessId])
}

/** Forgets the webhook and what is taken there; what stands in the portal stays there, and is found again if it is connected again. */
export async function disconnectPortal(sql: Sql, businessId: number, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set state = 'off', webhook = null, event_token = null, trouble = null, code = null, description = null, failures = 0,
       failing_since = null, retry_at = null, told_at = null, version = version + 1 where business_id = $1 and state <> 'off' returning 1`,
    [businessId],
  )
  if (rows.length === 1) await keepCalendars(sql, businessId, [], now)
  return rows.length === 1
}

/** Asks for a full comparison; the loop does it. */
export async function wantReconcile(sql: Sql, businessId: number, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `update crm_portals set reconcile_at = coalesce(reconcile_at, $2::timestamptz) where business_id = $1 and state <> 'off' returning 1`,
    [businessId, now],
  )
  return rows.length === 1
}
