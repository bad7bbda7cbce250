import { Composer } from 'grammy'
import { consentText, grantConsent, hasConsent } from '../../db/clients.ts'
import { isDate } from '../../domain/time.ts'
import { chooseTime, confirmChoice } from '../booking/choose.ts'
import { dropDraft } from '../booking/drop.ts'
import { startsFor } from '../booking/offer.ts'
import { CONTACT, proceed, timesOrPerson } from '../booking/proceed.ts'
import { masterScreen, serviceScreen } from '../booking/screens.ts'
import { dayScreen } from '../booking/times.ts'
import { hasChoice, isClass, isDoneBy, locationOf, mastersFor, servicesAt, servicesOf } from '../booking/wish.ts'
import type { Ctx } from '../context.ts'
import { type Draft, newDraft } from '../draft.ts'
import { menuView } from '../menu.ts'
import { send, settle, show } from '../show.ts'

const CONSENT = 'personal_data'

/** The booking by buttons. Each tap stands alone: it reads the draft, so an old button still works or answers kindly. */
export const book = new Composer<Ctx>()

const tap = (trigger: string | RegExp, handle: (ctx: Ctx, match: readonly string[]) => Promise<void>) =>
  book.callbackQuery(trigger, async (ctx) => {
    await ctx.answerCallbackQuery()
    await handle(ctx, typeof ctx.match === 'string' ? [] : [...ctx.match])
  })

tap('book', (ctx) => beginBooking(ctx))
tap('resume', (ctx) => resume(ctx, { anew: true }))
tap('continue', (ctx) => resume(ctx))

tap(/^loc:(\d{1,15})$/, async (ctx, [, id]) => {
  const location = ctx.turn.catalog.locations.find((known) => known.id === Number(id))
  if (!location) return outdated(ctx)
  chooseLocation(draftOf(ctx), ctx, location.id)
  await resume(ctx)
})

tap(/^cat:(\d{1,15})(?::(\d{1,3}))?$/, async (ctx, [, id, page]) => {
  const draft = draftOf(ctx)
  draft.asked = 'service'
  const service = ctx.turn.catalog.services.find((known) => known.id === Number(id))
  await show(ctx, serviceScreen(ctx.turn, draft, service, Number(page ?? 0)))
})

tap(/^svc:(\d{1,15})$/, (ctx, [, id]) => chooseService(ctx, Number(id)))

// Back to the choice of services; those of a visit with several are chosen anew.
tap('services', async (ctx) => {
  const draft = draftOf(ctx)
  if (draft.asked !== 'service') Object.assign(draft, { services: [], master: undefined, start: undefined })
  draft.among = undefined
  draft.asked = 'service'
  await ctx.conversation.exitAll()
  if (locationOf(ctx.turn.catalog, draft)) await show(ctx, serviceScreen(ctx.turn, draft))
  else await proceed(ctx)
})

tap('more', async (ctx) => {
  const draft = draftOf(ctx)
  draft.among = undefined
  draft.asked = 'service'
  await show(ctx, serviceScreen(ctx.turn, draft))
})

tap('masters', async (ctx) => {
  const { draft, catalog } = ctx.turn
  if (!draft || draft.kind === 'cancel') return outdated(ctx)
  draft.start = undefined
  if (draft.kind === 'book') draft.master = undefined
  if (draft.kind === 'book' || !hasChoice(catalog, draft)) return resume(ctx)
  draft.asked = 'master'
  await show(ctx, masterScreen(ctx.turn, draft))
})

tap(/^mst:(\d{1,15})$/, (ctx, [, id]) => chooseMaster(ctx, Number(id) || null))

tap(/^day:(\d{4}-\d{2}-\d{2})(?::(\d{1,2}))?$/, async (ctx, [, date, page]) => {
  const { draft } = ctx.turn
  if (!draft || !date || !isDate(date) || draft.kind === 'cancel') return outdated(ctx)
  await askTime(ctx, draft)
  Object.assign(draft, { day: date, until: undefined, hours: undefined })
  await show(ctx, await timesOrPerson(ctx.turn, { page: Number(page ?? 0) }))
})

tap(/^days:(\d{1,3})$/, async (ctx, [, page]) => {
  const { draft } = ctx.turn
  if (!draft || draft.kind === 'cancel') return outdated(ctx)
  await showDays(ctx, draft, Number(page))
})

tap(/^time:(\d{1,10})$/, async (ctx, [, start]) => {
  if (!ctx.turn.draft || ctx.turn.draft.kind === 'cancel') return outdated(ctx)
  await ctx.conversation.exitAll()
  await chooseTime(ctx, Number(start))
})

tap('consent', async (ctx) => {
  const text = await consentText(ctx.turn.tx, ctx.turn.catalog.businessId, CONSENT, ctx.turn.say.language)
  if (text) await send(ctx, { text: text.body })
})

book.callbackQuery('agree', async (ctx) => {
  const { turn } = ctx
  const agreed = await hasConsent(turn.tx, turn.client.id, CONSENT)
  // Tapped twice: the question that follows is asked already.
  if (agreed && turn.draft?.asked === CONTACT && ctx.conversation.active(CONTACT) > 0)
    return ctx.answerCallbackQuery({ text: turn.say('consent-given') })
  await ctx.answerCallbackQuery()
  await agree(ctx)
})

tap('ok', (ctx) => confirmChoice(ctx))
tap('drop', (ctx) => drop(ctx))

/** A new booking from the beginning; a hold of an earlier one is replaced when the next time is chosen. */
export async function beginBooking(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const holdId = turn.draft?.kind === 'book' ? turn.draft.holdId : undefined
  await ctx.conversation.exitAll()
  turn.draft = { ...newDraft(), holdId }
  await proceed(ctx, { anew: true })
}

/** Goes on with the half-made booking or move, or begins a booking. */
export async function resume(ctx: Ctx, how: { anew?: boolean } = {}): Promise<void> {
  if (!ctx.turn.draft || ctx.turn.draft.kind === 'cancel') return beginBooking(ctx)
  await ctx.conversation.exitAll()
  await proceed(ctx, how)
}

/** Forgets what is half-made: a booking is not made, a visit stays as it is. */
export async function drop(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const key = turn.draft?.kind === 'move' || turn.draft?.kind === 'cancel' ? 'kept' : 'draft-dropped'
  await dropDraft(turn)
  await ctx.conversation.exitAll()
  await show(ctx, menuView(turn, turn.say(key)))
}

/** The free days of the draft, by pages. */
export async function showDays(ctx: Ctx, draft: Draft, page: number): Promise<void> {
  await askTime(ctx, draft)
  Object.assign(draft, { until: undefined, hours: undefined })
  const slots = await startsFor(ctx.turn, draft)
  await show(ctx, slots.length > 0 ? dayScreen(ctx.turn, draft, slots, page) : await timesOrPerson(ctx.turn))
}

async function askTime(ctx: Ctx, draft: Draft): Promise<void> {
  draft.start = undefined
  draft.asked = 'time'
  await ctx.conversation.exitAll()
}

/** Sets the branch; services that it does not have are chosen anew. */
export function chooseLocation(draft: Draft, { turn: { catalog } }: Ctx, id: number): void {
  if (draft.locationId === id) return
  const location = catalog.locations.find((known) => known.id === id)
  const offered = location ? servicesAt(catalog, location) : []
  const kept = servicesOf(catalog, draft).every((service) => offered.includes(service)) ? draft.services : []
  Object.assign(draft, { locationId: id, services: kept, master: undefined, start: undefined })
}

/** A service was chosen: one more where that was asked, else the only one. */
async function chooseService(ctx: Ctx, id: number): Promise<void> {
  const draft = draftOf(ctx)
  if (!ctx.turn.catalog.services.some((known) => known.id === id)) return outdated(ctx)
  putService(ctx, draft, id, draft.asked === 'service')
  await ctx.conversation.exitAll()
  await proceed(ctx)
}

/** Puts a service into the draft, beside the others or alone. A class stands alone; a master who does it stays. */
export function putService({ turn: { catalog } }: Ctx, draft: Draft, id: number, beside: boolean): void {
  const services = servicesOf(catalog, draft)
  const service = catalog.services.find((known) => known.id === id)
  if (!service) return
  const alone = !beside || isClass(service) || services.some(isClass)
  draft.among = undefined
  draft.services = alone ? [id] : [...new Set([...draft.services, id])]
  draft.start = undefined
  const { master } = draft
  const stays = typeof master === 'number' ? isDoneBy(servicesOf(catalog, draft), master) : !alone
  if (!stays) draft.master = undefined
}

/** Sets the master, null for any; of a move the one who takes it over. */
async function chooseMaster(ctx: Ctx, id: number | null): Promise<void> {
  const { draft, catalog } = ctx.turn
  const location = draft && locationOf(catalog, draft)
  if (!draft || !location || draft.services.length === 0 || draft.kind === 'cancel') return outdated(ctx)
  const services = servicesOf(catalog, draft)
  if (id !== null && !mastersFor(catalog, services, location).some((one) => one.id === id)) return outdated(ctx)
  if (draft.kind === 'move') {
    if (id === null || services.length > 1 || services.some(isClass)) return outdated(ctx)
    // With another master the same time is another place.
    if (draft.masters?.[0] !== id) draft.was = undefined
    draft.masters = [id]
  } else draft.master = id
  draft.start = undefined
  await ctx.conversation.exitAll()
  await proceed(ctx)
}

/** Records the consent to the newest text and goes on. */
export async function agree(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { tx, catalog, client, chat, now } = turn
  const text = await consentText(tx, catalog.businessId, CONSENT, turn.say.language)
  if (!text) throw new Error(`business ${catalog.businessId} has no consent text`)
  await grantConsent(tx, {
    businessId: catalog.businessId,
    clientId: client.id,
    channelId: chat.channelId,
    purpose: CONSENT,
    version: text.version,
    now,
  })
  const asksContact = turn.draft?.kind === 'book' && turn.draft.start !== undefined && !(client.name && client.phone)
  if (asksContact) await settle(ctx, turn.say('consent-given'))
  await resume(ctx)
}

/** A button whose time has passed: say so and show where things stand. */
export async function outdated(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  await send(ctx, menuView(turn, turn.say('old-button')))
}

/** The half-made booking, begun now if there is none. */
export function draftOf({ turn }: Ctx): Draft {
  if (turn.draft?.kind !== 'book') turn.draft = newDraft()
  return turn.draft!
}
