import { introduce } from '../bot/channels/telegram/introduce.ts'
import { pause, poll } from '../bot/channels/telegram/poll.ts'
import { type ChannelRow, channelsOf, saveChannelError, saveProfile } from '../db/channels.ts'
import { decrypt } from '../db/secrets.ts'
import { describe, type System, type TelegramCredentials } from './system.ts'

export type Bots = { names: string[]; stop(): Promise<void> }

const RETRY_MS = 30_000

/** Brings every connected Telegram bot of every business into service: by webhook with a public address, else by polling. */
export async function startBots(system: System, node: string): Promise<Bots> {
  const stopping = new AbortController()
  const channels = await channelsOf(system.db, 'telegram')
  const work: Promise<void>[] = []
  const names: string[] = []
  await Promise.all(
    channels.map(async (channel) => {
      const name = await introduceBot(system, channel)
      if (name) names.push(name)
      work.push(serve(system, channel, node, name !== null, stopping.signal))
    }),
  )
  return {
    names,
    async stop() {
      stopping.abort()
      await Promise.all(work)
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
