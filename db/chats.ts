import { CLOSED_BY } from './crm/todos.ts'
import type { Sql } from './sql.ts'
import type { ChatOwner, Client } from './turns.ts'

export const SEGMENTS = ['waiting', 'mine', 'bot', 'all'] as const
export type Segment = (typeof SEGMENTS)[number]

export const STAGES = ['new', 'qualified', 'booked', 'visited', 'paid', 'lost'] as const
export type Stage = (typeof STAGES)[number]

export type Watching = { memberId: number; name: string; typing: boolean }

/** A dialogue as it stands in the queue. */
export type ChatCard = {
  id: number
  owner: ChatOwner
  leader: { id: number; name: string } | null
  queuedAt: Date | null
  reason: string | null
  channelId: number
  channel: string
  clientId: number | null
  name: string | null
  phone: string | null
  vip: boolean
  source: string | null
  campaign: string | null
  stage: Stage | null
  /** The client's last words, and when they were said. */
  words: string | null
  wordsAt: Date | null
  draft: unknown
  watching: Watching[]
  /** Somebody has closed its to-do in the CRM while it waits; who, if the CRM said so. */
  closedThere: { by: string | null } | null
  /** When something was last understood of it, or it was last waited in. */
  at: Date
}

export type ChatFilter = {
  businessId: number
  memberId: number | null
  segment: Segment
  /** Beginning of the client's name, or the last digits of the phone; null: all. */
  search: string | null
  stage: Stage | null
  /** Of the lists that go by the last activity: before it. */
  before: Date | null
  limit: number
  now: Date
}

/** Dialogues in which nothing was said for longer are found by search only. */
const RECENT_DAYS = 30

const LEADER = `case when c.owner = 'member' then (select json_build_object('id', l.id, 'name', l.name)
  from members l where l.id = c.owner_member_id) end`

const WATCHING = `(select coalesce(json_agg(json_build_object('memberId', w.member_id, 'name', wm.name, 'typing', w.typing)
    order by w.member_id), '[]')
  from watchers w join members wm on wm.id = w.member_id
  where w.chat_id = c.id and w.until > $NOW::timestamptz and w.member_id is distinct from $ME::bigint)`

const LAST_WORDS = `left join lateral (select m.text, coalesce(m.platform_at, m.created_at) as at from messages m
    where m.chat_id = c.id and m.author = 'client' and m.text is not null order by m.id desc limit 1) w on true`

const LAST_LEAD = `left join lateral (select l.source, l.campaign, l.stage from leads l
    where l.client_id = c.client_id order by l.created_at desc, l.id desc limit 1) l on true`

/** True for a chat `c` of a client: members have chats with the bot as well. */
const OF_CLIENT = `c.client_id is not null and not exists (select 1 from members s where s.channel_id = c.channel_id
  and s.external_id = c.external_id and s.removed_at is null)`

/** The chats of a segment: who waits longest comes first, elsewhere the last active. */
export async function chatCards(sql: Sql, filter: ChatFilter): Promise<ChatCard[]> {
  const { businessId, memberId, segment, search, stage, before, limit, now } = filter
  const since = new Date(now.getTime() - RECENT_DAYS * 86_400_000)
  const digits = (search ?? '').replace(/\D/g, '')
  const name = search && digits.length < 4 ? `${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%` : null
  const params = [
    businessId,
    since,
    memberId,
    before,
    stage,
    limit,
    now,
    name,
    name || !search ? null : digits.slice(-10),
  ]
  return sql.query<ChatCard>(CARDS[search ? 'search' : segment], params)
}

const CARD = `c.id, c.owner, ${LEADER} as leader, c.queued_at as "queuedAt", c.queue_reason as reason,
  c.channel_id as "channelId", ch.kind as channel, c.client_id as "clientId", cl.name, cl.phone,
  coalesce(cl.vip, false) as vip, l.source, l.campaign, l.stage, w.text as words, w.at as "wordsAt", c.draft,
  ${WATCHING.replace('$NOW', '$7').replace('$ME', '$3')} as watching,
  case when c.owner = 'queue' then (select json_build_object('by', ${CLOSED_BY}) from events e
    where e.chat_id = c.id and e.kind = 'todo_closed' and e.at >= c.queued_at order by e.id desc limit 1) end as "closedThere"`

const JOINS = `join channels ch on ch.id = c.channel_id join clients cl on cl.id = c.client_id ${LAST_LEAD} ${LAST_WORDS}`

/** All lists take the same parameters; a list that has no use for one names it here. */
const UNUSED = `($2::timestamptz is null and $3::bigint is null and $4::timestamptz is null and $8::text is null and $9::text is null) is not null`

const QUEUED = (owner: string, order: string) => `
select ${CARD}, coalesce(c.queued_at, w.at, c.created_at) as at from chats c ${JOINS}
where c.business_id = $1 and ${owner} and ${OF_CLIENT} and ($5::text is null or l.stage = $5) and ${UNUSED}
order by ${order} limit $6`

const ACTIVE = (owner: string) => `
with active as (
  select chat_id, max(created_at) as at from understandings where business_id = $1 and created_at > $2::timestamptz
  group by chat_id
  union all
  select id, coalesce(queued_at, created_at) from chats where business_id = $1 and owner <> 'bot'),
last as (select chat_id, max(at) as at from active group by chat_id
  having $4::timestamptz is null or max(at) < $4::timestamptz)
select ${CARD}, last.at from last join chats c on c.id = last.chat_id ${JOINS}
where c.business_id = $1 and ${owner} and ${OF_CLIENT} and ($5::text is null or l.stage = $5) and ${UNUSED}
order by last.at desc, c.id desc limit $6`

const FOUND = `
select ${CARD}, coalesce(w.at, c.created_at) as at from chats c ${JOINS}
where c.business_id = $1 and ${OF_CLIENT} and ($5::text is null or l.stage = $5) and ${UNUSED}
  and c.client_id in (select id from clients where business_id = $1
    and (lower(name) like $8 or (right(phone, 4) = right($9, 4) and phone like '%' || $9)))
  and ($4::timestamptz is null or coalesce(w.at, c.created_at) < $4::timestamptz)
order by at desc, c.id desc limit $6`

const CARDS: Record<Segment | 'search', string> = {
  waiting: QUEUED(`c.owner = 'queue'`, 'c.queued_at, c.id'),
  mine: QUEUED(`c.owner = 'member' and c.owner_member_id = $3`, 'w.at desc nulls last, c.id desc'),
  bot: ACTIVE(`c.owner = 'bot'`),
  all: ACTIVE('true'),
  search: FOUND,
}

export type QueueCounts = {
  waiting: number
  mine: number
  bot: number
  /** Since when the longest waiting one waits. */
  oldest: Date | null
  /** Some channel does not work. */
  broken: boolean
}

/** How many dialogues wait, are led by a member, and have been talking with the bot for the last day. */
export async function queueCounts(
  sql: Sql,
  { businessId, memberId, now }: { businessId: number; memberId: number | null; now: Date },
): Promise<QueueCounts> {
  const [row] = await sql.query<QueueCounts>(
    `select count(*) filter (where owner = 'queue')::int as waiting,
       count(*) filter (where owner = 'member' and owner_member_id = $2)::int as mine,
       min(queued_at) filter (where owner = 'queue') as oldest,
       exists (select 1 from channels where business_id = $1 and last_error is not null) as broken,
       (select count(distinct u.chat_id)::int from understandings u join chats b on b.id = u.chat_id and b.owner = 'bot'
        where u.business_id = $1 and u.created_at > $3::timestamptz - interval '1 day') as bot
     from chats where business_id = $1 and owner <> 'bot'`,
    [businessId, memberId, now],
  )
  return row!
}

/** A dialogue with all that stands beside its transcript. */
export type ChatHead = ChatCard & {
  language: 'ru' | 'en'
  client: Client & {
    barredReason: string | null
    note: string | null
    tags: string[]
    visits: number
    noShows: number
    cancelled: number
    consented: boolean
  }
  /** The last thing that was understood of the client's words. */
  understood: { messageId: number; intent: string; confidence: number; source: string; label: string | null } | null
  lastError: string | null
  lastErrorAt: Date | null
  blockedAt: Date | null
  windowUntil: Date | null
  humanAgent: boolean
  offers: boolean
  /** The hold of the half-made booking. */
  holdExpiresAt: Date | null
  next: { id: number; startsAt: Date; locationId: number; services: number[]; masters: number[] } | null
  /** Who answered last besides the bot, for whoever is about to answer too. */
  answered: { memberId: number; name: string; at: Date } | null
}

/** One dialogue of a business; null when there is none of this id. */
export async function chatHead(
  sql: Sql,
  chat: { businessId: number; id: number; memberId: number | null; now: Date },
): Promise<ChatHead | null> {
  const [row] = await sql.query<ChatHead>(HEAD, [chat.businessId, chat.id, chat.memberId, chat.now])
  return row ?? null
}

const HEAD = `
select c.id, c.owner, ${LEADER} as leader, c.queued_at as "queuedAt", c.queue_reason as reason, c.language,
  c.channel_id as "channelId", ch.kind as channel, c.client_id as "clientId", cl.name, cl.phone, cl.vip,
  l.source, l.campaign, l.stage, w.text as words, w.at as "wordsAt", c.draft, coalesce(w.at, c.created_at) as at,
  ${WATCHING.replace('$NOW', '$4').replace('$ME', '$3')} as watching,
  json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone, 'phoneVerified', cl.phone_verified, 'vip', cl.vip,
    'barred', cl.barred_at is not null, 'barredReason', cl.barred_reason, 'note', cl.note, 'tags', cl.tags,
    'visits', v.visits, 'noShows', v.no_shows, 'cancelled', v.cancelled,
    'consented', exists (select 1 from consents p where p.client_id = cl.id and p.purpose = 'personal_data'
      and p.revoked_at is null)) as client,
  (select json_build_object('messageId', u.message_id, 'intent', u.intent, 'confidence', u.confidence, 'source', u.source,
      'label', u.label)
    from (select id from messages where chat_id = c.id order by id desc limit 50) r
      join understandings u on u.message_id = r.id order by r.id desc limit 1) as understood,
  ch.last_error as "lastError", ch.last_error_at as "lastErrorAt", i.blocked_at as "blockedAt", c.window_until as "windowUntil",
  ch.profile -> 'humanAgent' is not distinct from 'true' as "humanAgent",
  exists (select 1 from consents p where p.client_id = cl.id and p.purpose = 'marketing' and p.revoked_at is null
    and p.channel_id = c.channel_id) and i.marketing_off_at is null as offers,
  (select a.hold_expires_at from appointments a where a.business_id = c.business_id
    and a.id = (c.draft ->> 'holdId')::bigint and a.status = 'held') as "holdExpiresAt",
  (select json_build_object('id', a.id, 'startsAt', a.starts_at, 'locationId', a.location_id,
      'services', array(select p.service_id from appointment_parts p where p.appointment_id = a.id order by p.position),
      'masters', array(select p.resource_id from appointment_parts p where p.appointment_id = a.id order by p.position))
    from appointments a where a.client_id = cl.id and a.status in ('booked', 'confirmed') and a.starts_at > $4::timestamptz
    order by a.starts_at limit 1) as next,
  (select json_build_object('memberId', s.id, 'name', s.name, 'at', o.created_at) from messages o
      join members s on s.id = o.member_id
    where o.chat_id = c.id and o.author = 'member' and o.method <> 'note' order by o.id desc limit 1) as answered
from chats c join channels ch on ch.id = c.channel_id join clients cl on cl.id = c.client_id
  left join identities i on i.channel_id = c.channel_id and i.external_id = c.external_id
  ${LAST_LEAD} ${LAST_WORDS}
  cross join lateral (select count(*) filter (where a.status in ('arrived', 'paid'))::int as visits,
      count(*) filter (where a.status = 'no_show')::int as no_shows,
      count(*) filter (where a.status = 'cancelled' and a.cancelled_by <> 'system')::int as cancelled
    from appointments a where a.client_id = cl.id) v
where c.business_id = $1 and c.id = $2 and ${OF_CLIENT}`

/** Who leads a dialogue now, and what a member did there last. */
export type ChatState = {
  id: number
  owner: ChatOwner
  leader: { id: number; name: string } | null
  reason: string | null
  /** The member's own last change of who leads, for undo. */
  change: { id: number; action: string } | null
  /** The member's own last words. */
  message: { id: number; status: string; reason: string | null } | null
}

/** The state of a dialogue as a member left it; null when the business has none of this id. */
export async function chatState(
  sql: Sql,
  { businessId, id, memberId }: { businessId: number; id: number; memberId: number | null },
): Promise<ChatState | null> {
  const [row] = await sql.query<ChatState>(
    `select c.id, c.owner, ${LEADER} as leader, c.queue_reason as reason,
       (select json_build_object('id', h.id, 'action', h.action) from changes h
        where h.business_id = c.business_id and h.object = 'chat' and h.object_id = c.id and h.member_id = $3
          and h.after ? 'owner' and h.undone_at is null order by h.id desc limit 1) as change,
       (select json_build_object('id', m.id, 'status', m.status, 'reason', m.reason) from messages m
        where m.chat_id = c.id and m.author = 'member' and m.member_id = $3 and m.method = 'sendMessage'
        order by m.id desc limit 1) as message
     from chats c where c.business_id = $1 and c.id = $2 and ${OF_CLIENT}`,
    [businessId, id, memberId],
  )
  return row ?? null
}

/** The id of a dialogue when it is this client's; null when it is another's or none. */
export async function chatOfClient(sql: Sql, businessId: number, id: number, clientId: number): Promise<number | null> {
  const [row] = await sql.query<{ id: number }>(
    'select id from chats where business_id = $1 and id = $2 and client_id = $3',
    [businessId, id, clientId],
  )
  return row?.id ?? null
}
