import { json, readable, type Sql } from './sql.ts'

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
    inbound.text && readable(inbound.text),
    inbound.platformId,
    dueOf(inbound),
  ]
  for (;;) {
    const [row] = await sql.query<{ chat_id: number | null; id: number | null }>(RECEIVE, params)
    // A chat that another node is making at this moment is invisible to this statement: ask again.
    if (row?.chat_id != null) return row.id === null ? null : { chatId: row.chat_id, id: row.id }
  }
}

/** When any node may take a message that nobody has. */
export const dueOf = ({ now }: Inbound): Date => new Date(now.getTime() + GRACE_MS)

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

/**
 * The earliest instant after `after` at which the head of some chat's inbox or outbox is due, a lease runs out, staff are
 * called, a dialogue returns to the bot or a notice is to be told; null when there is none. What stands behind a head is due with it, whatever its own moment says.
 */
export async function nextDue(sql: Sql, after: Date): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(NEXT_DUE, [after])
  return row?.at ?? null
}

const NO_EARLIER_INBOUND = `not exists (select 1 from messages p where p.chat_id = m.chat_id and p.status = 'received'
  and (p.platform_at, p.sequence, p.id) < (m.platform_at, m.sequence, m.id))`

const NEXT_DUE = `
select least(
  (select m.due_at from messages m where m.status = 'received' and m.due_at > $1::timestamptz and ${NO_EARLIER_INBOUND}
   order by m.due_at limit 1),
  (select m.due_at from messages m where m.status = 'queued' and m.due_at > $1::timestamptz
     and not exists (select 1 from messages p where p.chat_id = m.chat_id and p.status in ('queued', 'sending') and p.id < m.id)
   order by m.due_at limit 1),
  (select min(lease_until) from messages where status = 'sending' and lease_until > $1::timestamptz),
  (select min(call_at) from chats where call_at > $1::timestamptz),
  (select min(return_at) from chats where return_at > $1::timestamptz),
  (select due_at from notices where status = 'planned' and due_at > $1::timestamptz order by due_at limit 1),
  (select min(lease_until) from notices where status = 'planned' and due_at <= $1::timestamptz
     and lease_until > $1::timestamptz),
  (select min(due_at) from openings where due_at > $1::timestamptz),
  (select min(due_at) from waitlist where status in ('waiting', 'offered') and due_at > $1::timestamptz)) as at`

/** Up to `limit` chats whose oldest unhandled message nobody has taken in time, the longest waiting first. */
export async function neglectedChats(sql: Sql, now: Date, limit: number): Promise<number[]> {
  const rows = await sql.query<{ chat_id: number }>(
    `select m.chat_id from messages m where m.status = 'received' and m.due_at <= $1::timestamptz and ${NO_EARLIER_INBOUND}
     order by m.due_at, m.id limit $2`,
    [now, limit],
  )
  return rows.map((row) => row.chat_id)
}

/** A row of a transcript. */
export type Said = {
  id: number
  direction: 'in' | 'out'
  author: 'client' | 'bot' | 'member' | 'system'
  text: string | null
  status: string
  createdAt: Date
}

/** The last `limit` things said in a chat that a person can read, oldest first; staff's notes among themselves are not said. */
export async function transcript(sql: Sql, chatId: number, limit: number): Promise<Said[]> {
  const rows = await sql.query<Said & { created_at: Date }>(
    `select id, direction, author, text, status, coalesce(platform_at, created_at) as created_at from messages
     where chat_id = $1 and text is not null and status <> 'skipped' and method is distinct from 'note'
     order by id desc limit $2`,
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

/** A message that was given up; nothing in it says what was said, or to whom. */
export type DeadLetter = {
  id: number
  business: string
  channel: string
  direction: 'in' | 'out'
  author: string
  method: string | null
  reason: string | null
  attempts: number
  createdAt: Date
}

/** The newest messages that were given up. */
export async function deadLetters(sql: Sql, limit: number): Promise<DeadLetter[]> {
  return sql.query<DeadLetter>(
    `select m.id, b.name as business, ch.kind || '/' || ch.key as channel, m.direction, m.author, m.method, m.reason,
       m.attempts, m.created_at as "createdAt"
     from messages m join businesses b on b.id = m.business_id join channels ch on ch.id = m.channel_id
     where m.status = 'failed' order by m.id desc limit $1`,
    [limit],
  )
}

/** Gives a dead letter its tries again; false when there is none of this id. */
export async function requeue(sql: Sql, id: number, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `update messages set status = case direction when 'in' then 'received' else 'queued' end, attempts = 0,
       reason = null, due_at = $2::timestamptz, lease_until = null where id = $1 and status = 'failed' returning 1`,
    [id, now],
  )
  return rows.length === 1
}

/** The buttons of the last screen in a chat, in their order; none without a screen, or where it asks by the platform's own keyboard. */
export async function lastScreen(sql: Sql, chatId: number): Promise<{ data: string; text: string }[]> {
  const [row] = await sql.query<{ markup: Keyboard }>(LAST_SCREEN, [chatId])
  return (row?.markup.inline_keyboard ?? [])
    .flat()
    .flatMap(({ callback_data: data, text }) => (data === undefined ? [] : [{ data, text }]))
}

const LAST_SCREEN = `select body -> 'reply_markup' as markup from messages
  where chat_id = $1 and direction = 'out' and status not in ('skipped', 'failed')
    and (body -> 'reply_markup' -> 'inline_keyboard' is not null or body -> 'reply_markup' -> 'keyboard' is not null)
  order by id desc limit 1`

type Keyboard = { inline_keyboard?: { callback_data?: string; text: string }[][] }

/** The buttons of one message of a chat, in their rows, or of the last screen; null when it is not there or has none. */
export async function keyboardOf(
  sql: Sql,
  chatId: number,
  id: number | null,
): Promise<Keyboard['inline_keyboard'] | null> {
  const [row] = await sql.query<{ markup: Keyboard | null }>(
    id === null
      ? LAST_SCREEN
      : `select body -> 'reply_markup' as markup from messages where chat_id = $1 and id = $2 and direction = 'out'`,
    id === null ? [chatId] : [chatId, id],
  )
  return row?.markup?.inline_keyboard ?? null
}
