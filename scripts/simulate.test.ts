import { expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { simulate } from './simulate/run.ts'

onPostgres('a simulated salon', (database) => {
  test('in its first days every message is true when it goes out, none by night, few to anybody', async () => {
    const { broken, booked, verdict } = await simulate(database.db, { clients: 60, days: 9, seed: 3 })
    expect(broken).toEqual([])
    expect(booked).toBeGreaterThan(20)
    expect(verdict.told).toMatchObject({
      remind_24h: expect.any(Number),
      'chain_feedback (feedback)': expect.any(Number),
    })
  }, 120_000)
})
