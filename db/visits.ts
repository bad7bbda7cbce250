import type { Kopecks, Minute } from '../domain/catalog.ts'
import type { VisitStatus } from '../domain/visitstate.ts'
import { instant, minuteOf, type Sql } from './sql.ts'

/** Which door a visit came through. */
export type Door = 'telegram' | 'whatsapp' | 'instagram' | 'web' | 'api' | 'staff' | 'import' | 'waitlist' | 'bitrix24'

export type VisitPart = {
  serviceId: number
  masterId: number
  start: Minute
  end: Minute
  price: Kopecks
  /** Its own length, if staff gave it one. */
  minutes?: number
}

/** An appointment as the dialogue and the API see it. */
export type Visit = {
  id: number
  businessId: number
  key: string
  clientId: number
  chatId: number | null
  leadId: number | null
  locationId: number
  sessionId: number | null
  seatTaken: boolean
  status: VisitStatus
  version: number
  start: Minute
  end: Minute
  price: Kopecks
  /** Taken off the price, with its reason for staff. */
  discount: Kopecks
  discountReason: string | null
  holdExpiresAt: Minute | null
  parts: VisitPart[]
}

type Row = {
  id: number
  business_id: number
  key: string
  client_id: number
  chat_id: number | null
  lead_id: number | null
  location_id: number
  session_id: number | null
  seat_taken: boolean
  status: VisitStatus
  version: number
  starts_at: Date
  ends_at: Date
  price: number
  discount: number
  discount_reason: string | null
  hold_expires_at: Date | null
  parts: VisitPart[]
}

const VISIT = `select a.id, a.business_id, a.key, a.client_id, a.chat_id, a.lead_id, a.location_id, a.session_id,
  a.seat_taken, a.status, a.version, a.starts_at, a.ends_at, a.price, a.discount, a.discount_reason, a.hold_expires_at,
  (select json_agg(json_strip_nulls(json_build_object('serviceId', p.service_id, 'masterId', p.resource_id,
     'start', date_part('epoch', p.starts_at) / 60, 'end', date_part('epoch', p.ends_at) / 60, 'price', p.price,
     'minutes', p.own_minutes)) order by p.position) from appointment_parts p where p.appointment_id = a.id) as parts
  from appointments a`

/** One visit of a business, in whatever status; null when there is none. */
export async function visitById(sql: Sql, businessId: number, id: number): Promise<Visit | null> {
  const [row] = await sql.query<Row>(`${VISIT} where a.business_id = $1 and a.id = $2`, [businessId, id])
  return row ? visitOf(row) : null
}

/** Visits of businesses by their ids, both as lists. */
export async function visitsByIds(sql: Sql, businesses: string, ids: string): Promise<Visit[]> {
  const rows = await sql.query<Row>(`${VISIT} where a.business_id = any($1::bigint[]) and a.id = any($2::bigint[])`, [
    businesses,
    ids,
  ])
  return rows.map(visitOf)
}

/** The visit that an idempotency key already made; null when the key is new. */
export async function visitByKey(sql: Sql, businessId: number, key: string): Promise<Visit | null> {
  const [row] = await sql.query<Row>(`${VISIT} where a.business_id = $1 and a.key = $2`, [businessId, key])
  return row ? visitOf(row) : null
}

/** A client's visits that are still ahead, soonest first. */
export async function upcomingVisits(sql: Sql, businessId: number, clientId: number, now: Minute): Promise<Visit[]> {
  const rows = await sql.query<Row>(
    `${VISIT} where a.business_id = $1 and a.client_id = $2 and a.ends_at > $3::timestamptz
       and a.status in ('booked', 'confirmed') order by a.starts_at, a.id limit 20`,
    [businessId, clientId, instant(now)],
  )
  return rows.map(visitOf)
}

function visitOf(row: Row): Visit {
  return {
    id: row.id,
    businessId: row.business_id,
    key: row.key,
    clientId: row.client_id,
    chatId: row.chat_id,
    leadId: row.lead_id,
    locationId: row.location_id,
    sessionId: row.session_id,
    seatTaken: row.seat_taken,
    status: row.status,
    version: row.version,
    start: minuteOf(row.starts_at),
    end: minuteOf(row.ends_at),
    price: row.price,
    discount: row.discount,
    discountReason: row.discount_reason,
    holdExpiresAt: row.hold_expires_at === null ? null : minuteOf(row.hold_expires_at),
    parts: row.parts ?? [],
  }
}

/** Minutes that the masters of a visit have after it before the next one; null: nothing follows on that day. */
export async function slackAfter(sql: Sql, visitId: number): Promise<number | null> {
  const [row] = await sql.query<{ minutes: number | null }>(
    `select min(extract(epoch from lower(o.during) - upper(v.during)) / 60)::int as minutes
     from occupancies v join occupancies o on o.resource_id = v.resource_id and o.id <> v.id
       and lower(o.during) >= upper(v.during) and lower(o.during) < upper(v.during) + interval '12 hours'
     where v.appointment_id = $1`,
    [visitId],
  )
  return row?.minutes ?? null
}
