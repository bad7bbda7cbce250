import { list, type Param, type Sql } from './sql.ts'

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
  /** The lease ends here: whoever sends later renews it first. */
  until: Date
  /** The send limit has given this row its place in the line. */
  paced: boolean
  /** It shows something of an experiment. */
  exposes: boolean
  /** When the chat's latest messages went out, ms; null: nobody looked. */
  recent: number[] | null
  /** Until when free words reach the person; null: always, or nobody looked. */
  windowUntil: Date | null
  /** The platform has told that it is there, though whoever sent it never said so: it is not sent again. */
  arrived: boolean
}

type HeadRow = {
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
  paced: boolean
  exposes: boolean
  recent: number[] | null
  window_until: Date | null
  arrived: boolean
  status: 'sending' | 'skipped'
}

/** Why a row waits that was not refused but asked to wait begins so. */
export const LATER = 'later: '
/** Why a row waits: its bot or its chat has no send token left. */
export const PACED = `${LATER}send limit`

/**
 * Leases the heads of chats' queues that are due: one row per chat, so that order holds over any number of nodes. Rows
 * that must not go out any more (expired, a person took over, the client blocked us) are skipped with the reason and
 * counted: what stands behind them is a head now.
 */
export async function leaseHeads(
  sql: Sql,
  lease: { token: string; now: Date; until: Date; limit: number; chatId?: number },
): Promise<{ leased: Leased[]; skipped: number }> {
  const params: Param[] = [lease.now, lease.until, lease.token, lease.limit, lease.chatId, PACED]
  const rows = await sql.query<HeadRow>(LEASE_HEADS, params)
  const leased = rows.filter((row) => row.status === 'sending')
  return {
    skipped: rows.length - leased.length,
    leased: leased.map((row) => ({
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
      until: lease.until,
      paced: row.paced,
      exposes: row.exposes,
      recent: row.recent ?? [],
      windowUntil: row.window_until,
      arrived: row.arrived,
    })),
  }
}

// What a person said is tried even so: a refusal is told to that person.
// `for update of m skip locked` re-reads a row that changed meanwhile, so a head is leased once.
const LEASE_HEADS = `
with head as (
  select m.id, m.reason is not distinct from $6 as paced, case
      when m.receipt <> 'failed' then null
      when m.expires_at <= $1::timestamptz then 'expired'
      when m.author = 'bot' and c.owner = 'member' then 'a person answers here'
      when i.blocked_at is not null and m.author <> 'member' then 'the client blocked the bot' end as skip
  from messages m join chats c on c.id = m.chat_id
    left join identities i on i.channel_id = m.channel_id and i.external_id = c.external_id
  where m.direction = 'out'
    and ((m.status = 'queued' and m.due_at <= $1::timestamptz) or (m.status = 'sending' and m.lease_until <= $1::timestamptz))
    and ($5::bigint is null or m.chat_id = $5)
    and not exists (select 1 from messages p where p.chat_id = m.chat_id and p.status in ('queued', 'sending') and p.id < m.id)
  order by m.due_at, m.id limit $4 for update of m skip locked),
leased as (
  update messages m set
    status = case when h.skip is null then 'sending' else 'skipped' end, reason = h.skip,
    lease_until = case when h.skip is null then $2::timestamptz end, lease_token = $3
  from head h where m.id = h.id returning m.*, h.paced)
select l.id, l.business_id, l.channel_id, l.chat_id, c.external_id, l.author, l.method, l.body, l.status,
  t.platform_id as target, l.attempts, l.created_at, l.paced, l.exposes is not null as exposes,
  coalesce(l.receipt <> 'failed', false) as arrived, c.window_until, (select json_agg(date_part('epoch', r.sent_at) * 1000) from (select n.sent_at from messages n
     where n.chat_id = l.chat_id and n.id < l.id order by n.id desc limit 12) r
   where r.sent_at > $1::timestamptz - interval '30 seconds') as recent
from leased l join chats c on c.id = l.chat_id left join messages t on t.id = l.target_id
order by l.id`

/** It did not go out: try again at `retryAt`, or never; unless the platform has told meanwhile that it arrived. False when the lease was lost. */
export async function markUnsent(
  sql: Sql,
  row: { id: number; token: string; reason: string; retryAt: Date | null; counted: boolean },
): Promise<boolean> {
  const rows = await sql.query(
    `update messages set reason = $3,
       status = coalesce(nullif(receipt, 'failed'), case when $4::timestamptz is null then 'failed' else 'queued' end),
       due_at = coalesce($4::timestamptz, due_at), lease_until = null, attempts = attempts + $5
     where id = $1 and lease_token = $2 and status = 'sending' returning 1`,
    [row.id, row.token, row.reason, row.retryAt, row.counted ? 1 : 0],
  )
  return rows.length === 1
}

/** Skips all that waits in a chat, and what is leased under `token`: the person wants nothing from us. */
export async function skipOutbox(sql: Sql, chat: { id: number; token: string; reason: string }): Promise<void> {
  await sql.query(
    `update messages set status = 'skipped', reason = $3, lease_until = null
     where chat_id = $1 and (status = 'queued' or (status = 'sending' and lease_token = $2))`,
    [chat.id, chat.token, chat.reason],
  )
}

/** Gives leased rows back unsent. */
export async function releaseRows(sql: Sql, rows: { ids: readonly number[]; token: string }): Promise<void> {
  if (rows.ids.length === 0) return
  await sql.query(
    `update messages set status = 'queued', lease_until = null
     where id = any($1::bigint[]) and lease_token = $2 and status = 'sending'`,
    [list(rows.ids), rows.token],
  )
}

/** Keeps leased rows for longer; false when the first of them is another node's by now. */
export async function renewLease(
  sql: Sql,
  lease: { ids: readonly number[]; token: string; until: Date },
): Promise<boolean> {
  const rows = await sql.query<{ id: number }>(
    `update messages set lease_until = $3::timestamptz
     where id = any($1::bigint[]) and lease_token = $2 and status = 'sending' returning id`,
    [list(lease.ids), lease.token, lease.until],
  )
  return rows.some((row) => row.id === lease.ids[0])
}

/** What failed on a channel's broken wire is due now; what was asked to wait is not. */
export async function hastenRetries(sql: Sql, channelId: number, now: Date): Promise<void> {
  await sql.query(
    `update messages set due_at = $2::timestamptz
     where channel_id = $1 and status = 'queued' and attempts > 0 and due_at > $2::timestamptz
       and not starts_with(reason, $3)`,
    [channelId, now, LATER],
  )
}
