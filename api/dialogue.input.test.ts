import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, type Script, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('whatever people send', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const kept = (client: Client) =>
    database.db.query<{ text: string; status: string }>(
      `select m.text, m.status from messages m join chats c on c.id = m.chat_id
       where c.external_id = $1 and m.direction = 'in' order by m.id`,
      [String(client.person.id)],
    )

  test('is kept and answered, whatever kind it is, in and out of a question', async () => {
    const anna = clientOf(stand)
    const { person } = anna
    // Three in a row that nobody understands call a person, who is waited for in silence.
    const calm = () => database.db.query(`update chats set unclear = 0, owner = 'bot', queue_reason = null`)
    for (const begun of [false, true]) {
      await calm()
      if (begun) await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/)
      for (const send of [
        () => person.sendsSticker(stand.bot),
        () => person.sendsVoice(stand.bot),
        () => person.sendsPhoto(stand.bot),
        () => person.sendsPhoto(stand.bot, 'хочу такую стрижку'),
        () => person.sendsLocation(stand.bot),
        () => person.sends(stand.bot, '👍👍🏽👩‍👩‍👧'),
        () => person.sends(stand.bot, '...'),
        () => person.sends(stand.bot, '\u200b\u200e\u202e'),
        () => person.sends(stand.bot, '\u202eтевирп'),
        () => person.sends(stand.bot, '<b>привет</b> & <script>alert(1)</script>'),
        () => person.sends(stand.bot, "'; drop table clients; --"),
        () => person.sends(stand.bot, '{ $business } { $name }'),
        () => person.sends(stand.bot, '0'),
        () => person.sends(stand.bot, '/unknown'),
        () => person.sends(stand.bot, '\u0000\u0001 x'),
      ]) {
        await calm()
        const heard = anna.heard()
        await send()
        await settled(stand, database.db)
        expect(anna.heard()).toBeGreaterThan(heard)
      }
    }
    expect((await kept(anna)).every((row) => row.status === 'handled')).toBe(true)
    await anna.plays('Анна', /номер/)
  })

  test('an edited message is noticed, and the question stays open', async () => {
    const anna = clientOf(stand)
    await anna.plays('массаж завтра в 14:00', /согласие/, 'да', /зовут/)
    const { message_id } = await anna.person.sends(stand.bot, '123')
    await anna.plays(/имя буквами/)
    await anna.person.edits(stand.bot, message_id, 'Анна')
    await anna.plays(/поправили сообщение/, 'Анна', /номер/)
  })

  test('ten thousand letters are answered kindly, in parts or in one', async () => {
    const anna = clientOf(stand)
    await anna.person.sends(stand.bot, 'очень длинно '.repeat(800))
    await anna.sees(/Сообщение очень длинное/)
    await settled(stand, database.db)
    const update = {
      message: {
        message_id: 500_001,
        date: Math.floor(stand.clock.now.getTime() / 1000),
        from: anna.person.user,
        chat: { id: anna.person.id, type: 'private', first_name: 'Анна' },
        text: 'а'.repeat(10_000),
      },
    }
    stand.telegram.inject(stand.bot, update)
    await anna.sees(/Сообщение очень длинное/)
    await settled(stand, database.db)
    expect(Math.max(...(await kept(anna)).map((row) => row.text.length))).toBe(10_000)
  })

  test('names: HTML, digits, two hundred letters and questions are no names; a hyphen, an apostrophe and two words are', async () => {
    const anna = clientOf(stand, { first_name: '<b>Анна</b>' })
    const ask = await anna.plays('массаж завтра в 16:00', /согласие/, 'да', /зовут/)
    expect(anna.captions(ask)).toEqual(['Связаться с менеджером'])
    for (const name of ['<b>Анна</b>', 'Анна1', 'а'.repeat(200), 'зачем вам?', 'да', '@anna', '+79001234567'])
      await anna.plays(name, /имя буквами/)
    await anna.plays('\u200bанна-мария о’нил', /Анна-Мария О’Нил, оставьте номер/)
    const [client] = await database.db.query(
      'select c.name from clients c join identities i on i.client_id = c.id where i.external_id = $1',
      [String(anna.person.id)],
    )
    expect(client).toEqual({ name: 'Анна-Мария О’Нил' })
  })

  test('a way to a person stays open in every question, by button and by word', async () => {
    const screens: [string, ...Script][] = [
      ['categories', '/book', /Что будем делать/],
      ['services', '/book', /Что будем/, tap('Ногти'), /Выберите услугу/],
      ['master', 'педикюр', /К кому/],
      ['time', 'массаж', /выберите время/],
      ['day', 'массаж', /время/, tap('Другие дни'), /Выберите день/],
      ['consent', 'массаж в DAY в 12:00', /согласие/],
      ['name', 'массаж в DAY в 13:00', /согласие/, 'да', /зовут/],
      ['phone', 'массаж в DAY в 14:00', /согласие/, 'да', /зовут/, 'Анна', /номер/],
      ['summary', 'массаж в DAY в 17:00', /согласие/, 'да', /зовут/, 'Анна', /номер/, '+79001234567', /Проверьте/],
      ['prices', 'цены', /Услуги и цены/],
      ['address', 'адрес', /Липовый/],
    ]
    for (const [name, ...script] of screens)
      for (const [day, way] of [
        ['среду', tap('Связаться с менеджером')],
        ['пятницу', 'позовите менеджера'],
      ] as const) {
        const anna = clientOf(stand)
        const seen = await anna.plays(...script.map((act) => (typeof act === 'string' ? act.replace('DAY', day) : act)))
        expect(anna.captions(seen), name).toContain('Связаться с менеджером')
        await anna.plays(way, /Передали менеджеру/)
      }
  })

  test('of several quick messages each is answered in turn', async () => {
    const anna = clientOf(stand)
    for (const text of ['здравствуйте', 'мне на массаж', 'завтра', 'в 20:00 можно?'])
      await anna.person.sends(stand.bot, text)
    await anna.plays(/Здравствуйте/, /Массаж спины/, /Завтра, вторник/, /20:00: на это время записи нет/)
  })
})
