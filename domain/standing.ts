import type { Catalog, DayException, Minute, Week } from './catalog.ts'
import { openHours } from './hours.ts'

/** Time of one resource. */
export type Taken = { resourceId: number; from: Minute; to: Minute }

/** Whose hours: a branch's, or a resource's own. */
export type HoursOwner = { locationId: number } | { resourceId: number }

/** What is to change in hours: the week (null: a resource follows its branch), single dates (null: like any other week's). */
export type HoursChange = {
  week?: Week | null
  exceptions?: readonly { date: string; hours: DayException['hours'] | null }[]
}

/** The catalog as it will be with other hours. */
export function withHours(catalog: Catalog, owner: HoursOwner, change: HoursChange): Catalog {
  const changed = new Map(change.exceptions?.map(({ date, hours }) => [date, hours]))
  const datesOf = (known: readonly DayException[]) => [
    ...known.filter(({ date }) => !changed.has(date)),
    ...[...changed].flatMap(([date, hours]) => (hours === null ? [] : [{ date, hours }])),
  ]
  const locationId = 'locationId' in owner ? owner.locationId : null
  return {
    ...catalog,
    locations: catalog.locations.map((location) =>
      location.id === locationId
        ? { ...location, hours: change.week ?? location.hours, exceptions: datesOf(location.exceptions) }
        : location,
    ),
    // A copy of each, because hours that were worked out are remembered by resource.
    resources: catalog.resources.map((resource) =>
      'resourceId' in owner && resource.id === owner.resourceId
        ? {
            ...resource,
            hours: change.week === undefined ? resource.hours : change.week,
            exceptions: datesOf(resource.exceptions),
          }
        : { ...resource },
    ),
  }
}

/** The catalog as it will be with resources away for a while. */
export function withTimeOff(catalog: Catalog, away: readonly Taken[]): Catalog {
  return {
    ...catalog,
    resources: catalog.resources.map((resource) => {
      const added = away.filter(({ resourceId }) => resourceId === resource.id)
      return added.length === 0 ? resource : { ...resource, timeOff: [...resource.timeOff, ...added] }
    }),
  }
}

/** Whether a resource works during all of the time. One that the catalog does not know works. */
export function isWorking(catalog: Catalog, { resourceId, from, to }: Taken): boolean {
  const resource = catalog.resources.find(({ id }) => id === resourceId)
  const location = catalog.locations.find(({ id }) => id === resource?.locationId)
  if (!resource || !location) return true
  const [start, end] = openHours(location, resource, from, to)
  return start === from && end === to
}

/** Those who stand in working time now and would not any more. */
export function brokenBy<T extends { spans: readonly Taken[] }>(
  before: Catalog,
  after: Catalog,
  standing: readonly T[],
): T[] {
  return standing.filter(({ spans }) => spans.some((span) => isWorking(before, span) && !isWorking(after, span)))
}

/** Those whose time the places would take. */
export function coveredBy<T extends { spans: readonly Taken[] }>(
  places: readonly Taken[],
  standing: readonly T[],
): T[] {
  return standing.filter(({ spans }) => spans.some((span) => places.some((place) => overlap(place, span))))
}

/** Whether two take the same resource at the same time. */
export const overlap = (a: Taken, b: Taken): boolean => a.resourceId === b.resourceId && a.from < b.to && b.from < a.to
