import { json, list, type Param, type Sql } from './sql.ts'

/** What a channel received, as a Bot API update: the lingua franca of the dialogue. */
export type Inbound = {
  businessId: number
  channelId: number
  /** The chat's id on the platform. */
  chat: string
  language: 'ru' | 'en'
  /** The platform's id of the update: the same id twice is one message. */
  externalId: string
  platformAt: Date
  sequence: number
  author: 'client' | 'system'
  update: unknown
  /** What a person reads, if anything was said. */
  text: string | null
  /** The platform's id of this message, and of the one it points at (tapped, replied to, edited). */
  platformId: string | null
  pointsAt: string | null
  now: Date
}

/** How long the node that received a message may take before any other picks it up. */
const GRACE_MS = 5_000

/**
 * Stores an inbound message and, when new, its chat. Null: it was here before. The platform gets its 200 only after
 * this has committed.
 */
export async function receive(sql: Sql, inbound: Inbound): Promise<{ chatId: number; id: number } | null> {
  const params = [
    inbound.businessId,
    inbound.channelId,
    inbound.chat,
    inbound.language,
    inbound.now,
    inbound.author,
    inbound.externalId,
    inbound.platformAt,
    inbound.sequence,
    json({ update: inbound.update, pointsAt: inbound.pointsAt ?? undefined }),
    inbound.text,
    inbound.platformId,
    new Date(inbound.now.getTime() + GRACE_MS),
  ]
  for (;;) {
    const [row] = await sql.query<{ chat_id: number | null; id: number | null }>(RECEIVE, params)
    // A chat that another node is making at this moment is invisible to this statement: ask again.
    if (row?.chat_id != null) return row.id === null ? null : { chatId: row.chat_id, id: row.id }
  }
}

const RECEIVE = `
with made as (
  insert into chats (business_id, channel_id, external_id, language, created_at)
  select $1, $2, $3, $4, $5::timestamptz
  where not exists (select 1 from chats where channel_id = $2 and external_id = $3)
  on conflict do nothing returning id),
chat as (select id from made union all select id from chats where channel_id = $2 and external_id = $3),
stored as (
  insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, sequence, body,
    text, platform_id, status, due_at, created_at)
  select $1, $2, chat.id, 'in', $6, $7, $8::timestamptz, $9, $10::jsonb, $11, $12, 'received', $13::timestamptz,
    $5::timestamptz from chat
  on conflict (channel_id, external_id) where direction = 'in' do nothing returning id)
select (select id from chat) as chat_id, (select id from stored) as id`

/** An outbound row as the dialogue writes it. */
export type Outbound = {
  chatId: number
  channelId: number
  author: 'bot' | 'member' | 'system'
  memberId?: number | null
  method: string
  body: unknown
  text: string | null
  targetId?: number | null
  aboutChatId?: number | null
  expiresAt?: Date | null
  /** Set: this node delivers it right after the commit, under this lease. */
  lease?: { token: string; until: Date } | null
}

/** Writes outbound rows in order; returns their ids in the same order. */
export async function writeOutbound(
  tx: Sql,
  businessId: number,
  rows: readonly Outbound[],
  now: Date,
): Promise<number[]> {
  if (rows.length === 0) return []
  const written = await tx.query<{ id: number }>(WRITE_OUTBOUND, [
    businessId,
    now,
    json(
      rows.map((row) => ({
        chat: row.chatId,
        channel: row.channelId,
        author: row.author,
        member: row.memberId,
        method: row.method,
        body: row.body,
        text: row.text,
        target: row.targetId,
        about: row.aboutChatId,
        expires: row.expiresAt,
        token: row.lease?.token,
        until: row.lease?.until,
      })),
    ),
  ])
  return written.map((row) => row.id)
}

const WRITE_OUTBOUND = `
insert into messages (business_id, channel_id, chat_id, direction, author, member_id, method, body, text, target_id,
  about_chat_id, status, due_at, lease_until, lease_token, expires_at, created_at)
select $1, r.channel, r.chat, 'out', r.author, r.member, r.method, r.body, r.text, r.target, r.about,
  case when r.token is null then 'queued' else 'sending' end, $2::timestamptz, r.until, r.token, r.expires, $2::timestamptz
from rows from (jsonb_to_recordset($3::jsonb) as (chat bigint, channel bigint, author text, member bigint, method text,
  body jsonb, text text, target bigint, about bigint, expires timestamptz, token text, until timestamptz))
  with ordinality as r(chat, channel, author, member, method, body, text, target, about, expires, token, until, n)
order by r.n returning id`

/** A row that delivery has leased. */
export type Leased = {
  id: number
  businessId: number
  channelId: number
  chatId: number
  /** The chat's id on the platform. */
  chat: string
  author: 'bot' | 'member' | 'system'
  method: string
  body: Record<string, unknown>
  /** The platform's id of the message that this row edits or deletes. */
  target: string | null
  attempts: number
  createdAt: Date
}

type LeasedRow = {
  id: number
  business_id: number
  channel_id: number
  chat_id: number
  external_id: string
  author: Leased['author']
  method: string
  body: Record<string, unknown>
  target: string | null
  attempts: number
  created_at: Date
}

/**
 * Leases the heads of chats' queues that are due: one row per chat, so that order holds over any number of nodes. Rows
 * that must not go out any more (expired, a person took over, the client blocked us) are skipped here with the reason.
 */
export async function leaseHeads(
  sql: Sql,
  lease: { token: string; now: Date; until: Date; limit: number; chatId?: number },
): Promise<Leased[]> {
  const params: Param[] = [lease.now, lease.until, lease.token, lease.limit, lease.chatId]
  const rows = await sql.query<LeasedRow>(LEASE_HEADS, params)
  return rows.map((row) => ({
    id: row.id,
    businessId: row.business_id,
    channelId: row.channel_id,
    chatId: row.chat_id,
    chat: row.external_id,
    author: row.author,
    method: row.method,
    body: row.body,
    target: row.target,
    attempts: row.attempts,
    createdAt: row.created_at,
  }))
}

// `for update of m skip locked` re-reads a row that changed meanwhile, so a head is leased once.
const LEASE_HEADS = `
with head as (
  select m.id, case
      when m.expires_at <= $1::timestamptz then 'expired'
      when m.author = 'bot' and c.owner = 'member' then 'a person answers here'
      when i.blocked_at is not null then 'the client blocked the bot' end as skip
  from messages m join chats c on c.id = m.chat_id
    left join identities i on i.channel_id = m.channel_id and i.external_id = c.external_id
  where m.direction = 'out'
    and ((m.status = 'queued' and m.due_at <= $1::timestamptz) or (m.status = 'sending' and m.lease_until <= $1::timestamptz))
    and ($5::bigint is null or m.chat_id = $5)
    and not exists (select 1 from messages p where p.chat_id = m.chat_id and p.status in ('queued', 'sending') and p.id < m.id)
  order by m.due_at limit $4 for update of m skip locked),
leased as (
  update messages m set
    status = case when h.skip is null then 'sending' else 'skipped' end, reason = h.skip,
    lease_until = $2::timestamptz, lease_token = $3
  from head h where m.id = h.id returning m.*)
select l.id, l.business_id, l.channel_id, l.chat_id, c.external_id, l.author, l.method, l.body,
  t.platform_id as target, l.attempts, l.created_at
from leased l join chats c on c.id = l.chat_id left join messages t on t.id = l.target_id
where l.status = 'sending' order by l.id`

/** The platform took it. `kept` is false when the lease was lost meanwhile; `more`: the chat has further rows queued. */
export async function markSent(
  sql: Sql,
  row: { id: number; token: string; platformId: string | null; now: Date },
): Promise<{ kept: boolean; more: boolean }> {
  const [sent] = await sql.query<{ more: boolean }>(
    `update messages m set status = 'sent', platform_id = $3, sent_at = $4::timestamptz, lease_until = null, reason = null
     where id = $1 and lease_token = $2 and status = 'sending'
     returning exists (select 1 from messages q where q.chat_id = m.chat_id and q.status = 'queued') as more`,
    [row.id, row.token, row.platformId, row.now],
  )
  return { kept: sent !== undefined, more: sent?.more ?? false }
}

/** It did not go out: try again at `dueAt`, or never. */
export async function markUnsent(
  sql: Sql,
  row: { id: number; token: string; reason: string; retryAt: Date | null; counted: boolean },
): Promise<void> {
  await sql.query(
    `update messages set status = case when $4::timestamptz is null then 'failed' else 'queued' end, reason = $3,
       due_at = coalesce($4::timestamptz, due_at), lease_until = null, attempts = attempts + $5
     where id = $1 and lease_token = $2 and status = 'sending'`,
    [row.id, row.token, row.reason, row.retryAt, row.counted ? 1 : 0],
  )
}

/** Gives leased rows back unsent: to the queue, or as skipped with a reason. */
export async function releaseRows(
  sql: Sql,
  rows: { ids: readonly number[]; token: string; skip: string | null },
): Promise<void> {
  if (rows.ids.length === 0) return
  await sql.query(
    `update messages set status = case when $3::text is null then 'queued' else 'skipped' end, reason = $3, lease_until = null
     where id = any($1::bigint[]) and lease_token = $2 and status = 'sending'`,
    [list(rows.ids), rows.token, rows.skip],
  )
}

/** The earliest instant at which some message is due, in or out; null when there is none. */
export async function nextDue(sql: Sql): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    `select least(
       (select min(due_at) from messages where status = 'received'),
       (select min(due_at) from messages where status = 'queued'),
       (select min(lease_until) from messages where status = 'sending')) as at`,
  )
  return row?.at ?? null
}

/** Chats whose oldest unhandled message nobody has taken in time. */
export async function neglectedChats(sql: Sql, now: Date, limit: number): Promise<number[]> {
  const rows = await sql.query<{ chat_id: number }>(
    `select distinct chat_id from (select chat_id from messages where status = 'received' and due_at <= $1::timestamptz
       order by due_at limit $2) due`,
    [now, limit],
  )
  return rows.map((row) => row.chat_id)
}

/** What was said in a chat, newest last, edits applied; `limit` rows at most. */
export type Said = {
  id: number
  direction: 'in' | 'out'
  author: 'client' | 'bot' | 'member' | 'system'
  text: string | null
  status: string
  createdAt: Date
}

/** The last `limit` things said in a chat that a person can read, oldest first. */
export async function transcript(sql: Sql, chatId: number, limit: number): Promise<Said[]> {
  const rows = await sql.query<Said & { created_at: Date }>(
    `select id, direction, author, text, status, coalesce(platform_at, created_at) as created_at from messages
     where chat_id = $1 and text is not null and status <> 'skipped' order by id desc limit $2`,
    [chatId, limit],
  )
  return rows.reverse().map((row) => ({ ...row, createdAt: row.created_at }))
}

/** How many messages wait, are on their way or were given up. */
export async function countMessages(sql: Sql): Promise<Record<'received' | 'queued' | 'sending' | 'failed', number>> {
  const rows = await sql.query<{ status: string; count: number }>(
    `select status, count(*)::int as count from messages where status = 'received' group by 1
     union all select status, count(*)::int from messages where status in ('queued', 'sending') group by 1
     union all select status, count(*)::int from messages where status = 'failed' group by 1`,
  )
  return {
    received: 0,
    queued: 0,
    sending: 0,
    failed: 0,
    ...Object.fromEntries(rows.map((row) => [row.status, row.count])),
  }
}
