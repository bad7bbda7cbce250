import { badRequest, type Refusal, refusal } from './refusal.ts'
import { strictComplaint } from './strict.ts'

export type Fields = Record<string, unknown>
type Message = { role: string; content: string }

/** A request that keeps the contract, as a script of answers reads it. */
export type ChatRequest = {
  model: string
  messages: Message[]
  /** Contents of the messages of one role, joined. */
  system: string
  user: string
  schema: Record<string, unknown> | undefined
  stream: boolean
  fields: Fields
}

/** What kind of server is played. */
export type Habits = {
  /** Knows `json_schema` (true); without it such a request is refused with 400. */
  jsonSchema: boolean
  /** A reasoning model: takes `max_completion_tokens` only, and no temperature. */
  reasoning: boolean
  /** An old server: knows `max_tokens` only, and refuses parameters that came later. */
  old: boolean
}

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool'])
const KNOWN = new Set(
  `model messages audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata
  modalities n parallel_tool_calls prediction presence_penalty prompt_cache_key reasoning_effort response_format
  safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user
  verbosity web_search_options`.split(/\s+/),
)
const LATER = ['max_completion_tokens', 'store', 'reasoning_effort', 'verbosity']

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Checks the body of POST /chat/completions as the API does; the first thing that is wrong is the answer. */
export function checkRequest(fields: Fields, models: readonly string[], habits: Habits): ChatRequest | Refusal {
  const unknown = Object.keys(fields).find((name) => !KNOWN.has(name) || (habits.old && LATER.includes(name)))
  if (unknown) return badRequest(`Unrecognized request argument supplied: ${unknown}`)
  const { model } = fields
  if (typeof model !== 'string' || model === '') return badRequest('you must provide a model parameter')
  if (!models.includes(model))
    return refusal(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
      code: 'model_not_found',
    })
  const messages = readMessages(fields.messages)
  if ('error' in messages) return messages
  const complaint = checkNumbers(fields, habits) ?? checkFormat(fields.response_format, messages, habits)
  if (complaint) return complaint
  if (fields.stream !== undefined && typeof fields.stream !== 'boolean')
    return badRequest("Invalid type for 'stream': expected a boolean.", 'stream', 'invalid_type')
  if (fields.stream_options !== undefined && fields.stream !== true)
    return badRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options')

  const saidBy = (...roles: string[]) =>
    messages
      .filter(({ role }) => roles.includes(role))
      .map(({ content }) => content)
      .join('\n')
  const format = fields.response_format as { json_schema?: { schema?: Record<string, unknown> } } | undefined
  return {
    model,
    messages,
    system: saidBy('system', 'developer'),
    user: saidBy('user'),
    schema: format?.json_schema?.schema,
    stream: fields.stream === true,
    fields,
  }
}

function readMessages(given: unknown): Message[] | Refusal {
  if (!Array.isArray(given)) return badRequest("Missing required parameter: 'messages'.", 'messages')
  if (given.length === 0) return badRequest("Invalid 'messages': empty array.", 'messages', 'empty_array')
  const messages: Message[] = []
  for (const [index, one] of given.entries()) {
    const param = `messages[${index}]`
    if (!isObject(one) || !ROLES.has(String(one.role)))
      return badRequest(`Invalid value: '${isObject(one) ? one.role : one}'.`, `${param}.role`, 'invalid_value')
    const parts = typeof one.content === 'string' ? [{ type: 'text', text: one.content }] : one.content
    const texts = Array.isArray(parts) ? parts.map((part) => (part?.type === 'text' ? part.text : null)) : [null]
    if (!texts.every((text) => typeof text === 'string'))
      return badRequest(`Invalid type for '${param}.content'.`, `${param}.content`, 'invalid_type')
    messages.push({ role: String(one.role), content: texts.join('') })
  }
  return messages
}

function checkNumbers(fields: Fields, { reasoning }: Habits): Refusal | undefined {
  const { max_tokens, max_completion_tokens, temperature } = fields
  if (max_tokens !== undefined && max_completion_tokens !== undefined)
    return badRequest('Setting max_tokens and max_completion_tokens at the same time is not supported.')
  if (reasoning && max_tokens !== undefined)
    return badRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  if (reasoning && temperature !== undefined && temperature !== 1)
    return badRequest(
      `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
      'temperature',
      'unsupported_value',
    )
  for (const [name, value] of Object.entries({ max_tokens, max_completion_tokens }))
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= 1))
      return badRequest(`Invalid '${name}': expected a positive integer.`, name, 'integer_below_min_value')
  if (temperature !== undefined && !(typeof temperature === 'number' && temperature >= 0 && temperature <= 2))
    return badRequest("Invalid 'temperature': expected a decimal between 0 and 2.", 'temperature')
  return undefined
}

function checkFormat(format: unknown, messages: readonly Message[], { jsonSchema }: Habits): Refusal | undefined {
  if (format === undefined) return undefined
  const param = 'response_format'
  const type = isObject(format) ? format.type : undefined
  if (type === 'text') return undefined
  if (type === 'json_object')
    return messages.some(({ content }) => /json/i.test(content))
      ? undefined
      : badRequest("'messages' must contain the word 'json' in some form, to use json_object.", 'messages')
  if (type !== 'json_schema') return badRequest("Invalid value for 'response_format.type'.", param, 'invalid_value')
  if (!jsonSchema) return badRequest('This response_format type is unavailable now')
  const given = (format as Fields).json_schema
  if (!isObject(given)) return badRequest("Missing required parameter: 'response_format.json_schema'.", param)
  if (!/^[\w-]{1,64}$/.test(String(given.name ?? '')))
    return badRequest("Invalid 'response_format.json_schema.name'.", `${param}.json_schema.name`)
  const complaint = given.strict === true ? strictComplaint(given.schema) : undefined
  return complaint ? badRequest(`Invalid schema for response_format '${given.name}': ${complaint}.`, param) : undefined
}
