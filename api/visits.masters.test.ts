import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSession } from '../db/access.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { call, type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('what masters are told of what others do with their visits', (database) => {
  let stand: Stand
  let owner: Staff
  let dmitry: { staff: Staff; chat: Client; resource: number }
  let julia: typeof dmitry
  let week = 0
  let id = 0
  let service = 0
  const tuesday = (clock: string) => new Date(Date.parse(`2026-11-24T${clock}:00+03:00`) + week * 7 * 86_400_000)

  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
    const { services, masters } = (await owner.call('GET', '/api/services')).body
    service = services.find(({ name }: { name: string }) => name === 'Женская стрижка').id
    const free = (await owner.call('GET', '/api/catalog')).body.services.find(
      (one: { id: number }) => one.id === service,
    )
    const able = free.masters.map(({ resourceId }: { resourceId: number }) => resourceId).slice(0, 2)
    const hire = async (resource: number, role: 'admin' | 'master') => {
      const { name } = masters.find((one: { id: number }) => one.id === resource)
      const chat = clientOf(stand, { first_name: name })
      const staff = await signIn(database.db, stand, role, {
        name,
        resourceId: resource,
        telegramId: chat.person.id,
      })
      await chat.plays('/start', /Вы в команде/)
      return { staff, chat, resource }
    }
    dmitry = await hire(able[0], 'admin')
    julia = await hire(able[1], 'master')
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    week++
    stand.clock.now = new Date(tuesday('10:00').getTime() - 86_400_000)
    owner = await signIn(database.db, stand, 'owner')
    const made = await owner.call(
      'POST',
      '/api/appointments',
      {
        services: [service],
        master: dmitry.resource,
        start: tuesday('15:00').toISOString(),
        client: { name: 'Вера', phone: '+79001234567' },
        consent: true,
      },
      { 'Idempotency-Key': `masters-week-${week}` },
    )
    expect(made.body).toMatchObject({ id: expect.any(Number) })
    id = made.body.id
    await later(10_000)
    heard = [dmitry, julia].map(({ chat }) => chat.heard()) as [number, number]
  })

  let heard: [number, number] = [0, 0]
  const news = () =>
    [dmitry, julia].map(({ chat }, i) =>
      stand.bot.chats
        .get(chat.person.id)!
        .shown.slice(heard[i])
        .map(({ text }) => text),
    )
  const later = async (ms: number) => {
    await pass(stand, ms)
    await settled(stand, database.db)
  }
  const version = async () => (await owner.call('GET', `/api/appointments/${id}`)).body.version
  const change = async (by: Staff, what: object) =>
    by.call('PATCH', `/api/appointments/${id}`, { version: await version(), ...what })
  const post = async (verb: string, more: object) =>
    owner.call('POST', `/api/appointments/${id}/${verb}`, { version: await version(), ...more })

  test('a visit that goes to another master is told to both, after ten seconds and without the client’s name', async () => {
    expect((await change(owner, { master: julia.resource, overlapReason: 'просит клиент' })).status).toBe(200)
    await later(9999)
    expect(news()).toEqual([[], []])
    await later(1)
    expect(news()).toEqual([
      [expect.stringMatching(/передали другому мастеру: .*15:00\s+Женская стрижка/)],
      [expect.stringMatching(/К вам перенесли запись: .*15:00/)],
    ])
    expect(JSON.stringify(news())).not.toContain('Вера')
    expect((await owner.call('GET', `/api/appointments/${id}`)).body.notices).not.toContainEqual(
      expect.objectContaining({ kind: expect.stringMatching(/^master/) }),
    )
  })

  test('another time and a cancellation are told to the master; an undo within ten seconds tells nothing', async () => {
    const moved = await change(owner, { start: tuesday('17:00').toISOString() })
    await later(5000)
    expect((await post('undo', { change: moved.body.changeId })).status).toBe(200)
    await later(20_000)
    expect(news()).toEqual([[], []])
    await change(owner, { start: tuesday('17:00').toISOString() })
    await later(10_000)
    expect((await post('cancel', { by: 'business', reason: 'Мастер заболел' })).status).toBe(200)
    await later(10_000)
    expect(news()).toEqual([
      [expect.stringMatching(/Было: .*15:00\s+Теперь: .*17:00/), expect.stringMatching(/Запись отменили: .*17:00/)],
      [],
    ])
  })

  test('a master is not told of the own changes, nor when they want no such news, nor of what they gave away and got back', async () => {
    const me = { id: dmitry.staff.id, businessId: stand.businessId }
    const { token } = await database.db.transaction((tx) => openSession(tx, me, stand.clock.now))
    const own: Staff = { ...dmitry.staff, token, call: (...asked) => call(stand.url, token, ...asked) }
    expect((await change(own, { start: tuesday('17:00').toISOString() })).status).toBe(200)
    await later(10_000)
    await change(owner, { master: julia.resource, overlapReason: 'просит клиент' })
    await later(5000)
    await change(owner, { master: dmitry.resource, overlapReason: 'просит клиент' })
    await later(10_000)
    expect(news()).toEqual([[], []])
    const { member } = (await own.call('GET', '/api/me')).body
    const set = (visitNews: string, version: number) =>
      own.call('PATCH', '/api/me', { version, preferences: { visitNews } })
    expect((await set('none', member.version)).status).toBe(200)
    await change(owner, { start: tuesday('18:00').toISOString() })
    await later(10_000)
    expect(news()).toEqual([[], []])
    await set('all', member.version + 1)
    await change(owner, { start: tuesday('17:00').toISOString() })
    await later(10_000)
    expect(news()[0]).toHaveLength(1)
  })
})
