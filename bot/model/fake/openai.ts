import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Habits } from './contract.ts'
import { type Fault, makeFaults } from './faults.ts'
import { type CallRecord, handle, type Script, type World } from './server.ts'

export type FakeOpenaiOptions = {
  apiKey?: string
  models?: readonly string[]
  /** What kind of server is played; by default OpenAI with a plain model. */
  habits?: Partial<Habits>
  /** The server's clock in ms, for dates in answers and calls; pauses are real. */
  now?: () => number
}

export type FakeOpenai = {
  /** `http://127.0.0.1:PORT/v1`: what OPENAI_BASE_URL is set to. */
  baseUrl: string
  apiKey: string
  /** The first of its models. */
  model: string
  /** Every request that came, right or wrong, in order. */
  calls: CallRecord[]
  /** What the model says from now on; undefined: the smallest answer that the schema allows. */
  answer: (script: Script) => void
  /** Plans a fault; the returned function takes it back. */
  fail: (fault: Fault) => () => void
  close: () => Promise<void>
}

/** Starts an OpenAI-compatible server on loopback that keeps to the contract, says what it is told and fails on demand. */
export async function startFakeOpenai(options: FakeOpenaiOptions = {}): Promise<FakeOpenai> {
  const world: World = {
    now: options.now ?? Date.now,
    apiKey: options.apiKey ?? 'sk-fake-key',
    models: options.models ?? ['gpt-fake'],
    habits: { jsonSchema: true, reasoning: false, old: false, ...options.habits },
    faults: makeFaults(),
    script: () => undefined,
    calls: [],
  }
  const server = createServer((request, response) => {
    handle(world, request, response).catch((error: Error) => {
      if (response.headersSent || response.destroyed) return
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error.stack}`)
    })
  })
  // As the fake of Telegram: a wire that is closed in a long silence would be a failure of the platform.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: world.apiKey,
    model: world.models[0]!,
    calls: world.calls,
    answer: (script) => {
      world.script = script
    },
    fail: world.faults.plan,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
