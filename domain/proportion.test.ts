import { expect, test } from 'vitest'
import { proportion } from './proportion.ts'

test('nothing to count has no share', () => {
  expect(proportion(0, 0)).toBeNull()
})

test('the interval is Wilson’s: 8 of 10 lie between 49% and 94%, 850 of 1000 between 83% and 87%', () => {
  const few = proportion(8, 10)!
  expect([few.from, few.share, few.to].map((part) => Math.round(part * 100))).toEqual([49, 80, 94])
  const many = proportion(850, 1000)!
  expect([many.from, many.share, many.to].map((part) => Math.round(part * 1000))).toEqual([827, 850, 871])
})

test('all or none of a few is not certain', () => {
  expect(proportion(5, 5)).toMatchObject({ share: 1, to: 1 })
  expect(proportion(5, 5)!.from).toBeLessThan(0.6)
  expect(proportion(0, 5)!.to).toBeGreaterThan(0.4)
})
