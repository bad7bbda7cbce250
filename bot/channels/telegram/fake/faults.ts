import { forbidden, type Refusal, tooManyRequests } from './refusal.ts'

/** How a call can go wrong. `timeout`: never answered; `lost`: performed, but the connection is cut before the answer. */
export type FaultKind =
  | { code: 429; retry_after: number }
  | { code: number; description?: string }
  | 'timeout'
  | 'lost'
  | { slow: number }

/** A fault for the next `times` calls (1) that fit. Without `method`: any but getUpdates, which would swallow it unseen. */
export type Fault = { method?: string; chat?: number; bot?: { id: number }; times?: number; with: FaultKind }

/** Messages per second: a chat may burst three, a bot one second's worth. */
export type Limits = { perChatPerSecond?: number; perBotPerSecond?: number }

type Bucket = { tokens: number; at: number }
type Call = { bot: number; method: string; chat: unknown }

export type Faults = {
  /** Plans a fault; the returned function takes it back. */
  plan: (fault: Fault) => () => void
  /** The planned fault that this call meets, used up by one. */
  meet: (call: Call) => FaultKind | undefined
  /** 429 when the call is over the limits. */
  exceed: (call: Call) => Refusal | undefined
}

/** Every method that shows something new on a screen is counted. */
const COUNTED = /^(send(?!ChatAction)|edit|copy|forward)/

export function makeFaults(now: () => number, limits: Limits): Faults {
  const planned: (Fault & { left: number })[] = []
  const buckets = new Map<string, Bucket>()

  /** Seconds to wait for a token, 0 when there is one now; nothing is taken. */
  const refill = (key: string, rate: number, size: number): { bucket: Bucket; wait: number } => {
    const at = now()
    const bucket = buckets.get(key) ?? { tokens: size, at }
    buckets.set(key, bucket)
    bucket.tokens = Math.min(size, bucket.tokens + ((at - bucket.at) / 1000) * rate)
    bucket.at = at
    return { bucket, wait: bucket.tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - bucket.tokens) / rate)) }
  }

  return {
    plan: (fault) => {
      const entry = { ...fault, left: fault.times ?? 1 }
      planned.push(entry)
      return () => {
        const index = planned.indexOf(entry)
        if (index >= 0) planned.splice(index, 1)
      }
    },
    meet: ({ bot, method, chat }) => {
      const index = planned.findIndex(
        (fault) =>
          (fault.method ? fault.method.toLowerCase() === method.toLowerCase() : method !== 'getUpdates') &&
          (fault.chat === undefined || String(fault.chat) === String(chat)) &&
          (fault.bot === undefined || fault.bot.id === bot),
      )
      const fault = planned[index]
      if (!fault) return undefined
      fault.left -= 1
      if (fault.left <= 0) planned.splice(index, 1)
      return fault.with
    },
    exceed: ({ bot, method, chat }) => {
      if (!COUNTED.test(method)) return undefined
      const { perChatPerSecond, perBotPerSecond } = limits
      const taken = [
        ...(perChatPerSecond ? [refill(`${bot}:${chat}`, perChatPerSecond, 3)] : []),
        ...(perBotPerSecond ? [refill(String(bot), perBotPerSecond, perBotPerSecond)] : []),
      ]
      const wait = Math.max(0, ...taken.map((one) => one.wait))
      if (wait > 0) return tooManyRequests(wait)
      for (const { bucket } of taken) bucket.tokens -= 1
      return undefined
    },
  }
}

const STATUS: Record<number, string> = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 409: 'Conflict' }

/** The refusal that a fault with a code stands for. */
export function refusalOf(fault: { code: number; description?: string; retry_after?: number }): Refusal {
  if (fault.description) return { code: fault.code, description: fault.description, ...retry(fault.retry_after) }
  if (fault.code === 429) return tooManyRequests(fault.retry_after ?? 1)
  if (fault.code === 403) return forbidden('bot was blocked by the user')
  return { code: fault.code, description: STATUS[fault.code] ?? 'Internal Server Error' }
}

const retry = (seconds: number | undefined) => (seconds === undefined ? {} : { parameters: { retry_after: seconds } })
