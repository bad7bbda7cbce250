import type { Context } from 'hono'
import { challengeOf, isFromMeta } from '../bot/channels/meta/webhook.ts'
import { type ChannelRow, channelByKey } from '../db/channels.ts'
import { decrypt } from '../db/secrets.ts'
import { refuse } from './http.ts'
import type { System } from './system.ts'

/** Meta's own limit on a webhook's body. */
const MOST_BYTES = 3_000_000
/** A number is looked up again after this, and at once when a signature is not its own. */
const KNOWN_MS = 10_000

/** What any of Meta's channels is verified by. */
export type MetaSecrets = { appSecret: string; verifyToken: string }

type Hook<T> = { channel: ChannelRow; secrets: T; until: number }

export type MetaDoor<T extends MetaSecrets> = ReturnType<typeof createMetaDoor<T>>

/** Looks Meta's channels up by their address, and says whether a request is Meta's own: the same for WhatsApp and Instagram. */
export function createMetaDoor<T extends MetaSecrets>(system: System, kind: string) {
  const known = new Map<string, Hook<T>>()
  const look = async (key: string): Promise<Hook<T> | null> => {
    known.delete(key)
    const channel = await channelByKey(system.db, kind, key)
    if (!channel?.credentials) return null
    const secrets = await decrypt<T>(system.secretKey, channel.credentials)
    const hook = { channel, secrets, until: system.clock().getTime() + KNOWN_MS }
    known.set(key, hook)
    return hook
  }
  return {
    /** Answers the question that Meta asks when the address is entered. */
    async shake(c: Context): Promise<Response> {
      const hook = await look(c.req.param('channel') ?? '')
      const challenge = hook && challengeOf(c.req.query(), hook.secrets.verifyToken)
      return challenge ? c.text(challenge) : refuse(c, 'forbidden', 'wrong verify token')
    },
    /** The body of a request that Meta has signed, or the refusal of any other. */
    async open(c: Context): Promise<{ hook: Hook<T>; body: unknown } | Response> {
      const key = c.req.param('channel') ?? ''
      const given = c.req.header('X-Hub-Signature-256') ?? ''
      if (Number(c.req.header('Content-Length') ?? 0) > MOST_BYTES) return refuse(c, 'too_long', 'too long')
      const raw = new Uint8Array(await c.req.arrayBuffer())
      if (raw.length > MOST_BYTES) return refuse(c, 'too_long', 'too long')
      const kept = known.get(key)
      const fresh = kept && kept.until > system.clock().getTime() ? kept : null
      const good = fresh !== null && (await isFromMeta(fresh.secrets.appSecret, raw, given))
      const hook = good ? fresh : await look(key)
      if (!hook) return refuse(c, 'not_found', 'no such channel here')
      if (!good && !(await isFromMeta(hook.secrets.appSecret, raw, given)))
        return refuse(c, 'unauthorized', 'wrong signature')
      try {
        return { hook, body: JSON.parse(new TextDecoder().decode(raw)) as unknown }
      } catch {
        return refuse(c, 'bad_request', 'not JSON')
      }
    },
  }
}
