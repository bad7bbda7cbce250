import type { Guide } from '../domain/guide.ts'
import { list, type Sql } from './sql.ts'

export type NextVisit = {
  id: number
  version: number
  status: string
  start: Date
  end: Date
  locationId: number
  client: { id: number; name: string | null; phone: string | null }
  services: number[]
  masters: number[]
}

/** What stands behind the first screen. */
export type Today = {
  waiting: number
  oldest: Date | null
  broken: { id: number; kind: string; since: Date | null; error: string }[]
  undelivered: number
  unfinished: number[]
  unconfirmed: number[]
  visits: number
  noShows: number
  cancelled: number
  /** The service that is booked most, by what the last weeks say. */
  usual: number | null
  /** Median of the day's first answers, ms, over so many; and how many wait for theirs. */
  medianMs: number | null
  answered: number
  unanswered: number
  next: NextVisit[]
  /** The guide, as far as it was saved; `begun`: a business that clients have booked without it needs none. */
  guide: { saved: Partial<Guide> | null; begun: boolean }
}

/**
 * The day of one branch, or of all of a business (`locationId` null), from `from` to `to`; `resourceId`: only visits of that master.
 * An answer is measured from the platform's time of the first message that waited for it to the platform's acceptance of ours.
 */
export async function todayOf(
  sql: Sql,
  day: {
    businessId: number
    locationIds: readonly number[]
    resourceId: number | null
    from: Date
    to: Date
    now: Date
  },
): Promise<Today> {
  const { businessId, locationIds, resourceId, from, to, now } = day
  const [row] = await sql.query<{ today: Today }>(TODAY, [
    businessId,
    list(locationIds),
    resourceId,
    from,
    to,
    now,
    new Date(now.getTime() + 86_400_000),
    new Date(now.getTime() - 28 * 86_400_000),
  ])
  const { today } = row!
  const dated = (at: Date | string | null) => (at === null ? null : new Date(at))
  return {
    ...today,
    oldest: dated(today.oldest),
    broken: today.broken.map((one) => ({ ...one, since: dated(one.since) })),
    next: today.next.map((visit) => ({ ...visit, start: dated(visit.start)!, end: dated(visit.end)! })),
  }
}

/** Visits `a` of the branches, of one master where one is named. */
const OURS = `a.business_id = $1 and a.location_id = any($2::bigint[]) and not a.test and ($3::bigint is null
  or exists (select 1 from appointment_parts p where p.appointment_id = a.id and p.resource_id = $3))`

const VISITS = `select a.* from appointments a where ${OURS} and a.starts_at >= $4::timestamptz and a.starts_at < $5::timestamptz
  and a.status <> 'held'`

/** Chats in which something was said today begin no earlier than this message. */
const ANSWERS = `
first as (select min(message_id) as id from understandings where business_id = $1 and created_at >= $4::timestamptz),
talking as (
  select distinct chat_id from understandings where business_id = $1 and created_at >= $4::timestamptz
  union select id from chats where business_id = $1 and owner <> 'bot'),
said as (
  select m.id, m.chat_id, m.platform_at,
    (select o.sent_at from messages o where o.chat_id = m.chat_id and o.id > m.id and o.direction = 'out'
       and o.author in ('bot', 'member') and o.method like 'send%' and o.sent_at is not null order by o.id limit 1) as answered
  from talking t join messages m on m.chat_id = t.chat_id and m.id >= (select id from first)
  where m.author = 'client' and m.direction = 'in' and m.platform_at >= $4::timestamptz
    and m.body #> '{update,callback_query}' is null
    and not exists (select 1 from chats c join members s on s.channel_id = c.channel_id and s.external_id = c.external_id
      where c.id = m.chat_id)),
answers as (
  select min(platform_at) as asked, answered from said group by chat_id, answered)`

const TODAY = `
with day as (${VISITS}), ${ANSWERS}
select json_build_object(
  'waiting', (select count(*)::int from chats where business_id = $1 and owner = 'queue'),
  'oldest', (select min(queued_at) from chats where business_id = $1 and owner = 'queue'),
  'broken', (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'since', last_error_at,
      'error', last_error) order by id), '[]') from channels where business_id = $1 and last_error is not null),
  'undelivered', (select count(*)::int from messages where business_id = $1 and status = 'failed' and direction = 'out'
      and created_at >= $4::timestamptz),
  'unfinished', (select coalesce(json_agg(id order by ends_at), '[]') from (select a.id, a.ends_at from appointments a
      where ${OURS} and a.starts_at >= $4::timestamptz - interval '7 days' and a.starts_at < $6::timestamptz
        and a.ends_at < $6::timestamptz and a.status in ('booked', 'confirmed', 'arrived') order by a.ends_at limit 100) u),
  'unconfirmed', (select coalesce(json_agg(id order by starts_at), '[]') from (select a.id, a.starts_at from appointments a
      where ${OURS} and a.starts_at >= $6::timestamptz and a.starts_at < $7::timestamptz and a.status = 'booked'
      order by a.starts_at limit 100) u),
  'visits', (select count(*)::int from day where status <> 'cancelled'),
  'noShows', (select count(*)::int from day where status = 'no_show'),
  'cancelled', (select count(*)::int from day where status = 'cancelled'),
  'usual', (select p.service_id from appointments a join appointment_parts p on p.appointment_id = a.id
      join services s on s.id = p.service_id and s.active and s.capacity = 1
      where ${OURS} and a.starts_at >= $8::timestamptz and a.starts_at < $5::timestamptz
        and a.status not in ('held', 'cancelled') group by 1 order by count(*) desc, 1 limit 1),
  'medianMs', (select percentile_cont(0.5) within group (order by extract(epoch from answered - asked)) * 1000
      from answers where answered is not null),
  'answered', (select count(*)::int from answers where answered is not null),
  'unanswered', (select count(*)::int from answers where answered is null),
  'guide', (select json_build_object('saved', guide - 'values', 'begun', exists (select 1 from appointments a
      where a.business_id = $1 and not a.test)) from businesses where id = $1),
  'next', (select coalesce(json_agg(json_build_object('id', v.id, 'version', v.version, 'status', v.status,
      'start', v.starts_at, 'end', v.ends_at, 'locationId', v.location_id,
      'client', json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone),
      'services', array(select p.service_id from appointment_parts p where p.appointment_id = v.id order by p.position),
      'masters', array(select p.resource_id from appointment_parts p where p.appointment_id = v.id order by p.position))
      order by v.starts_at, v.id), '[]')
    from (select * from day where status in ('booked', 'confirmed') and ends_at > $6::timestamptz
      order by starts_at, id limit 5) v join clients cl on cl.id = v.client_id)) as today`
