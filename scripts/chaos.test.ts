import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { asked } from '../db/testing/asked.ts'
import { runNoticeChaos } from './chaos/notices.ts'
import { runChaos } from './chaos/run.ts'

// All wait for leases most of the time: side by side they take as long as one. `npm run chaos` kills hundreds.
test.concurrent('nodes killed at random moments: nothing is lost, nobody is double-booked, nobody is left without an answer', async () => {
  const url = await asked(inject('postgresFactory'))
  const { verdict, deeds, broken } = await runChaos({ kills: 4, people: 6, seed: 7, database: 'postgres', url })
  expect(broken).toEqual([])
  expect(deeds.booked).toBeGreaterThan(0)
  expect(verdict.messagesOut).toBeGreaterThan(50)
}, 180_000)

test.concurrent('the embedded database survives kills of its only node, and the lock is not left behind', async () => {
  const dump = new Blob([readFileSync(await asked(inject('durableDump')))])
  const { verdict, deeds, broken } = await runChaos({ kills: 2, people: 3, seed: 8, database: 'pglite', dump })
  expect(broken).toEqual([])
  expect(deeds.booked).toBeGreaterThan(0)
  expect(verdict.messagesOut).toBeGreaterThan(20)
}, 180_000)

test.concurrent('reminders fall due by the hundred while nodes are killed: each is decided once, and sent once but for what was in flight', async () => {
  const url = await asked(inject('postgresFactory'))
  const { verdict, kills, broken } = await runNoticeChaos({ count: 400, nodes: 2, kills: 2, seed: 9, url })
  expect(broken).toEqual([])
  expect(kills).toBeGreaterThan(0)
  expect(verdict).toMatchObject({ due: 400, sent: 360, skipped: 40, delivered: 360 })
}, 180_000)
