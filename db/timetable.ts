import {
  type Catalog,
  type Location,
  MASTER,
  type Minute,
  type Resource,
  rulesOf,
  type Service,
} from '../domain/catalog.ts'
import type { Plan } from '../domain/slots.ts'
import { addDays, instantOf, localOf, weekdayOf } from '../domain/time.ts'
import { clearExpired, loadBusy, lockResources, placesParams } from './occupancies.ts'
import { instant, list, minuteOf, type Tx } from './sql.ts'

type Entry = {
  service: Service
  location: Location
  master: Resource
  rooms: Resource[][]
  weekday: number
  minute: Minute
}
type Class = { service: Service; master: Resource; start: Minute; end: Minute; places: Plan['occupancies'] }

/**
 * Puts the classes of the weekly timetable into the calendar, for every local date of the booking window. Safe to
 * repeat. A class whose master or room is taken, or off on that day, is left out. Returns how many were added.
 */
export async function planSessions(tx: Tx, catalog: Catalog, now: Minute): Promise<number> {
  const entries = await loadEntries(tx, catalog)
  const dates = entries.flatMap((entry) => datesOf(catalog, entry, now))
  if (dates.length === 0) return 0
  const resources = [...new Set(entries.flatMap(({ master, rooms }) => [master, ...rooms.flat()].map(({ id }) => id)))]
  const from = Math.min(...dates.map(({ start }) => start)) - DAY
  const to = Math.max(...dates.map(({ end }) => end)) + DAY
  const [, known, busy] = await Promise.all([
    lockResources(tx, catalog.businessId, resources),
    tx.query<{ resource_id: number; starts_at: Date }>(
      `select resource_id, starts_at from sessions where business_id = $1 and starts_at between $2::timestamptz and $3::timestamptz`,
      [catalog.businessId, instant(from), instant(to)],
    ),
    loadBusy(tx, { resourceIds: resources, from, to, now }),
  ])
  const planned = new Set(known.map((row) => `${row.resource_id} ${minuteOf(row.starts_at)}`))
  const taken = new Map(resources.map((id) => [id, Array.from(busy.get(id) ?? [])]))
  const classes: Class[] = []
  for (const { entry, start, end } of dates) {
    if (planned.has(`${entry.master.id} ${start}`)) continue
    const places = placesOf(entry, start, end, taken)
    if (!places) continue
    for (const place of places) taken.get(place.resourceId)!.push(place.from, place.to)
    classes.push({ service: entry.service, master: entry.master, start, end, places })
  }
  if (classes.length > 0) await write(tx, catalog.businessId, classes, now)
  return classes.length
}

const DAY = 1440

async function loadEntries(tx: Tx, catalog: Catalog): Promise<Entry[]> {
  const rows = await tx.query<{ service_id: number; resource_id: number; weekday: number; minute: number }>(
    'select service_id, resource_id, weekday, minute from timetable where business_id = $1 order by id',
    [catalog.businessId],
  )
  return rows.flatMap(({ service_id, resource_id, weekday, minute }) => {
    const service = catalog.services.find((known) => known.id === service_id)
    const master = catalog.resources.find((known) => known.id === resource_id && known.kind === MASTER)
    const location = catalog.locations.find((known) => known.id === master?.locationId)
    if (!service || !master || !location) return []
    const rooms = service.needs.map((kind) =>
      catalog.resources.filter((known) => known.kind === kind && known.locationId === location.id),
    )
    return [{ service, location, master, rooms, weekday, minute }]
  })
}

function datesOf(catalog: Catalog, entry: Entry, now: Minute): { entry: Entry; start: Minute; end: Minute }[] {
  const { service, location, master } = entry
  const skill = service.masters.find(({ resourceId }) => resourceId === master.id)
  const minutes = (skill?.segments ?? service.segments).reduce((sum, length) => sum + length, 0)
  const today = localOf(location.timezone, now).date
  return Array.from({ length: rulesOf(catalog, service).windowDays }, (_, day) => addDays(today, day))
    .filter((date) => weekdayOf(date) === entry.weekday && isWorked(entry, date, minutes))
    .map((date) => instantOf(location.timezone, date, entry.minute))
    .filter((start) => start > now)
    .map((start) => ({ entry, start, end: start + minutes }))
}

/** The timetable speaks for itself against weekly hours; a holiday or changed hours of that date go before it. */
function isWorked({ location, master, minute }: Entry, date: string, minutes: number): boolean {
  const change = [...master.exceptions, ...location.exceptions].find((exception) => exception.date === date)
  return !change || change.hours.some(({ from, to }) => from <= minute && minute + minutes <= to)
}

/** What a class takes: its master and a free room for each need, buffers inside; null when there is none. */
function placesOf(
  { service, master, rooms }: Entry,
  start: Minute,
  end: Minute,
  taken: ReadonlyMap<number, readonly number[]>,
): Plan['occupancies'] | null {
  const from = start - service.bufferBefore
  const to = end + service.bufferAfter
  const chosen: Resource[] = []
  for (const candidates of [[master], ...rooms]) {
    const free = candidates.find(
      (resource) =>
        !chosen.includes(resource) &&
        !overlaps(taken.get(resource.id)!, from, to) &&
        !resource.timeOff.some((off) => off.from < end && start < off.to),
    )
    if (!free) return null
    chosen.push(free)
  }
  return chosen.map(({ id }) => ({ resourceId: id, from, to })).sort((a, b) => a.resourceId - b.resourceId)
}

function overlaps(pairs: readonly number[], from: Minute, to: Minute): boolean {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i]! < to && from < pairs[i + 1]!) return true
  return false
}

async function write(tx: Tx, businessId: number, classes: readonly Class[], now: Minute): Promise<void> {
  const places = classes
    .flatMap(({ master, start, places }) => places.map((place) => ({ ...place, masterId: master.id, start })))
    .sort((a, b) => a.resourceId - b.resourceId || a.from - b.from)
  const [, , rows] = await Promise.all([
    clearExpired(tx, places, now),
    tx.query(
      `insert into sessions (business_id, service_id, location_id, resource_id, starts_at, ends_at, capacity)
       select $1, p.service, r.location_id, r.id, to_timestamp(p.f * 60), to_timestamp(p.t * 60), p.capacity
       from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[]) as p(service, master, f, t, capacity)
       join resources r on r.id = p.master`,
      [
        businessId,
        list(classes.map(({ service }) => service.id)),
        list(classes.map(({ master }) => master.id)),
        list(classes.map(({ start }) => start)),
        list(classes.map(({ end }) => end)),
        list(classes.map(({ service }) => service.capacity)),
      ],
    ),
    tx.query(
      `insert into occupancies (business_id, resource_id, during, kind, session_id)
       select $1, p.id, tstzrange(to_timestamp(p.f * 60), to_timestamp(p.t * 60)), 'session', s.id
       from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) as p(id, f, t, master, start)
       join sessions s on s.resource_id = p.master and s.starts_at = to_timestamp(p.start * 60)
       order by p.id, p.f on conflict do nothing returning 1`,
      [
        businessId,
        ...placesParams(places),
        list(places.map(({ masterId }) => masterId)),
        list(places.map(({ start }) => start)),
      ],
    ),
  ])
  if (rows.length !== places.length) throw new Error('somebody writes occupancies without locking their resources')
}
