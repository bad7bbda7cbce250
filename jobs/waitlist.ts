import type { Delivery } from '../bot/deliver.ts'
import type { Catalogs } from '../db/catalog.ts'
import { logEvent } from '../db/clients.ts'
import { findOffers } from '../db/offer.ts'
import { spreadOpenings } from '../db/openings.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import { endWaiting, type Waiting, wishOfWaiting } from '../db/waitlist.ts'
import { endOffer, offerPlace } from '../db/waitoffers.ts'
import {
  businessesToLookAt,
  deferFirst,
  keepAll,
  lockDue,
  lockUnanswered,
  sightsOf,
  type WaitSight,
} from '../db/waitturns.ts'
import type { Catalog, Minute } from '../domain/catalog.ts'
import { afterNight, boundsOf, placesFor } from '../domain/waitlist.ts'

export type Offering = { delivery: Delivery; catalogs: Catalogs; onError: (error: unknown) => void }

const RETRY_MS = 60_000
/** Somebody took a place meanwhile: so many others are tried before it is looked again a minute later. */
const MOST_TRIES = 3
/** So many are looked at in one transaction. */
const TOGETHER = 500

/**
 * Offers what became free to those who wait, in their order, each with a hold; ends offers that nobody answered, and waiting that is over.
 * Stops after `limit` entries; returns how many were looked at.
 */
export async function offerFreed(offering: Offering, limit: number): Promise<number> {
  const { db, clock } = offering.delivery
  let done = 0
  while (done < limit) {
    await spreadOpenings(db, clock())
    const businesses = await businessesToLookAt(db, clock(), limit)
    if (businesses.length === 0) return done
    for (const businessId of businesses) {
      for (let most = TOGETHER; done < limit; ) {
        try {
          const seen = await db.transaction((tx) => lookAt(offering, tx, businessId, most))
          if (seen === 0) break
          done += seen
        } catch (error) {
          if (most === 1) {
            offering.onError(error)
            done++
            await deferFirst(db, businessId, clock(), new Date(clock().getTime() + RETRY_MS))
          }
          // One of them broke: now each alone, so that only that one has to wait.
          most = 1
        }
      }
    }
  }
  return done
}

/** Ends one offer, or looks at the first `most` who wait and makes at most one of them an offer; returns at how many it looked. */
async function lookAt({ delivery, catalogs }: Offering, tx: Tx, businessId: number, most: number): Promise<number> {
  const now = delivery.clock()
  const unanswered = await lockUnanswered(tx, businessId, now)
  if (unanswered) {
    const { version } = await catalogs.of(tx, businessId)
    await endOffer(tx, unanswered, { now, catalogVersion: version, by: 'system' })
    await log(tx, unanswered, 'waitlist_unanswered', now)
    return 1
  }
  const entries = await lockDue(tx, businessId, now, most)
  if (entries.length === 0) return 0
  const catalog = await catalogs.of(tx, businessId)
  const minute = minuteOf(now)
  const sights = await sightsOf(tx, entries, minute)
  const verdicts = entries.map((entry, i) => ({
    entry,
    sight: sights[i]!,
    ...judge(catalog, entry, sights[i]!, minute),
  }))
  const wishes = verdicts.flatMap(({ entry, asked }) =>
    asked ? [{ wish: wishOfWaiting(catalog, entry), range: asked.range }] : [],
  )
  const offers = (await findOffers(tx, catalog, wishes, minute)).values()
  const kept: { id: number; due: Minute }[] = []
  let asked = 0
  for (const { entry, sight, over, due, asked: search } of verdicts) {
    if (over) await endWaiting(tx, entry.id, over, now, sight.bookedId)
    else if (!search) kept.push({ id: entry.id, due })
    else {
      const starts = offers.next().value!.map(({ start }) => start)
      const places = placesFor(starts, { zone: search.zone, ...entry, now: minute })
      if (places.length === 0) kept.push({ id: entry.id, due })
      else if (
        asked++ === 0 &&
        !(await offerOne(tx, catalogs, { catalog, entry, places, leadId: sight.leadId, now }))
      ) {
        // What somebody only holds may be free again soon.
        kept.push({ id: entry.id, due: minute + 1 })
      }
    }
  }
  await keepAll(tx, kept, catalog.version)
  return entries.length - Math.max(asked - 1, 0)
}

type Verdict = {
  /** Their waiting is over. */
  over?: 'expired' | 'cancelled' | 'booked'
  /** Without an offer they are looked at again then. */
  due: Minute
  /** Where their place is looked for now. */
  asked?: { zone: string; range: { from: Minute; to: Minute } }
}

/** What is to be done about somebody who waits, apart from what is free. */
function judge(catalog: Catalog, entry: Waiting, sight: WaitSight, minute: Minute): Verdict {
  const { endsAt, wish } = entry
  const at = (wanted: Minute) => Math.min(Math.max(wanted, minute + 1), endsAt)
  if (minute >= endsAt) return { over: 'expired', due: endsAt }
  if (sight.erased || sight.barred) return { over: 'cancelled', due: endsAt }
  if (sight.bookedId !== null) return { over: 'booked', due: endsAt }
  const location = catalog.locations.find(({ id }) => id === entry.locationId)
  if (!sight.reachable || !location) return { due: endsAt }
  if (sight.offeredUntil !== null) return { due: at(sight.offeredUntil) }
  const zone = location.timezone
  const awake = afterNight(zone, minute)
  if (awake > minute) return { due: at(awake) }
  const bounds = boundsOf(zone, wish)
  const range = { from: Math.max(minute, bounds.from), to: bounds.to }
  return { due: at(sight.nextHoldEnd ?? endsAt), asked: { zone, range } }
}

/** Offers the first of some places that can be had; false when somebody took them meanwhile. */
async function offerOne(
  tx: Tx,
  catalogs: Catalogs,
  { places, entry, ...about }: { catalog: Catalog; entry: Waiting; places: Minute[]; leadId: number | null; now: Date },
): Promise<boolean> {
  for (const start of places.slice(0, MOST_TRIES)) {
    const offered = await offerPlace(tx, catalogs, entry, { ...about, start, memberId: null })
    if (!offered.ok) continue
    await log(tx, entry, 'waitlist_offered', about.now, offered.visit.id)
    return true
  }
  return false
}

const log = (tx: Tx, { id, businessId, clientId, chatId }: Waiting, kind: string, at: Date, appointmentId?: number) =>
  logEvent(tx, { businessId, kind, at, chatId, clientId, appointmentId, data: { entry: id } })
