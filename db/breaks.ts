import type { Sql } from './sql.ts'

/** A visit ahead that a change of the settings would touch. */
export type TouchedVisit = { id: number; startsAt: Date; client: string | null; services: string; master: string }

export const MOST_SHOWN = 20

/** Visits ahead that need this master, room or service: how many, and the first of them. */
export async function visitsAhead(
  sql: Sql,
  of: { businessId: number; resourceId?: number; serviceId?: number; now: Date },
): Promise<{ count: number; visits: TouchedVisit[] }> {
  const rows = await sql.query<TouchedVisit & { count: number }>(
    `select a.id, a.starts_at as "startsAt", cl.name as client, string_agg(distinct s.name, ' + ') as services,
       string_agg(distinct r.name, ', ') as master, count(*) over ()::int as count
     from appointments a
       join appointment_parts p on p.appointment_id = a.id
       join services s on s.id = p.service_id join resources r on r.id = p.resource_id
       join clients cl on cl.id = a.client_id
     where a.business_id = $1 and a.ends_at > $4::timestamptz and a.status in ('held', 'booked', 'confirmed', 'arrived')
       and ($3::bigint is null or exists
         (select 1 from appointment_parts q where q.appointment_id = a.id and q.service_id = $3))
       and ($2::bigint is null or exists
         (select 1 from occupancies o where o.appointment_id = a.id and o.resource_id = $2)
         or exists (select 1 from appointment_parts q where q.appointment_id = a.id and q.resource_id = $2))
     group by a.id, cl.name order by a.starts_at, a.id limit ${MOST_SHOWN}`,
    [of.businessId, of.resourceId, of.serviceId, of.now],
  )
  return { count: rows[0]?.count ?? 0, visits: rows.map(({ count: _, ...visit }) => visit) }
}
