import { introduce } from '../bot/channels/telegram/introduce.ts'
import { pause, poll } from '../bot/channels/telegram/poll.ts'
import {
  type ChannelRow,
  channelById,
  channelsOf,
  clearChannelError,
  saveChannelError,
  saveProfile,
} from '../db/channels.ts'
import { decrypt } from '../db/secrets.ts'
import type { TelegramCredentials } from './credentials.ts'
import { describe } from './log.ts'
import type { System } from './system.ts'

/** The connected bots of this installation, as this node serves them. */
export type Bots = {
  /** Brings all into service, and those that are connected later, on whatever node; names of those that answer. */
  start(): Promise<string[]>
  /** Brings one into service at once; false while Telegram does not answer, which is tried again. */
  connect(channelId: number): Promise<boolean>
  /** Takes one out of service. */
  disconnect(channelId: number): Promise<void>
  stop(): Promise<void>
}

const RETRY_MS = 30_000
/** Other nodes' changes are looked for so often, and whether webhooks arrive. */
const LOOK_MS = 60_000

type Served = { credentials: string | null; stopping: AbortController; work: Promise<void> }

/** Serves Telegram bots of every business: by webhook with a public address, else by polling. */
export function createBots(system: System, node: string): Bots {
  const { db, log } = system
  const served = new Map<number, Served>()
  const stopping = new AbortController()
  let looking: Promise<void> = Promise.resolve()

  const begin = async (channel: ChannelRow): Promise<string | null> => {
    await end(channel.id)
    const own = new AbortController()
    const entry = { credentials: channel.credentials, stopping: own, work: Promise.resolve() }
    served.set(channel.id, entry)
    const name = await introduceBot(system, channel)
    const signal = AbortSignal.any([own.signal, stopping.signal])
    entry.work = serve(system, channel, node, name !== null, signal)
    return name
  }
  const end = async (id: number) => {
    const entry = served.get(id)
    served.delete(id)
    entry?.stopping.abort()
    await entry?.work
  }
  /** Bots that another node connected, took away or gave another token. */
  const catchUp = async (): Promise<string[]> => {
    const channels = await channelsOf(db, 'telegram')
    const known = new Map(channels.map(({ id, credentials }) => [id, credentials]))
    for (const [id, { credentials }] of served) {
      if (known.get(id) === credentials) continue
      system.forgetToken(id)
      await end(id)
    }
    const fresh = channels.filter(({ id, credentials }) => credentials !== null && !served.has(id))
    const names = await Promise.all(fresh.map(begin))
    return names.filter((name) => name !== null)
  }
  const look = async () => {
    while (!stopping.signal.aborted) {
      await pause(LOOK_MS, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        await catchUp()
        if (system.publicUrl) await Promise.all([...served.keys()].map((id) => examine(system, id)))
      } catch (error) {
        log('error', 'bots.look', { error: describe(error) })
      }
    }
  }

  return {
    async start() {
      const names = await catchUp()
      looking = look()
      return names
    },
    async connect(channelId) {
      system.forgetToken(channelId)
      return (await begin(await channelById(db, channelId))) !== null
    },
    async disconnect(channelId) {
      system.forgetToken(channelId)
      await end(channelId)
    },
    async stop() {
      stopping.abort()
      await Promise.all([looking, ...[...served.values()].map(({ work }) => work)])
    },
  }
}

/** Null when the bot does not answer: a wrong token, or Telegram is out of reach; the channel says why. */
async function introduceBot(system: System, channel: ChannelRow): Promise<string | null> {
  const { db, telegram, texts, publicUrl, log, clock } = system
  try {
    const { token, webhookSecret } = await credentialsOf(system, channel)
    const catalog = await system.catalogs.of(db, channel.businessId)
    const webhook = publicUrl ? { url: `${publicUrl}/hooks/telegram/${channel.key}`, secret: webhookSecret } : null
    const { username, profile } = await introduce(telegram, token, { texts, business: catalog.name, webhook })
    await saveProfile(db, channel.id, profile)
    log('info', 'bot.ready', { channelId: channel.id, username, by: webhook ? 'webhook' : 'polling' })
    return username
  } catch (error) {
    await saveChannelError(db, channel.id, describe(error), clock())
    log('error', 'bot.failed', { channelId: channel.id, error: describe(error) })
    return null
  }
}

const NOT_ARRIVING = 'webhook: '

/** Asks Telegram whether our address takes its updates. */
async function examine(system: System, channelId: number): Promise<void> {
  const { db, telegram, clock } = system
  const channel = await channelById(db, channelId)
  const answer = await telegram.call<{ pending_update_count: number; last_error_message?: string }>(
    await system.tokenOf(channelId),
    'getWebhookInfo',
  )
  if (!answer.ok) return saveChannelError(db, channelId, answer.description, clock())
  const { pending_update_count: pending, last_error_message: trouble } = answer.result
  if (pending > 0 && trouble) await saveChannelError(db, channelId, `${NOT_ARRIVING}${trouble}`, clock())
  else if (channel.lastError?.startsWith(NOT_ARRIVING)) await clearChannelError(db, channelId)
}

async function serve(
  system: System,
  channel: ChannelRow,
  node: string,
  introduced: boolean,
  signal: AbortSignal,
): Promise<void> {
  let ready = introduced
  while (!ready && !signal.aborted) {
    await pause(RETRY_MS, signal)
    ready = !signal.aborted && (await introduceBot(system, channel)) !== null
  }
  if (signal.aborted || system.publicUrl) return
  const { token } = await credentialsOf(system, channel)
  await poll({
    db: system.db,
    api: system.telegram,
    channel,
    token,
    node,
    clock: system.clock,
    wake: system.drain.wake,
    onError: (error) => {
      system.log('warn', 'bot.poll', { channelId: channel.id, error: describe(error) })
      void saveChannelError(system.db, channel.id, describe(error), system.clock()).catch((failed: unknown) =>
        system.log('error', 'bot.poll', { channelId: channel.id, error: describe(failed) }),
      )
    },
    signal,
  })
}

async function credentialsOf(system: System, channel: ChannelRow): Promise<TelegramCredentials> {
  if (!channel.credentials) throw new Error('the bot has no token')
  return decrypt<TelegramCredentials>(system.secretKey, channel.credentials)
}
