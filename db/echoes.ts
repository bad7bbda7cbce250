import type { Sql, Tx } from './sql.ts'

/** A row of ours that may be what the platform tells of. */
export type Candidate = {
  id: number
  method: string
  body: Record<string, unknown>
  chat: string
  /** Under which it is known already; null: it is on its way, or its call broke off. */
  platformId: string | null
  sentAt: Date | null
}

/** So many of the latest rows of a chat are held against an echo. */
const LATEST = 30

/**
 * What we know of a message that was sent from the business's side: `known` when its id is kept, else our rows that were or are
 * being sent, newest first. One statement: a row is there with its id, or as still on its way.
 */
export async function echoed(
  sql: Sql,
  echo: { channelId: number; person: string; mid: string },
): Promise<{ known: boolean; rows: Candidate[] }> {
  const rows = await sql.query<Candidate & { known: boolean }>(ECHOED, [echo.channelId, echo.person, echo.mid])
  return { known: rows.some(({ known }) => known), rows: rows.map(({ known: _, ...row }) => row) }
}

const ECHOED = `
with chat as (select id, external_id from chats where channel_id = $1 and external_id = $2),
ours as (select m.id, m.method, m.body, m.platform_id, m.sent_at from messages m, chat
  where m.chat_id = chat.id and m.direction = 'out' and m.method <> 'note' and m.status <> 'skipped'
    and (m.status <> 'queued' or m.attempts > 0) order by m.id desc limit ${LATEST})
select o.id, o.method, o.body, o.platform_id as "platformId", o.sent_at as "sentAt", chat.external_id as chat, false as known from ours o, chat
union all
select m.id, coalesce(m.method, ''), m.body, m.platform_id, m.sent_at, chat.external_id, true from messages m, chat
where m.chat_id = chat.id and m.platform_id = $3
order by id desc`

/** Keeps what somebody said past us as theirs: it stands in the transcript, and is never sent. */
export async function keepEchoed(
  tx: Tx,
  said: { businessId: number; chatId: number; channelId: number; mid: string; text: string; at: Date; now: Date },
): Promise<void> {
  await tx.query(
    `insert into messages (business_id, channel_id, chat_id, direction, author, method, body, text, platform_id, status, created_at, sent_at)
     select $1, $2, $3, 'out', 'member', 'sendMessage', jsonb_build_object('text', $5::text), $5, $4, 'sent', $7::timestamptz, $6::timestamptz
     where not exists (select 1 from messages where chat_id = $3 and platform_id = $4)`,
    [said.businessId, said.channelId, said.chatId, said.mid, said.text, said.at, said.now],
  )
}

/** Stands where something was taken back by whoever sent it. */
const TAKEN_BACK = '[deleted]'

/** What was taken back is kept no longer; what nobody has answered yet is not answered. */
export async function takeBack(sql: Sql, unsent: { channelId: number; person: string; mid: string }): Promise<void> {
  await sql.query(
    `update messages m set text = '${TAKEN_BACK}', body = '{"masked": true}',
       status = case when m.status = 'received' then 'handled' else m.status end
     from chats c where c.channel_id = $1 and c.external_id = $2 and m.chat_id = c.id and m.platform_id = $3`,
    [unsent.channelId, unsent.person, unsent.mid],
  )
}
