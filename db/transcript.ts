import { CLOSED_BY } from './crm/todos.ts'
import type { Sql, Tx } from './sql.ts'

/** A row of the transcript as staff read it. */
export type Line = {
  id: number
  direction: 'in' | 'out'
  author: 'client' | 'bot' | 'member' | 'system'
  member: { id: number; name: string } | null
  method: string | null
  text: string
  buttons: string[]
  status: string
  reason: string | null
  at: Date
  sentAt: Date | null
  targetId: number | null
  /** It is gone at the client's as well, or is about to be. */
  deleted: boolean
  understood: {
    intent: string
    confidence: number
    source: string
    answered: boolean
    outcome: string
    label: string | null
  } | null
}

/** What happened in a dialogue between its lines: who led it, what was booked. */
export type Mark = {
  id: number
  at: Date
  kind: string
  member: { id: number; name: string } | null
  reason: string | null
  /** The dialogue from which this one goes on, or in which it does. */
  chatId: number | null
  /** Who did it in the CRM, as the CRM calls them. */
  by: string | null
}

const MARKS = [
  'handover',
  'takeover',
  'returned',
  'restored',
  'booked',
  'moved',
  'cancelled',
  'left',
  'arrived',
  'todo_closed',
]

/** Up to `limit` lines of a dialogue before the line `before`, oldest first. */
export async function linesOf(
  sql: Sql,
  page: { businessId: number; chatId: number; before: number | null; limit: number },
): Promise<Line[]> {
  const rows = await sql.query<Line>(
    `with page as (
       select * from messages where business_id = $1 and chat_id = $2 and ($3::bigint is null or id < $3)
         and (text is not null or body ->> 'erased' = 'true') and not (author = 'bot' and status = 'skipped')
       order by id desc limit $4)
     select p.id, p.direction, p.author, p.method, coalesce(p.text, '[удалено]') as text, p.status, p.reason, p.target_id as "targetId",
       coalesce(p.platform_at, p.created_at) as at, p.sent_at as "sentAt",
       jsonb_path_query_array(p.body, '$.reply_markup.inline_keyboard[*][*].text') as buttons,
       case when s.id is not null then json_build_object('id', s.id, 'name', s.name) end as member,
       p.direction = 'out' and exists (select 1 from messages d where d.chat_id = p.chat_id and d.id > p.id
         and d.target_id = p.id and d.method = 'deleteMessage' and d.status <> 'failed') as deleted,
       case when u.message_id is not null then json_build_object('intent', u.intent, 'confidence', u.confidence,
         'source', u.source, 'answered', u.answered, 'outcome', u.outcome, 'label', u.label) end as understood
     from page p left join members s on s.id = p.member_id left join understandings u on u.message_id = p.id
     order by p.id`,
    [page.businessId, page.chatId, page.before, page.limit],
  )
  return rows
}

/** What happened in a dialogue from an instant on until another, in order. */
export async function marksOf(
  sql: Sql,
  { chatId, from, to }: { chatId: number; from: Date; to: Date | null },
): Promise<Mark[]> {
  return sql.query<Mark>(
    `select e.id, e.at, e.kind, e.data ->> 'reason' as reason, (e.data ->> 'chatId')::bigint as "chatId",
       case when s.id is not null then json_build_object('id', s.id, 'name', s.name) end as member,
       case when e.kind = 'todo_closed' then ${CLOSED_BY} end as by
     from events e left join members s on s.id = e.member_id
     where e.chat_id = $1 and e.kind = any(string_to_array($4, ' ')) and e.at >= $2::timestamptz
       and ($3::timestamptz is null or e.at < $3::timestamptz) order by e.id limit 200`,
    [chatId, from, to, MARKS.join(' ')],
  )
}

/** A note of staff among themselves: a line of the transcript in a state that no outbox ever claims. Once per `key`. */
export async function addNote(
  tx: Tx,
  note: { businessId: number; chatId: number; memberId: number; text: string; now: Date },
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into messages (business_id, channel_id, chat_id, direction, author, member_id, method, body, text, status,
       created_at)
     select business_id, channel_id, id, 'out', 'member', $3, 'note', '{}', $4, 'handled', $5::timestamptz
     from chats where business_id = $1 and id = $2 returning id`,
    [note.businessId, note.chatId, note.memberId, note.text, note.now],
  )
  return row!.id
}

/** Words of staff that did not arrive are tried again; false when there is nothing to try. */
export async function retryLine(
  tx: Tx,
  line: { businessId: number; chatId: number; id: number; now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `update messages set status = 'queued', attempts = 0, reason = null, due_at = $4::timestamptz, lease_until = null
     where business_id = $1 and chat_id = $2 and id = $3 and direction = 'out' and method <> 'note'
       and (status = 'failed' or (status = 'skipped' and author = 'member')) returning 1`,
    [line.businessId, line.chatId, line.id, line.now],
  )
  return rows.length === 1
}

/** Platforms take a message back for so long only. */
const DELETABLE_MS = 48 * 3_600_000

/** Takes a sent message back at the client's, once: a row of its own does it. False where that is not possible. */
export async function deleteLine(
  tx: Tx,
  line: { businessId: number; chatId: number; id: number; memberId: number | null; now: Date },
): Promise<boolean> {
  const since = new Date(line.now.getTime() - DELETABLE_MS)
  const rows = await tx.query(
    `insert into messages (business_id, channel_id, chat_id, direction, author, member_id, method, body, target_id,
       status, due_at, created_at)
     select m.business_id, m.channel_id, m.chat_id, 'out', 'member', $4, 'deleteMessage', '{}', m.id, 'queued',
       $5::timestamptz, $5::timestamptz
     from messages m join channels ch on ch.id = m.channel_id and ch.kind = 'telegram'
     where m.business_id = $1 and m.chat_id = $2 and m.id = $3 and m.direction = 'out' and m.platform_id is not null
       and m.status in ('sent', 'delivered', 'read') and m.sent_at > $6::timestamptz
       and not exists (select 1 from messages d where d.chat_id = m.chat_id and d.id > m.id and d.target_id = m.id
         and d.method = 'deleteMessage' and d.status <> 'failed') returning 1`,
    [line.businessId, line.chatId, line.id, line.memberId, line.now, since],
  )
  return rows.length === 1
}
