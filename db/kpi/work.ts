import type { Catalog, Minute } from '../../domain/catalog.ts'
import { MASTER } from '../../domain/catalog.ts'
import { openHours } from '../../domain/hours.ts'
import type { Period } from '../../domain/kpi/period.ts'
import { addDays, dayStart } from '../../domain/time.ts'
import type { Sql } from '../sql.ts'
import { daysParams, sourceOf } from './facts.ts'
import type { Asked } from './read.ts'

export type MasterSums = {
  masterId: number
  name: string
  visits: number
  came: number
  noShow: number
  /** Minutes of visits that were not cancelled, and of working hours as they are set now. */
  busyMinutes: number
  openMinutes: number
  /** Agreed prices of services done. */
  price: number
}

/** What masters did in a period; of one master where `masterId` says so. */
export async function mastersOf(
  sql: Sql,
  catalog: Catalog,
  { period, raw = false }: Asked,
  masterId: number | null = null,
): Promise<MasterSums[]> {
  const rows = await sql.query<Omit<MasterSums, 'openMinutes'>>(
    `select f.*, r.name from (
       select master_id as "masterId", sum(visits)::int as visits, sum(came)::int as came, sum(no_show)::int as "noShow",
         sum(busy_minutes)::int as "busyMinutes", sum(price)::bigint as price
       from ${sourceOf('masters', raw)} where $6::bigint is null or master_id = $6 group by master_id) f
     join resources r on r.id = f."masterId" order by 1`,
    [...daysParams(catalog.businessId, period.from, period.to), masterId],
  )
  const known = new Map(rows.map((row) => [row.masterId, row]))
  const masters = catalog.resources.filter(({ kind, id }) => kind === MASTER && (masterId === null || id === masterId))
  const idle = { visits: 0, came: 0, noShow: 0, busyMinutes: 0, price: 0 }
  const listed = masters.map((master) => ({
    ...(known.get(master.id) ?? { masterId: master.id, ...idle }),
    name: master.name,
    openMinutes: openMinutes(catalog, master.id, period),
  }))
  const gone = rows.filter(({ masterId: id }) => !masters.some((master) => master.id === id))
  return [...listed, ...gone.map((row) => ({ ...row, openMinutes: 0 }))]
}

function openMinutes(catalog: Catalog, masterId: number, { from, to }: Period): number {
  const master = catalog.resources.find(({ id }) => id === masterId)!
  const location = catalog.locations.find(({ id }) => id === master.locationId)
  if (!location) return 0
  const [start, end]: [Minute, Minute] = [
    dayStart(location.timezone, from),
    dayStart(location.timezone, addDays(to, 1)),
  ]
  const pairs = openHours(location, master, start, end)
  return pairs.reduce((sum, minute, i) => sum + (i % 2 === 0 ? -minute : minute), 0)
}

export type ServiceSums = {
  serviceId: number
  name: string
  came: number
  noShow: number
  cancelled: number
  clients: number
  /** Clients who came again, for anything, within `REPEAT_DAYS` of this; of those whose time for that is over. */
  settled: number
  returned: number
  price: number
  variableCost: number
}

/** Within so many days a client is expected back. */
const REPEAT_DAYS = 60

/** Services of a period, what they brought and who came again. */
export function servicesOf(sql: Sql, businessId: number, period: Period, now: Date): Promise<ServiceSums[]> {
  return sql.query<ServiceSums>(
    `with done as (
       select s.*, s.came and s.visit_starts_at < $6::timestamptz - interval '${REPEAT_DAYS} days'
           and s.client_id not in (select id from clients where business_id = $1 and anonymous) as settled,
         exists (select 1 from appointments a where a.client_id = s.client_id and a.status in ('arrived', 'paid') and not a.test
           and a.starts_at > s.visit_starts_at and a.starts_at <= s.visit_starts_at + interval '${REPEAT_DAYS} days') as again
       from bi_services s where s.business_id = $1 and s.visit_starts_at >= $4::timestamptz and s.visit_starts_at < $5::timestamptz
         and s.day between $2::date and $3::date)
     select service_id as "serviceId", max(service) as name, count(*) filter (where came)::int as came,
       count(*) filter (where no_show)::int as "noShow", count(*) filter (where cancelled)::int as cancelled,
       count(distinct client_id) filter (where came)::int as clients,
       count(distinct client_id) filter (where settled)::int as settled,
       count(distinct client_id) filter (where settled and again)::int as returned,
       coalesce(sum(price) filter (where came), 0)::bigint as price,
       coalesce(sum(variable_cost) filter (where came), 0)::bigint as "variableCost"
     from done group by service_id order by price desc, service_id`,
    [...daysParams(businessId, period.from, period.to), now],
  )
}
