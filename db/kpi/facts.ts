import { BUCKET } from '../../domain/kpi/speed.ts'
import { addDays, dayStart } from '../../domain/time.ts'

/** What the dashboard's tables hold, and the one SQL that counts it from rows. */
export type Fact = 'leads' | 'answers' | 'visits' | 'masters' | 'dialogues' | 'cohorts'

/** Parameters of the SQL: business, first and last day, and instants that surely enclose these days in every zone. */
const DAYS = 'day between $2::date and $3::date'
const within = (at: string) => `business_id = $1 and ${at} >= $4::timestamptz and ${at} < $5::timestamptz and ${DAYS}`
const count = (condition: string) => `count(*) filter (where ${condition})::int`
const sum = (value: string, condition = 'true') => `coalesce(sum(${value}) filter (where ${condition}), 0)::bigint`

const LEADS = `select business_id, day, source, campaign, paid, ${count('not imported')} as leads, ${count('fresh')} as fresh,
  ${count('booked')} as booked, ${count('visited')} as visited, ${count('paid_visit')} as paid_leads, ${count('new_client')} as new_clients,
  ${count('first_touch and fresh and exists (select 1 from bi_visits w where w.client_id = l.client_id and w.came)')} as new_by_first,
  ${count('first_paid')} as first_paid, ${sum('gave')} as gave, ${sum('revenue')} as revenue
from bi_leads l where ${within('created_at')} group by 1, 2, 3, 4, 5`

// An opening is stored when we hear of it, which may be after its day; before it only by what clocks differ. Hours are read once for all.
const ASKED = `select business_id, day, hour::int as hour, opening, answered_by,
    (select bi_open_times($1, $2::date - 2, $3::date + 2)) @> asked_at as open, channel, district, seconds, case when seconds is null then null when seconds < ${BUCKET.least} then 0
    else floor(ln(seconds / ${BUCKET.least}) / ln(${BUCKET.ratio}::double precision))::int + 1 end as bucket
  from bi_answers where business_id = $1 and stored_at >= $4::timestamptz - interval '1 hour' and stored_at < $5::timestamptz + interval '2 days'
    and asked_at >= $4::timestamptz and asked_at < $5::timestamptz and ${DAYS}`

/** In which ways answers are looked at, and the column of each; a row of `kpi_answers` says its value as text. */
const ANSWER_WAYS = {
  opening: 'opening',
  answered: 'answered_by',
  open: 'open',
  channel: 'channel',
  district: 'district',
  hour: 'hour',
} as const
export type AnswerWay = keyof typeof ANSWER_WAYS

const ways = Object.entries(ANSWER_WAYS)
const columns = Object.values(ANSWER_WAYS)
/** What `grouping` says of the columns when only one of them is grouped by. */
const onlyBy = (place: number) => 2 ** columns.length - 1 - 2 ** (columns.length - 1 - place)

const ANSWERS = `with asked as (${ASKED}),
counted as (
  select business_id, day, case grouping(${columns.join(', ')}) ${ways.map(([way], i) => `when ${onlyBy(i)} then '${way}'`).join(' ')} end as "by",
    coalesce(${columns.map((column) => `${column}::text`).join(', ')}) as key, bucket, count(*) as asked,
    ${[10, 30, 60].map((limit) => `count(*) filter (where seconds <= ${limit}) as within${limit}`).join(', ')}
  from asked group by grouping sets (${columns.map((column) => `(business_id, day, bucket, ${column})`).join(', ')}))
select business_id, day, "by", key, sum(asked)::int as asked, coalesce(sum(asked) filter (where bucket is null), 0)::int as unanswered,
  sum(within10)::int as within10, sum(within30)::int as within30, sum(within60)::int as within60,
  ('[' || coalesce(string_agg(bucket || ',' || asked, ',' order by bucket) filter (where bucket is not null), '') || ']')::json as times
from counted group by 1, 2, 3, 4`

const VISITS = `select business_id, day, location_id, count(*)::int as visits, ${count('came')} as came, ${count('no_show')} as no_show,
  ${count('cancelled')} as cancelled, ${count('cancelled_late')} as cancelled_late, ${count('revenue > 0')} as paid_visits,
  ${count('came and free')} as free, ${sum('price', 'came')} as price, ${sum('discount', 'came')} as discount,
  ${sum('variable_cost', 'came')} as variable_cost, ${sum('revenue')} as revenue
from bi_visits where ${within('starts_at')} group by 1, 2, 3`

const visits = (condition: string) => `count(distinct visit_id) filter (where ${condition})::int`
const MASTERS = `select business_id, day, master_id, ${visits('not cancelled')} as visits, ${visits('came')} as came, ${visits('no_show')} as no_show,
  coalesce(sum(minutes) filter (where not cancelled), 0)::int as busy_minutes, ${sum('price', 'came')} as price
from bi_services where ${within('visit_starts_at')} group by 1, 2, 3`

const chats = (condition: string) => `count(distinct chat_id) filter (where ${condition})::int`
const DIALOGUES = `select business_id, day, channel, count(distinct chat_id)::int as dialogues, ${chats('handed_over')} as handed_over,
  ${chats('with_person')} as with_person, ${count('read')} as read, ${count('missed')} as missed, ${count('labelled')} as labelled,
  ${count('right_intent')} as "right"
from bi_readings where ${within('created_at')} group by 1, 2, 3`

export const YEAR_SECONDS = 31_536_000
/** Cohorts by the day of the first visit. */
const COHORTS = `select business_id, first_day as day, since, count(distinct client_id)::int as clients, count(*)::int as visits,
  coalesce(sum(revenue), 0)::bigint as revenue, count(*) filter (where starts_at < first_at + interval '365 days')::int as year_visits,
  coalesce(sum(greatest(${YEAR_SECONDS}, floor(extract(epoch from starts_at - first_at)))) filter (where place = 1), 0)::bigint as lifespan
from (select *, row_number() over (partition by client_id order by starts_at desc, visit_id desc) as place from bi_cohort_visits
  where business_id = $1 and first_at >= $4::timestamptz and first_at < $5::timestamptz and first_day between $2::date and $3::date) c
group by 1, 2, 3`

/** Counts a fact's rows of days: columns of its table, in its order. */
export const RAW: Record<Fact, string> = {
  leads: LEADS,
  answers: ANSWERS,
  visits: VISITS,
  masters: MASTERS,
  dialogues: DIALOGUES,
  cohorts: COHORTS,
}

export const TABLES: Record<Fact, string> = {
  leads: 'kpi_leads',
  answers: 'kpi_answers',
  visits: 'kpi_visits',
  masters: 'kpi_masters',
  dialogues: 'kpi_dialogues',
  cohorts: 'kpi_cohorts',
}

/** Where rows of days come from: the tables kept for it, or counted anew (`raw`). The columns are the same. */
export const sourceOf = (fact: Fact, raw: boolean): string =>
  raw
    ? `(${RAW[fact]}) f`
    : `(select * from ${TABLES[fact]} where business_id = $1 and ${DAYS} and $4::timestamptz is not null and $5::timestamptz is not null) f`

/** Farther than any zone's clock is from UTC. */
const MOST_OFFSET_MS = 15 * 3_600_000

type DaysParams = [businessId: number, from: string, to: string, start: Date, end: Date]

/** The parameters that the SQL of days takes. */
export function daysParams(businessId: number, from: string, to: string): DaysParams {
  const start = new Date(`${from}T00:00:00Z`).getTime() - MOST_OFFSET_MS
  const end = new Date(`${to}T00:00:00Z`).getTime() + 86_400_000 + MOST_OFFSET_MS
  return [businessId, from, to, new Date(start), new Date(end)]
}

/** The same for the zones of a business: the closer the instants are to the days, the less is read in vain. */
export function daysParamsIn(zones: readonly string[], businessId: number, from: string, to: string): DaysParams {
  const bounds = (day: string) => zones.map((zone) => dayStart(zone, day) * 60_000)
  return [businessId, from, to, new Date(Math.min(...bounds(from))), new Date(Math.max(...bounds(addDays(to, 1))))]
}
