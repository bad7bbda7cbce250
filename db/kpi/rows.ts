import type { Sql } from '../sql.ts'
import { daysParams } from './facts.ts'
import type { Asked } from './read.ts'

/** What a number is made of: rows of a view, without a word of what was said. */
export const ROW_FACTS = [
  'leads',
  'visits',
  'answers',
  'services',
  'payments',
  'spend',
  'readings',
  'told',
  'dialogues',
] as const
export type RowFact = (typeof ROW_FACTS)[number]

type Shown = {
  view: string
  at: string | null
  order: string
  columns: readonly string[]
  /** Whose clock its moments are told by: the branch's, the business's. */
  clock: 'branch' | 'visit' | 'business'
  /** Of a view with one row for each of these contacts `x`: a page is chosen among them, and only its rows are made. */
  contacts?: string
}

/** The columns that are shown and by which rows may be narrowed. */
// biome-ignore format: a table
const SHOWN: Record<RowFact, Shown> = {
  leads: { view: 'bi_leads', contacts: 'true', clock: 'business', at: 'created_at', order: 'created_at, lead_id', columns: ['lead_id', 'client_id', 'chat_id', 'created_at', 'day', 'hour', 'channel', 'source', 'medium', 'campaign', 'promo', 'paid', 'district', 'first_touch', 'fresh', 'booked', 'visited', 'paid_visit', 'new_client', 'revenue', 'gave', 'imported'] },
  visits: { view: 'bi_visits', clock: 'branch', at: 'starts_at', order: 'starts_at, visit_id', columns: ['visit_id', 'client_id', 'lead_id', 'first_lead_id', 'starts_at', 'day', 'hour', 'branch', 'district', 'door', 'status', 'came', 'no_show', 'cancelled', 'cancelled_late', 'first_visit', 'price', 'discount', 'free', 'variable_cost', 'revenue'] },
  answers: { view: 'bi_answers', clock: 'business', at: 'stored_at', order: 'asked_at, chat_id, opening', columns: ['chat_id', 'lead_id', 'opening', 'channel', 'district', 'asked_at', 'day', 'hour', 'answered_at', 'answered_by', 'seconds', 'open'] },
  services: { view: 'bi_services', clock: 'visit', at: 'visit_starts_at', order: 'visit_starts_at, visit_id, service_id', columns: ['visit_id', 'client_id', 'day', 'starts_at', 'status', 'came', 'no_show', 'cancelled', 'service_id', 'service', 'master_id', 'master', 'minutes', 'price', 'variable_cost'] },
  payments: { view: 'bi_payments', clock: 'branch', at: 'at', order: 'at, payment_id', columns: ['payment_id', 'visit_id', 'client_id', 'kind', 'method', 'at', 'day', 'amount'] },
  told: { view: 'bi_told', clock: 'business', at: 'created_at', order: 'created_at, lead_id', columns: ['lead_id', 'client_id', 'chat_id', 'created_at', 'day', 'channel', 'told_source', 'source', 'campaign', 'paid', 'booked', 'visited', 'new_client', 'revenue'] },
  dialogues: { view: 'bi_dialogues', contacts: 'x.chat_id is not null and x.import_id is null', clock: 'business', at: 'created_at', order: 'created_at, lead_id', columns: ['lead_id', 'client_id', 'chat_id', 'created_at', 'day', 'hour', 'channel', 'source', 'medium', 'campaign', 'paid', 'district', 'intent', 'seconds', 'answered_by', 'readings', 'missed', 'handed_over', 'result', 'revenue'] },
  spend: { view: 'bi_spend', clock: 'business', at: null, order: 'day, source, campaign', columns: ['day', 'source', 'campaign', 'amount', 'clicks', 'via'] },
  readings: { view: 'bi_readings', clock: 'business', at: 'created_at', order: 'created_at, message_id', columns: ['message_id', 'chat_id', 'channel', 'created_at', 'day', 'intent', 'confidence', 'source', 'outcome', 'read', 'missed', 'label', 'labelled', 'right_intent', 'handed_over', 'with_person'] },
}

/** True for a column by which rows of this fact may be narrowed. */
export const narrows = (fact: RowFact, column: string): boolean => SHOWN[fact].columns.includes(column)

/** Which rows: narrowed to those whose column is a value (null: is empty), so many of them. */
export type RowPage = { column: string | null; value: string | null; skip: number; limit: number }

/** Rows of a period, oldest first. */
export const rowsOfFact = (sql: Sql, asked: Asked, fact: RowFact, page: RowPage): Promise<Record<string, unknown>[]> =>
  read(sql, asked, fact, page, (column) => (column === 'day' ? 'day::text as day' : column))

/** Columns that are moments. */
const MOMENTS: readonly string[] = ['created_at', 'starts_at', 'asked_at', 'answered_at', 'at']
const ZONES: Record<Shown['clock'], string> = {
  business: '(select timezone from businesses where id = v.business_id)',
  branch: '(select timezone from locations where id = v.location_id)',
  visit: '(select l.timezone from appointments a join locations l on l.id = a.location_id where a.id = v.visit_id)',
}
const PERSON = (column: string) => `(select ${column} from clients where id = v.client_id)`

/** Facts whose rows are about a client. */
const hasPeople = (fact: RowFact): boolean => SHOWN[fact].columns.includes('client_id')

/** The columns of `sheetRows`, in order; with people their names and phones. */
export const sheetColumns = (fact: RowFact, people: boolean): string[] => [
  ...SHOWN[fact].columns,
  ...(people && hasPeople(fact) ? ['client_name', 'client_phone'] : []),
]

/** The same for a file: moments by the clock of their place, `2026-11-23T15:30`; with people who it is about. */
export const sheetRows = (
  sql: Sql,
  asked: Asked,
  fact: RowFact,
  page: RowPage,
  people: boolean,
): Promise<Record<string, unknown>[]> =>
  read(
    sql,
    asked,
    fact,
    page,
    (column) => {
      if (column === 'day') return 'day::text as day'
      if (!MOMENTS.includes(column)) return column
      return `to_char(v.${column} at time zone ${ZONES[SHOWN[fact].clock]}, 'YYYY-MM-DD"T"HH24:MI') as ${column}`
    },
    people && hasPeople(fact) ? [`${PERSON('name')} as client_name`, `${PERSON('phone')} as client_phone`] : [],
  )

function read(
  sql: Sql,
  { businessId, period }: Asked,
  fact: RowFact,
  page: RowPage,
  told: (column: string) => string,
  more: readonly string[] = [],
): Promise<Record<string, unknown>[]> {
  const { view, at, order, columns, contacts } = SHOWN[fact]
  const { column, value, skip, limit } = page
  if (column !== null && !columns.includes(column)) throw new Error(`no column ${column} of ${fact}`)
  const late = fact === 'answers' ? ` + interval '2 days'` : ''
  const timed =
    at === null
      ? '$4::timestamptz is not null and $5::timestamptz is not null'
      : `${at} >= $4::timestamptz and ${at} < $5::timestamptz${late}`
  const narrowed = column === null ? '$6::text is null' : `${column}::text is not distinct from $6::text`
  const paged = contacts === undefined || column !== null ? 'true' : `v.lead_id = any(array(${PAGE_OF(contacts)}))`
  return sql.query(
    `select ${[...columns.map(told), ...more].join(', ')} from ${view} v
     where business_id = $1 and ${timed} and v.day between $2::date and $3::date and ${narrowed} and ${paged}
     order by ${order.replace(/\w+/g, 'v.$&')} offset ${paged === 'true' ? '$7' : '0'} limit $8`,
    [...daysParams(businessId, period.from, period.to), value, skip, limit],
  )
}

/** The contacts of a page, in the order of their rows. */
const PAGE_OF = (contacts: string): string => `
  select x.id from leads x where x.business_id = $1 and x.created_at >= $4::timestamptz and x.created_at < $5::timestamptz and ${contacts}
    and (x.created_at at time zone ${ZONES.business.replace('v.business_id', '$1')})::date between $2::date and $3::date
  order by x.created_at, x.id offset $7 limit $8`

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
