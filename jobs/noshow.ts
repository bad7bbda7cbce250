import { draftAgain } from '../bot/booking/again.ts'
import { wishFrom } from '../bot/booking/wish.ts'
import { type MissedOffer, missedView } from '../bot/missed.ts'
import { trialAt, variantFor } from '../db/experiments.ts'
import { marketingAllowed } from '../db/marketing.ts'
import { noShowsOf } from '../db/noshows.ts'
import { noteMarketing, postponeNotice } from '../db/notices.ts'
import { nearestSlots } from '../db/offer.ts'
import { giveOffer, wasGiven } from '../db/offers.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import type { Visit } from '../db/visits.ts'
import type { Shown } from '../domain/experiments.ts'
import { NO_SHOW_DAYS } from '../domain/offers.ts'
import { isQuiet, morningAfter, nightAfter } from '../domain/reminders.ts'
import { addDays, instantOf, localOf } from '../domain/time.ts'
import { type Due, type Handler, sendNotice, skipNotice, unreachable } from './handler.ts'

/** Later than this it is no news to anybody. */
const LATE_MS = 86_400_000
const SOURCE = 'no_show'
/** Where a discount may be tried. */
const PLACE = { kind: 'offer', target: SOURCE } as const

/**
 * A kind word to who did not come, with the nearest places for the same and, where offers are agreed to, a discount: once a year, and
 * not to those whose bookings a person confirms.
 */
export const tellNoShow: Handler = async (tx, due) => {
  const { notice, visit, catalog, catalogs, now } = due
  if (!visit) return skipNotice(tx, due, 'gone')
  const reason = reasonAgainst(due, visit)
  if (reason !== null) return skipNotice(tx, due, reason)
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const minute = minuteOf(now)
  if (isQuiet(zone, minute) && !notice.data.byHand)
    return postponeNotice(tx, notice.id, new Date(morningAfter(zone, minute) * 60_000))
  const { businessId, clientId } = visit
  const { afterNoShows, noShowsFrom } = catalog.settings
  const byPerson = afterNoShows !== 'nothing' && (await noShowsOf(tx, { businessId, clientId, now })) >= noShowsFrom
  const draft = draftAgain(catalog, visit)
  const wish = draft && wishFrom(catalog, draft)
  const slots =
    wish && !byPerson ? await nearestSlots(tx, catalogs, { businessId, wish, now: minute, around: minute }) : []
  const { offer, tried } = byPerson ? NOTHING : await discountFor(tx, due, visit)
  if (offer) await noteMarketing(tx, notice.id)
  const starts = slots.map(({ start }) => start).sort((a, b) => a - b)
  const expiresAt = new Date(nightAfter(zone, minute) * 60_000)
  await sendNotice(tx, due, (say) => missedView(catalog, say, visit, { starts, offer, byPerson }), {
    author: 'bot',
    expiresAt,
    tried,
  })
}

function reasonAgainst({ addressee, notice, now }: Due, visit: Visit): string | null {
  const { status } = visit
  if (status === 'arrived' || status === 'paid') return 'here'
  if (status !== 'no_show') return 'changed'
  if (addressee.test) return 'test'
  if (addressee.barred) return 'barred'
  // Who talks with a person, or waits for one, hears it from them.
  if (addressee.chat && addressee.chat.owner !== 'bot') return 'person'
  return unreachable(addressee) ?? (now.getTime() - notice.dueAt.getTime() >= LATE_MS ? 'late' : null)
}

type Discount = { offer: MissedOffer | null; tried: Shown | null }
const NOTHING: Discount = { offer: null, tried: null }

/**
 * The discount by the business's rule, or by what is being tried, if the client may be offered one in this chat and has had none for
 * this within a year.
 */
async function discountFor(tx: Tx, { addressee, catalog, texts, now }: Due, visit: Visit): Promise<Discount> {
  const { noShowPercent, noShowDays } = catalog.settings
  const { businessId, clientId } = visit
  if (!addressee.chat || (noShowPercent === 0 && !trialAt(catalog, PLACE))) return NOTHING
  const { channelId } = addressee.chat
  if (!(await marketingAllowed(tx, { businessId, clientId, channelId, now })).allowed) return NOTHING
  // Asked when nobody else can give one: that permission is one node's at a time.
  const since = new Date(now.getTime() - NO_SHOW_DAYS * 86_400_000)
  if (await wasGiven(tx, { businessId, clientId, source: SOURCE, since })) return NOTHING
  const tried = await variantFor(tx, catalog, { ...PLACE, clientId })
  const percent = tried?.does.percent ?? noShowPercent
  if (percent === 0) return { offer: null, tried }
  const { date } = localOf(catalog.timezone, minuteOf(now))
  const expiresAt = new Date(instantOf(catalog.timezone, addDays(date, noShowDays + 1), 0) * 60_000)
  const reason = texts.of(catalog).in('ru')('offer-no-show')
  const about = { businessId, clientId, appointmentId: visit.id, source: SOURCE, reason }
  return { offer: await giveOffer(tx, { ...about, percent, expiresAt, now }), tried }
}
