import type { Kopecks, Minute } from '../domain/catalog.ts'
import type { BusySource } from '../domain/crm/busy.ts'
import type { Taken } from '../domain/standing.ts'
import type { VisitStatus } from '../domain/visitstate.ts'
import { overlapping } from './occupancies.ts'
import { instant, list, minuteOf, type Sql } from './sql.ts'

/** A visit as a line of the schedule. */
export type ScheduledVisit = {
  id: number
  version: number
  status: VisitStatus
  start: Minute
  end: Minute
  price: Kopecks
  discount: Kopecks
  paid: Kopecks
  sessionId: number | null
  holdExpiresAt: Minute | null
  test: boolean
  note: string | null
  chatId: number | null
  client: { id: number; name: string | null; phone: string | null; vip: boolean; barred: boolean; noted: boolean }
  parts: { serviceId: number; masterId: number; start: Minute; end: Minute }[]
}

export type Around = {
  businessId: number
  locationId: number
  from: Minute
  to: Minute
  now: Minute
  /** Of a master: only visits with a part of theirs. */
  resourceId: number | null
}

/** Visits and holds of a branch that touch [from, to), by time; cancelled visits too where asked for. One query. */
export async function visitsAround(sql: Sql, around: Around, cancelled: boolean): Promise<ScheduledVisit[]> {
  type Row = Omit<ScheduledVisit, 'start' | 'end' | 'holdExpiresAt'> & { start: Date; end: Date; until: Date | null }
  const rows = await sql.query<Row>(VISITS, [
    around.businessId,
    around.locationId,
    instant(around.from),
    instant(around.to),
    instant(around.now),
    around.resourceId,
    cancelled,
  ])
  return rows.map(({ start, end, until, ...row }) => ({
    ...row,
    start: minuteOf(start),
    end: minuteOf(end),
    holdExpiresAt: until === null ? null : minuteOf(until),
  }))
}

// No visit is longer than a day, and the index is by the start. A hold that was never confirmed is no cancelled visit.
const VISITS = `
select a.id, a.version, a.status, a.starts_at as start, a.ends_at as end, a.price, a.discount, a.session_id as "sessionId",
  a.hold_expires_at as until, a.test, a.note, a.chat_id as "chatId",
  (select coalesce(sum(case p.kind when 'payment' then p.amount else -p.amount end), 0)::bigint
   from payments p where p.appointment_id = a.id) as paid,
  json_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'vip', c.vip, 'barred', c.barred_at is not null,
    'noted', coalesce(c.note, '') <> '') as client,
  (select coalesce(json_agg(json_build_object('serviceId', p.service_id, 'masterId', p.resource_id,
      'start', floor(date_part('epoch', p.starts_at) / 60), 'end', floor(date_part('epoch', p.ends_at) / 60))
      order by p.position), '[]')
   from appointment_parts p where p.appointment_id = a.id) as parts
from appointments a join clients c on c.id = a.client_id
where a.business_id = $1 and a.location_id = $2
  and a.starts_at >= $3::timestamptz - interval '1 day' and a.starts_at < $4::timestamptz and a.ends_at > $3::timestamptz
  and case a.status when 'held' then a.hold_expires_at > $5::timestamptz
    when 'cancelled' then $7 and a.hold_expires_at is null else true end
  and ($6::bigint is null
    or exists (select 1 from appointment_parts p where p.appointment_id = a.id and p.resource_id = $6))
order by a.starts_at, a.id`

/** A group class on its date, as it takes its master or room. */
export type ScheduledClass = {
  id: number
  serviceId: number
  start: Minute
  end: Minute
  capacity: number
  taken: number
  resourceIds: number[]
}

export type Block = Taken & { id: number; version: number; reason: string | null; series: string | null }
export type TimeOff = Taken & { id: number; reason: string | null }

/** A calendar elsewhere by which a resource's time is taken, and as of when that is known; null: it was never read. */
export type Source = { resourceId: number; source: BusySource; readAt: Minute | null }
export type External = Taken & Source & { id: number }

/** Everything that takes time of resources within a range. `visits`: what each appointment occupies, buffers inside. */
export type Occupied = {
  busy: Map<number, number[]>
  visits: (Taken & { appointmentId: number })[]
  classes: ScheduledClass[]
  blocks: Block[]
  timeOff: TimeOff[]
  external: External[]
  sources: Source[]
}

/** What takes time of resources within [from, to); expired holds don't count. One query. */
export async function occupiedAround(
  sql: Sql,
  around: { businessId: number; resourceIds: readonly number[]; from: Minute; to: Minute; now: Minute },
): Promise<Occupied> {
  const rows = await sql.query<OccupiedRow>(OCCUPIED, [
    list(around.resourceIds),
    instant(around.from),
    instant(around.to),
    instant(around.now),
  ])
  const found: Occupied = {
    busy: new Map(),
    visits: [],
    classes: [],
    blocks: [],
    timeOff: [],
    external: [],
    sources: [],
  }
  const classes = new Map<number, ScheduledClass>()
  for (const { id, kind, resource_id, f, t, ...row } of rows) {
    const taken = { resourceId: resource_id, from: f, to: t }
    if (kind === 'off') {
      found.timeOff.push({ ...taken, id, reason: row.reason })
      continue
    }
    if (kind === 'source') {
      found.sources.push({ resourceId: resource_id, source: row.source!, readAt: row.read_at })
      continue
    }
    const times = found.busy.get(resource_id)
    if (times) times.push(f, t)
    else found.busy.set(resource_id, [f, t])
    if (kind === 'external') found.external.push({ ...taken, id, source: row.source!, readAt: row.read_at })
    else if (kind === 'block')
      found.blocks.push({ ...taken, id, version: row.version, reason: row.reason, series: row.series })
    else if (row.appointment_id !== null) found.visits.push({ ...taken, appointmentId: row.appointment_id })
    else if (row.class && row.session_id !== null) {
      const known = classes.get(row.session_id)
      if (known) known.resourceIds.push(resource_id)
      else classes.set(row.session_id, { id: row.session_id, ...row.class, resourceIds: [resource_id] })
    }
  }
  return { ...found, classes: [...classes.values()] }
}

type OccupiedRow = {
  id: number
  kind: 'visit' | 'hold' | 'session' | 'block' | 'off' | 'external' | 'source'
  resource_id: number
  f: Minute
  t: Minute
  version: number
  appointment_id: number | null
  session_id: number | null
  reason: string | null
  series: string | null
  class: Omit<ScheduledClass, 'id' | 'resourceIds'> | null
  source: BusySource | null
  read_at: Minute | null
}

const READ_AT = `floor(date_part('epoch', c.read_at) / 60)::int`

const OCCUPIED = `
select o.id, o.kind, o.resource_id, floor(date_part('epoch', lower(o.during)) / 60)::int as f,
  ceil(date_part('epoch', upper(o.during)) / 60)::int as t, o.version, o.appointment_id, o.session_id, o.reason, o.series,
  case when s.id is not null then json_build_object('serviceId', s.service_id, 'capacity', s.capacity, 'taken', s.taken,
    'start', floor(date_part('epoch', s.starts_at) / 60), 'end', floor(date_part('epoch', s.ends_at) / 60)) end as class,
  null as source, null::int as read_at
from unnest((select $1::bigint[])) as r(id), lateral (${overlapping('*')}
) o left join sessions s on s.id = o.session_id
where o.expires_at is null or o.expires_at > $4::timestamptz
union all
select o.id, 'off', o.resource_id, floor(date_part('epoch', lower(o.during)) / 60)::int,
  ceil(date_part('epoch', upper(o.during)) / 60)::int, 1, null, null, o.reason, null, null, null, null
from time_off o where o.resource_id = any($1::bigint[]) and o.during && tstzrange($2::timestamptz, $3::timestamptz)
union all
select o.id, 'external', o.resource_id, floor(date_part('epoch', lower(o.during)) / 60)::int,
  ceil(date_part('epoch', upper(o.during)) / 60)::int, 1, null, null, null, null, null, o.source, ${READ_AT}
from external_busy o left join external_calendars c on c.resource_id = o.resource_id and c.source = o.source
where o.resource_id = any($1::bigint[]) and o.during && tstzrange($2::timestamptz, $3::timestamptz)
union all
select c.id, 'source', c.resource_id, 0, 0, 1, null, null, null, null, null, c.source, ${READ_AT}
from external_calendars c where c.resource_id = any($1::bigint[])
order by resource_id, f`

/** Visits and busy minutes of a branch by local date, for dates that have any. One query. */
export async function loadByDate(
  sql: Sql,
  around: Around & { zone: string; resourceIds: readonly number[] },
): Promise<Map<string, { visits: number; busy: number }>> {
  const rows = await sql.query<{ date: string; visits: number; busy: number }>(
    `select date::text as date, sum(visits)::int as visits, sum(busy)::int as busy from (
       select (a.starts_at at time zone $5)::date as date, count(*) as visits, 0 as busy
       from appointments a where a.business_id = $1 and a.location_id = $2
         and a.starts_at >= $3::timestamptz and a.starts_at < $4::timestamptz and a.status not in ('held', 'cancelled')
         and ($6::bigint is null
           or exists (select 1 from appointment_parts p where p.appointment_id = a.id and p.resource_id = $6))
       group by 1
       union all
       select (lower(o.during) at time zone $5)::date, 0,
         sum(date_part('epoch', upper(o.during) - lower(o.during)) / 60)
       from occupancies o where o.business_id = $1 and o.resource_id = any($7::bigint[])
         and lower(o.during) >= $3::timestamptz and lower(o.during) < $4::timestamptz
         and o.during && tstzrange($3::timestamptz, $4::timestamptz)
         and (o.expires_at is null or o.expires_at > $8::timestamptz)
       group by 1) days
     group by date order by date`,
    [
      around.businessId,
      around.locationId,
      instant(around.from),
      instant(around.to),
      around.zone,
      around.resourceId,
      list(around.resourceIds),
      instant(around.now),
    ],
  )
  return new Map(rows.map(({ date, visits, busy }) => [date, { visits, busy }]))
}
