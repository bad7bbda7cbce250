import { type Agent, type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { forget, interruptPoller, type Pending } from './updates.ts'
import type { FakeBot, Webhook, World } from './world.ts'

const FIRST_DELAY = 1_000
const LONGEST_DELAY = 60_000
const IDLE_LIMIT = 60_000

type Reply = { status: number; retryAfter?: number; body: string }
/** Runs a call that the bot put into its 2xx answer. */
type RunCall = (bot: FakeBot, method: string, fields: Record<string, unknown>) => void

/** Starts delivery of the bot's pending and future updates to the webhook; what was delivering before must be stopped first. */
export function startDelivery(world: World, bot: FakeBot, webhook: Webhook, runCall: RunCall): void {
  const { updates } = bot
  interruptPoller(updates, 'setWebhook request')
  bot.webhook = webhook
  const lanes = new Map<number, Pending[]>()
  const busy = new Set<number>()
  let woken = false

  const stopped = () => bot.webhook !== webhook
  const wake = () => {
    if (woken) return
    woken = true
    setImmediate(() => {
      woken = false
      for (const lane of lanes.keys()) {
        if (stopped() || busy.size >= webhook.max_connections) return
        if (!busy.has(lane)) void deliverNext(lane)
      }
    })
  }
  const enqueue = (pending: Pending) => {
    const lane = lanes.get(pending.lane)
    if (lane) lane.push(pending)
    else lanes.set(pending.lane, [pending])
    wake()
  }
  const deliverNext = async (number: number): Promise<void> => {
    const lane = lanes.get(number)
    const [pending] = lane?.splice(updates.draw ? Math.floor(updates.draw() * lane.length) : 0, 1) ?? []
    if (!pending) {
      lanes.delete(number)
      return
    }
    busy.add(number)
    for (let delay = FIRST_DELAY; !stopped(); delay = Math.min(delay * 2, LONGEST_DELAY)) {
      if (pending.expires <= world.now()) break
      const reply = await attempt(pending)
      if (reply === undefined) break
      await pause((reply.retryAfter === undefined ? delay : reply.retryAfter * 1000) * world.redeliveryScale)
    }
    if (stopped()) return
    forget(updates, pending)
    busy.delete(number)
    wake()
  }
  /** Nothing when a copy was acknowledged, otherwise the failure. */
  const attempt = async (pending: Pending): Promise<Reply | undefined> => {
    const copies = Array.from({ length: updates.copies }, () => post(world.agent, webhook, pending.json))
    const replies = await Promise.all(copies)
    const good = replies.filter((reply) => reply.status >= 200 && reply.status < 300)
    for (const reply of good) runReply(bot, reply.body, runCall)
    const bad = replies.find((reply) => !good.includes(reply))
    if (bad) {
      webhook.last_error_date = Math.floor(world.now() / 1000)
      webhook.last_error_message = bad.status
        ? `Wrong response from the webhook: ${bad.status} ${bad.body}`.trim()
        : bad.body
    }
    return good.length > 0 ? undefined : bad
  }
  updates.deliver = enqueue
  for (const pending of updates.pending) enqueue(pending)
}

/** Deliveries under way end unheard; their updates stay pending. */
export function stopDelivery(bot: FakeBot): void {
  bot.webhook = undefined
  bot.updates.deliver = undefined
}

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    // Unreferenced: a bot that is gone for good must not keep the test process alive.
    setTimeout(resolve, ms).unref()
  })

function runReply(bot: FakeBot, body: string, runCall: RunCall): void {
  if (!body.startsWith('{')) return
  try {
    const { method, ...fields } = JSON.parse(body)
    if (typeof method === 'string') runCall(bot, method, fields)
  } catch {
    // A 2xx with a body that is no call: the real server does not mind either.
  }
}

/** One POST; status 0 means that no answer came. Never rejects. */
function post(agent: Agent, webhook: Webhook, json: string): Promise<Reply> {
  const secure = webhook.url.startsWith('https:')
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    ...(webhook.secret_token && { 'x-telegram-bot-api-secret-token': webhook.secret_token }),
  }
  return new Promise((resolve) => {
    const lost = (error: Error) => resolve({ status: 0, body: error.message })
    const options = { method: 'POST', headers, timeout: IDLE_LIMIT, ...(!secure && { agent }) }
    const sending = (secure ? secureRequest : request)(webhook.url, options, (response: IncomingMessage) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', lost)
      response.on('end', () => {
        const after = Number(response.headers['retry-after'])
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          ...(Number.isFinite(after) && { retryAfter: Math.min(Math.max(after, 0), 3600) }),
        })
      })
    })
    sending.on('timeout', () => sending.destroy(new Error('Read timeout expired')))
    sending.on('error', lost)
    sending.end(json)
  })
}
