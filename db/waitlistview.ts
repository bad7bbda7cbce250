import { instant, type Sql } from './sql.ts'

/** A line of the waitlist as staff read it. */
export type WaitLine = {
  id: number
  version: number
  status: 'waiting' | 'offered'
  client: { id: number; name: string | null; phone: string | null }
  chatId: number | null
  locationId: number
  services: number[]
  masterId: number | null
  fromDay: string
  toDay: string
  fromMinute: number | null
  toMinute: number | null
  /** What is offered: the held visit, its start, until when. */
  offered: { visitId: number; start: Date; until: Date } | null
  /** No chat reaches them: staff call. */
  reachable: boolean
  memberId: number | null
  createdAt: Date
  total: number
}

export type WaitFilter = {
  businessId: number
  now: number
  locationId?: number | null
  /** A day of the wish. */
  date?: string | null
  clientId?: number | null
  id?: number | null
  /** A master who sees only what is waited for with them, or with anybody who does it. */
  masterId: number | null
  after?: number | null
  limit: number
}

/** Those who wait, in their order; who has booked since is not among them. One query. */
export async function waitLines(sql: Sql, filter: WaitFilter): Promise<WaitLine[]> {
  const rows = await sql.query<WaitLine & { offered: { visitId: number; start: string; until: string } | null }>(
    `select * from (
       select w.id, w.version, w.status, json_build_object('id', c.id, 'name', c.name, 'phone', c.phone) as client, w.chat_id as "chatId",
         w.location_id as "locationId", to_json(w.services) as services, w.resource_id as "masterId", w.from_day::text as "fromDay",
         w.to_day::text as "toDay", w.from_minute as "fromMinute", w.to_minute as "toMinute",
         case when w.status = 'offered' then json_build_object('visitId', a.id, 'start', a.starts_at, 'until', w.offered_until) end as offered,
         exists (select 1 from chats r left join identities i on i.channel_id = r.channel_id and i.external_id = r.external_id
           where r.business_id = w.business_id and r.client_id in (c.id, c.merged_into) and i.blocked_at is null) as reachable,
         w.member_id as "memberId", w.created_at as "createdAt", count(*) over ()::int as total
       from waitlist w join clients c on c.id = w.client_id left join appointments a on a.id = w.appointment_id
       where w.business_id = $1 and w.status in ('waiting', 'offered') and c.merged_into is null and w.ends_at > $2::timestamptz
         and ($3::bigint is null or w.location_id = $3) and ($4::date is null or $4::date between w.from_day and w.to_day)
         and ($5::bigint is null or w.client_id = $5) and ($6::bigint is null or w.id = $6)
         and ($7::bigint is null or w.resource_id = $7 or w.resource_id is null and exists (select 1 from service_masters s
           where s.service_id = w.service_id and s.resource_id = $7))
         and not exists (select 1 from appointments b join appointment_parts p on p.appointment_id = b.id
           where b.business_id = w.business_id and b.client_id = w.client_id and p.service_id = w.service_id
             and b.status in ('booked', 'confirmed') and b.created_at >= w.created_at and b.starts_at > $2::timestamptz)
     ) l where $8::bigint is null or l.id > $8 order by l.id limit $9`,
    [
      filter.businessId,
      instant(filter.now),
      filter.locationId,
      filter.date,
      filter.clientId,
      filter.id,
      filter.masterId,
      filter.after,
      filter.limit,
    ],
  )
  return rows.map(({ offered, ...line }) => ({
    ...line,
    offered: offered && {
      visitId: offered.visitId,
      start: new Date(offered.start),
      until: new Date(offered.until),
    },
  }))
}
