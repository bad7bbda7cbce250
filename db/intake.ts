import { createBatch } from './batch.ts'
import { dueOf, type Inbound, receive } from './messages.ts'
import { json, readable, type Sql } from './sql.ts'

/** The chat and our number of a message that was stored; null: it was here before. */
export type Received = { chatId: number; id: number } | null

/** Stores what channels receive. The platform gets its 200 only after this has committed. */
export type Intake = (inbound: Inbound) => Promise<Received>

const MOST_CHATS = 10_000

/** An intake that stores together what comes at once, for chats that it has seen before. */
export function createIntake(sql: Sql): Intake {
  const chats = new Map<string, number>()
  const store = createBatch((rows: readonly Known[]) => storeRows(sql, rows))
  return async (inbound) => {
    const key = `${inbound.channelId}:${inbound.chat}`
    const chatId = chats.get(key)
    if (chatId !== undefined) {
      try {
        const stored = await store({ ...inbound, chatId })
        if (stored) return stored
        // It was here before; or the chat is no more of this person, whose data were deleted.
        chats.delete(key)
      } catch {
        // The chat may be gone: ask for it again.
        chats.delete(key)
      }
    }
    const received = await receive(sql, inbound)
    if (received) chats.set(key, received.chatId)
    if (chats.size > MOST_CHATS) chats.delete(chats.keys().next().value!)
    return received
  }
}

type Known = Inbound & { chatId: number }

async function storeRows(sql: Sql, rows: readonly Known[]): Promise<Received[]> {
  const given = rows.map((row) => ({
    business: row.businessId,
    channel: row.channelId,
    chat: row.chatId,
    address: row.chat,
    author: row.author,
    external: row.externalId,
    at: row.platformAt,
    sequence: row.sequence,
    body: { update: row.update, pointsAt: row.pointsAt ?? undefined },
    text: row.text && readable(row.text),
    platform: row.platformId,
    due: dueOf(row),
    now: row.now,
  }))
  const stored = await sql.query<{ id: number; channel_id: number; external_id: string }>(STORE_ROWS, [json(given)])
  const fresh = new Map(stored.map((row) => [`${row.channel_id}:${row.external_id}`, row.id]))
  return rows.map(({ channelId, externalId, chatId }) => {
    const key = `${channelId}:${externalId}`
    const id = fresh.get(key)
    // The same update twice in one batch is one message as well.
    fresh.delete(key)
    return id === undefined ? null : { chatId, id }
  })
}

// In one order on every node: two that store the same updates must not wait for each other crosswise.
const STORE_ROWS = `
insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, sequence, body,
  text, platform_id, status, due_at, created_at)
select business, channel, chat, 'in', author, external, at, sequence, body, text, platform, 'received', due, now
from jsonb_to_recordset($1::jsonb) as r(business bigint, channel bigint, chat bigint, address text, author text, external text,
  at timestamptz, sequence bigint, body jsonb, text text, platform text, due timestamptz, now timestamptz)
where exists (select 1 from chats c where c.id = r.chat and c.external_id = r.address)
order by channel, external
on conflict (channel_id, external_id) where direction = 'in' do nothing returning id, channel_id, external_id`
