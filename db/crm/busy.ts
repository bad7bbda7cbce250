import type { Calendar, TakenThere } from '../../domain/crm/busy.ts'
import { offeredFrom, openPlaces } from '../openings.ts'
import { instant, json, type Sql } from '../sql.ts'
import type { PortalLease } from './leases.ts'

/** What a calendar says of the time that was asked for, all of it. */
export type Reading = Calendar & { taken: readonly TakenThere[] }

/**
 * Puts what was read in the place of what stood before, calendar by calendar, at once; what is as it was is not touched, and what is free by now is
 * offered to those who wait. Nothing is written when the portal is another node's by now.
 */
export async function replaceBusy(
  sql: Sql,
  { businessId, token }: PortalLease,
  readings: readonly Reading[],
  now: Date,
): Promise<void> {
  if (readings.length === 0) return
  const calendars = readings.map(({ resourceId, source, remoteId }) => ({ resourceId, source, remoteId }))
  const taken = readings.flatMap(({ resourceId, source, taken }) =>
    taken.map(({ remoteId, from, to }) => ({ resourceId, source, remoteId, from: instant(from), to: instant(to) })),
  )
  await sql.query(REPLACE, [businessId, token, json(calendars), json(taken), now, offeredFrom(now)])
}

const REPLACE = `
with held as (select 1 from crm_portals where business_id = $1 and lease_token = $2),
calendars as (
  select c."resourceId" as resource_id, c.source, c."remoteId" as remote_id
  from jsonb_to_recordset($3::jsonb) as c("resourceId" bigint, source text, "remoteId" bigint)
    join resources r on r.business_id = $1 and r.id = c."resourceId" where exists (select 1 from held)),
taken as (
  select distinct t."resourceId" as resource_id, t.source, t."remoteId" as remote_id, tstzrange(t."from", t."to") as during
  from jsonb_to_recordset($4::jsonb) as t("resourceId" bigint, source text, "remoteId" bigint, "from" timestamptz, "to" timestamptz)),
gone as (
  delete from external_busy e using calendars c where e.business_id = $1 and e.resource_id = c.resource_id and e.source = c.source
    and not exists (select 1 from taken t where t.resource_id = e.resource_id and t.source = e.source and t.remote_id = e.remote_id and t.during = e.during)
  returning e.resource_id, e.during),
freed as (select r.location_id, g.during from gone g join resources r on r.id = g.resource_id),
opened as (${openPlaces('freed', '$5::timestamptz', '$6::timestamptz')}),
come as (
  insert into external_busy (business_id, resource_id, source, during, remote_id)
  select $1, t.resource_id, t.source, t.during, t.remote_id from taken t join calendars c on c.resource_id = t.resource_id and c.source = t.source
  where not exists (select 1 from external_busy e
    where e.business_id = $1 and e.resource_id = t.resource_id and e.source = t.source and e.remote_id = t.remote_id and e.during = t.during))
insert into external_calendars (business_id, resource_id, source, remote_id, read_at)
select $1, resource_id, source, remote_id, $5::timestamptz from calendars
on conflict (resource_id, source) do update set remote_id = excluded.remote_id, read_at = excluded.read_at, error = null`

/** Keeps why calendars could not be read; what is known of them stays. */
export async function markUnread(
  sql: Sql,
  { businessId, token }: PortalLease,
  calendars: readonly Calendar[],
  error: string,
): Promise<void> {
  if (calendars.length === 0) return
  await sql.query(
    `insert into external_calendars (business_id, resource_id, source, remote_id, error)
     select $1, r.id, c.source, c."remoteId", $4 from jsonb_to_recordset($3::jsonb) as c("resourceId" bigint, source text, "remoteId" bigint)
       join resources r on r.business_id = $1 and r.id = c."resourceId"
     where exists (select 1 from crm_portals where business_id = $1 and lease_token = $2)
     on conflict (resource_id, source) do update set error = excluded.error`,
    [businessId, token, json(calendars), error],
  )
}

/** Forgets the calendars that are not among these: nobody asks about them any more, and what was taken there is free. */
export async function keepCalendars(
  sql: Sql,
  businessId: number,
  calendars: readonly Calendar[],
  now: Date,
): Promise<void> {
  const kept = json(calendars)
  await sql.query(
    `with gone as (delete from external_busy e where e.business_id = $1 and ${UNWANTED} returning e.resource_id, e.during),
     freed as (select r.location_id, g.during from gone g join resources r on r.id = g.resource_id)
     ${openPlaces('freed', '$3::timestamptz', '$4::timestamptz')}`,
    [businessId, kept, now, offeredFrom(now)],
  )
  await sql.query(`delete from external_calendars e where e.business_id = $1 and ${UNWANTED}`, [businessId, kept])
}

/** A row that is of none of the calendars `$2`. */
const UNWANTED = `not exists (select 1 from jsonb_to_recordset($2::jsonb) as c("resourceId" bigint, source text)
  where c."resourceId" = e.resource_id and c.source = e.source)`

/** Keeps when calendars were last asked, however that went. */
export async function markAsked(sql: Sql, { businessId, token }: PortalLease, now: Date): Promise<void> {
  await sql.query(
    `update crm_portals set cursors = cursors || jsonb_build_object('busy', $3::text) where business_id = $1 and lease_token = $2`,
    [businessId, token, now.toISOString()],
  )
}

/** Keeps whose messages to clients were switched off in the portal, by its numbers. */
export async function markQuiet(sql: Sql, { businessId, token }: PortalLease, resources: string): Promise<void> {
  await sql.query(
    `update crm_portals set cursors = cursors || jsonb_build_object('quiet', $3::text) where business_id = $1 and lease_token = $2`,
    [businessId, token, resources],
  )
}

/** Takes the hints that bookings have changed there; true when one of them is of a booking that is not ours: our own echoes say nothing new. */
export async function takeBookingHints(sql: Sql, { businessId }: PortalLease): Promise<boolean> {
  const rows = await sql.query<{ ours: boolean }>(
    `delete from crm_hints h where h.business_id = $1 and h.entity = 'booking' returning exists (select 1 from crm_links k
       where k.business_id = h.business_id and k.kind = 'booking' and k.remote_id = h.remote_id) as ours`,
    [businessId],
  )
  return rows.some(({ ours }) => !ours)
}

/** Keeps whether the portal writes to clients about these resources by itself. */
export async function markNotifying(
  sql: Sql,
  { businessId }: PortalLease,
  notifying: ReadonlyMap<number, boolean>,
): Promise<void> {
  const rows = [...notifying].map(([remoteId, notifies]) => ({ remoteId, notifies }))
  await sql.query(
    `update external_calendars c set notifies = n.notifies from jsonb_to_recordset($2::jsonb) as n("remoteId" bigint, notifies boolean)
     where c.business_id = $1 and c.source = 'booking' and c.remote_id = n."remoteId" and c.notifies <> n.notifies`,
    [businessId, json(rows)],
  )
}
