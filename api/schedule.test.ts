import { afterAll, beforeAll, expect, test } from 'vitest'
import { book, move, wishOf } from '../db/book.ts'
import { touchCatalog } from '../db/catalog.ts'
import { minuteOf } from '../db/sql.ts'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase, onPostgres } from '../db/testing/databases.ts'
import { visitById } from '../db/visits.ts'
import type { DaySchedule } from './schedule/shapes.ts'
import { bookedAt, bookedId } from './testing/booked.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const TUESDAY = '2026-11-24'
const WEDNESDAY = '2026-11-25'

onEachDatabase('the schedule of staff', (database) => {
  let stand: Stand
  let admin: Staff
  let master: Staff
  let idOf: (name: string) => number
  beforeAll(async () => {
    stand = await startStand(database.db)
    const { resources } = await stand.catalog()
    idOf = (name) => resources.find((one) => one.name === name)!.id
    admin = await signIn(database.db, stand, 'admin')
    master = await signIn(database.db, stand, 'master', { resourceId: idOf('Дмитрий') })
  })
  afterAll(() => stand.stop())
  const day = async (date: string, who = admin) =>
    (await who.call<DaySchedule>('GET', `/api/schedule?from=${date}`)).body
  const columnOf = (schedule: DaySchedule, name: string) =>
    schedule.days[0]!.resources.find(({ id }) => id === idOf(name))!

  test('a day tells who works, who comes, and what is free; dates and hours are the branch’s', async () => {
    await bookedId(database.db, stand, {
      service: 'Мужская стрижка',
      master: 'Дмитрий',
      date: TUESDAY,
      time: '15:30',
      name: 'Мария <b>',
    })
    const schedule = await day(TUESDAY)
    expect(schedule.zone).toBe('Europe/Moscow')
    expect(schedule.days[0]).toMatchObject({ from: '2026-11-23T21:00:00.000Z', to: '2026-11-24T21:00:00.000Z' })
    const [visit] = schedule.visits
    expect(visit).toMatchObject({
      state: 'planned',
      start: '2026-11-24T12:30:00.000Z',
      end: '2026-11-24T13:15:00.000Z',
      client: { name: 'Мария <b>', phone: '+79001234534' },
      price: 140_000,
      astray: false,
    })
    expect(visit!.parts[0]).toMatchObject({ name: 'Мужская стрижка', master: idOf('Дмитрий') })
    expect(visit!.rooms).toHaveLength(1)
    const column = columnOf(schedule, 'Дмитрий')
    expect(column.open).toEqual([{ from: '2026-11-24T07:00:00.000Z', to: '2026-11-24T17:00:00.000Z' }])
    expect(column.freeMinutes).toBe(10 * 60 - 50)
    expect(schedule.buffers).toContainEqual({
      resource: idOf('Дмитрий'),
      from: '2026-11-24T13:15:00.000Z',
      to: '2026-11-24T13:20:00.000Z',
    })
    expect(column.free.map(({ from, to }) => [from.slice(11, 16), to.slice(11, 16)])).toEqual([
      ['07:00', '12:30'],
      ['13:30', '17:00'],
    ])
  })

  test('what the schedule offers as free can be booked at every start of it, and nothing else is offered', async () => {
    const catalog = await stand.catalog()
    const now = minuteOf(stand.clock.now)
    const dmitry = idOf('Дмитрий')
    const services = catalog.services.filter(({ masters }) => masters.some(({ resourceId }) => resourceId === dmitry))
    const [client] = await database.db.query<{ id: number }>('select id from clients limit 1')
    const bookable = async (start: number): Promise<boolean> => {
      for (const { id } of services) {
        const wish = { locationId: catalog.locations[0]!.id, parts: [{ serviceId: id, masterId: dmitry }] }
        const request = { businessId: stand.businessId, wish, start, now, clientId: client!.id, door: 'staff' as const }
        let ok = false
        await database.db
          .transaction(async (tx) => {
            ok = (await book(tx, stand.system.catalogs, { ...request, key: crypto.randomUUID() })).ok
            throw new Error('only tried')
          })
          .catch(() => {})
        if (ok) return true
      }
      return false
    }
    const schedule = await day(TUESDAY)
    const offered = columnOf(schedule, 'Дмитрий').free.flatMap(({ starts }) => starts)
    const from = Date.parse(schedule.days[0]!.from)
    const grid = Array.from({ length: 48 }, (_, i) => new Date(from + i * 1_800_000).toISOString())
    const possible: string[] = []
    for (const start of grid) if (await bookable(minuteOf(new Date(start)))) possible.push(start)
    expect(offered).toEqual(possible)
    expect(offered.length).toBeGreaterThan(10)
  })

  test('a master sees the own column only, no money, and of phones the ends', async () => {
    await bookedId(database.db, stand, { service: 'Женская стрижка', master: 'Анна', date: TUESDAY, time: '11:00' })
    const schedule = await day(TUESDAY, master)
    expect(schedule.resources.map(({ id }) => id)).toEqual([idOf('Дмитрий')])
    expect(schedule.visits).toHaveLength(1)
    expect(schedule.visits[0]).toMatchObject({ price: null, left: null, client: { phone: '+7…34' } })
    expect(schedule.buffers.every(({ resource }) => resource === idOf('Дмитрий'))).toBe(true)
    expect((await day(TUESDAY)).visits).toHaveLength(2)
    const load = await master.call('GET', '/api/schedule/load?month=2026-11')
    expect(load.body.days[23]).toMatchObject({ date: TUESDAY, visits: 1, level: 1, closed: false })
  })

  test('a visit may go exactly to the starts that are offered for it, its own place included', async () => {
    const { id } = await bookedId(database.db, stand, {
      service: 'Окрашивание волос',
      master: 'Мария',
      date: '2026-11-26',
      time: '13:00',
    })
    const { body } = await admin.call('GET', `/api/schedule/starts?visit=${id}&date=2026-11-26`)
    const offers: { id: number; starts: string[] }[] = body.masters
    expect(offers.map((one) => one.id).sort()).toEqual([idOf('Анна'), idOf('Мария')].sort())
    expect(offers.find((one) => one.id === idOf('Мария'))!.starts).toContain('2026-11-26T10:00:00.000Z')
    const visit = (await visitById(database.db, stand.businessId, id))!
    for (const { id: masterId, starts } of offers)
      for (const start of [starts[0]!, starts.at(-1)!]) {
        const { wish } = wishOf(visit)
        const parts = wish.parts.map((part) => ({ ...part, masterId }))
        let ok = false
        const request = { businessId: stand.businessId, id, version: visit.version, now: minuteOf(stand.clock.now) }
        await database.db
          .transaction(async (tx) => {
            const place = { wish: { ...wish, parts }, start: minuteOf(new Date(start)) }
            ok = (await move(tx, stand.system.catalogs, { ...request, ...place })).ok
            throw new Error('only tried')
          })
          .catch(() => {})
        expect([masterId, start, ok]).toEqual([masterId, start, true])
      }
    const foreign = await master.call('GET', `/api/schedule/starts?visit=${id}&date=2026-11-26`)
    expect(foreign.status).toBe(404)
    const closed = await admin.call(
      'GET',
      `/api/schedule/starts?services=${visit.parts[0]!.serviceId}&master=${idOf('Мария')}&date=${TUESDAY}`,
    )
    expect(closed.body).toMatchObject({
      any: [],
      next: { start: '2026-11-26T12:30:00.000Z', masters: [idOf('Мария')] },
    })
  })

  test('a block shows whom it comes upon and is written only when each was decided about', async () => {
    const { id, version } = await bookedId(database.db, stand, {
      service: 'Мужская стрижка',
      master: 'Дмитрий',
      date: WEDNESDAY,
      time: '14:00',
      name: 'Игорь',
    })
    const wanted = { resources: [idOf('Дмитрий')], from: WEDNESDAY, span: { from: 780, to: 900 }, reason: 'обучение' }
    const dry = await admin.call('POST', '/api/blocks?check=1', wanted)
    expect([dry.status, dry.body.items, dry.body.affected]).toMatchObject([
      200,
      [],
      [{ kind: 'visit', id, version, client: { name: 'Игорь' }, services: ['Мужская стрижка'], movable: true }],
    ])
    const silent = await admin.call('POST', '/api/blocks', wanted)
    expect([silent.status, silent.body.error.code, silent.body.error.message]).toEqual([
      409,
      'taken',
      'Заденет 1 запись. Решите по каждой.',
    ])
    expect((await day(WEDNESDAY)).blocks).toEqual([])
    const stale = { ...wanted, decisions: [{ kind: 'visit', id, version: version + 1, action: 'keep' }] }
    expect((await admin.call('POST', '/api/blocks', stale)).status).toBe(409)
    const decided = { ...wanted, decisions: [{ kind: 'visit', id, version, action: 'move' }] }
    const key = { 'Idempotency-Key': 'block-key-1' }
    const written = await admin.call('POST', '/api/blocks', decided, key)
    expect([written.status, written.body.toMove]).toEqual([201, [id]])
    const again = await admin.call('POST', '/api/blocks', decided, key)
    expect(again.body.items).toEqual(written.body.items)
    const schedule = await day(WEDNESDAY)
    expect(schedule.blocks).toHaveLength(1)
    expect(schedule.visits.find((one) => one.id === id)!.astray).toBe(true)
    const starts = columnOf(schedule, 'Дмитрий').free.flatMap((place) => place.starts)
    expect(starts.filter((start) => start > '2026-11-25T10:00' && start < '2026-11-25T12:00')).toEqual([])
    const client = await bookedAt(database.db, stand, {
      service: 'Детская стрижка',
      master: 'Дмитрий',
      date: WEDNESDAY,
      time: '13:00',
    })
    expect(client).toMatchObject({ ok: false, reason: 'taken' })
  })

  test('a block that repeats is one row of the log, changes one by one, and goes as a series', async () => {
    const wanted = {
      resources: [idOf('Анна'), idOf('Ольга')],
      from: '2026-12-01',
      to: '2026-12-14',
      weekdays: [2, 4],
      span: { from: 900, to: 960 },
      reason: 'планёрка',
    }
    const { body } = await admin.call('POST', '/api/blocks', wanted)
    expect(body.items).toHaveLength(8)
    const [first, second] = body.items
    const moved = await admin.call('PATCH', `/api/blocks/${first.id}`, {
      version: 1,
      from: '2026-12-01T13:00:00Z',
      to: '2026-12-01T14:00:00Z',
    })
    expect(moved.body.items[0]).toMatchObject({
      id: first.id,
      version: 2,
      from: '2026-12-01T13:00:00.000Z',
      reason: 'планёрка',
    })
    const stale = await admin.call('PATCH', `/api/blocks/${first.id}`, { version: 1, reason: 'другое' })
    expect([stale.status, stale.body.error.code, stale.body.error.now.version]).toEqual([409, 'changed', 2])
    const removed = await admin.call('DELETE', `/api/blocks/${second.id}?version=1&series=1`)
    expect(removed.body.items).toHaveLength(8)
    const lines = await database.db.query(
      `select action from changes where business_id = $1 and object = 'block' order by id desc limit 3`,
      [stand.businessId],
    )
    expect(lines.map(({ action }) => action)).toEqual(['removed', 'changed', 'created'])
  })

  test('a master closes the own time and nobody else’s', async () => {
    const wanted = { from: '2026-12-02', span: { from: 720, to: 780 } }
    expect((await master.call('POST', '/api/blocks', { ...wanted, resources: [idOf('Анна')] })).status).toBe(404)
    const own = await master.call('POST', '/api/blocks', { ...wanted, resources: [idOf('Дмитрий')] })
    expect(own.status).toBe(201)
    const other = await admin.call('POST', '/api/blocks', { ...wanted, resources: [idOf('Юлия')] })
    const id = other.body.items[0].id
    expect((await master.call('DELETE', `/api/blocks/${id}?version=1`)).status).toBe(404)
    expect((await master.call('PATCH', `/api/blocks/${id}`, { version: 1, reason: 'нет' })).status).toBe(404)
  })

  test('an absence takes whole days of the branch, breaks what stands there, and can be taken back', async () => {
    const { id, version } = await bookedId(database.db, stand, {
      service: 'Маникюр',
      master: 'Ольга',
      date: '2026-12-09',
      time: '18:00',
    })
    const wanted = { resources: [idOf('Ольга')], from: '2026-12-08', to: '2026-12-10', reason: 'отпуск' }
    const refused = await admin.call('POST', '/api/time-off', wanted)
    expect([refused.status, refused.body.error.affected.map((one: { id: number }) => one.id)]).toEqual([409, [id]])
    const before = columnOf(await day('2026-12-09'), 'Ольга').open
    expect(before).toHaveLength(1)
    const decisions = [{ kind: 'visit', id, version, action: 'keep' }]
    const done = await admin.call('POST', '/api/time-off', { ...wanted, decisions })
    expect(done.body.items[0]).toMatchObject({ from: '2026-12-07T21:00:00.000Z', to: '2026-12-10T21:00:00.000Z' })
    const twice = await admin.call('POST', '/api/time-off', wanted)
    expect(twice.body.items).toEqual(done.body.items)
    const schedule = await day('2026-12-09')
    expect(columnOf(schedule, 'Ольга').open).toEqual([])
    expect(schedule.visits.find((visit) => visit.id === id)!.astray).toBe(true)
    expect((await admin.call('DELETE', `/api/time-off/${done.body.items[0].id}`)).status).toBe(200)
    expect(columnOf(await day('2026-12-09'), 'Ольга').open).toEqual(before)
  })

  test('shorter hours list every visit that they break, and are not saved over anybody in silence', async () => {
    const visits = []
    for (const time of ['10:00', '17:00', '19:00'])
      visits.push(
        await bookedId(database.db, stand, { service: 'Мужская стрижка', master: 'Дмитрий', date: '2026-12-07', time }),
      )
    const path = `/api/hours?resource=${idOf('Дмитрий')}`
    const { body: seen } = await admin.call('GET', path)
    const week = seen.week.map((spans: { from: number; to: number }[], index: number) =>
      index === 0 ? [{ from: 600, to: 1080 }] : spans,
    )
    const wanted = { resource: idOf('Дмитрий'), version: seen.version, week }
    const dry = await admin.call('PUT', '/api/hours?check=1', wanted)
    expect(dry.body.affected.map((one: { id: number }) => one.id)).toEqual([visits[2]!.id])
    const silent = await admin.call('PUT', '/api/hours', wanted)
    expect([silent.status, silent.body.error.code]).toEqual([409, 'taken'])
    expect((await admin.call('GET', path)).body).toEqual(seen)
    const decisions = [{ kind: 'visit', id: visits[2]!.id, version: visits[2]!.version, action: 'keep' }]
    const saved = await admin.call('PUT', '/api/hours', { ...wanted, decisions })
    expect(saved.status).toBe(200)
    expect(saved.body.hours.week[0]).toEqual([{ from: 600, to: 1080 }])
    expect((await admin.call('GET', path)).body.version).toBe(saved.body.hours.version)
    const stale = await admin.call('PUT', '/api/hours', wanted)
    expect([stale.status, stale.body.error.code]).toEqual([409, 'changed'])
    const late = await bookedAt(database.db, stand, {
      service: 'Мужская стрижка',
      master: 'Дмитрий',
      date: '2026-12-14',
      time: '19:00',
    })
    expect(late).toMatchObject({ ok: false, reason: 'closed' })
  })

  test('a closed date of the branch breaks the visits of all who keep its hours, and of those with own hours too', async () => {
    const ids = []
    for (const [name, service] of [
      ['Анна', 'Женская стрижка'],
      ['Екатерина', 'Маникюр'],
      ['Юлия', 'Чистка лица'],
    ] as const)
      ids.push((await bookedId(database.db, stand, { service, master: name, date: '2026-12-18', time: '12:00' })).id)
    const location = (await stand.catalog()).locations[0]!.id
    const { body: seen } = await admin.call('GET', `/api/hours?location=${location}`)
    const wanted = {
      location,
      version: seen.version,
      exceptions: [{ date: '2026-12-18', to: '2026-12-19', spans: [] }],
    }
    const dry = await admin.call('PUT', '/api/hours?check=1', wanted)
    expect(dry.body.affected.map((one: { id: number }) => one.id).sort()).toEqual(ids.sort())
    const decisions = dry.body.affected.map(({ kind, id, version }: { kind: string; id: number; version: number }) => ({
      kind,
      id,
      version,
      action: 'move',
    }))
    const saved = await admin.call('PUT', '/api/hours', { ...wanted, decisions })
    expect(saved.body.toMove.sort()).toEqual(ids)
    expect((await day('2026-12-18')).days[0]!.resources.every(({ open }) => open.length === 0)).toBe(true)
    const opened = await admin.call('PUT', '/api/hours', {
      location,
      version: saved.body.hours.version,
      exceptions: [{ date: '2026-12-18', to: '2026-12-19', spans: null }],
    })
    expect(opened.body.hours.version).toBe(seen.version)
  })

  test('days and hours are the branch’s wherever the server and the device are, on a day of 23 hours too', async () => {
    const moveTo = async (zone: string) => {
      await database.db.query('update locations set timezone = $2 where business_id = $1', [stand.businessId, zone])
      await touchCatalog(database.db, stand.businessId)
    }
    await moveTo('Asia/Yekaterinburg')
    const ural = await day('2027-01-12')
    expect([ural.zone, ural.days[0]!.from]).toEqual(['Asia/Yekaterinburg', '2027-01-11T19:00:00.000Z'])
    expect(columnOf(ural, 'Дмитрий').open[0]!.from).toBe('2027-01-12T05:00:00.000Z')
    const off = { resources: [idOf('Анна')], from: '2027-01-12', span: { from: 600, to: 660 } }
    const { body } = await admin.call('POST', '/api/blocks', off)
    expect(body.items[0].from).toBe('2027-01-12T05:00:00.000Z')
    await moveTo('Europe/Berlin')
    const spring = (await day('2027-03-28')).days[0]!
    expect([spring.from, spring.to]).toEqual(['2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'])
    await moveTo('Europe/Moscow')
  })

  test('another business, an unknown branch and a range too long are refused', async () => {
    expect((await admin.call('GET', '/api/schedule?location=999999')).status).toBe(404)
    expect((await admin.call('GET', '/api/schedule?from=2026-11-24&to=2026-12-01')).status).toBe(400)
    expect((await admin.call('GET', '/api/schedule?from=2026-11-24&to=2026-11-23')).status).toBe(400)
    expect((await admin.call('GET', '/api/schedule?from=завтра')).status).toBe(400)
    expect((await admin.call('GET', '/api/hours?resource=999999')).status).toBe(404)
  })
})

onPostgres('the schedule under load', (database) => {
  let stand: Stand
  let admin: Staff
  let idOf: (name: string) => number
  let counter: ReturnType<typeof counted>
  beforeAll(async () => {
    counter = counted(database.db)
    stand = await startStand(counter.db)
    const { resources } = await stand.catalog()
    idOf = (name) => resources.find((one) => one.name === name)!.id
    admin = await signIn(database.db, stand, 'admin')
  })
  afterAll(() => stand.stop())

  test('a client books the place that staff block at that moment: one wins, the other is told who stands there', async () => {
    for (let round = 0; round < 12; round++) {
      const date = `2026-12-${String(round + 7).padStart(2, '0')}`
      const wanted = { resources: [idOf('Дмитрий')], from: date, span: { from: 840, to: 900 } }
      const [block, visit] = await Promise.all([
        admin.call('POST', '/api/blocks', wanted),
        bookedAt(database.db, stand, {
          service: 'Мужская стрижка',
          master: 'Дмитрий',
          date,
          time: '14:00',
          name: 'Мария',
        }),
      ])
      if (!visit.ok && visit.reason === 'closed') continue
      expect([date, block.status === 201, visit.ok].filter((won) => won === true)).toHaveLength(1)
      if (visit.ok) expect(block.body.error.affected).toMatchObject([{ id: visit.visit.id, client: { name: 'Мария' } }])
      else expect(visit.reason).toBe('taken')
    }
  })

  test('a client books into hours that staff cut off at that moment: the visit is listed or refused, never lost', async () => {
    for (let round = 0; round < 8; round++) {
      const date = `2026-12-${String(round + 7).padStart(2, '0')}`
      const resource = idOf('Екатерина')
      const { version } = (await admin.call('GET', `/api/hours?resource=${resource}`)).body
      const [hours, visit] = await Promise.all([
        admin.call('PUT', '/api/hours', { resource, version, exceptions: [{ date, spans: [] }] }),
        bookedAt(database.db, stand, { service: 'Маникюр', master: 'Екатерина', date, time: '12:00' }),
      ])
      if (visit.ok) expect([hours.status, hours.body.error?.affected?.[0]?.id]).toEqual([409, visit.visit.id])
      else expect([hours.status, visit.reason]).toEqual([200, 'closed'])
    }
  })

  test('200 visits in a day cost no more queries than one, five at most, and so does each call of the schedule', async () => {
    const wanted = '2026-12-01'
    await database.db.query(
      `with c as (insert into clients (business_id, name, phone, created_at)
         select $1, 'Клиент ' || n, '+7900' || lpad(n::text, 7, '0'), $2::timestamptz from generate_series(1, 200) n returning id),
       a as (insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, created_at, updated_at)
         select $1, 'many ' || c.id, c.id, $3, 'staff', 'booked', t, t + interval '3 minutes', 100, $2::timestamptz, $2::timestamptz
         from (select id, row_number() over (order by id) as n from c) c,
           lateral (select '2026-12-01T07:00:00Z'::timestamptz + (c.n / 2) * interval '5 minutes' as t) t returning id, starts_at, ends_at),
       p as (insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at, price, variable_cost)
         select $1, id, 0, $4, $5, starts_at, ends_at, 100, 0 from a)
       select 1`,
      [
        stand.businessId,
        stand.clock.now,
        (await stand.catalog()).locations[0]!.id,
        (await stand.catalog()).services[0]!.id,
        idOf('Анна'),
      ],
    )
    const costs: Record<string, number> = {}
    const cost = async (path: string) => {
      counter.reset()
      const started = performance.now()
      const answer = await admin.call('GET', path)
      expect([path, answer.status]).toEqual([path, 200])
      costs[path] = counter.count()
      return { body: answer.body, ms: performance.now() - started }
    }
    const { body } = await cost(`/api/schedule?from=${wanted}`)
    expect(body.visits).toHaveLength(200)
    await cost('/api/schedule?from=2026-12-01&to=2026-12-07')
    await cost(`/api/schedule/starts?visit=${body.visits[0].id}&date=${wanted}`)
    await cost(`/api/schedule/starts?services=${body.visits[0].parts[0].service}&date=${wanted}`)
    await cost('/api/schedule/load?month=2026-12')
    await cost(`/api/hours?resource=${idOf('Анна')}`)
    for (const [path, queries] of Object.entries(costs)) expect([path, queries <= 5]).toEqual([path, true])
  })
})
