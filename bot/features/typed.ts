import { Composer } from 'grammy'
import { hasConsent } from '../../db/clients.ts'
import { upcomingVisits } from '../../db/visits.ts'
import type { Service } from '../../domain/catalog.ts'
import { isDropped, leavesQuestion } from '../booking/leaving.ts'
import { nextView } from '../booking/proceed.ts'
import { serviceScreen } from '../booking/screens.ts'
import { servicesOf } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import { menuButtons, menuView } from '../menu.ts'
import { withoutPhones } from '../phone.ts'
import { plainWords, yesOrNo } from '../plain.ts'
import { sayFirst, send } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'
import { answerQuestion, goBack } from './answer.ts'
import { beginBooking, draftOf, drop, resume } from './book.ts'
import { bookOffered } from './chains.ts'
import { answerCode, codeLine } from './code.ts'
import { sayComing } from './come.ts'
import { answerEveryday } from './everyday.ts'
import { takeFeedback } from './feedback.ts'
import { takeHeard } from './heard.ts'
import { informationOn, isInformation } from './information.ts'
import { callAtWish } from './person.ts'
import { servicesIn, whenOf } from './reading.ts'
import { explainSeveral } from './several.ts'
import { unclear } from './unclear.ts'
import { callUrgently } from './urgent.ts'
import { beginCancel, beginMove, keepVisit, showMine } from './visits.ts'
import { answerWaiting } from './waitwords.ts'
import { takeWish } from './wishes.ts'

const LONGEST = 2000

/** What a client types: an answer to the question that is open, else a wish in own words. */
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
  const { understood } = turn
  const text = (understood?.repaired ? understood.text : ctx.message.text).trim()
  if (text.length > LONGEST) return send(ctx, { text: turn.say('too-long') })
  if ((await answerEveryday(ctx, text)) || (await takeFeedback(ctx, text)) || (await takeHeard(ctx, text))) return
  if ((await callUrgently(ctx, text)) || (await answerWaiting(ctx, text))) return
  const code = await codeLine(turn, text)
  if (code && (await answerCode(ctx, text, code))) return
  await answerTyped(ctx, text)
  explainSeveral(turn, text)
  if (code) sayFirst(turn, code)
})

async function answerTyped(ctx: Ctx, text: string): Promise<void> {
  const { turn } = ctx
  if (await bookOffered(ctx, text)) return
  const { draft } = turn
  const asked = draft?.asked
  if (draft && asked && !leavesQuestion(turn, draft, asked, text)) {
    if (await answerQuestion(ctx, text, asked)) return
  }
  await answerWish(ctx, text)
}

async function answerWish(ctx: Ctx, text: string): Promise<void> {
  const { turn } = ctx
  const { understood, draft, say } = turn
  if (isDropped(text)) return /^(назад|back)$/.test(plainWords(text)) ? goBack(ctx) : drop(ctx)
  if (!understood?.answered) {
    if (await isEarlyPhone(ctx, text)) return
    // A bare number is an hour only where one was asked for.
    const isWish = draft?.kind !== 'cancel' && (draft?.asked !== undefined || !/^\d+$/.test(text))
    if (isWish && (await takeWish(ctx, text, draft?.asked))) return
    const answer = informationOn(turn, 'out_of_scope', text)
    return answer ? send(ctx, answer) : unclear(ctx)
  }
  if (understood.reply && isInformation(understood.intent))
    return send(ctx, { text: understood.reply, buttons: menuButtons(turn) })
  if (isOnlyPhone(text) && (await isEarlyPhone(ctx, text))) return
  const [first = { intent: understood.intent, text }, ...others] = understood.wants
  const rest = others.filter(({ intent }) => isInformation(intent))
  if (rest.length === 0) return act(ctx, understood.intent, text)
  // Several wishes at once: what is only asked is answered first, then what is to be done goes on.
  const asked = isInformation(first.intent) ? [first, ...rest] : rest
  const about = (want: string) => (pricesAsked(turn, want).length > 0 ? want : text)
  const said = asked.flatMap((want) => informationOn(turn, want.intent, about(want.text))?.text ?? [])
  if (said.length > 0) await ctx.reply(said.join('\n\n'))
  if (!isInformation(first.intent)) return act(ctx, first.intent, first.text)
  const doing = others.find(({ intent }) => !isInformation(intent))
  if (doing) return act(ctx, doing.intent, doing.text)
  // «Стрижку завтра после 15, сколько стоит и где вы?» is a wish for a visit too.
  if (whenOf(turn, text) && servicesIn(turn, text).sure.length > 0 && (await takeWish(ctx, text, undefined))) return
  await send(ctx, menuView(turn, say('anything-else')))
}

async function act(ctx: Ctx, intent: Intent, text: string): Promise<void> {
  const { turn } = ctx
  const { say, catalog, draft } = turn
  switch (intent) {
    case 'human':
      return callAtWish(ctx)
    case 'check_booking':
    case 'confirm':
      if (intent === 'confirm' && draft?.asked) return resume(ctx, { anew: true })
      if (intent === 'confirm' && (await sayComing(ctx))) return
      // «Да» to nothing that was asked, and no visit that it could confirm.
      if (yesOrNo(text) && (await noneAhead(ctx))) return send(ctx, menuView(turn, say('anything-else')))
      if (intent === 'check_booking' && (await noneAhead(ctx))) {
        const unsure = informationOn(turn, 'out_of_scope', text)
        if (unsure) return send(ctx, unsure)
      }
      return showMine(ctx)
    case 'reschedule':
      // «Другое время» in the middle of a booking is about that booking.
      if (draft?.kind === 'book' && (draft.asked || draft.services.length > 0) && (await noneAhead(ctx)))
        return takeOrResume(ctx, text)
      // Nothing to move, and a time is named: it is a visit that is wanted.
      if (whenOf(turn, text) && (await noneAhead(ctx))) {
        await takeOrResume(ctx, text)
        return MOVES.test(plainWords(text)) ? sayFirst(turn, say('mine-none')) : undefined
      }
      return withVisit(ctx, text, (id) => beginMove(ctx, id, whenOf(turn, text), text))
    case 'cancel':
      if (draft?.kind === 'move') return keepVisit(ctx)
      // «Убери укладку» is about one of what is being booked.
      if (draft?.kind === 'book' && servicesIn(turn, text).sure.some((one) => draft.services.includes(one.id)))
        return takeOrResume(ctx, text)
      if (draft?.kind === 'book' && (isOneWord(text) || (await noneAhead(ctx)))) return drop(ctx)
      return withVisit(ctx, text, (id) => beginCancel(ctx, id))
    case 'greeting':
      return send(ctx, menuView(turn, say('hello', { business: catalog.name })))
    case 'deny':
    case 'thanks':
    case 'goodbye':
      // «Хорошо» in the middle of a booking is no farewell: what is asked is asked once more.
      if (draft?.asked && draft.kind !== 'cancel') return resume(ctx, { anew: true })
      return send(ctx, { text: say(FAREWELLS[intent]), buttons: menuButtons(turn) })
    case 'book':
      return takeOrResume(ctx, text)
    default: {
      const answer = informationOn(turn, intent, text, pricesAsked(turn, text))
      return answer ? send(ctx, answer) : unclear(ctx)
    }
  }
}

/** A visit that is there is meant, not just a time. */
const MOVES = /перенес|перенос|перепиш|сдвин|передвин|resched|(?<!\p{L})move/u

const FAREWELLS = { deny: 'as-you-wish', thanks: 'welcome', goodbye: 'goodbye' } as const

async function takeOrResume(ctx: Ctx, text: string): Promise<void> {
  const { draft } = ctx.turn
  // A move knows its services: a bare word is no wish for another visit.
  if (draft?.kind === 'move' && draft.asked) {
    if (await takeWish(ctx, text, draft.asked)) return
    return plainWords(text).split(' ').length <= 2 ? unclear(ctx) : beginBooking(ctx)
  }
  if (await takeWish(ctx, text, draft?.asked === 'service' ? 'service' : undefined)) return
  if (servicesIn(ctx.turn, text).asked && !draft?.services.length) return sayUnknown(ctx)
  return draft?.kind === 'book' ? resume(ctx) : beginBooking(ctx)
}

/** Asked for what is not offered: what is. */
async function sayUnknown(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const draft = draftOf(ctx)
  draft.asked = 'service'
  await send(ctx, { ...serviceScreen(turn, draft), text: turn.say('service-unknown') })
}

/** «Мой номер 8 900 …»: a phone with hardly a word beside it. */
const isOnlyPhone = (text: string) =>
  withoutPhones(text) !== text && !CALLS.test(text) && (withoutPhones(text).match(/\p{L}{2,}/gu) ?? []).length <= 4

const CALLS = /менедж|администр|человек|оператор|звон|набер|call|manager|human|person/iu

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

/** The services that are asked about: those named, else those that are being booked. */
function pricesAsked(turn: Turn, text: string): Service[] {
  const { catalog, draft } = turn
  const { sure, maybe } = servicesIn(turn, text)
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
  const { sure, maybe } = servicesIn(turn, text)
  const named = [...sure, ...maybe].map((service) => service.id)
  const meant = ahead.filter((visit) => visit.parts.some((part) => named.includes(part.serviceId)))
  const [only, another] = meant.length > 0 ? meant : ahead
  return only && !another ? work(only.id) : showMine(ctx)
}
