import { reachOf as reachOfVisit } from '../../db/choose.ts'
import { type Occupied, occupiedAround, type ScheduledVisit, visitsAround } from '../../db/schedule.ts'
import type { Sql } from '../../db/sql.ts'
import { type Catalog, type Location, MASTER, type Minute, type Resource } from '../../domain/catalog.ts'
import { STALE_MINUTES } from '../../domain/crm/busy.ts'
import { openHours } from '../../domain/hours.ts'
import { maskedPhone } from '../../domain/phone.ts'
import { freeIn } from '../../domain/places.ts'
import { type Actorship, type Reach, reachOf } from '../../domain/roles.ts'
import { isWorking, overlap, type Taken } from '../../domain/standing.ts'
import { addDays, dayStart } from '../../domain/time.ts'
import type { DaySchedule, VisitState } from './shapes.ts'

/** What somebody may see of a schedule. */
export type Sight = {
  /** Of a master: the one column; null: all. */
  resourceId: number | null
  money: boolean
  phones: boolean
}

/** What a role may see. A master without a resource of their own sees nobody's. */
export const shownTo = (who: Actorship, resourceId: number | null, reach: Reach): Sight => ({
  resourceId: reach === 'own' ? (resourceId ?? 0) : null,
  money: reachOf(who, 'money.read') === 'all',
  phones: reachOf(who, 'clients.read') === 'all',
})

type Asked = {
  /** As it binds staff. */
  catalog: Catalog
  location: Location
  dates: readonly string[]
  now: Minute
  sight: Sight
}

/** Reads what stands on the dates, and around them what the slot engine needs to know. Two queries. */
export async function loadDay(sql: Sql, { catalog, location, dates, now, sight }: Asked, cancelled: boolean) {
  const { businessId } = catalog
  const from = dayStart(location.timezone, dates[0]!)
  const to = dayStart(location.timezone, addDays(dates.at(-1)!, 1))
  const reach = Math.max(
    0,
    ...catalog.services.map(({ id }) =>
      reachOfVisit(catalog, { locationId: location.id, parts: [{ serviceId: id, masterId: null }] }),
    ),
  )
  const around = { businessId, locationId: location.id, from, to, now, resourceId: sight.resourceId }
  const resourceIds = catalog.resources.filter(({ locationId }) => locationId === location.id).map(({ id }) => id)
  const [visits, occupied] = await Promise.all([
    visitsAround(sql, around, cancelled),
    occupiedAround(sql, { businessId, resourceIds, from: from - reach, to: to + reach, now }),
  ])
  return { visits, occupied, from, to }
}

export const iso = (minute: Minute): string => new Date(minute * 60_000).toISOString()

/** The schedule as the API tells it. */
export function scheduleOf(
  { catalog, location, dates, now, sight }: Asked,
  { visits, occupied, from, to }: { visits: ScheduledVisit[]; occupied: Occupied; from: Minute; to: Minute },
): DaySchedule {
  const shown = catalog.resources.filter(
    ({ id, locationId }) => locationId === location.id && (sight.resourceId === null || id === sight.resourceId),
  )
  const ids = new Set(shown.map(({ id }) => id))
  const within = (taken: Taken) => ids.has(taken.resourceId) && taken.from < to && taken.to > from
  const blocks = occupied.blocks.filter(within)
  const names = new Map(catalog.services.map(({ id, name }) => [id, name]))
  return {
    location: { id: location.id, name: location.name },
    zone: location.timezone,
    now: iso(now),
    step: catalog.rules.stepMinutes,
    resources: shown.map(({ id, kind, name }) => ({ id, kind, name })),
    days: dates.map((date) => {
      const day = { from: dayStart(location.timezone, date), to: dayStart(location.timezone, addDays(date, 1)) }
      return {
        date,
        from: iso(day.from),
        to: iso(day.to),
        resources: shown.map((resource) => dayOf(catalog, location, resource, occupied.busy, day, now)),
      }
    }),
    visits: visits.map((visit) => visitJson(visit, { catalog, occupied, blocks, names, sight, now })),
    classes: occupied.classes
      .filter(({ resourceIds, start, end }) => resourceIds.some((id) => ids.has(id)) && start < to && end > from)
      .map(({ id, serviceId, start, end, capacity, taken, resourceIds }) => ({
        id,
        service: serviceId,
        name: names.get(serviceId) ?? '',
        from: iso(start),
        to: iso(end),
        resources: resourceIds.filter((resource) => ids.has(resource)),
        taken,
        capacity,
      })),
    blocks: blocks.map(blockJson),
    timeOff: occupied.timeOff.filter(within).map(timeOffJson),
    external: joined(occupied.external.filter(within)).map((one) => ({
      ...takenJson(one),
      id: one.id,
      readAt: one.readAt === null ? null : iso(one.readAt),
    })),
    outdated: outdatedIn(
      occupied.sources.filter(({ resourceId }) => ids.has(resourceId)),
      now,
    ),
    buffers: buffersOf(visits, occupied).filter(within).map(takenJson),
  }
}

/** Times that touch or overlap as one, known since the older reading. */
function joined(times: readonly Occupied['external'][number][]) {
  const found: Occupied['external'] = []
  for (const one of times.toSorted((a, b) => a.resourceId - b.resourceId || a.from - b.from)) {
    const last = found.at(-1)
    if (last?.resourceId !== one.resourceId || last.to < one.from) found.push({ ...one })
    else {
      last.to = Math.max(last.to, one.to)
      last.readAt = last.readAt === null || one.readAt === null ? null : Math.min(last.readAt, one.readAt)
    }
  }
  return found
}

/** The oldest reading that staff should know of; null: all are of late. */
function outdatedIn(sources: Occupied['sources'], now: Minute): { since: string | null } | null {
  const old = sources.filter(({ readAt }) => readAt === null || now - readAt > STALE_MINUTES)
  if (old.length === 0) return null
  const read = old.flatMap(({ readAt }) => readAt ?? [])
  return { since: read.length > 0 ? iso(Math.min(...read)) : null }
}

function dayOf(
  catalog: Catalog,
  location: Location,
  resource: Resource,
  busy: Occupied['busy'],
  day: { from: Minute; to: Minute },
  now: Minute,
) {
  const { places, minutes } = freeIn(catalog, busy, resource, day, now)
  return {
    id: resource.id,
    open: pairs(openHours(location, resource, day.from, day.to)),
    freeMinutes: minutes,
    free: places.map(({ from, to, starts }) => ({ from: iso(from), to: iso(to), starts: starts.map(iso) })),
  }
}

const pairs = (flat: readonly number[]) =>
  Array.from({ length: flat.length / 2 }, (_, i) => ({ from: iso(flat[i * 2]!), to: iso(flat[i * 2 + 1]!) }))

const takenJson = ({ resourceId, from, to }: Taken) => ({ resource: resourceId, from: iso(from), to: iso(to) })

export const blockJson = (block: Occupied['blocks'][number]) => ({
  ...takenJson(block),
  id: block.id,
  version: block.version,
  reason: block.reason,
  series: block.series,
})

export const timeOffJson = (off: Occupied['timeOff'][number]) => ({ ...takenJson(off), id: off.id, reason: off.reason })

type Surroundings = {
  catalog: Catalog
  occupied: Occupied
  blocks: Occupied['blocks']
  names: ReadonlyMap<number, string>
  sight: Sight
  now: Minute
}

function visitJson(visit: ScheduledVisit, { catalog, occupied, blocks, names, sight, now }: Surroundings) {
  const left = Math.max(0, visit.price - visit.discount - visit.paid)
  const spans = visit.parts.map(({ masterId, start, end }) => ({ resourceId: masterId, from: start, to: end }))
  const ahead = visit.end > now && visit.status !== 'cancelled'
  const masters = new Set(catalog.resources.filter(({ kind }) => kind === MASTER).map(({ id }) => id))
  const rooms = occupied.visits.filter((taken) => taken.appointmentId === visit.id && !masters.has(taken.resourceId))
  const marks = {
    note: !!visit.note,
    clientNote: visit.client.noted,
    vip: visit.client.vip,
    barred: visit.client.barred,
    test: visit.test,
  }
  return {
    id: visit.id,
    version: visit.version,
    state: stateOf(visit, sight.money ? left : 0, now),
    start: iso(visit.start),
    end: iso(visit.end),
    client: { id: visit.client.id, ...labelOf(visit.client, sight) },
    chat: visit.chatId,
    parts: visit.parts.map(({ serviceId, masterId, start, end }) => ({
      service: serviceId,
      name: names.get(serviceId) ?? '',
      master: masterId,
      start: iso(start),
      end: iso(end),
    })),
    rooms: [...new Set(rooms.map(({ resourceId }) => resourceId))],
    session: visit.sessionId,
    minutesLeft: visit.holdExpiresAt === null ? null : Math.max(1, visit.holdExpiresAt - now),
    price: sight.money ? visit.price - visit.discount : null,
    left: sight.money ? left : null,
    marks: (Object.keys(marks) as (keyof typeof marks)[]).filter((mark) => marks[mark]),
    astray:
      ahead &&
      visit.sessionId === null &&
      spans.some((span) => !isWorking(catalog, span) || blocks.some((block) => overlap(block, span))),
  }
}

/** Name and phone as somebody may see them. */
export const labelOf = (client: { name: string | null; phone: string | null }, { phones }: Pick<Sight, 'phones'>) => ({
  name: client.name,
  phone: client.phone === null || phones ? client.phone : maskedPhone(client.phone),
})

function stateOf({ status, end }: ScheduledVisit, left: number, now: Minute): VisitState {
  switch (status) {
    case 'booked':
      return 'planned'
    case 'arrived':
      return left > 0 && end <= now ? 'unpaid' : 'here'
    case 'paid':
      return left > 0 ? 'unpaid' : 'paid'
    case 'no_show':
      return 'noShow'
    default:
      return status
  }
}

/** What visits take of their resources before they begin and after they end. */
function buffersOf(visits: readonly ScheduledVisit[], occupied: Occupied): Taken[] {
  const times = new Map(visits.map(({ id, start, end }) => [id, { start, end }]))
  return occupied.visits.flatMap(({ appointmentId, resourceId, from, to }) => {
    const visit = times.get(appointmentId)
    if (!visit) return []
    return [
      { resourceId, from, to: Math.min(to, visit.start) },
      { resourceId, from: Math.max(from, visit.end), to },
    ].filter((stripe) => stripe.from < stripe.to)
  })
}
