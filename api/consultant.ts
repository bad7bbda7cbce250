import type { Listening } from '../bot/listen.ts'
import type { Breaker } from '../bot/model/breaker.ts'
import { createModel } from '../bot/model/client.ts'
import { recordModelCall, spentTokens } from '../db/modelcalls.ts'
import type { Db } from '../db/sql.ts'
import { DEFAULT_SETTINGS } from '../domain/catalog.ts'
import { describe, type Log } from './log.ts'

/** Any server that speaks as OpenAI does. */
export type ModelSettings = {
  apiKey: string
  baseUrl: string | null
  name: string
  fetch?: typeof fetch
  timeoutMs?: number
}

/** Asks the model, and logs what came of it without a word of what was said. */
export function createConsultant(
  db: Db,
  { apiKey, baseUrl, name, ...rest }: ModelSettings,
  breaker: Breaker,
  log: Log,
): NonNullable<Listening['consult']> {
  const model = createModel({
    apiKey,
    baseUrl,
    model: name,
    breaker,
    clock: Date.now,
    budget: {
      dailyTokens: DEFAULT_SETTINGS.tokensPerDay,
      spent: (businessId, day) => spentTokens(db, businessId, day),
    },
    record: (call) => recordModelCall(db, call),
    onTrouble: (error) => log('error', 'model.trouble', { error: describe(error) }),
    ...rest,
  })
  return async (request) => {
    const answer = await model.ask(request)
    const { latencyMs } = answer
    const about = { businessId: request.businessId, chatId: request.chatId, latencyMs }
    if (!answer.ok) log('warn', 'model.refused', { ...about, reason: answer.reason, status: answer.status })
    return answer.ok ? answer.understood : null
  }
}
