import { type Catalog, type Location, MASTER, type Resource, type Service } from '../../domain/catalog.ts'
import type { Wish } from '../../domain/slots.ts'
import type { Draft } from '../draft.ts'

/** The services of a draft that are still in the catalog, in their order. */
export function servicesOf(catalog: Catalog, draft: Draft): Service[] {
  return draft.services.flatMap((id) => catalog.services.find((service) => service.id === id) ?? [])
}

/** The branch of a draft: the chosen one, or the only one. */
export function locationOf(catalog: Catalog, draft: Draft): Location | null {
  const [only, another] = catalog.locations
  return catalog.locations.find((location) => location.id === draft.locationId) ?? (another ? null : (only ?? null))
}

/** Masters of the branch who do at least one of the services, in the catalog's order. */
export function mastersFor(catalog: Catalog, services: readonly Service[], location: Location): Resource[] {
  return catalog.resources.filter(
    (resource) =>
      resource.kind === MASTER &&
      resource.locationId === location.id &&
      services.some((service) => service.masters.some((master) => master.resourceId === resource.id)),
  )
}

/** What the draft asks of the slot engine: the chosen master for every service that they do, any for the rest. */
export function wishFrom(catalog: Catalog, draft: Draft): Wish | null {
  const location = locationOf(catalog, draft)
  const services = servicesOf(catalog, draft)
  if (!location || services.length === 0) return null
  const master = draft.master ?? null
  return {
    locationId: location.id,
    parts: services.map((service) => ({
      serviceId: service.id,
      masterId: service.masters.some((skill) => skill.resourceId === master) ? master : null,
    })),
  }
}

/** Services that a branch offers: somebody there does them. */
export function servicesAt(catalog: Catalog, location: Location): Service[] {
  return catalog.services.filter((service) => mastersFor(catalog, [service], location).length > 0)
}
