import { expect, test } from 'vitest'
import { createBatch } from './batch.ts'

test('what is asked for at rest runs at once, and what comes meanwhile runs together after it, in order', async () => {
  const runs: number[][] = []
  const held = Promise.withResolvers<void>()
  const ask = createBatch(async (items: readonly number[]) => {
    runs.push([...items])
    await held.promise
    return items.map((item) => item * 10)
  })
  const asked = [1, 2, 3, 4].map((item) => ask(item))
  expect(runs).toEqual([[1]])
  held.resolve()
  expect(await Promise.all(asked)).toEqual([10, 20, 30, 40])
  expect(runs).toEqual([[1], [2, 3, 4]])
  expect(await ask(5)).toBe(50)
  expect(runs.at(-1)).toEqual([5])
})

test('nobody fails for a neighbour: a batch that fails is tried one by one', async () => {
  const ask = createBatch(async (items: readonly string[]) => {
    await Promise.resolve()
    if (items.includes('bad')) throw new Error(`refused ${items.join(' ')}`)
    return items.map((item) => item.toUpperCase())
  })
  const asked = ['a', 'b', 'bad', 'c'].map((item) => ask(item))
  expect(
    (await Promise.allSettled(asked)).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
  ).toEqual(['A', 'B', 'refused bad', 'C'])
  expect(await ask('after')).toBe('AFTER')
})

test('a flood is cut into batches that do not hold the first back', async () => {
  const sizes: number[] = []
  const ask = createBatch(async (items: readonly number[]) => {
    sizes.push(items.length)
    await Promise.resolve()
    return items
  })
  const asked = Array.from({ length: 301 }, (_, n) => ask(n))
  expect(await Promise.all(asked)).toEqual(Array.from({ length: 301 }, (_, n) => n))
  expect(sizes).toEqual([1, 100, 100, 100])
})
