import type { Minute } from '../domain/catalog.ts'
import { REACHABLE } from './reminders.ts'
import { instant, list, minuteOf, type Sql, type Tx } from './sql.ts'
import { OPEN, WAITING, type Waiting, type WaitingRow, waitingOf } from './waitlist.ts'

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
  const [row] = await tx.query<WaitingRow>(
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
  const rows = await tx.query<WaitingRow>(
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
