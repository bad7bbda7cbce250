import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { messagesOf, type Prompt } from './prompt.ts'

/** What a server takes of the parameters that not every compatible server knows. */
export type Dialect = {
  /** `json_schema` with `strict`; without it `json_object`, and the schema in words. */
  schema: boolean
  limit: 'max_completion_tokens' | 'max_tokens'
  temperature: boolean
  store: boolean
}

export const OPENAI: Dialect = { schema: true, limit: 'max_completion_tokens', temperature: true, store: true }

/** The request's body in a dialect. `store: false`: nothing is kept on the server for later. */
export function bodyIn(
  dialect: Dialect,
  prompt: Prompt,
  model: string,
  maxTokens: number,
): ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: messagesOf(prompt, dialect.schema),
    response_format: dialect.schema
      ? { type: 'json_schema', json_schema: { name: 'message', strict: true, schema: prompt.schema } }
      : { type: 'json_object' },
    [dialect.limit]: maxTokens,
    ...(dialect.temperature && { temperature: 0 }),
    ...(dialect.store && { store: false }),
  }
}

/** A 400 that no other wording of the request heals. */
const HOPELESS =
  /context_length_exceeded|content_filter|content_policy|model_not_found|invalid_api_key|string_above_max_length/

/**
 * Another dialect to try after a server refused the request's wording (400, 422); null when none is left. `sure`: the
 * refusal names what it dislikes, so that it is worth remembering before the other one has worked.
 */
export function learn(
  dialect: Dialect,
  { code, param, message }: { code: string | null; param: string | null; message: string },
): { dialect: Dialect; sure: boolean } | null {
  if (HOPELESS.test(code ?? '')) return null
  const about = (name: string) => param === name || new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(message)
  const sure = (change: Partial<Dialect>) => ({ dialect: { ...dialect, ...change }, sure: true })
  if (dialect.schema && (param?.startsWith('response_format') || about('response_format') || about('json_schema')))
    return sure({ schema: false })
  if (about(dialect.limit))
    return sure({ limit: dialect.limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens' })
  if (dialect.temperature && about('temperature')) return sure({ temperature: false })
  if (dialect.store && about('store')) return sure({ store: false })
  return dialect.schema ? { dialect: { ...dialect, schema: false }, sure: false } : null
}
