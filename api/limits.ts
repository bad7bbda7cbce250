/** Returns 0 when one more is allowed for this key now, else after how many seconds it will be. */
export type Limit = (key: string, now: number) => number

/** `burst` at once, `perMinute` on average. */
export type Rate = { burst: number; perMinute: number }

/** A token bucket per key, kept by this process. */
export function createLimit({ burst, perMinute }: Rate): Limit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (key, now) => {
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
    buckets.delete(key)
    if (buckets.size > 50_000) buckets.delete(buckets.keys().next().value!)
    if (tokens < 1) {
      buckets.set(key, { tokens, at: now })
      return Math.ceil(((1 - tokens) * 60) / perMinute)
    }
    buckets.set(key, { tokens: tokens - 1, at: now })
    return 0
  }
}
