import type { Visit } from '../../db/visits.ts'
import type { Catalog } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { Say } from '../texts.ts'
import { nameOf, sayMoment, sayMoney } from '../words.ts'
import { servicesOf, zoneOf } from './wish.ts'

/** Variables that the texts about one visit use. */
export function visitWords(catalog: Catalog, say: Say, visit: Visit) {
  const location = catalog.locations.find((known) => known.id === visit.locationId)
  const masters = [...new Set(visit.parts.map((part) => nameOf(catalog, part.masterId)))].filter(Boolean)
  return {
    when: sayMoment(say.language, location?.timezone ?? catalog.timezone, visit.start),
    services: visit.parts.map((part) => serviceName(catalog, part.serviceId)).join(' + '),
    masters: masters.join(', '),
    // The name of the place where there are several to mistake it for.
    address: [catalog.locations.length > 1 && location?.name, location?.address].filter(Boolean).join(', '),
    count: masters.length,
    price: priceOf(catalog, say, visit),
    directions: location?.directions ?? '',
  }
}

/** «Женская стрижка + Укладка · Анна»: what a half-made booking is about, for the head of a screen. */
export function draftHead({ catalog, draft }: Turn): string {
  if (!draft) return ''
  const services = servicesOf(catalog, draft).map((service) => service.name)
  return [services.join(' + '), draftMasters(catalog, draft)].filter(Boolean).join(' · ')
}

/** What the half-made booking is about, and when: for a text that says both. */
export function draftWords(turn: Turn): { when: string; what: string } {
  const { say, catalog, draft } = turn
  const when = draft?.start === undefined ? '' : sayMoment(say.language, zoneOf(catalog, draft), draft.start)
  return { when, what: draftHead(turn) }
}

/** The half-made booking, move or cancellation in one line for staff; empty when nothing is begun. */
export function describeDraft({ catalog, draft }: Turn, say: Say): string {
  if (!draft) return ''
  const moment = (minute: number) => sayMoment(say.language, zoneOf(catalog, draft), minute)
  const services = servicesOf(catalog, draft).map((service) => service.name)
  const start = draft.start === undefined ? '' : moment(draft.start)
  const what = [services.join(' + '), draftMasters(catalog, draft), start].filter(Boolean).join(' · ')
  if (draft.kind === 'book') return what && say('draft-book', { what })
  const was = draft.was === undefined ? '' : moment(draft.was)
  return say(draft.kind === 'move' ? 'draft-move' : 'draft-cancel', { was, what })
}

function draftMasters(catalog: Catalog, { kind, master, masters = [] }: NonNullable<Turn['draft']>): string {
  const ids = kind === 'book' ? [master] : masters
  return [...new Set(ids.flatMap((id) => (id ? nameOf(catalog, id) : [])))].join(', ')
}

function serviceName(catalog: Catalog, id: number): string {
  return catalog.services.find((service) => service.id === id)?.name ?? ''
}

/** With a discount: what is to be paid, and what it would be without. */
function priceOf(catalog: Catalog, say: Say, visit: Visit): string {
  const from = visit.parts.some((part) => catalog.services.find((service) => service.id === part.serviceId)?.priceFrom)
  const said = (price: number) =>
    price === 0 ? say('price-free') : from ? say('price-from', { price: sayMoney(price) }) : sayMoney(price)
  if (visit.discount === 0) return said(visit.price)
  return say('price-less', { price: said(visit.price - visit.discount), before: sayMoney(visit.price) })
}
