import type { Visit } from '../db/visits.ts'
import type { Catalog, Minute } from '../domain/catalog.ts'
import { visitWords } from './booking/describe.ts'
import { offerWords } from './offers.ts'
import { button, type View } from './show.ts'
import type { Say } from './texts.ts'
import { sayMoment } from './words.ts'

export type MissedOffer = Parameters<typeof offerWords>[2]

/** A kind word to a client who did not come: `starts` are places for the same, `byPerson`: a person confirms what they book. */
export function missedView(
  catalog: Catalog,
  say: Say,
  visit: Visit,
  { starts, offer, byPerson }: { starts: readonly Minute[]; offer: MissedOffer | null; byPerson: boolean },
): View {
  const words = visitWords(catalog, say, visit)
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const lines = [
    say('notice-no-show', words),
    offer && say('no-show-offer', offerWords(catalog, say, offer)),
    starts.length > 0 && say('no-show-times', words),
    byPerson && say('approval-note'),
  ]
  const places = starts.map((start) => [button(sayMoment(say.language, zone, start), `again:${visit.id}:${start}`)])
  const others = starts.length > 0 ? button(say('other-time'), `again:${visit.id}`) : button(say('book-again'), 'book')
  return { text: lines.filter(Boolean).join('\n\n'), buttons: [...places, [others]] }
}
