import type { Tx } from '../../db/sql.ts'
import { reserve, type Year } from './contacts.ts'
import { SEAT_MINUTES, SEATS } from './place.ts'
import { spread } from './ways.ts'

/** The order in which the seats of a day fill up, and from which a first visit is one of a contact. */
const SEAT_ORDER = [4, 1, 5, 2, 6, 0, 3]
const DAYS_AHEAD = 21

/**
 * Visits of those who book: a first one some days after the contact, and more of them in the rhythm of a salon; each in a seat of its own with
 * a master of the branch, as many as there are seats. Past ones came, were missed or cancelled; most who came paid.
 */
export async function writeVisits(tx: Tx, year: Year): Promise<void> {
  const { place, lastDay, chance, now } = year
  const { businessId, zone, mastersABranch } = place
  await tx.query(
    `create temporary table wish on commit drop as
     with first as (
       select n, at, client_id, chat_id, lead_id, branch, day + 1 + floor(-4 * ln(1 - ${chance('n', 60)}))::int as day0, ${chance('n', 61)} < 0.2 as fails,
         floor(ln(1 - ${chance('n', 62)}) / ln(0.56))::int as times, 18 + floor(27 * ${chance('n', 63)})::int as rhythm
       from contact where books)
     select n, at, client_id, chat_id, lead_id, branch, k, fails, n * 16 + k as row, case k when 0 then at end as asked_at,
       (day0 + k * rhythm + case k when 0 then 0 else floor(9 * ${chance('n * 16 + k', 64)})::int - 4 end)::date as day
     from first, generate_series(0, case when fails then 0 else least(times, 9) end) k`,
  )
  const [{ count } = { count: 0 }] = await tx.query<{ count: number }>('select count(*)::int as count from wish')
  const base = await reserve(tx, 'appointments', count)
  await tx.query(
    `create temporary table skill on commit drop as
     with branches as (select id, row_number() over (order by position, id) - 1 as branch from locations where business_id = $1),
     masters as (
       select r.id, b.branch, b.id as location_id, row_number() over (partition by b.branch order by r.position, r.id) - 1 as master
       from resources r join branches b on b.id = r.location_id where r.business_id = $1 and r.kind = 'master')
     select m.branch, m.master, m.location_id, m.id as master_id, t.service_id, coalesce(t.price, s.price) as price, s.variable_cost, l.minutes,
       row_number() over (partition by m.id order by s.position, s.id) - 1 as skill, count(*) over (partition by m.id) as skills
     from masters m join service_masters t on t.resource_id = m.id join services s on s.id = t.service_id
     cross join lateral (select sum(x)::int as minutes from unnest(coalesce(t.segments, s.segments)) x) l
     where l.minutes <= ${SEAT_MINUTES} and s.capacity = 1`,
    [businessId],
  )
  // Without statistics the planner takes these for a few rows, and joins them by loops.
  for (const table of ['wish', 'skill']) await tx.query(`analyze ${table}`)
  await tx.query(
    `create temporary table seat on commit drop as
     with ranked as (
       select w.*, row_number() over (partition by branch, day order by ${chance('row', 65)}, row) - 1 as place from wish w
       where day <= '${lastDay}'::date + ${DAYS_AHEAD}),
     taken as (
       select r.*, (day + make_interval(mins => 600 + ${SEAT_MINUTES} * (array[${SEAT_ORDER}])[1 + place / ${mastersABranch}])) at time zone '${zone}' as starts_at
       from ranked r where place < ${mastersABranch * SEATS})
     select ${base} + row_number() over (order by starts_at, row) as id, t.*, s.location_id, s.master_id, s.service_id, s.price, s.variable_cost,
       starts_at + make_interval(mins => s.minutes) as ends_at,
       case when starts_at > $1::timestamptz then (${spread([0, 6, 3, 1])})[1 + floor(${chance('row', 66)} * 10)::int]
         when fails then 3 + floor(${chance('row', 66)} * 2)::int
         when ${chance('row', 66)} < 0.04 then 4 when ${chance('row', 66)} < 0.09 then 3 when ${chance('row', 66)} < 0.15 then 5 else 6 end as state,
       case when ${chance('row', 67)} < 0.008 then 1 when ${chance('row', 67)} < 0.09 then 0.1 + 0.1 * floor(${chance('row', 68)} * 2) else 0 end as off
     from taken t join skill s on s.branch = t.branch and s.master = t.place % ${mastersABranch} and s.skill = floor(${chance('row', 69)} * s.skills)::int`,
    [now],
  )
  await tx.query('analyze seat')
  // A visit that came of a contact was booked in that dialogue; one that follows, some days before.
  await tx.query(
    `insert into appointments (id, business_id, key, client_id, chat_id, lead_id, location_id, door, status, starts_at, ends_at, price, discount, discount_reason,
       cancel_reason, cancelled_by, cancelled_late, cancelled_at, created_at, updated_at) overriding system value
     select id, $1, 'filled ' || row, client_id, chat_id, case k when 0 then lead_id end, location_id, case when chat_id is null then 'member' else 'telegram' end,
       (array['booked', 'confirmed', 'cancelled', 'no_show', 'arrived', 'paid'])[state], starts_at, ends_at, price, round(price * off),
       case when off = 1 then 'Подарок' when off > 0 then 'Акция' end, case state when 3 then 'Передумали' end,
       case state when 3 then case when ${chance('row', 70)} < 0.8 then 'client' else 'member' end end, state = 3 and ${chance('row', 71)} < 0.35,
       case state when 3 then booked_at + (least(starts_at, $2::timestamptz) - booked_at) * 0.9 end, booked_at, least(ends_at, $2::timestamptz)
     from (select *, case k when 0 then least(at + interval '5 minutes', starts_at - interval '1 hour') else greatest(at, starts_at - interval '9 days') end as booked_at from seat) s
     order by id`,
    [businessId, now],
  )
  await tx.query(
    `insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at, price, variable_cost)
     select $1, id, 0, service_id, master_id, starts_at, ends_at, price, variable_cost from seat order by id`,
    [businessId],
  )
  await tx.query(
    `insert into occupancies (business_id, resource_id, during, kind, appointment_id)
     select $1, master_id, tstzrange(starts_at, ends_at), 'visit', id from seat where state <> 3 order by starts_at, id`,
    [businessId],
  )
  await tx.query(
    `insert into payments (business_id, appointment_id, kind, amount, method, at)
     select $1, id, kind, amount, method, at from (
       select id, 'payment' as kind, price - round(price * off) as amount, (array['card', 'card', 'cash', 'transfer', 'online'])[1 + floor(${chance('row', 72)} * 5)::int] as method, ends_at as at
       from seat where state = 6 and off < 1
       union all
       select id, 'refund', round((price - round(price * off)) * case when ${chance('row', 74)} < 0.5 then 1 else 0.5 end), 'card', ends_at + interval '2 days'
       from seat where state = 6 and off < 1 and ${chance('row', 73)} < 0.012 and ends_at < $2::timestamptz - interval '2 days') p order by at, id`,
    [businessId, now],
  )
  await tx.query(
    `insert into operating_costs (business_id, kind, name, first_day, last_day, amount, updated_at)
     select $1, c.kind, c.name, m::date, (m + interval '1 month - 1 day')::date, c.amount, $2::timestamptz
     from generate_series(date_trunc('month', '${year.firstDay}'::date), '${lastDay}'::date, '1 month') m,
       (values ('assistant', 'Окошко', 490000), ('rent', 'Аренда', ${place.branches} * 25000000), ('software', 'Касса', 350000)) as c(kind, name, amount)`,
    [businessId, now],
  )
}
