import type { Minute } from '../domain/catalog.ts'
import type { VisitStatus } from '../domain/visitstate.ts'
import type { Reached } from './calls.ts'
import { list, minuteOf, type Sql, type Tx } from './sql.ts'
import { LAST_MARK } from './visitmarks.ts'

/** A visit as staff are asked about it. `by`: who marked it last. */
export type AskedVisit = {
  id: number
  status: VisitStatus
  test: boolean
  start: Minute
  zone: string
  client: string | null
  services: string[]
  masters: { id: number; name: string }[]
  by: string | null
}

type Row = Omit<AskedVisit, 'start'> & { startsAt: Date }

const VISIT = `a.id, a.status, a.test, a.starts_at as "startsAt", l.timezone as zone, c.name as client,
  (select coalesce(json_agg(s.name order by p.position), '[]')
    from appointment_parts p join services s on s.id = p.service_id where p.appointment_id = a.id) as services,
  (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name) order by p.position), '[]')
    from appointment_parts p join resources r on r.id = p.resource_id where p.appointment_id = a.id) as masters,
  (select s.name from members s where s.business_id = a.business_id and s.id = (select m.member_id ${LAST_MARK})) as by`
const FROM = `appointments a join clients c on c.id = a.client_id join locations l on l.id = a.location_id`

const visitOf = <R extends Row>({ startsAt, ...row }: R) => ({ ...row, start: minuteOf(startsAt) })

/** Visits of a business by their ids, in the order of their times. */
export async function askedVisits(sql: Sql, businessId: number, ids: readonly number[]): Promise<AskedVisit[]> {
  const rows = await sql.query<Row>(
    `select ${VISIT} from ${FROM} where a.business_id = $1 and a.id = any($2::bigint[]) order by a.starts_at, a.id`,
    [businessId, list(ids)],
  )
  return rows.map(visitOf)
}

/** Visits that a card in a member's chat asks about, by the buttons that it was written with. */
export async function visitsOnCard(sql: Sql, businessId: number, messageId: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select distinct substring(b ->> 'callback_data' from '^mark:([0-9]{1,15}):')::bigint as id
     from messages m, jsonb_array_elements(m.body -> 'reply_markup' -> 'inline_keyboard') r, jsonb_array_elements(r) b
     where m.business_id = $1 and m.id = $2 and b ->> 'callback_data' like 'mark:%'`,
    [businessId, messageId],
  )
  return rows.map(({ id }) => id)
}

/** A question to staff that is due. `asked`: the start of the visit that it was planned for. */
export type DueAsk = AskedVisit & { noticeId: number; dueAt: Date; asked: Minute }

/** All questions of a business that are due and in nobody's hand, locked: they go out together. */
export async function dueAsks(tx: Tx, businessId: number, now: Date): Promise<DueAsk[]> {
  const rows = await tx.query<Row & Pick<DueAsk, 'noticeId' | 'dueAt' | 'asked'>>(
    `select n.id as "noticeId", n.due_at as "dueAt", (n.data ->> 'start')::int as asked, ${VISIT}
     from notices n join ${FROM} on a.id = n.appointment_id
     where n.business_id = $1 and n.kind = 'ask_marks' and n.status = 'planned' and n.due_at <= $2::timestamptz
     order by a.starts_at, a.id limit 200 for update of n skip locked`,
    [businessId, now],
  )
  return rows.map(visitOf)
}

/** A member with the chat in which they are reached; `resourceId`: of a master. */
export type Colleague = Pick<Reached, 'id' | 'role' | 'onDuty' | 'dutyHours' | 'chatId' | 'channelId' | 'language'> & {
  resourceId: number | null
  preferences: Record<string, unknown>
}

/** Members of a business whom the bot reaches. */
export async function reachableStaff(sql: Sql, businessId: number): Promise<Colleague[]> {
  return sql.query<Colleague>(
    `select m.id, m.role, m.on_duty as "onDuty", m.duty_hours as "dutyHours", m.resource_id as "resourceId", m.preferences, c.id as "chatId",
       c.channel_id as "channelId", c.language
     from members m join chats c on c.channel_id = m.channel_id and c.external_id = m.external_id
       left join identities i on i.channel_id = c.channel_id and i.external_id = c.external_id
     where m.business_id = $1 and m.removed_at is null and i.blocked_at is null order by m.id`,
    [businessId],
  )
}
