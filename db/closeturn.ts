import { type Outbound, outboundFrom, packed } from './outbox.ts'
import { json, type Tx } from './sql.ts'
import type { Taken } from './turns.ts'

/** What a turn made of its chat and of the message that it took. */
export type Closing = {
  chat: Omit<Taken['chat'], 'externalId' | 'phone' | 'queuedAt'>
  clientId: number | null
  draft: unknown
  inboundId: number
  status: 'handled' | 'failed'
  /** Why it failed. */
  reason: string | null
  /** Replaces what was said, and the update with it, where it held what we may not keep. */
  masked: string | null
  rows: readonly Outbound[]
  /** What was understood of the message; null where there was nothing to understand. */
  understanding: UnderstandingRow | null
  now: Date
}

/** What was understood of a message, for staff to label and for the rates that are made of it. */
export type UnderstandingRow = {
  intent: string
  confidence: number
  source: 'button' | 'local' | 'model'
  answered: boolean
  latencyUs: number
  /** Ids and times only. */
  found: object
  outcome: 'answered' | 'clarified' | 'handed_over' | 'silent' | 'failed'
}

/**
 * Writes all of a turn in one statement and commits: the chat, its message as dealt with, and outbound rows in order.
 * Returns the ids of the rows; `queued_at` keeps the moment at which the chat began to wait for a person, and what belongs
 * to another owner is forgotten.
 */
export async function closeTurn(tx: Tx, closing: Closing): Promise<number[]> {
  const { chat, now } = closing
  const written = await tx.last<{ id: number }>(CLOSE_TURN, [
    chat.id,
    closing.clientId,
    chat.language,
    json(chat.state),
    json(closing.draft),
    chat.owner,
    chat.ownerMemberId,
    chat.queueReason,
    now,
    closing.inboundId,
    closing.status,
    closing.reason,
    closing.masked,
    chat.businessId,
    json(closing.rows.map(packed)),
    chat.calls,
    chat.callAt,
    chat.returnAt,
    chat.unclear,
    json(closing.understanding),
  ])
  return written.map((row) => row.id)
}

const CLOSE_TURN = `
with chat as (
  update chats set client_id = $2, language = $3, state = $4::jsonb, draft = $5::jsonb, owner = $6,
    owner_member_id = $7, queue_reason = $8, calls = case when $6 = 'queue' then $16::int else 0 end,
    call_at = case when $6 = 'queue' then $17::timestamptz end,
    return_at = case when $6 = 'member' then $18::timestamptz end,
    unclear = $19, lease_token = null, lease_until = null,
    queued_at = case when $6 = 'bot' then null when $6 = 'queue' then coalesce(queued_at, $9::timestamptz) else queued_at end
  where id = $1),
inbound as (
  update messages set status = $11, reason = $12, text = coalesce($13, text),
    body = case when $13::text is null then body else '{"masked": true}' end where id = $10),
understood as (
  insert into understandings (message_id, business_id, chat_id, intent, confidence, source, answered, latency_us, found,
    outcome, created_at)
  select $10, $14, $1, u.intent, u.confidence, u.source, u.answered, u."latencyUs", u.found, u.outcome, $9::timestamptz
  from jsonb_to_record($20::jsonb) as u(intent text, confidence float8, source text, answered boolean, "latencyUs" int,
    found jsonb, outcome text) where $20::jsonb is not null
  on conflict (message_id) do nothing)
${outboundFrom({ businessId: '$14', rows: '$15', now: '$9' })}`

/** Messages that were answered together with the one before them; `masked` replaces what of them we may not keep. */
export async function closeTogether(tx: Tx, messages: readonly { id: number; masked: string | null }[]): Promise<void> {
  await tx.query(
    `update messages m set status = 'handled', text = coalesce(r.masked, m.text),
       body = case when r.masked is null then m.body else '{"masked": true}' end
     from jsonb_to_recordset($1::jsonb) as r(id bigint, masked text) where m.id = r.id`,
    [json(messages)],
  )
}
