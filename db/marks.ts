import { createBatch } from './batch.ts'
import { type Db, json, list, type Sql } from './sql.ts'

/** A leased row that the platform took; `exposes`: it shows something of an experiment. */
export type SentRow = {
  id: number
  chatId: number
  token: string
  platformId: string | null
  now: Date
  exposes?: boolean
}

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
      [rows.some(({ exposes }) => exposes) ? MARK_SHOWN : MARK_SENT, [list(rows.map(({ id }) => id)), json(given)]],
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
update messages m set status = coalesce(m.receipt, 'sent'), platform_id = coalesce(r.platform, m.platform_id), sent_at = r.at, lease_until = null, reason = null
from jsonb_to_recordset($2::jsonb) as r(id bigint, token text, platform text, at timestamptz)
where m.id = any($1::bigint[]) and m.id = r.id and m.lease_token = r.token and m.lease_until is not null returning m.id`

// Who belongs to the staff, or is nobody any more, is not counted; nor is what goes out when the experiment has ended.
const MARK_SHOWN = `
with marked as (${MARK_SENT}, m.business_id, m.chat_id, m.sent_at, m.exposes),
exposed as (
  insert into exposures (business_id, experiment_id, client_id, variant, first_exposed_at, message_id)
  select m.business_id, x.experiment, c.id, x.variant, m.sent_at, m.id
  from marked m cross join jsonb_to_recordset(m.exposes) as x(experiment bigint, variant text)
    join experiments e on e.business_id = m.business_id and e.id = x.experiment and e.status = 'running'
    join chats h on h.id = m.chat_id
    join clients c on c.business_id = m.business_id and c.id = h.client_id and c.erased_at is null
  where m.exposes is not null and not exists (select 1 from members s where s.channel_id = h.channel_id
    and s.external_id = h.external_id and s.removed_at is null)
  order by x.experiment, c.id on conflict do nothing)
select id from marked`

const QUEUED_CHATS = `select distinct chat_id from messages where chat_id = any($1::bigint[]) and status = 'queued'`

/** True when a chat has rows queued. */
export async function hasQueued(sql: Sql, chatId: number): Promise<boolean> {
  const rows = await sql.query(`select 1 from messages where chat_id = $1 and status = 'queued' limit 1`, [chatId])
  return rows.length === 1
}
