import type { Db } from '../../db/sql.ts'

/** Reminders to be written: of visits that begin a day after they are due, each client with a few of them. */
export type DueRows = {
  businessId: number
  channelId: number
  locationId: number
  serviceId: number
  masterId: number
  count: number
  /** Ids of the clients' chats on the platform. */
  people: readonly string[]
  /** When the first of them is due, and the rest after it, evenly over so many milliseconds. */
  due: Date
  overMs: number
  /** Every so many visits one is cancelled behind the reminder's back; 0: none. */
  cancelEvery: number
  /** Begins the keys of the visits. */
  name: string
}

/** Writes visits with reminders that fall due; returns the first and the last id of the reminders. */
export async function writeDueRows(db: Db, rows: DueRows): Promise<{ first: number; last: number }> {
  const { businessId, channelId, locationId, serviceId, masterId, count, people, due, overMs, cancelEvery, name } = rows
  const people$ = JSON.stringify(people)
  await db.query(
    `with person as (select external, row_number() over () as n from jsonb_array_elements_text($3::jsonb) as p(external)
       where not exists (select 1 from chats c where c.channel_id = $2 and c.external_id = p.external)),
     client as (insert into clients (business_id, name, created_at)
       select $1, external, $4::timestamptz from person order by n returning id, name)
     insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
     select $1, $2, name, id, 'ru', $4::timestamptz from client`,
    [businessId, channelId, people$, due],
  )
  // Each visit of a client begins in a minute of its own, so that no two reminders read the same.
  const [written] = await db.query<{ first: number; last: number }>(
    `with place as (select n, $6::timestamptz + (n * $7::float8 / $5::int) * interval '1 ms' as due from generate_series(0, $5::int - 1) n),
     chat as (select id, client_id, row_number() over (order by id) - 1 as n from chats
       where channel_id = $2 and external_id in (select jsonb_array_elements_text($3::jsonb))),
     visit as (insert into appointments (business_id, key, client_id, chat_id, location_id, door, status, starts_at, ends_at, price,
         created_at, updated_at)
       select $1, $11 || ' ' || p.n, c.client_id, c.id, $4, 'staff', case when $10::int > 0 and p.n % $10::int = 0 then 'cancelled' else 'booked' end,
         s.at, s.at + interval '1 hour', 100000, s.at - interval '9 days', s.at - interval '9 days'
       from place p join chat c on c.n = p.n % (select count(*) from chat),
         lateral (select date_trunc('minute', p.due) + interval '1 day' + p.n / (select count(*) from chat) * interval '1 minute' as at) s
       returning id, client_id, version, starts_at, ends_at, key),
     part as (insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at,
         price, variable_cost)
       select $1, id, 0, $8, $9, starts_at, ends_at, 100000, 0 from visit),
     notice as (insert into notices (business_id, kind, appointment_id, version, client_id, status, due_at, data, created_at)
       select $1, 'remind_24h', v.id, v.version, v.client_id, 'planned', p.due,
         jsonb_build_object('start', extract(epoch from v.starts_at)::bigint / 60), p.due - interval '8 days'
       from visit v join place p on $11 || ' ' || p.n = v.key order by p.n returning id)
     select min(id) as first, max(id) as last from notice`,
    [businessId, channelId, people$, locationId, count, due, overMs, serviceId, masterId, cancelEvery, name],
  )
  return written!
}

/** A zone in which it is about noon at this moment: nobody is reminded by night. */
export function noonZone(now: Date): string {
  const hours = 12 - now.getUTCHours()
  // In these names the sign is turned round.
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}
