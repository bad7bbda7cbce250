import { extraView, feedbackView, nextWish, returnView } from '../bot/chains.ts'
import type { View } from '../bot/show.ts'
import type { Say } from '../bot/texts.ts'
import type { Catalogs } from '../db/catalog.ts'
import { noteStep } from '../db/chainanswers.ts'
import { type DueStep, paceSight, planNextStep, postponeStep, sightOf } from '../db/chainsteps.ts'
import { variantFor } from '../db/experiments.ts'
import { findExtra } from '../db/extras.ts'
import { marketingAllowed } from '../db/marketing.ts'
import { nearestSlots } from '../db/offer.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import { type Visit, visitById } from '../db/visits.ts'
import type { Catalog, Minute } from '../domain/catalog.ts'
import { chainOf, paceOf, type Step, servicesOf, silenceOf } from '../domain/chains.ts'
import { awakeFrom } from '../domain/marketing.ts'
import { nightAfter } from '../domain/reminders.ts'
import { addDays, instantOf, localOf } from '../domain/time.ts'
import { type Due, type Handler, sendNotice, skipNotice, unreachable, withholdNotice } from './handler.ts'

/**
 * Decides a step of a chain that is due: it goes out and the next one is planned, or it waits for the morning or its turn, or it is
 * skipped with the reason, and the chain ends.
 */
export const tellStep: Handler = async (tx, due) => {
  const { notice, catalog, addressee, now } = due
  const chain = chainOf(notice.chain)
  const step = chain?.steps[(notice.step ?? 0) - 1]
  if (!chain || !step || notice.triggerId === null || notice.step === null) return skipNotice(tx, due, 'gone')
  const place: DueStep = { ...notice, chain, step: notice.step, triggerId: notice.triggerId }
  const [sight, visit] = await Promise.all([
    sightOf(tx, place, now),
    visitById(tx, notice.businessId, notice.triggerId),
  ])
  if (!sight || !visit) return skipNotice(tx, due, 'gone')
  const minute = minuteOf(now)
  const reason =
    silenceOf(chain, step, sight, { due: minuteOf(notice.dueAt), now: minute }) ??
    (addressee.barred ? 'barred' : unreachable(addressee))
  if (reason !== null) return skipNotice(tx, due, reason)
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const awake = awakeFrom(zone, minute)
  if (awake > minute) return postponeStep(tx, notice.id, awake)
  const { perHour } = sight
  const turn = paceOf({ zone, perHour }, { ...(await paceSight(tx, place, { perHour, now })), now: minute })
  if (turn !== null) return postponeStep(tx, notice.id, turn)
  const chat = (chain.marketing && sight.agreed) || addressee.chat!
  if (chain.marketing) {
    const { businessId, clientId } = notice
    const answer = await marketingAllowed(tx, { businessId, clientId, channelId: chat.channelId, now })
    if (!answer.allowed) return skipNotice(tx, due, answer.reason)
  }
  const view = await viewOf(tx, due, { place, step, visit, zone })
  if (typeof view === 'string') return skipNotice(tx, due, view)
  const expiresAt = new Date(nightAfter(zone, minute) * 60_000)
  const tried = await variantFor(tx, catalog, { kind: 'chain', target: chain.name, clientId: notice.clientId })
  if (tried?.does.on === false) return withholdNotice(tx, due, tried)
  const sent = await sendNotice(tx, { ...due, addressee: { ...addressee, chat } }, view, {
    author: 'bot',
    expiresAt,
    tried,
  })
  if (!sent) return
  const services = servicesOf(
    catalog,
    visit.parts.map(({ serviceId }) => serviceId),
  )
  await planNextStep(tx, place, { zone, services, at: minute })
}

type Words = (say: Say) => View

/** What a step says; a reason where there is nothing to say. */
async function viewOf(
  tx: Tx,
  { catalog, now }: Due,
  { place, step, visit, zone }: { place: DueStep; step: Step; visit: Visit; zone: string },
): Promise<Words | string> {
  const { chain, id } = place
  const { text } = step
  const minute = minuteOf(now)
  if (chain.name === 'feedback') return (say) => feedbackView(catalog, say, visit)
  const catalogs = justThis(catalog)
  if (chain.name === 'upsell') {
    const extra = await findExtra(tx, catalogs, { catalog, visit, now: minute })
    if (!extra) return 'no_fit'
    await noteStep(tx, id, { extra })
    return (say) => extraView(catalog, say, { id, text, visit, extra })
  }
  const wish = nextWish(catalog, chain, visit)
  if (!wish && chain.name === 'return') return 'gone'
  const around = sameHour(zone, visit.start, minute)
  const slots = wish
    ? await nearestSlots(tx, catalogs, { businessId: visit.businessId, wish, now: minute, around })
    : []
  if (wish && slots.length === 0) return 'no_time'
  const rising = slots.toSorted((a, b) => a.start - b.start)
  return (say) => returnView(catalog, say, { id, text, visit, wish, slots: rising })
}

/** The hour of the visit, in two days: near enough to be meant, far enough to make room for. */
const sameHour = (zone: string, start: Minute, now: Minute): Minute =>
  instantOf(zone, addDays(localOf(zone, now).date, 2), localOf(zone, start).minutes)

/** The catalog that this notice is decided by. */
const justThis = (catalog: Catalog): Catalogs => ({ of: async () => catalog, last: () => catalog })
