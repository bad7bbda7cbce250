import { cancel } from './cancel.ts'
import { logChange } from './changes.ts'
import { list, minuteOf, type Sql, type Tx } from './sql.ts'

type Erasure = {
  businessId: number
  memberId: number | null
  now: Date
  id: number
  /** What becomes of visits that are still ahead; null: there are none, or the caller has not chosen. */
  upcoming: 'cancel' | 'keep' | null
}

/** Visits of a client that are still ahead, oldest first. */
export async function visitsAhead(sql: Sql, businessId: number, id: number, now: Date) {
  return sql.query<{ id: number; version: number; startsAt: Date; zone: string }>(
    `select a.id, a.version, a.starts_at as "startsAt", l.timezone as zone
     from appointments a join locations l on l.id = a.location_id
     where a.business_id = $1 and a.status in ('held', 'booked', 'confirmed') and a.ends_at > $3::timestamptz
       and a.client_id in (select id from clients where business_id = $1 and (id = $2 or merged_into = $2))
     order by a.starts_at, a.id`,
    [businessId, id, now],
  )
}

/**
 * Takes a person's name, phone, words and addresses out of every table; visits and money stay without a name, and the log keeps that it
 * was done. `choose`: visits are ahead and nobody said what becomes of them.
 */
export async function eraseClient(tx: Tx, erasure: Erasure): Promise<{ cancelled: number } | 'gone' | 'choose'> {
  const { businessId, memberId, now, id } = erasure
  const ids = await lockPerson(tx, businessId, id)
  if (!ids) return 'gone'
  const ahead = await visitsAhead(tx, businessId, id, now)
  if (ahead.length > 0 && erasure.upcoming === null) return 'choose'
  let cancelled = 0
  if (erasure.upcoming === 'cancel')
    for (const visit of ahead) {
      const request = { businessId, id: visit.id, version: visit.version, by: 'member' as const, reason: null }
      if (await cancel(tx, { ...request, now: minuteOf(now) })) cancelled++
    }
  const traces = await tracesOf(tx, businessId, ids)
  await eraseSaid(tx, businessId, ids, traces)
  await eraseAround(tx, businessId, ids, traces)
  await eraseThemselves(tx, businessId, ids, now)
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'client',
    objectId: id,
    action: 'erased',
    after: { upcoming: erasure.upcoming, cancelled },
  })
  return { cancelled }
}

/** Locks dialogues, then the client and whoever was merged into them; ids of these, null when there is no such client. */
async function lockPerson(tx: Tx, businessId: number, id: number): Promise<string | null> {
  await tx.query(
    `select 1 from chats where business_id = $1
       and client_id in (select id from clients where business_id = $1 and (id = $2 or merged_into = $2))
     order by id for no key update`,
    [businessId, id],
  )
  const rows = await tx.query<{ id: number }>(
    `select id from clients where business_id = $1 and (id = $2 or merged_into = $2) order by id for no key update`,
    [businessId, id],
  )
  const [own] = await tx.query(
    'select 1 from clients where business_id = $1 and id = $2 and merged_into is null and erased_at is null',
    [businessId, id],
  )
  return own ? list(rows.map((row) => row.id)) : null
}

/** Patterns by which the person is known in free texts. `own`: of what is about them; `sure`: nobody else has the same. */
type Traces = { own: string; sure: string }

async function tracesOf(tx: Tx, businessId: number, ids: string): Promise<Traces> {
  const rows = await tx.query<{ name: string | null; phone: string | null; username: string | null }>(
    `select c.name, c.phone, i.username from clients c left join identities i on i.client_id = c.id
     where c.business_id = $1 and c.id = any($2::bigint[])
     union select g.before ->> 'name', g.before ->> 'phone', null from changes g
     where g.business_id = $1 and g.object = 'client' and g.object_id = any($2::bigint[])`,
    [businessId, ids],
  )
  const pattern = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const of = (values: (string | null | undefined)[]) => [
    ...new Set(values.flatMap((value) => (value ? [pattern(value)] : []))),
  ]
  const sure = of(
    rows.flatMap(({ phone, username }) => [phone?.slice(-10), username && username.length > 3 ? username : null]),
  )
  return { own: JSON.stringify([...sure, ...of(rows.map(({ name }) => name))]), sure: JSON.stringify(sure) }
}

const patterns = (param: string) => `array(select jsonb_array_elements_text(${param}::jsonb))`
const GONE = `'{"erased": true}'::jsonb`

/** What was said: the dialogues, what staff read and answered about them, and what was learnt from it by heart. */
async function eraseSaid(tx: Tx, businessId: number, ids: string, { own, sure }: Traces): Promise<void> {
  const chats = 'select id from chats where business_id = $1 and client_id = any($2::bigint[])'
  await tx.query(
    `delete from phrases p where p.business_id = $1 and (p.text ilike any(${patterns('$4')}) or p.text ilike any(${patterns('$3')})
       and exists (select 1 from messages m where m.business_id = $1 and m.chat_id in (${chats}) and m.text = p.text))`,
    [businessId, ids, own, sure],
  )
  // Replies of staff to cards carry the card that they answer.
  await tx.query(
    `update messages r set body = ${GONE}, text = null from messages k
     where k.business_id = $1 and k.about_chat_id in (${chats}) and r.chat_id = k.chat_id and r.direction = 'in'
       and k.platform_id is not null and r.body ->> 'pointsAt' in (k.platform_id, k.id::text)`,
    [businessId, ids],
  )
  await tx.query(
    `update messages set body = ${GONE}, text = null, lease_until = null,
       status = case status when 'queued' then 'skipped' when 'sending' then 'skipped' when 'received' then 'handled' else status end,
       reason = case when status in ('queued', 'sending') then 'erased' else null end
     where business_id = $1 and (chat_id in (${chats}) or about_chat_id in (${chats})
       or text ilike any(${patterns('$3')}) or body::text ilike any(${patterns('$3')}))`,
    [businessId, ids, sure],
  )
}

/** What stands about them elsewhere: contacts, visits, notices, the log of changes, half-typed forms, kept answers. */
async function eraseAround(tx: Tx, businessId: number, ids: string, { own, sure }: Traces): Promise<void> {
  const visits = 'select id from appointments where business_id = $1 and client_id = any($2::bigint[])'
  const without = (column: string) => `case when ${column} ilike any(${patterns('$3')}) then null else ${column} end`
  await tx.query(
    `update leads set origin = null, answers = '{}', lost_reason = ${without('lost_reason')}, term = null, promo = null
     where business_id = $1 and client_id = any($2::bigint[])`,
    [businessId, ids, own],
  )
  await tx.query(
    `update appointments set note = null, discount_reason = ${without('discount_reason')},
       cancel_reason = ${without('cancel_reason')}, overlap_reason = ${without('overlap_reason')}
     where business_id = $1 and client_id = any($2::bigint[])`,
    [businessId, ids, own],
  )
  await tx.query(
    `update payments set reason = ${without('reason')} where business_id = $1 and appointment_id in (${visits})`,
    [businessId, ids, own],
  )
  await tx.query(
    `update occupancies set reason = ${without('reason')}, overlap_reason = ${without('overlap_reason')}
     where business_id = $1 and appointment_id in (${visits})`,
    [businessId, ids, own],
  )
  await tx.query(
    `update notices set data = null, last_error = null, status = case status when 'planned' then 'skipped' else status end,
       reason = case status when 'planned' then 'erased' else reason end
     where business_id = $1 and client_id = any($2::bigint[])`,
    [businessId, ids],
  )
  const about = `object = 'client' and object_id = any($2::bigint[])`
  const texts = `coalesce(before::text, '') || coalesce(after::text, '')`
  await tx.query(
    `update changes set before = null, after = null where business_id = $1 and (${about} and action <> 'erased'
       or ${texts} ilike any(${patterns('$4')})
       or object = 'lead' and object_id in (select id from leads where business_id = $1 and client_id = any($2::bigint[]))
       or object in ('chat', 'message') and object_id in (select id from chats where business_id = $1 and client_id = any($2::bigint[])
         union all select m.id from messages m join chats h on h.id = m.chat_id where h.business_id = $1 and h.client_id = any($2::bigint[]))
       or object in ('appointment', 'visit') and object_id in (${visits}) and ${texts} ilike any(${patterns('$3')}))`,
    [businessId, ids, own, sure],
  )
  await tx.query(
    `update changes set before = before - '{note,name,phone,client,text}'::text[], after = after - '{note,name,phone,client,text}'::text[]
     where business_id = $1 and object in ('appointment', 'visit') and object_id in (${visits})
       and jsonb_typeof(coalesce(before, '{}')) = 'object' and jsonb_typeof(coalesce(after, '{}')) = 'object'`,
    [businessId, ids],
  )
  await tx.query(
    `delete from drafts d where d.business_id = $1 and (d.body::text ilike any(${patterns('$3')})
       or (d.body ->> 'clientId') = any(array(select unnest($2::bigint[])::text))
       or d.key ~ ('(client|clients)[^0-9a-z]+(' || array_to_string($2::bigint[], '|') || ')([^0-9]|$)')
       or exists (select 1 from chats h where h.business_id = $1 and h.client_id = any($2::bigint[])
         and d.key ~ ('(chat|chats|queue|reply|dialogue)[^0-9a-z]+' || h.id || '([^0-9]|$)'))
       or exists (select 1 from appointments a where a.business_id = $1 and a.client_id = any($2::bigint[])
         and d.key ~ ('(visit|visits|appointment)[^0-9a-z]+' || a.id || '([^0-9]|$)')))`,
    [businessId, ids, sure],
  )
  // Answers are kept for retries, which come within minutes: better none than one with a name in it.
  await tx.query(`delete from answered where business_id = $1 and body::text ilike any(${patterns('$2')})`, [
    businessId,
    own,
  ])
}

/** The person: channels that lead to them, dialogues, the client. Who is staff too keeps their own way in. */
async function eraseThemselves(tx: Tx, businessId: number, ids: string, now: Date): Promise<void> {
  const staff = (row: string) =>
    `exists (select 1 from members m where m.channel_id = ${row}.channel_id and m.external_id = ${row}.external_id and m.removed_at is null)`
  await tx.query(
    `update chats c set state = null, draft = null, owner = 'bot', owner_member_id = null, queued_at = null, queue_reason = null,
       calls = 0, call_at = null, return_at = null, unclear = 0, lease_token = null, lease_until = null,
       external_id = case when ${staff('c')} then external_id else 'erased:' || id end
     where c.business_id = $1 and c.client_id = any($2::bigint[])`,
    [businessId, ids],
  )
  await tx.query(
    `delete from identities i where i.business_id = $1 and i.client_id = any($2::bigint[]) and not ${staff('i')}`,
    [businessId, ids],
  )
  await tx.query(`update identities set username = null where business_id = $1 and client_id = any($2::bigint[])`, [
    businessId,
    ids,
  ])
  await tx.query(
    `update consents set revoked_at = $3::timestamptz where business_id = $1 and client_id = any($2::bigint[]) and revoked_at is null`,
    [businessId, ids, now],
  )
  await tx.query(
    `update clients set name = null, phone = null, phone_verified = false, note = null, tags = '{}', barred_reason = null,
       erased_at = $3::timestamptz, version = version + 1 where business_id = $1 and id = any($2::bigint[])`,
    [businessId, ids, now],
  )
}
