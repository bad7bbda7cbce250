import { Hono } from 'hono'
import { inboundOf } from '../../bot/channels/telegram/receive.ts'
import { channelByKey } from '../../db/channels.ts'
import { receive } from '../../db/messages.ts'
import { decrypt, sameText } from '../../db/secrets.ts'
import { jsonBody, refuse } from '../http.ts'
import type { System, TelegramCredentials } from '../system.ts'

/** Telegram's own limit on an update is far below this. */
const MOST_BYTES = 1_000_000

/** Webhooks of platforms: verify, store, answer 200; what follows from it comes after. */
export function hooks(system: System) {
  return new Hono().post('/hooks/telegram/:channel', async (c) => {
    const channel = await channelByKey(system.db, 'telegram', c.req.param('channel'))
    if (!channel?.credentials) return refuse(c, 'not_found', 'no such bot here')
    const { webhookSecret } = await decrypt<TelegramCredentials>(system.secretKey, channel.credentials)
    if (!sameText(webhookSecret, c.req.header('X-Telegram-Bot-Api-Secret-Token') ?? ''))
      return refuse(c, 'unauthorized', 'wrong secret')
    const update = await jsonBody(c, MOST_BYTES)
    if (update === null) return refuse(c, 'bad_request', 'not a JSON update')
    const inbound = inboundOf(update, channel, system.clock())
    // What is no talk with a person is no error either: Telegram would send it again for a day.
    if (!inbound) return c.json({ ok: true })
    const stored = await receive(system.db, inbound)
    if (stored) system.drain.wake(stored.chatId)
    return c.json({ ok: true })
  })
}
