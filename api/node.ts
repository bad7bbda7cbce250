import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Cron } from 'croner'
import { pino } from 'pino'
import { DirectoryTaken } from '../db/directory.ts'
import { checkClock, migrate } from '../db/migrate.ts'
import { openPglite } from '../db/pglite.ts'
import { openPostgres } from '../db/postgres.ts'
import type { Db } from '../db/sql.ts'
import { createApp } from './app.ts'
import { appAsset, chatAsset } from './assets.ts'
import { createBots } from './bots.ts'
import { type Config, ConfigError, modelOf, readConfig } from './config.ts'
import { CONNECTIONS } from './connections.ts'
import { describe, type Log } from './log.ts'
import { outgoingPost } from './outgoing.ts'
import { drawPicture } from './picture.ts'
import { ownSecretKey } from './secret.ts'
import { type Setup, setUp } from './setup.ts'
import { createSystem } from './system.ts'
import { undiciHttp } from './undici.ts'
import { writeXlsx } from './xlsx.ts'

const POOL = 10

/** How long «здравствуйте» waits for what is wanted. */
const PATIENCE_MS = 900

/** Starts the product: the database, the website chat, the bots, the loop. Stops in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logger = pino({ level: process.env.LOG_LEVEL ?? 'info', base: null })
  const log: Log = (level, event, data) => logger[level](data ?? {}, event)

  const db = await openDatabase(config)
  await migrate(db, config.DATABASE_URL)
  await checkClock(db, new Date())
  const secretKey = config.SECRET_KEY ?? ownSecretKey(config.DATA_DIR)
  const setup = await setUp(db, config, secretKey, new Date())

  const system = createSystem({
    db,
    texts: { ru: textFile('ru'), en: textFile('en') },
    http: undiciHttp(),
    telegramApiRoot: config.TELEGRAM_API_ROOT,
    whatsappApiRoot: config.WHATSAPP_API_ROOT,
    instagramApiRoot: config.INSTAGRAM_API_ROOT,
    secretKey,
    publicUrl: config.PUBLIC_URL ?? null,
    localUrl: () => rootOf(config, server.address()),
    log,
    width: db.kind === 'pglite' ? 1 : POOL - 2,
    patienceMs: PATIENCE_MS,
    model: modelOf(config),
    hooks: hooksOf(config),
    draw: drawPicture,
    xlsx: writeXlsx,
  })
  const bots = createBots(system, `${hostname()}:${config.PORT || process.pid}`)
  const app = createApp(system, {
    bots,
    addressOf: (c) => getConnInfo(c).remote.address ?? '',
    asset: chatAsset,
    appAsset,
    apiKey: config.LEAD_API_KEY ?? null,
  })
  const server = serve({ fetch: app.fetch, port: config.PORT, hostname: config.HOST, serverOptions: CONNECTIONS })
  await new Promise<void>((resolve, reject) =>
    server.once('listening', resolve).once('error', (error) => reject(portOf(config, error))),
  )
  system.loop.start()
  let round = Promise.resolve()
  const onError = (error: unknown) => log('error', 'loop.failed', { error: describe(error) })
  const minutely = new Cron('* * * * *', { protect: true, catch: onError }, () => {
    round = system.loop.runDue()
    return round
  })
  void minutely.trigger()
  announce(config, server.address(), setup)
  for (const name of await bots.start()) say(`Telegram: https://t.me/${name}`)

  const stop = async () => {
    log('info', 'stopping')
    server.close()
    if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 500).unref()
    await bots.stop()
    minutely.stop()
    await round.catch(onError)
    await system.loop.stop()
    await system.drain.stop()
    await db.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
}

function openDatabase(config: Config): Promise<Db> {
  return config.DATABASE_URL
    ? Promise.resolve(openPostgres(config.DATABASE_URL, { max: POOL }))
    : openPglite(config.DATA_DIR)
}

const hooksOf = ({ WEBHOOK_ADDRESSES: which }: Config) => ({
  post: outgoingPost({ closed: which === 'any' }),
  closed: which === 'any',
})

/** Why it can't listen, in a line for whoever started it. */
const portOf = ({ PORT }: Config, error: Error & { code?: string }): Error =>
  error.code === 'EADDRINUSE'
    ? new ConfigError([`PORT: another program has ${PORT} already; stop it, or set another one`])
    : error

const textFile = (language: string) => readFileSync(new URL(`../bot/texts/${language}.ftl`, import.meta.url), 'utf8')

type Address = ReturnType<ReturnType<typeof serve>['address']>

/** Where this machine itself reaches the program. */
function rootOf(config: Config, address: Address): string {
  const port = typeof address === 'object' && address ? address.port : config.PORT
  const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST
  return `http://${host}:${port}`
}

function announce(config: Config, address: Address, setup: Setup): void {
  const root = config.PUBLIC_URL ?? rootOf(config, address)
  // In one piece: whoever reads the address has the rest with it.
  const lines = [
    '',
    `${setup.name}${setup.made ? ', demo business' : ''}`,
    `Website chat: ${root}/chat`,
    setup.appCode && `Staff app (this link opens it once): ${root}/app/?code=${setup.appCode}`,
    !config.TELEGRAM_BOT_TOKEN && 'Telegram: set TELEGRAM_BOT_TOKEN (from @BotFather) and start again.',
    setup.ownerCode && `To become the owner, send this to the bot once: ${setup.ownerCode}`,
    '',
  ]
  say(lines.filter((line) => typeof line === 'string').join('\n'))
}

/** For the person at the terminal; everything else is JSON in the log. */
function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof DirectoryTaken
  process.stderr.write(`${expected ? (error as Error).message : describe(error)}\n`)
  process.exit(1)
})
