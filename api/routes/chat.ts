import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import * as z from 'zod'
import { webMessages } from '../../bot/channels/web/messages.ts'
import { type Saying, type Visitor, webInbound } from '../../bot/channels/web/receive.ts'
import { type ChannelRow, channelByKey } from '../../db/channels.ts'
import { deliveryOf, webChat, webDeliveries, webMessageId, webTranscript } from '../../db/web.ts'
import { isAttributed, originOfPage } from '../../domain/attribution.ts'
import { fileAddress } from '../fileaddress.ts'
import { jsonBody, refuse } from '../http.ts'
import { createLimit, type Limit } from '../limits.ts'
import type { System } from '../system.ts'
import { newVisitor, visitorOf, visitorToken } from '../visitors.ts'
import { streamNews } from './stream.ts'

const sessionBody = z.object({
  channel: z.string().max(100).default('default'),
  token: z.string().max(4000).nullish(),
  page: z.string().max(4000).nullish(),
  referrer: z.string().max(4000).nullish(),
  language: z.string().max(40).nullish(),
})

const id = z.string().regex(/^[\w-]{8,64}$/)
const messageBody = z
  .union([
    z.object({ id, text: z.string().trim().min(1).max(4096) }),
    z.object({ id, start: z.literal(true) }),
    z.object({ id, tap: z.object({ message: z.number().int().positive(), data: z.string().min(1).max(64) }) }),
  ])
  // Where the visitor is now: who comes again by another link has a page with other marks.
  .and(z.object({ page: z.string().max(4000).nullish() }))

const TRANSCRIPT = 200
const MOST_BYTES = 64_000

export type ChatOptions = {
  /** Where a request comes from, for rate limits. */
  addressOf: (c: Context) => string
  /** Counted so far, on a host that makes the app anew for each request. */
  limits?: ChatLimits
  /** False on a host that can't keep an answer open: the page polls instead. */
  streams?: boolean
}

/** How often one visitor, and one address, may ask for something that costs. */
export type ChatLimits = { perVisitor: Limit; perAddress: Limit }

export const createChatLimits = (): ChatLimits => ({
  perVisitor: createLimit({ burst: 20, perMinute: 60 }),
  perAddress: createLimit({ burst: 60, perMinute: 120 }),
})

type Caller = { visitor: Visitor; channel: ChannelRow }

/** The website chat: a channel like any other, over HTTP. */
export function chat(system: System, { addressOf, limits = createChatLimits(), streams = true }: ChatOptions) {
  const { db, secretKey, clock } = system
  const { perVisitor, perAddress } = limits
  const fileUrl = (reference: string, businessId: number) => fileAddress(secretKey, businessId, reference)

  const callerOf = async (c: Context): Promise<Caller | null> => {
    const token = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
    const visitor = token ? await visitorOf(secretKey, token) : null
    const channel = visitor && (await channelByKey(db, 'web', visitor.channel))
    return visitor && channel ? { visitor, channel } : null
  }
  const unknown = (c: Context) => refuse(c, 'unauthorized', 'Откройте чат заново.')
  const busy = (c: Context, seconds: number) => {
    c.header('Retry-After', String(seconds))
    return refuse(c, 'rate_limited', `Слишком часто. Подождите ${seconds} с.`)
  }

  const app = new Hono()

  app.post('/session', async (c) => {
    const wait = perAddress(addressOf(c), clock().getTime())
    if (wait > 0) return busy(c, wait)
    const body = sessionBody.safeParse(await jsonBody(c, MOST_BYTES))
    if (!body.success) return refuse(c, 'bad_request', 'Не получилось открыть чат: запрос не разобрать.')
    const { channel: key, token, page, referrer, language } = body.data
    const channel = await channelByKey(db, 'web', key)
    if (!channel) return refuse(c, 'not_found', 'Такого чата нет.')
    const known = token ? await visitorOf(secretKey, token) : null
    const visitor =
      known?.channel === key
        ? known
        : newVisitor({ page: page ?? undefined, referrer: referrer ?? undefined, language: language ?? undefined })
    const catalog = await system.catalogs.of(db, channel.businessId)
    const [location] = catalog.locations
    return c.json({
      token: await visitorToken(secretKey, visitor, key),
      business: {
        name: catalog.name,
        language: visitor.language,
        address: location?.address ?? null,
        phone: location?.phone ?? null,
      },
      greeting: (await webChat(db, channel.id, visitor.id)) === null,
    })
  })

  app.get('/messages', async (c) => {
    const caller = await callerOf(c)
    if (!caller) return unknown(c)
    const found = await webChat(db, caller.channel.id, caller.visitor.id)
    const rows = found ? await webTranscript(db, found.id, TRANSCRIPT) : []
    const cursor = Math.max(0, ...rows.map((row) => row.delivery ?? 0))
    return c.json({ messages: await webMessages(rows, (ref) => fileUrl(ref, caller.channel.businessId)), cursor })
  })

  app.post('/messages', async (c) => {
    const caller = await callerOf(c)
    if (!caller) return unknown(c)
    const now = clock()
    const wait = perVisitor(caller.visitor.id, now.getTime()) || perAddress(addressOf(c), now.getTime())
    if (wait > 0) return busy(c, wait)
    const given = await jsonBody(c, MOST_BYTES)
    const body = messageBody.safeParse(given)
    if (!body.success) {
      const long =
        typeof (given as { text?: unknown })?.text === 'string' && (given as { text: string }).text.length > 4096
      return long
        ? refuse(c, 'too_long', 'Сообщение длиннее 4096 знаков. Сократите его, пожалуйста.')
        : refuse(c, 'bad_request', 'Сообщение не разобрать.')
    }
    const saying = await sayingOf(system, caller, body.data)
    const { page } = body.data
    const marked = page && isAttributed(originOfPage(page, null, 'web'), 'web')
    const visitor =
      marked && page !== caller.visitor.page ? { ...caller.visitor, page, referrer: null } : caller.visitor
    const inbound = webInbound(saying, visitor, caller.channel, now)
    const stored = await system.intake(inbound)
    if (stored) system.drain.wake(stored.chatId)
    return c.json({ id: stored?.id ?? (await webMessageId(db, caller.channel.id, inbound.externalId)) }, 202)
  })

  app.get('/updates', async (c) => {
    const caller = await callerOf(c)
    if (!caller) return unknown(c)
    const found = await webChat(db, caller.channel.id, caller.visitor.id)
    return c.json(await newsOf(system, caller, found?.id ?? null, cursorOf(c)))
  })

  app.get('/stream', async (c) => {
    if (!streams) return refuse(c, 'not_implemented', 'Здесь нет потока: спрашивайте /chat/api/updates.')
    const caller = await callerOf(c)
    if (!caller) return unknown(c)
    c.header('X-Accel-Buffering', 'no')
    const { channel, visitor } = caller
    let chatId: number | null = null
    return streamSSE(c, (stream) =>
      streamNews(stream, {
        cursor: cursorOf(c),
        listen: (hear) => system.listeners.listen(visitor.id, hear),
        look: async (after) => {
          chatId ??= (await webChat(db, channel.id, visitor.id))?.id ?? null
          return newsOf(system, caller, chatId, after)
        },
      }),
    )
  })

  return app
}

const cursorOf = (c: Context) => Math.max(0, Number.parseInt(c.req.query('after') ?? '0', 10) || 0)

async function newsOf(system: System, caller: Caller, chatId: number | null, after: number) {
  if (chatId === null) return { messages: [], cursor: after }
  const rows = await webDeliveries(system.db, chatId, after)
  const fileUrl = (reference: string) => fileAddress(system.secretKey, caller.channel.businessId, reference)
  return {
    messages: await webMessages(rows, fileUrl),
    cursor: rows.reduce((most, row) => Math.max(most, row.delivery ?? 0), after),
  }
}

async function sayingOf(system: System, caller: Caller, body: z.infer<typeof messageBody>): Promise<Saying> {
  if ('text' in body) return { kind: 'text', id: body.id, text: body.text }
  if ('start' in body) return { kind: 'start', id: body.id }
  const found = await webChat(system.db, caller.channel.id, caller.visitor.id)
  const row = found && (await deliveryOf(system.db, found.id, body.tap.message))
  const { id, tap } = body
  return {
    kind: 'tap',
    id,
    data: tap.data,
    caption: row?.captions.get(tap.data) ?? null,
    pointsAt: row?.delivery ?? null,
  }
}
