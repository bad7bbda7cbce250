import { afterAll, beforeAll, expect, test } from 'vitest'
import { dueDigests } from '../db/digests.ts'
import { cohortCells, leadsBy, visitsBy } from '../db/kpi/read.ts'
import { refreshKpis } from '../db/kpi/refresh.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { CHAINS } from '../domain/chains.ts'
import { csvText, messyTable } from './testing/messytable.ts'
import { pass } from './testing/queue.ts'
import { sendTable } from './testing/sendtable.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const HEADS = ['Дата', 'Время', 'Клиент', 'Телефон', 'Услуга', 'Мастер', 'Цена', 'Статус', 'Источник']
const ROW = (day: string, time: string, name: string, phone: string, more: string[] = []) =>
  [day, time, name, phone, 'Маникюр', 'Анна', '1500', 'пришёл', '', ...more].slice(0, 9)

onEachDatabase('visits of the past', (database) => {
  let stand: Stand
  let owner: Staff
  let foreign: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
    foreign = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner', { telegramId: 4100 })
  })
  afterAll(async () => {
    await stand.stop()
    await foreign.stop()
  })

  const table = (...rows: string[][]) => csvText([HEADS, ...rows])
  const take = async (file: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) => {
    stand.later()
    return sendTable(stand, owner, '/api/imports', file, { consent: 'yes', ...more })
  }
  const undo = (id: number) => owner.call('POST', `/api/imports/${id}/undo`)
  const one = async <T>(text: string, ...params: (number | string)[]) =>
    (await database.db.query<T>(text, [stand.businessId, ...params]))[0]!

  test('another table with some of the same visits brings the rest, whatever its columns and dividers are', async () => {
    const first = await take(
      table(ROW('01.10.2026', '10:00', 'Анна Ли', '+79000000001'), ROW('02.10.2026', '10:00', 'Вера Ким', '')),
    )
    const other = `Телефон,Услуга,Мастер,Когда,ФИО\n9000000001,маникюр,анна,2026-10-01 10:00,Анна Л.\n,Маникюр,Анна,2 окт 10:00,Ким Вера\n9000000001,Маникюр,Анна,2026-10-03 10:00,Анна Л.`
    const second = await take(other)
    expect(second.body.counts).toMatchObject({ visits: 1, known: 2, newClients: 0, knownClients: 1 })
    expect((await undo(first.body.id)).body).toMatchObject({ visits: 2, clients: 1 })
    expect((await undo(second.body.id)).body).toMatchObject({ visits: 1 })
    // Whoever the first brought stayed for the visit of the second, and belongs to nobody now.
    expect(await one('select count(*)::int as visits from appointments where business_id = $1')).toEqual({ visits: 0 })
  })

  test('known clients are taken again, and a visit that the schedule has is not doubled', async () => {
    const { db } = database
    const { id: client } = await one<{ id: number }>(
      `insert into clients (business_id, name, phone, phone_verified, created_at) values ($1, 'Ольга', '+79000000011', true, '2026-09-01T00:00:00Z') returning id`,
    )
    const { id: location } = await one<{ id: number }>('select id from locations where business_id = $1')
    await db.query(
      `insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, created_at, updated_at)
       values ($1, 'own', $2, $3, 'staff', 'paid', '2026-10-05T07:00:00Z', '2026-10-05T08:00:00Z', 150000, '2026-10-01T00:00:00Z', '2026-10-05T08:00:00Z')`,
      [stand.businessId, client, location],
    )
    const { body } = await take(
      table(
        ROW('05.10.2026', '10:00', 'Ольга Н.', '8 900 000-00-11'),
        ROW('06.10.2026', '10:00', 'Ольга Н.', '8 900 000-00-11'),
      ),
    )
    expect(body.counts).toMatchObject({ visits: 1, known: 1, newClients: 0, knownClients: 1 })
    expect(
      await one('select name, phone_verified as verified from clients where business_id = $1 and id = $2', client),
    ).toEqual({ name: 'Ольга', verified: true })
    expect((await undo(body.id)).body).toEqual({ visits: 1, kept: 0, clients: 0 })
  })

  test('visits of one master that overlap are history: both are in, and take nobody’s time', async () => {
    const { body } = await take(
      table(ROW('07.10.2026', '10:00', 'Анна Ли', ''), ROW('07.10.2026', '10:30', 'Вера Ким', '')),
    )
    expect(body.counts.visits).toBe(2)
    expect(await one('select count(*)::int as taken from occupancies where business_id = $1')).toEqual({ taken: 0 })
    const day = await owner.call('GET', '/api/schedule?from=2026-10-07&to=2026-10-07')
    expect([200, 404]).toContain(day.status)
    await undo(body.id)
  })

  test('what somebody has changed since stays when the table is taken back, with its client', async () => {
    const { db } = database
    const { body } = await take(
      table(
        ROW('08.10.2026', '10:00', 'Анна Ли', '+79000000021'),
        ROW('09.10.2026', '10:00', 'Вера Ким', '+79000000022'),
      ),
    )
    await db.query(
      `update appointments set note = 'x', version = version + 1 where business_id = $1 and starts_at = '2026-10-08T07:00:00Z'`,
      [stand.businessId],
    )
    expect((await undo(body.id)).body).toEqual({ visits: 1, kept: 1, clients: 1 })
    // Taken in again, the one that stayed is known.
    const again = await take(
      table(
        ROW('08.10.2026', '10:00', 'Анна Ли', '+79000000021'),
        ROW('09.10.2026', '10:00', 'Вера Ким', '+79000000022'),
      ),
    )
    expect(again.body.counts).toMatchObject({ visits: 1, known: 1 })
    await undo(again.body.id)
    await db.query('delete from payments where business_id = $1', [stand.businessId])
    await db.query('delete from appointments where business_id = $1', [stand.businessId])
  })

  test('numbers count them: money, no-shows, channels, new clients; no conversion, no first reply, and nobody is one client', async () => {
    const { db } = database
    const { businessId } = stand
    const rows = [
      ['10.10.2026', '10:00', 'Анна Ли', '+79000000031', 'Маникюр', 'Анна', '1500', 'пришёл', 'ВК'],
      ['20.10.2026', '10:00', 'Анна Ли', '+79000000031', 'Маникюр', 'Анна', '1700', 'пришёл', ''],
      ['11.10.2026', '11:00', 'Вера Ким', '+79000000032', 'Маникюр', 'Анна', '1500', 'не пришла', 'ВК'],
      ['12.10.2026', '12:00', '', '', 'Маникюр', 'Анна', '900', 'пришёл', 'ВК'],
      ['13.10.2026', '12:00', '', '', 'Маникюр', 'Анна', '800', 'пришёл', ''],
    ]
    const { body } = await take(table(...rows))
    const asked = { businessId, period: { from: '2026-10-01', to: '2026-10-31' } }
    const numbers = async (raw: boolean) => ({
      leads: await leadsBy(db, { ...asked, raw }, ['day', 'source', 'paid']),
      visits: await visitsBy(db, { ...asked, raw }, ['day']),
      cohorts: await cohortCells(db, businessId, raw),
    })
    expect(await numbers(false)).toEqual(await numbers(true))
    const kpi = (await owner.call('GET', '/api/kpi?from=2026-10-01&to=2026-10-31')).body.now
    expect(kpi).toMatchObject({ leads: 0, newClients: 1, came: 4, revenue: 490_000, averageCheck: { value: 122_500 } })
    expect(kpi.noShow.value).toMatchObject({ hits: 1, all: 5 })
    expect([kpi.funnel.leadToBooking.value, kpi.speed.asked]).toEqual([null, 0])
    const { channels, organic } = (await owner.call('GET', '/api/kpi/channels?from=2026-10-01&to=2026-10-31')).body.now
      .channels
    expect(channels).toEqual([])
    expect(organic).toEqual([{ source: 'vk', leads: 0, newClients: 1, revenue: 410_000 }])
    expect((await cohortCells(db, businessId)).filter(({ month }) => month === '2026-10')).toEqual([
      { month: '2026-10', since: 0, clients: 1, visits: 2, revenue: 320_000 },
    ])
    expect((await owner.call('GET', '/api/leads')).body.items).toEqual([])
    const report = (await owner.call('GET', '/api/imports/baseline')).body
    expect(report).toMatchObject({
      facts: { visits: 5, came: 4, noShow: 1, named: 3, clients: 2 },
      averageCheck: { value: 122_500 },
      response: null,
    })
    await undo(body.id)
    const gone = (await owner.call('GET', '/api/kpi?from=2026-10-01&to=2026-10-31')).body.now
    expect([gone.visits, gone.revenue, gone.newClients]).toEqual([0, 0, 0])
    await refreshKpis(db, { businessId, now: stand.clock.now })
    expect(await numbers(false)).toEqual(await numbers(true))
  })

  test('nobody hears of them: with every chain on, nothing is planned or sent for weeks, and no digest begins', async () => {
    const { db } = database
    for (const { name } of CHAINS)
      await db.query(
        `insert into chains (business_id, name, active, since, per_hour) values ($1, $2, true, '2026-01-01T00:00:00Z', 100) on conflict do nothing`,
        [stand.businessId, name],
      )
    const before = await one('select count(*)::int as said from messages where business_id = $1')
    const yesterday = stand.clock.now.toISOString().slice(0, 10)
    const { rows } = messyTable({ seed: 77, size: 200, typed: false })
    const { body } = await take(csvText(rows))
    await take(
      table(
        ROW('22.11.2026', '18:00', 'Анна Ли', '+79000000041'),
        ROW('22.11.2026', '19:00', 'Вера Ким', '+79000000042'),
      ),
    )
    expect([yesterday, body.counts.visits > 100]).toEqual(['2026-11-23', true])
    for (const hours of [1, 3, 20, 24, 24 * 7, 24 * 30]) await pass(stand, hours * 3_600_000)
    expect(await one('select count(*)::int as planned from notices where business_id = $1')).toEqual({ planned: 0 })
    expect(await one('select count(*)::int as said from messages where business_id = $1')).toEqual(before)
    expect(
      (await dueDigests(db, stand.clock.now, 10)).filter(({ businessId }) => businessId === stand.businessId),
    ).toEqual([])
    owner = await signIn(db, stand, 'owner')
  }, 60_000)

  test('a person’s data is given to them, erased on request, and the same table does not bring it back', async () => {
    const file = table(ROW('14.10.2026', '10:00', 'Инна Рай', '+79000000051'))
    await take(file)
    const { id } = await one<{ id: number }>(`select id from clients where business_id = $1 and phone = '+79000000051'`)
    const { consents } = await one<{ consents: number }>(
      'select count(*)::int as consents from consents where business_id = $1 and client_id = $2',
      id,
    )
    expect(consents).toBe(1)
    const given = JSON.stringify((await owner.call('GET', `/api/clients/${id}/export`)).body)
    expect(given).toContain('"door":"import"')
    expect((await owner.call('POST', `/api/clients/${id}/erase`, { word: 'удалить' })).status).toBe(200)
    expect((await take(file)).body).toMatchObject({ id: null, counts: { known: 1 } })
    const { traces } = await one<{ traces: number }>(
      `select (select count(*) from appointments a where a.business_id = $1 and a::text like '%9000000051%')
         + (select count(*) from imports i where i.business_id = $1 and i::text like '%9000000051%')
         + (select count(*) from changes g where g.business_id = $1 and g::text like '%9000000051%')
         + (select count(*) from answered w where w.business_id = $1 and w::text like '%9000000051%') as traces`,
    )
    expect(traces).toBe(0)
  })

  test('the next table with the same heads is read as the last one was put right', async () => {
    const look = async (file: string, more: Record<string, string> = {}) =>
      (await sendTable(stand, owner, '/api/imports/look', file, more)).body
    const file = (day: string) => `Дата;Время;Клиент;Процедура;Сумма;Вышло\n${day}.10.2026;10:00;Анна Ли;Лак;1500;ку\n`
    const first = await look(file('15'))
    expect([first.asBefore, first.statuses]).toEqual([false, []])
    const [service] = first.catalog.services
    const plan = {
      ...first.plan,
      columns: { ...first.plan.columns, status: 5 },
      statuses: { ку: 'no_show' },
      services: { лак: service.id },
    }
    const done = await take(file('15'), { plan: JSON.stringify(plan) })
    expect(done.body.counts).toMatchObject({ visits: 1, noShow: 1, newServices: 0 })
    const second = await look(file('16'))
    expect([second.asBefore, second.counts.noShow, second.services[0].choice]).toEqual([true, 1, service.id])
  })

  test('first replies of the past are in the report, and go with their table; those of the dialogues stay apart', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const day = `${String((i % 28) + 1).padStart(2, '0')}.09.2026`
      return [day, '10:00', `+7900000${1000 + i}`, 'Маникюр', '1500', `${day} 09:00`, i < 30 ? '10 мин' : '20 сек']
    })
    const file = csvText([
      ['Дата', 'Время', 'Телефон', 'Услуга', 'Оплачено', 'Дата обращения', 'Первый ответ'],
      ...rows,
    ])
    const { body } = await take(file)
    const report = async () => (await owner.call('GET', `/api/imports/baseline?table=${body.id}`)).body
    const { response, steps, facts } = await report()
    expect([response.asked, response.within60.value.hits, Math.round(response.median.value / 60)]).toEqual([40, 10, 10])
    expect(steps.find(({ kind }: { kind: string }) => kind === 'replies')).toMatchObject({
      from: { late: 30, all: 40 },
    })
    expect([facts.booked, facts.bookedByNight]).toEqual([40, 0])
    const kpi = (await owner.call('GET', '/api/kpi?from=2026-09-01&to=2026-09-30')).body.now
    expect([kpi.came >= 40, kpi.speed.asked]).toEqual([true, 0])
    await undo(body.id)
    expect((await report()).response).toBeNull()
  })

  test('a table that has only the day of a booking says nothing of those made by night', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const day = `${String((i % 28) + 1).padStart(2, '0')}.08.2026`
      return [day, '10:00', `+7900000${2000 + i}`, 'Маникюр', '1500', '30.07.2026']
    })
    const file = csvText([['Дата', 'Время', 'Телефон', 'Услуга', 'Оплачено', 'Дата обращения'], ...rows])
    const { body } = await take(file)
    const { steps, facts } = (await owner.call('GET', `/api/imports/baseline?table=${body.id}`)).body
    expect([facts.visits, facts.booked, facts.bookedByNight]).toEqual([40, 0, 0])
    expect(steps.map(({ kind }: { kind: string }) => kind)).not.toContain('night')
    await undo(body.id)
  })

  test('a retry under the same key is answered the same; another request under it is not', async () => {
    const file = table(ROW('17.10.2026', '10:00', 'Анна Ли', '+79000000061'))
    const send = (body: string) => {
      stand.later()
      const form = new FormData()
      form.set('file', new File([body], 'a.csv'))
      form.set('consent', 'yes')
      return fetch(`${stand.url}/api/imports`, {
        method: 'POST',
        body: form,
        headers: { Authorization: `Bearer ${owner.token}`, 'Idempotency-Key': 'a-key-of-a-table' },
      })
    }
    const first = await (await send(file)).json()
    expect(await (await send(file)).json()).toEqual(first)
    expect((await send(table(ROW('18.10.2026', '10:00', 'Анна Ли', '+79000000061')))).status).toBe(409)
  })

  test('what can’t be is refused in words: too large, too long, another business’s branch, service or table, no plan', async () => {
    const small = table(ROW('19.10.2026', '10:00', 'Анна Ли', '+79000000071'))
    const refusal = async (file: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) => {
      const { status, body } = await take(file, more)
      return [status, body.error?.message]
    }
    expect(await refusal('x'.repeat(5_000_001))).toEqual([413, 'Файл больше 5 МБ. Разделите таблицу.'])
    expect((await take('x'.repeat(6_000_000))).status).toBe(413)
    const long = Array.from({ length: 20_100 }, (_, i) => `01.10.2026,${i}`).join('\n')
    expect(await refusal(long)).toEqual([422, 'В таблице больше 20 000 строк. Разделите её.'])
    expect(await refusal('')).toEqual([422, 'В файле ничего нет.'])
    expect(await refusal(Uint8Array.from([0x50, 0x4b, 3, 4, 9, 9, 9]))).toEqual([
      422,
      'Файл не читается. Сохраните его как XLSX или CSV ещё раз.',
    ])
    expect(await refusal(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0]))).toEqual([
      422,
      'Это старый Excel. Сохраните файл как XLSX или CSV.',
    ])
    expect((await take(small, { plan: '{"sheet": "x"}' })).status).toBe(400)
    expect((await take(small, { plan: '{' })).status).toBe(400)
    const theirs = await foreign.catalog()
    expect((await take(small, { location: String(theirs.locations[0]!.id) })).status).toBe(404)
    const seen = await sendTable(stand, owner, '/api/imports/look', small)
    const plan = { ...seen.body.plan, services: { маникюр: theirs.services[0]!.id } }
    const done = await take(small, { plan: JSON.stringify(plan) })
    expect([done.status, done.body.counts.newServices]).toEqual([201, 0])
    const stranger = await signIn(database.db, foreign, 'owner')
    expect((await stranger.call('POST', `/api/imports/${done.body.id}/undo`)).status).toBe(404)
    expect((await stranger.call('GET', '/api/imports')).body.items).toEqual([])
    const english = await fetch(`${stand.url}/api/imports/look`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${owner.token}` },
    })
    expect(english.status).toBe(400)
  }, 60_000)
})
