import type { Http } from '../../bot/channels/telegram/api.ts'
import { type Bucket, poured, type Rate, spilled, USUAL_RATE } from './bucket.ts'
import { commandOf } from './query.ts'
import { masked, troubleOf } from './trouble.ts'

/**
 * Why a call gave nothing. `broken`: the wire broke, and it may have been done; `busy`: the bucket or the operating time is used up; `asleep`: the
 * portal doesn't answer for itself (5xx, maintenance); `expired`: the webhook is no more; `rights`, `plan`: the owner has to do something;
 * `missing`: no such object; `refused`: this request is wrong and will stay so.
 */
export type Trouble = 'broken' | 'busy' | 'asleep' | 'expired' | 'rights' | 'plan' | 'missing' | 'refused'

export type Refusal = { ok: false; trouble: Trouble; code: string; description: string; retryAt: Date | null }

/** A call's answer; `next` and `total` where it is a page of a list. */
export type Answer<T> = { ok: true; result: T; next: number | null; total: number | null } | Refusal

export type Command = { method: string; params: object }

/** One portal, spoken to within its limits: calls go one after another and wait for the bucket by themselves. Nothing rejects. */
export type Bitrix = {
  call<T>(method: string, params: object): Promise<Answer<T>>
  /** Up to 50 commands as one request, more as several; each has an answer of its own. A refusal of the whole is each command's. */
  batch<K extends string>(commands: Record<K, Command>): Promise<Record<K, Answer<unknown>>>
}

export type BitrixOptions = {
  /** The webhook's address, `https://…/rest/1/secret/`. */
  root: string
  http: Http
  clock: () => Date
  wait: (ms: number) => Promise<void>
  /** The portal's bucket, read and written here; whoever holds the portal keeps it. */
  bucket: { state: Bucket }
  /** 40 at once and 2 a second unless told. */
  rate?: Rate
}

/** Commands of one batch. */
export const BATCH = 50
const CALL_MS = 30_000
/** Fifty writes of a slow portal; Bitrix24 itself gives up after 60 s. */
const BATCH_MS = 65_000
/** After the portal's «too many»: long enough for 20 requests to drain. */
const SPILL_MS = 10_000
/** Where the portal doesn't say when a method's operating time is given back: its oldest minute leaves within this. */
const OPERATING_MS = 60_000

type Time = { operating?: number; operating_reset_at?: number }
type Raw = { result?: unknown; next?: number; total?: number; time?: Time; error?: unknown; error_description?: string }
type RawBatch = Record<'result' | 'result_error' | 'result_total' | 'result_next' | 'result_time', unknown>

/** Bitrix24's REST by an incoming webhook, whose secret is in the address and appears nowhere else. */
export function createBitrix(options: BitrixOptions): Bitrix {
  const { http, clock, wait, bucket, rate = USUAL_RATE } = options
  const root = options.root.replace(/\/*$/, '/')
  /** When a method's oldest minute of operating time is given back, by the last answer; and until when it is blocked. */
  const resets = new Map<string, number>()
  const blocked = new Map<string, Date>()

  const refusal = (status: number | null, method: string, raw: Raw): Refusal => {
    const code = String(raw.error ?? '')
    const description = masked(String(raw.error_description ?? ''))
    const trouble = troubleOf(status, code, description)
    return { ok: false, trouble, code, description, retryAt: trouble === 'busy' ? retryAt(method, code) : null }
  }
  const retryAt = (method: string, code: string): Date => {
    const now = clock().getTime()
    if (code !== 'OPERATION_TIME_LIMIT') {
      bucket.state = spilled(bucket.state, now, SPILL_MS, rate)
      return new Date(now + SPILL_MS)
    }
    const reset = resets.get(method)
    const at = new Date(reset !== undefined && reset > now ? reset : now + OPERATING_MS)
    blocked.set(method, at)
    return at
  }
  const heed = (method: string, time: Time | undefined): void => {
    if (time?.operating_reset_at) resets.set(method, time.operating_reset_at * 1000)
  }
  const pausing = (method: string): Refusal | null => {
    const until = blocked.get(method)
    if (!until || until <= clock()) return null
    const description = 'the method rests'
    return { ok: false, trouble: 'busy', code: 'OPERATION_TIME_LIMIT', description, retryAt: until }
  }

  // One after another: parallel series from one address are what Bitrix24 asks not to run, and a slow answer is a rest for it.
  let last: Promise<unknown> = Promise.resolve()
  const send = (method: string, params: object, timeoutMs: number): Promise<{ raw: Raw } | Refusal> => {
    const sent = last.then(() => exchange(method, params, timeoutMs))
    last = sent
    return sent
  }
  const exchange = async (method: string, params: object, timeoutMs: number): Promise<{ raw: Raw } | Refusal> => {
    const taken = poured(bucket.state, clock().getTime(), rate)
    bucket.state = taken.bucket
    try {
      if (taken.waitMs > 0) await wait(taken.waitMs)
    } catch (error) {
      // Whoever stops the waiting stops the call: nothing was sent.
      return { ok: false, trouble: 'busy', code: 'NOT_SENT', description: String(error), retryAt: null }
    }
    try {
      const headers = { 'content-type': 'application/json', accept: 'application/json' }
      const response = await http(`${root}${method}.json`, { body: JSON.stringify(params), headers, timeoutMs })
      const raw = (await response.json().catch(() => null)) as Raw | null
      if (raw === null || typeof raw !== 'object') return refusal(response.status, method, unreadable(response.status))
      if (response.status < 400 && raw.error === undefined) return { raw }
      return refusal(response.status, method, raw)
    } catch (error) {
      const description = masked(error instanceof Error ? error.message : String(error))
      return { ok: false, trouble: 'broken', code: 'NO_ANSWER', description, retryAt: null }
    }
  }

  const batchOf = async (commands: [string, Command][]): Promise<[string, Answer<unknown>][]> => {
    const rested = commands.map(([key, { method }]) => [key, pausing(method)] as const)
    const going = commands.filter((_, i) => !rested[i]![1])
    const cmd = Object.fromEntries(going.map(([key, { method, params }]) => [key, commandOf(method, params)]))
    const sent = going.length > 0 ? await send('batch', { halt: 0, cmd }, BATCH_MS) : { raw: {} }
    const maps = 'raw' in sent ? ((sent.raw.result ?? {}) as Partial<RawBatch>) : {}
    return commands.map(([key, { method }], i) => {
      const resting = rested[i]![1]
      if (resting) return [key, resting]
      if (!('raw' in sent)) return [key, sent]
      heed(method, at<Time>(maps.result_time, key))
      const error = at<Raw>(maps.result_error, key)
      if (error) return [key, refusal(null, method, error)]
      const result = at<unknown>(maps.result, key)
      // Neither a result nor an error: the portal didn't come to it, or lost it on the way.
      if (result === undefined)
        return [key, { ok: false, trouble: 'broken', code: 'NO_RESULT', description: '', retryAt: null }]
      return [
        key,
        { ok: true, result, next: at(maps.result_next, key) ?? null, total: at(maps.result_total, key) ?? null },
      ]
    })
  }

  return {
    async call<T>(method: string, params: object): Promise<Answer<T>> {
      const resting = pausing(method)
      if (resting) return resting
      const sent = await send(method, params, CALL_MS)
      if (!('raw' in sent)) return sent
      const { result, next, total, time } = sent.raw
      heed(method, time)
      return { ok: true, result: result as T, next: next ?? null, total: total ?? null }
    },
    async batch<K extends string>(commands: Record<K, Command>) {
      const all = Object.entries<Command>(commands)
      const answers: [string, Answer<unknown>][] = []
      for (let i = 0; i < all.length; i += BATCH) answers.push(...(await batchOf(all.slice(i, i + BATCH))))
      return Object.fromEntries(answers) as Record<K, Answer<unknown>>
    },
  }
}

/** A page instead of an answer: maintenance, a proxy in between, or an address that has moved. */
const unreadable = (status: number): Raw => ({
  error: status >= 300 && status < 500 ? 'NO_PORTAL' : 'INTERNAL_SERVER_ERROR',
  error_description: `HTTP ${status} without an answer`,
})

/** PHP writes a map without entries as a list; keys that are numbers in a row make it a list too. */
const at = <T>(map: unknown, key: string): T | undefined =>
  map !== null && typeof map === 'object' ? (map as Record<string, T>)[key] : undefined
