import { type Catalog, type Location, type Minute, rulesOf, type Service } from '../domain/catalog.ts'
import type { Slot, Wish } from '../domain/slots.ts'
import { addDays, instantOf, localOf, weekdayOf } from '../domain/time.ts'
import { instant, list, minuteOf, type Sql, type Tx } from './sql.ts'

export type Session = { id: number; masterId: number; start: Minute; end: Minute }

/** The class of a service that starts at the wished minute, with the wished master or the one with most free seats. */
export async function sessionFor(
  sql: Sql,
  catalog: Catalog,
  service: Service,
  wished: { wish: Wish; start: Minute; now: Minute; overlapReason?: string | null },
): Promise<Session | null> {
  const location = catalog.locations.find((known) => known.id === wished.wish.locationId)
  if (!location) return null
  const open = bookable(catalog, service, location, wished.now)
  if (wished.overlapReason == null && (wished.start < open.from || wished.start >= open.to)) return null
  const [row] = await sql.query<SessionRow>(
    `select id, resource_id, starts_at, ends_at from sessions
     where business_id = $1 and service_id = $2 and location_id = $3 and starts_at = $4::timestamptz
       and cancelled_at is null and ($5::bigint is null or resource_id = $5)
     order by taken - capacity, id limit 1`,
    [catalog.businessId, service.id, location.id, instant(wished.start), wished.wish.parts[0]?.masterId],
  )
  return row ? sessionOf(row) : null
}

/** Classes of a service with a seat left within [from, to), as slots; an expired hold's seat counts as free. */
export async function findSessions(
  sql: Sql,
  catalog: Catalog,
  wish: Wish,
  range: { from: Minute; to: Minute },
  now: Minute,
): Promise<Slot[]> {
  const [part] = wish.parts
  const service = catalog.services.find((known) => known.id === part?.serviceId)
  const location = catalog.locations.find((known) => known.id === wish.locationId)
  if (!service || !location || wish.parts.length !== 1) return []
  const open = bookable(catalog, service, location, now)
  const rows = await sql.query<{ starts_at: Date; masters: string }>(
    `select s.starts_at, string_agg(s.resource_id::text, ',' order by s.taken - s.capacity, s.id) as masters
     from sessions s
     where s.business_id = $1 and s.service_id = $2 and s.location_id = $3 and s.cancelled_at is null
       and s.starts_at >= $4::timestamptz and s.starts_at < $5::timestamptz and ($6::bigint is null or s.resource_id = $6)
       and s.taken - (select count(*) from appointments a where a.session_id = s.id and a.status = 'held'
             and a.seat_taken and a.hold_expires_at <= $7::timestamptz) < s.capacity
     group by s.starts_at order by s.starts_at`,
    [
      catalog.businessId,
      service.id,
      location.id,
      instant(Math.max(range.from, open.from)),
      instant(Math.min(range.to, open.to)),
      part?.masterId,
      instant(now),
    ],
  )
  return rows.map((row) => ({ start: minuteOf(row.starts_at), masters: row.masters.split(',').map(Number) }))
}

/** Locks sessions in id order, before any seat of theirs changes hands. */
export async function lockSessions(tx: Tx, ids: readonly (number | null | undefined)[]): Promise<void> {
  const known = ids.filter((id) => id != null)
  if (known.length > 0)
    await tx.query('select 1 from sessions where id = any($1::bigint[]) order by id for no key update', [list(known)])
}

/** Takes a seat of a locked session, after giving back those of expired holds; false when the class is full. */
export async function takeSeat(tx: Tx, sessionId: number, now: Minute): Promise<boolean> {
  // A holder who is confirming right now holds the appointment and waits for the session: skip, or both wait for ever.
  const rows = await tx.query(
    `with expired as (
       select id from appointments where session_id = $1 and status = 'held' and seat_taken
         and hold_expires_at <= $2::timestamptz for no key update skip locked),
     freed as (update appointments a set seat_taken = false from expired e where a.id = e.id returning 1)
     update sessions set taken = taken + 1 - (select count(*) from freed)
     where id = $1 and taken - (select count(*) from freed) < capacity returning 1`,
    [sessionId, instant(now)],
  )
  return rows.length === 1
}

/** Gives one seat of a locked session back. */
export async function giveSeatBack(tx: Tx, sessionId: number): Promise<void> {
  await tx.query('update sessions set taken = taken - 1 where id = $1', [sessionId])
}

/**
 * Puts the classes of the weekly timetable into the calendar, for every local date of the booking window. Safe to
 * repeat. A class whose master or room is taken is left out. Returns how many were added.
 */
export async function planSessions(tx: Tx, catalog: Catalog, now: Minute): Promise<number> {
  const rows = await tx.query<{ service_id: number; resource_id: number; weekday: number; minute: number }>(
    'select service_id, resource_id, weekday, minute from timetable where business_id = $1 order by id',
    [catalog.businessId],
  )
  let added = 0
  for (const row of rows) {
    const service = catalog.services.find((known) => known.id === row.service_id)
    const master = catalog.resources.find((known) => known.id === row.resource_id)
    const location = catalog.locations.find((known) => known.id === master?.locationId)
    if (!service || !master || !location) continue
    const today = localOf(location.timezone, now).date
    for (let day = 0; day < rulesOf(catalog, service).windowDays; day++) {
      const date = addDays(today, day)
      if (weekdayOf(date) !== row.weekday) continue
      const start = instantOf(location.timezone, date, row.minute)
      if (start > now && (await planSession(tx, catalog, service, master, start))) added++
    }
  }
  return added
}

async function planSession(
  tx: Tx,
  catalog: Catalog,
  service: Service,
  master: { id: number; locationId: number },
  start: Minute,
): Promise<boolean> {
  const end = start + service.segments.reduce((sum, minutes) => sum + minutes, 0)
  const [created] = await tx.query<{ id: number }>(
    `insert into sessions (business_id, service_id, location_id, resource_id, starts_at, ends_at, capacity)
     values ($1, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7) on conflict (resource_id, starts_at) do nothing
     returning id`,
    [catalog.businessId, service.id, master.locationId, master.id, instant(start), instant(end), service.capacity],
  )
  if (!created) return false
  const from = start - service.bufferBefore
  const to = end + service.bufferAfter
  const kinds = service.needs.map((kind) =>
    catalog.resources.filter((known) => known.kind === kind && known.locationId === master.locationId),
  )
  for (const candidates of [[master], ...kinds]) {
    if (!(await occupyAny(tx, catalog.businessId, created.id, candidates, from, to))) {
      await tx.query('delete from occupancies where session_id = $1', [created.id])
      await tx.query('delete from sessions where id = $1', [created.id])
      return false
    }
  }
  return true
}

async function occupyAny(
  tx: Tx,
  businessId: number,
  sessionId: number,
  candidates: readonly { id: number }[],
  from: Minute,
  to: Minute,
): Promise<boolean> {
  for (const { id } of candidates) {
    const taken = await tx.query(
      `insert into occupancies (business_id, resource_id, during, kind, session_id)
       values ($1, $2, tstzrange($3::timestamptz, $4::timestamptz), 'session', $5) on conflict do nothing returning 1`,
      [businessId, id, instant(from), instant(to), sessionId],
    )
    if (taken.length === 1) return true
  }
  return false
}

type SessionRow = { id: number; resource_id: number; starts_at: Date; ends_at: Date }

const sessionOf = (row: SessionRow): Session => ({
  id: row.id,
  masterId: row.resource_id,
  start: minuteOf(row.starts_at),
  end: minuteOf(row.ends_at),
})

/** From when to when a client may book this service now, by notice and window. */
function bookable(catalog: Catalog, service: Service, location: Location, now: Minute): { from: Minute; to: Minute } {
  const rules = rulesOf(catalog, service)
  const today = localOf(location.timezone, now).date
  return { from: now + rules.noticeMinutes, to: instantOf(location.timezone, addDays(today, rules.windowDays), 0) }
}
