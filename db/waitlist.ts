import type { Catalog, Minute } from '../domain/catalog.ts'
import type { Wish } from '../domain/slots.ts'
import { MOST_KEPT, type WaitWish } from '../domain/waitlist.ts'
import { REACHABLE } from './reminders.ts'
import { instant, list, minuteOf, type Sql, type Tx } from './sql.ts'

export type WaitStatus = 'waiting' | 'offered' | 'booked' | 'declined' | 'expired' | 'cancelled'

/** Somebody who waits for a place. */
export type Waiting = {
  id: number
  businessId: number
  clientId: number
  chatId: number | null
  locationId: number
  services: number[]
  /** Null: any. */
  masterId: number | null
  wish: WaitWish
  endsAt: Minute
  status: WaitStatus
  passed: Minute[]
  misses: number
  /** The hold of what is offered; of a booked one its visit. */
  appointmentId: number | null
  offeredUntil: Minute | null
  near: Minute | null
  version: number
}

type Row = {
  id: number
  business_id: number
  client_id: number
  chat_id: number | null
  location_id: number
  services: number[]
  resource_id: number | null
  from_day: string
  to_day: string
  from_minute: number | null
  to_minute: number | null
  ends_at: Date
  status: WaitStatus
  passed: number[]
  misses: number
  appointment_id: number | null
  offered_until: Date | null
  near: Date | null
  version: number
}

const WAITING = `w.id, w.business_id, w.client_id, w.chat_id, w.location_id, to_json(w.services) as services, w.resource_id,
  w.from_day::text as from_day, w.to_day::text as to_day, w.from_minute, w.to_minute, w.ends_at, w.status, to_json(w.passed) as passed,
  w.misses, w.appointment_id, w.offered_until, w.near, w.version`
const OPEN = `w.status in ('waiting', 'offered')`

function waitingOf(row: Row): Waiting {
  const { from_minute: from, to_minute: to } = row
  return {
    id: row.id,
    businessId: row.business_id,
    clientId: row.client_id,
    chatId: row.chat_id,
    locationId: row.location_id,
    services: row.services,
    masterId: row.resource_id,
    wish: {
      days: { from: row.from_day, to: row.to_day },
      hours: from === null || to === null ? null : { from, to },
    },
    endsAt: minuteOf(row.ends_at),
    status: row.status,
    passed: row.passed,
    misses: row.misses,
    appointmentId: row.appointment_id,
    offeredUntil: row.offered_until && minuteOf(row.offered_until),
    near: row.near && minuteOf(row.near),
    version: row.version,
  }
}

/** What an entry asks of the slot engine: its master for every service that they do, anybody for the rest. */
export const wishOfWaiting = (catalog: Catalog, { locationId, services, masterId }: WaitedFor): Wish => ({
  locationId,
  parts: services.map((serviceId) => {
    const service = catalog.services.find(({ id }) => id === serviceId)
    const does = service?.capacity === 1 && service.masters.some(({ resourceId }) => resourceId === masterId)
    return { serviceId, masterId: does ? masterId : null }
  }),
})

/** What is waited for, apart from when. */
export type WaitedFor = Pick<Waiting, 'locationId' | 'services' | 'masterId'>

export type Joining = {
  businessId: number
  clientId: number
  chatId: number | null
  locationId: number
  services: readonly number[]
  masterId: number | null
  wish: WaitWish
  bounds: { from: Minute; to: Minute }
  /** Starts on offer now that the client does not want. */
  passed: readonly Minute[]
  catalogVersion: number
  memberId: number | null
  now: Minute
}

/** After so long it is looked for a place anyway: what became free while they joined was told to nobody. */
const FIRST_LOOK = 1

/** Puts a client into the list; who waits for the same service already has a new wish, and keeps their turn. */
export async function joinWaitlist(tx: Tx, joining: Joining): Promise<{ waiting: Waiting; repeated: boolean }> {
  const { wish, bounds, now } = joining
  const [row] = await tx.query<Row & { repeated: boolean }>(
    `insert into waitlist as w (business_id, client_id, chat_id, location_id, service_id, services, resource_id, from_day, to_day,
       from_minute, to_minute, begins_at, ends_at, status, passed, due_at, catalog_version, member_id, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6::bigint[], $7, $8::date, $9::date, $10, $11, $12::timestamptz, $13::timestamptz, 'waiting',
       $14::bigint[], $15::timestamptz, $16, $17, $18::timestamptz, $18::timestamptz)
     on conflict (client_id, service_id) where status in ('waiting', 'offered') do update set chat_id = coalesce(excluded.chat_id, w.chat_id),
       location_id = excluded.location_id, services = excluded.services, resource_id = excluded.resource_id, from_day = excluded.from_day,
       to_day = excluded.to_day, from_minute = excluded.from_minute, to_minute = excluded.to_minute, begins_at = excluded.begins_at,
       ends_at = excluded.ends_at, passed = excluded.passed, misses = 0, catalog_version = excluded.catalog_version,
       due_at = case w.status when 'offered' then w.due_at else excluded.due_at end, updated_at = excluded.updated_at,
       version = w.version + 1
     returning ${WAITING}, w.version > 1 as repeated`,
    [
      joining.businessId,
      joining.clientId,
      joining.chatId,
      joining.locationId,
      joining.services[0],
      list(joining.services),
      joining.masterId,
      wish.days.from,
      wish.days.to,
      wish.hours?.from,
      wish.hours?.to,
      instant(bounds.from),
      instant(bounds.to),
      list(joining.passed),
      instant(now + FIRST_LOOK),
      joining.catalogVersion,
      joining.memberId,
      instant(now),
    ],
  )
  return { waiting: waitingOf(row!), repeated: row!.repeated }
}

/** What a client waits for, in the order in which they asked. */
export async function waitingOfClient(sql: Sql, businessId: number, clientId: number): Promise<Waiting[]> {
  const rows = await sql.query<Row>(
    `select ${WAITING} from waitlist w where w.business_id = $1 and w.client_id = $2 and ${OPEN} order by w.created_at, w.id`,
    [businessId, clientId],
  )
  return rows.map(waitingOf)
}

/** Locks an entry, before any visit or resource; null when there is none (of this client). */
export async function lockWaiting(
  tx: Tx,
  { businessId, id, clientId }: { businessId: number; id: number; clientId?: number },
): Promise<Waiting | null> {
  const [row] = await tx.query<Row>(
    `select ${WAITING} from waitlist w where w.business_id = $1 and w.id = $2 and ($3::bigint is null or w.client_id = $3)
     for no key update`,
    [businessId, id, clientId],
  )
  return row ? waitingOf(row) : null
}

/** Businesses of whose list somebody is to be looked at, the longest waiting first. */
export async function businessesToLookAt(sql: Sql, now: Date, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select w.business_id as id from waitlist w where ${OPEN} and w.due_at <= $1::timestamptz
     group by w.business_id order by min(w.due_at) limit $2`,
    [now, limit],
  )
  return rows.map(({ id }) => id)
}

/** Locks an offer whose time is over, the oldest first; null when there is none. */
export async function lockUnanswered(tx: Tx, businessId: number, now: Date): Promise<Waiting | null> {
  const [row] = await tx.query<Row>(
    `select ${WAITING} from waitlist w where w.business_id = $1 and w.status = 'offered' and w.due_at <= $2::timestamptz
     order by w.due_at, w.id limit 1 for no key update`,
    [businessId, now],
  )
  return row ? waitingOf(row) : null
}

/**
 * Locks the first `most` who wait and are to be looked at, in the order of their turns; another node waits here, so that nobody is asked
 * before their turn.
 */
export async function lockDue(tx: Tx, businessId: number, now: Date, most: number): Promise<Waiting[]> {
  const due = `w.business_id = $1 and w.status = 'waiting' and w.due_at <= $2::timestamptz`
  const rows = await tx.query<Row>(
    `with first as (select w.id from waitlist w where ${due} order by w.created_at, w.id limit $3),
     -- Locked in the order of ids, as openings are spread: another order could deadlock.
     locked as (select w.* from waitlist w where w.id in (select id from first) and ${due} order by w.id for no key update)
     select ${WAITING} from locked w order by w.created_at, w.id`,
    [businessId, now, most],
  )
  return rows.map(waitingOf)
}

/** Whoever broke, the first to be looked at, is looked at later, and holds up nobody. */
export async function deferFirst(sql: Sql, businessId: number, now: Date, until: Date): Promise<void> {
  await sql.query(
    `update waitlist set due_at = $3::timestamptz where id = (select w.id from waitlist w where w.business_id = $1 and ${OPEN}
       and w.due_at <= $2::timestamptz order by w.status, case w.status when 'offered' then w.due_at else w.created_at end, w.id limit 1)`,
    [businessId, now, until],
  )
}

/** What beside the offer itself decides whether somebody is asked now. */
export type WaitSight = {
  /** A visit of that service which they booked since. */
  bookedId: number | null
  /** Some chat reaches them. */
  reachable: boolean
  barred: boolean
  erased: boolean
  /** Another place is offered to them until then. */
  offeredUntil: Minute | null
  /** Somebody else's hold among the wished days ends then. */
  nextHoldEnd: Minute | null
  leadId: number | null
}

/** Reads that, for locked entries; in the same order. */
export async function sightsOf(tx: Tx, entries: readonly Waiting[], now: Minute): Promise<WaitSight[]> {
  const rows = await tx.query<
    Omit<WaitSight, 'offeredUntil' | 'nextHoldEnd'> & { offered: Date | null; held: Date | null }
  >(
    `select (select a.id ${BOOKED} limit 1) as "bookedId", c.barred_at is not null as barred, c.erased_at is not null as erased,
       -- Who was merged into another waits as that one.
       c.merged_into is null and ${REACHABLE} as reachable,
       (select max(o.offered_until) from waitlist o where o.business_id = w.business_id and o.client_id = w.client_id
          and o.status = 'offered' and o.id <> w.id) as offered,
       (select min(h.hold_expires_at) from appointments h where h.business_id = w.business_id and h.location_id = w.location_id
          and h.status = 'held' and h.hold_expires_at > $2::timestamptz and h.starts_at < w.ends_at and h.ends_at > w.begins_at) as held,
       (select l.id from leads l where l.client_id = w.client_id order by l.created_at desc, l.id desc limit 1) as "leadId"
     from unnest($1::bigint[]) with ordinality as asked(id, n) join waitlist w on w.id = asked.id join clients c on c.id = w.client_id
     order by asked.n`,
    [list(entries.map(({ id }) => id)), instant(now)],
  )
  return rows.map(({ offered, held, ...rest }) => ({
    ...rest,
    offeredUntil: offered && minuteOf(offered),
    nextHoldEnd: held && minuteOf(held),
  }))
}

/** A visit ahead of `$2` that the client of entry `w` booked after they had joined. */
const BOOKED = `from appointments a join appointment_parts p on p.appointment_id = a.id
  where a.business_id = w.business_id and a.client_id = w.client_id and p.service_id = w.service_id
    and a.status in ('booked', 'confirmed') and a.created_at >= w.created_at and a.starts_at > $2::timestamptz`

/** Looks at a locked entry again at `due`, or as soon as something becomes free. */
export async function keepWaiting(
  tx: Tx,
  entry: Waiting,
  next: { due: Minute; catalogVersion: number; passed?: Minute },
): Promise<void> {
  await tx.query(
    `update waitlist set status = 'waiting', due_at = $2::timestamptz, near = null, catalog_version = $3, offered_until = null,
       appointment_id = null, passed = case when $4::bigint is null then passed else passed || $4::bigint end,
       misses = misses + case when $4::bigint is null then 0 else 1 end, version = version + 1
     where id = $1`,
    [entry.id, instant(next.due), next.catalogVersion, next.passed],
  )
}

/** Looks at locked entries that wait for nothing yet again, each at its `due`, or as soon as something becomes free. */
export async function keepAll(tx: Tx, kept: readonly { id: number; due: Minute }[], catalogVersion: number) {
  if (kept.length === 0) return
  await tx.query(
    `update waitlist w set due_at = to_timestamp(k.due * 60), near = null, catalog_version = $3
     from unnest($1::bigint[], $2::bigint[]) as k(id, due) where w.id = k.id`,
    [list(kept.map(({ id }) => id)), list(kept.map(({ due }) => due)), catalogVersion],
  )
}

/** Notes that a held place is offered to a locked entry, and plans the word about it. `memberId`: who offers by hand. */
export async function noteOffer(
  tx: Tx,
  entry: Waiting,
  offer: { appointmentId: number; until: Minute; now: Date; catalogVersion: number; memberId: number | null },
): Promise<void> {
  await Promise.all([
    tx.query(
      `update waitlist set status = 'offered', appointment_id = $2, offered_until = $3::timestamptz, due_at = $3::timestamptz,
         near = null, catalog_version = $4, version = version + 1, updated_at = $5::timestamptz where id = $1`,
      [entry.id, offer.appointmentId, instant(offer.until), offer.catalogVersion, offer.now],
    ),
    tx.query(
      `insert into notices (business_id, kind, appointment_id, version, client_id, status, due_at, member_id, data, created_at)
       values ($1, 'waitlist_offer', $2, 1, $3, 'planned', $4::timestamptz, $5, jsonb_build_object('entry', $6::bigint), $4::timestamptz)
       on conflict do nothing`,
      [entry.businessId, offer.appointmentId, entry.clientId, offer.now, offer.memberId, entry.id],
    ),
  ])
}

/** The entry to which a held place is offered; null when it is not any more. */
export async function offeredBy(sql: Sql, businessId: number, appointmentId: number): Promise<Waiting | null> {
  const [row] = await sql.query<Row>(
    `select ${WAITING} from waitlist w where w.business_id = $1 and w.appointment_id = $2 and w.status = 'offered'`,
    [businessId, appointmentId],
  )
  return row ? waitingOf(row) : null
}

/** True when the word about a held place came too late, or fell into the night: its client knows nothing of the offer. */
export async function wentUntold(sql: Sql, businessId: number, appointmentId: number): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from notices where business_id = $1 and appointment_id = $2 and kind = 'waitlist_offer' and status = 'skipped'
       and reason in ('late', 'quiet')`,
    [businessId, appointmentId],
  )
  return rows.length > 0
}

/** Ends a locked entry. */
export async function endWaiting(
  tx: Tx,
  id: number,
  status: Exclude<WaitStatus, 'waiting' | 'offered'>,
  now: Date,
  appointmentId: number | null = null,
): Promise<void> {
  await tx.query(
    `update waitlist set status = $2, appointment_id = $3, due_at = null, offered_until = null, version = version + 1,
       updated_at = $4::timestamptz where id = $1`,
    [id, status, appointmentId, now],
  )
}

/** The client has said yes and is asked for the rest: their place is kept until then, but no longer than `MOST_KEPT` after it was offered. */
export async function prolongOffer(tx: Tx, entry: Waiting, until: Minute): Promise<void> {
  await tx.query(
    `with held as (update appointments set hold_expires_at = least($2::timestamptz, created_at + make_interval(mins => ${MOST_KEPT}))
         where id = $1 and status = 'held' returning hold_expires_at as until),
       kept as (update occupancies o set expires_at = held.until from held where o.appointment_id = $1 and o.kind = 'hold')
     update waitlist w set offered_until = held.until, due_at = held.until from held where w.appointment_id = $1`,
    [entry.appointmentId, instant(until)],
  )
}
