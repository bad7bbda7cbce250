import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Card = { kind: string; step?: number; date?: string; masters?: { name: string }[] }

onEachDatabase('what the first screen asks to do ahead', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  const cardsOf = async (staff: Awaited<ReturnType<typeof signIn>>): Promise<Card[]> =>
    (await staff.call('GET', '/api/today')).body.attention
  const one = async (staff: Awaited<ReturnType<typeof signIn>>, kind: string) =>
    (await cardsOf(staff)).find((card) => card.kind === kind)

  test('the guide waits where it was left, then by its skipped step, then not at all; only who may finish it is told', async () => {
    const owner = await signIn(database.db, stand, 'owner')
    const master = await signIn(database.db, stand, 'master')
    expect(await one(owner, 'guide')).toEqual({ kind: 'guide', step: 1 })
    const save = (change: object) => owner.call('PATCH', '/api/guide', change)
    await save({ step: 4 })
    expect(await one(owner, 'guide')).toEqual({ kind: 'guide', step: 4 })
    expect(await one(master, 'guide')).toBeUndefined()
    await save({ step: 7, done: true, skipped: [5] })
    expect(await one(owner, 'guide')).toEqual({ kind: 'guide', step: 5 })
    await save({ skipped: [] })
    expect(await one(owner, 'guide')).toBeUndefined()
  })

  test('a master whose hours end within a week is named with the last day; weekly hours take the card away', async () => {
    const owner = await signIn(database.db, stand, 'owner')
    const master = await signIn(database.db, stand, 'master')
    expect(await one(owner, 'ending')).toBeUndefined()
    const { id, name } = (await stand.catalog()).resources.find(({ kind }) => kind === 'master')!
    const day = (await owner.call('GET', '/api/today')).body.date
    const last = new Date(Date.parse(day) + 6 * 86_400_000).toISOString().slice(0, 10)
    const none = Array.from({ length: 7 }, () => [])
    const hours = [{ from: 600, to: 1080 }]
    const set = async (week: object[]) => {
      const { version } = (await owner.call('GET', `/api/hours?resource=${id}`)).body
      const exceptions = [{ date: last, spans: hours }]
      const saved = await owner.call('PUT', '/api/hours', { resource: id, version, week, exceptions })
      expect(saved.status).toBe(200)
    }
    await set(none)
    expect(await one(owner, 'ending')).toEqual({ kind: 'ending', date: last, masters: [{ id, name }] })
    expect(await one(master, 'ending')).toBeUndefined()
    await set(none.map(() => hours))
    expect(await one(owner, 'ending')).toBeUndefined()
  })
})
