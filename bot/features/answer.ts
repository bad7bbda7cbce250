import { hasConsent } from '../../db/clients.ts'
import { confirmChoice } from '../booking/choose.ts'
import { keep } from '../booking/contact.ts'
import { proceed } from '../booking/proceed.ts'
import { amongScreen, serviceScreen } from '../booking/screens.ts'
import { shiftedFrom } from '../booking/shift.ts'
import { amongOf, hasChoice, zoneOf } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import type { Asked, Draft } from '../draft.ts'
import { nameFrom } from '../naming.ts'
import { phoneOf } from '../phone.ts'
import { plainWords, yesOrNo } from '../plain.ts'
import { sayFirst, send, type View } from '../show.ts'
import { sayMoment } from '../words.ts'
import { agree, drop, resume, showDays } from './book.ts'
import { noteAnswer } from './qualify.ts'
import { servicesIn, whenOf } from './reading.ts'
import { finishCancel, keepVisit } from './visits.ts'
import { takeWish } from './wishes.ts'

/** Reads a text as an answer to the open question; false when it is none. */
export async function answerQuestion(ctx: Ctx, text: string, asked: Asked): Promise<boolean> {
  const { turn } = ctx
  const { draft } = turn
  const yes = yesOrNo(text)
  const moves = turn.understood?.intent === 'reschedule' && turn.understood.answered
  const otherTime = draft?.kind === 'book' && moves && whenOf(turn, text) === null
  switch (asked) {
    case 'service':
      if (await takeWish(ctx, text, asked)) return true
      if (!draft || isAnotherWish(turn) || isBareWish(turn, text) || turn.chat.owner === 'queue') return false
      await send(ctx, unknownService(turn, draft))
      return true
    case 'location':
    case 'master':
      return takeWish(ctx, text, asked)
    case 'question':
      await noteAnswer(ctx, text)
      if (!(await takeWish(ctx, text, undefined))) await proceed(ctx)
      return true
    case 'time':
      if (draft?.kind === 'move' && yes === false) await keepVisit(ctx)
      else if (otherTime) await showDays(ctx, draft, 0)
      else return takeWish(ctx, text, asked)
      return true
    case 'consent':
      if (yes === true && isExplicit(text)) await agree(ctx)
      else if (yes === false) await explainConsent(ctx)
      else if (otherTime) await showDays(ctx, draft, 0)
      else return takeWish(ctx, text, asked)
      return true
    case 'contact':
      if ((moves && !otherTime) || shiftedFrom(turn, text)) return takeOtherTime(ctx, text, asked)
      if (!otherTime) return answerContact(ctx, text)
      await showDays(ctx, draft, 0)
      return true
    case 'confirm':
      if (await takeOtherPhone(ctx, text)) return true
      if (yes === true || (draft?.kind === 'move' && /^перен[а-я]+$/.test(plainWords(text)))) await confirmChoice(ctx)
      else if (yes === false) await drop(ctx)
      else if (otherTime) await showDays(ctx, draft, 0)
      else return takeWish(ctx, text, asked)
      return true
    case 'cancelReason':
      if (yes === false || /не отмен|остав/.test(plainWords(text))) await keepVisit(ctx)
      else await finishCancel(ctx, text)
      return true
  }
}

/** Another time, while name or phone are asked for: the question comes again, so the time is said before it. */
async function takeOtherTime(ctx: Ctx, text: string, asked: Asked): Promise<boolean> {
  const { turn } = ctx
  const { say, catalog } = turn
  const before = turn.draft?.start
  const taken = await takeWish(ctx, text, asked)
  const { draft } = turn
  if (taken && draft?.asked === 'contact' && draft.start !== undefined && draft.start !== before)
    sayFirst(turn, say('noted', { time: sayMoment(say.language, zoneOf(catalog, draft), draft.start) }))
  return taken
}

/** Another number, on the summary of what is about to be booked with the first. */
async function takeOtherPhone(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const phone = turn.draft?.kind === 'book' ? phoneOf(text) : null
  if (!phone || !(await hasConsent(turn.tx, turn.client.id, 'personal_data'))) return false
  await keep(turn, { phone })
  await proceed(ctx, { anew: true })
  sayFirst(turn, turn.say('phone-saved'))
  return true
}

/** The service that was named is none: those to choose among, or all. */
function unknownService(turn: Turn, draft: Draft): View {
  const { say, catalog } = turn
  const among = amongOf(catalog, draft)
  if (among.length > 0) return { ...amongScreen(turn, among), text: say('unclear-answer') }
  return { ...serviceScreen(turn, draft), text: say('service-unknown') }
}

/** True for a question or a greeting, so that it is no unknown service. */
function isAnotherWish({ understood }: Turn): boolean {
  return understood?.answered === true && understood.intent !== 'book' && understood.intent !== 'services'
}

/** «Хорошо» may answer something else: a consent is said outright. */
const isExplicit = (text: string) => /(?<!\p{L})(да|соглас|соглаш|подтвержд|yes|agree)/u.test(plainWords(text))

/** «Записаться» once more, with no service in it that could be unknown. */
const isBareWish = (turn: Turn, text: string): boolean =>
  turn.understood?.answered === true && turn.understood.intent === 'book' && !servicesIn(turn, text).asked

/** Without the consent nothing is written down: what else can be done. */
async function explainConsent(ctx: Ctx): Promise<void> {
  const { say, catalog } = ctx.turn
  const phone = catalog.locations[0]?.phone
  await send(ctx, { text: phone ? say('consent-refused-phone', { phone }) : say('consent-refused') })
}

/** The screenplay that asked is gone (a deploy, a failed replay): the answer counts, the draft asks for the rest. */
async function answerContact(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { client } = turn
  const name = client.name ? null : nameFrom(text)
  const phone = client.name && !client.phone ? phoneOf(text) : null
  if (name) await keep(turn, { name })
  if (phone) await keep(turn, { phone })
  await resume(ctx)
  return true
}

/** One step back, as the button under the screen would. */
export async function goBack(ctx: Ctx): Promise<void> {
  const { draft, catalog } = ctx.turn
  if (!draft || draft.kind === 'cancel' || (draft.kind === 'move' && draft.asked === 'time')) return drop(ctx)
  switch (draft.asked) {
    case 'consent':
    case 'contact':
    case 'confirm':
      return showDays(ctx, draft, 0)
    case 'time':
      if (hasChoice(catalog, draft)) Object.assign(draft, { master: undefined, start: undefined })
      else Object.assign(draft, { services: [], start: undefined })
      return proceed(ctx)
    case 'master':
      Object.assign(draft, { services: [], master: undefined })
      return proceed(ctx)
    default:
      return draft.services.length > 0 ? proceed(ctx) : drop(ctx)
  }
}
