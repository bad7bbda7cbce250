import { BACK_DAYS, type PastFacts } from '../domain/imports/baseline.ts'
import { type Answers, together } from '../domain/kpi/speed.ts'
import type { Sql } from './sql.ts'

type Row = Omit<PastFacts, 'period' | 'answers' | 'sources'> & {
  from: string | null
  to: string | null
  answers: Answers[]
  sources: { source: string; visits: number; clients: number; revenue: number }[]
}

/** What tables of the past say, summed over their visits as they stand now; of one table where `importId` is told. */
export async function pastFacts(sql: Sql, businessId: number, importId: number | null = null): Promise<PastFacts> {
  const [row] = await sql.query<Row>(FACTS, [businessId, importId])
  const { from, to, answers, ...facts } = row!
  return {
    ...facts,
    period: from === null || to === null ? null : { from, to },
    answers: answers.length === 0 ? null : answers.reduce((all, one) => together(all, one)),
  }
}

/** $1 business, $2 a table or null for all. */
const FACTS = `with past as materialized (
    select a.id, a.client_id, a.starts_at, a.created_at, a.price, a.discount, v.came, v.no_show, v.cancelled, v.revenue, v.day, v.first_visit,
      c.anonymous, d.source, l.timezone as zone
    from appointments a join bi_visits v on v.visit_id = a.id and v.business_id = $1 join clients c on c.id = a.client_id
      join locations l on l.id = a.location_id left join leads d on d.id = a.lead_id
    where a.business_id = $1 and a.import_id is not null and ($2::bigint is null or a.import_id = $2)),
  tables as (select plan, answers from imports where business_id = $1 and undone_at is null and ($2::bigint is null or id = $2)),
  took as (select client_id, starts_at, min(starts_at) over (partition by client_id) as first, max(starts_at) over () as last
    from past where came and not anonymous),
  people as (
    select client_id, first <= last - interval '${BACK_DAYS} days' as settled,
      bool_or(starts_at > first and starts_at <= first + interval '${BACK_DAYS} days') as again
    from took group by client_id, first, last)
  select min(day)::text as "from", max(day)::text as "to", count(*)::int as visits, count(*) filter (where came)::int as came,
    count(*) filter (where no_show)::int as "noShow", count(*) filter (where cancelled)::int as cancelled,
    count(*) filter (where revenue > 0)::int as "paidVisits", coalesce(sum(revenue), 0)::bigint as revenue,
    coalesce(sum(discount) filter (where came), 0)::bigint as discounts, count(*) filter (where came and discount > 0)::int as discounted,
    count(*) filter (where came and revenue < price - discount)::int as unpaid,
    coalesce(sum(price - discount - revenue) filter (where came and revenue < price - discount), 0)::bigint as "unpaidAmount",
    count(*) filter (where not anonymous)::int as named,
    count(distinct client_id) filter (where not anonymous)::int as clients,
    (select count(*) from people where settled)::int as settled,
    (select count(*) from people where settled and again)::int as returned,
    exists (select 1 from tables where plan -> 'columns' -> 'status' <> 'null'::jsonb) as "statesTold",
    count(*) filter (where source is not null)::int as sourced,
    -- A table that has only the day of the booking has it at midnight: when in the day that was nobody knows.
    count(*) filter (where created_at < starts_at and (created_at at time zone zone)::time <> '00:00')::int as booked,
    count(*) filter (where created_at < starts_at and (created_at at time zone zone)::time <> '00:00' and extract(hour from created_at at time zone zone) not between 9 and 20)::int as "bookedByNight",
    (select coalesce(json_agg(answers), '[]') from tables where answers is not null) as answers,
    (select coalesce(json_agg(s), '[]') from (select source, count(*)::int as visits,
       count(distinct client_id) filter (where not anonymous)::int as clients, sum(revenue)::bigint as revenue
       from past where source is not null group by source order by sum(revenue) desc limit 30) s) as sources
  from past`
