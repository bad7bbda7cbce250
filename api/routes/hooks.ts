import { Hono } from 'hono'
import { inboundOf } from '../../bot/channels/telegram/receive.ts'
import { type ChannelRow, channelByKey } from '../../db/channels.ts'
import { decrypt, sameText } from '../../db/secrets.ts'
import type { TelegramCredentials } from '../credentials.ts'
import { jsonBody, refuse } from '../http.ts'
import type { System } from '../system.ts'

/** Telegram's own limit on an update is far below this. */
const MOST_BYTES = 1_000_000

/** A bot is looked up again after this, and at once when the secret is another one. */
const KNOWN_MS = 10_000

type Hook = { channel: ChannelRow; secret: string; until: number }

/** Webhooks of platforms: verify, store, answer 200; what follows from it comes after. */
export function hooks(system: System) {
  const known = new Map<string, Hook>()

  const look = async (key: string): Promise<Hook | null> => {
    known.delete(key)
    const channel = await channelByKey(system.db, 'telegram', key)
    if (!channel?.credentials) return null
    const { webhookSecret: secret } = await decrypt<TelegramCredentials>(system.secretKey, channel.credentials)
    const hook = { channel, secret, until: system.clock().getTime() + KNOWN_MS }
    known.set(key, hook)
    return hook
  }

  return new Hono().post('/hooks/telegram/:channel', async (c) => {
    const key = c.req.param('channel')
    const given = c.req.header('X-Telegram-Bot-Api-Secret-Token') ?? ''
    const kept = known.get(key)
    const good = kept && kept.until > system.clock().getTime() && sameText(kept.secret, given)
    const hook = good ? kept : await look(key)
    if (!hook) return refuse(c, 'not_found', 'no such bot here')
    if (!good && !sameText(hook.secret, given)) return refuse(c, 'unauthorized', 'wrong secret')
    const { channel } = hook
    const update = await jsonBody(c, MOST_BYTES)
    if (update === null) return refuse(c, 'bad_request', 'not a JSON update')
    const inbound = inboundOf(update, channel, system.clock())
    // What is no talk with a person is no error either: Telegram would send it again for a day.
    if (!inbound) return c.json({ ok: true })
    const stored = await system.intake(inbound)
    if (stored) system.drain.wake(stored.chatId)
    return c.json({ ok: true })
  })
}
