import { type Context, Hono } from 'hono'
import { challengeOf, isFromMeta } from '../../bot/channels/meta/webhook.ts'
import { type Piece, piecesOf } from '../../bot/channels/whatsapp/payload.ts'
import { type Moved, whatsappInbound, whatsappMove } from '../../bot/channels/whatsapp/receive.ts'
import type { WhatsAppCredentials } from '../../bot/channels/whatsapp/wire.ts'
import { type ChannelRow, channelByKey } from '../../db/channels.ts'
import { decrypt } from '../../db/secrets.ts'
import { noteTemplate } from '../../db/templates.ts'
import { hasAddress, openWindow, readdress } from '../../db/windows.ts'
import { refuse } from '../http.ts'
import { noteReport } from '../reports.ts'
import type { System } from '../system.ts'

/** Meta's own limit on a webhook's body. */
const MOST_BYTES = 3_000_000
/** A number is looked up again after this, and at once when a signature is not its own. */
const KNOWN_MS = 10_000
const MOST_PEOPLE = 10_000

/** What any of Meta's channels is verified by. */
export type MetaSecrets = { appSecret: string; verifyToken: string }

type Hook<T> = { channel: ChannelRow; secrets: T; until: number }

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

/** WhatsApp's webhook: who it is from is proved, what came is stored, and only then it answers 200. */
export function metaHooks(system: System) {
  const door = createMetaDoor<WhatsAppCredentials>(system, 'whatsapp')
  const take = createTaking(system)
  return new Hono()
    .get('/hooks/whatsapp/:channel', (c) => door.shake(c))
    .post('/hooks/whatsapp/:channel', async (c) => {
      const opened = await door.open(c)
      if (opened instanceof Response) return opened
      const { channel, secrets } = opened.hook
      let early = false
      for (const piece of piecesOf(opened.body)) {
        // An app may serve several numbers: each has its own address here, and hears of the others too.
        if (
          piece.kind === 'template'
            ? piece.accountId !== secrets.accountId
            : piece.phoneNumberId !== secrets.phoneNumberId
        )
          continue
        early = (await take(piece, channel)) === 'early' || early
      }
      // Its message is on the way at this moment: told again in a little while.
      return early ? c.json({ ok: false }, 503) : c.json({ ok: true })
    })
}

/** Takes one piece of a webhook; `early`: it is to be told again. */
function createTaking(system: System) {
  const { db, clock, intake, drain } = system
  const people = new Set<string>()
  let sequence = 0

  /** Who was known by their number is known by the platform's own id from now on. */
  const settle = async (moved: Moved) => {
    const key = `${moved.channelId}:${moved.to}`
    if (people.has(key)) return
    if (!(await hasAddress(db, moved.channelId, moved.to))) await db.transaction((tx) => readdress(tx, moved))
    if (people.size > MOST_PEOPLE) people.clear()
    people.add(key)
  }

  return async (piece: Piece, channel: ChannelRow): Promise<'early' | 'done'> => {
    const now = clock()
    if (piece.kind === 'receipt') return noteReport(system, { ...piece.receipt, channelId: channel.id })
    if (piece.kind === 'template') {
      await noteTemplate(db, { ...piece, channelIds: [channel.id], now })
      return 'done'
    }
    const { message, contact } = piece
    const moved = whatsappMove(message, channel.id)
    if (moved) {
      for (const old of moved.from) people.delete(`${channel.id}:${old}`)
      await db.transaction((tx) => readdress(tx, moved))
      return 'done'
    }
    sequence = Math.max(sequence + 1, now.getTime() * 100)
    const said = whatsappInbound(message, contact, { channel, sequence, now })
    if (!said) return 'done'
    const { inbound, arrival } = said
    const { person: to, phone } = arrival
    if (phone !== null && phone !== to) await settle({ channelId: channel.id, from: [phone], to, phone })
    const stored = await intake(inbound)
    // Also of what was here before: the first time may have ended in between.
    await openWindow(db, arrival)
    if (stored) drain.wake(stored.chatId)
    return 'done'
  }
}
