import type { Shown } from '../domain/experiments.ts'
import { json, type Sql, type Tx } from './sql.ts'

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
  /** What of experiments it shows the client: an exposure once it is sent. */
  exposes?: readonly Shown[] | null
  aboutChatId?: number | null
  expiresAt?: Date | null
  /** Set: this node delivers it right after the commit, under this lease. */
  lease?: { token: string; until: Date } | null
}

/** An outbound row as `outboundFrom` reads it. */
export function packed(row: Outbound): object {
  return {
    chat: row.chatId,
    channel: row.channelId,
    author: row.author,
    member: row.memberId,
    method: row.method,
    body: row.body,
    text: row.text,
    target: row.targetId,
    exposes: row.exposes?.length ? row.exposes : undefined,
    about: row.aboutChatId,
    expires: row.expiresAt,
    token: row.lease?.token,
    until: row.lease?.until,
  }
}

/** Writes outbound rows in order; returns their ids in the same order. */
export async function writeOutbound(
  sql: Sql,
  businessId: number,
  rows: readonly Outbound[],
  now: Date,
): Promise<number[]> {
  if (rows.length === 0) return []
  const written = await sql.query<{ id: number }>(WRITE_OUTBOUND, [businessId, now, json(rows.map(packed))])
  return written.map((row) => row.id)
}

/** SQL that writes packed rows in order and returns their ids in the same order; the arguments are its parameters. */
export const outboundFrom = ({ businessId, rows, now }: { businessId: string; rows: string; now: string }) => `
insert into messages (business_id, channel_id, chat_id, direction, author, member_id, method, body, text, target_id,
  exposes, about_chat_id, status, due_at, lease_until, lease_token, expires_at, created_at)
select ${businessId}, r.channel, r.chat, 'out', r.author, r.member, r.method, r.body, r.text, r.target, r.exposes, r.about,
  case when r.token is null then 'queued' else 'sending' end, ${now}::timestamptz, r.until, r.token, r.expires, ${now}::timestamptz
from rows from (jsonb_to_recordset(${rows}::jsonb) as (chat bigint, channel bigint, author text, member bigint, method text,
  body jsonb, text text, target bigint, exposes jsonb, about bigint, expires timestamptz, token text, until timestamptz))
  with ordinality as r(chat, channel, author, member, method, body, text, target, exposes, about, expires, token, until, n)
order by r.n returning id`

const WRITE_OUTBOUND = outboundFrom({ businessId: '$1', now: '$2', rows: '$3' })

/**
 * Puts an edit into the row that it would change, or into an edit of it, while that still waits in the queue; false when
 * there is none and the edit needs a row of its own.
 */
export async function rewriteQueued(
  tx: Tx,
  edit: Pick<Outbound, 'chatId' | 'method' | 'body' | 'text' | 'exposes'> & { targetId: number },
): Promise<boolean> {
  const rows = await tx.query(
    `update messages set text = coalesce($5, text),
       exposes = case when $6::jsonb is null then exposes else coalesce(exposes, '[]') || $6::jsonb end,
       body = case when $3 = 'editMessageText' then $4::jsonb else (body - 'reply_markup') || $4::jsonb end
     where status = 'queued' and id = (select id from messages where chat_id = $1 and status = 'queued'
       and (id = $2 or target_id = $2) and method in ('sendMessage', 'editMessageText') order by id desc limit 1)
     returning 1`,
    [edit.chatId, edit.targetId, edit.method, json(edit.body), edit.text, json(edit.exposes)],
  )
  return rows.length > 0
}

/** An outbound row, as far as it is known by whom it was said; null when there is none. */
export async function rowOf(
  sql: Sql,
  id: number,
): Promise<{ id: number; businessId: number; channelId: number; author: 'bot' | 'member' | 'system' } | null> {
  const [row] = await sql.query<{
    id: number
    businessId: number
    channelId: number
    author: 'bot' | 'member' | 'system'
  }>(
    `select id, business_id as "businessId", channel_id as "channelId", author from messages where id = $1 and direction = 'out'`,
    [id],
  )
  return row ?? null
}
