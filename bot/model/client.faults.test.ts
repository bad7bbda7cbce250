import { afterEach, beforeAll, expect, test } from 'vitest'
import { createBreaker } from './breaker.ts'
import type { ModelOptions } from './client.ts'
import type { Timer } from './deadline.ts'
import type { FaultKind } from './fake/faults.ts'
import { type Stand, startStand } from './fake/stand.ts'

let stand: Stand
const start = async (options: Partial<ModelOptions> = {}) => {
  stand = await startStand(options)
  return stand
}
/** More than any request of these takes on any machine: what ends here ends by itself. */
const LONG_MS = 10_000
/** A time that is over as soon as the server has got so many requests. */
const overAt = (requests: number): { timer: Timer; started: () => number } => {
  let started = 0
  return {
    started: () => started,
    timer: (ring) => {
      started++
      const watch = setInterval(() => {
        if (stand.openai.calls.length >= requests) ring()
      }, 2)
      return () => clearInterval(watch)
    },
  }
}
beforeAll(() => import('openai'))
afterEach(() => stand.close())

/** Faults that hold, the reason they come to, and how many requests that takes. */
const FAULTS: [FaultKind, string, number][] = [
  [{ status: 429 }, 'rate_limited', 2],
  [{ status: 429, retryAfter: '0.001' }, 'rate_limited', 2],
  [{ status: 429, retryAfter: '20' }, 'rate_limited', 1],
  ['quota', 'quota', 1],
  [{ status: 402, code: null }, 'quota', 1],
  [{ status: 500 }, 'server', 2],
  [{ status: 502 }, 'server', 2],
  [{ status: 503, retryAfter: '20' }, 'server', 1],
  [{ status: 401 }, 'no_key', 1],
  [{ status: 403 }, 'server', 1],
  [{ status: 404 }, 'server', 1],
  [{ status: 400, code: 'context_length_exceeded' }, 'server', 1],
  [{ status: 400, code: 'content_filter' }, 'refused', 1],
  [{ status: 408 }, 'timeout', 1],
  ['reset', 'network', 2],
  ['cut', 'network', 2],
  [{ body: 'not json' }, 'bad_json', 1],
  [{ body: '<html>', contentType: 'text/html' }, 'bad_json', 1],
  [{ body: '{}' }, 'bad_json', 1],
  [{ body: 'null' }, 'bad_json', 1],
  [{ body: '{"choices":[null]}' }, 'bad_json', 1],
  [{ body: '{"error":{"code":429,"message":"busy"}}' }, 'bad_json', 1],
  [{ content: 'Здравствуйте! Чем помочь?' }, 'bad_json', 1],
  [{ content: '{"intent":"book"' }, 'bad_json', 1],
  [{ content: '{"intent":"fly","confidence":1}' }, 'bad_json', 1],
  [{ content: '{"intent":"book","confidence":"sure","answer":5}' }, 'bad_json', 1],
  ['no_choices', 'bad_json', 1],
  ['empty', 'bad_json', 1],
  ['refusal', 'refused', 1],
  ['content_filter', 'refused', 1],
  ['length', 'truncated', 1],
]

test.each(FAULTS)(
  'the fault %j is «%s» after %i requests, logged, and never throws',
  async (fault, reason, requests) => {
    const { ask, openai, logged, troubles } = await start({ timeoutMs: LONG_MS })
    openai.fail({ with: fault, times: 9 })
    expect(await ask('можно завтра?')).toMatchObject({ ok: false, reason })
    expect(openai.calls).toHaveLength(requests)
    expect(logged).toMatchObject([{ outcome: reason, requests }])
    expect(troubles).toEqual([])
  },
)

test.each<[FaultKind]>([['hang'], [{ slowHeaders: LONG_MS }], [{ drip: LONG_MS }]])(
  'the fault %j ends with the time, in one request whose prompt is counted',
  async (fault) => {
    const { ask, openai, logged } = await start({ timeoutMs: LONG_MS, timer: overAt(1).timer })
    openai.fail({ with: fault, times: 9 })
    expect(await ask('можно завтра?')).toMatchObject({ ok: false, reason: 'timeout' })
    expect(openai.calls).toHaveLength(1)
    expect(logged).toMatchObject([{ outcome: 'timeout', requests: 1, completionTokens: 0 }])
    expect(logged[0]!.promptTokens).toBeGreaterThan(500)
  },
)

test('the retry shares the time of the first request', async () => {
  const time = overAt(2)
  const { ask, openai, logged } = await start({ timeoutMs: LONG_MS, timer: time.timer })
  openai.fail({ with: { status: 500 } })
  openai.fail({ with: 'hang' })
  expect(await ask('можно завтра?')).toMatchObject({ ok: false, reason: 'timeout' })
  expect(time.started()).toBe(1)
  expect(openai.calls.map(({ status }) => status)).toEqual([500, 0])
  expect(logged).toMatchObject([{ requests: 2 }])
})

test('an error page that drips ends with the time too', async () => {
  const slowly = new ReadableStream({ pull: () => new Promise(() => {}) })
  const { ask } = await start({ timeoutMs: 60, fetch: async () => new Response(slowly, { status: 500 }) })
  expect(await ask('да')).toMatchObject({ ok: false, reason: 'timeout' })
})

test('a fetch that heeds no signal, or throws what is no error, is a value too', async () => {
  const deaf = await start({ timeoutMs: 60, fetch: () => new Promise(() => {}) })
  expect(await deaf.ask('да')).toMatchObject({ ok: false, reason: 'timeout' })
  await deaf.close()
  const odd = await start({ fetch: () => Promise.reject('строка') })
  expect(await odd.ask('да')).toMatchObject({ ok: false, reason: 'network' })
  await odd.close()
  const lost = await start({ baseUrl: 'это не адрес' })
  expect(await lost.ask('да')).toMatchObject({ ok: false, reason: 'network' })
})

test.each<[FaultKind]>([
  [{ status: 429 }],
  [{ status: 429, retryAfter: '0.001' }],
  [{ status: 500 }],
  ['reset'],
  ['cut'],
])('after one %j the second request is the answer', async (fault) => {
  const { ask, openai, logged } = await start()
  openai.fail({ with: fault })
  expect(await ask('можно завтра?')).toMatchObject({ ok: true })
  expect(openai.calls).toHaveLength(2)
  expect(logged).toMatchObject([{ outcome: 'ok', requests: 2 }])
})

test('a wait that is asked for is waited, when it fits', async () => {
  const { ask, openai } = await start()
  openai.fail({ with: { status: 429, retryAfter: '0.06' } })
  const before = performance.now()
  expect(await ask('можно завтра?')).toMatchObject({ ok: true })
  expect(performance.now() - before).toBeGreaterThanOrEqual(59)
})

test('a wait that does not fit is not waited, and the service is left alone until then', async () => {
  const { ask, openai, clock } = await start()
  openai.fail({ with: { status: 429, retryAfter: '20' } })
  expect(await ask('да')).toMatchObject({ reason: 'rate_limited', status: 429, code: 'rate_limit_exceeded' })
  clock.now += 19_000
  expect(await ask('да')).toMatchObject({ reason: 'open_circuit' })
  clock.now += 1_000
  expect(await ask('да')).toMatchObject({ ok: true })
  expect(openai.calls).toHaveLength(2)
})

test('failures in a row open the circuit: nothing is sent or logged until the pause is over, then one trial', async () => {
  const clock = { now: 0 }
  const breaker = createBreaker({ clock: () => clock.now, failures: 2, pauseMs: 1000 })
  const { ask, openai, logged } = await start({ breaker, retries: 0 })
  const takeBack = openai.fail({ with: { status: 500 }, times: 99 })
  const reasons = []
  for (let i = 0; i < 4; i++) reasons.push(await ask('да'))
  expect(reasons.map((one) => !one.ok && one.reason)).toEqual(['server', 'server', 'open_circuit', 'open_circuit'])
  expect([openai.calls.length, logged.length]).toEqual([2, 2])
  clock.now += 1000
  const trial = await Promise.all([ask('да'), ask('да')])
  expect(trial.map((one) => !one.ok && one.reason)).toEqual(['server', 'open_circuit'])
  takeBack()
  clock.now += 1000
  expect(await ask('да')).toMatchObject({ ok: true })
  expect(await ask('да')).toMatchObject({ ok: true })
})

test('nonsense, refusals and short answers of a living server never open the circuit; a bad key does at once', async () => {
  const { ask, openai } = await start()
  for (const fault of [{ content: 'ой' }, 'refusal', 'length', 'content_filter', 'empty'] as const)
    for (let i = 0; i < 3; i++) {
      openai.fail({ with: fault })
      expect(await ask('да')).toMatchObject({ ok: false })
    }
  expect(await ask('да')).toMatchObject({ ok: true })
  openai.fail({ with: { status: 401 } })
  expect(await ask('да')).toMatchObject({ reason: 'no_key', status: 401, code: 'invalid_api_key' })
  expect(await ask('да')).toMatchObject({ reason: 'open_circuit' })
})

test("a server's sentence never reaches the result: it may quote what was sent", async () => {
  const { ask, openai } = await start()
  openai.fail({ with: { status: 400, code: 'Ваш текст: 89161234567', message: 'bad text «89161234567»' }, times: 2 })
  expect(JSON.stringify(await ask('да'))).not.toMatch(/8916|текст/)
})
