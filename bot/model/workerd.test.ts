import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeOpenai, startFakeOpenai } from './fake/openai.ts'

const WORKER = `
import { createModel } from './client.ts'
import { SALON } from './salon.sample.ts'

const logged = []
export default {
  async fetch(request) {
    const { baseUrl, apiKey, message, timeoutMs } = await request.json()
    const model = createModel({
      apiKey, baseUrl, model: 'gpt-fake', clock: Date.now, timeoutMs, retryPauseMs: 1,
      budget: { dailyTokens: 1e6, spent: async () => 0 },
      record: async (call) => { logged.push(call.outcome) },
    })
    const conversation = { message, turns: [], names: ['Ольга'] }
    const answer = await model.ask({ businessId: 1, chatId: 1, day: '2026-11-25', voice: SALON, conversation })
    return Response.json({ answer, logged })
  },
}`

let openai: FakeOpenai
let workerd: Miniflare
beforeAll(async () => {
  openai = await startFakeOpenai()
  const bundle = await build({
    stdin: { contents: WORKER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'import'],
  })
  const settings = readFileSync(join(import.meta.dirname, '../../wrangler.toml'), 'utf8')
  workerd = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: bundle.outputFiles[0]!.text }],
      compatibilityDate: /^compatibility_date = "(.+)"$/m.exec(settings)![1],
      cf: false,
      telemetry: { enabled: false },
    }),
  )
}, 60_000)
afterAll(async () => {
  await workerd.dispose()
  await openai.close()
})

async function ask(message: string, timeoutMs = 30_000) {
  const { origin } = await workerd.ready
  const body = JSON.stringify({ baseUrl: openai.baseUrl, apiKey: openai.apiKey, message, timeoutMs })
  return (await fetch(origin, { method: 'POST', body })).json()
}

test('in a Worker a question is answered, a fault is a value, and a hang ends with the time', async () => {
  openai.answer(() => ({ intent: 'book', confidence: 1, time_spans: ['завтра'], service_ids: ['s3'] }))
  const understood = { intent: 'book', serviceIds: [103], timeSpans: ['завтра'] }
  expect(await ask('это Ольга, маникюр завтра')).toMatchObject({ answer: { ok: true, understood } })
  expect(JSON.stringify(openai.calls[0]!.fields)).toContain('это [NAME_A], маникюр завтра')
  openai.fail({ with: { status: 500 } })
  expect(await ask('маникюр завтра')).toMatchObject({ answer: { ok: true }, logged: ['ok', 'ok'] })
  openai.fail({ with: 'hang' })
  expect(await ask('маникюр завтра', 500)).toMatchObject({ answer: { ok: false, reason: 'timeout' } })
  openai.fail({ with: 'refusal' })
  expect(await ask('маникюр завтра')).toMatchObject({ answer: { ok: false, reason: 'refused' } })
  expect(openai.calls.map(({ status }) => status)).toEqual([200, 500, 200, 0, 200])
})
