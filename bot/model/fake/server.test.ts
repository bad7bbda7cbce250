import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeOpenai, startFakeOpenai } from './openai.ts'

let openai: FakeOpenai
beforeEach(async () => {
  openai = await startFakeOpenai({ now: () => 1_795_000_000_000 })
})
afterEach(() => openai.close())

const SCHEMA = {
  type: 'object',
  properties: {
    intent: { type: 'string', enum: ['book', 'cancel'] },
    ids: { type: 'array', items: { type: 'string' } },
  },
  required: ['intent', 'ids'],
  additionalProperties: false,
}
const GOOD = {
  model: 'gpt-fake',
  messages: [
    { role: 'system', content: 'Разбери.' },
    { role: 'user', content: 'привет' },
  ],
  response_format: { type: 'json_schema', json_schema: { name: 'message', strict: true, schema: SCHEMA } },
  max_completion_tokens: 50,
}

async function ask(more: object = {}, headers: Record<string, string> = {}, path = '/chat/completions') {
  const response = await fetch(openai.baseUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${openai.apiKey}`, 'content-type': 'application/json', ...headers },
    body: typeof more === 'string' ? more : JSON.stringify({ ...GOOD, ...more }),
  })
  return { status: response.status, text: await response.text() }
}
async function refused(more: object = {}, headers: Record<string, string> = {}, path?: string) {
  const { status, text } = await ask(more, headers, path)
  const { error } = JSON.parse(text) as { error: { message: string; code: string | null; param: string | null } }
  return `${status} ${error.code ?? '-'} ${error.param ?? '-'} ${error.message}`
}

test('a right request is answered with a completion and its usage', async () => {
  openai.answer(({ user, system, schema }) => ({ intent: user, ids: [system], has: schema !== undefined }))
  const { status, text } = await ask()
  expect(status).toBe(200)
  expect(JSON.parse(text)).toMatchObject({
    object: 'chat.completion',
    created: 1_795_000_000,
    model: 'gpt-fake',
    choices: [{ message: { role: 'assistant', refusal: null }, finish_reason: 'stop' }],
    usage: { completion_tokens: 13 },
  })
  expect(JSON.parse(JSON.parse(text).choices[0].message.content)).toEqual({
    intent: 'привет',
    ids: ['Разбери.'],
    has: true,
  })
  expect(openai.calls).toMatchObject([{ path: '/v1/chat/completions', status: 200, fields: { model: 'gpt-fake' } }])
})

test('without a script the answer is the smallest that the schema allows', async () => {
  const { text } = await ask()
  expect(JSON.parse(JSON.parse(text).choices[0].message.content)).toEqual({ intent: 'book', ids: [] })
})

test('a streamed answer comes as events, the usage last when it was asked for', async () => {
  openai.answer(() => 'Привет, это длинный ответ по кусочкам')
  const { text } = await ask({ stream: true, stream_options: { include_usage: true } })
  const events = text
    .trim()
    .split('\n\n')
    .map((event) => event.replace('data: ', ''))
  expect(events.at(-1)).toBe('[DONE]')
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event))
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
    'Привет, это длинный ответ по кусочкам',
  )
  expect(chunks.at(-2).choices[0].finish_reason).toBe('stop')
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
})

test('the key, the path and the body are looked at before anything else', async () => {
  expect(await refused({}, { authorization: '' })).toContain("401 - - You didn't provide")
  expect(await refused({}, { authorization: 'Bearer sk-other' })).toContain('401 invalid_api_key')
  expect(await refused({}, {}, '/completions')).toContain('404 - - Invalid URL')
  expect(await refused({}, { 'content-type': 'text/plain' })).toContain('400 - - Unsupported content type')
  const broken = await fetch(`${openai.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${openai.apiKey}`, 'content-type': 'application/json' },
    body: '{"model":',
  })
  expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('could not parse the JSON')])
})

test.each([
  [{ model: 'gpt-9' }, '404 model_not_found'],
  [{ model: undefined }, 'you must provide a model'],
  [{ messages: undefined }, 'Missing required parameter'],
  [{ messages: [] }, 'empty array'],
  [{ messages: [{ role: 'owner', content: 'а' }] }, 'messages[0].role'],
  [{ messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
  [{ max_completion_tokens: 0 }, 'positive integer'],
  [{ max_tokens: 5 }, 'at the same time'],
  [{ temperature: 3 }, 'between 0 and 2'],
  [{ tokens: 3 }, 'Unrecognized request argument supplied: tokens'],
  [{ stream: 'yes' }, 'invalid_type stream'],
  [{ stream_options: {} }, 'only allowed when'],
  [{ response_format: { type: 'json_object' } }, "must contain the word 'json'"],
  [{ response_format: { type: 'xml' } }, 'invalid_value response_format'],
  [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
  [{ response_format: { type: 'json_schema', json_schema: { name: 'a b' } } }, 'json_schema.name'],
])('the request with %j is refused: %s', async (more, reason) => {
  expect(await refused(more)).toContain(reason)
  expect(openai.calls.at(-1)?.status).toBeGreaterThanOrEqual(400)
})

test.each([
  [{ ...SCHEMA, type: 'array' }, `of 'type: "object"'`],
  [{ ...SCHEMA, additionalProperties: undefined }, "In context=(), 'additionalProperties' is required"],
  [{ ...SCHEMA, required: ['intent'] }, "Missing 'ids'"],
  [{ ...SCHEMA, properties: { ...SCHEMA.properties, intent: { type: 'string', enum: [] } } }, 'at least one value'],
  [{ ...SCHEMA, properties: { ...SCHEMA.properties, ids: { type: 'array' } } }, 'array schema missing items'],
  [{ ...SCHEMA, properties: { ...SCHEMA.properties, ids: {} } }, "must have a 'type' key"],
  [
    { ...SCHEMA, properties: { ...SCHEMA.properties, ids: { type: 'string', minLength: 1 } } },
    "'minLength' is not permitted",
  ],
  [{ ...SCHEMA, anyOf: [SCHEMA] }, "'anyOf' is not permitted at the root"],
  [
    {
      ...SCHEMA,
      properties: { ...SCHEMA.properties, ids: { type: 'array', items: { type: 'object', properties: {} } } },
    },
    "In context=('properties', 'ids', 'items'), 'additionalProperties'",
  ],
])('the strict schema %j is refused: %s', async (schema, reason) => {
  const response_format = { type: 'json_schema', json_schema: { name: 'message', strict: true, schema } }
  const said = await refused({ response_format })
  expect(said).toContain("400 - response_format Invalid schema for response_format 'message'")
  expect(said).toContain(reason)
})

test('servers of other habits refuse what they do not know', async () => {
  const said = async (habits: object, more: object = {}) => {
    await openai.close()
    openai = await startFakeOpenai({ habits })
    return refused(more)
  }
  expect(await said({ jsonSchema: false })).toContain('response_format type is unavailable')
  expect(await said({ reasoning: true }, { temperature: 0 })).toContain('unsupported_value temperature')
  expect(await said({ reasoning: true }, { max_completion_tokens: undefined, max_tokens: 5 })).toContain(
    'unsupported_parameter max_tokens',
  )
  expect(await said({ old: true })).toContain('Unrecognized request argument supplied: max_completion_tokens')
})
