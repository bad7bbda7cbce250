import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

/** Sends a file with what is said of it, as the app does. */
export async function sendTable(
  stand: Stand,
  staff: Staff,
  path: string,
  file: string | Uint8Array<ArrayBuffer>,
  more: Record<string, string> = {},
  name = 'visits.csv',
) {
  const form = new FormData()
  form.set('file', new File([file], name))
  for (const [key, value] of Object.entries(more)) form.set(key, value)
  const response = await fetch(stand.url + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${staff.token}` },
    body: form,
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the answer
  return { status: response.status, body: (await response.json()) as any }
}

const TABLE = `Отчёт по записям;;;;;;;;;
Дата визита;Время;Клиент;Телефон;Услуги;Сотрудник;Стоимость, руб;Оплачено;Статус визита;Источник
01.10.2026;14:30;Анна Петрова;8 (900) 123-45-67;Стрижка;Мария;1 200,00 ₽;1200;Клиент пришёл;ВК
;;;;Укладка;;500;500;;
вчера;10:00;Ольга;+7 900 000-00-01;Стрижка;Мария;1200;1200;Клиент пришёл;
2 окт;15:30;Ольга Сергеева;9000000002;Маникюр;Незнакомка;1 500;;Не пришёл;Рекомендация

Итого;;;;;;3 200;1700;;
`

onEachDatabase('a table of the past', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
  })
  afterAll(() => stand.stop())

  test('is looked at, taken in once, and taken back', async () => {
    const seen = await sendTable(stand, owner, '/api/imports/look', TABLE)
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
    const plan = JSON.stringify(seen.body.plan)
    expect((await sendTable(stand, owner, '/api/imports', TABLE, { plan })).status).toBe(400)
    const done = await sendTable(stand, owner, '/api/imports', TABLE, { plan, consent: 'yes' })
    expect([done.status, done.body.counts]).toEqual([201, seen.body.counts])
    const again = await sendTable(stand, owner, '/api/imports', TABLE, { consent: 'yes' })
    expect(again.body).toMatchObject({ id: null, counts: { visits: 0, known: 2 } })
    const undone = await owner.call('POST', `/api/imports/${done.body.id}/undo`)
    expect([undone.status, undone.body]).toEqual([200, { visits: 2, kept: 0, clients: 2 }])
    expect((await owner.call('POST', `/api/imports/${done.body.id}/undo`)).status).toBe(404)
    const [left] = await database.db.query(
      `select (select count(*)::int from appointments where business_id = $1) as visits,
         (select count(*)::int from clients where business_id = $1) as clients,
         (select count(*)::int from services where business_id = $1 and not active) as archived`,
      [stand.businessId],
    )
    expect(left).toEqual({ visits: 0, clients: 0, archived: 0 })
  })
})
