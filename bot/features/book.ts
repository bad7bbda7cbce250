import { Composer } from 'grammy'
import { consentText, grantConsent } from '../../db/clients.ts'
import { isDate } from '../../domain/time.ts'
import { chooseTime, confirmChoice } from '../booking/choose.ts'
import { dropDraft } from '../booking/drop.ts'
import { startsFor } from '../booking/offer.ts'
import { proceed } from '../booking/proceed.ts'
import { dayScreen, serviceScreen, timeScreen } from '../booking/screens.ts'
import { locationOf, mastersFor, servicesOf } from '../booking/wish.ts'
import type { Ctx } from '../context.ts'
import { newDraft } from '../draft.ts'
import { menuView } from '../menu.ts'
import { send, show } from '../show.ts'

const CONSENT = 'personal_data'

/** The booking by buttons. Each tap stands alone: it reads the draft, so an old button still works or answers kindly. */
export const book = new Composer<Ctx>()

book.callbackQuery('book', async (ctx) => {
  await ctx.answerCallbackQuery()
  await beginBooking(ctx)
})

book.callbackQuery('resume', async (ctx) => {
  await ctx.answerCallbackQuery()
  await resume(ctx)
})

book.callbackQuery(/^loc:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const draft = draftOf(ctx)
  const location = ctx.turn.catalog.locations.find((known) => known.id === Number(ctx.match[1]))
  if (location && draft.locationId !== location.id) Object.assign(draft, { ...newDraft(), locationId: location.id })
  await resume(ctx)
})

book.callbackQuery(/^cat:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const draft = draftOf(ctx)
  draft.asked = 'service'
  const service = ctx.turn.catalog.services.find((known) => known.id === Number(ctx.match[1]))
  await show(ctx, serviceScreen(ctx.turn, draft, service))
})

book.callbackQuery(/^svc:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await chooseService(ctx, Number(ctx.match[1]))
})

book.callbackQuery('more', async (ctx) => {
  await ctx.answerCallbackQuery()
  const draft = draftOf(ctx)
  draft.asked = 'service'
  await show(ctx, serviceScreen(ctx.turn, draft))
})

book.callbackQuery('masters', async (ctx) => {
  await ctx.answerCallbackQuery()
  const draft = draftOf(ctx)
  draft.master = undefined
  draft.start = undefined
  await resume(ctx)
})

book.callbackQuery(/^mst:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await chooseMaster(ctx, Number(ctx.match[1]) || null)
})

book.callbackQuery(/^day:(\d{4}-\d{2}-\d{2})(?::(\d{1,2}))?$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const date = ctx.match[1]!
  const draft = ctx.turn.draft
  if (!draft || !isDate(date) || draft.kind === 'cancel') return outdated(ctx)
  draft.day = date
  draft.start = undefined
  draft.asked = 'time'
  await ctx.conversation.exitAll()
  await show(ctx, timeScreen(ctx.turn, draft, await startsFor(ctx.turn, draft), Number(ctx.match[2] ?? 0)))
})

book.callbackQuery(/^days:(\d{1,3})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { draft } = ctx.turn
  if (!draft || draft.kind === 'cancel') return outdated(ctx)
  draft.start = undefined
  draft.asked = 'time'
  await ctx.conversation.exitAll()
  await show(ctx, dayScreen(ctx.turn, draft, await startsFor(ctx.turn, draft), Number(ctx.match[1])))
})

book.callbackQuery(/^time:(\d{1,10})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  if (!ctx.turn.draft || ctx.turn.draft.kind === 'cancel') return outdated(ctx)
  await ctx.conversation.exitAll()
  await chooseTime(ctx, Number(ctx.match[1]))
})

book.callbackQuery('consent', async (ctx) => {
  await ctx.answerCallbackQuery()
  const text = await consentText(ctx.turn.tx, ctx.turn.catalog.businessId, CONSENT, ctx.turn.say.language)
  if (text) await ctx.reply(text.body.slice(0, 4096))
})

book.callbackQuery('agree', async (ctx) => {
  await ctx.answerCallbackQuery()
  await agree(ctx)
})

book.callbackQuery('ok', async (ctx) => {
  await ctx.answerCallbackQuery()
  await confirmChoice(ctx)
})

book.callbackQuery('drop', async (ctx) => {
  await ctx.answerCallbackQuery()
  await dropDraft(ctx.turn)
  await ctx.conversation.exitAll()
  await show(ctx, menuView(ctx.turn, ctx.turn.say('draft-dropped')))
})

/** A new booking from the beginning; a hold of an earlier one is replaced when the next time is chosen. */
export async function beginBooking(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const holdId = turn.draft?.kind === 'book' ? turn.draft.holdId : undefined
  await ctx.conversation.exitAll()
  turn.draft = { ...newDraft(), holdId }
  await proceed(ctx)
}

/** Goes on with the half-made booking, or begins one. */
export async function resume(ctx: Ctx): Promise<void> {
  if (!ctx.turn.draft) return beginBooking(ctx)
  await ctx.conversation.exitAll()
  await proceed(ctx)
}

/** Adds a service to the booking. A class stands alone. */
export async function chooseService(ctx: Ctx, id: number): Promise<void> {
  const { turn } = ctx
  const draft = draftOf(ctx)
  const service = turn.catalog.services.find((known) => known.id === id)
  if (!service) return outdated(ctx)
  const others = servicesOf(turn.catalog, draft)
  const alone = service.capacity > 1 || others.some((other) => other.capacity > 1) || draft.asked !== 'service'
  draft.services = alone ? [id] : [...new Set([...draft.services, id])]
  draft.master = undefined
  draft.start = undefined
  draft.day = undefined
  await ctx.conversation.exitAll()
  await proceed(ctx)
}

/** Sets the master, null for any. */
export async function chooseMaster(ctx: Ctx, id: number | null): Promise<void> {
  const { turn } = ctx
  const { draft, catalog } = turn
  const location = draft && locationOf(catalog, draft)
  if (!draft || !location || draft.services.length === 0) return outdated(ctx)
  const known = id === null || mastersFor(catalog, servicesOf(catalog, draft), location).some((one) => one.id === id)
  if (!known) return outdated(ctx)
  draft.master = id
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
  await resume(ctx)
}

/** A button whose time has passed: say so and show where things stand. */
export async function outdated(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  await send(ctx, menuView(turn, turn.say('old-button')))
}

function draftOf(ctx: Ctx) {
  const { turn } = ctx
  if (turn.draft?.kind !== 'book') turn.draft = newDraft()
  return turn.draft!
}
