import type { Extra } from '../db/extras.ts'
import type { Visit } from '../db/visits.ts'
import { type Catalog, MASTER } from '../domain/catalog.ts'
import { type Chain, servicesOf } from '../domain/chains.ts'
import type { Slot, Wish } from '../domain/slots.ts'
import { visitWords } from './booking/describe.ts'
import { button, type View } from './show.ts'
import type { Say } from './texts.ts'
import { sayDuration, sayMoment, sayMoney } from './words.ts'

/**
 * What a chain asks the client of a visit to book: the same again with the same masters, or after a first try what goes with it. Null
 * when none of it is on offer any more.
 */
export function nextWish(catalog: Catalog, chain: Chain, visit: Visit): Wish | null {
  const { locationId } = visit
  if (!catalog.locations.some(({ id }) => id === locationId)) return null
  const stays = (masterId: number, serviceId: number) =>
    catalog.resources.some((one) => one.id === masterId && one.kind === MASTER && one.locationId === locationId) &&
    servicesOf(catalog, [serviceId]).some(
      (one) => one.capacity === 1 && one.masters.some((by) => by.resourceId === masterId),
    )
  if (chain.condition === 'trial') {
    const tried = servicesOf(
      catalog,
      visit.parts.map(({ serviceId }) => serviceId),
    )
    const [next] = servicesOf(
      catalog,
      tried.flatMap(({ goesWith = [] }) => goesWith.slice(0, 1)),
    )
    return next ? { locationId, parts: [{ serviceId: next.id, masterId: null }] } : null
  }
  const parts = visit.parts.flatMap(({ serviceId, masterId }) =>
    servicesOf(catalog, [serviceId]).map(() => ({ serviceId, masterId: stays(masterId, serviceId) ? masterId : null })),
  )
  return parts.length > 0 ? { locationId, parts } : null
}

const STARS = [1, 2, 3, 4, 5]

/** The question after a visit. */
export function feedbackView(catalog: Catalog, say: Say, visit: Visit): View {
  const scores = STARS.map((score) => button(String(score), `rate:${visit.id}:${score}`))
  return { text: say('chain-feedback', visitWords(catalog, say, visit)), buttons: [scores] }
}

/** An offer to book, with the nearest times; `id`: of the notice, by which its buttons are known. */
export function returnView(
  catalog: Catalog,
  say: Say,
  {
    id,
    text,
    visit,
    wish,
    slots,
  }: { id: number; text: string; visit: Visit; wish: Wish | null; slots: readonly Slot[] },
): View {
  const zone = catalog.locations.find((one) => one.id === visit.locationId)?.timezone ?? catalog.timezone
  const next = servicesOf(catalog, wish?.parts.map(({ serviceId }) => serviceId) ?? []).map(({ name }) => name)
  const words = visitWords(catalog, say, visit)
  // Nobody is promised who does it no more, or where each class has its own.
  const same = text !== 'chain-return' || wish?.parts.every(({ masterId }) => masterId !== null)
  return {
    text: say(same ? text : 'chain-return-any', { ...words, next: next.join(' + ') || words.services }),
    buttons: [
      ...slots.map(({ start }) => [button(sayMoment(say.language, zone, start), `back:${id}:${start}`)]),
      [button(say('chain-times'), `back:${id}`)],
      [button(say('chain-no'), `back:no:${id}`), button(say('offers-off'), 'offers:off')],
    ],
  }
}

/** An offer of one more service beside a visit that is booked. */
export function extraView(
  catalog: Catalog,
  say: Say,
  { id, text, visit, extra }: { id: number; text: string; visit: Visit; extra: Extra },
): View {
  const [service] = servicesOf(catalog, [extra.serviceId])
  const skill = service?.masters.find(({ resourceId }) => resourceId === extra.masterId)
  const duration = sayDuration(say, skill?.segments ?? service?.segments ?? [])
  const price = sayMoney(skill?.price ?? service?.price ?? 0)
  return {
    text: say(text, { ...visitWords(catalog, say, visit), extra: service?.name ?? '', duration, price }),
    buttons: [
      [button(say('extra-add'), `extra:${id}`), button(say('extra-no'), `extra:no:${id}`)],
      [button(say('offers-off'), 'offers:off')],
    ],
  }
}
