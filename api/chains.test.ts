import { afterAll, beforeAll, expect, test } from 'vitest'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { haveBeen } from './testing/booked.ts'
import { settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const MOST_QUERIES = 5

onEachDatabase('the API of chains', (database) => {
  let stand: Stand
  let owner: Staff
  let asked: ReturnType<typeof counted>
  const names = ['Анна', 'Вера', 'Галина']

  beforeAll(async () => {
    asked = counted(database.db)
    stand = await startStand(asked.db)
    await haveBeen(database.db, stand, names, 40)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
  })
  afterAll(() => stand.stop())

  const chain = async (name: string) =>
    (await owner.call('GET', '/api/chains')).body.items.find((one: { name: string }) => one.name === name)
  const set = (name: string, body: object, by = owner) => by.call('PATCH', `/api/chains/${name}`, body)
  const planned = async () =>
    (await database.db.query('select 1 from notices where chain is not null and status = $1', ['planned'])).length

  test('a chain is switched on and off by its version; who was slower gets 409 with what stands', async () => {
    expect(await chain('return')).toMatchObject({ active: false, version: 0, planned: 0, sent: 0 })
    const on = await set('return', { version: 0, active: true })
    expect([on.status, on.body]).toEqual([200, expect.objectContaining({ active: true, version: 1, reached: 0 })])
    const late = await set('return', { version: 0, active: false })
    expect([late.status, late.body.error.code]).toEqual([409, 'changed'])
    expect(late.body.error.now ?? late.body.now).toMatchObject({ active: true, version: 1 })
    const off = await set('return', { version: 1, active: false })
    expect([off.status, off.body.version]).toEqual([200, 2])
    expect(await chain('return')).toEqual(expect.objectContaining({ active: false, version: 2 }))
    const both = await Promise.all([
      set('trial', { version: 0, active: true }),
      set('trial', { version: 0, perHour: 9 }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('whom it would reach is shown with the moment of each, and nobody is written to unless that is chosen', async () => {
    const { status, body } = await owner.call('GET', '/api/chains/return/reach')
    expect([status, body.count]).toEqual([200, 3])
    expect(body.items.map(({ name }: { name: string }) => name).sort()).toEqual(names)
    for (const { due, visitAt, zone } of body.items) {
      expect(zone).toBe('Europe/Moscow')
      expect(new Date(due) >= stand.clock.now && new Date(visitAt) < stand.clock.now).toBe(true)
    }
    const { version } = await chain('return')
    expect((await set('return', { version, active: true })).body).toMatchObject({ reached: 0, planned: 0 })
    expect(await planned()).toBe(0)
    await set('return', { version: version + 1, active: false })
  })

  test('chosen, it reaches each once, so many in an hour; switched off, the rest is not sent', async () => {
    const { version } = await chain('return')
    const heard = () => stand.bot.sent.filter(({ text }) => /Записать снова/.test(text)).length
    const on = await set('return', { version, active: true, perHour: 1, reach: true })
    expect([on.status, on.body]).toEqual([200, expect.objectContaining({ reached: 3, planned: 3, perHour: 1 })])
    const { items } = (await owner.call('GET', '/api/chains/return/reach')).body
    expect(items).toEqual([])
    await pass(stand, 60_000)
    await settled(stand, database.db)
    expect(heard()).toBe(1)
    await pass(stand, 30 * 60_000)
    await settled(stand, database.db)
    expect(heard()).toBe(1)
    await pass(stand, 31 * 60_000)
    await settled(stand, database.db)
    expect(heard()).toBe(2)
    const off = await set('return', { version: version + 1, active: false })
    expect([off.status, off.body.planned]).toEqual([200, 0])
    await pass(stand, 48 * 3_600_000)
    await settled(stand, database.db)
    expect(heard()).toBe(2)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    expect(await chain('return')).toMatchObject({ sent: 2, planned: 0 })
  })

  test('what waits all at once, as after an outage, still goes out so many in an hour', async () => {
    const { version } = await chain('return')
    const heard = () => stand.bot.sent.filter(({ text }) => /Записать снова/.test(text)).length
    const before = heard()
    const on = await set('return', { version, active: true, perHour: 1, reach: true })
    expect(on.body.reached).toBe(1)
    await database.db.query(
      `update notices set status = 'planned', reason = null, done_at = null, message_id = null
       where chain = 'return' and step = 1 and client_id in (select client_id from notices where chain = 'return' and step = 1 limit 2)`,
    )
    await database.db.query(
      `update notices set due_at = $1::timestamptz where chain = 'return' and status = 'planned' and step = 1`,
      [stand.clock.now],
    )
    await pass(stand, 60_000)
    await settled(stand, database.db)
    expect(heard() - before).toBe(1)
    await pass(stand, 61 * 60_000)
    await settled(stand, database.db)
    expect(heard() - before).toBe(2)
    await set('return', { version: version + 1, active: false })
  })

  test('each switching is a line of the log: who, from what, to what, and how many it reached', async () => {
    const log = await database.db.query(
      `select m.name, c.action, c.before, c.after from changes c join members m on m.id = c.member_id
       where c.business_id = $1 and c.object = 'chain' and c.after ->> 'name' = 'return' order by c.id limit 2`,
      [stand.businessId],
    )
    expect(log).toEqual([
      {
        name: 'Ольга',
        action: 'changed',
        before: { name: 'return', active: false, perHour: 30 },
        after: { name: 'return', active: true, perHour: 30 },
      },
      {
        name: 'Ольга',
        action: 'changed',
        before: { name: 'return', active: true, perHour: 30 },
        after: { name: 'return', active: false, perHour: 30 },
      },
    ])
    const reached = await database.db.query(
      `select after ->> 'reached' as reached from changes where object = 'chain' and after ? 'reached' order by id`,
    )
    expect(reached).toEqual([{ reached: '3' }, { reached: '1' }])
  })

  test('an owner and an admin switch chains; a manager and a master don’t, and of another business nothing is seen', async () => {
    const { version } = await chain('feedback')
    for (const role of ['manager', 'master'] as const) {
      const member = await signIn(database.db, stand, role)
      expect((await set('feedback', { version, active: true }, member)).status).toBe(403)
      expect((await member.call('GET', '/api/chains/return/reach')).status).toBe(403)
    }
    const admin = await signIn(database.db, stand, 'admin')
    expect((await set('feedback', { version, active: true }, admin)).status).toBe(200)
    const other = await startStand(database.db)
    const theirs = await signIn(database.db, other, 'owner')
    expect((await theirs.call('GET', '/api/chains/return/reach')).body).toEqual({ count: 0, items: [] })
    const all = (await theirs.call('GET', '/api/chains')).body.items
    expect(all.map(({ active, version }: { active: boolean; version: number }) => [active, version])).toEqual(
      all.map(() => [false, 0]),
    )
    await other.stop()
    expect((await owner.call('PATCH', '/api/chains/nothing', { version: 0, active: true })).status).toBe(400)
  })

  test('no call asks the database more than five times', async () => {
    const { version } = await chain('return')
    const calls: [string, string, object?][] = [
      ['GET', '/api/chains'],
      ['GET', '/api/chains/return/reach'],
      ['PATCH', '/api/chains/return', { version, active: true, reach: true }],
      ['PATCH', '/api/chains/return', { version: version + 1, active: false }],
    ]
    for (const [method, path, body] of calls) {
      asked.reset()
      const { status } = await owner.call(method, path, body)
      expect([method, path, status, asked.count() <= MOST_QUERIES]).toEqual([method, path, 200, true])
    }
  })
})
