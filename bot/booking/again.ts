import type { Visit } from '../../db/visits.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { type Draft, newDraft } from '../draft.ts'
import { hasChoice, isDoneBy, locationOf, mastersFor, servicesOf } from './wish.ts'

/** A booking of what a visit was about, with its master if they still do it; null when a service of it is gone. */
export function draftAgain(catalog: Catalog, visit: Visit): Draft | null {
  const wanted = visit.parts.map(({ serviceId }) => serviceId)
  const draft: Draft = { ...newDraft(), locationId: visit.locationId, services: wanted, asked: 'time' }
  const services = servicesOf(catalog, draft)
  const location = locationOf(catalog, draft)
  if (wanted.length === 0 || services.length < wanted.length || !location) return null
  if (!hasChoice(catalog, draft)) return draft
  const [master, another] = new Set(visit.parts.map(({ masterId }) => masterId))
  const stays =
    master !== undefined &&
    another === undefined &&
    isDoneBy(services, master) &&
    mastersFor(catalog, services, location).some(({ id }) => id === master)
  return { ...draft, master: stays ? master : null }
}
