import { type Catalog, type Location, MASTER, type Resource, type Service } from '../../domain/catalog.ts'
import type { Wish } from '../../domain/slots.ts'
import type { Draft } from '../draft.ts'

/** The services of a draft that are still in the catalog, in their order. */
export function servicesOf(catalog: Catalog, draft: Draft): Service[] {
  return draft.services.flatMap((id) => catalog.services.find((service) => service.id === id) ?? [])
}

/** The services among which one is still to be chosen. */
export function amongOf(catalog: Catalog, { services, among }: Draft): Service[] {
  return services.length > 0 || !among ? [] : catalog.services.filter((service) => among.includes(service.id))
}

/** The branch of a draft: the chosen one, or the only one. */
export function locationOf(catalog: Catalog, draft: Draft): Location | null {
  const [only, another] = catalog.locations
  return catalog.locations.find((location) => location.id === draft.locationId) ?? (another ? null : (only ?? null))
}

/** The zone that a draft's wall clock is in. */
export function zoneOf(catalog: Catalog, draft: Draft | null): string {
  return (draft && locationOf(catalog, draft)?.timezone) ?? catalog.timezone
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

/** Services that a branch offers: somebody there does them. */
export function servicesAt(catalog: Catalog, location: Location): Service[] {
  return catalog.services.filter((service) => mastersFor(catalog, [service], location).length > 0)
}

/** True for a group class, which stands alone in a visit and comes with its master. */
export const isClass = (service: Service): boolean => service.capacity > 1

/** True when there is somebody to choose: two can do it, and it is no class. */
export function hasChoice(catalog: Catalog, draft: Draft): boolean {
  const services = servicesOf(catalog, draft)
  const location = locationOf(catalog, draft)
  if (!location || services.some(isClass)) return false
  return mastersFor(catalog, services, location).length > 1
}

/** Whether any of the services may be done by this master. */
export function isDoneBy(services: readonly Service[], masterId: number): boolean {
  return services.some((service) => service.masters.some((skill) => skill.resourceId === masterId))
}

/** What the draft asks of the slot engine: the chosen master for every service that they do, any for the rest. */
export function wishFrom(catalog: Catalog, draft: Draft): Wish | null {
  const location = locationOf(catalog, draft)
  const services = servicesOf(catalog, draft)
  if (!location || services.length === 0) return null
  return {
    locationId: location.id,
    parts: services.map((service, index) => ({ serviceId: service.id, masterId: masterOf(draft, service, index) })),
  }
}

function masterOf(draft: Draft, service: Service, index: number): number | null {
  if (isClass(service)) return null
  if (draft.kind === 'move') return draft.masters?.[index] ?? null
  const master = draft.master ?? null
  return master !== null && isDoneBy([service], master) ? master : null
}
