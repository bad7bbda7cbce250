import { createBusiness } from '../../db/businesses.ts'
import type { Tx } from '../../db/sql.ts'
import { TEMPLATES } from '../../domain/templates.ts'

/** Seats of a day with one master: 90 minutes each from 10:00 on. */
export const SEATS = 7
export const SEAT_MINUTES = 90
const OPEN = { from: 600, to: 600 + SEATS * SEAT_MINUTES }
const MOST_MASTERS = 20
const DISTRICTS = [
  'Сокольники',
  'Арбат',
  'Хамовники',
  'Тверской',
  'Басманный',
  'Таганский',
  'Раменки',
  'Митино',
  'Куркино',
]

export type Place = {
  businessId: number
  zone: string
  branches: number
  mastersABranch: number
  channels: { telegram: number; web: number }
}

/** A salon with as many branches and masters as so many visits of its busiest day need. All masters work when their branch is open. */
export async function openPlace(tx: Tx, { visitsADay, now }: { visitsADay: number; now: Date }): Promise<Place> {
  const masters = Math.max(6, Math.ceil(visitsADay / SEATS))
  const branches = Math.ceil(masters / MOST_MASTERS)
  const key = crypto.randomUUID()
  const businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: key, now })
  const [first] = await tx.query<{ id: number; zone: string }>(
    'select id, timezone as zone from locations where business_id = $1',
    [businessId],
  )
  await tx.query('delete from working_hours where business_id = $1', [businessId])
  await tx.query(
    `insert into locations (business_id, name, timezone, district, address, position)
     select $1, 'Лён и мята, ' || d, $2, d, d || ', 7', n
     from (select (array['${DISTRICTS.join("','")}'])[1 + n % ${DISTRICTS.length}] || case when n < ${DISTRICTS.length} then '' else ' ' || n end as d, n
       from generate_series(1, $3) n) x`,
    [businessId, first!.zone, branches - 1],
  )
  await tx.query(
    `insert into working_hours (business_id, location_id, weekday, spans)
     select $1, l.id, d, $2::jsonb from locations l, generate_series(1, 7) d where l.business_id = $1`,
    [businessId, JSON.stringify([OPEN])],
  )
  const mastersABranch = Math.ceil(masters / branches)
  await staff(tx, businessId, first!.id, mastersABranch)
  const [telegram] = await tx.query<{ id: number }>(
    `insert into channels (business_id, kind, key) values ($1, 'telegram', $2) returning id`,
    [businessId, key],
  )
  const [web] = await tx.query<{ id: number }>(`select id from channels where business_id = $1 and kind = 'web'`, [
    businessId,
  ])
  await tx.query(
    `insert into members (business_id, name, role, created_at) values ($1, 'Ольга', 'owner', $2::timestamptz), ($1, 'Ирина', 'manager', $2::timestamptz)`,
    [businessId, now],
  )
  return { businessId, zone: first!.zone, branches, mastersABranch, channels: { telegram: telegram!.id, web: web!.id } }
}

/** Rooms of the first branch in every branch, and masters who can do what those of the template can. */
async function staff(tx: Tx, businessId: number, first: number, mastersABranch: number): Promise<void> {
  await tx.query(
    `insert into resources (business_id, location_id, kind, name, position)
     select $1, l.id, r.kind, r.name, r.position from locations l, resources r
     where l.business_id = $1 and l.id <> $2 and r.location_id = $2 and r.kind <> 'master'`,
    [businessId, first],
  )
  await tx.query(
    `with model as (select *, row_number() over (order by id) - 1 as place, count(*) over () as models from resources
       where location_id = $2 and kind = 'master'),
     made as (
       insert into resources (business_id, location_id, kind, name, about, position)
       select $1, l.id, 'master', m.name || ' ' || n, m.about, n
       from locations l, generate_series(1, $3::int) n, model m
       where l.business_id = $1 and m.place = n % m.models and (l.id <> $2 or n > m.models) returning id, name)
     insert into service_masters (business_id, service_id, resource_id, segments, price)
     select s.business_id, s.service_id, made.id, s.segments, s.price
     from made join model on model.name = split_part(made.name, ' ', 1) join service_masters s on s.resource_id = model.id`,
    [businessId, first, mastersABranch],
  )
}
