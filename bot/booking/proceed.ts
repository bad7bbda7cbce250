import { hasConsent } from '../../db/clients.ts'
import { bestOffer } from '../../db/offers.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import type { Ctx, Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { callPerson } from '../handover.ts'
import { button, send, show, type View } from '../show.ts'
import { tryHere } from '../trying.ts'
import { nameOf, sayMoment, sayMoney } from '../words.ts'
import { approvalOf } from './approval.ts'
import { dayView } from './day.ts'
import { visitWords } from './describe.ts'
import { goneScreen, holdPlace, keepPlace, takenView } from './hold.ts'
import { startsFor } from './offer.ts'
import { openQuestion, questionScreen } from './question.ts'
import { amongScreen, locationScreen, masterScreen, offeredIn, priceBy, serviceScreen } from './screens.ts'
import { mayBeAsked, nextStep, type Step } from './step.ts'
import { isPicky, type Look, timeScreen } from './times.ts'
import { waitOrTimes } from './waiting.ts'
import { amongOf, locationOf, servicesOf, zoneOf } from './wish.ts'

/** Name of the conversation that asks for name and phone. */
export const CONTACT = 'contact'

/** Asks for what the half-made booking still needs, and remembers the question; `anew`: in a message of its own. */
export async function proceed(ctx: Ctx, { anew = false } = {}): Promise<void> {
  const view = await nextView(ctx.turn)
  if (view === CONTACT) {
    // It may be open already: a button from before it was tapped.
    await ctx.conversation.exitAll()
    return ctx.conversation.enter(CONTACT)
  }
  if (view) await (anew ? send : show)(ctx, view)
}

/** The next question of the draft as a screen; `contact` where a conversation asks it. */
export async function nextView(turn: Turn): Promise<View | typeof CONTACT | null> {
  const { draft, catalog } = turn
  if (!draft || draft.kind === 'cancel') return null
  takeOnlyService(turn)
  if (draft.waits && locationOf(catalog, draft) && servicesOf(catalog, draft).length > 0) return waitOrTimes(turn)
  const consented = await hasConsent(turn.tx, turn.client.id, 'personal_data')
  const step = () => nextStep(turn, draft, { ...turn.client, consented })
  if (step() === 'time' && draft.wanted !== undefined) {
    const { wanted } = draft
    draft.wanted = undefined
    const held = draft.kind === 'book' ? await holdPlace(turn, wanted) : null
    if (typeof held === 'string') return takenView(turn, wanted, held)
  }
  draft.asked = step()
  // Those who are asked nothing stand here too: from now on the variants differ.
  if (draft.asked === 'question' || (draft.asked === 'time' && mayBeAsked(draft))) tryHere(turn, { kind: 'questions' })
  if (draft.kind === 'move' || isEarly(draft.asked)) return viewOf(turn, draft.asked)
  const place = await keepPlace(turn)
  if (!place || 'text' in place) return place ?? goneScreen(turn)
  if (draft.asked === 'contact') return CONTACT
  return draft.asked === 'consent' ? consentScreen(turn, place) : summaryScreen(turn, place)
}

const isEarly = (step: Step) =>
  step === 'location' || step === 'service' || step === 'master' || step === 'question' || step === 'time'

async function viewOf(turn: Turn, step: Step): Promise<View> {
  const draft = turn.draft!
  switch (step) {
    case 'location':
      return locationScreen(turn)
    case 'service': {
      const among = amongOf(turn.catalog, draft)
      return among.length > 0 ? amongScreen(turn, among) : serviceScreen(turn, draft)
    }
    case 'master':
      return masterScreen(turn, draft)
    case 'question':
      return questionScreen(turn, openQuestion(turn, draft)!)
    case 'time':
      return wishedTimes(turn, draft)
    default:
      return moveScreen(turn)
  }
}

/** Where a branch has one service only there is nothing to choose. */
function takeOnlyService(turn: Turn): void {
  const { draft, catalog } = turn
  if (draft?.kind !== 'book' || servicesOf(catalog, draft).length > 0 || !locationOf(catalog, draft)) return
  const [only, another] = offeredIn(turn, draft)
  if (only && !another) draft.services = [only.id]
}

/** Free times in the days and the part of a day that were wished before, if any were. */
async function wishedTimes(turn: Turn, draft: Draft): Promise<View> {
  const { day, until, hours = null } = draft
  const slots = hours || until ? await startsFor(turn, draft) : []
  if (slots.length === 0) return timesOrPerson(turn)
  return dayView(turn, draft, { days: day ? { from: day, to: until ?? day } : null, hours }, slots)
}

/** Free times, or, when nobody has any, a person. */
export async function timesOrPerson(turn: Turn, look: Look = {}): Promise<View> {
  const draft = turn.draft!
  const slots = await startsFor(turn, draft)
  if (slots.length === 0 && !isPicky(turn, draft)) await callPerson(turn, 'no-time')
  return timeScreen(turn, draft, slots, look)
}

/** The summary of a held visit with the discount that it will have, to be confirmed by the client, or first by a person. */
async function summaryScreen(turn: Turn, visit: Visit): Promise<View> {
  const { catalog, say, tx, client, now } = turn
  const { businessId } = catalog
  const [approval, offer] = await Promise.all([
    approvalOf(turn),
    bestOffer(tx, { businessId, clientId: client.id, price: visit.price, now }),
  ])
  const minutes = minutesHeld(turn, visit)
  const words = visitWords(catalog, say, { ...visit, discount: offer?.off ?? 0 })
  const notes = [minutes > 0 && say('summary-hold', { minutes }), approval && say('approval-note')].filter(Boolean)
  return {
    text: [say('summary', words), notes.join(' ')].filter(Boolean).join('\n\n'),
    buttons: [
      [button(say(approval ? 'approval-send' : 'confirm'), 'ok')],
      [button(say('other-time'), 'days:0'), button(say('drop'), 'drop')],
    ],
  }
}

/** The summary of a move: what was, what will be. */
async function moveScreen(turn: Turn): Promise<View> {
  const { catalog, say, draft } = turn
  if (draft?.visitId === undefined || draft.start === undefined) return goneScreen(turn)
  const visit = await visitById(turn.tx, catalog.businessId, draft.visitId)
  if (!visit) return goneScreen(turn)
  const words = visitWords(catalog, say, visit)
  const master = draft.masters?.[0]
  const another = visit.parts.length === 1 && master && master !== visit.parts[0]?.masterId ? master : null
  const next = another
    ? { masters: nameOf(catalog, another), price: sayMoney(priceBy(servicesOf(catalog, draft), another)) }
    : {}
  return {
    text: say('move-summary', {
      ...words,
      ...next,
      old: words.when,
      new: sayMoment(say.language, zoneOf(catalog, draft), draft.start),
    }),
    buttons: [
      [button(say('move-confirm'), 'ok')],
      [button(say('other-time'), 'days:0'), button(say('move-keep'), 'keep')],
    ],
  }
}

function consentScreen(turn: Turn, visit: Visit): View {
  const { say } = turn
  const read = turn.publicUrl
    ? { text: say('consent-read'), url: `${turn.publicUrl}/consent/${turn.catalog.businessId}?lang=${say.language}` }
    : button(say('consent-read'), 'consent')
  const minutes = minutesHeld(turn, visit)
  const words = visitWords(turn.catalog, say, visit)
  return {
    text: minutes > 0 ? say('ask-consent', { ...words, minutes }) : say('ask-consent-plain', words),
    buttons: [[button(say('consent-agree'), 'agree')], [read, button(say('other-time'), 'days:0')]],
  }
}

const minutesHeld = ({ minute }: Turn, { holdExpiresAt }: Visit) => Math.max(0, (holdExpiresAt ?? 0) - minute)
