import { expect, test } from 'vitest'
import { isLopsided, roughly, sizeFor, upliftOf, verdictOf } from './verdict.ts'

/** R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 95% intervals of first minus second. */
// biome-ignore format: a table
const PUBLISHED = [
  [[56, 70], [48, 80], 0.0524, 0.3339],
  [[9, 10], [3, 10], 0.1705, 0.8090],
  [[6, 7], [2, 7], 0.0582, 0.8062],
  [[5, 56], [0, 29], -0.0381, 0.1926],
  [[0, 10], [0, 20], -0.1611, 0.2775],
  [[0, 10], [0, 10], -0.2775, 0.2775],
  [[10, 10], [0, 20], 0.6791, 1],
  [[10, 10], [0, 10], 0.6075, 1],
] as const

const group = ([came, judged]: readonly [number, number]) => ({ came, judged })
const arms = (a: readonly [number, number], b: readonly [number, number]) => ({
  a: { ...group(a), exposed: a[1] },
  b: { ...group(b), exposed: b[1] },
})

test.each(PUBLISHED)('the interval of %j against %j is the published one', (first, second, from, to) => {
  const uplift = upliftOf(group(second), group(first))!
  expect(uplift.points).toBeCloseTo(first[0] / first[1] - second[0] / second[1], 10)
  expect(Number(uplift.from.toFixed(4))).toBe(from)
  expect(Number(uplift.to.toFixed(4))).toBe(to)
})

test('a group without anybody has no difference to the other', () => {
  expect(upliftOf({ came: 0, judged: 0 }, { came: 3, judged: 10 })).toBeNull()
  expect(upliftOf({ came: 3, judged: 10 }, { came: 0, judged: 0 })).toBeNull()
})

test('sizes are those of power.prop.test of R: 76.65, 1093.7 and 3840.8 per group', () => {
  const NINETY = 1.281552
  expect(sizeFor(0.5, 0.25, NINETY)).toBe(77)
  expect(sizeFor(0.2, 0.05)).toBe(1094)
  expect(sizeFor(0.1, 0.02)).toBe(3841)
})

test('the direction that needs more clients counts, and a share of 0 or 1 has only one', () => {
  expect(sizeFor(0.85, 0.05)).toBe(sizeFor(0.15, 0.05))
  expect(sizeFor(0.85, 0.05)).toBeGreaterThan(sizeFor(0.9, 0.05))
  expect(sizeFor(0, 0.05)).toBe(sizeFor(1, 0.05))
  expect(sizeFor(0.5, 0.9)).toBe(20)
})

test('nothing is said before both groups are full, however good it looks', () => {
  expect(verdictOf(arms([0, 100], [90, 99]), 100, 0.5)).toEqual({ kind: 'early', clients: 1, outcomes: 1 })
  expect(verdictOf(arms([0, 0], [0, 0]), 100, 0.7)).toEqual({ kind: 'early', clients: 200, outcomes: 140 })
  expect(verdictOf(arms([9, 10], [0, 0]), 100, 0.7)).toMatchObject({ kind: 'early', clients: 190 })
})

test('at the full size the interval decides: б better, а better, or no difference to be seen', () => {
  const better = verdictOf(arms([480, 800], [560, 800]), 800, 0.6)
  expect(better).toMatchObject({ kind: 'better', variant: 'b' })
  expect(better).toMatchObject(upliftOf(group([480, 800]), group([560, 800]))!)
  const worse = verdictOf(arms([560, 800], [480, 800]), 800, 0.6)
  expect(worse).toEqual({ ...better, variant: 'a' })
  expect(verdictOf(arms([480, 800], [488, 800]), 800, 0.6)).toMatchObject({ kind: 'same' })
  expect(verdictOf(arms([0, 800], [0, 800]), 800, 0)).toMatchObject({ kind: 'same', points: 0 })
})

test('groups that chance would not make are not compared', () => {
  // 612 of 1100 is 3.7 standard deviations off the half.
  expect(isLopsided(arms([0, 612], [0, 488]))).toBe(true)
  expect(isLopsided(arms([0, 580], [0, 520]))).toBe(false)
  expect(isLopsided(arms([0, 10], [0, 0]))).toBe(false)
  expect(isLopsided(arms([0, 11], [0, 0]))).toBe(true)
  expect(isLopsided(arms([0, 0], [0, 0]))).toBe(false)
  expect(verdictOf(arms([300, 612], [400, 488]), 400, 0.5)).toEqual({ kind: 'lopsided' })
})

test('what is only about right is said in two digits, and never as less than it is', () => {
  expect([0, 7, 99, 131, 137, 1093, 1150].map(roughly)).toEqual([0, 7, 99, 140, 140, 1100, 1200])
})
