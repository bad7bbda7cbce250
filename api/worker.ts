import 'temporal-polyfill/global'
import en from '../bot/texts/en.ftl?text' with { type: 'text' }
import ru from '../bot/texts/ru.ftl?text' with { type: 'text' }
import { openPostgres } from '../db/postgres.ts'
import { createApp } from './app.ts'
import type { Asset } from './assets.ts'
import { createBots } from './bots.ts'
import bars from './chat/bars.js?text' with { type: 'text' }
import css from './chat/chat.css?text' with { type: 'text' }
import chat from './chat/chat.js?text' with { type: 'text' }
import outbox from './chat/outbox.js?text' with { type: 'text' }
import page from './chat/page.html?text' with { type: 'text' }
import view from './chat/view.js?text' with { type: 'text' }
import widget from './chat/widget.js?text' with { type: 'text' }
import wire from './chat/wire.js?text' with { type: 'text' }
import words from './chat/words.js?text' with { type: 'text' }
import { ConfigError, modelOf, readConfig } from './config.ts'
import { fetchPost } from './fetchpost.ts'
import { createKept } from './kept.ts'
import { describe, type Log } from './log.ts'
import { createChatLimits } from './routes/chat.ts'
import { createSystem, type System } from './system.ts'

type Assets = { fetch(address: string): Promise<Response> }

/** Bindings of wrangler.toml: the variables of Node's environment, a pool before the database, and the built staff app. */
export type Env = { HYPERDRIVE?: { connectionString: string }; ASSETS?: Assets } & Record<string, unknown>

type Invocation = { waitUntil(work: Promise<unknown>): void }

/** Connections of one invocation: the platform allows six at once, and Telegram needs one. */
const POOL = 4
/** The platform stops an invocation 30 s after its answer; what falls due later is left to the Cron Trigger. */
const PATIENCE_MS = 20_000

const texts = { ru, en }
const script = 'text/javascript; charset=utf-8'
const FILES = new Map([
  ['page.html', { body: page, type: 'text/html; charset=utf-8' }],
  ['chat.css', { body: css, type: 'text/css; charset=utf-8' }],
  ...Object.entries({ bars, chat, outbox, view, widget, wire, words }).map(
    ([name, body]) => [`${name}.js`, { body, type: script }] as const,
  ),
])

// A socket belongs to the request that opened it, so everything that holds one is wired anew for each. These hold none.
const kept = createKept(texts)
const limits = createChatLimits()

const worker = {
  /** Answers one request; the turn and the delivery that it causes come after the answer. */
  async fetch(request: Request, env: Env, invocation: Invocation): Promise<Response> {
    const { system, apiKey, settle } = open(env)
    const app = createApp(system, {
      addressOf: (c) => c.req.header('CF-Connecting-IP') ?? '',
      asset: async (name) => FILES.get(name) ?? null,
      appAsset: async (name) => (env.ASSETS ? appFile(env.ASSETS, name) : null),
      apiKey,
      bots: createBots(system, 'worker'),
      limits,
      streams: false,
    })
    const answer = Promise.resolve(app.fetch(request))
    // Said at once: a platform that hangs up would take an unannounced turn with it.
    invocation.waitUntil(answer.then(settle, settle))
    return answer
  },

  /** The Cron Trigger: the same round that the loop of Node makes. */
  async scheduled(_event: unknown, env: Env): Promise<void> {
    const { system, settle } = open(env)
    try {
      await system.loop.runDue()
    } finally {
      await settle()
    }
  },
}

export default worker

/** A file of the built staff app; null when there is none. */
async function appFile(assets: Assets, name: string): Promise<Asset | null> {
  // The binding looks at the path alone.
  const answer = await assets.fetch(`https://app.invalid/${name}`)
  if (answer.ok) return { body: await answer.text(), type: answer.headers.get('Content-Type') ?? '' }
  await answer.body?.cancel()
  return null
}

/** Wires the product over connections of this invocation alone. `settle` ends its work, then its connections. */
function open(env: Env): { system: System; apiKey: string | null; settle: () => Promise<void> } {
  const variables = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const config = readConfig(Object.fromEntries(variables))
  const url = env.HYPERDRIVE?.connectionString ?? config.DATABASE_URL
  if (!url) throw new ConfigError(['HYPERDRIVE: bind a database, or set DATABASE_URL'])
  if (!config.SECRET_KEY) throw new ConfigError(['SECRET_KEY: set it; it encrypts credentials and signs sessions'])
  const db = openPostgres(url, { max: POOL })
  let later = Number.POSITIVE_INFINITY
  const system = createSystem(
    {
      db,
      texts,
      http: (address, { method = 'POST', body, headers, timeoutMs }) =>
        fetch(address, {
          method,
          ...(method === 'POST' && { body }),
          headers,
          signal: AbortSignal.timeout(timeoutMs),
        }),
      telegramApiRoot: config.TELEGRAM_API_ROOT,
      whatsappApiRoot: config.WHATSAPP_API_ROOT,
      instagramApiRoot: config.INSTAGRAM_API_ROOT,
      secretKey: config.SECRET_KEY,
      publicUrl: config.PUBLIC_URL ?? null,
      log,
      width: POOL - 1,
      model: modelOf(config),
      hooks: { post: fetchPost({ closed: false }), closed: false },
      onLater: (at) => {
        later = Math.min(later, at.getTime())
      },
    },
    kept,
  )
  const settle = async () => {
    const until = Date.now() + PATIENCE_MS
    try {
      await system.drain.idle()
      while (later < until) {
        await new Promise((resolve) => setTimeout(resolve, later - Date.now()))
        later = Number.POSITIVE_INFINITY
        await system.loop.runDue()
        await system.drain.idle()
      }
    } catch (error) {
      log('error', 'settle.failed', { error: describe(error) })
    } finally {
      await db.close()
    }
  }
  return { system, apiKey: config.LEAD_API_KEY ?? null, settle }
}

const log: Log = (level, event, data) => {
  // biome-ignore lint/suspicious/noConsole: a Worker's log is its console.
  console[level](JSON.stringify({ event, ...data }))
}
