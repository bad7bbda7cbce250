import { expect, test } from 'vitest'
import { runChaos } from './chaos/run.ts'

test('ten nodes killed at random moments: nothing is lost, nobody is double-booked, nobody is left without an answer', async () => {
  const { verdict, deeds, broken } = await runChaos({ kills: 10, people: 8, seed: 7, database: 'postgres' })
  expect(broken).toEqual([])
  expect(deeds.booked).toBeGreaterThan(0)
  expect(verdict.messagesOut).toBeGreaterThan(50)
}, 180_000)

test('the embedded database survives kills of its only node, and the lock is not left behind', async () => {
  const { verdict, deeds, broken } = await runChaos({ kills: 3, people: 4, seed: 8, database: 'pglite' })
  expect(broken).toEqual([])
  expect(deeds.booked).toBeGreaterThan(0)
  expect(verdict.messagesOut).toBeGreaterThan(20)
}, 180_000)
