import { afterEach, expect, test } from 'vitest'
import type { ModelOptions } from './client.ts'
import { expectedTokens } from './exchange.ts'
import type { FakeOpenaiOptions } from './fake/openai.ts'
import { type Stand, startStand } from './fake/stand.ts'
import { buildPrompt } from './prompt.ts'
import { SALON, talk } from './salon.sample.ts'

let stand: Stand
const start = async (options: Partial<ModelOptions> = {}, server: FakeOpenaiOptions = {}) => {
  stand = await startStand(options, server)
  return stand
}
afterEach(() => stand.close())

const BOOKING = {
  intent: 'book',
  confidence: 0.93,
  time_spans: ['на чт после работы'],
  service_ids: ['s1'],
  staff_ids: ['m1'],
  name_span: null,
  question_topic: null,
  facts_used: [],
  answer: null,
}

test('a message becomes an intent, ids of the catalogue and stretches of the message', async () => {
  const { ask, openai, logged } = await start()
  openai.answer(() => BOOKING)
  expect(await ask('чёт не выходит, можно на чт после работы к ане подстричься?')).toEqual({
    ok: true,
    latencyMs: 0,
    understood: {
      intent: 'book',
      confidence: 0.93,
      serviceIds: [101],
      staffIds: [11],
      timeSpans: ['на чт после работы'],
      nameSpan: null,
      topic: null,
      answer: null,
      factsUsed: [],
      dropped: [],
    },
  })
  expect(logged).toEqual([
    {
      businessId: 1,
      chatId: 7,
      day: '2026-11-25',
      at: '2026-11-25T09:00:00.000Z',
      model: 'gpt-fake',
      requests: 1,
      promptTokens: expect.any(Number),
      completionTokens: expect.any(Number),
      latencyMs: 0,
      outcome: 'ok',
    },
  ])
  expect(logged[0]!.promptTokens).toBeGreaterThan(500)
})

test('a question about the business is answered out of its facts, the owner’s phone in it', async () => {
  const { ask, openai } = await start()
  openai.answer(() => ({
    ...BOOKING,
    intent: 'address',
    time_spans: [],
    service_ids: [],
    staff_ids: [],
    facts_used: ['f4'],
    answer: 'Телефон салона: [PHONE_A].',
  }))
  expect(await ask('по какому номеру звонить?')).toMatchObject({
    ok: true,
    understood: { answer: 'Телефон салона: +7 495 123-45-67.', factsUsed: ['contact'] },
  })
})

test('the request asks for a strict schema, little, and for nothing to be kept', async () => {
  const { ask, openai } = await start()
  await ask('привет')
  const [call] = openai.calls
  expect(call).toMatchObject({ path: '/v1/chat/completions', status: 200 })
  expect(call!.headers.authorization).toBe(`Bearer ${openai.apiKey}`)
  expect(call!.fields).toMatchObject({
    model: 'gpt-fake',
    store: false,
    temperature: 0,
    max_completion_tokens: 600,
    response_format: { type: 'json_schema', json_schema: { strict: true } },
  })
})

test('a business without services, staff and facts can be asked about too', async () => {
  const { ask } = await start()
  const empty = { services: [], staff: [], facts: [], tone: null }
  expect(await ask('привет', { voice: empty })).toMatchObject({
    ok: true,
    understood: { serviceIds: [], answer: null },
  })
})

test('what is logged and what leaves holds no personal data', async () => {
  const { ask, openai, logged } = await start()
  const text = 'я Ольга Синицына, 8 (916) 123-45-67, olga@mail.ru, @olga_s'
  await ask(text, {
    names: ['Ольга Синицына'],
    turns: [
      { by: 'client', text },
      { by: 'staff', text },
    ],
  })
  const sent = JSON.stringify(openai.calls)
  expect(openai.calls).toHaveLength(1)
  expect(JSON.stringify(openai.calls[0]!.fields)).not.toMatch(/\d{7}|916|[Оо]льг|[Сс]иницын|olga/)
  expect(sent).toContain('[NAME_A]')
  expect(JSON.stringify(logged)).not.toMatch(/916|льг|иницын|olga|NAME/)
})

test.each([null, '', '  '])('without a key (%j) nothing is asked, logged or spent', async (apiKey) => {
  const { ask, openai, logged } = await start({ apiKey })
  expect(await ask('привет')).toEqual({ ok: false, reason: 'no_key', status: null, code: null, latencyMs: 0 })
  expect([openai.calls.length, logged.length]).toEqual([0, 0])
})

test("a business's day has so many tokens, and no question starts that could exceed them", async () => {
  const spends: [number, string][] = []
  const need = expectedTokens(buildPrompt(SALON, talk('да'))) + 600
  const spent = async (businessId: number, day: string) => {
    spends.push([businessId, day])
    return businessId === 2 ? 0 : 1000
  }
  const { ask, openai, logged } = await start({ budget: { dailyTokens: need + 999, spent } })
  expect(await ask('да')).toMatchObject({ ok: false, reason: 'over_budget' })
  expect([openai.calls.length, logged.length]).toEqual([0, 0])
  expect(await ask('да', { dailyTokens: need + 1000 })).toMatchObject({ ok: true })
  expect(await ask('да', { businessId: 2 })).toMatchObject({ ok: true })
  expect(spends).toEqual([1, 1, 2].map((id) => [id, '2026-11-25']))
})

test('questions at the same time do not each take the same rest of a budget', async () => {
  const need = expectedTokens(buildPrompt(SALON, talk('да'))) + 600
  const { ask, openai } = await start({ budget: { dailyTokens: need * 2, spent: async () => 0 } })
  const answers = await Promise.all([ask('да'), ask('да'), ask('да'), ask('да', { businessId: 2 })])
  expect(answers.map((one) => (one.ok ? 'ok' : one.reason))).toEqual(['ok', 'ok', 'over_budget', 'ok'])
  expect(openai.calls).toHaveLength(3)
  expect(await ask('да')).toMatchObject({ ok: true })
})

test('an account that can not be read counts as spent; a log that fails or hangs does not cost the answer', async () => {
  const broken = await start({ budget: { dailyTokens: 1e6, spent: () => Promise.reject(new Error('база упала')) } })
  expect(await broken.ask('да')).toMatchObject({ ok: false, reason: 'over_budget' })
  expect(broken.troubles).toEqual([new Error('база упала')])
  await broken.close()
  const lost = await start({ record: () => Promise.reject(new Error('диск полон')) })
  expect(await lost.ask('да')).toMatchObject({ ok: true })
  expect(lost.troubles).toEqual([new Error('диск полон')])
  await lost.close()
  const stuck = await start({ record: () => new Promise(() => {}) })
  expect(await stuck.ask('да')).toMatchObject({ ok: true })
  expect(stuck.troubles).toHaveLength(1)
})

test('an account that never answers costs the time, no request and no log', async () => {
  const { ask, openai, logged } = await start({
    timeoutMs: 40,
    budget: { dailyTokens: 1e6, spent: () => new Promise(() => {}) },
  })
  expect(await ask('да')).toMatchObject({ ok: false, reason: 'timeout' })
  expect([openai.calls.length, logged.length]).toEqual([0, 0])
})

test('tokens that a server does not count are estimated', async () => {
  const { ask, openai, logged } = await start()
  const body = { choices: [{ message: { content: JSON.stringify(BOOKING) }, finish_reason: 'stop' }] }
  openai.fail({ with: { body: JSON.stringify(body) } })
  expect(await ask('да')).toMatchObject({ ok: true })
  expect(logged[0]).toMatchObject({ promptTokens: expectedTokens(buildPrompt(SALON, talk('да'))) })
  expect(logged[0]!.completionTokens).toBeGreaterThan(30)
})

test('a server without json_schema is asked again with the schema in words, and remembered', async () => {
  const { ask, openai } = await start({}, { habits: { jsonSchema: false } })
  openai.answer(() => BOOKING)
  for (let i = 0; i < 2; i++) expect(await ask('можно на чт после работы')).toMatchObject({ ok: true })
  expect(openai.calls.map(({ status }) => status)).toEqual([400, 200, 200])
  expect(openai.calls[2]!.fields).toMatchObject({ response_format: { type: 'json_object' } })
})

test('a refusal that names nothing is tried in words, and remembered only if that helped', async () => {
  const { ask, openai } = await start()
  const vague = { status: 400, code: null, message: 'Bad Request' }
  openai.fail({ with: vague, times: 2 })
  expect(await ask('да')).toMatchObject({ ok: false, reason: 'server', status: 400 })
  expect(await ask('да')).toMatchObject({ ok: true })
  const kinds = openai.calls.map(({ fields }) => (fields.response_format as { type: string }).type)
  expect(kinds).toEqual(['json_schema', 'json_object', 'json_schema'])
  openai.fail({ with: vague })
  await ask('да')
  await ask('да')
  const later = openai.calls.slice(3).map(({ fields }) => (fields.response_format as { type: string }).type)
  expect(later).toEqual(['json_schema', 'json_object', 'json_object'])
})

test.each([
  [{ reasoning: true }, 2, { temperature: undefined, max_completion_tokens: 600 }],
  [{ old: true }, 3, { max_tokens: 600, max_completion_tokens: undefined, store: undefined }],
])('a server with the habits %j is understood after %i questions', async (habits, questions, last) => {
  const { ask, openai } = await start({}, { habits })
  const answers = []
  for (let i = 0; i < questions; i++) answers.push(await ask('да'))
  expect(answers.at(-1)).toMatchObject({ ok: true })
  expect(openai.calls.at(-1)!.fields).toMatchObject({ model: 'gpt-fake' })
  for (const [name, value] of Object.entries(last)) expect(openai.calls.at(-1)!.fields[name]).toBe(value)
  expect(openai.calls.length).toBeLessThanOrEqual(questions * 2)
})

test('a fetch of ours is used where one is given', async () => {
  const seen: string[] = []
  const { ask, openai } = await start({
    fetch: (url, init) => {
      seen.push(String(url))
      return fetch(url, init)
    },
  })
  expect(await ask('да')).toMatchObject({ ok: true })
  expect(seen).toEqual([`${openai.baseUrl}/chat/completions`])
})
