import type { Sql } from '../sql.ts'
import { daysParams } from './facts.ts'
import type { Asked } from './read.ts'

/** What a number is made of: rows of a view, without a word of what was said. */
export const ROW_FACTS = ['leads', 'visits', 'answers', 'services', 'payments', 'spend', 'readings'] as const
export type RowFact = (typeof ROW_FACTS)[number]

type Shown = { view: string; at: string | null; order: string; columns: readonly string[] }

/** The columns that are shown and by which rows may be narrowed. */
// biome-ignore format: a table
const SHOWN: Record<RowFact, Shown> = {
  leads: { view: 'bi_leads', at: 'created_at', order: 'created_at, lead_id', columns: ['lead_id', 'client_id', 'chat_id', 'created_at', 'day', 'hour', 'channel', 'source', 'medium', 'campaign', 'promo', 'paid', 'district', 'first_touch', 'fresh', 'booked', 'visited', 'paid_visit', 'new_client', 'revenue', 'gave', 'imported'] },
  visits: { view: 'bi_visits', at: 'starts_at', order: 'starts_at, visit_id', columns: ['visit_id', 'client_id', 'lead_id', 'first_lead_id', 'starts_at', 'day', 'hour', 'branch', 'district', 'door', 'status', 'came', 'no_show', 'cancelled', 'cancelled_late', 'first_visit', 'price', 'discount', 'free', 'variable_cost', 'revenue'] },
  answers: { view: 'bi_answers', at: 'stored_at', order: 'asked_at, chat_id, opening', columns: ['chat_id', 'lead_id', 'opening', 'channel', 'district', 'asked_at', 'day', 'hour', 'answered_at', 'answered_by', 'seconds', 'open'] },
  services: { view: 'bi_services', at: 'visit_starts_at', order: 'visit_starts_at, visit_id, service_id', columns: ['visit_id', 'client_id', 'day', 'starts_at', 'status', 'came', 'no_show', 'cancelled', 'service_id', 'service', 'master_id', 'master', 'minutes', 'price', 'variable_cost'] },
  payments: { view: 'bi_payments', at: 'at', order: 'at, payment_id', columns: ['payment_id', 'visit_id', 'client_id', 'kind', 'method', 'at', 'day', 'amount'] },
  spend: { view: 'bi_spend', at: null, order: 'day, source, campaign', columns: ['day', 'source', 'campaign', 'amount', 'clicks', 'via'] },
  readings: { view: 'bi_readings', at: 'created_at', order: 'created_at, message_id', columns: ['message_id', 'chat_id', 'channel', 'created_at', 'day', 'intent', 'confidence', 'source', 'outcome', 'read', 'missed', 'label', 'labelled', 'right_intent', 'handed_over', 'with_person'] },
}

/** True for a column by which rows of this fact may be narrowed. */
export const narrows = (fact: RowFact, column: string): boolean => SHOWN[fact].columns.includes(column)

/** Rows of a period, oldest first; narrowed to those whose column is a value (null: is empty). */
export function rowsOfFact(
  sql: Sql,
  { businessId, period }: Asked,
  fact: RowFact,
  page: { column: string | null; value: string | null; skip: number; limit: number },
): Promise<Record<string, unknown>[]> {
  const { view, at, order, columns } = SHOWN[fact]
  const { column, value, skip, limit } = page
  if (column !== null && !columns.includes(column)) throw new Error(`no column ${column} of ${fact}`)
  const late = fact === 'answers' ? ` + interval '2 days'` : ''
  const timed =
    at === null
      ? '$4::timestamptz is not null and $5::timestamptz is not null'
      : `${at} >= $4::timestamptz and ${at} < $5::timestamptz${late}`
  const narrowed = column === null ? '$6::text is null' : `${column}::text is not distinct from $6::text`
  return sql.query(
    `select ${columns.map((one) => (one === 'day' ? 'day::text as day' : one)).join(', ')} from ${view} v
     where business_id = $1 and ${timed} and v.day between $2::date and $3::date and ${narrowed}
     order by ${order.replace(/\bday\b/, 'v.day')} offset $7 limit $8`,
    [...daysParams(businessId, period.from, period.to), value, skip, limit],
  )
}

export type LoggedEvent = {
  id: number
  at: Date
  kind: string
  chatId: number | null
  clientId: number | null
  leadId: number | null
  appointmentId: number | null
  memberId: number | null
  data: unknown
}

/** The log of events from an id on, oldest first: what was decided, about what, without personal data. */
export function eventsAfter(sql: Sql, businessId: number, after: number, limit: number): Promise<LoggedEvent[]> {
  return sql.query<LoggedEvent>(
    `select id, at, kind, chat_id as "chatId", client_id as "clientId", lead_id as "leadId", appointment_id as "appointmentId",
       member_id as "memberId", data from events where business_id = $1 and id > $2 order by id limit $3`,
    [businessId, after, limit],
  )
}
