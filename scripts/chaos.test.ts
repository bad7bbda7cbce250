import { expect, test } from 'vitest'
import { runChaos } from './chaos/run.ts'

test('two nodes killed ten times at random moments: no promise is broken and everybody is answered', async () => {
  const pause = { least: 200, most: 1500 }
  const result = await runChaos({ kills: 10, people: 8, seed: 7, database: 'postgres', pause })
  expect(result.violations).toEqual([])
  expect(result.counts.acknowledged).toBeGreaterThan(0)
  expect(result.counts.decided).toBeGreaterThan(50)
}, 180_000)

test('the embedded database survives kills of its only node, and its directory is free at once', async () => {
  const pause = { least: 500, most: 2500 }
  const result = await runChaos({ kills: 3, people: 4, seed: 8, database: 'pglite', pause })
  expect(result.violations).toEqual([])
  expect(result.counts.decided).toBeGreaterThan(20)
}, 180_000)
