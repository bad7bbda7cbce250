import type { Sql } from './sql.ts'

/** One question to a language model, as it is written down: what it cost, not what was said. */
export type ModelCallRow = {
  businessId: number
  chatId: number
  /** ISO instant. */
  at: string
  /** The business's local date. */
  day: string
  model: string
  promptTokens: number
  completionTokens: number
  latencyMs: number
  outcome: string
}

/** Tokens that a business has spent on its local date. */
export async function spentTokens(sql: Sql, businessId: number, day: string): Promise<number> {
  const [row] = await sql.query<{ tokens: number }>(
    `select coalesce(sum(prompt_tokens + completion_tokens), 0)::int as tokens from model_calls
     where business_id = $1 and day = $2::date`,
    [businessId, day],
  )
  return row?.tokens ?? 0
}

/** Writes down a question to a model. */
export async function recordModelCall(sql: Sql, call: ModelCallRow): Promise<void> {
  await sql.query(
    `insert into model_calls (business_id, chat_id, at, day, model, prompt_tokens, completion_tokens, latency_ms, outcome)
     values ($1, $2, $3::timestamptz, $4::date, $5, $6, $7, $8, $9)`,
    [
      call.businessId,
      call.chatId,
      call.at,
      call.day,
      call.model,
      call.promptTokens,
      call.completionTokens,
      call.latencyMs,
      call.outcome,
    ],
  )
}
