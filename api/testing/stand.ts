import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import type { MiddlewareObj } from 'grammy'
import { inject } from 'vitest'
import { type FakeInstagram, startFakeInstagram } from '../../bot/channels/instagram/fake/fake.ts'
import type { FakeAccount } from '../../bot/channels/instagram/fake/world.ts'
import { type FakeTelegram, startFakeTelegram } from '../../bot/channels/telegram/fake/telegram.ts'
import type { FakeBot } from '../../bot/channels/telegram/fake/world.ts'
import { introduce } from '../../bot/channels/telegram/introduce.ts'
import { type FakeWhatsApp, startFakeWhatsApp } from '../../bot/channels/whatsapp/fake/fake.ts'
import type { FakeNumber } from '../../bot/channels/whatsapp/fake/world.ts'
import type { Ctx } from '../../bot/context.ts'
import type { Pace } from '../../bot/pace.ts'
import { createBusiness } from '../../db/businesses.ts'
import { channelByKey, saveProfile } from '../../db/channels.ts'
import { decrypt } from '../../db/secrets.ts'
import type { Db } from '../../db/sql.ts'
import { asked } from '../../db/testing/asked.ts'
import type { Catalog } from '../../domain/catalog.ts'
import type { Template } from '../../domain/template.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { createApp } from '../app.ts'
import { chatAsset } from '../assets.ts'
import { createBots } from '../bots.ts'
import { CONNECTIONS } from '../connections.ts'
import type { ModelSettings } from '../consultant.ts'
import type { TelegramCredentials } from '../credentials.ts'
import type { Draw } from '../digestfile.ts'
import type { Rate } from '../limits.ts'
import { outgoingPost } from '../outgoing.ts'
import type { AppAsset } from '../routes/app.ts'
import { connectInstagram, connectTelegram, connectWhatsApp } from '../setup.ts'
import { createSystem, type System } from '../system.ts'
import { undiciHttp } from '../undici.ts'
import { writeXlsx } from '../xlsx.ts'
import { approveTemplates } from './approved.ts'
import type { On } from './channels.ts'

const SECRET_KEY = 'a secret key of a test stand'
export const API_KEY = 'an api key of a test stand'

let made = 0

export type Stand = {
  telegram: FakeTelegram
  bot: FakeBot
  /** Where clients of this stand write, unless told otherwise. */
  on: On
  /** The business's number at a fake WhatsApp; null unless asked for. */
  whatsapp: { platform: FakeWhatsApp; number: FakeNumber } | null
  /** The business's account at a fake Instagram; null unless asked for. */
  instagram: { platform: FakeInstagram; account: FakeAccount } | null
  system: System
  /** Address of the running app. */
  url: string
  businessId: number
  catalog: () => Promise<Catalog>
  clock: { now: Date }
  /** The clock goes on by 20 s, so that presses are not too fast for the limits of requests. */
  later: () => void
  /** Lines of the log, as they were written. */
  log: { level: string; event: string; data?: Record<string, unknown> }[]
  /** Another node on the same database and bot. */
  node: (db: Db, composer?: MiddlewareObj<Ctx>) => Promise<{ system: System; url: string; stop: () => Promise<void> }>
  stop: () => Promise<void>
}

export type StandOptions = {
  template?: Template['key']
  /** Clients write here; with `whatsapp` or `instagram` the business is there too, beside its bot. */
  on?: On
  /** False: the platform has approved no template for the business. */
  templates?: boolean
  now?: string
  /** Send limit per chat; none unless told, since the frozen clock would never refill it. */
  pace?: Pace
  /** Draws the digest's picture; it goes without unless told. */
  draw?: Draw
  /** A language model to ask; none unless told. */
  model?: ModelSettings
  /** How long the beginning of a wish waits for its end; not at all unless told. */
  patienceMs?: number
  /** The built staff app (`buildApp`); none unless told. */
  appAsset?: AppAsset
  /** Public address; without one the bot has no buttons into the app. */
  publicUrl?: string
  /** Webhooks go to addresses of the open network only, as they do unless an installation says otherwise. */
  openHooks?: boolean
  /** How often a member may ask; no limit unless told, since the frozen clock would never refill it. */
  memberRate?: Rate
  limits?: { perChatPerSecond?: number; perBotPerSecond?: number }
}

/** A whole installation on a test database: one business, one bot at a fake Telegram by webhook, a frozen clock. */
export async function startStand(db: Db, options: StandOptions = {}): Promise<Stand> {
  if (options.appAsset) await asked(inject('builtApp'))
  const clock = { now: new Date(options.now ?? '2026-11-23T07:00:00Z') }
  const telegram = await startFakeTelegram({
    now: () => clock.now.getTime(),
    redeliveryScale: 0.01,
    limits: options.limits,
  })
  const bot = telegram.addBot({})
  const whatsapp = options.on === 'whatsapp' ? await numberAt(clock) : null
  const instagram = options.on === 'instagram' ? await accountAt(clock) : null
  const key = `stand-${process.pid}-${++made}`
  const businessId = await db.transaction(async (tx) => {
    const id = await createBusiness(tx, TEMPLATES[options.template ?? 'salon'], { webKey: key, now: clock.now })
    await connectTelegram(tx, { businessId: id, key, token: bot.token }, SECRET_KEY)
    if (whatsapp) {
      const channelId = await connectWhatsApp(
        tx,
        { businessId: id, key, ...credentialsAt(whatsapp.number) },
        SECRET_KEY,
      )
      if (options.templates !== false)
        await approveTemplates(tx, whatsapp, { businessId: id, channelId, now: clock.now })
    }
    if (instagram) {
      const { token, accountId, appSecret, verifyToken } = instagram.account
      await connectInstagram(
        tx,
        { businessId: id, key, now: clock.now, token, accountId, appSecret, verifyToken },
        SECRET_KEY,
      )
    }
    return id
  })
  const log: Stand['log'] = []
  const node = async (nodeDb: Db, composer?: MiddlewareObj<Ctx>) => {
    let url: string | null = null
    const system = createSystem({
      db: nodeDb,
      texts: { ru: textFile('ru'), en: textFile('en') },
      http: undiciHttp(),
      telegramApiRoot: telegram.root,
      whatsappApiRoot: whatsapp?.platform.root,
      instagramApiRoot: instagram?.platform.root,
      secretKey: SECRET_KEY,
      publicUrl: options.publicUrl ?? null,
      localUrl: () => url,
      log: (level, event, data) => log.push({ level, event, data }),
      clock: () => clock.now,
      telegramPace: options.pace ?? null,
      whatsappPace: options.pace ?? null,
      instagramPace: options.pace ?? null,
      model: options.model,
      draw: options.draw,
      hooks: { post: outgoingPost({ closed: !options.openHooks }), closed: !options.openHooks },
      xlsx: writeXlsx,
      patienceMs: options.patienceMs,
      portals: {
        loopback: true,
        wait: async (ms) => {
          clock.now = new Date(clock.now.getTime() + ms)
        },
      },
      composer,
      width: nodeDb.kind === 'pglite' ? 1 : 8,
    })
    const bots = createBots(system, `stand-${made}`)
    const app = createApp(system, {
      bots,
      addressOf: () => 'test',
      asset: chatAsset,
      appAsset: options.appAsset,
      apiKey: API_KEY,
      memberRate: options.memberRate ?? { burst: 1e6, perMinute: 1 },
    })
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', serverOptions: CONNECTIONS })
    await new Promise<void>((resolve) => server.once('listening', () => resolve()))
    const address = server.address()
    if (!address || typeof address === 'string') throw new Error('the stand has no port')
    const stop = async () => {
      await bots.stop()
      await system.loop.stop()
      await system.drain.stop()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    url = `http://127.0.0.1:${address.port}`
    return { system, url, stop }
  }
  const first = await node(db)
  const channel = await channelByKey(db, 'telegram', key)
  const credentials = await decrypt<TelegramCredentials>(SECRET_KEY, channel!.credentials!)
  const { profile } = await introduce(first.system.telegram, bot.token, {
    texts: first.system.texts,
    business: TEMPLATES[options.template ?? 'salon'].name,
    webhook: { url: `${first.url}/hooks/telegram/${key}`, secret: credentials.webhookSecret },
  })
  await saveProfile(db, channel!.id, profile)
  if (whatsapp) await whatsapp.platform.subscribe(whatsapp.number, `${first.url}/hooks/whatsapp/${key}`)
  if (instagram) await instagram.platform.subscribe(instagram.account, `${first.url}/hooks/instagram/${key}`)
  return {
    telegram,
    bot,
    on: options.on ?? 'telegram',
    whatsapp,
    instagram,
    system: first.system,
    url: first.url,
    businessId,
    catalog: () => first.system.catalogs.of(db, businessId),
    clock,
    later: () => {
      clock.now = new Date(clock.now.getTime() + 20_000)
    },
    log,
    node,
    async stop() {
      // Its bot is gone: another stand on this database has nobody of it to tell in the morning. A law may have closed the database.
      const away = `update members set preferences = preferences || '{"digest":"none","alerts":"none"}' where business_id = $1`
      await db.query(away, [businessId]).catch((error: unknown) => {
        if (!/closed|CONNECTION_ENDED/i.test(String(error))) throw error
      })
      await first.stop()
      await telegram.close()
      await whatsapp?.platform.close()
      await instagram?.platform.close()
    },
  }
}

async function numberAt(clock: { now: Date }) {
  const platform = await startFakeWhatsApp({
    now: () => clock.now.getTime(),
    redeliveryScale: 0.01,
    firstPhone: 79_160_000_000 + made * 1000,
  })
  return { platform, number: platform.addNumber() }
}

async function accountAt(clock: { now: Date }) {
  const platform = await startFakeInstagram({
    now: () => clock.now.getTime(),
    redeliveryScale: 0.01,
    firstId: 430_915_000_000 + made * 1000,
  })
  return { platform, account: platform.addAccount() }
}

const credentialsAt = ({ token, phoneNumberId, appSecret, verifyToken, accountId }: FakeNumber) => ({
  token,
  phoneNumberId,
  appSecret,
  verifyToken,
  accountId,
})

const textFile = (language: string) => readFileSync(new URL(`../../bot/texts/${language}.ftl`, import.meta.url), 'utf8')
