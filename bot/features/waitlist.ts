import { Composer } from 'grammy'
import { hasConsent } from '../../db/clients.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import { endWaiting, lockWaiting, type Waiting, waitingOfClient } from '../../db/waitlist.ts'
import { endOffer, prolongOffer } from '../../db/waitoffers.ts'
import { OFFER_MINUTES } from '../../domain/waitlist.ts'
import { confirmChoice } from '../booking/choose.ts'
import { dropDraft } from '../booking/drop.ts'
import { holdPlace } from '../booking/hold.ts'
import { proceed } from '../booking/proceed.ts'
import { declineOffer, joinView, logWait } from '../booking/waiting.ts'
import { locationOf, servicesOf, zoneOf } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import { newDraft } from '../draft.ts'
import { menuView } from '../menu.ts'
import { button, send, show } from '../show.ts'
import { leaveButton, waitedIn, waitWords } from '../waitlist.ts'
import { sayMoment } from '../words.ts'
import { outdated } from './book.ts'

/** The waitlist by buttons: to join it, to leave it, to answer an offer. */
export const waitlist = new Composer<Ctx>()

waitlist.callbackQuery(/^wl:/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await joinByButton(ctx, ctx.callbackQuery.data)
})

waitlist.callbackQuery(/^wx:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const entry = await entryOf(ctx.turn, Number(ctx.match[1]))
  const left = entry && (await leave(ctx.turn, entry))
  await show(ctx, menuView(ctx.turn, left ? leftWords(ctx.turn, entry) : ctx.turn.say('wait-none')))
})

waitlist.callbackQuery(/^wn:(\d{1,15}):(\d{1,10})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await show(ctx, await decline(ctx.turn, Number(ctx.match[1]), Number(ctx.match[2])))
})

waitlist.callbackQuery(/^wy:(\d{1,15}):(\d{1,10})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await accept(ctx, Number(ctx.match[1]), Number(ctx.match[2]))
})

export const entryOf = ({ tx, catalog, client }: Turn, id: number): Promise<Waiting | null> =>
  lockWaiting(tx, { businessId: catalog.businessId, id, clientId: client.id })

/** Joins for the days that a button names; the half-made booking says what for. */
export async function joinByButton(ctx: Ctx, data: string): Promise<void> {
  const { turn } = ctx
  const { draft, catalog } = turn
  const wish = waitedIn(data)
  const ready = draft?.kind === 'book' && locationOf(catalog, draft) && servicesOf(catalog, draft).length > 0
  if (!wish || !ready) return outdated(ctx)
  await send(ctx, await joinView(turn, wish))
}

/** Takes a client out of the list, and gives back what is offered to them; false when they are not in it any more. */
export async function leave(turn: Turn, entry: Waiting): Promise<boolean> {
  if (entry.status !== 'waiting' && entry.status !== 'offered') return false
  const { tx, catalog, now } = turn
  if (entry.status === 'offered') await endOffer(tx, entry, { now, catalogVersion: catalog.version, by: 'client' })
  await endWaiting(tx, entry.id, 'cancelled', now)
  await logWait(turn, entry, 'waitlist_left')
  return true
}

export const leftWords = ({ catalog, say }: Turn, entry: Waiting) =>
  say('wait-left', { what: waitWords(catalog, say, entry).what })

/** «Не подходит»: the next is asked; what the client reads. */
export async function decline(turn: Turn, id: number, start: number) {
  const { say, catalog } = turn
  const offer = await offerOf(turn, id, start)
  if (!offer) return goneView(turn, await entryOf(turn, id), start)
  await declineOffer(turn, id)
  const entry = await entryOf(turn, id)
  if (entry?.status !== 'waiting') return menuView(turn, say('wait-declined-last'))
  return { text: say('wait-declined', waitWords(catalog, say, entry)), buttons: [[leaveButton(say, entry)]] }
}

/** The entry and the visit that is held, where this place still is what is offered to the client. */
export async function offerOf(turn: Turn, id: number, start: number): Promise<{ entry: Waiting; visit: Visit } | null> {
  const entry = await entryOf(turn, id)
  if (entry?.status !== 'offered' || entry.appointmentId === null) return null
  const visit = await visitById(turn.tx, entry.businessId, entry.appointmentId)
  return visit?.status === 'held' && visit.start === start ? { entry, visit } : null
}

/** True for a client of whom nothing is to be asked before a booking. */
export const isKnown = async ({ tx, client }: Turn): Promise<boolean> =>
  Boolean(client.name && client.phone) && (await hasConsent(tx, client.id, 'personal_data'))

/** «Записаться»: booked at once where all is known, else the rest is asked while the place is kept. A late answer wins while nobody has it. */
async function accept(ctx: Ctx, id: number, start: number): Promise<void> {
  const { turn } = ctx
  const entry = await entryOf(turn, id)
  if (!entry) return outdated(ctx)
  if (entry.status === 'booked') return confirmChoice(ctx)
  const offer = await offerOf(turn, id, start)
  if (turn.draft?.waitId === id && turn.draft.start === start) return proceed(ctx, { anew: true })
  await dropDraft(turn)
  await ctx.conversation.exitAll()
  const { locationId, services, masterId } = entry
  turn.draft = { ...newDraft(), locationId, services, master: masterId, start, waitId: id, asked: 'confirm' }
  if (offer) turn.draft.holdId = offer.visit.id
  else if (start <= turn.minute || typeof (await holdPlace(turn, start)) === 'string') {
    turn.draft = null
    return show(ctx, goneView(turn, entry, start))
  }
  if (await isKnown(turn)) return confirmChoice(ctx)
  if (offer) await prolongOffer(turn.tx, entry, turn.minute + OFFER_MINUTES)
  await proceed(ctx, { anew: true })
}

/** Somebody else has the place by now: kindly, and whether the client waits on. */
function goneView(turn: Turn, entry: Waiting | null, start: number) {
  const { say, catalog } = turn
  const zone = catalog.locations.find(({ id }) => id === entry?.locationId)?.timezone ?? zoneOf(catalog, null)
  const time = sayMoment(say.language, zone, start)
  if (entry?.status === 'waiting' || entry?.status === 'offered')
    return { text: say('wait-gone', { time }), buttons: [[leaveButton(say, entry)]] }
  return { text: say('wait-gone-last', { time }), buttons: [[button(say('menu-book'), 'book')]] }
}

/** What a client waits for, as lines with a button to leave each. */
export async function waitingView(turn: Turn) {
  const { tx, catalog, client, say } = turn
  const entries = await waitingOfClient(tx, catalog.businessId, client.id)
  return {
    lines: entries.map((entry) => say('wait-line', waitWords(catalog, say, entry))),
    buttons: entries.map((entry, index) => [
      entries.length > 1 ? button(`${index + 1}. ${say('wait-leave')}`, `wx:${entry.id}`) : leaveButton(say, entry),
    ]),
    entries,
  }
}
