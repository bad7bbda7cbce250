import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultKind } from './faults.ts'
import { type FakeOpenai, startFakeOpenai } from './openai.ts'

let openai: FakeOpenai
beforeEach(async () => {
  openai = await startFakeOpenai()
  openai.answer(() => ({ intent: 'book', note: 'длинный ответ, чтобы было что резать' }))
})
afterEach(() => openai.close())

const ask = (more: object = {}, signal?: AbortSignal) =>
  fetch(`${openai.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${openai.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: openai.model, messages: [{ role: 'user', content: 'да' }], ...more }),
    ...(signal && { signal }),
  })
const content = async () => JSON.parse(JSON.parse(await (await ask()).text()).choices[0].message.content)

test.each<[FaultKind, number, string]>([
  [{ status: 429 }, 429, 'rate_limit_exceeded'],
  ['quota', 429, 'insufficient_quota'],
  [{ status: 500 }, 500, 'server_error'],
  [{ status: 503 }, 503, 'overloaded'],
  [{ status: 502 }, 502, '<html>Bad Gateway'],
  [{ status: 401 }, 401, 'invalid_api_key'],
  [{ status: 403 }, 403, 'unsupported_country_region_territory'],
  [{ status: 400, code: 'context_length_exceeded', message: 'too long' }, 400, '"message":"too long"'],
  [{ body: '<html>', contentType: 'text/html' }, 200, '<html>'],
  ['refusal', 200, '"content":null,"refusal":"I\'m sorry'],
  ['length', 200, '"finish_reason":"length"'],
  ['content_filter', 200, '"finish_reason":"content_filter"'],
  ['no_choices', 200, '"choices":[]'],
  ['empty', 200, '"content":""'],
  [{ content: 'ой' }, 200, '"content":"ой"'],
])('the fault %j is met once: %i %s', async (fault, status, text) => {
  openai.fail({ with: fault })
  const response = await ask()
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(text)])
  expect(openai.calls.at(-1)?.status).toBe(status)
  expect(await content()).toMatchObject({ intent: 'book' })
})

test('429 and 503 tell when to come back, if they are told to', async () => {
  openai.fail({ with: { status: 429, retryAfter: '7' } })
  expect((await ask()).headers.get('retry-after')).toBe('7')
  openai.fail({ with: { status: 429 } })
  expect((await ask()).headers.get('retry-after')).toBeNull()
})

test('a reset has no answer, a cut has half of one', async () => {
  openai.fail({ with: 'reset' })
  await expect(ask()).rejects.toThrow()
  openai.fail({ with: 'cut' })
  const response = await ask()
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()
})

test('a hang is answered with nothing, and closing ends it', async () => {
  openai.fail({ with: 'hang' })
  const call = ask()
  const ended = expect(call).rejects.toThrow()
  await expect.poll(() => openai.calls).toMatchObject([{ status: 0 }])
  await openai.close()
  await ended
})

test('slow headers come late, a slow body in pieces; both are whole in the end', async () => {
  const took = async (fault: FaultKind) => {
    openai.fail({ with: fault })
    const before = performance.now()
    const response = await ask()
    const headers = performance.now() - before
    expect(JSON.parse(await response.text())).toMatchObject({ object: 'chat.completion' })
    return { headers, whole: performance.now() - before }
  }
  expect((await took({ slowHeaders: 30 })).headers).toBeGreaterThanOrEqual(29)
  const dripped = await took({ drip: 1 })
  expect(dripped.whole - dripped.headers).toBeGreaterThan(10)
})

test('a wrong request does not use a fault up, and a fault that was taken back is not met', async () => {
  const takeBack = openai.fail({ with: { status: 500 }, times: 2 })
  expect((await ask({ model: 'gpt-9' })).status).toBe(404)
  expect((await ask()).status).toBe(500)
  takeBack()
  expect((await ask()).status).toBe(200)
})
