import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { isoOf } from '../domain/time.ts'
import { bookedId } from './testing/booked.ts'
import { clientOf, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Line = { id: number; status: string; client: { name: string | null; phone: string | null }; offered: unknown }
type Page = { items: Line[]; cursor: string | null; total: number }

onEachDatabase('the waitlist at the desk', (database) => {
  let stand: Stand
  let manager: Staff
  let services: Record<string, number>
  let masters: Record<string, number>

  beforeAll(async () => {
    stand = await startStand(database.db)
    const catalog = await stand.catalog()
    services = Object.fromEntries(catalog.services.map(({ name, id }) => [name, id]))
    masters = Object.fromEntries(catalog.resources.map(({ name, id }) => [name, id]))
    manager = await signIn(database.db, stand, 'manager')
  })
  afterAll(() => stand.stop())

  const clientNamed = async (name: string) => {
    const [row] = await database.db.query<{ id: number }>(
      `insert into clients (business_id, name, phone, created_at) values ($1, $2, '+79001112233', $3::timestamptz) returning id`,
      [stand.businessId, name, stand.clock.now],
    )
    return row!.id
  }
  const wish = (client: number, more = {}) => ({
    client,
    services: [services['Мужская стрижка']],
    from: '2026-11-24',
    to: '2026-11-26',
    ...more,
  })

  test('written in by hand, listed in order by day, branch and client, a page at a time, and taken out', async () => {
    const [one, two] = [await clientNamed('Олег'), await clientNamed('Вера')]
    const first = await manager.call<Line>('POST', '/api/waitlist', wish(one), { 'Idempotency-Key': 'waitlist-1' })
    expect(first.status).toBe(201)
    const again = await manager.call<Line>('POST', '/api/waitlist', wish(one), { 'Idempotency-Key': 'waitlist-1' })
    expect(again.body.id).toBe(first.body.id)
    const master = masters.Дмитрий
    await manager.call('POST', '/api/waitlist', wish(two, { master, to: '2026-11-24', hours: { from: 600, to: 720 } }))
    const page = await manager.call<Page>('GET', '/api/waitlist?limit=1')
    expect([page.body.total, page.body.items.map(({ client }) => client.name)]).toEqual([2, ['Олег']])
    const next = await manager.call<Page>('GET', `/api/waitlist?limit=1&cursor=${page.body.cursor}`)
    expect([next.body.items[0]!.client.name, next.body.cursor]).toEqual(['Вера', null])
    const day = await manager.call<Page>('GET', '/api/waitlist?date=2026-11-26')
    expect(day.body.items.map(({ client }) => client.name)).toEqual(['Олег'])
    const own = await manager.call<Page>('GET', `/api/waitlist?client=${two}`)
    expect(own.body.items).toHaveLength(1)
    expect((await manager.call('DELETE', `/api/waitlist/${first.body.id}`)).status).toBe(200)
    expect((await manager.call('DELETE', `/api/waitlist/${first.body.id}`)).status).toBe(404)
    expect((await manager.call<Page>('GET', '/api/waitlist')).body.total).toBe(1)
    const log = await database.db.query(
      `select action from changes where object = 'client' and object_id = $1 order by id`,
      [one],
    )
    expect(log).toEqual([{ action: 'waitlisted' }, { action: 'unwaitlisted' }])
  })

  test('a master reads who waits for them, without phones, and writes nobody in; days that are over are refused', async () => {
    const anna = await signIn(database.db, stand, 'master', { resourceId: masters.Анна! })
    const seen = await anna.call<Page>('GET', '/api/waitlist')
    expect(seen.body.items).toEqual([])
    const dmitry = await signIn(database.db, stand, 'master', { resourceId: masters.Дмитрий! })
    const theirs = await dmitry.call<Page>('GET', '/api/waitlist')
    expect(theirs.body.items.map(({ client }) => client)).toMatchObject([{ name: 'Вера', phone: null }])
    const client = await clientNamed('Яна')
    expect((await anna.call('POST', '/api/waitlist', wish(client))).status).toBe(403)
    const past = wish(client, { from: '2026-11-20', to: '2026-11-21' })
    expect((await manager.call('POST', '/api/waitlist', past)).status).toBe(400)
    expect((await manager.call('POST', '/api/waitlist', wish(client, { services: [999999] }))).status).toBe(404)
  })

  test('a place is offered by hand to a chosen one: held, told once, and not to two at a time', async () => {
    const person = clientOf(stand, { first_name: 'Лев' })
    await person.plays('/start', /Здравствуйте/)
    const [row] = await database.db.query<{ id: number }>(
      'select client_id as id from identities where external_id = $1',
      [String(person.person.id)],
    )
    const made = await manager.call<Line>('POST', '/api/waitlist', wish(row!.id, { master: masters.Дмитрий }))
    const { id } = made.body
    const { body } = await manager.call<{ starts: string[] }>('GET', `/api/waitlist/${id}/places`)
    expect(body.starts.length).toBeGreaterThan(3)
    const offered = await manager.call<Line>('POST', `/api/waitlist/${id}/offer`, { start: body.starts[2] })
    expect([offered.status, offered.body.status]).toEqual([200, 'offered'])
    const second = await manager.call('POST', `/api/waitlist/${id}/offer`, { start: body.starts[3] })
    expect(second.status).toBe(422)
    await pass(stand, 0)
    await person.sees(/Освободилось место, которого вы ждали/)
    const blind = await clientNamed('Без чата')
    const mute = await manager.call<Line>('POST', '/api/waitlist', wish(blind))
    const call = await manager.call('POST', `/api/waitlist/${mute.body.id}/offer`, { start: body.starts[3] })
    expect([call.status, call.body.error.message]).toEqual([422, 'С клиентом нет чата: позвоните ему.'])
    expect((await manager.call('DELETE', `/api/waitlist/${id}`)).status).toBe(200)
    await settled(stand, database.db)
    // The place is free at once.
    const [date, clock] = isoOf('Europe/Moscow', Date.parse(body.starts[2]!) / 60_000).split('T')
    await bookedId(database.db, stand, {
      service: 'Мужская стрижка',
      master: 'Дмитрий',
      date: date!,
      time: clock!.slice(0, 5),
    })
  })
})
