import { sayHookNews } from '../bot/hooknews.ts'
import type { Texts } from '../bot/texts.ts'
import { reachableStaff } from '../db/asks.ts'
import { writeOutbound } from '../db/outbox.ts'
import { decrypt } from '../db/secrets.ts'
import type { Db, Tx } from '../db/sql.ts'
import {
  type ClaimedDelivery,
  claimDeliveries,
  type HookNews,
  hostOf,
  markDelivered,
  markFailed,
  type Tried,
} from '../db/webhookdeliveries.ts'
import { addDeliveries, listenersOf, type NewDelivery, personalOf, takeHookEvents } from '../db/webhookevents.ts'
import { HOOK_PATIENCE_MS, hookSecretBytes, nextTry } from '../domain/webhooks.ts'
import { NOTHING_PERSONAL, readHookEvent } from './webhookpayload.ts'

/** How a request to an address ended; `text` is the beginning of the answer. */
export type HookAnswer = { status: number; retryAfter: string | null; text: string }

/** Sends one request and follows nobody elsewhere. Throws `HookTrouble`, or anything else for a connection that broke. */
export type HookPost = (
  url: string,
  request: { headers: Record<string, string>; body: string; timeoutMs: number; mostBytes: number },
) => Promise<HookAnswer>

/** Why a request has no answer, in a word that the app has a sentence for. */
export class HookTrouble extends Error {
  readonly trouble: 'timeout' | 'name' | 'closed' | 'tls'
  constructor(trouble: HookTrouble['trouble'], options?: ErrorOptions) {
    super(`webhook: ${trouble}`, options)
    this.name = 'HookTrouble'
    this.trouble = trouble
  }
}

/** What the business's own systems are told by. */
export type Hooks = {
  post: HookPost
  secretKey: string
  /** 0–1, for the spread of retries. */
  luck?: () => number
}

export type HooksOptions = { db: Db; texts: Texts; publicUrl?: string | null; clock: () => Date; hooks: Hooks }

const TIMEOUT_MS = 10_000
/** Of an answer that says what is wrong. */
const MOST_BYTES = 2000
const EXCERPT = 300

/** Writes what happened out for the addresses that asked for it; how much was taken. */
export function writeOutEvents({ db, clock }: Pick<HooksOptions, 'db' | 'clock'>, limit: number): Promise<number> {
  return db.transaction(async (tx) => {
    const events = await takeHookEvents(tx, limit)
    if (events.length === 0) return 0
    const now = clock()
    const listeners = await listenersOf(tx, new Set(events.map(({ businessId }) => businessId)))
    const wanted = events.filter(({ businessId }) =>
      listeners.some((one) => one.businessId === businessId && one.personal),
    )
    const leads = wanted.flatMap(({ object, objectId }) => (object === 'lead' ? [objectId] : []))
    const clients = wanted.map(({ clientId }) => clientId)
    const personal = wanted.length > 0 ? await personalOf(tx, new Set(clients), new Set(leads)) : NOTHING_PERSONAL
    const rows = events.flatMap((event): NewDelivery[] => {
      const read = readHookEvent(event, now)
      if (!read) return []
      const { businessId: business, objectId: object, clientId: client } = event
      const { kind, payloadFor } = read
      const key = `evt_${crypto.randomUUID()}`
      return listeners
        .filter((one) => one.businessId === business && one.kinds.includes(kind))
        .map(({ id: webhook, zone, personal: may }) => {
          const body = JSON.stringify(payloadFor(key, zone, may ? personal : NOTHING_PERSONAL))
          return { webhook, business, key, kind, object, client, body }
        })
    })
    await addDeliveries(tx, rows, now)
    return events.length
  })
}

/** Takes deliveries that are due and begins to send them; each promise is one, and never fails but by the database. */
export async function callHooks(options: HooksOptions, limit: number): Promise<Promise<void>[]> {
  const claimed = await claimDeliveries(options.db, options.clock(), limit)
  return claimed.map((delivery) => callOne(options, delivery))
}

async function callOne(options: HooksOptions, delivery: ClaimedDelivery): Promise<void> {
  const { db, clock, hooks } = options
  const began = performance.now()
  const answer = await tryOne(hooks, delivery, clock()).catch((error: unknown) => ({
    trouble: error instanceof HookTrouble ? error.trouble : 'connection',
  }))
  const now = clock()
  const tookMs = Math.round(performance.now() - began)
  if ('status' in answer && answer.status >= 200 && answer.status < 300) {
    const tried: Tried = { at: now, code: answer.status, trouble: null, excerpt: null, tookMs }
    if (await markDelivered(db, delivery, tried)) await db.transaction((tx) => tell(tx, options, delivery, 'well'))
    return
  }
  const tried: Tried =
    'status' in answer
      ? {
          at: now,
          code: answer.status,
          trouble: troubleOf(answer.status),
          excerpt: excerptOf(answer.text, delivery.body),
          tookMs,
        }
      : { at: now, code: null, trouble: answer.trouble, excerpt: null, tookMs }
  const asked = 'status' in answer ? askedPause(answer.retryAfter, now) : null
  const next = nextTry(delivery, now, (hooks.luck ?? Math.random)(), asked)
  const pausedSince = new Date(now.getTime() - HOOK_PATIENCE_MS)
  await db.transaction(async (tx) => {
    const news = await markFailed(tx, delivery, tried, { next, pausedSince, gone: tried.trouble === 'gone' })
    if (news) await tell(tx, options, delivery, news)
  })
}

async function tryOne({ post, secretKey }: Hooks, delivery: ClaimedDelivery, now: Date): Promise<HookAnswer> {
  const { key, body, url } = delivery
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const sealed = [delivery.secret, ...(delivery.oldSecret ? [delivery.oldSecret] : [])]
  const secrets = await Promise.all(sealed.map((one) => decrypt<string>(secretKey, one)))
  const signatures = await Promise.all(secrets.map((secret) => signHook(secret, `${key}.${timestamp}.${body}`)))
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Okoshko-Webhooks/1',
    'webhook-id': key,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
  return post(url, { headers, body, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES })
}

/** `v1,` and base64 of HMAC-SHA256, as standardwebhooks.com has it. */
export async function signHook(secret: string, text: string): Promise<string> {
  const key = { name: 'HMAC', hash: 'SHA-256' }
  const mac = await crypto.subtle.importKey('raw', hookSecretBytes(secret), key, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', mac, new TextEncoder().encode(text))
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`
}

const troubleOf = (status: number) => (status === 410 ? 'gone' : status >= 300 && status < 400 ? 'redirect' : 'status')

/** `Retry-After`, in seconds or as a date. */
function askedPause(text: string | null, now: Date): number | null {
  if (!text) return null
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isFinite(ms) && ms > 0 ? ms : null
}

/** How an answer begins, without what was sent about people, in case it echoes. */
function excerptOf(text: string, body: string): string | null {
  const { client, answers } = (JSON.parse(body) as { data: { client?: { name?: string | null }; answers?: object } })
    .data
  const known = [client?.name, ...(client?.name?.split(/\s+/) ?? []), ...Object.values(answers ?? {})]
  const without = known
    .filter((one): one is string => typeof one === 'string' && one.length > 1)
    .reduce((left, one) => left.replaceAll(one, '•••'), text)
  const said = without
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '•••')
    .replace(/\+?\d[\d\s()-]{5,}\d/g, '•••')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: whatever a stranger's program says becomes one printable line.
    .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
    .trim()
    .slice(0, EXCERPT)
  return said || null
}

/** Tells the owners what became of an address, in their own chats. */
async function tell(
  tx: Tx,
  { texts, publicUrl, clock }: HooksOptions,
  { businessId, webhookId }: ClaimedDelivery,
  news: Exclude<HookNews, null> | 'well',
): Promise<void> {
  const host = await hostOf(tx, webhookId)
  const owners = (await reachableStaff(tx, businessId)).filter(({ role }) => role === 'owner')
  const rows = owners.map(({ chatId, channelId, language }) => {
    const said = sayHookNews(texts.in(language), news, { host, businessId, publicUrl: publicUrl ?? null })
    return { chatId, channelId, author: 'system' as const, method: 'sendMessage', body: said, text: said.text }
  })
  await writeOutbound(tx, businessId, rows, clock())
}
