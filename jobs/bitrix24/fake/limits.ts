import { type Refused, refuse } from './portal.ts'

export type Limits = {
  /** Requests that fit into the bucket, and how many drain in a second: 50 and 2, on Enterprise 250 and 5. */
  bucket?: number
  drain?: number
  /** Seconds of work that a method may take of ten minutes. */
  operating?: number
  /** Seconds that a call takes of them. */
  cost?: (method: string) => number
}

type Minute = { startedAt: number; seconds: number }

export type Doorkeeper = {
  /** 503 when the bucket of this address is full. */
  enter: (source: string) => Refused | null
  /** 429 when a method of this webhook has used its time up. */
  allow: (code: string, method: string) => Refused | null
  /** Counts a call; what `time` of its answer says. */
  spend: (code: string, method: string) => { operating: number; operating_reset_at: number }
  /** The fullest that any bucket has been. */
  fullest: () => number
}

const WINDOW_MS = 600_000

/** The portal's limits, by its clock: a leaking bucket per address, ten minutes of work per method and webhook. */
export function makeDoorkeeper(now: () => number, limits: Limits): Doorkeeper {
  const { bucket = 50, drain = 2, operating = 480, cost = () => 0.05 } = limits
  const buckets = new Map<string, { level: number; at: number }>()
  const work = new Map<string, Minute[]>()
  let fullest = 0

  const minutes = (key: string): Minute[] => {
    const left = (work.get(key) ?? []).filter(({ startedAt }) => startedAt + WINDOW_MS > now())
    work.set(key, left)
    return left
  }
  const sum = (of: Minute[]): number => of.reduce((all, { seconds }) => all + seconds, 0)

  return {
    enter: (source) => {
      const known = buckets.get(source) ?? { level: 0, at: now() }
      const level = Math.max(0, known.level - ((now() - known.at) / 1000) * drain)
      const full = level + 1 > bucket
      buckets.set(source, { level: full ? level : level + 1, at: now() })
      fullest = Math.max(fullest, full ? level : level + 1)
      return full ? refuse('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503) : null
    },
    allow: (code, method) =>
      sum(minutes(`${code} ${method}`)) > operating
        ? refuse('OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.', 429)
        : null,
    spend: (code, method) => {
      const of = minutes(`${code} ${method}`)
      const last = of.at(-1)
      if (last && last.startedAt + 60_000 > now()) last.seconds += cost(method)
      else of.push({ startedAt: now(), seconds: cost(method) })
      return { operating: sum(of), operating_reset_at: Math.ceil((of[0]!.startedAt + WINDOW_MS) / 1000) }
    },
    fullest: () => fullest,
  }
}
