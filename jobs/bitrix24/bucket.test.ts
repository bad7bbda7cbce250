import { describe, expect, test } from 'vitest'
import { type Bucket, EMPTY_BUCKET, poured, spilled } from './bucket.ts'

const RATE = { size: 40, perSecond: 2 }

describe('the bucket of a portal', () => {
  test('forty go at once, the next ones every half second, however many ask at the same moment', () => {
    let bucket: Bucket = EMPTY_BUCKET
    const waits = Array.from({ length: 44 }, () => {
      const taken = poured(bucket, 1_000_000, RATE)
      bucket = taken.bucket
      return taken.waitMs
    })
    expect(waits.slice(0, 40).every((ms) => ms === 0)).toBe(true)
    expect(waits.slice(40)).toEqual([500, 1000, 1500, 2000])
  })

  test('what was used is given back with time, and never more than all of it', () => {
    const full = { level: 40, at: 0 }
    expect(poured(full, 500, RATE).waitMs).toBe(0)
    expect(poured(full, 499, RATE).waitMs).toBe(1)
    expect(poured(full, 86_400_000, RATE).bucket).toEqual({ level: 1, at: 86_400_000 })
  })

  test('a clock that goes back gives nothing', () => {
    const taken = poured({ level: 40, at: 10_000 }, 4_000, RATE)
    expect(taken).toEqual({ bucket: { level: 41, at: 10_000 }, waitMs: 500 })
  })

  test('after the portal said «too many» nothing goes for ten seconds', () => {
    const bucket = spilled(EMPTY_BUCKET, 5_000, 10_000, RATE)
    expect(poured(bucket, 5_000, RATE).waitMs).toBe(10_000)
    expect(poured(bucket, 15_000, RATE).waitMs).toBe(0)
  })
})
