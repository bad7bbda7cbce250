import type { Sql } from './sql.ts'

/** A row of a web chat's transcript. */
export type WebRow = {
  id: number
  direction: 'in' | 'out'
  author: 'client' | 'bot' | 'member' | 'system'
  /** Who of the staff said it. */
  name: string | null
  method: string | null
  body: Record<string, unknown>
  text: string | null
  status: string
  targetId: number | null
  /** Number of the delivery; null for what the client said. */
  delivery: number | null
  at: Date
}

const ROW = `select id, direction, author, (select name from members where id = member_id) as name, method, body, text, status,
  target_id as "targetId",
  case when direction = 'out' then platform_id::bigint end as delivery, coalesce(platform_at, created_at) as at
  from messages`

/** The number by which a browser asks for what came after; it grows with every delivery. */
export async function nextWebDelivery(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ number: number }>(`select nextval('web_deliveries') as number`)
  return String(row!.number)
}

/** The last rows of a web chat that its visitor may see, oldest first. */
export async function webTranscript(sql: Sql, chatId: number, limit: number): Promise<WebRow[]> {
  const rows = await sql.query<WebRow>(
    `${ROW} where chat_id = $1 and ((direction = 'in' and author = 'client' and text is not null)
       or (direction = 'out' and platform_id is not null)) order by id desc limit $2`,
    [chatId, limit],
  )
  return rows.reverse()
}

/** What was delivered to a web chat after a delivery number, in that order. */
export async function webDeliveries(sql: Sql, chatId: number, after: number): Promise<WebRow[]> {
  return sql.query<WebRow>(
    `${ROW} where chat_id = $1 and direction = 'out' and platform_id is not null and platform_id::bigint > $2
       order by platform_id::bigint limit 200`,
    [chatId, after],
  )
}

/** The chat of a visitor; null before the first word. */
export async function webChat(sql: Sql, channelId: number, visitor: string): Promise<{ id: number } | null> {
  const [row] = await sql.query<{ id: number }>('select id from chats where channel_id = $1 and external_id = $2', [
    channelId,
    visitor,
  ])
  return row ?? null
}

/** What a tap points at: the delivery number of a row of this chat, and the captions of its buttons by their data. */
export async function deliveryOf(
  sql: Sql,
  chatId: number,
  rowId: number,
): Promise<{ delivery: string | null; captions: Map<string, string> } | null> {
  const [row] = await sql.query<{
    delivery: string | null
    buttons: { text: string; callback_data?: string }[][] | null
  }>(
    `select m.platform_id as delivery, (select body #> '{reply_markup,inline_keyboard}' from messages e
       where e.chat_id = m.chat_id and (e.id = m.id or e.target_id = m.id) order by e.id desc limit 1) as buttons
     from messages m where m.chat_id = $1 and m.id = $2`,
    [chatId, rowId],
  )
  if (!row) return null
  const buttons = (row.buttons ?? []).flat().map((button) => [button.callback_data ?? '', button.text] as const)
  return { delivery: row.delivery, captions: new Map(buttons) }
}

/** Our number of a message that a page sent under its own id; null when it never came. */
export async function webMessageId(sql: Sql, channelId: number, externalId: string): Promise<number | null> {
  const [row] = await sql.query<{ id: number }>(
    `select id from messages where channel_id = $1 and external_id = $2 and direction = 'in'`,
    [channelId, externalId],
  )
  return row?.id ?? null
}
