import { waitOfferView } from '../bot/waitlist.ts'
import { minuteOf } from '../db/sql.ts'
import { offeredBy } from '../db/waitoffers.ts'
import { isQuiet } from '../domain/reminders.ts'
import { type Handler, sendNotice, skipNotice, unreachable } from './handler.ts'

/** Who has less time than this to answer is not asked: the next one is, as soon as the hold ends. */
const LEAST_TIME = 3

/** Tells a client of the place that is held for them: they asked for it, so it goes out whoever leads their dialogue. */
export const tellOffer: Handler = async (tx, due) => {
  const { addressee, visit, catalog, notice, now } = due
  const entry = visit && (await offeredBy(tx, notice.businessId, visit.id))
  if (!entry || visit.status !== 'held') return skipNotice(tx, due, 'changed')
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const until = entry.offeredUntil ?? 0
  const late = minuteOf(now) + LEAST_TIME > until
  // Whom a member offers a place to by hand is asked at any hour: the member decided.
  const quiet = notice.memberId === null && isQuiet(zone, minuteOf(now))
  const reason = unreachable(addressee) ?? (addressee.barred ? 'barred' : late ? 'late' : quiet ? 'quiet' : null)
  if (reason !== null) return skipNotice(tx, due, reason)
  await sendNotice(tx, due, (say) => waitOfferView(catalog, say, entry, visit), {
    expiresAt: new Date(until * 60_000),
  })
}
