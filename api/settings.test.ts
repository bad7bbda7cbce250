import { afterAll, beforeAll, expect, test } from 'vitest'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf, settled } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Item = { id: number; version: number; name: string; [key: string]: unknown }

/** Two find out who asks. */
const MOST_QUERIES = 5

onEachDatabase('settings', (database) => {
  let stand: Stand
  let owner: Staff
  let admin: Staff
  let asked: ReturnType<typeof counted>
  beforeAll(async () => {
    asked = counted(database.db)
    stand = await startStand(asked.db)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    admin = await signIn(database.db, stand, 'admin', { name: 'Анна' })
  })
  afterAll(() => stand.stop())

  const catalog = async () =>
    (await owner.call<{ services: Item[]; resources: Item[]; locations: Item[] }>('GET', '/api/catalog')).body
  const service = async (name: string) => (await catalog()).services.find((one) => one.name === name)!
  const changes = async () => (await owner.call<{ items: Item[] }>('GET', '/api/changes')).body.items

  test('a new price is what the bot says next, and the log says who, from what, to what', async () => {
    const before = await service('Массаж спины')
    const { id, version } = before
    const answer = await admin.call('PATCH', `/api/services/${id}`, { version, price: 3210_00 })
    expect([answer.status, answer.body.price, answer.body.version]).toEqual([200, 3210_00, version + 1])
    expect(answer.body.masters).toEqual(before.masters)
    const client = clientOf(stand, { first_name: 'Вера' })
    await client.plays('сколько стоит массаж спины', /3\s?210/)
    expect((await changes())[0]).toMatchObject({
      object: 'service',
      objectId: id,
      name: 'Массаж спины',
      action: 'changed',
      member: { name: 'Анна' },
      before: { price: before.price },
      after: { price: 3210_00 },
      undoable: true,
    })
  })

  test('a stale edit is refused with what stands now', async () => {
    const { id, version } = await service('Укладка')
    expect((await owner.call('PATCH', `/api/services/${id}`, { version, price: 100_00 })).status).toBe(200)
    const stale = await admin.call('PATCH', `/api/services/${id}`, { version, price: 200_00 })
    expect([stale.status, stale.body.error.code, stale.body.error.now.price]).toEqual([409, 'changed', 100_00])
  })

  test('who does a service, with own price and minutes, is what clients are offered', async () => {
    const { resources } = await catalog()
    const [anna, maria] = resources.filter(({ kind }) => kind === 'master') as [Item, Item]
    const made = await owner.call('POST', '/api/services', {
      name: 'Плетение кос',
      segments: [45],
      price: 900_00,
      masters: [{ resourceId: anna.id, segments: [30], price: 800_00 }],
    })
    expect(made.status).toBe(201)
    const { id, version } = made.body
    const masters = [{ resourceId: maria.id }]
    expect((await owner.call('PATCH', `/api/services/${id}`, { version, masters })).status).toBe(200)
    const known = (await stand.catalog()).services.find((one) => one.id === id)!
    expect(known.masters).toEqual([{ resourceId: maria.id, segments: null, price: null }])
    expect((await service('Плетение кос')).masters).toEqual([{ resourceId: maria.id, segments: null, price: null }])
  })

  test('a retry of what was added adds nothing, and no call of the settings asks more than five times', async () => {
    const values = { name: 'Ламинирование', segments: [60], price: 2500_00 }
    const key = { 'Idempotency-Key': 'one-and-the-same' }
    const [first, again] = [
      await owner.call('POST', '/api/services', values, key),
      await owner.call('POST', '/api/services', values, key),
    ]
    expect([first.status, again.body.id]).toEqual([201, first.body.id])
    expect((await owner.call('POST', '/api/services', { ...values, price: 1 }, key)).status).toBe(409)
    const { id, version } = first.body
    const { version: settings } = (await owner.call('GET', '/api/settings')).body
    await owner.call('GET', '/api/settings')
    const calls: [string, string, object?][] = [
      ['GET', '/api/catalog'],
      ['PATCH', `/api/services/${id}`, { version, price: 2600_00, masters: [] }],
      ['POST', '/api/faq', { topic: 'a', question: 'b', answer: 'c' }],
      ['GET', '/api/texts'],
      ['PUT', '/api/texts/goodbye', { language: 'ru', text: 'До встречи.', version: 0 }],
      ['PATCH', '/api/settings', { version: settings, rules: { holdMinutes: 15 } }],
      ['GET', '/api/changes'],
      ['GET', '/api/members'],
      ['PATCH', `/api/members/${admin.id}`, { version: 1, onDuty: false }],
      ['GET', '/api/channels'],
      ['GET', '/api/guide'],
    ]
    for (const [method, path, body] of calls) {
      asked.reset()
      const { status } = await owner.call(method, path, body)
      expect([method, path, status < 300]).toEqual([method, path, true])
      expect([method, path, asked.count() <= MOST_QUERIES]).toEqual([method, path, true])
    }
  })

  test('nobody of another business can be put into a service', async () => {
    const other = await startStand(database.db)
    const foreign = (await other.catalog()).resources[0]!.id
    const { id, version, masters } = await service('Педикюр')
    const answer = await owner.call('PATCH', `/api/services/${id}`, { version, masters: [{ resourceId: foreign }] })
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    const theirs = (await other.catalog()).services[0]!.id
    expect((await owner.call('PATCH', `/api/services/${theirs}`, { version: 1, price: 1 })).status).toBe(404)
    expect((await service('Педикюр')).masters).toEqual(masters)
    await other.stop()
  })

  test('a service that is switched off is offered to nobody, and what it would touch is told before', async () => {
    const { id, version } = await service('Чистка лица')
    const breaks = await owner.call('GET', `/api/services/${id}/breaks`)
    expect(breaks.body).toEqual({ count: 0, visits: [], alone: [] })
    expect((await owner.call('PATCH', `/api/services/${id}`, { version, active: false })).status).toBe(200)
    expect((await stand.catalog()).services.some((one) => one.id === id)).toBe(false)
    expect((await service('Чистка лица')).active).toBe(false)
  })

  test('what a change was is put back, unless somebody has changed the same since', async () => {
    const { id, version, price } = await service('Маникюр')
    await owner.call('PATCH', `/api/services/${id}`, { version, price: 111_00 })
    const [first] = await changes()
    await owner.call('PATCH', `/api/services/${id}`, { version: version + 1, price: 222_00 })
    const [second] = await changes()
    expect((await owner.call('POST', `/api/changes/${first!.id}/undo`)).status).toBe(409)
    expect((await owner.call('POST', `/api/changes/${second!.id}/undo`)).status).toBe(200)
    expect((await owner.call('POST', `/api/changes/${first!.id}/undo`)).status).toBe(200)
    expect((await service('Маникюр')).price).toBe(price)
    expect((await owner.call('POST', `/api/changes/${first!.id}/undo`)).status).toBe(409)
  })

  test('short lists: an answer is added, changed, removed, and the removal taken back', async () => {
    const added = await owner.call('POST', '/api/faq', { topic: 'wifi', question: 'Есть вайфай?', answer: 'Да.' })
    expect(added.status).toBe(201)
    const { id, version } = added.body
    const changed = await owner.call('PATCH', `/api/faq/${id}`, { version, answer: 'Да, без пароля.' })
    expect(changed.body).toMatchObject({ answer: 'Да, без пароля.', topic: 'wifi', version: version + 1 })
    expect((await stand.catalog()).faq.at(-1)).toMatchObject({ answer: 'Да, без пароля.' })
    expect((await owner.call('DELETE', `/api/faq/${id}`)).status).toBe(204)
    expect((await owner.call('DELETE', `/api/faq/${id}`)).status).toBe(404)
    const [removal] = await changes()
    expect((await owner.call('POST', `/api/changes/${removal!.id}/undo`)).status).toBe(200)
    const { items } = (await owner.call<{ items: Item[] }>('GET', '/api/faq')).body
    expect(items.at(-1)).toMatchObject({ question: 'Есть вайфай?', answer: 'Да, без пароля.' })
    const twice = { campaign: 'first', text: 'Скидка' }
    expect((await owner.call('POST', '/api/promos', twice)).status).toBe(409)
  })

  test('the owner’s wording is what clients read, until it is taken back', async () => {
    const text = 'Добрый день, это { $business }. Чем помочь?'
    const put = await owner.call('PUT', '/api/texts/hello', { language: 'ru', text, version: 0 })
    expect([put.status, put.body.own, put.body.version]).toEqual([200, text, 1])
    const client = clientOf(stand, { first_name: 'Инна' })
    await client.plays('/start', /^Добрый день, это .+\. Чем помочь\?$/)
    const back = await owner.call('PUT', '/api/texts/hello', { language: 'ru', text: null, version: 1 })
    expect([back.status, back.body.own]).toEqual([200, null])
    await clientOf(stand, { first_name: 'Лена' }).plays('/start', /^Здравствуйте/)
    expect((await owner.call('PUT', '/api/texts/hello', { language: 'ru', text, version: 1 })).status).toBe(409)
  })

  test('a wording that can’t be said, or leaves out what a client must know, is refused with the reason', async () => {
    const put = async (text: string) => {
      const answer = await owner.call('PUT', '/api/texts/booked', { language: 'ru', text, version: 0 })
      return [answer.status, answer.body.error?.reason, answer.body.error?.variables]
    }
    expect(await put('Ждём вас { $when }')).toEqual([400, 'missing', ['services', 'masters', 'price']])
    expect(await put('{ $when } { $services } { $masters } { $price } { $sum }')).toEqual([400, 'unknown', ['sum']])
    expect(await put('{ $when } { $services } { $masters } { $price')).toEqual([400, 'broken', undefined])
    expect(await put('  ')).toEqual([400, 'empty', undefined])
    const preview = await owner.call('POST', '/api/texts/booked/preview', {
      language: 'ru',
      text: '* Ждём: { $when }, { $services }\n[{ $masters }] { $price }',
    })
    expect(preview.body.text).toBe('* Ждём: ср 18 ноября, 15:30, Стрижка\n[Анна] 1 200 ₽')
  })

  test('rules and the assistant’s settings are edited by version, and put back', async () => {
    const { body: before } = await owner.call('GET', '/api/settings')
    const change = { version: before.version, rules: { cancelHours: 12 }, assistant: { tone: 'тепло' } }
    expect((await owner.call('PATCH', '/api/settings', change)).body.rules.cancelHours).toBe(12)
    expect((await stand.catalog()).rules.cancelHours).toBe(12)
    expect((await owner.call('PATCH', '/api/settings', change)).status).toBe(409)
    const [line] = await changes()
    expect(line!.before).toEqual({
      'rules.cancelHours': before.rules.cancelHours,
      'assistant.tone': before.assistant.tone,
    })
    expect((await owner.call('POST', `/api/changes/${line!.id}/undo`)).status).toBe(200)
    expect((await stand.catalog()).rules.cancelHours).toBe(before.rules.cancelHours)
  })

  test('a new consent never rewrites the one that was agreed to', async () => {
    const { items } = (await owner.call('GET', '/api/consents')).body
    const [newest] = items
    const body = {
      purpose: 'personal_data',
      version: newest.version,
      ru: 'Согласие, вторая версия.',
      en: 'Consent, second.',
    }
    const answer = await owner.call('POST', '/api/consents', { ...body, en: 'Consent, the second version.' })
    expect(answer.status).toBe(201)
    expect(answer.body.items.slice(0, 2)).toMatchObject([
      { version: newest.version + 1, ru: body.ru },
      { version: newest.version, ru: newest.ru },
    ])
    expect((await owner.call('POST', '/api/consents', { ...body, en: 'Consent, the second version.' })).status).toBe(
      409,
    )
  })

  test('the last owner can be neither removed nor made anything else, not even by two at once', async () => {
    const boss = await signIn(database.db, stand, 'owner', { name: 'Пётр' })
    const version = async (id: number) =>
      (await owner.call<{ items: Item[] }>('GET', '/api/members')).body.items.find((one) => one.id === id)!.version
    const [first, second] = [await version(owner.id), await version(boss.id)]
    const answers = await Promise.all([
      owner.call('PATCH', `/api/members/${boss.id}`, { version: second, role: 'admin' }),
      boss.call('PATCH', `/api/members/${owner.id}`, { version: first, role: 'admin' }),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const owners = await database.db.query(
      `select 1 from members where business_id = $1 and role = 'owner' and removed_at is null`,
      [stand.businessId],
    )
    expect(owners).toHaveLength(1)
    await database.db.query(`update members set role = 'owner' where id = $1`, [owner.id])
    await database.db.query(`update members set role = 'admin' where id = $1`, [boss.id])
    expect((await owner.call('DELETE', `/api/members/${owner.id}`)).body.error.message).toMatch(/единственный владелец/)
    expect((await admin.call('PATCH', `/api/members/${boss.id}`, { version: 9, role: 'owner' })).status).toBe(409)
    const now = await version(boss.id)
    expect((await admin.call('PATCH', `/api/members/${boss.id}`, { version: now, role: 'owner' })).status).toBe(403)
    expect((await admin.call('DELETE', `/api/members/${owner.id}`)).status).toBe(403)
    expect((await owner.call('DELETE', `/api/members/${boss.id}`)).status).toBe(204)
    expect((await boss.call('GET', '/api/me')).status).toBe(401)
  })

  test('a bot is connected by the whole answer of @BotFather, answers at once, is tested and taken away', async () => {
    const bot = stand.telegram.addBot({ username: 'salon_mira_bot', name: 'Салон на Мира' })
    const connect = (text: string) => owner.call('POST', '/api/channels', { text })
    const text = `Done! Congratulations on your new bot.\n\nUse this token to access the HTTP API:\n${bot.token}\nKeep your token secure`
    const made = await connect(text)
    expect(made.body).toMatchObject({ username: 'salon_mira_bot', name: 'Салон на Мира', state: 'works' })
    expect(made.status).toBe(201)
    const person = stand.telegram.person({ first_name: 'Зоя' })
    await person.starts(bot)
    await person.sees(bot, /Здравствуйте/)
    const { items } = (await owner.call('GET', '/api/channels')).body
    const channel = items.find((one: Item) => one.id === made.body.id)
    expect(channel.lastIn).not.toBeNull()
    expect((await owner.call('POST', `/api/channels/${channel.id}/test`)).body.outcome).toBe('nobody')
    await database.db.query(`update members set channel_id = $1, external_id = $2 where id = $3`, [
      channel.id,
      String(person.id),
      owner.id,
    ])
    expect((await owner.call('POST', `/api/channels/${channel.id}/test`)).body.outcome).toBe('sent')
    await person.sees(bot, /Проверка связи/)
    expect((await owner.call('DELETE', `/api/channels/${channel.id}`)).status).toBe(204)
    expect((await owner.call('GET', '/api/channels')).body.items.at(-1)).toMatchObject({ state: 'off' })
    expect((await connect(text)).body).toMatchObject({ id: channel.id, state: 'works' })
    expect((await owner.call('DELETE', `/api/channels/${channel.id}`)).status).toBe(204)
    expect(JSON.stringify(await changes())).not.toContain(bot.token.split(':')[1])
  })

  test('what is no token, nobody’s token, or another program’s bot is refused with what to do', async () => {
    const reason = async (text: string) => (await owner.call('POST', '/api/channels', { text })).body.error.reason
    expect(await reason('Здравствуйте')).toBe('no_token')
    expect(await reason(`777777:${'A'.repeat(35)}`)).toBe('unknown_token')
    const bot = stand.telegram.addBot({})
    await stand.system.telegram.call(bot.token, 'setWebhook', { url: `${stand.url}/elsewhere` })
    expect(await reason(bot.token)).toBe('busy')
    const other = await startStand(database.db)
    const theirs = await signIn(database.db, other, 'owner')
    expect((await theirs.call('POST', '/api/channels', { text: stand.bot.token })).body.error.reason).toBe('busy')
    await other.stop()
  })

  test('the guide: a template takes the place of another, and what the owner books is a try that leaves no trace', async () => {
    const young = await startStand(database.db)
    const chief = await signIn(database.db, young, 'owner', { telegramId: 4242 })
    expect((await chief.call('GET', '/api/guide')).body).toMatchObject({ step: 1, done: false, visits: false })
    const barber = await chief.call('POST', '/api/guide/template', { template: 'barbershop' })
    expect([barber.status, barber.body.template]).toEqual([200, 'barbershop'])
    expect((await young.catalog()).services.map(({ name }) => name)).toContain('Королевское бритьё')
    expect((await chief.call('POST', '/api/guide/template', { template: 'salon' })).status).toBe(200)
    await chief.call('PATCH', '/api/guide', { step: 6, values: { phone: '+7' } })
    await chief.call('PATCH', '/api/guide', { values: { city: 'Пермь' } })
    expect((await chief.call('GET', '/api/guide')).body).toMatchObject({
      step: 6,
      values: { phone: '+7', city: 'Пермь' },
    })
    const person = clientOf(young, { id: 4242, first_name: 'Ольга' })
    await person.plays(
      '/start',
      /Здравствуйте/,
      'мужская стрижка',
      /К кому/,
      'Дмитрий',
      /выберите время/,
      'завтра в 16:00',
    )
    await settled(young, database.db)
    const rows = () =>
      database.db.query<{ test: boolean }>('select test from appointments where business_id = $1', [young.businessId])
    expect(await rows()).toEqual([{ test: true }])
    await database.db.query(`update appointments set status = 'booked' where business_id = $1`, [young.businessId])
    const { visit } = (await chief.call('GET', '/api/guide')).body
    expect(visit).toMatchObject({ services: 'Мужская стрижка', master: 'Дмитрий', zone: 'Europe/Moscow' })
    expect((await chief.call('DELETE', '/api/guide/visit')).status).toBe(204)
    expect(await rows()).toEqual([])
    await chief.call('PATCH', '/api/guide', { step: 7, done: true })
    expect((await young.catalog()).rehearsal).toBe(false)
    await young.stop()
  })
})
