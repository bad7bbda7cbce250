import { BUCKET } from '../../domain/kpi/speed.ts'

/** What the dashboard's tables hold, and the one SQL that counts it from rows. */
export type Fact = 'leads' | 'answers' | 'visits' | 'dialogues'

/** Parameters of the SQL: business, first and last day, and instants that surely enclose these days in every zone. */
const DAYS = 'day between $2::date and $3::date'
const within = (at: string) => `business_id = $1 and ${at} >= $4::timestamptz and ${at} < $5::timestamptz and ${DAYS}`
const count = (condition: string) => `count(*) filter (where ${condition})::int`
const sum = (value: string, condition = 'true') => `coalesce(sum(${value}) filter (where ${condition}), 0)::bigint`

const LEADS = `select business_id, day, source, campaign, paid, channel, district, ${count('not imported')} as leads, ${count('fresh')} as fresh,
  ${count('booked')} as booked, ${count('visited')} as visited, ${count('paid_visit')} as paid_leads, ${count('new_client')} as new_clients,
  ${count('first_touch and fresh and exists (select 1 from bi_visits w where w.client_id = l.client_id and w.came)')} as new_by_first,
  ${count('first_paid')} as first_paid, ${sum('gave')} as gave, ${sum('revenue')} as revenue
from bi_leads l where ${within('created_at')} group by 1, 2, 3, 4, 5, 6, 7`

// An opening is stored when we hear of it, which may be after its day.
const ASKED = `select *, case when seconds is null then null when seconds < ${BUCKET.least} then 0
    else floor(ln(seconds / ${BUCKET.least}) / ln(${BUCKET.ratio}::double precision))::int + 1 end as bucket
  from bi_answers where business_id = $1 and stored_at >= $4::timestamptz and stored_at < $5::timestamptz + interval '2 days' and ${DAYS}`

const answersBy = (hour: string, channel: string, district: string) => `
select business_id, day, hour, opening, answered_by, open, channel, district, sum(asked)::int as asked,
  coalesce(sum(asked) filter (where bucket is null), 0)::int as unanswered, sum(within10)::int as within10, sum(within30)::int as within30,
  sum(within60)::int as within60, coalesce(jsonb_object_agg(bucket, asked) filter (where bucket is not null), '{}') as times
from (select business_id, day, ${hour} as hour, opening, answered_by, open, ${channel} as channel, ${district} as district, bucket,
    count(*) as asked, count(*) filter (where seconds <= 10) as within10, count(*) filter (where seconds <= 30) as within30,
    count(*) filter (where seconds <= 60) as within60
  from asked group by 1, 2, 3, 4, 5, 6, 7, 8, 9) b
group by 1, 2, 3, 4, 5, 6, 7, 8`

const ANSWERS = `with asked as (${ASKED})
${answersBy('null::smallint', 'channel', 'district')} union all ${answersBy('hour::smallint', 'null::text', 'null::text')}`

const VISITS = `select business_id, day, location_id, count(*)::int as visits, ${count('came')} as came, ${count('no_show')} as no_show,
  ${count('cancelled')} as cancelled, ${count('cancelled_late')} as cancelled_late, ${count('revenue > 0')} as paid_visits,
  ${count('came and free')} as free, ${sum('price', 'came')} as price, ${sum('discount', 'came')} as discount,
  ${sum('variable_cost', 'came')} as variable_cost, ${sum('revenue')} as revenue
from bi_visits where ${within('starts_at')} group by 1, 2, 3`

const chats = (condition: string) => `count(distinct chat_id) filter (where ${condition})::int`
const DIALOGUES = `select business_id, day, channel, count(distinct chat_id)::int as dialogues, ${chats('handed_over')} as handed_over,
  ${chats('with_person')} as with_person, ${count('read')} as read, ${count('missed')} as missed, ${count('labelled')} as labelled,
  ${count('right_intent')} as "right"
from bi_readings where ${within('created_at')} group by 1, 2, 3`

/** Counts a fact's rows of days: columns of its table, in its order. */
export const RAW: Record<Fact, string> = { leads: LEADS, answers: ANSWERS, visits: VISITS, dialogues: DIALOGUES }

export const TABLES: Record<Fact, string> = {
  leads: 'kpi_leads',
  answers: 'kpi_answers',
  visits: 'kpi_visits',
  dialogues: 'kpi_dialogues',
}

/** Cohorts whose first month is `$2`; `$3`, `$4` enclose it. */
export const COHORTS = `select business_id, month, since, count(distinct client_id)::int as clients, count(*)::int as visits,
  coalesce(sum(revenue), 0)::bigint as revenue
from bi_cohort_visits where business_id = $1 and first_at >= $3::timestamptz and first_at < $4::timestamptz and month = $2 group by 1, 2, 3`

/** Where rows of days come from: the tables kept for it, or counted anew (`raw`). The columns are the same. */
export const sourceOf = (fact: Fact, raw: boolean): string =>
  raw
    ? `(${RAW[fact]}) f`
    : `(select * from ${TABLES[fact]} where business_id = $1 and ${DAYS} and $4::timestamptz is not null and $5::timestamptz is not null) f`

/** Farther than any zone's clock is from UTC. */
const MOST_OFFSET_MS = 15 * 3_600_000

/** The parameters that the SQL of days takes. */
export function daysParams(businessId: number, from: string, to: string): [number, string, string, Date, Date] {
  const start = new Date(`${from}T00:00:00Z`).getTime() - MOST_OFFSET_MS
  const end = new Date(`${to}T00:00:00Z`).getTime() + 86_400_000 + MOST_OFFSET_MS
  return [businessId, from, to, new Date(start), new Date(end)]
}
