import type { Sql } from './sql.ts'
import type { Client } from './turns.ts'

/** A dialogue that waits for a person. */
export type Waiting = {
  chatId: number
  channel: string
  reason: string | null
  queuedAt: Date | null
  draft: unknown
  client: Client
}

/**
 * Dialogues of a business that wait for a person, without the chat `except`: those whose reasons are in `urgent` first, in
 * that order, then the longest waiting.
 */
export async function waitingDialogues(
  sql: Sql,
  businessId: number,
  { except, urgent, limit }: { except: number; urgent: readonly string[]; limit: number },
): Promise<{ dialogues: Waiting[]; count: number }> {
  const rows = await sql.query<Waiting & { count: number }>(
    `select c.id as "chatId", ch.kind as channel, c.queue_reason as reason, c.queued_at as "queuedAt", c.draft,
       count(*) over ()::int as count,
       json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone, 'phoneVerified', cl.phone_verified,
         'vip', cl.vip, 'barred', cl.barred_at is not null) as client
     from chats c join channels ch on ch.id = c.channel_id join clients cl on cl.id = c.client_id
     where c.business_id = $1 and c.owner = 'queue' and c.id <> $2
     order by array_position(string_to_array($4, ' '), c.queue_reason), c.queued_at, c.id limit $3`,
    [businessId, except, limit, urgent.join(' ')],
  )
  const dialogues = rows.map(({ count: _count, ...dialogue }) => dialogue)
  return { dialogues, count: rows[0]?.count ?? 0 }
}

/** What was read in a dialogue: of its last word that said something, ids of services and masters, and local windows. */
export type Read = {
  intent: string
  services: number[]
  staff: number[]
  when: { from: string; to: string }[]
}

/** Older words are of another conversation. */
const READ_LINES = 20

/**
 * What a client was last understood to want since `since`: the intent of the newest text, with the newest services, masters and
 * times that were named. Null when nothing was understood.
 */
export async function lastRead(sql: Sql, chatId: number, since: Date): Promise<Read | null> {
  const rows = await sql.query<{ intent: string; found: Partial<Read> | null }>(
    `select u.intent, u.found from (select id, created_at from messages where chat_id = $1 order by id desc limit $3) m
       join understandings u on u.message_id = m.id
     where u.source <> 'button' and m.created_at > $2::timestamptz order by m.id desc`,
    [chatId, since, READ_LINES],
  )
  const [newest] = rows
  if (!newest) return null
  const named = <Key extends 'services' | 'staff' | 'when'>(key: Key): Read[Key] =>
    rows.find(({ found }) => (found?.[key]?.length ?? 0) > 0)?.found?.[key] ?? ([] as unknown as Read[Key])
  return { intent: newest.intent, services: named('services'), staff: named('staff'), when: named('when') }
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

/** A client's dialogue as staff speak about it; null when the business has none of this id. */
export async function dialogueOf(
  sql: Sql,
  businessId: number,
  chatId: number,
): Promise<{ draft: unknown; client: Client } | null> {
  const [row] = await sql.query<{ draft: unknown; client: Client }>(
    `select c.draft,
       json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone, 'phoneVerified', cl.phone_verified) as client
     from chats c join clients cl on cl.id = c.client_id where c.business_id = $1 and c.id = $2`,
    [businessId, chatId],
  )
  return row ?? null
}

/** The dialogues that a member leads, at most two: who leads one only need not say which. */
export async function ledBy(sql: Sql, businessId: number, memberId: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select id from chats where business_id = $1 and owner = 'member' and owner_member_id = $2 order by id limit 2`,
    [businessId, memberId],
  )
  return rows.map((row) => row.id)
}

/** True when something of this kind was noted about a chat after `since`. */
export async function isNoted(sql: Sql, chatId: number, kind: string, since: Date): Promise<boolean> {
  const rows = await sql.query(
    'select 1 from events where chat_id = $1 and kind = $2 and at > $3::timestamptz limit 1',
    [chatId, kind, since],
  )
  return rows.length > 0
}
