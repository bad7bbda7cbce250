import type { Visit } from '../../db/visits.ts'
import type { Catalog } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { Say } from '../texts.ts'
import { nameOf, sayMoment, sayMoney } from '../words.ts'
import { locationOf, servicesOf } from './wish.ts'

/** Variables that the texts about one visit use. */
export function visitWords(catalog: Catalog, say: Say, visit: Visit) {
  const location = catalog.locations.find((known) => known.id === visit.locationId)
  const masters = [...new Set(visit.parts.map((part) => nameOf(catalog, part.masterId)))]
  return {
    when: sayMoment(say.language, location?.timezone ?? catalog.timezone, visit.start),
    services: visit.parts.map((part) => serviceName(catalog, part.serviceId)).join(' + '),
    masters: masters.join(', '),
    price: visit.price === 0 ? say('price-free') : priceOf(catalog, say, visit),
    address: location?.address ?? '',
    directions: location?.directions ?? '',
  }
}

/** «Женская стрижка + Укладка · Анна»: what a half-made booking is about, for the head of a screen. */
export function draftHead(turn: Turn): string {
  const { catalog, draft, say } = turn
  if (!draft) return ''
  const services = servicesOf(catalog, draft).map((service) => service.name)
  const master = draft.master ? nameOf(catalog, draft.master) : draft.master === null ? say('any-master') : ''
  return [services.join(' + '), master].filter(Boolean).join(' · ')
}

/** The half-made booking in one line for staff; empty when nothing is begun. */
export function describeDraft(turn: Turn): string {
  const { catalog, draft, say } = turn
  if (!draft) return ''
  const zone = locationOf(catalog, draft)?.timezone ?? catalog.timezone
  const time = draft.start === undefined ? '' : sayMoment(say.language, zone, draft.start)
  return [draftHead(turn), time].filter(Boolean).join(', ')
}

function serviceName(catalog: Catalog, id: number): string {
  return catalog.services.find((service) => service.id === id)?.name ?? ''
}

function priceOf(catalog: Catalog, say: Say, visit: Visit): string {
  const from = visit.parts.some((part) => catalog.services.find((service) => service.id === part.serviceId)?.priceFrom)
  return from ? say('price-from', { price: sayMoney(visit.price) }) : sayMoney(visit.price)
}
