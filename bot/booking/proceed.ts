import { hasConsent } from '../../db/clients.ts'
import { visitById } from '../../db/visits.ts'
import { rulesOf } from '../../domain/catalog.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson } from '../handover.ts'
import { humanButton } from '../menu.ts'
import { button, show, type View } from '../show.ts'
import { sayMoment } from '../words.ts'
import { visitWords } from './describe.ts'
import { startsFor } from './offer.ts'
import { locationScreen, masterScreen, serviceScreen, timeScreen } from './screens.ts'
import { nextStep } from './step.ts'
import { locationOf, servicesOf } from './wish.ts'

/** Name of the conversation that asks for name and phone. */
export const CONTACT = 'contact'

/** Asks for what the half-made booking still needs, and remembers the question. */
export async function proceed(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { draft } = turn
  if (!draft) return
  const consented = await hasConsent(turn.tx, turn.client.id, 'personal_data')
  const step = nextStep(turn.catalog, draft, { ...turn.client, consented })
  draft.asked = step
  if (step === 'contact') return ctx.conversation.enter(CONTACT)
  await show(ctx, await screenOf(turn, step))
}

async function screenOf(turn: Turn, step: ReturnType<typeof nextStep>): Promise<View> {
  const draft = turn.draft!
  switch (step) {
    case 'location':
      return locationScreen(turn)
    case 'service':
      return serviceScreen(turn, draft)
    case 'master':
      return masterScreen(turn, draft)
    case 'time':
      return timesOrPerson(turn)
    case 'consent':
      return consentScreen(turn)
    case 'contact':
    case 'confirm':
      return confirmScreen(turn)
  }
}

/** Free times, or, when there are none at all, a person. */
export async function timesOrPerson(turn: Turn, lead?: string): Promise<View> {
  const draft = turn.draft!
  const slots = await startsFor(turn, draft)
  if (slots.length === 0) await callPerson(turn, 'no-time')
  return timeScreen(turn, draft, slots, 0, lead)
}

/** The summary to be confirmed: of a held new visit, or of a move. */
export async function confirmScreen(turn: Turn): Promise<View> {
  const { catalog, say, draft } = turn
  const id = draft?.kind === 'move' ? draft.visitId : draft?.holdId
  const visit = id === undefined ? null : await visitById(turn.tx, catalog.businessId, id)
  if (!draft || !visit || draft.start === undefined) return goneScreen(turn)
  const words = visitWords(catalog, say, visit)
  const last = [button(say('other-time'), 'days:0'), humanButton(say)]
  if (draft.kind === 'move') {
    const zone = locationOf(catalog, draft)?.timezone ?? catalog.timezone
    const place = { ...words, old: words.when, new: sayMoment(say.language, zone, draft.start) }
    return {
      text: say('move-summary', place),
      buttons: [[button(say('move-confirm'), 'ok')], [button(say('move-keep'), 'keep')], last],
    }
  }
  const hold = say('summary-hold', { minutes: holdMinutes(turn) })
  return {
    text: `${say('summary', words)}\n\n${hold}`,
    buttons: [[button(say('confirm'), 'ok')], [button(say('drop'), 'drop')], last],
  }
}

/** What was to be confirmed is no longer there. */
export function goneScreen({ say }: Turn): View {
  return { text: say('nothing-to-confirm'), buttons: [[button(say('menu-book'), 'book')], [humanButton(say)]] }
}

function consentScreen(turn: Turn): View {
  const { say, draft } = turn
  const read = turn.publicUrl
    ? { text: say('consent-read'), url: `${turn.publicUrl}/consent/${turn.catalog.businessId}?lang=${say.language}` }
    : button(say('consent-read'), 'consent')
  const text = draft?.holdId ? say('ask-consent', { minutes: holdMinutes(turn) }) : say('ask-consent-plain')
  return { text, buttons: [[button(say('consent-agree'), 'agree')], [read], [humanButton(say)]] }
}

function holdMinutes({ catalog, draft }: Turn): number {
  const [service] = draft ? servicesOf(catalog, draft) : []
  return service ? rulesOf(catalog, service).holdMinutes : catalog.rules.holdMinutes
}
