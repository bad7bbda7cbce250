import { type Catalog, MASTER, type Minute, type Resource, rulesOf, type Service } from './catalog.ts'
import { merged, openHours, without } from './hours.ts'
import { type Busy, findSlots } from './slots.ts'

/** A gap in a master's day where something may be booked; `starts` are those of any service of theirs, rising. */
export type FreePlace = { from: Minute; to: Minute; starts: Minute[] }

export type FreeDay = { places: FreePlace[]; minutes: number }

/**
 * What is free in a resource's time within a range, from `now` on: minutes of open time that nothing takes, and of a master the places
 * with the starts that the slot engine offers there, that of the step now running included. A gap too short for every service is no place.
 */
export function freeIn(
  catalog: Catalog,
  busy: Busy,
  resource: Resource,
  range: { from: Minute; to: Minute },
  now: Minute,
): FreeDay {
  const location = catalog.locations.find(({ id }) => id === resource.locationId)
  const from = Math.max(range.from, now - catalog.rules.stepMinutes + 1)
  if (!location || !(from < range.to)) return { places: [], minutes: 0 }
  const gaps = without(openHours(location, resource, from, range.to), merged(busy.get(resource.id) ?? []))
  let minutes = 0
  for (let i = 0; i < gaps.length; i += 2) minutes += gaps[i + 1]! - gaps[i]!
  if (resource.kind !== MASTER || gaps.length === 0) return { places: [], minutes }
  const starts = startsOf(catalog, busy, resource, { from, to: range.to }, now)
  const places: FreePlace[] = []
  for (let i = 0, s = 0; i < gaps.length; i += 2) {
    const inside: Minute[] = []
    while (s < starts.length && starts[s]! < gaps[i]!) s++
    while (s < starts.length && starts[s]! < gaps[i + 1]!) inside.push(starts[s++]!)
    if (inside.length > 0) places.push({ from: inside[0]!, to: gaps[i + 1]!, starts: inside })
  }
  return { places, minutes }
}

function startsOf(
  catalog: Catalog,
  busy: Busy,
  { id, locationId }: Resource,
  range: { from: Minute; to: Minute },
  now: Minute,
): Minute[] {
  const starts = new Set<Minute>()
  const alike = new Set<string>()
  for (const service of catalog.services) {
    const skill = service.masters.find(({ resourceId }) => resourceId === id)
    if (!skill || service.capacity > 1) continue
    const look = likeness(catalog, service, skill.segments ?? service.segments)
    if (alike.has(look)) continue
    alike.add(look)
    const wish = { locationId, parts: [{ serviceId: service.id, masterId: id }] }
    for (const { start } of findSlots(catalog, busy, wish, range, now)) starts.add(start)
  }
  return [...starts].sort((a, b) => a - b)
}

/** Services that agree in it have the same starts with one master. */
function likeness(catalog: Catalog, service: Service, segments: readonly number[]): string {
  const { stepMinutes, noticeMinutes, windowDays } = rulesOf(catalog, service)
  const { bufferBefore, bufferAfter, needs } = service
  return [segments, bufferBefore, bufferAfter, needs, stepMinutes, noticeMinutes, windowDays].join(';')
}
