import type { AssistantCounts } from '../../domain/kpi/assistant.ts'
import type { CohortCell, Habits } from '../../domain/kpi/cohorts.ts'
import type { Period } from '../../domain/kpi/period.ts'
import type { KeptAnswers } from '../../domain/kpi/speed.ts'
import type { Sql } from '../sql.ts'
import { type AnswerWay, daysParams, sourceOf, YEAR_SECONDS } from './facts.ts'
import { COSTS, type Spent, spendSql } from './money.ts'

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
export type LeadKey = 'day' | 'source' | 'campaign' | 'paid'
export type LeadGroup = LeadSums & { day: string; source: string; campaign: string | null; paid: boolean }

/** Leads of a period in groups; without keys one group, of zeros where there were none. */
export function leadsBy<const K extends LeadKey = never>(
  sql: Sql,
  asked: Asked,
  keys: readonly K[] = [],
): Promise<(LeadSums & Pick<LeadGroup, K>)[]> {
  return sql.query(leadsSql(keys, asked.raw), paramsOf(asked))
}

const leadsSql = (keys: readonly LeadKey[], raw = false) =>
  `select ${keys.map((key) => (key === 'day' ? 'day::text as day, ' : `${key}, `)).join('')}${LEAD_SUMS}
   from ${sourceOf('leads', raw)} ${grouped(keys)}`

const grouped = (keys: readonly string[]) =>
  keys.length > 0 ? `group by ${keys.join(', ')} order by ${keys.join(', ')}` : ''

/** First answers of a day that have a value in common; `key` null: it is not known. */
export type AnswerGroup = KeptAnswers & { day: string; by: AnswerWay; key: string | null }

const ANSWERS = 'asked, unanswered, within10, within30, within60, times'

/** First answers of a period by day, looked at in each of these ways. */
export function answersBy(sql: Sql, asked: Asked, ways: readonly AnswerWay[]): Promise<AnswerGroup[]> {
  return sql.query(
    `select day::text as day, "by", key, ${ANSWERS} from ${sourceOf('answers', asked.raw ?? false)}
     where "by" = any($6::text[]) order by "by", key, day`,
    [...paramsOf(asked), `{${ways.join(',')}}`],
  )
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
  return sql.query(visitsSql(keys, asked.raw), paramsOf(asked))
}

function visitsSql(keys: readonly VisitKey[], raw = false): string {
  const columns = keys.map((key) => VISIT_COLUMNS[key][0])
  const district = (keys as readonly string[]).includes('district') ? 'join locations l on l.id = f.location_id' : ''
  return `select ${keys.map((key) => `${VISIT_COLUMNS[key][1]}, `).join('')}${VISIT_SUMS}
    from ${sourceOf('visits', raw)} ${district} ${grouped(columns)}`
}

/** What the assistant did in a period, in groups. */
export function dialoguesBy<const K extends 'day' | 'channel' = never>(
  sql: Sql,
  asked: Asked,
  keys: readonly K[] = [],
): Promise<(AssistantCounts & Pick<{ day: string; channel: string }, K>)[]> {
  return sql.query(dialoguesSql(keys, asked.raw), paramsOf(asked))
}

const dialoguesSql = (keys: readonly ('day' | 'channel')[], raw = false) =>
  `select ${keys.map((key) => (key === 'day' ? 'day::text as day, ' : `${key}, `)).join('')}
     coalesce(sum(dialogues), 0)::int as dialogues, coalesce(sum(handed_over), 0)::int as "handedOver",
     coalesce(sum(with_person), 0)::int as "withPerson", coalesce(sum(read), 0)::int as read, coalesce(sum(missed), 0)::int as missed,
     coalesce(sum(labelled), 0)::int as labelled, coalesce(sum("right"), 0)::int as "right"
   from ${sourceOf('dialogues', raw)} ${grouped(keys)}`

/** What the overview is made of: all of it in one statement, so that it is one trip and one moment. */
export type OverviewSums = {
  leads: (LeadSums & Pick<LeadGroup, 'paid'>)[]
  visits: VisitSums
  /** First answers to new leads, by day. */
  answers: KeptAnswers[]
  dialogues: AssistantCounts
  spent: Spent | null
  costs: { kind: string; amount: number }[]
}

/** The sums of a period. */
export async function overviewSums(sql: Sql, asked: Asked): Promise<OverviewSums> {
  const raw = asked.raw ?? false
  const rows = (text: string) => `(select coalesce(json_agg(r), '[]') from (${text}) r)`
  const one = (text: string) => `(select row_to_json(r) from (${text}) r)`
  const [row] = await sql.query<OverviewSums>(
    `select ${rows(leadsSql(['paid'], raw))} as leads, ${one(visitsSql([], raw))} as visits,
       ${rows(`select ${ANSWERS} from ${sourceOf('answers', raw)} where "by" = 'opening' and key = 'lead'`)} as answers,
       ${one(dialoguesSql([], raw))} as dialogues, ${one(spendSql([]))} as spent, ${rows(COSTS)} as costs`,
    paramsOf(asked),
  )
  return row!
}

/** Cohorts by month, up to now. */
export function cohortCells(sql: Sql, businessId: number, raw = false): Promise<CohortCell[]> {
  return sql.query<CohortCell>(
    `select to_char(day, 'YYYY-MM') as month, since::int as since, sum(clients)::int as clients, sum(visits)::int as visits,
       sum(revenue)::bigint as revenue
     from ${sourceOf('cohorts', raw)} group by 1, 2 order by 1, 2`,
    daysParams(businessId, ...ALWAYS),
  )
}

const ALWAYS = ['1970-01-01', '2999-12-31'] as const

/** Visits and years of clients whose first visit was on `lastDay` or before. */
export async function habitsOf(sql: Sql, businessId: number, lastDay: string, raw = false): Promise<Habits> {
  const [row] = await sql.query<Habits>(
    `select coalesce(sum(clients) filter (where since = 0), 0)::int as clients, coalesce(sum(year_visits), 0)::int as visits,
       coalesce(sum(lifespan), 0)::double precision / ${YEAR_SECONDS} as years
     from ${sourceOf('cohorts', raw)}`,
    daysParams(businessId, ALWAYS[0], lastDay),
  )
  return row!
}
