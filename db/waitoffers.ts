import type { Catalog, Minute } from '../domain/catalog.ts'
import { MOST_KEPT, MOST_MISSES, OFFER_MINUTES } from '../domain/waitlist.ts'
import { book } from './book.ts'
import { cancel } from './cancel.ts'
import type { Catalogs } from './catalog.ts'
import type { Refusal } from './choose.ts'
import { leftBy, openPlace } from './openings.ts'
import { instant, minuteOf, type Sql, type Tx } from './sql.ts'
import { type Visit, visitById } from './visits.ts'
import { endWaiting, WAITING, type Waiting, type WaitingRow, waitingOf, wishOfWaiting } from './waitlist.ts'
import { keepWaiting } from './waitturns.ts'

type Offering = {
  catalog: Catalog
  start: Minute
  leadId: number | null
  now: Date
  /** Who offers by hand; null: nobody. */
  memberId: number | null
  /** The master whom a member chose. */
  masterId?: number | null
}

/** Holds a place for a locked entry and plans the word about it; refusals leave the entry as it was. */
export async function offerPlace(
  tx: Tx,
  catalogs: Catalogs,
  entry: Waiting,
  offering: Offering,
): Promise<{ ok: true; visit: Visit } | Refusal> {
  const { catalog, start, leadId, now, memberId } = offering
  const { businessId, clientId, chatId } = entry
  const masterId = offering.masterId ?? entry.masterId
  const held = await book(tx, catalogs, {
    businessId,
    key: `waitlist:${entry.id}:${entry.version}`,
    wish: wishOfWaiting(catalog, { ...entry, masterId }),
    start,
    clientId,
    chatId,
    leadId,
    door: 'waitlist',
    now: minuteOf(now),
    hold: true,
    holdMinutes: OFFER_MINUTES,
    byStaff: memberId !== null,
  })
  if (!held.ok) return held
  const until = minuteOf(now) + OFFER_MINUTES
  await noteOffer(tx, entry, { appointmentId: held.visit.id, until, now, catalogVersion: catalog.version, memberId })
  return { ok: true, visit: held.visit }
}

/**
 * Ends the offer of a locked entry. A client who booked it meanwhile has what they wanted; else the hold ends, its place is free for the
 * next, and the entry waits on without it. Who has not
 * wanted several in a row is asked no more; who was never told of the place is looked at anew, in their turn.
 */
export async function endOffer(
  tx: Tx,
  entry: Waiting,
  { now, catalogVersion, by }: { now: Date; catalogVersion: number; by: 'client' | 'member' | 'system' },
): Promise<void> {
  const minute = minuteOf(now)
  const { businessId, appointmentId } = entry
  const visit = appointmentId === null ? null : await visitById(tx, businessId, appointmentId)
  if (visit && visit.status !== 'held' && visit.status !== 'cancelled') {
    return endWaiting(tx, entry.id, 'booked', now, visit.id)
  }
  if (visit) {
    const { id, version } = visit
    const reason = by === 'system' ? 'hold expired' : 'not wanted'
    if (visit.status === 'held') await cancel(tx, { businessId, id, version, by, reason, now: minute })
    await openPlace(tx, leftBy(visit, minute), true)
  }
  const untold = by === 'system' && visit !== null && (await wentUntold(tx, businessId, visit.id))
  if (untold) await keepWaiting(tx, entry, { due: minute, catalogVersion })
  else if (entry.misses + 1 >= MOST_MISSES) await endWaiting(tx, entry.id, 'declined', now)
  else await keepWaiting(tx, entry, { due: entry.endsAt, catalogVersion, passed: visit?.start })
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
  const [row] = await sql.query<WaitingRow>(
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
