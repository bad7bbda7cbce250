import { describe, expect, test } from 'vitest'
import { answersOf, bucketOf, NO_ANSWERS, quantile, secondsOf, speedOf, sumOfKept, together } from './speed.ts'

describe('the speed of answers', () => {
  test('counts at the bounds are exact: 10, 30 and 60 s are within', () => {
    const speed = speedOf(answersOf([10, 10.001, 30, 60, 60.5]))
    expect([speed.within10, speed.within30, speed.within60].map(({ value }) => value?.hits)).toEqual([1, 3, 4])
  })

  test('quantiles are within 3% of the exact ones, from a tenth of a second to a week', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    for (const scale of [0.2, 3, 40, 900, 80_000]) {
      const times = Array.from({ length: 501 }, () => scale * Math.exp(3 * random()))
      const sorted = times.toSorted((a, b) => a - b)
      for (const part of [0.5, 0.9]) {
        const exact = sorted[Math.ceil(times.length * part) - 1]!
        expect(Math.abs(quantile(answersOf(times), part).value! / exact - 1)).toBeLessThan(0.03)
      }
    }
  })

  test('who got no answer waits longest: silence does not make the rest look fast', () => {
    const half = speedOf(answersOf([5, 5, null, null, null]))
    expect(half.median).toEqual({ value: null, reason: 'unanswered' })
    expect(half.within60.value).toMatchObject({ hits: 2, all: 5 })
    const most = speedOf(answersOf([5, 5, 5, null]))
    expect(most.median.value).toBeCloseTo(5, 0)
    expect(most.p90).toEqual({ value: null, reason: 'unanswered' })
  })

  test('nobody asked: nothing is known', () => {
    const none = speedOf(NO_ANSWERS)
    expect([none.median, none.within60]).toEqual([
      { value: null, reason: 'no_data' },
      { value: null, reason: 'no_data' },
    ])
  })

  test('lots put together are as if they had been one', () => {
    const all = [0, 0.05, 1, 2.5, 61, null, 4000, 12, 33]
    const [some, others] = [answersOf(all.slice(0, 4)), answersOf(all.slice(4))]
    expect(together(some, others)).toEqual(answersOf(all))
    const kept = ({ times, ...counts }: typeof some) => ({ ...counts, times: Object.entries(times).flat().map(Number) })
    expect(sumOfKept([kept(some), kept(others)])).toEqual(answersOf(all))
    expect(sumOfKept([])).toEqual(NO_ANSWERS)
  })

  test('a bucket’s middle lies in the bucket', () => {
    for (let bucket = 0; bucket < 320; bucket++) expect(bucketOf(secondsOf(bucket))).toBe(bucket)
  })
})
