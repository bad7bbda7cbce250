import type { Minute } from '../domain/catalog.ts'
import type { Taken } from '../domain/standing.ts'
import type { VisitStatus } from '../domain/visitstate.ts'
import { overlapping } from './occupancies.ts'
import { instant, list, minuteOf, type Sql } from './sql.ts'

/** A visit, a hold or a class that has time of resources: what a change of hours or a block may come upon. */
export type Standing = {
  kind: 'visit' | 'class'
  id: number
  /** Of a class how many seats are taken: another number is another class to decide about. */
  version: number
  status: VisitStatus | null
  start: Minute
  end: Minute
  client: { id: number; name: string | null; phone: string | null } | null
  serviceIds: number[]
  /** The working time itself, without buffers. */
  spans: Taken[]
}

type Row = {
  kind: 'visit' | 'class'
  id: number
  version: number
  status: VisitStatus | null
  starts_at: Date
  ends_at: Date
  client: Standing['client']
  services: number[]
  resource_id: number
  f: Minute
  t: Minute
}

/**
 * Who stands in the time of resources within [from, to) and is not over at `now`. Ask with the resources locked, if a
 * decision is to rest on it. One query.
 */
export async function standingIn(
  sql: Sql,
  around: { businessId: number; resourceIds: readonly number[]; from: Minute; to: Minute; now: Minute },
): Promise<Standing[]> {
  const from = Math.max(around.from, around.now)
  if (from >= around.to) return []
  const rows = await sql.query<Row>(STANDING, [
    list(around.resourceIds),
    instant(from),
    instant(around.to),
    instant(around.now),
    around.businessId,
  ])
  const found = new Map<string, Standing>()
  for (const row of rows) {
    const span = { resourceId: row.resource_id, from: row.f, to: row.t }
    const key = `${row.kind}${row.id}`
    const known = found.get(key)
    if (known) known.spans.push(span)
    else
      found.set(key, {
        kind: row.kind,
        id: row.id,
        version: row.version,
        status: row.status,
        start: minuteOf(row.starts_at),
        end: minuteOf(row.ends_at),
        client: row.client,
        serviceIds: row.services,
        spans: [span],
      })
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.id - b.id)
}

const STANDING = `
select case when a.id is null then 'class' else 'visit' end as kind, coalesce(a.id, s.id) as id,
  coalesce(a.version, s.taken) as version, a.status, coalesce(a.starts_at, s.starts_at) as starts_at,
  coalesce(a.ends_at, s.ends_at) as ends_at,
  case when c.id is not null then json_build_object('id', c.id, 'name', c.name, 'phone', c.phone) end as client,
  case when a.id is null then json_build_array(s.service_id)
    else (select coalesce(json_agg(p.service_id order by p.position), '[]')
      from appointment_parts p where p.appointment_id = a.id) end as services,
  o.resource_id,
  (date_part('epoch', greatest(lower(o.during), a.starts_at, s.starts_at)) / 60)::int as f,
  (date_part('epoch', least(upper(o.during), a.ends_at, s.ends_at)) / 60)::int as t
from unnest((select $1::bigint[])) as r(id), lateral (${overlapping('*')}
) o
left join appointments a on a.id = o.appointment_id and a.status in ('held', 'booked', 'confirmed', 'arrived')
left join clients c on c.id = a.client_id
left join sessions s on s.id = o.session_id and s.cancelled_at is null
where o.business_id = $5 and o.kind <> 'block' and (o.expires_at is null or o.expires_at > $4::timestamptz)
  and (a.id is not null or s.id is not null)
  and greatest(lower(o.during), a.starts_at, s.starts_at) < least(upper(o.during), a.ends_at, s.ends_at)
order by o.resource_id, lower(o.during)`
