import { type Catalog, type Location, type Minute, rulesOf, type Service } from '../domain/catalog.ts'
import type { Slot, Wish } from '../domain/slots.ts'
import { addDays, instantOf, localOf } from '../domain/time.ts'
import { instant, list, minuteOf, type Sql, type Tx } from './sql.ts'

/**
 * Ids of the classes that a wish for one start may mean: several where two masters hold the class at once. None when
 * notice and window, judged at `asOf`, leave none; null: they don't matter.
 */
export async function sessionsAt(
  sql: Sql,
  catalog: Catalog,
  service: Service,
  { wish, start }: { wish: Wish; start: Minute },
  asOf: Minute | null,
): Promise<number[]> {
  const location = catalog.locations.find((known) => known.id === wish.locationId)
  if (!location || wish.parts.length !== 1) return []
  if (asOf !== null) {
    const open = bookable(catalog, service, location, asOf)
    if (start < open.from || start >= open.to) return []
  }
  const rows = await sql.query<{ id: number }>(
    `select id from sessions
     where business_id = $1 and service_id = $2 and location_id = $3 and starts_at = $4::timestamptz
       and cancelled_at is null and ($5::bigint is null or resource_id = $5)`,
    [catalog.businessId, service.id, location.id, instant(start), wish.parts[0]?.masterId],
  )
  return rows.map((row) => row.id)
}

/**
 * Classes of a service with a seat left within [from, to), as slots. Seats of expired holds count as free, and so does
 * the seat of the appointment `except`.
 */
export async function findSessions(
  sql: Sql,
  catalog: Catalog,
  wish: Wish,
  range: { from: Minute; to: Minute },
  now: Minute,
  except: number | null = null,
): Promise<Slot[]> {
  const [part] = wish.parts
  const service = catalog.services.find((known) => known.id === part?.serviceId)
  const location = catalog.locations.find((known) => known.id === wish.locationId)
  if (!service || !location || wish.parts.length !== 1) return []
  const open = bookable(catalog, service, location, now)
  const from = Math.max(range.from, open.from)
  const to = Math.min(range.to, open.to)
  if (!(from < to)) return []
  const rows = await sql.query<{ starts_at: Date; masters: string }>(
    `select s.starts_at, string_agg(s.resource_id::text, ',' order by s.taken - s.capacity, s.id) as masters
     from sessions s
     where s.business_id = $1 and s.service_id = $2 and s.location_id = $3 and s.cancelled_at is null
       and s.starts_at >= $4::timestamptz and s.starts_at < $5::timestamptz and ($6::bigint is null or s.resource_id = $6)
       and s.taken - (select count(*) from appointments a where a.session_id = s.id and a.seat_taken
             and (a.id = $8 or (a.status = 'held' and a.hold_expires_at <= $7::timestamptz))) < s.capacity
     group by s.starts_at order by s.starts_at`,
    [catalog.businessId, service.id, location.id, instant(from), instant(to), part?.masterId, instant(now), except],
  )
  return rows.map((row) => ({ start: minuteOf(row.starts_at), masters: row.masters.split(',').map(Number) }))
}

/** Locks sessions in id order, before any seat of theirs changes hands. */
export async function lockSessions(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.query('select 1 from sessions where id = any($1::bigint[]) order by id for no key update', [list(ids)])
}

/**
 * Of locked sessions the one with most seats, and whether any is free; seats of expired holds are given back first.
 * Null: all are cancelled.
 */
export async function emptiestOf(
  tx: Tx,
  ids: readonly number[],
  now: Minute,
): Promise<{ id: number; masterId: number; end: Minute; free: boolean } | null> {
  if (ids.length === 0) return null
  const [, [row]] = await Promise.all([
    // A holder who is confirming right now holds the appointment and waits for the session: skip, or both wait for ever.
    tx.query(
      `with expired as (
         select id from appointments where session_id = any($1::bigint[]) and status = 'held' and seat_taken
           and hold_expires_at <= $2::timestamptz order by id for no key update skip locked),
       freed as (update appointments a set seat_taken = false from expired e where a.id = e.id returning a.session_id)
       update sessions s set taken = taken - f.seats
       from (select session_id, count(*) as seats from freed group by session_id) f where s.id = f.session_id`,
      [list(ids), instant(now)],
    ),
    tx.query<{ id: number; resource_id: number; ends_at: Date; free: boolean }>(
      `select id, resource_id, ends_at, taken < capacity as free from sessions
       where id = any($1::bigint[]) and cancelled_at is null order by taken - capacity, id limit 1`,
      [list(ids)],
    ),
  ])
  return row ? { id: row.id, masterId: row.resource_id, end: minuteOf(row.ends_at), free: row.free } : null
}

/** Takes a seat in a locked session; false when it is full. */
export async function takeSeat(tx: Tx, sessionId: number): Promise<boolean> {
  const rows = await tx.query(
    'update sessions set taken = taken + 1 where id = $1 and taken < capacity and cancelled_at is null returning 1',
    [sessionId],
  )
  return rows.length === 1
}

/** Gives the seat of a locked appointment in a locked session back. */
export async function giveSeatBack(tx: Tx, sessionId: number, appointmentId: number): Promise<void> {
  await Promise.all([
    tx.query('update appointments set seat_taken = false where id = $1', [appointmentId]),
    tx.query('update sessions set taken = taken - 1 where id = $1', [sessionId]),
  ])
}

/** From when to when a client may book this service now, by notice and window. */
function bookable(catalog: Catalog, service: Service, location: Location, now: Minute): { from: Minute; to: Minute } {
  const rules = rulesOf(catalog, service)
  const today = localOf(location.timezone, now).date
  return { from: now + rules.noticeMinutes, to: instantOf(location.timezone, addDays(today, rules.windowDays), 0) }
}
