import { afterAll, beforeAll, expect, test } from 'vitest'
import { addLeadSample, addPerson, addVisit, pay, type Story } from '../db/kpi/history.sample.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { shareOf } from '../domain/kpi/measure.ts'
import { averageCheck, clientCost } from '../domain/kpi/money.ts'
import { call, type Staff, signIn } from './testing/staff.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'
import { storyOf } from './testing/story.ts'

const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

onEachDatabase('the numbers over the API', (database) => {
  let stand: Stand
  let owner: Staff
  let story: Story
  beforeAll(async () => {
    const { db } = database
    stand = await startStand(db)
    owner = await signIn(db, stand, 'owner')
    story = await storyOf(stand, { members: [owner.id], now: new Date('2026-11-02T09:00:00Z') })
    for (let i = 0; i < 12; i++) {
      const person = await addPerson(story)
      const leadId = await addLeadSample(story, person, new Date(story.now.getTime() + i * 60_000), {
        source: 'vk',
        paid: true,
      })
      if (i >= 5) continue
      const visit = await addVisit(story, {
        clientId: person.clientId,
        leadId,
        startsAt: new Date('2026-11-10T10:00:00Z'),
        status: i < 4 ? 'paid' : 'no_show',
      })
      if (i < 4) await pay(story, visit, 100_000)
    }
  })
  afterAll(() => stand.stop())

  test('equal the formulas over the views, before and after an edit', async () => {
    const { db } = database
    await owner.call('POST', '/api/spend', { from: '2026-11-01', to: '2026-11-30', channel: 'vk', amount: 1_000_000 })
    const check = async () => {
      const { body, status } = await owner.call('GET', `/api/kpi?${NOVEMBER}&comparison=previous`)
      expect(status).toBe(200)
      const [row] = await db.query<{
        revenue: number
        paid: number
        came: number
        missed: number
        leads: number
        fresh: number
        spend: number
      }>(
        `select (select sum(revenue)::bigint from bi_visits where business_id = $1) as revenue,
           (select count(*)::int from bi_visits where business_id = $1 and revenue > 0) as paid,
           (select count(*)::int from bi_visits where business_id = $1 and came) as came,
           (select count(*)::int from bi_visits where business_id = $1 and no_show) as missed,
           (select count(*)::int from bi_leads where business_id = $1) as leads,
           (select count(*)::int from bi_leads where business_id = $1 and new_client) as fresh,
           (select sum(amount)::bigint from bi_spend where business_id = $1) as spend`,
        [stand.businessId],
      )
      const { revenue, paid, came, missed, leads, fresh, spend } = row!
      expect(body.now).toMatchObject({
        leads,
        revenue,
        spend,
        averageCheck: averageCheck(revenue, paid),
        cac: clientCost(spend, fresh),
        noShow: JSON.parse(JSON.stringify(shareOf(missed, came + missed))),
      })
      expect(body.compared.numbers.cac).toEqual({ value: null, reason: 'no_spend' })
      return body.now
    }
    expect(await check()).toMatchObject({
      leads: 12,
      newClients: 4,
      spend: 1_000_000,
      cac: { value: 250_000 },
      revenue: 400_000,
    })
    await db.query(
      `update appointments set status = 'no_show', version = version + 1 where id = (select min(id) from appointments where business_id = $1)`,
      [stand.businessId],
    )
    expect((await owner.call('POST', '/api/kpi/refresh', { whole: false })).status).toBe(200)
    expect(await check()).toMatchObject({ newClients: 3 })
  })

  test('every section answers, and says what is compared; dates that make no period are refused', async () => {
    for (const section of ['funnel', 'channels', 'cohorts', 'speed', 'assistant', 'masters', 'services']) {
      const { status, body } = await owner.call('GET', `/api/kpi/${section}?${NOVEMBER}&comparison=weekday`)
      expect([section, status, Object.keys(body.now), body.compared.period]).toEqual([
        section,
        200,
        [section],
        { from: '2026-09-27', to: '2026-10-26' },
      ])
    }
    const around = await owner.call('GET', '/api/kpi/around?date=2026-11-01&setup=1000000')
    expect([around.status, around.body.after.numbers.leads, around.body.before.numbers.leads]).toEqual([200, 12, 0])
    expect(around.body.leadToBooking).toEqual({ value: null, reason: 'no_data' })
    for (const query of ['from=2026-11-02&to=2026-11-01', 'from=2020-01-01&to=2026-11-01', 'from=yesterday'])
      expect((await owner.call('GET', `/api/kpi?${query}`)).status).toBe(400)
  })

  test('a number opens its rows, without names or words; page by page', async () => {
    const all = await owner.call('GET', `/api/kpi/rows/leads?${NOVEMBER}&column=source&value=vk`)
    expect(all.body.items).toHaveLength(12)
    expect(Object.keys(all.body.items[0])).not.toContain('phone')
    const first = await owner.call('GET', `/api/kpi/rows/leads?${NOVEMBER}&limit=8`)
    const second = await owner.call('GET', `/api/kpi/rows/leads?${NOVEMBER}&limit=8&cursor=${first.body.cursor}`)
    expect([first.body.items.length, second.body.items.length, second.body.cursor]).toEqual([8, 4, null])
    for (const fact of ['visits', 'answers', 'services', 'payments', 'spend', 'readings'])
      expect([fact, (await owner.call('GET', `/api/kpi/rows/${fact}?${NOVEMBER}`)).status]).toEqual([fact, 200])
    expect((await owner.call('GET', `/api/kpi/rows/leads?${NOVEMBER}&column=phone&value=1`)).status).toBe(400)
  })

  test('a master sees their own work without money, and nothing else; a program reads with the key', async () => {
    const master = await signIn(database.db, stand, 'master', { resourceId: story.masters[0]! })
    const own = await master.call('GET', `/api/kpi/masters?${NOVEMBER}`)
    expect(own.body.now.masters).toMatchObject([
      { masterId: story.masters[0], price: null, noShow: 2, busyMinutes: 300 },
    ])
    expect((await master.call('GET', `/api/kpi/channels?${NOVEMBER}`)).status).toBe(404)
    expect((await master.call('GET', '/api/kpi')).status).toBe(404)
    expect((await call(stand.url, API_KEY, 'GET', `/api/kpi?business=${stand.businessId}`)).status).toBe(200)
    const manager = await signIn(database.db, stand, 'manager')
    expect((await manager.call('GET', '/api/kpi')).status).toBe(403)
  })

  test('spend from a table: first a look, then all of it or nothing, and twice is once', async () => {
    const good = 'Дата;Канал;Кампания;Расход\n01.10.2026;yandex;осень;1 000\n02.10.2026;yandex;осень;1 500,50\n'
    const bad = `${good}32.10.2026;yandex;;5\n`
    const send = (csv: string, dryRun = false) => owner.call('POST', '/api/spend/import', { csv, dryRun })
    const october = async () => (await owner.call('GET', '/api/spend?from=2026-10-01&to=2026-10-31')).body.items
    expect((await send(bad, true)).body).toMatchObject({
      written: false,
      added: 2,
      faults: [{ line: 4, message: '«32.10.2026» не дата. Нужно так: 30.11.2026.' }],
    })
    expect((await send(bad)).status).toBe(422)
    expect(await october()).toEqual([])
    expect((await send(good)).body).toMatchObject({ written: true, added: 2, changed: 0, same: 0, amount: 250_050 })
    expect((await send(good)).body).toMatchObject({ added: 0, changed: 0, same: 2 })
    expect((await send(good.replace('1 000', '900'))).body).toMatchObject({ added: 0, changed: 1, same: 1 })
    const rows = await october()
    expect(
      rows.map(({ day, amount, via }: { day: string; amount: number; via: string }) => [day, amount, via]),
    ).toEqual([
      ['2026-10-02', 150_050, 'csv'],
      ['2026-10-01', 90_000, 'csv'],
    ])
    expect((await owner.call('DELETE', `/api/spend/${rows[0].id}`)).status).toBe(200)
    expect((await owner.call('DELETE', `/api/spend/${rows[0].id}`)).status).toBe(404)
    const log = (await owner.call('GET', '/api/changes?object=spend')).body.items
    expect(log.map(({ action }: { action: string }) => action)).toEqual(expect.arrayContaining(['removed', 'imported']))
    expect(
      (await owner.call('POST', '/api/spend', { from: '2026-10-05', to: '2026-10-04', channel: 'vk', amount: 1 }))
        .status,
    ).toBe(400)
  })

  test('other costs are kept with their days, and a stale edit is refused', async () => {
    const made = await owner.call('POST', '/api/costs', {
      kind: 'assistant',
      name: 'Бот',
      firstDay: '2026-11-01',
      lastDay: '2026-11-30',
      amount: 500_000,
    })
    const { id } = made.body
    expect((await owner.call('PATCH', `/api/costs/${id}`, { version: 1, amount: 400_000 })).body).toMatchObject({
      version: 2,
      amount: 400_000,
    })
    expect((await owner.call('PATCH', `/api/costs/${id}`, { version: 1, amount: 1 })).status).toBe(409)
    expect((await owner.call('PATCH', `/api/costs/${id}`, { version: 2, lastDay: '2026-10-01' })).status).toBe(400)
    expect((await owner.call('GET', '/api/costs?from=2026-11-10&to=2026-11-10')).body.items).toHaveLength(1)
    expect((await owner.call('DELETE', `/api/costs/${id}`)).status).toBe(200)
  })

  test('where a contact came from is put right, the log keeps what stood, and the numbers follow', async () => {
    const [lead] = (await owner.call('GET', `/api/kpi/rows/leads?${NOVEMBER}&limit=1`)).body.items
    const path = `/api/leads/${lead.lead_id}`
    const edited = await owner.call('PATCH', path, { version: 1, source: 'сарафан', paid: false })
    expect(edited.body).toMatchObject({ source: 'сарафан', paid: false, version: 2 })
    expect((await owner.call('PATCH', path, { version: 1, source: 'vk' })).status).toBe(409)
    const [line] = (await owner.call('GET', '/api/changes?object=lead')).body.items
    expect(line).toMatchObject({ action: 'attributed', before: { source: 'vk' }, after: { source: 'сарафан' } })
    await owner.call('POST', '/api/kpi/refresh', { whole: false })
    const { organic } = (await owner.call('GET', `/api/kpi/channels?${NOVEMBER}`)).body.now.channels
    expect(organic).toMatchObject([{ source: 'сарафан', leads: 1 }])
  })

  test('the log of events goes out in pages, oldest first', async () => {
    const { db } = database
    for (let i = 0; i < 3; i++)
      await db.query(
        `insert into events (business_id, at, kind, data) values ($1, $2::timestamptz, 'lead', '{"source":"vk"}')`,
        [stand.businessId, story.now],
      )
    const first = await owner.call('GET', '/api/events?limit=2')
    expect(first.body.items).toHaveLength(2)
    const rest = await owner.call('GET', `/api/events?cursor=${first.body.cursor}`)
    expect(rest.body.items.length).toBeGreaterThan(0)
    expect(rest.body.items[0]).toMatchObject({ kind: 'lead', data: { source: 'vk' } })
  })
})
