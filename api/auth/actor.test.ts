import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../../db/testing/databases.ts'
import { signIn } from '../testing/staff.ts'
import { type Stand, startStand } from '../testing/stand.ts'

onPostgres('who asks too often', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db, { memberRate: { burst: 5, perMinute: 60 } })
  })
  afterAll(() => stand.stop())

  test('is told when to come back, is let in then, and holds up nobody else', async () => {
    const [anna, boris] = [await signIn(database.db, stand, 'owner'), await signIn(database.db, stand, 'admin')]
    const asks = async (who = anna) => who.call('GET', '/api/settings')
    const first = await Promise.all(Array.from({ length: 6 }, () => asks()))
    expect(first.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429])
    const refused = first.find(({ status }) => status === 429)!
    expect(refused.body.error).toMatchObject({ code: 'rate_limited', seconds: 1 })
    expect((await asks(boris)).status).toBe(200)
    stand.clock.now = new Date(stand.clock.now.getTime() + 1000)
    expect((await asks()).status).toBe(200)
    expect((await asks()).status).toBe(429)
  })
})
