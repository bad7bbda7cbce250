/** How full a portal's bucket of requests was at a moment (ms since 1970). It drains by itself. */
export type Bucket = { level: number; at: number }

/** `size` requests at once, `perSecond` after that. */
export type Rate = { size: number; perSecond: number }

/** Every plan but Enterprise: 50 and 2 a second. Ten stay free, for what others ask from our address and for what arrives bunched. */
export const USUAL_RATE: Rate = { size: 40, perSecond: 2 }

export const EMPTY_BUCKET: Bucket = { level: 0, at: 0 }

/** One more request: the bucket with it, and how long to wait before it may go. The place is taken at once, so that callers queue. */
export function poured(bucket: Bucket, now: number, rate: Rate = USUAL_RATE): { bucket: Bucket; waitMs: number } {
  const level = levelAt(bucket, now, rate) + 1
  return {
    bucket: { level, at: Math.max(now, bucket.at) },
    // A millionth of a millisecond is arithmetic's, not the portal's.
    waitMs: Math.max(0, Math.ceil(((level - rate.size) / rate.perSecond) * 1000 - 1e-6)),
  }
}

/** The portal says that it is full: nothing goes for `pauseMs`, whoever filled it. */
export function spilled(bucket: Bucket, now: number, pauseMs: number, rate: Rate = USUAL_RATE): Bucket {
  const level = Math.max(levelAt(bucket, now, rate), rate.size + (pauseMs / 1000) * rate.perSecond - 1)
  return { level, at: Math.max(now, bucket.at) }
}

function levelAt({ level, at }: Bucket, now: number, { perSecond }: Rate): number {
  return Math.max(0, level - (Math.max(0, now - at) / 1000) * perSecond)
}
