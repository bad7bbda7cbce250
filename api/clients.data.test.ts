import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../db/sql.ts'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { booked, type Client, clientOf, hired, settled, tap } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

/** Every row of a business that hangs on clients, by table, as text. */
const snapshot = async (db: Db, businessId: number) => {
  const tables = ['appointments', 'chats', 'identities', 'leads', 'consents', 'notices', 'payments', 'occupancies']
  const all: Record<string, unknown> = {}
  for (const table of tables)
    all[table] = await db.query(`select row_to_json(t) as row from ${table} t where business_id = $1 order by id`, [
      businessId,
    ])
  all.clients = await db.query(
    `select row_to_json(t)::jsonb - 'version' as row from clients t where business_id = $1 order by id`,
    [businessId],
  )
  return all
}

/** Where texts stand in any column of any table. */
const traces = async (db: Db, marks: readonly string[]) => {
  const tables = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  expect(tables.length).toBeGreaterThan(35)
  const found: string[] = []
  for (const { name } of tables)
    for (const mark of marks) {
      const rows = await db.query(`select 1 from "${name}" t where t::text ilike $1 limit 1`, [`%${mark}%`])
      if (rows.length > 0) found.push(`${mark} in ${name}`)
    }
  return found
}

onEachDatabase('merging two cards of one person', (database) => {
  let stand: Stand
  let admin: Staff
  let db: Db
  let asked: ReturnType<typeof counted>
  const ids: number[] = []
  beforeAll(async () => {
    db = database.db
    asked = counted(db)
    stand = await startStand(asked.db)
    admin = await signIn(db, stand, 'admin', { name: 'Анна' })
    for (const [first_name, when] of [
      ['Вера', '12:00'],
      ['Вероника', '16:00'],
    ] as const) {
      const person = clientOf(stand, { first_name })
      const visit = await booked(stand, db, person, when)
      const [row] = await db.query<{ id: number }>('select client_id as id from appointments where id = $1', [visit])
      ids.push(row!.id)
    }
    await settled(stand, db)
    await db.query(`update clients set note = 'любит тишину', tags = '{утро}' where id = $1`, [ids[1]])
    await db.query(
      `insert into payments (business_id, appointment_id, kind, amount, method, at)
       select business_id, id, 'payment', 100000, 'cash', starts_at from appointments where client_id = $1`,
      [ids[1]],
    )
  })
  afterAll(() => stand.stop())

  const pair = async () => {
    const { body } = await admin.call('GET', `/api/clients/${ids[0]}/merge`)
    return { ...body, twin: body.twins.find((one: { id: number }) => one.id === ids[1]) }
  }
  const merge = async () => {
    const { client, twin } = await pair()
    const body = { version: client.version, from: twin.id, fromVersion: twin.version }
    return admin.call('POST', `/api/clients/${ids[0]}/merge`, body)
  }

  test('two with one phone that nobody vouched for are shown side by side and stay two', async () => {
    const { client, twin } = await pair()
    expect([client.name, twin.name, twin.allowed]).toEqual(['Вера', 'Вероника', false])
    expect((await merge()).status).toBe(422)
    await db.query('update clients set phone_verified = true where id = $1', [ids[0]])
    expect((await merge()).status).toBe(422)
    await db.query('update clients set phone_verified = true where id = $1', [ids[1]])
    expect((await pair()).twin.allowed).toBe(true)
  })

  test('merged and taken out again, nothing is lost and nothing is another', async () => {
    const before = await snapshot(db, stand.businessId)
    const { client, twin } = await pair()
    asked.reset()
    const merged = await admin.call('POST', `/api/clients/${ids[0]}/merge`, {
      version: client.version,
      from: twin.id,
      fromVersion: twin.version,
    })
    expect(merged.status).toBe(200)
    // Three more where visits are ahead: their reminders are planned for whom a chat reaches only now.
    expect(asked.count()).toBeLessThanOrEqual(8)
    const { body: card } = await admin.call('GET', `/api/clients/${ids[0]}`)
    expect(card).toMatchObject({ name: 'Вера', note: 'любит тишину', tags: ['утро'], spent: 100000 })
    expect([card.visits.length, card.chats.length, card.channels.length, card.leads.length]).toEqual([2, 2, 2, 2])
    expect(card.merged).toMatchObject([{ change: merged.body.change, id: ids[1], name: 'Вероника' }])
    expect((await admin.call('GET', `/api/clients/${ids[1]}`)).body.mergedInto).toBe(ids[0])
    const { items } = (await admin.call('GET', '/api/clients')).body
    expect(items.map((one: { id: number }) => one.id)).toEqual([ids[0]])
    asked.reset()
    const back = await admin.call('POST', `/api/clients/${ids[0]}/unmerge`, { change: merged.body.change })
    expect(asked.count()).toBeLessThanOrEqual(5)
    expect(back.body).toEqual({ id: ids[1] })
    expect(await snapshot(db, stand.businessId)).toEqual(before)
  })

  test('what was written after the merge stays; a second parting and one after 30 days are refused', async () => {
    const { change } = (await merge()).body
    const { version } = (await admin.call('GET', `/api/clients/${ids[0]}`)).body
    await admin.call('PATCH', `/api/clients/${ids[0]}`, { version, note: 'после' })
    const part = (line: number) => admin.call('POST', `/api/clients/${ids[0]}/unmerge`, { change: line })
    expect((await part(change)).status).toBe(200)
    expect((await admin.call('GET', `/api/clients/${ids[0]}`)).body).toMatchObject({ note: 'после', tags: [] })
    expect((await part(change)).status).toBe(404)
    const late = (await merge()).body.change
    await db.query(`update changes set at = at - interval '31 days' where id = $1`, [late])
    expect((await part(late)).status).toBe(422)
  })

  test('a card that was changed since it was looked at is not merged', async () => {
    const { body } = await admin.call('GET', `/api/clients/${ids[0]}`)
    const other = (await admin.call('POST', '/api/clients', { name: 'Третья' })).body
    const stale = { version: body.version - 1, from: other.id, fromVersion: other.version }
    expect((await admin.call('POST', `/api/clients/${ids[0]}/merge`, stale)).status).toBe(409)
  })
})

onEachDatabase('a person who asks for their data, and to be forgotten', (database) => {
  let stand: Stand
  let admin: Staff
  let db: Db
  let asked: ReturnType<typeof counted>
  let staff: Client
  let person: Client
  let id: number
  let visit: number
  const name = 'Аполлинария'
  const phone = '+7 900 765-43-21'
  beforeAll(async () => {
    db = database.db
    asked = counted(db)
    stand = await startStand(asked.db)
    staff = await hired(stand, db, 'Ольга')
    admin = await signIn(db, stand, 'admin', { name: 'Анна', telegramId: 77001 })
    person = clientOf(stand, { first_name: name, username: 'polly_lilac' })
    await person.plays('/start ad_vk-lilac', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await person.plays('завтра в 16:00', /согласие/, tap('Даю согласие'), /зовут/, name, /номер/, phone, /Проверьте/)
    await person.plays(tap('Записать'), /Готово, вы записаны/)
    await person.plays('хочу чешую дракона, позовите человека', /Передали/)
    const card = await staff.sees(/Аполлинария/)
    await settled(stand, db)
    await staff.person.replies(stand.bot, card.message_id, 'Чешую дракона делаем, Аполлинария')
    await person.sees(/Чешую дракона делаем/)
    await settled(stand, db)
    const [row] = await db.query<{ id: number; client: number }>(
      'select id, client_id as client from appointments order by id desc limit 1',
    )
    id = row!.client
    visit = row!.id
    const { version } = (await admin.call('GET', `/api/clients/${id}`)).body
    await admin.call('PATCH', `/api/clients/${id}`, { version, note: 'дракона не обещать', tags: ['драконы'] })
    await db.query(
      `insert into drafts (business_id, member_id, key, body, updated_at) values ($1, $2, $3, $4::jsonb, $5::timestamptz)`,
      [stand.businessId, admin.id, `client:${id}`, JSON.stringify({ note: 'про дракона ещё' }), stand.clock.now],
    )
    await db.query(`update appointments set note = 'Аполлинария ждёт дракона' where id = $1`, [visit])
    await db.query(
      `insert into payments (business_id, appointment_id, kind, amount, method, reason, at)
       values ($1, $2, 'payment', 5000, 'cash', 'аванс, Аполлинария', $3::timestamptz)`,
      [stand.businessId, visit, stand.clock.now],
    )
  })
  afterAll(() => stand.stop())

  test('the file has all of it: who, what was agreed, said, booked and paid', async () => {
    const { body } = await admin.call('GET', `/api/clients/${id}/export`)
    expect(body.client).toMatchObject({ name, phone: '+79007654321', note: 'дракона не обещать' })
    expect(body.visits).toMatchObject([{ id: visit, services: ['Мужская стрижка'] }])
    expect(body.payments).toMatchObject([{ amount: 5000 }])
    expect(body.consents).toHaveLength(1)
    expect(JSON.stringify(body.messages)).toContain('чешую дракона')
    const csv = await fetch(`${stand.url}/api/clients/${id}/export?format=csv`, {
      headers: { Authorization: `Bearer ${admin.token}` },
    })
    expect(csv.headers.get('content-disposition')).toContain(`client-${id}.csv`)
    const text = await csv.text()
    expect(text).toContain("client;phone;'+79007654321")
  })

  test('inside Telegram the file comes from the bot as a document', async () => {
    const member = clientOf(stand, { id: 77001, first_name: 'Анна' })
    await member.plays('/start', /Вы в команде/)
    expect((await admin.call('POST', `/api/clients/${id}/export`, { format: 'json' })).status).toBe(202)
    await settled(stand, db)
    const documents = stand.bot.sent.filter(({ document }) => document)
    expect(JSON.stringify(documents)).toContain(`client-${id}.json`)
  })

  test('nothing goes without the typed word, and without saying what becomes of visits ahead', async () => {
    const erase = (body: object) => admin.call('POST', `/api/clients/${id}/erase`, body)
    expect((await erase({ word: 'да', upcoming: 'keep' })).status).toBe(400)
    const asked = await erase({ word: 'удалить' })
    expect([asked.status, asked.body.error.upcoming]).toMatchObject([422, [{ id: visit }]])
    const manager = await signIn(db, stand, 'manager')
    expect((await manager.call('POST', `/api/clients/${id}/erase`, { word: 'удалить' })).status).toBe(403)
  })

  test('then no trace of name, phone, words or address is left in any table; visits, money and the log stay', async () => {
    const marks = [name, '9007654321', 'дракон', 'polly_lilac', String(person.person.id), 'аванс']
    const before = await traces(db, marks)
    for (const mark of marks) expect(before.join()).toContain(`${mark} in `)
    asked.reset()
    const erased = await admin.call('POST', `/api/clients/${id}/erase`, { word: 'Удалить', upcoming: 'cancel' })
    expect(erased.body).toEqual({ id, cancelled: 1 })
    expect(asked.count()).toBeLessThanOrEqual(5)
    expect(await traces(db, marks)).toEqual([])
    const standing = await db.query('select 1 from occupancies where appointment_id = $1', [visit])
    expect(standing).toEqual([])
    const { body } = await admin.call('GET', `/api/clients/${id}`)
    expect(body).toMatchObject({ name: null, phone: null, erased: true, spent: 5000, channels: [] })
    expect(body.visits).toMatchObject([{ id: visit, status: 'cancelled', paid: 5000 }])
    expect(body.journal[0]).toMatchObject({ action: 'erased', member: 'Анна' })
    expect(body.consents).toMatchObject([{ version: 1 }])
    expect((await admin.call('GET', `/api/clients/${id}/export`)).status).toBe(404)
    expect((await admin.call('POST', `/api/clients/${id}/erase`, { word: 'удалить' })).status).toBe(404)
  })

  test('cards and files about them are taken back from the chats of staff; the transcript keeps that something was said', async () => {
    // What staff wrote with their own hands stays theirs.
    const shown = () =>
      [staff.person.id, 77001].map((telegramId) =>
        JSON.stringify(
          [...stand.bot.chats.get(telegramId)!.messages.values()].filter(
            ({ from, deleted }) => from === 'bot' && !deleted,
          ),
        ),
      )
    const mark = new RegExp(`${name}|765-43-21|9007654321|client-${id}`)
    for (const chat of shown()) expect(chat).toMatch(mark)
    await stand.system.loop.runDue()
    await settled(stand, db)
    await staff.sees(/Данные клиента удалены/)
    for (const chat of shown()) expect(chat).not.toMatch(mark)
    const chats = (await admin.call('GET', `/api/clients/${id}`)).body.chats
    const { items } = (await admin.call('GET', `/api/chats/${chats[0].id}/messages`)).body
    expect(items.length).toBeGreaterThan(3)
    expect(new Set(items.map(({ text }: { text: string }) => text))).toEqual(new Set(['[удалено]']))
  })

  test('who writes again is somebody new', async () => {
    await person.plays('/start', /Здравствуйте/)
    await settled(stand, db)
    const { items } = (await admin.call('GET', '/api/clients')).body
    expect(items[0]).toMatchObject({ username: 'polly_lilac', name: null, visits: 0 })
    expect(items.some((one: { id: number }) => one.id === id)).toBe(false)
  })
})
