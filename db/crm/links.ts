import type { Synced } from '../../domain/crm/merge.ts'
import { json, list, type Sql } from '../sql.ts'
import type { PortalLease } from './leases.ts'

export type LinkKind = 'contact' | 'deal' | 'comment' | 'todo' | 'booking'

/** Something of ours and what it is in the portal. */
export type Link = {
  id: number
  kind: LinkKind
  clientId: number | null
  leadId: number | null
  appointmentId: number | null
  chatId: number | null
  dealId: number | null
  about: string | null
  remoteId: number | null
  goneAt: Date | null
  wanted: number
  touchedAt: Date
  dueAt: Date | null
  attempts: number
  /** What the portal said of it last; null: nothing yet, or all is well. */
  lastError: string | null
  synced: Synced | null
  /** What was on the way when nobody heard of it any more. */
  sent: Record<string, unknown> | null
}

const LINK = `k.id, k.kind, k.client_id as "clientId", k.lead_id as "leadId", k.appointment_id as "appointmentId", k.chat_id as "chatId",
  k.deal_id as "dealId", k.about, k.remote_id as "remoteId", k.gone_at as "goneAt", k.wanted, k.touched_at as "touchedAt", k.due_at as "dueAt", k.attempts, k.last_error as "lastError",
  k.synced, k.sent`

/** SQL: the page of what a row of ours is in the portal; null where it is not there. `owner`: «appointment_id = a.id». */
export const pageThere = (kind: 'contact' | 'deal', owner: string): string =>
  `(select 'https://' || p.host || '/crm/${kind}/details/' || k.remote_id || '/' from crm_links k join crm_portals p on p.business_id = k.business_id
    where k.${owner} and k.kind = '${kind}' and k.remote_id is not null and k.gone_at is null and p.state <> 'off')`

/** Links of these kinds that are due, whose things changed last first. */
export function dueLinks(
  sql: Sql,
  wanted: { businessId: number; kinds: readonly LinkKind[]; now: Date; limit: number },
): Promise<Link[]> {
  return sql.query<Link>(
    `select ${LINK} from crm_links k where k.business_id = $1 and k.kind = any(string_to_array($2, ' ')) and k.due_at <= $3::timestamptz
       and k.gone_at is null order by k.touched_at desc, k.id desc limit $4`,
    [wanted.businessId, wanted.kinds.join(' '), wanted.now, wanted.limit],
  )
}

/** Links of a kind by their own ids, the portal's, or those of clients. */
export function linksBy(
  sql: Sql,
  wanted: {
    businessId: number
    kind: LinkKind
    by: 'id' | 'remote_id' | 'client_id' | 'deal_id'
    ids: readonly number[]
  },
): Promise<Link[]> {
  return sql.query<Link>(
    `select ${LINK} from crm_links k where k.business_id = $1 and k.kind = $2 and k.${wanted.by} = any($3::bigint[]) order by k.id`,
    [wanted.businessId, wanted.kind, list(wanted.ids)],
  )
}

/** A page of all that is mirrored, by id. */
export function linksAfter(
  sql: Sql,
  page: { businessId: number; kind: LinkKind; after: number; limit: number },
): Promise<Link[]> {
  return sql.query<Link>(
    `select ${LINK} from crm_links k where k.business_id = $1 and k.kind = $2 and k.id > $3 and k.remote_id is not null
       and k.gone_at is null order by k.id limit $4`,
    [page.businessId, page.kind, page.after, page.limit],
  )
}

/** A write counts only while the portal is still ours to speak to: `$1` business, `$2` token. */
export const HELD = `exists (select 1 from crm_portals p where p.business_id = $1 and p.lease_token = $2)`

/**
 * A write of `k` is on its way and nobody has heard of it: until its moment it is neither looked for nor followed by another, or it would be there
 * twice, or come after a later one.
 */
export const UNHEARD = 'k.sent is not null and k.last_error is null and k.due_at is not null'

/**
 * Keeps what is about to be written and until when the portal may be at it: whatever becomes of this node, nobody touches it before. False: the
 * portal is another node's.
 */
export async function markSending(
  sql: Sql,
  { businessId, token }: PortalLease,
  rows: readonly { id: number; sent: Record<string, unknown> }[],
  until: Date,
): Promise<boolean> {
  if (rows.length === 0) return true
  const done = await sql.query(
    `update crm_links k set sent = coalesce(k.sent, '{}') || r.sent, last_error = null, due_at = $4::timestamptz
     from jsonb_to_recordset($3::jsonb) as r(id bigint, sent jsonb) where k.business_id = $1 and k.id = r.id and ${HELD} returning 1`,
    [businessId, token, json(rows), until],
  )
  return done.length > 0
}

export type Confirmed = {
  id: number
  /** The version that was looked at. */
  wanted: number
  remoteId: number | null
  synced: Synced
  /** To be looked at again then, whatever happens. */
  againAt: Date | null
}

/** Both sides agree. A contact who was erased meanwhile leaves nothing behind. */
export async function confirmLinks(
  sql: Sql,
  { businessId, token }: PortalLease,
  rows: readonly Confirmed[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `update crm_links k set remote_id = coalesce(r."remoteId", k.remote_id), sent = null, confirmed = r.wanted, confirmed_at = $4::timestamptz,
       synced = case when not exists (select 1 from clients c where c.id = k.client_id and c.erased_at is not null) then r.synced end,
       attempts = 0, last_error = null, due_at = case when k.wanted > r.wanted then $4::timestamptz else r."againAt" end
     from jsonb_to_recordset($3::jsonb) as r(id bigint, wanted int, "remoteId" bigint, synced jsonb, "againAt" timestamptz)
     where k.business_id = $1 and k.id = r.id and ${HELD}`,
    [businessId, token, json(rows), now],
  )
  await sql.query('update crm_portals set confirmed_at = $3::timestamptz where business_id = $1 and lease_token = $2', [
    businessId,
    token,
    now,
  ])
}

/** The portal refused, or nobody knows what it did: tried again at `dueAt`. `attempt`: it counts as one. */
export async function deferLinks(
  sql: Sql,
  { businessId, token }: PortalLease,
  rows: readonly { id: number; error: string; dueAt: Date; attempt: boolean }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `update crm_links k set last_error = r.error, due_at = r."dueAt", attempts = k.attempts + r.attempt::int
     from jsonb_to_recordset($3::jsonb) as r(id bigint, error text, "dueAt" timestamptz, attempt boolean)
     where k.business_id = $1 and k.id = r.id and ${HELD}`,
    [businessId, token, json(rows)],
  )
}

/** Deleted there: it is not made anew. */
export async function markGone(
  sql: Sql,
  { businessId, token }: PortalLease,
  ids: readonly number[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `update crm_links k set gone_at = $4::timestamptz, due_at = null, sent = null where k.business_id = $1
       and (k.id = any($3::bigint[]) or k.deal_id = any($3::bigint[])) and k.gone_at is null and ${HELD}`,
    [businessId, token, list(ids), now],
  )
}

export type LogRow = {
  linkId: number
  field: string
  ours?: unknown
  theirs?: unknown
  won: 'ours' | 'theirs' | 'noted'
  refused?: string
}

/** Keeps where both sides said something else. */
export async function logBoth(sql: Sql, businessId: number, rows: readonly LogRow[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `insert into crm_log (business_id, link_id, at, field, ours, theirs, won, refused)
     select $1, r."linkId", $3::timestamptz, r.field, r.ours, r.theirs, r.won, r.refused
     from jsonb_to_recordset($2::jsonb) as r("linkId" bigint, field text, ours jsonb, theirs jsonb, won text, refused text)`,
    [businessId, json(rows), now],
  )
}

export type LoggedBoth = Omit<LogRow, 'linkId'> & {
  id: number
  at: Date
  kind: LinkKind
  clientId: number | null
  leadId: number | null
  appointmentId: number | null
  remoteId: number | null
}

/** Where both sides said something else, the newest first. */
export function mirrorLog(
  sql: Sql,
  page: { businessId: number; before: number | null; limit: number },
): Promise<LoggedBoth[]> {
  return sql.query<LoggedBoth>(
    `select g.id, g.at, g.field, g.ours, g.theirs, g.won, g.refused, k.kind, k.client_id as "clientId", k.lead_id as "leadId",
       k.appointment_id as "appointmentId", k.remote_id as "remoteId"
     from crm_log g join crm_links k on k.id = g.link_id
     where g.business_id = $1 and ($2::bigint is null or g.id < $2) order by g.id desc limit $3`,
    [page.businessId, page.before, page.limit],
  )
}
