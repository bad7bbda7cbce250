import { logChange } from './changes.ts'
import { json, list, type Sql, type Tx } from './sql.ts'

type Erasure = {
  businessId: number
  memberId: number | null
  now: Date
  id: number
  /** What becomes of visits that are still ahead; null: there are none, or the caller has not chosen. */
  upcoming: 'cancel' | 'keep' | null
  /** What stands instead of a card about them in a member's own chat, by the member's language. */
  instead: Record<'ru' | 'en', string>
}

export type Ahead = { id: number; startsAt: Date; zone: string }

const AHEAD = `a.status in ('held', 'booked', 'confirmed') and a.ends_at > $3::timestamptz`
const THEIRS = `client_id in (select id from clients where business_id = $1 and (id = $2 or merged_into = $2))`

/** Visits of a client that are still ahead, oldest first. */
export async function visitsAhead(sql: Sql, businessId: number, id: number, now: Date): Promise<Ahead[]> {
  return sql.query<Ahead>(
    `select a.id, a.starts_at as "startsAt", l.timezone as zone
     from appointments a join locations l on l.id = a.location_id
     where a.business_id = $1 and ${AHEAD} and a.${THEIRS} order by a.starts_at, a.id`,
    [businessId, id, now],
  )
}

/**
 * Takes a person's name, phone, words and addresses out of every table, and out of what staff were shown in their own chats; visits and
 * money stay without a name, and the log keeps that it was done. `ahead`: visits are ahead and nobody said what becomes of them.
 */
export async function eraseClient(
  tx: Tx,
  erasure: Erasure,
): Promise<{ cancelled: number; cards: number } | { ahead: Ahead[] } | 'gone'> {
  const { businessId, memberId, now, id, upcoming, instead } = erasure
  const person = await lockPerson(tx, businessId, id, now)
  if (!person) return 'gone'
  if (person.ahead.length > 0 && upcoming === null) return { ahead: person.ahead }
  const { own, sure } = await tracesOf(tx, businessId, person.ids)
  const [done] = await tx.query<{ cancelled: number; cards: number }>(ERASE, [
    businessId,
    person.ids,
    own,
    sure,
    now,
    upcoming === 'cancel',
    json(instead),
    `client:${id}:%`,
  ])
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'client',
    objectId: id,
    action: 'erased',
    after: { upcoming, cancelled: done!.cancelled },
  })
  return done!
}

/** Everything to be erased, locked in the order in which all lock; null when there is no such client. */
async function lockPerson(tx: Tx, businessId: number, id: number, now: Date) {
  const [row] = await tx.query<{
    ids: number[]
    known: boolean
    ahead: (Omit<Ahead, 'startsAt'> & { startsAt: string })[]
  }>(
    `with h as materialized (select id from chats where business_id = $1 and ${THEIRS} order by id for no key update),
       p as materialized (select c.id, c.id = $2 and c.merged_into is null and c.erased_at is null as known
         from clients c, (select count(*) from h) first where c.business_id = $1 and (c.id = $2 or c.merged_into = $2)
         order by c.id for no key update of c),
       w as materialized (select w.id from waitlist w, (select count(*) from p) first
         where w.business_id = $1 and w.${THEIRS} order by w.id for no key update of w),
       v as materialized (select a.id, a.starts_at, a.location_id, a.session_id from appointments a, (select count(*) from w) first
         where a.business_id = $1 and ${AHEAD} and a.${THEIRS} order by a.id for no key update of a),
       s as materialized (select s.id from sessions s, (select count(*) from v) first
         where s.business_id = $1 and s.id in (select session_id from v) order by s.id for no key update of s),
       r as materialized (select r.id from resources r, (select count(*) from s) first where r.business_id = $1
         and r.id in (select o.resource_id from occupancies o join v on v.id = o.appointment_id) order by r.id for no key update of r)
     select (select json_agg(id) from p) as ids, (select coalesce(bool_or(known), false) from p) as known, (select count(*) from r),
       (select coalesce(json_agg(json_build_object('id', v.id, 'startsAt', v.starts_at, 'zone', l.timezone) order by v.starts_at, v.id), '[]')
          from v join locations l on l.id = v.location_id) as ahead`,
    [businessId, id, now],
  )
  if (!row?.known) return null
  return { ids: list(row.ids), ahead: row.ahead.map((one) => ({ ...one, startsAt: new Date(one.startsAt) })) }
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

const without = (column: string) => `case when ${column} ilike any(${patterns('$3')}) then null else ${column} end`
/** Who is staff too keeps their own way in. */
const isStaff = (row: string) =>
  `exists (select 1 from members m where m.channel_id = ${row}.channel_id and m.external_id = ${row}.external_id and m.removed_at is null)`
const SURE = `any(${patterns('$4')})`
/** A card by which staff mark visits names the client; its buttons say of which visits. */
const ASKED = (row: string) => `${row}.body::text like '%"mark:%'
  and ${row}.body::text like any(array(select '%"mark:' || a.id || ':%' from a))`
/** A file of many people's names: whether this one is in it is not known any more. */
const PEOPLE_FILE = 'rows:{%"people":true%'
const KEYS = `'{note,name,phone,client,text}'::text[]`
const CHANGED = `coalesce(g.before::text, '') || coalesce(g.after::text, '')`

/**
 * One statement, so that it costs the same for any person. $1 business, $2 clients, $3 and $4 patterns of what is theirs, $5 now, $6 whether
 * visits ahead are cancelled, $7 the words instead of cards, $8 their file.
 */
export const ERASE = `with h as materialized (select id from chats where business_id = $1 and client_id = any($2::bigint[])),
a as materialized (select id, session_id, seat_taken, location_id, starts_at, ends_at, status = 'held' as held,
  $6::boolean and status in ('held', 'booked', 'confirmed') and ends_at > $5::timestamptz as cancelled
  from appointments where business_id = $1 and client_id = any($2::bigint[])),
-- What was said: the dialogues, what staff read and answered about them, and what was learnt from it by heart.
phrases_gone as (delete from phrases p where p.business_id = $1 and (p.text ilike ${SURE} or p.text ilike any(${patterns('$3')})
  and exists (select 1 from messages m where m.business_id = $1 and m.chat_id in (select id from h) and m.text = p.text))),
said as (update messages m set body = jsonb_build_object('erased', m.text is not null), text = null, lease_until = null,
  status = case m.status when 'queued' then 'skipped' when 'sending' then 'skipped' when 'received' then 'handled' else m.status end,
  reason = case when m.status in ('queued', 'sending') then 'erased' else null end
  where m.business_id = $1 and (m.chat_id in (select id from h) or m.about_chat_id in (select id from h)
    or m.text ilike ${SURE} or m.body::text ilike ${SURE} or m.body ->> 'document' like $8 or ${ASKED('m')}
    or m.id in (select r.id from messages k join messages r on r.chat_id = k.chat_id and r.direction = 'in'
      and r.body ->> 'pointsAt' in (k.platform_id, k.id::text, 'row:' || k.id)
      where k.business_id = $1 and k.about_chat_id in (select id from h) and k.platform_id is not null))),
-- What staff were shown in their own chats is taken back there; Telegram lets a bot delete what is not older than two days.
cards as (insert into messages (business_id, channel_id, chat_id, direction, author, method, body, text, target_id, status, due_at, created_at)
  select k.business_id, k.channel_id, k.chat_id, 'out', 'system', w.method,
    case when w.method = 'editMessageText' then jsonb_build_object('text', w.words, 'reply_markup', '{"inline_keyboard": []}'::jsonb) else '{}' end,
    case when w.method = 'editMessageText' then w.words end, k.id, 'queued', $5::timestamptz, $5::timestamptz
  from messages k join chats c on c.id = k.chat_id, lateral (select $7::jsonb ->> c.language as words,
    case when k.method = 'sendMessage' then 'editMessageText' else 'deleteMessage' end as method) w
  where k.business_id = $1 and k.direction = 'out' and k.method in ('sendMessage', 'sendDocument') and k.platform_id is not null
    and k.chat_id not in (select id from h)
    and exists (select 1 from members m where m.channel_id = c.channel_id and m.external_id = c.external_id)
    and (k.about_chat_id in (select id from h) or k.text ilike ${SURE} or k.body ->> 'document' like $8 or ${ASKED('k')}
      or k.body ->> 'document' like '${PEOPLE_FILE}')
    and (w.method = 'editMessageText' or k.sent_at > $5::timestamptz - interval '2 days')
  order by k.id returning 1),
-- What stands about them elsewhere: contacts, visits, notices, the log of changes, half-typed forms, kept answers.
leads_left as (update leads set origin = null, answers = '{}', lost_reason = ${without('lost_reason')}, term = null, promo = null, told_words = null
  where business_id = $1 and client_id = any($2::bigint[])),
visits_left as (update appointments v set note = null, discount_reason = ${without('v.discount_reason')},
  cancel_reason = case when a.cancelled then null else ${without('v.cancel_reason')} end, overlap_reason = ${without('v.overlap_reason')},
  status = case when a.cancelled then 'cancelled' else v.status end, version = case when a.cancelled then v.version + 1 else v.version end,
  cancelled_by = case when a.cancelled then 'member' else v.cancelled_by end,
  seat_taken = v.seat_taken and not a.cancelled,
  updated_at = case when a.cancelled then $5::timestamptz else v.updated_at end
  from a where v.business_id = $1 and v.id = a.id),
seats as (update sessions s set taken = s.taken - f.count
  from (select session_id, count(*)::int as count from a where cancelled and seat_taken group by 1) f
  where s.business_id = $1 and s.id = f.session_id),
freed as (delete from occupancies o using a where o.business_id = $1 and o.appointment_id = a.id and a.cancelled and a.session_id is null),
-- Their places are for those who wait; what was only held was nobody's yet.
opened as (insert into openings (business_id, location_id, from_at, to_at, near, due_at)
  select $1, location_id, starts_at, ends_at, starts_at, $5::timestamptz from a where cancelled and not held
    and exists (select 1 from waitlist where business_id = $1 and status in ('waiting', 'offered'))),
places as (update occupancies o set reason = ${without('o.reason')}, overlap_reason = ${without('o.overlap_reason')}
  from a where o.business_id = $1 and o.appointment_id = a.id and not (a.cancelled and a.session_id is null)),
rated as (update feedback set text = null where business_id = $1 and client_id = any($2::bigint[])),
waited as (delete from waitlist where business_id = $1 and client_id = any($2::bigint[])),
given as (update offers set reason = coalesce(${without('reason')}, ''),
  revoked_at = case when redeemed_by is null then coalesce(revoked_at, $5::timestamptz) else revoked_at end
  where business_id = $1 and client_id = any($2::bigint[])),
money as (update payments set reason = ${without('reason')} where business_id = $1 and appointment_id in (select id from a)),
judged as (update feedback set text = null where business_id = $1 and client_id = any($2::bigint[])),
hooks as (update webhook_deliveries set body = null, excerpt = null, status = case status when 'pending' then 'skipped' else status end
  where business_id = $1 and client_id = any($2::bigint[])),
told as (update notices set data = null, last_error = null, status = case status when 'planned' then 'skipped' else status end,
  reason = case status when 'planned' then 'erased' else reason end where business_id = $1 and client_id = any($2::bigint[])),
log as (update changes g set before = case when w.whole then null else g.before - ${KEYS} end,
  after = case when w.whole then null else g.after - ${KEYS} end
  from (select g.id, g.object in ('appointment', 'visit') and g.object_id in (select id from a) as visit,
      g.object = 'client' and g.object_id = any($2::bigint[]) and g.action <> 'erased' or ${CHANGED} ilike ${SURE}
      or g.object = 'lead' and g.object_id in (select id from leads where business_id = $1 and client_id = any($2::bigint[]))
      or g.object = 'chat' and g.object_id in (select id from h)
      or g.object = 'message' and g.object_id in (select id from messages where business_id = $1 and chat_id in (select id from h))
      or g.object in ('appointment', 'visit') and g.object_id in (select id from a) and ${CHANGED} ilike any(${patterns('$3')}) as whole
    from changes g where g.business_id = $1) w
  where g.id = w.id and (w.whole or w.visit and jsonb_typeof(coalesce(g.before, '{}')) = 'object' and jsonb_typeof(coalesce(g.after, '{}')) = 'object')),
forms as (delete from drafts d where d.business_id = $1 and (d.body::text ilike ${SURE}
  or (d.body ->> 'clientId') = any(array(select unnest($2::bigint[])::text))
  or d.key ~ ('(client|clients)[^0-9a-z]+(' || array_to_string($2::bigint[], '|') || ')([^0-9]|$)')
  or exists (select 1 from h where d.key ~ ('(chat|chats|queue|reply|dialogue)[^0-9a-z]+' || h.id || '([^0-9]|$)'))
  or exists (select 1 from a where d.key ~ ('(visit|visits|appointment)[^0-9a-z]+' || a.id || '([^0-9]|$)')))),
-- Answers are kept for retries, which come within minutes: better none than one with a name in it.
retries as (delete from answered where business_id = $1 and body::text ilike any(${patterns('$3')})),
-- What the CRM was told: the change of the client below makes the mirror take it back there.
mirrored as (update crm_links set synced = null, sent = case when sent is not null then '{}'::jsonb end where business_id = $1 and client_id = any($2::bigint[])),
mirror_log as (update crm_log g set ours = null, theirs = null from crm_links k where g.business_id = $1 and k.id = g.link_id
  and (k.client_id = any($2::bigint[]) or k.appointment_id in (select id from a) or k.chat_id in (select id from h)
    or k.lead_id in (select id from leads where business_id = $1 and client_id = any($2::bigint[])))),
passages_left as (delete from passages where business_id = $1 and (chat_id in (select id from h) or to_chat_id in (select id from h))),
-- The person: channels that lead to them, dialogues, consents, the client.
dialogues as (update chats c set state = null, draft = null, owner = 'bot', owner_member_id = null, queued_at = null, queue_reason = null,
  calls = 0, call_at = null, return_at = null, unclear = 0, lease_token = null, lease_until = null, phone = case when ${isStaff('c')} then c.phone end,
  external_id = case when ${isStaff('c')} then c.external_id else 'erased:' || c.id end
  where c.business_id = $1 and c.client_id = any($2::bigint[])),
ways as (delete from identities i where i.business_id = $1 and i.client_id = any($2::bigint[]) and not ${isStaff('i')}),
kept_ways as (update identities i set username = null where i.business_id = $1 and i.client_id = any($2::bigint[]) and ${isStaff('i')}),
agreed as (update consents set revoked_at = $5::timestamptz
  where business_id = $1 and client_id = any($2::bigint[]) and revoked_at is null),
themselves as (update clients set name = null, phone = null, phone_verified = false, note = null, tags = '{}', barred_reason = null, preferred_channel = null,
  erased_at = $5::timestamptz, version = version + 1 where business_id = $1 and id = any($2::bigint[]))
select (select count(*) from a where cancelled)::int as cancelled, (select count(*) from cards)::int as cards`
