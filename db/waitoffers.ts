import type { Catalog, Minute } from '../domain/catalog.ts'
import { MOST_MISSES, OFFER_MINUTES } from '../domain/waitlist.ts'
import { book } from './book.ts'
import { cancel } from './cancel.ts'
import type { Catalogs } from './catalog.ts'
import type { Refusal } from './choose.ts'
import { leftBy, openPlace } from './openings.ts'
import { minuteOf, type Tx } from './sql.ts'
import { type Visit, visitById } from './visits.ts'
import { endWaiting, keepWaiting, noteOffer, type Waiting, wentUntold, wishOfWaiting } from './waitlist.ts'

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
