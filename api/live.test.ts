import { afterAll, beforeAll, expect, test } from 'vitest'
import { logChange } from '../db/changes.ts'
import type { Db } from '../db/sql.ts'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase, onPostgres } from '../db/testing/databases.ts'
import { booked, chatIdOf, clientOf, settled } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Line = { id: string; kind: string; objectId: number | null; at: number }

/** Opens the stream of news and collects its lines. */
async function listen(url: string, token: string, after = '') {
  const stop = new AbortController()
  const response = await fetch(`${url}/api/live${after && `?after=${after}`}`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: stop.signal,
  })
  expect(response.status).toBe(200)
  const lines: Line[] = []
  const read = async () => {
    let rest = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop()!
      for (const part of parts) if (part) lines.push({ ...JSON.parse(part), at: Date.now() })
    }
  }
  const reading = read().catch(() => undefined)
  await expect.poll(() => lines.length, { interval: 10 }).toBeGreaterThan(0)
  return {
    lines,
    heard: (kind: string, objectId: number) => lines.find((line) => line.kind === kind && line.objectId === objectId),
    cursor: () => lines.at(-1)!.id,
    stop: async () => {
      stop.abort()
      await reading
    },
  }
}

const change = (db: Db, stand: Stand, object: string, objectId: number) =>
  db.transaction((tx) =>
    logChange(tx, {
      businessId: stand.businessId,
      at: stand.clock.now,
      memberId: null,
      object,
      objectId,
      action: 'test',
    }),
  )

onEachDatabase('live news', (database) => {
  let stand: Stand
  let anna: Staff
  let master: Staff
  let dmitry: number
  beforeAll(async () => {
    stand = await startStand(database.db)
    anna = await signIn(database.db, stand, 'manager', { name: 'Анна' })
    dmitry = (await stand.catalog()).resources.find(({ name }) => name === 'Дмитрий')!.id
    master = await signIn(database.db, stand, 'master', { resourceId: dmitry })
  })
  afterAll(() => stand.stop())

  test('a dialogue that is handed over, taken and given back is heard of within a second', async () => {
    const news = await listen(stand.url, anna.token)
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/, 'позовите человека', /менеджер/i)
    await settled(stand, database.db)
    const chatId = await chatIdOf(stand, client)
    for (const act of ['take', 'return']) {
      const from = news.lines.length
      const since = Date.now()
      await anna.call('POST', `/api/chats/${chatId}/${act}`)
      const heard = () => news.lines.slice(from).find(({ kind, objectId }) => kind === 'chat' && objectId === chatId)
      await expect.poll(() => heard() !== undefined, { interval: 20, timeout: 2000 }).toBe(true)
      expect(heard()!.at - since).toBeLessThan(1500)
    }
    await news.stop()
  })

  test('who was away hears what happened meanwhile, by the id of the last line, from the stream and without one', async () => {
    const before = await listen(stand.url, anna.token)
    const cursor = before.cursor()
    await before.stop()
    await change(database.db, stand, 'client', 4711)
    const again = await listen(stand.url, anna.token, cursor)
    await expect.poll(() => again.heard('client', 4711) !== undefined, { interval: 20 }).toBe(true)
    await again.stop()
    const asked = await anna.call('GET', `/api/live/since?after=${cursor}`)
    expect(asked.body.events).toContainEqual({ id: asked.body.cursor, kind: 'client', objectId: 4711 })
    const start = await anna.call('GET', '/api/live/since')
    expect(start.body.events).toEqual([])
    expect((await anna.call('GET', '/api/live/since?after=nothing')).body.events).toEqual([])
  })

  test('a master hears of own visits, and of no dialogue, client or another’s visit', async () => {
    const visit = await booked(stand, database.db, clientOf(stand), '15:00')
    await settled(stand, database.db)
    const other = await database.db.query<{ id: number }>(
      `insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, created_at, updated_at)
       select business_id, 'another', client_id, location_id, door, 'booked', starts_at, ends_at, price, created_at, updated_at
       from appointments where id = $1 returning id`,
      [visit],
    )
    const [own, all] = await Promise.all([listen(stand.url, master.token), listen(stand.url, anna.token)])
    await change(database.db, stand, 'visit', other[0]!.id)
    await change(database.db, stand, 'client', 12)
    await change(database.db, stand, 'chat', 12)
    await change(database.db, stand, 'visit', visit)
    await expect.poll(() => own.heard('visit', visit) !== undefined, { interval: 20, timeout: 3000 }).toBe(true)
    await expect.poll(() => all.heard('visit', visit) !== undefined, { interval: 20, timeout: 3000 }).toBe(true)
    expect(own.lines.filter(({ kind }) => kind !== 'hello').map(({ kind, objectId }) => [kind, objectId])).toEqual([
      ['visit', visit],
    ])
    expect([all.heard('visit', other[0]!.id), all.heard('client', 12), all.heard('chat', 12)].includes(undefined)).toBe(
      false,
    )
    await Promise.all([own.stop(), all.stop()])
  })

  test('nobody without a session, and nothing of another business', async () => {
    expect((await fetch(`${stand.url}/api/live`)).status).toBe(401)
    const { createBusiness } = await import('../db/businesses.ts')
    const { TEMPLATES } = await import('../domain/templates.ts')
    const foreign = await database.db.transaction((tx) =>
      createBusiness(tx, TEMPLATES.salon, { webKey: `live-${stand.bot.token}`, now: stand.clock.now }),
    )
    const stranger = await signIn(database.db, stand, 'owner', { businessId: foreign })
    const [theirs, ours] = await Promise.all([listen(stand.url, stranger.token), listen(stand.url, anna.token)])
    await change(database.db, stand, 'client', 77)
    await expect.poll(() => ours.heard('client', 77) !== undefined, { interval: 20, timeout: 3000 }).toBe(true)
    expect(theirs.lines.map(({ kind }) => kind)).toEqual(['hello'])
    await Promise.all([theirs.stop(), ours.stop()])
  })

  test('the day: room, the first answer, and for a master only what is theirs', async () => {
    const { body, status } = await anna.call('GET', '/api/today')
    expect(status).toBe(200)
    expect(body.tiles.free.places).toBeGreaterThan(0)
    expect(body.tiles.firstResponse.of).toBeGreaterThan(0)
    expect(body.date).toBe('2026-11-23')
    const own = await master.call('GET', '/api/today')
    expect(own.body.tiles.firstResponse).toBeNull()
    expect(own.body.attention.filter(({ kind }: { kind: string }) => kind === 'waiting')).toEqual([])
  })
})

onPostgres('what the screens of the queue cost', (database) => {
  test('each is read in five queries at most', async () => {
    const { db, count, reset } = counted(database.db)
    const stand = await startStand(db)
    const anna = await signIn(database.db, stand, 'manager', { name: 'Анна' })
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await client.plays('послезавтра в 12:00', /согласие|зовут/, 'позовите человека', /менеджер/i)
    await settled(stand, database.db)
    const chatId = await chatIdOf(stand, client)
    const one = `/api/chats/${chatId}`
    const lists = ['waiting', 'mine', 'bot', 'all'].map((segment) => `/api/chats?segment=${segment}`)
    const pages = [...lists, '/api/chats?search=А', one, `${one}/messages`, `${one}/facts`, `${one}/replies`]
    for (const path of [...pages, `${one}/places`, '/api/today', '/api/colleagues', '/api/drafts/reply-1']) {
      reset()
      expect([path, (await anna.call('GET', path)).status]).toEqual([path, 200])
      expect([path, Math.max(5, count())]).toEqual([path, 5])
      expect(count()).toBeGreaterThan(1)
    }
    await stand.stop()
  })
})

onPostgres('live news over several nodes', (database) => {
  test('what one node does is heard at another within two seconds, also when it commits after a later id', async () => {
    const stand = await startStand(database.db)
    const anna = await signIn(database.db, stand, 'manager', { name: 'Анна' })
    const second = await stand.node(database.db)
    const news = await listen(second.url, anna.token)
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/)
    await client.person.sends(stand.bot, 'позовите человека')
    await client.sees(/менеджер/i)
    const since = Date.now()
    const chatId = await chatIdOf(stand, client)
    await expect.poll(() => news.heard('chat', chatId) !== undefined, { interval: 20, timeout: 2000 }).toBe(true)
    expect(news.heard('chat', chatId)!.at - since).toBeLessThan(2000)

    const late = Promise.withResolvers<void>()
    const slow = database.db.transaction(async (tx) => {
      const line = { businessId: stand.businessId, at: stand.clock.now, memberId: null, action: 'test' }
      await logChange(tx, { ...line, object: 'client', objectId: 501 })
      await late.promise
    })
    await change(database.db, stand, 'client', 502)
    await expect.poll(() => news.heard('client', 502) !== undefined, { interval: 20, timeout: 2000 }).toBe(true)
    expect(news.heard('client', 501)).toBeUndefined()
    late.resolve()
    await slow
    await expect.poll(() => news.heard('client', 501) !== undefined, { interval: 20, timeout: 2000 }).toBe(true)
    await news.stop()
    await second.stop()
    await stand.stop()
  })
})
