import type { Delivery } from '../bot/deliver.ts'
import type { Catalogs } from '../db/catalog.ts'
import { logEvent } from '../db/clients.ts'
import { findOffer } from '../db/offer.ts'
import { spreadOpenings } from '../db/openings.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import {
  businessesToLookAt,
  deferFirst,
  endWaiting,
  firstToLookAt,
  keepWaiting,
  sightOf,
  type Waiting,
  wishOfWaiting,
} from '../db/waitlist.ts'
import { endOffer, offerPlace } from '../db/waitoffers.ts'
import { afterNight, boundsOf, placesFor } from '../domain/waitlist.ts'

export type Offering = { delivery: Delivery; catalogs: Catalogs; onError: (error: unknown) => void }

const RETRY_MS = 60_000
/** Somebody took a place meanwhile: so many others are tried before it is looked again a minute later. */
const MOST_TRIES = 3

/**
 * Offers what became free to those who wait, in their order, each with a hold; ends offers that nobody answered, and waiting that is over.
 * Each entry in a transaction of its own, at most `limit`; returns how many were looked at.
 */
export async function offerFreed(offering: Offering, limit: number): Promise<number> {
  const { db, clock } = offering.delivery
  let done = 0
  while (done < limit) {
    await spreadOpenings(db, clock())
    const businesses = await businessesToLookAt(db, clock(), limit)
    if (businesses.length === 0) return done
    for (const businessId of businesses) {
      try {
        for (; done < limit; done++) if (!(await db.transaction((tx) => lookAtFirst(offering, tx, businessId)))) break
      } catch (error) {
        offering.onError(error)
        done++
        await deferFirst(db, businessId, clock(), new Date(clock().getTime() + RETRY_MS))
      }
    }
  }
  return done
}

/** Looks at the first in order of a business; false when nobody is to be looked at. */
async function lookAtFirst({ delivery, catalogs }: Offering, tx: Tx, businessId: number): Promise<boolean> {
  const now = delivery.clock()
  const entry = await firstToLookAt(tx, businessId, now)
  if (!entry) return false
  if (entry.status === 'offered') {
    const { version } = await catalogs.of(tx, businessId)
    await endOffer(tx, entry, { now, catalogVersion: version, by: 'system' })
    await log(tx, entry, 'waitlist_unanswered', now)
  } else await offerTo(tx, catalogs, entry, now)
  return true
}

/** Offers a place to somebody whose turn it is, if there is one for them, or says when to look again. */
async function offerTo(tx: Tx, catalogs: Catalogs, entry: Waiting, now: Date): Promise<void> {
  const minute = minuteOf(now)
  const { businessId, wish, passed, near } = entry
  if (minute >= entry.endsAt) return endWaiting(tx, entry.id, 'expired', now)
  const catalog = await catalogs.of(tx, businessId)
  const sight = await sightOf(tx, entry, minute)
  if (sight.erased || sight.barred) return endWaiting(tx, entry.id, 'cancelled', now)
  if (sight.bookedId !== null) return endWaiting(tx, entry.id, 'booked', now, sight.bookedId)
  const later = (wanted: number | null) => {
    const due = Math.min(Math.max(wanted ?? entry.endsAt, minute + 1), entry.endsAt)
    return keepWaiting(tx, entry, { due, catalogVersion: catalog.version })
  }
  const location = catalog.locations.find(({ id }) => id === entry.locationId)
  if (!sight.reachable || !location) return later(null)
  if (sight.offeredUntil !== null) return later(sight.offeredUntil)
  const awake = afterNight(location.timezone, minute)
  if (awake > minute) return later(awake)
  const bounds = boundsOf(location.timezone, wish)
  const range = { from: Math.max(minute, bounds.from), to: bounds.to }
  const asked = wishOfWaiting(catalog, entry)
  const offer = await findOffer(tx, catalogs, { businessId, wish: asked, now: minute, range })
  const starts = offer.map(({ start }) => start)
  const places = placesFor(starts, { zone: location.timezone, wish, passed, near, now: minute })
  for (const start of places.slice(0, MOST_TRIES)) {
    const offered = await offerPlace(tx, catalogs, entry, {
      catalog,
      start,
      leadId: sight.leadId,
      now,
      memberId: null,
    })
    if (offered.ok) return log(tx, entry, 'waitlist_offered', now, offered.visit.id)
  }
  // What somebody only holds may be free again soon.
  await later(places.length > 0 ? minute + 1 : sight.nextHoldEnd)
}

const log = (tx: Tx, { id, businessId, clientId, chatId }: Waiting, kind: string, at: Date, appointmentId?: number) =>
  logEvent(tx, { businessId, kind, at, chatId, clientId, appointmentId, data: { entry: id } })
