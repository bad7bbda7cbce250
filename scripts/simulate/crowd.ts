import type { Sql } from '../../db/sql.ts'
import { habitsOf, type Person } from './people.ts'
import type { Salon } from './salon.ts'

/** Clients who have chats with the salon and have agreed to what they agreed to, as many as told. */
export async function gatherCrowd(salon: Salon, count: number, seed: number): Promise<Person[]> {
  const { db, businessId, channelId, clock } = salon
  const rows = await db.query<{ client_id: number; chat_id: number; external_id: string }>(CROWD, [
    businessId,
    channelId,
    count,
    clock.now,
  ])
  const people = rows.map((row, index) => ({
    index,
    clientId: row.client_id,
    chatId: row.chat_id,
    chat: row.external_id,
    visits: 0,
    ...habitsOf(seed * 1_000_003 + index),
  }))
  await agree(db, salon, people)
  return people
}

// Numbers that no operator gives out.
const CROWD = `
with c as (insert into clients (business_id, name, phone, phone_verified, created_at)
  select $1, 'Клиент ' || i, '+7900' || lpad(i::text, 7, '0'), true, $4::timestamptz from generate_series(1, $3::int) i
  returning id, phone),
n as (select id, (right(phone, 7)::bigint + 100000)::text as external_id from c),
i as (insert into identities (business_id, client_id, channel_id, external_id) select $1, id, $2, external_id from n),
h as (insert into chats (business_id, channel_id, external_id, client_id, created_at)
  select $1, $2, external_id, id, $4::timestamptz from n returning id, client_id, external_id)
select h.client_id, h.id as chat_id, h.external_id from h order by h.client_id`

async function agree(sql: Sql, { businessId, channelId, clock }: Salon, people: readonly Person[]): Promise<void> {
  const insert = (purpose: string, ids: readonly number[]) =>
    sql.query(
      `insert into consents (business_id, client_id, channel_id, purpose, version, granted_at)
       select $1, id, $2, $3, 1, $4::timestamptz from unnest($5::bigint[]) id`,
      [businessId, channelId, purpose, clock.now, `{${ids.join(',')}}`],
    )
  await insert(
    'personal_data',
    people.map(({ clientId }) => clientId),
  )
  await insert(
    'marketing',
    people.filter(({ offers }) => offers).map(({ clientId }) => clientId),
  )
}
