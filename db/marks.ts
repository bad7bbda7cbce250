import { createBatch } from './batch.ts'
import { type Db, json, list, type Sql } from './sql.ts'

/** A leased row that the platform took. */
export type SentRow = { id: number; chatId: number; token: string; platformId: string | null; now: Date }

/** What came of a mark. `kept`: false when the lease was lost meanwhile, and another node has the row. */
export type Marked = {
  kept: boolean
  /** The chat has rows queued. */
  more: boolean
}

/** Marks each row as sent, those that are sent at once in one statement. */
export function createMark(db: Db): (row: SentRow) => Promise<Marked> {
  return createBatch(async (rows: readonly SentRow[]) => {
    const given = rows.map(({ id, token, platformId, now }) => ({ id, token, platform: platformId, at: now }))
    // Who waits is asked after the mark has committed, never in its statement: a row that was written at that moment would
    // be seen neither here nor by its writer, who looks for a free head.
    const [marked, waiting] = (await db.sequence([
      [MARK_SENT, [list(rows.map(({ id }) => id)), json(given)]],
      [QUEUED_CHATS, [list(rows.map(({ chatId }) => chatId))]],
    ])) as [{ id: number }[], { chat_id: number }[]]
    const kept = new Set(marked.map(({ id }) => id))
    const queued = new Set(waiting.map(({ chat_id }) => chat_id))
    return rows.map(({ id, chatId }) => ({ kept: kept.has(id), more: queued.has(chatId) }))
  })
}

// The ids apart, so that the planner looks them up one by one whatever it knows of the table; a row has `lease_until` just
// while it is being sent, and to ask for the status would invite a walk over the index of everything that is.
const MARK_SENT = `
update messages m set status = 'sent', platform_id = r.platform, sent_at = r.at, lease_until = null, reason = null
from jsonb_to_recordset($2::jsonb) as r(id bigint, token text, platform text, at timestamptz)
where m.id = any($1::bigint[]) and m.id = r.id and m.lease_token = r.token and m.lease_until is not null returning m.id`

const QUEUED_CHATS = `select distinct chat_id from messages where chat_id = any($1::bigint[]) and status = 'queued'`

/** True when a chat has rows queued. */
export async function hasQueued(sql: Sql, chatId: number): Promise<boolean> {
  const rows = await sql.query(`select 1 from messages where chat_id = $1 and status = 'queued' limit 1`, [chatId])
  return rows.length === 1
}
