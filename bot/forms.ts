import { localOf } from '../domain/time.ts'
import { readTimes } from '../domain/when.ts'
import { startsFor, startsNear } from './booking/offer.ts'
import { rememberWhen } from './booking/typedtime.ts'
import { servicesOf, zoneOf } from './booking/wish.ts'
import type { Turn } from './context.ts'
import { newDraft } from './draft.ts'
import { callPerson, passOn } from './handover.ts'
import { placeButtons } from './places.ts'
import { button, speak } from './show.ts'

/** What a client left in a form of the site, put into the chat in which they are reached. */
export type FormEvent = { event: 'form'; leadId: number; serviceId: number | null; when: string | null }

const FEW = 3

/**
 * Answers a form: in a messenger at once, with the places nearest to the wish; in a chat of the site, where nobody may look, a person is
 * called. Whoever leads the dialogue already hears of it.
 */
export async function hearForm(turn: Turn, { serviceId, when }: FormEvent): Promise<void> {
  const { chat, say, catalog } = turn
  if (chat.owner !== 'bot') return passOn(turn, turn.inbound.text ?? '')
  beginDraft(turn, serviceId, when)
  if (turn.channel.kind === 'web') {
    await callPerson(turn, 'form')
    return speak(turn, say('form-heard'), { author: 'system' })
  }
  const draft = turn.draft!
  const [service] = servicesOf(catalog, draft)
  const starts = service ? await fewStarts(turn) : []
  const more = [button(say(starts.length > 0 ? 'other-time' : 'menu-book'), service ? 'resume' : 'book')]
  const text = say(starts.length > 0 ? 'form-places' : 'form-hello', { service: service?.name ?? '' })
  speak(turn, text, { buttons: [...placeButtons(turn, starts), more] })
}

/** What the form says is known before the first question. */
function beginDraft(turn: Turn, serviceId: number | null, when: string | null): void {
  const { catalog, minute } = turn
  const [location, ...more] = catalog.locations
  turn.draft = newDraft()
  if (location && more.length === 0) turn.draft.locationId = location.id
  // Nobody was asked for by name: the places are those of any master.
  if (catalog.services.some(({ id }) => id === serviceId))
    Object.assign(turn.draft, { services: [serviceId], master: null })
  const [wish] = when ? readTimes(when, minute, zoneOf(catalog, turn.draft)).alternatives : []
  if (wish) rememberWhen(turn, wish)
}

/** The nearest to the wished moment, else the first of the wished day, else the first of all. */
async function fewStarts(turn: Turn): Promise<number[]> {
  const draft = turn.draft!
  if (draft.wanted !== undefined) return (await startsNear(turn, draft, draft.wanted)).map(({ start }) => start)
  const starts = (await startsFor(turn, draft)).map(({ start }) => start)
  const zone = zoneOf(turn.catalog, draft)
  const { day, until = day, hours } = draft
  const wished = starts.filter((start) => {
    const { date, minutes } = localOf(zone, start)
    return (!day || (date >= day && date <= until!)) && (!hours || (minutes >= hours.from && minutes < hours.to))
  })
  return (wished.length > 0 ? wished : starts).slice(0, FEW)
}
