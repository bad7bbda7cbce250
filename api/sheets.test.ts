import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addLeadSample, addPerson, addVisit, pay } from '../db/kpi/history.sample.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf } from './testing/client.ts'
import { call, type Staff, signIn } from './testing/staff.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'
import { storyOf } from './testing/story.ts'

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' }

onEachDatabase('numbers as files', (database) => {
  let stand: Stand
  let owner: Staff
  let person: Client
  beforeAll(async () => {
    const { db } = database
    stand = await startStand(db)
    person = clientOf(stand)
    await person.plays('/start', /./)
    owner = await signIn(db, stand, 'owner', { telegramId: person.person.id })
    const story = await storyOf(stand, { members: [owner.id], now: new Date('2026-11-02T09:00:00Z') })
    // A branch far from the business's own clock.
    await db.query(`update locations set timezone = 'Asia/Vladivostok' where id = $1`, story.locations)
    for (const name of ['=HYPERLINK("http://x")', 'Анна']) {
      const one = await addPerson(story)
      await db.query('update clients set name = $2, phone = $3 where id = $1', [one.clientId, name, '+79991234567'])
      const leadId = await addLeadSample(story, one, story.now, { source: 'vk', paid: true, campaign: '@осень' })
      const visit = await addVisit(story, {
        clientId: one.clientId,
        leadId,
        startsAt: new Date('2026-11-10T10:30:00Z'),
        status: 'paid',
      })
      await pay(story, visit, 123_450)
    }
  })
  afterAll(() => stand.stop())

  type Made = { name: string; columns: { heading: string; kind: string }[]; rows: unknown[][]; cut: boolean }
  const sheetOf = (fact: string, asked: object = {}) =>
    owner.call<Made>('POST', `/api/kpi/rows/${fact}/sheet`, { ...NOVEMBER, people: false, ...asked })
  const documents = () => stand.bot.chats.get(person.person.id)?.shown.flatMap(({ document }) => document ?? []) ?? []
  const exported = async () =>
    (await owner.call('GET', '/api/changes?object=numbers')).body.items.map(
      ({ action, after, member }: { action: string; after: object; member: { id: number } | null }) => ({
        action,
        ...after,
        by: member?.id,
      }),
    )

  test('rows come as a table of words: the branch’s own clock, rubles, no person', async () => {
    const { status, body } = await sheetOf('visits')
    expect(status).toBe(200)
    const at = (heading: string) => body.columns.findIndex((one) => one.heading === heading)
    const [first] = body.rows
    expect(body.name).toBe('Визиты 2026-11-01 – 2026-11-30')
    expect(first![at('Начало')]).toBe('2026-11-10T20:30')
    expect(first![at('Выручка, ₽')]).toBe(1234.5)
    expect([first![at('Состояние')], first![at('Пришли')]]).toEqual(['Оплачено', true])
    expect(body.columns.map(({ heading }) => heading)).not.toContain('Телефон')
    expect(body.columns.every(({ heading }) => /[А-Я]/.test(heading))).toBe(true)
    expect(body.cut).toBe(false)
  })

  test('every fact has words for its columns, in both languages', async () => {
    for (const fact of ['leads', 'visits', 'answers', 'services', 'payments', 'spend', 'readings'])
      expect([fact, (await sheetOf(fact)).body.columns.filter(({ heading }) => heading.includes('_'))]).toEqual([
        fact,
        [],
      ])
  })

  test('names and phones go only to whoever may see them, and the log says who took them', async () => {
    const { body } = await sheetOf('leads', { people: true, column: 'source', value: 'vk' })
    expect(body.rows.map((row) => row.at(-2))).toEqual(['=HYPERLINK("http://x")', 'Анна'])
    expect((await exported())[0]).toEqual({
      action: 'exported',
      fact: 'leads',
      ...NOVEMBER,
      column: 'source',
      value: 'vk',
      people: true,
      rows: 2,
      by: owner.id,
    })
    const path = `/api/kpi/rows/leads/sheet?business=${stand.businessId}`
    const asked = (people: boolean) => call(stand.url, API_KEY, 'POST', path, { ...NOVEMBER, people })
    expect([(await asked(true)).status, (await asked(false)).status]).toEqual([403, 200])
    const master = await signIn(database.db, stand, 'master')
    expect((await master.call('POST', '/api/kpi/rows/leads/sheet', { people: false })).status).toBe(404)
    expect((await sheetOf('leads', { column: 'phone', value: '1' })).status).toBe(400)
  })

  test('in Telegram the bot brings the file into the member’s own chat: CSV for Russian Excel', async () => {
    const before = documents().length
    const asked = { ...NOVEMBER, people: true, format: 'csv' }
    expect((await owner.call('POST', '/api/kpi/rows/leads/send', asked)).status).toBe(202)
    const [file] = documents().slice(before)
    expect(file!.file_name).toBe('Обращения 2026-11-01 – 2026-11-30.csv')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file!.bytes)
    expect(text.startsWith('\uFEFFОбращение;')).toBe(true)
    expect(text).toContain(`;"'=HYPERLINK(""http://x"")";'+79991234567`)
    expect(text).toContain(`;'@осень;`)
    expect(text).toContain(';02.11.2026 12:00;')
    expect(text).toContain(';1234,5;')
    expect((await exported())[0]).toMatchObject({ fact: 'leads', people: true, format: 'csv' })
  })

  test('an Excel file is read by another program: numbers are numbers, dates dates, a formula is words', async () => {
    const before = documents().length
    const asked = { ...NOVEMBER, people: true, format: 'xlsx' }
    expect((await owner.call('POST', '/api/kpi/rows/visits/send', asked)).status).toBe(202)
    const [file] = documents().slice(before)
    expect(file!.file_name).toBe('Визиты 2026-11-01 – 2026-11-30.xlsx')
    const [heading, first] = await readSheet(Buffer.from(file!.bytes))
    const cell = (name: string) => first![heading!.indexOf(name)]
    expect(cell('Начало')).toEqual(new Date('2026-11-10T20:30:00Z'))
    expect(cell('День')).toEqual(new Date('2026-11-10T00:00:00Z'))
    expect(cell('Выручка, ₽')).toBe(1234.5)
    expect(cell('Клиент')).toBe('=HYPERLINK("http://x")')
    expect(cell('Телефон')).toBe('+79991234567')
  })

  test('a table from a screen goes the same way; whoever the bot has no chat with is told so', async () => {
    const sheet = {
      name: 'Какой канал держать?',
      columns: [
        { heading: 'Канал', kind: 'text' },
        { heading: 'Расходы', kind: 'money' },
      ],
      rows: [
        ['=vk', 100.5],
        ['Карты', null],
      ],
    }
    const before = documents().length
    expect((await owner.call('POST', '/api/sheets/send', { sheet, format: 'csv' })).status).toBe(202)
    expect((await owner.call('POST', '/api/sheets/send', { sheet, format: 'xlsx' })).status).toBe(202)
    const [csv, xlsx] = documents().slice(before)
    expect([csv!.file_name, xlsx!.file_name]).toEqual(['Какой канал держать.csv', 'Какой канал держать.xlsx'])
    expect(new TextDecoder().decode(csv!.bytes)).toBe("Канал;Расходы\r\n'=vk;100,5\r\nКарты;\r\n")
    expect(await readSheet(Buffer.from(xlsx!.bytes))).toEqual([
      ['Канал', 'Расходы'],
      ['=vk', 100.5],
      ['Карты', null],
    ])
    const narrow = { ...sheet, rows: [['Карты']] }
    expect((await owner.call('POST', '/api/sheets/send', { sheet: narrow, format: 'csv' })).status).toBe(400)
    const elsewhere = await signIn(database.db, stand, 'owner')
    const answer = await elsewhere.call('POST', '/api/sheets/send', { sheet, format: 'csv' })
    expect([answer.status, answer.body.error.message]).toEqual([
      422,
      'У бота нет чата с вами. Откройте приложение в браузере.',
    ])
  })

  test('who asks to be forgotten is taken out of the chats of staff with the files that names went out in', async () => {
    const { db } = database
    const before = documents().length
    for (const people of [false, true])
      await owner.call('POST', '/api/kpi/rows/leads/send', { ...NOVEMBER, people, format: 'csv' })
    const [plain, named] = documents().slice(before)
    const [anna] = await db.query<{ id: number }>(`select id from clients where business_id = $1 and name = 'Анна'`, [
      stand.businessId,
    ])
    const erased = await owner.call('POST', `/api/clients/${anna!.id}/erase`, { word: 'удалить', upcoming: 'keep' })
    expect(erased.status).toBe(200)
    await stand.system.loop.runDue()
    const kept = [...stand.bot.chats.get(person.person.id)!.messages.values()].flatMap(({ upload, deleted }) =>
      upload && !deleted ? [upload.bytes] : [],
    )
    expect(kept).toContainEqual(plain!.bytes)
    expect(kept).not.toContainEqual(named!.bytes)
  })

  test('rows of people do not go out any more to whom the business has let go meanwhile', async () => {
    const { db } = database
    const before = documents().length
    await db.query(
      `insert into messages (business_id, channel_id, chat_id, direction, author, method, body, status, due_at, created_at)
       select m.business_id, c.channel_id, c.id, 'out', 'system', 'sendDocument', jsonb_build_object('document', $2::text), 'queued', $3::timestamptz, $3::timestamptz
       from members m join chats c on c.channel_id = m.channel_id and c.external_id = m.external_id where m.id = $1`,
      [
        owner.id,
        `rows:${JSON.stringify({ fact: 'leads', period: NOVEMBER, column: null, value: null, people: true, language: 'ru', format: 'csv', memberId: owner.id })}`,
        stand.clock.now,
      ],
    )
    await db.query(`update members set role = 'manager' where id = $1`, [owner.id])
    await stand.system.loop.runDue()
    expect(documents().length).toBe(before)
    const [row] = await db.query<{ status: string }>('select status from messages order by id desc limit 1')
    expect(row!.status).toBe('failed')
    await db.query(`update members set role = 'owner' where id = $1`, [owner.id])
  })
})
