import { Composer } from 'grammy'
import { declineStep, noteStep, openOffer, type Told, toldStep } from '../../db/chainanswers.ts'
import { logEvent } from '../../db/clients.ts'
import { addExtra } from '../../db/extras.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import { chainOf, sendsOffers, servicesOf } from '../../domain/chains.ts'
import { localOf } from '../../domain/time.ts'
import { chooseTime } from '../booking/choose.ts'
import { visitWords } from '../booking/describe.ts'
import { timesOrPerson } from '../booking/proceed.ts'
import { zoneOf } from '../booking/wish.ts'
import { nextWish } from '../chains.ts'
import type { Ctx } from '../context.ts'
import { type Draft, newDraft } from '../draft.ts'
import { plainWords } from '../plain.ts'
import { button, settle, show } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'
import { beginBooking, outdated } from './book.ts'
import { servicesIn, whenOf } from './reading.ts'
import { takeWish } from './wishes.ts'

/** What clients tap under the offers of chains. Each is known by its notice, and only to whom it was told. */
export const chains = new Composer<Ctx>()

chains.callbackQuery(/^back:(\d{1,15})(?::(\d{1,10}))?$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const found = await offered(ctx, Number(ctx.match[1]))
  if (!found) return outdated(ctx)
  await ctx.conversation.exitAll()
  const { turn } = ctx
  const draft = await takeOffer(ctx, found)
  if (!draft) return beginBooking(ctx)
  turn.draft = draft
  return ctx.match[2] ? chooseTime(ctx, Number(ctx.match[2])) : showTimes(ctx, draft)
})

chains.callbackQuery(/^back:no:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const found = await offered(ctx, Number(ctx.match[1]))
  if (!found) return outdated(ctx)
  const { tx, client, now, catalog } = turn
  await declineStep(tx, { businessId: catalog.businessId, clientId: client.id, told: found.told, now })
  await settle(ctx, turn.say('chain-declined'))
})

chains.callbackQuery(/^extra:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const { tx, say, catalog, now } = turn
  const found = await offered(ctx, Number(ctx.match[1]))
  const extra = found?.told.data.extra
  if (!found || !extra) return outdated(ctx)
  const [service] = servicesOf(catalog, [extra.serviceId])
  const { visit, told } = found
  const added =
    service && visit.start > turn.minute
      ? await addExtra(tx, turn.catalogs, { visit, extra, chatId: turn.chat.id, now })
      : null
  if (!added) return settle(ctx, say('extra-gone'))
  await noteStep(tx, told.id, { answer: 'yes' })
  await show(ctx, {
    text: say('extra-added', { ...visitWords(catalog, say, added), extra: service!.name }),
    buttons: [[button(say('move'), `mv:${added.id}`), button(say('cancel'), `cx:${added.id}`)]],
  })
})

chains.callbackQuery(/^extra:no:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const found = await offered(ctx, Number(ctx.match[1]))
  if (!found) return outdated(ctx)
  await noteStep(turn.tx, found.told.id, { answer: 'no' })
  await settle(ctx, turn.say('kept'))
})

/** A draft of what an offer was about; null when none of it is on offer any more. */
async function takeOffer({ turn }: Ctx, { told, visit }: Offered): Promise<Draft | null> {
  await noteStep(turn.tx, told.id, { answer: 'chose' })
  const chain = chainOf(told.chain)
  const wish = chain && nextWish(turn.catalog, chain, visit)
  if (!wish) return null
  const holdId = turn.draft?.kind === 'book' ? turn.draft.holdId : undefined
  const services = wish.parts.map(({ serviceId }) => serviceId)
  const master = wish.parts.find(({ masterId }) => masterId !== null)?.masterId ?? null
  return { ...newDraft(), holdId, locationId: wish.locationId, services, master }
}

/** Intents under which a time or a wish to book is about a new visit. */
const BOOKS: ReadonlySet<Intent> = new Set(['book', 'confirm'])
const BOOKED = /запиш|записат|записыв|брон|(?<!\p{L})book(?!ing)/u

/** «Записаться» and «запишите на пятницу» after an offer, with no service named, are about what was offered; false for all else. */
export async function bookOffered(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { understood, catalog, client, now, tx } = turn
  if (turn.member || turn.draft || !understood || !BOOKS.has(understood.intent) || !sendsOffers(catalog)) return false
  if (!BOOKED.test(plainWords(text)) && !whenOf(turn, text)) return false
  const named = servicesIn(turn, text)
  if (named.asked || named.sure.length + named.maybe.length > 0) return false
  const id = await openOffer(tx, { businessId: catalog.businessId, clientId: client.id, now })
  const found = id === null ? null : await offered(ctx, id)
  const draft = found && (await takeOffer(ctx, found))
  if (!draft) return false
  turn.draft = draft
  if (!(await takeWish(ctx, text, undefined))) await showTimes(ctx, draft)
  return true
}

async function showTimes(ctx: Ctx, draft: Draft): Promise<void> {
  const { turn } = ctx
  draft.asked = 'time'
  draft.day = localOf(zoneOf(turn.catalog, draft), turn.minute).date
  await show(ctx, await timesOrPerson(turn))
}

type Offered = { told: Told; visit: Visit }

/** What was told to this client under this number, with the visit that started it. */
async function offered({ turn }: Ctx, id: number): Promise<Offered | null> {
  const { tx, catalog, client, chat } = turn
  const told = await toldStep(tx, { businessId: catalog.businessId, clientId: client.id, id })
  const visit = told && (await visitById(tx, catalog.businessId, told.triggerId))
  if (!told || visit?.clientId !== client.id) return null
  if (told.data.answer === undefined) {
    const data = { chain: told.chain, step: told.step }
    const about = { chatId: chat.id, clientId: client.id, appointmentId: visit.id, data }
    await logEvent(tx, { businessId: catalog.businessId, kind: 'chain_answered', at: turn.now, ...about })
  }
  return { told, visit }
}
