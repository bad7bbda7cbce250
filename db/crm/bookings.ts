import type { BookingFacts } from '../../domain/crm/booking.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { json, list, minuteOf, type Sql, type Tx } from '../sql.ts'
import type { PortalLease } from './leases.ts'
import { HELD } from './links.ts'

/** Gives each place of these visits with a master whom the portal knows a link of its own: visits that are over were never there. */
export async function addBookings(
  tx: Tx,
  { businessId, visits, busy, now }: { businessId: number; visits: string; busy: MirrorSettings['busy']; now: Date },
): Promise<void> {
  if (!busy.write) return
  await tx.query(
    `insert into crm_links (business_id, kind, appointment_id, about, wanted, touched_at)
     select distinct a.business_id, 'booking', a.id, 'r' || p.resource_id, 0, $4::timestamptz
     from appointments a join appointment_parts p on p.appointment_id = a.id
     where a.business_id = $1 and a.id = any($2::bigint[]) and p.resource_id = any($3::bigint[]) and a.session_id is null
       and a.status not in ('held', 'cancelled', 'no_show') and a.ends_at > $4::timestamptz and a.import_id is null and not a.test
     on conflict do nothing`,
    [businessId, visits, list(Object.keys(busy.resources).map(Number)), now],
  )
}

/** What the bookings of these links are made of, as it is now; by link. */
export async function bookingFacts(
  sql: Sql,
  businessId: number,
  links: readonly number[],
): Promise<Map<number, BookingFacts>> {
  type Row = Omit<BookingFacts, 'from' | 'to'> & { linkId: number; from: Date | null; to: Date | null }
  const rows = await sql.query<Row>(FACTS, [businessId, list(links)])
  return new Map(
    rows.map(({ linkId, from, to, ...rest }) => [
      linkId,
      { ...rest, from: from && minuteOf(from), to: to && minuteOf(to) },
    ]),
  )
}

const FACTS = `
select k.id as "linkId", a.id as "visitId", a.status, c.timezone as zone, b.template = 'clinic' as health, p.services, p."from", p."to",
  contact.remote_id as "contactId", deal.remote_id as "dealId",
  contact.id is not null and contact.remote_id is null or deal.id is not null and deal.remote_id is null as awaited
from crm_links k join businesses b on b.id = k.business_id join appointments a on a.id = k.appointment_id join locations c on c.id = a.location_id
  cross join lateral (
    select min(x.starts_at) as "from", max(x.ends_at) as "to", coalesce(json_agg(s.name order by x.position), '[]') as services
    from appointment_parts x join services s on s.id = x.service_id where x.appointment_id = a.id and 'r' || x.resource_id = k.about) p
  left join crm_links contact on contact.client_id = a.client_id and contact.kind = 'contact' and contact.gone_at is null
  left join crm_links deal on deal.appointment_id = a.id and deal.kind = 'deal' and deal.gone_at is null
where k.business_id = $1 and k.id = any($2::bigint[])`

/** What became of a booking. */
export type BookingDone = {
  id: number
  /** The version that was looked at. */
  wanted: number
  remoteId: number | null
  /** What stands there by our doing; null: nothing that we could be sure of. */
  synced: Record<string, unknown> | null
  /** It is there as it is here. */
  done: boolean
  /** Nobody heard whether it was made. */
  unheard: boolean
  error: string | null
  dueAt: Date | null
}

/** Keeps what became of bookings; only while the portal is still ours to speak to. */
export async function saveBookings(
  sql: Sql,
  { businessId, token }: PortalLease,
  rows: readonly BookingDone[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `update crm_links k set remote_id = r."remoteId", synced = r.synced, sent = case when r.unheard then k.sent end,
       confirmed = case when r.done then r.wanted else k.confirmed end, confirmed_at = case when r.done then $4::timestamptz else k.confirmed_at end,
       attempts = case when r.error is null then 0 else k.attempts + 1 end, last_error = r.error,
       due_at = case when k.wanted > r.wanted and not r.unheard then $4::timestamptz else r."dueAt" end
     from jsonb_to_recordset($3::jsonb) as r(id bigint, wanted int, "remoteId" bigint, synced jsonb, done boolean, unheard boolean, error text,
       "dueAt" timestamptz)
     where k.business_id = $1 and k.id = r.id and ${HELD}`,
    [businessId, token, json(rows), now],
  )
}

/** Leaves bookings as they are: the owner wants no more to be written. */
export async function restBookings(sql: Sql, businessId: number): Promise<void> {
  await sql.query(
    `update crm_links set due_at = null where business_id = $1 and kind = 'booking' and due_at is not null`,
    [businessId],
  )
}

export type OwnBooking = {
  id: number
  remoteId: number
  synced: { from?: number; to?: number; resourceIds?: number[] } | null
  settled: boolean
}

/** Bookings of ours by their numbers there. `settled`: nothing is on its way to them. */
export function ownBookings(sql: Sql, businessId: number): Promise<OwnBooking[]> {
  return sql.query<OwnBooking>(
    `select id, remote_id as "remoteId", synced, due_at is null and sent is null as settled from crm_links
     where business_id = $1 and kind = 'booking' and remote_id is not null`,
    [businessId],
  )
}

/** Somebody has changed bookings of ours there: they are written anew, all of them. */
export async function redoBookings(sql: Sql, businessId: number, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `update crm_links set wanted = wanted + 1, synced = null, due_at = $3::timestamptz where business_id = $1 and id = any($2::bigint[])`,
    [businessId, list(ids), now],
  )
}
