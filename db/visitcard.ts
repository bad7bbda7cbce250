import type { Kopecks, Minute } from '../domain/catalog.ts'
import type { VisitStatus } from '../domain/visitstate.ts'
import { pageThere } from './crm/links.ts'
import { type LedgerLine, linesWhere } from './ledger.ts'
import { type ChatRoute, ROUTE } from './notices.ts'
import type { PaymentMethod } from './payments.ts'
import { minuteOf, type Sql } from './sql.ts'
import { LAST_MARK, MONEY } from './visitmarks.ts'

type Named = { id: number; name: string }

/** All that staff see of one visit. Times inside lists are texts of JSON. */
export type VisitCard = {
  id: number
  version: number
  status: VisitStatus
  door: string
  start: Minute
  end: Minute
  holdExpiresAt: Date | null
  location: Named & { zone: string; address: string }
  price: Kopecks
  discount: Kopecks
  discountReason: string | null
  paid: Kopecks
  refunded: Kopecks
  markedAt: Minute | null
  note: string | null
  /** What the client said of it: 1 to 5, and in words. */
  feedback: { score: number; text: string | null; at: string } | null
  test: boolean
  overlapReason: string | null
  cancelReason: string | null
  cancelledBy: string | null
  createdAt: Date
  updatedAt: Date
  client: {
    id: number
    name: string | null
    phone: string | null
    note: string | null
    tags: string[]
    vip: boolean
    barred: boolean
    visits: number
    noShows: number
    cancelled: number
    lateCancels: number
  }
  chat: ChatRoute | null
  parts: {
    service: Named
    master: Named
    start: string
    end: string
    price: Kopecks
  }[]
  rooms: Named[]
  payments: {
    id: number
    kind: 'payment' | 'refund'
    amount: Kopecks
    method: PaymentMethod
    reason: string | null
    at: string
    member: string | null
  }[]
  /** All but the reminders; of chains that the visit started too. */
  notices: LedgerLine[]
  reminders: LedgerLine[]
  changes: {
    id: number
    at: string
    action: string
    before: Record<string, unknown> | null
    after: Record<string, unknown> | null
    member: string | null
    undone: boolean
  }[]
  events: { id: number; at: string; kind: string }[]
  /** The page of its deal in the CRM. */
  crm: string | null
}

/** The card of a visit in one query; null when there is none, or none of this master (`masterId`; null: of anybody). */
export async function visitCard(
  sql: Sql,
  { businessId, id, masterId }: { businessId: number; id: number; masterId: number | null },
): Promise<VisitCard | null> {
  const [row] = await sql.query<
    Omit<VisitCard, 'start' | 'end' | 'markedAt'> & { startsAt: Date; endsAt: Date; marked: Date | null }
  >(CARD, [businessId, id, masterId])
  if (!row) return null
  const { startsAt, endsAt, marked, ...rest } = row
  return { ...rest, start: minuteOf(startsAt), end: minuteOf(endsAt), markedAt: marked && minuteOf(marked) }
}

const rowsOf = (columns: string, from: string) =>
  `(select coalesce(json_agg(r), '[]') from (select ${columns} from ${from}) r)`

const DONE = `o.client_id = c.id and not o.test and o.status`

const CARD = `
select a.id, a.version, a.status, a.door, a.starts_at as "startsAt", a.ends_at as "endsAt",
  a.hold_expires_at as "holdExpiresAt", a.price, a.discount, a.discount_reason as "discountReason", ${MONEY}, a.note, a.test,
  a.overlap_reason as "overlapReason", a.cancel_reason as "cancelReason", a.cancelled_by as "cancelledBy",
  a.created_at as "createdAt", a.updated_at as "updatedAt", (select m.at ${LAST_MARK}) as marked,
  json_build_object('id', l.id, 'name', l.name, 'zone', l.timezone, 'address', l.address) as location,
  json_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'note', c.note, 'tags', c.tags, 'vip', c.vip,
    'barred', c.barred_at is not null,
    'visits', (select count(*) from appointments o where ${DONE} in ('arrived', 'paid')),
    'noShows', (select count(*) from appointments o where ${DONE} = 'no_show'),
    'cancelled', (select count(*) from appointments o where ${DONE} = 'cancelled' and o.cancelled_by = 'client'
      and o.cancel_reason is distinct from 'another time'),
    'lateCancels', (select count(*) from appointments o where o.client_id = c.id and not o.test and o.cancelled_late)) as client,
  (select json_build_object('score', f.score, 'text', f.text, 'at', f.at) from feedback f where f.appointment_id = a.id) as feedback,
  ${ROUTE} as chat,
  ${rowsOf(
    `json_build_object('id', s.id, 'name', s.name) as service, json_build_object('id', r.id, 'name', r.name) as master,
     p.starts_at as start, p.ends_at as end, p.price`,
    `appointment_parts p join services s on s.id = p.service_id join resources r on r.id = p.resource_id
     where p.appointment_id = a.id order by p.position`,
  )} as parts,
  ${rowsOf(
    'distinct r.id, r.name',
    `occupancies o join resources r on r.id = o.resource_id
     where o.appointment_id = a.id and r.kind <> 'master' order by r.id`,
  )} as rooms,
  ${rowsOf(
    `p.id, p.kind, p.amount, p.method, p.reason, p.at, m.name as member`,
    `payments p left join members m on m.id = p.member_id where p.appointment_id = a.id order by p.id`,
  )} as payments,
  ${linesWhere(`n.business_id = a.business_id and (n.appointment_id = a.id or n.trigger_id = a.id) and n.kind !~ '^(remind|ask|master)'`, 20)}
    as notices,
  ${linesWhere(`n.business_id = a.business_id and n.appointment_id = a.id and n.kind like 'remind%'`, 20)} as reminders,
  ${rowsOf(
    `h.id, h.at, h.action, h.before, h.after, m.name as member, h.undone_at is not null as undone`,
    `changes h left join members m on m.id = h.member_id
     where h.business_id = a.business_id and h.object = 'visit' and h.object_id = a.id order by h.id desc limit 50`,
  )} as changes,
  ${rowsOf(
    'e.id, e.at, e.kind',
    `events e where e.business_id = a.business_id and e.appointment_id = a.id order by e.id desc limit 20`,
  )} as events, ${pageThere('deal', 'appointment_id = a.id')} as crm
from appointments a join clients c on c.id = a.client_id join locations l on l.id = a.location_id
where a.business_id = $1 and a.id = $2 and ($3::bigint is null or exists (select 1 from appointment_parts p
  where p.appointment_id = a.id and p.resource_id = $3))`
