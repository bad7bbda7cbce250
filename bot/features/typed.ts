import { Composer } from 'grammy'
import { hasConsent } from '../../db/clients.ts'
import { upcomingVisits } from '../../db/visits.ts'
import type { Service } from '../../domain/catalog.ts'
import { leavesQuestion } from '../booking/leaving.ts'
import { nextView } from '../booking/proceed.ts'
import { servicesOf } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import { menuButtons, menuView } from '../menu.ts'
import { withoutPhones } from '../phone.ts'
import { send } from '../show.ts'
import { intentOf, plainWords, servicesNamed } from '../understanding.ts'
import { answerQuestion, goBack } from './answer.ts'
import { beginBooking, drop, resume } from './book.ts'
import { callAtWish, sayWaiting } from './person.ts'
import { placeView, priceView } from './questions.ts'
import { beginCancel, beginMove, keepVisit, showMine } from './visits.ts'
import { takeWish, whenOf } from './wishes.ts'

const LONGEST = 2000

/** What a client types: an answer to the question that is open, else a wish in plain words. */
export const typed = new Composer<Ctx>()

typed.command('book', (ctx) => beginBooking(ctx))
typed.command('my', (ctx) => showMine(ctx))
typed.command('human', (ctx) => callAtWish(ctx))
typed.callbackQuery('human', async (ctx) => {
  await ctx.answerCallbackQuery()
  await callAtWish(ctx)
})

typed.on('message:text', async (ctx) => {
  const { turn } = ctx
  const text = ctx.message.text.trim()
  if (text.length > LONGEST) return send(ctx, { text: turn.say('too-long') })
  const { draft } = turn
  const asked = draft?.asked
  if (draft && asked && !leavesQuestion(text, draft, asked, whenOf(turn, text) !== null)) {
    if (await answerQuestion(ctx, text, asked)) return
  }
  await answerWish(ctx, text)
})

async function answerWish(ctx: Ctx, text: string): Promise<void> {
  const { turn } = ctx
  const { say, catalog, draft } = turn
  switch (intentOf(text)) {
    case 'human':
      return callAtWish(ctx)
    case 'mine':
      return showMine(ctx)
    case 'move':
      return withVisit(ctx, text, (id) => beginMove(ctx, id, whenOf(turn, text)))
    case 'cancel':
      if (draft?.kind === 'move') return keepVisit(ctx)
      // «Отмена» in the middle of a booking is about that booking.
      if (draft?.kind === 'book' && (isOneWord(text) || (await noneAhead(ctx)))) return drop(ctx)
      return withVisit(ctx, text, (id) => beginCancel(ctx, id))
    case 'price':
      return send(ctx, priceView(turn, pricesAsked(turn, text)))
    case 'place':
      return send(ctx, placeView(turn))
    case 'drop':
      return plainWords(text) === 'назад' || plainWords(text) === 'back' ? goBack(ctx) : drop(ctx)
    case 'hello':
      return send(ctx, menuView(turn, say('hello', { business: catalog.name })))
    case 'thanks':
      // «Хорошо» in the middle of a booking is no farewell: what is asked is asked once more.
      if (draft?.asked && draft.kind !== 'cancel') return resume(ctx, { anew: true })
      return send(ctx, { text: say('welcome'), buttons: menuButtons(turn) })
    case 'book':
      if (await takeWish(ctx, text, draft?.asked === 'service' ? 'service' : undefined)) return
      return draft?.kind === 'book' ? resume(ctx) : beginBooking(ctx)
    default:
      if (await isEarlyPhone(ctx, text)) return
      if (draft?.kind !== 'cancel' && (await takeWish(ctx, text, draft?.asked))) return
      return unclear(ctx)
  }
}

/** Nothing was understood: the open question once more, or what can be done at all. */
export async function unclear(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { say, draft, chat } = turn
  if (chat.owner === 'queue' && !turn.member) return sayWaiting(ctx)
  const view = draft?.asked && draft.kind !== 'cancel' ? await nextView(turn) : null
  if (view && typeof view !== 'string') return send(ctx, { ...view, text: `${say('unclear-answer')}\n\n${view.text}` })
  const text = turn.member ? `${say('unclear')}\n\n${say('card-how')}` : say('unclear')
  await send(ctx, menuView(turn, text))
}

/** A phone that comes before the consent is not kept: the consent is asked for, if there is what for. */
async function isEarlyPhone(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  if (withoutPhones(text) === text || (await hasConsent(turn.tx, turn.client.id, 'personal_data'))) return false
  await sayEarlyPhone(ctx)
  return true
}

/** The words about consent, with the question that waits for it. */
export async function sayEarlyPhone(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const lead = turn.say('phone-before-consent')
  const view = turn.draft?.kind === 'book' && turn.draft.services.length > 0 ? await nextView(turn) : null
  if (view && typeof view !== 'string') return send(ctx, { ...view, text: `${lead}\n\n${view.text}` })
  await send(ctx, menuView(turn, lead))
}

/** The services whose prices are asked: those named, else those that are being booked. */
function pricesAsked({ catalog, draft }: Turn, text: string): Service[] {
  const { sure, maybe } = servicesNamed(text, catalog.services)
  if (sure.length > 0) return sure
  return maybe.length > 0 || !draft ? maybe : servicesOf(catalog, draft)
}

const isOneWord = (text: string) => !plainWords(text).includes(' ')

async function noneAhead({ turn }: Ctx): Promise<boolean> {
  return (await upcomingVisits(turn.tx, turn.catalog.businessId, turn.client.id, turn.minute)).length === 0
}

/** Does it with the client's only visit ahead, or the only one of the named service; else shows them all to choose. */
async function withVisit(ctx: Ctx, text: string, work: (id: number) => Promise<void>): Promise<void> {
  const { turn } = ctx
  await ctx.conversation.exitAll()
  const ahead = await upcomingVisits(turn.tx, turn.catalog.businessId, turn.client.id, turn.minute)
  const { sure, maybe } = servicesNamed(text, turn.catalog.services)
  const named = [...sure, ...maybe].map((service) => service.id)
  const meant = ahead.filter((visit) => visit.parts.some((part) => named.includes(part.serviceId)))
  const [only, another] = meant.length > 0 ? meant : ahead
  return only && !another ? work(only.id) : showMine(ctx)
}
