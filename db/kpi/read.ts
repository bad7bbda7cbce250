import type { AssistantCounts } from '../../domain/kpi/assistant.ts'
import type { CohortCell, Habits } from '../../domain/kpi/cohorts.ts'
import type { Period } from '../../domain/kpi/period.ts'
import { type Answers, NO_ANSWERS, type Opening, together } from '../../domain/kpi/speed.ts'
import type { Sql } from '../sql.ts'
import { daysParams, sourceOf } from './facts.ts'

/** Whose numbers, of which days (local dates, both included). `raw`: counted from rows now, not from the tables kept for it. */
export type Asked = { businessId: number; period: Period; raw?: boolean }

const paramsOf = ({ businessId, period }: Asked) => daysParams(businessId, period.from, period.to)

/** Leads of a group, and what became of them. Money in kopecks. */
export type LeadSums = {
  leads: number
  /** Of people who had not been here before, and those of them who have come since (last touch; by first touch). */
  fresh: number
  newClients: number
  newByFirst: number
  booked: number
  visited: number
  paidLeads: number
  /** First visits that were paid, and what they gave: price − discount − refunds − variable cost. */
  firstPaid: number
  gave: number
  /** Money kept from all visits of these leads. */
  revenue: number
}

const LEAD_SUMS = `coalesce(sum(leads), 0)::int as leads, coalesce(sum(fresh), 0)::int as fresh,
  coalesce(sum(new_clients), 0)::int as "newClients", coalesce(sum(new_by_first), 0)::int as "newByFirst",
  coalesce(sum(booked), 0)::int as booked, coalesce(sum(visited), 0)::int as visited, coalesce(sum(paid_leads), 0)::int as "paidLeads",
  coalesce(sum(first_paid), 0)::int as "firstPaid", coalesce(sum(gave), 0)::bigint as gave, coalesce(sum(revenue), 0)::bigint as revenue`

/** What leads may be grouped by. */
export type LeadKey = 'day' | 'source' | 'campaign' | 'paid' | 'channel' | 'district'
export type LeadGroup = LeadSums & {
  day: string
  source: string
  campaign: string | null
  paid: boolean
  channel: string
  district: string | null
}

/** Leads of a period in groups; without keys one group, of zeros where there were none. */
export function leadsBy<const K extends LeadKey = never>(
  sql: Sql,
  asked: Asked,
  keys: readonly K[] = [],
): Promise<(LeadSums & Pick<LeadGroup, K>)[]> {
  return sql.query(
    `select ${keys.map((key) => (key === 'day' ? 'day::text as day, ' : `${key}, `)).join('')}${LEAD_SUMS}
     from ${sourceOf('leads', asked.raw ?? false)} ${grouped(keys)}`,
    paramsOf(asked),
  )
}

const grouped = (keys: readonly string[]) =>
  keys.length > 0 ? `group by ${keys.join(', ')} order by ${keys.join(', ')}` : ''

/** What first answers may be grouped by. */
export type AnswerKey = 'day' | 'hour' | 'opening' | 'answeredBy' | 'open' | 'channel' | 'district'
type AnswerRow = Answers & {
  day: string
  hour: number
  opening: Opening
  answeredBy: 'bot' | 'person' | 'nobody'
  /** Asked within working hours. */
  open: boolean
  channel: string
  district: string | null
}
const ANSWER_COLUMNS: Record<AnswerKey, string> = {
  day: 'day::text as day',
  hour: 'hour',
  opening: 'opening',
  answeredBy: 'answered_by as "answeredBy"',
  open: 'open',
  channel: 'channel',
  district: 'district',
}

/** First answers of a period in groups. The hour is counted apart: with it go neither channel nor district. */
export async function answersBy<const K extends AnswerKey = never>(
  sql: Sql,
  asked: Asked,
  keys: readonly K[] = [],
): Promise<(Answers & Pick<AnswerRow, K>)[]> {
  const hourly = (keys as readonly string[]).includes('hour')
  const own = keys.map((key) => `${ANSWER_COLUMNS[key]}, `).join('')
  const rows = await sql.query<AnswerRow>(
    `select ${own}asked, unanswered, within10, within30, within60, times
     from ${sourceOf('answers', asked.raw ?? false)} where hour is ${hourly ? 'not ' : ''}null`,
    paramsOf(asked),
  )
  const groups = new Map<string, AnswerRow>()
  for (const row of rows) {
    const id = JSON.stringify(keys.map((key) => row[key]))
    const known = groups.get(id)
    groups.set(id, known ? { ...known, ...together(known, row) } : row)
  }
  if (keys.length === 0 && groups.size === 0) return [NO_ANSWERS as Answers & Pick<AnswerRow, K>]
  return [...groups.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** Visits of days by the branch's clock. Money of visits that took place, but for `revenue`: what was kept of all. */
export type VisitSums = {
  visits: number
  came: number
  noShow: number
  cancelled: number
  cancelledLate: number
  paidVisits: number
  free: number
  price: number
  discount: number
  variableCost: number
  revenue: number
}

const VISIT_SUMS = `coalesce(sum(visits), 0)::int as visits, coalesce(sum(came), 0)::int as came, coalesce(sum(no_show), 0)::int as "noShow",
  coalesce(sum(cancelled), 0)::int as cancelled, coalesce(sum(cancelled_late), 0)::int as "cancelledLate",
  coalesce(sum(paid_visits), 0)::int as "paidVisits", coalesce(sum(free), 0)::int as free, coalesce(sum(price), 0)::bigint as price,
  coalesce(sum(discount), 0)::bigint as discount, coalesce(sum(variable_cost), 0)::bigint as "variableCost",
  coalesce(sum(revenue), 0)::bigint as revenue`

type VisitKey = 'day' | 'locationId' | 'district'
const VISIT_COLUMNS: Record<VisitKey, [column: string, name: string]> = {
  day: ['day', 'day::text as day'],
  locationId: ['location_id', 'location_id as "locationId"'],
  district: ['district', 'district'],
}

/** Visits of a period in groups. */
export function visitsBy<const K extends VisitKey = never>(
  sql: Sql,
  asked: Asked,
  keys: readonly K[] = [],
): Promise<(VisitSums & Pick<{ day: string; locationId: number; district: string | null }, K>)[]> {
  const columns = keys.map((key) => VISIT_COLUMNS[key][0])
  const district = (keys as readonly string[]).includes('district') ? 'join locations l on l.id = f.location_id' : ''
  return sql.query(
    `select ${keys.map((key) => `${VISIT_COLUMNS[key][1]}, `).join('')}${VISIT_SUMS}
     from ${sourceOf('visits', asked.raw ?? false)} ${district} ${grouped(columns)}`,
    paramsOf(asked),
  )
}

/** What the assistant did in a period, in groups. */
export function dialoguesBy<const K extends 'day' | 'channel' = never>(
  sql: Sql,
  asked: Asked,
  keys: readonly K[] = [],
): Promise<(AssistantCounts & Pick<{ day: string; channel: string }, K>)[]> {
  return sql.query(
    `select ${keys.map((key) => (key === 'day' ? 'day::text as day, ' : `${key}, `)).join('')}
       coalesce(sum(dialogues), 0)::int as dialogues, coalesce(sum(handed_over), 0)::int as "handedOver",
       coalesce(sum(with_person), 0)::int as "withPerson", coalesce(sum(read), 0)::int as read, coalesce(sum(missed), 0)::int as missed,
       coalesce(sum(labelled), 0)::int as labelled, coalesce(sum("right"), 0)::int as "right"
     from ${sourceOf('dialogues', asked.raw ?? false)} ${grouped(keys)}`,
    paramsOf(asked),
  )
}

/** All cohorts of a business. */
export function cohortCells(sql: Sql, businessId: number): Promise<CohortCell[]> {
  return sql.query<CohortCell>(
    'select month, since::int as since, clients, visits, revenue from kpi_cohorts where business_id = $1 order by month, since',
    [businessId],
  )
}

/** The same, counted from rows now. */
export function cohortCellsRaw(sql: Sql, businessId: number): Promise<CohortCell[]> {
  return sql.query<CohortCell>(
    `select month, since::int as since, count(distinct client_id)::int as clients, count(*)::int as visits,
       coalesce(sum(revenue), 0)::bigint as revenue
     from bi_cohort_visits where business_id = $1 group by month, since order by month, since`,
    [businessId],
  )
}

/** Visits and years of clients whose first visit is at least a year before `now`. */
export async function habitsOf(sql: Sql, businessId: number, now: Date): Promise<Habits> {
  const [row] = await sql.query<Habits>(
    `with one as (
       select client_id, min(starts_at) as first, max(starts_at) as last from appointments
       where business_id = $1 and status in ('arrived', 'paid') and not test
         and client_id not in (select id from clients where business_id = $1 and anonymous) group by client_id
       having min(starts_at) <= $2::timestamptz - interval '365 days')
     select count(*)::int as clients,
       coalesce(sum((select count(*) from appointments a where a.client_id = o.client_id and a.status in ('arrived', 'paid')
         and not a.test and a.starts_at < o.first + interval '365 days')), 0)::int as visits,
       coalesce(sum(greatest(1, extract(epoch from o.last - o.first) / 31536000)), 0)::double precision as years
     from one o`,
    [businessId, now],
  )
  return row!
}
