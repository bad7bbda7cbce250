import type { Sql } from './sql.ts'
import type { Client } from './turns.ts'

/** A dialogue that waits for a person. */
export type Waiting = { chatId: number; channel: string; reason: string | null; draft: unknown; client: Client }

/** Dialogues of a business that wait for a person, longest first; without the chat `except`. */
export async function waitingDialogues(
  sql: Sql,
  businessId: number,
  except: number,
  limit: number,
): Promise<{ dialogues: Waiting[]; count: number }> {
  const rows = await sql.query<Waiting & { count: number }>(
    `select c.id as "chatId", ch.kind as channel, c.queue_reason as reason, c.draft, count(*) over ()::int as count,
       json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone, 'phoneVerified', cl.phone_verified,
         'vip', cl.vip, 'barred', cl.barred_at is not null) as client
     from chats c join channels ch on ch.id = c.channel_id join clients cl on cl.id = c.client_id
     where c.business_id = $1 and c.owner = 'queue' and c.id <> $2 order by c.queued_at, c.id limit $3`,
    [businessId, except, limit],
  )
  const dialogues = rows.map(({ count: _count, ...dialogue }) => dialogue)
  return { dialogues, count: rows[0]?.count ?? 0 }
}

/** Where a member who spoke in a client's chat is reached, by the row that they said; null when it was no member. */
export async function speakerOf(
  sql: Sql,
  messageId: number,
): Promise<{
  businessId: number
  chatId: number
  channelId: number
  language: 'ru' | 'en'
  aboutChatId: number
} | null> {
  const [row] = await sql.query<{
    businessId: number
    chatId: number
    channelId: number
    language: 'ru' | 'en'
    aboutChatId: number
  }>(
    `select m.business_id as "businessId", c.id as "chatId", c.channel_id as "channelId", c.language, m.chat_id as "aboutChatId"
     from messages m join members s on s.id = m.member_id
       join chats c on c.channel_id = s.channel_id and c.external_id = s.external_id
     where m.id = $1 and m.author = 'member'`,
    [messageId],
  )
  return row ?? null
}
