import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../db/sql.ts'
import { onEachDatabase, onPostgres } from '../db/testing/databases.ts'
import { csvText, messyTable, spreadsheet, windows1251 } from './testing/messytable.ts'
import { sendTable } from './testing/sendtable.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const TABLE = `Отчёт по записям;;;;;;;;;
Дата визита;Время;Клиент;Телефон;Услуги;Сотрудник;Стоимость, руб;Оплачено;Статус визита;Источник
01.10.2026;14:30;Анна Петрова;8 (900) 123-45-67;Стрижка;Мария;1 200,00 ₽;1200;Клиент пришёл;ВК
;;;;Укладка;;500;500;;
вчера;10:00;Ольга;+7 900 000-00-01;Стрижка;Мария;1200;1200;Клиент пришёл;
2 окт;15:30;Ольга Сергеева;9000000002;Маникюр;Незнакомка;1 500;;Не пришёл;Рекомендация

Итого;;;;;;3 200;1700;;
`

/** How many rows of each kind a business has. */
async function rowsIn(db: Db, businessId: number): Promise<Record<string, number>> {
  const tables = [
    'appointments',
    'appointment_parts',
    'payments',
    'clients',
    'consents',
    'leads',
    'services',
    'resources',
    'notices',
    'messages',
    'occupancies',
    'imports',
  ]
  const [row] = await db.query<{ counts: Record<string, number> }>(
    `select json_build_object(${tables.map((table) => `'${table}', (select count(*) from ${table} where business_id = $1)`).join(', ')}) as counts`,
    [businessId],
  )
  return row!.counts
}

onEachDatabase('a table of the past', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
  })
  afterAll(() => stand.stop())

  const look = (file: string | Uint8Array<ArrayBuffer>, more?: Record<string, string>) =>
    sendTable(stand, owner, '/api/imports/look', file, more)
  const take = (file: string | Uint8Array<ArrayBuffer>, more?: Record<string, string>) =>
    sendTable(stand, owner, '/api/imports', file, { consent: 'yes', ...more })

  test('is looked at, taken in once, and taken back as if it had never been', async () => {
    const before = await rowsIn(database.db, stand.businessId)
    const seen = await look(TABLE)
    expect(seen.status).toBe(200)
    expect(seen.body.lines).toEqual({ all: 6, visits: 2, more: 1, blank: 1, total: 1, heading: 0, faults: 1 })
    expect(seen.body.faults).toMatchObject([
      { kind: 'bad_date', lines: [{ line: 5, message: '«вчера» не дата. Нужно так: 30.11.2026.' }] },
    ])
    expect(seen.body.preview[0]).toMatchObject({
      line: 3,
      startsAt: '2026-10-01T14:30+03:00',
      client: 'Анна Петрова',
      phone: '+79001234567',
      price: 170_000,
      paid: 170_000,
      status: 'paid',
      source: 'vk',
    })
    expect(await rowsIn(database.db, stand.businessId)).toEqual(before)
    const plan = JSON.stringify(seen.body.plan)
    expect((await take(TABLE, { plan, consent: 'no' })).status).toBe(400)
    const done = await take(TABLE, { plan })
    expect([done.status, done.body.counts]).toEqual([201, seen.body.counts])
    expect((await take(TABLE)).body).toMatchObject({ id: null, counts: { visits: 0, known: 2 } })
    const undone = await owner.call('POST', `/api/imports/${done.body.id}/undo`)
    expect([undone.status, undone.body]).toEqual([200, { visits: 2, kept: 0, clients: 2 }])
    expect((await owner.call('POST', `/api/imports/${done.body.id}/undo`)).status).toBe(404)
    expect(await rowsIn(database.db, stand.businessId)).toEqual({ ...before, imports: before.imports! + 1 })
    const { items } = (await owner.call('GET', '/api/changes?object=import')).body
    expect(items.map(({ action }: { action: string }) => action)).toEqual(['undone', 'imported'])
  })

  describe('of five thousand messy lines', () => {
    const [csv, xlsx] = [false, true].map((typed) => messyTable({ seed: 2026, size: 5000, typed })) as [
      ReturnType<typeof messyTable>,
      ReturnType<typeof messyTable>,
    ]

    test.each([
      ['CSV in the letters of Windows', csv, () => windows1251(csvText(csv.rows))],
      ['a spreadsheet', xlsx, () => spreadsheet(xlsx.rows)],
    ] as const)(
      '%s: every line is told what it is, what is good is in, twice is once, and all of it goes back',
      async (_, { truth }, file) => {
        const { db } = database
        const before = await rowsIn(db, stand.businessId)
        const bytes = await file()
        const started = performance.now()
        const { status, body } = await look(bytes)
        const looked = performance.now() - started
        expect(status).toBe(200)
        const { faults, clients, nameless, repeatedPhones, came, noShow, cancelled, revenue, ...lines } = truth
        expect(body.lines).toEqual({ ...lines, faults: Object.values(faults).reduce((sum, count) => sum + count, 0) })
        expect(
          Object.fromEntries(body.faults.map((one: { kind: string; count: number }) => [one.kind, one.count])),
        ).toEqual(faults)
        expect(body.counts).toMatchObject({
          visits: lines.visits,
          came,
          noShow,
          cancelled,
          revenue,
          nameless,
          newClients: clients,
          known: 0,
        })
        expect(body.repeatedPhones).toBe(repeatedPhones)
        const { visits, more, blank, total, heading } = body.lines
        expect(visits + more + blank + total + heading + body.lines.faults).toBe(5000)

        const writing = performance.now()
        const done = await take(bytes, { plan: JSON.stringify(body.plan) })
        const wrote = performance.now() - writing
        expect([done.status, done.body.counts]).toEqual([201, body.counts])
        expect([looked < 20_000, wrote < 30_000], `looked ${looked}, wrote ${wrote}`).toEqual([true, true])
        const after = await rowsIn(db, stand.businessId)
        expect(after).toMatchObject({
          appointments: before.appointments! + visits,
          appointment_parts: before.appointment_parts! + visits + more,
          clients: before.clients! + clients + (nameless > 0 ? 1 : 0),
          notices: before.notices,
          messages: before.messages,
          occupancies: before.occupancies,
        })
        expect((await take(bytes)).body).toMatchObject({ id: null, counts: { visits: 0, known: visits } })
        expect(await rowsIn(db, stand.businessId)).toEqual(after)
        const undone = await owner.call('POST', `/api/imports/${done.body.id}/undo`)
        expect(undone.body).toEqual({ visits, kept: 0, clients })
        expect(await rowsIn(db, stand.businessId)).toEqual({ ...before, imports: before.imports! + 1 })
      },
      120_000,
    )
  })
})

onPostgres('tables of the past at once', (database) => {
  let stand: Stand
  let owner: Staff
  let admin: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
    admin = await signIn(database.db, stand, 'admin')
  })
  afterAll(() => stand.stop())

  test('two people who take in one file at the same moment: it is there once', async () => {
    const { rows, truth } = messyTable({ seed: 5, size: 600, typed: false })
    const file = csvText(rows, ',')
    const both = await Promise.all(
      [owner, admin].map((staff) => sendTable(stand, staff, '/api/imports', file, { consent: 'yes' })),
    )
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(both.map(({ body }) => body.counts.visits).toSorted()).toEqual([0, truth.visits].toSorted())
    expect((await rowsIn(database.db, stand.businessId)).appointments).toBe(truth.visits)
  })

  test('what fails in the middle leaves nothing behind, and can be done again', async () => {
    const { db } = database
    const { rows, truth } = messyTable({ seed: 6, size: 600, typed: false })
    const file = csvText(rows, '\t')
    const before = await rowsIn(db, stand.businessId)
    await db.query(`create function fail_late() returns trigger language plpgsql as $$
      begin if (select count(*) from payments) > 200 then raise exception 'the power is gone'; end if; return new; end $$`)
    await db.query('create trigger fail_late before insert on payments for each row execute function fail_late()')
    expect((await sendTable(stand, owner, '/api/imports', file, { consent: 'yes' })).status).toBe(500)
    expect(await rowsIn(db, stand.businessId)).toEqual(before)
    await db.query('drop trigger fail_late on payments')
    await db.query('drop function fail_late')
    const done = await sendTable(stand, owner, '/api/imports', file, { consent: 'yes' })
    expect(done.body.counts.visits + done.body.counts.known).toBe(truth.visits)
  })

  test('a server that loses its connection in the middle leaves nothing behind', async () => {
    const { db } = database
    const before = await rowsIn(db, stand.businessId)
    const { rows } = messyTable({ seed: 8, size: 600, typed: false })
    await db.query(`create function hang_up() returns trigger language plpgsql as $$
      begin if (select count(*) from payments) > 400 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$`)
    await db.query('create trigger hang_up before insert on payments for each row execute function hang_up()')
    expect((await sendTable(stand, owner, '/api/imports', csvText(rows), { consent: 'yes' })).status).toBe(500)
    expect(await rowsIn(db, stand.businessId)).toEqual(before)
    await db.query('drop trigger hang_up on payments')
    await db.query('drop function hang_up')
  })
})
