import type { Catalog } from '../../domain/catalog.ts'
import type { Draft } from '../draft.ts'
import { locationOf, mastersFor, servicesOf } from './wish.ts'

export type Step = 'location' | 'service' | 'master' | 'time' | 'consent' | 'contact' | 'confirm'

/** What a half-made booking still needs, in the order in which it is asked. */
export function nextStep(
  catalog: Catalog,
  draft: Draft,
  client: { name: string | null; phone: string | null; consented: boolean },
): Step {
  const location = locationOf(catalog, draft)
  if (!location) return 'location'
  const services = servicesOf(catalog, draft)
  if (services.length === 0) return 'service'
  if (draft.kind === 'book' && draft.master === undefined && asksForMaster(catalog, draft)) return 'master'
  if (draft.start === undefined) return 'time'
  if (draft.kind === 'move') return 'confirm'
  if (!client.consented) return 'consent'
  if (!client.name || !client.phone) return 'contact'
  return 'confirm'
}

/** A class has the master that its time has; otherwise there is something to choose when two can do it. */
function asksForMaster(catalog: Catalog, draft: Draft): boolean {
  const services = servicesOf(catalog, draft)
  const location = locationOf(catalog, draft)
  if (!location || services.some((service) => service.capacity > 1)) return false
  return mastersFor(catalog, services, location).length > 1
}
