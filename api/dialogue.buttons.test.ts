import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createBusiness } from '../db/businesses.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { booked, type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('buttons that are old, forged or of somebody else', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  let taps = 0
  /** A tap with whatever data, on a message of the client's chat or on none. */
  const forge = async (client: Client, data: string, messageId = 1) => {
    const chat = { id: client.person.id, type: 'private', first_name: 'x' }
    stand.telegram.inject(stand.bot, {
      callback_query: {
        id: `forged-${++taps}`,
        from: client.person.user,
        chat_instance: '1',
        data,
        message: { message_id: messageId, date: 1, chat, text: 'x' },
      },
    })
    await settled(stand, database.db)
  }
  const everything = async () =>
    JSON.stringify([
      await database.db.query(
        'select id, status, version, starts_at, client_id, cancel_reason from appointments order by id',
      ),
      await database.db.query('select resource_id, during, appointment_id from occupancies order by id'),
      await database.db.query('select id, name, phone from clients order by id'),
      await database.db.query('select client_id, purpose from consents order by id'),
    ])

  test('of another client’s visit change nothing and are answered kindly', async () => {
    const [anna, eve] = [clientOf(stand), clientOf(stand, { first_name: 'Ева' })]
    const id = await booked(stand, database.db, anna)
    await eve.plays('/start', /Здравствуйте/)
    const before = await everything()
    for (const data of [`mv:${id}`, `cx:${id}`, `cxr:${id}:0`, `cxr:${id}:1`, 'ok', 'keep']) {
      const heard = eve.heard()
      await forge(eve, data)
      expect(eve.heard(), data).toBeGreaterThan(heard)
    }
    expect(await everything()).toBe(before)
    expect(eve.person.chat(stand.bot).every((message) => !message.text.includes('16:00'))).toBe(true)
  })

  test('of another business’s services, masters and visits change nothing', async () => {
    const other = await database.db.transaction((tx) =>
      createBusiness(tx, TEMPLATES.barbershop, { webKey: 'other', now: stand.clock.now }),
    )
    const [foreign] = await database.db.query<{ service: number; master: number; location: number }>(
      `select (select min(id) from services where business_id = $1) as service,
        (select min(id) from resources where business_id = $1 and kind = 'master') as master,
        (select min(id) from locations where business_id = $1) as location`,
      [other],
    )
    const eve = clientOf(stand, { first_name: 'Ева' })
    await eve.plays('мужская стрижка', /К кому/)
    for (const data of [
      `svc:${foreign!.service}`,
      `mst:${foreign!.master}`,
      `loc:${foreign!.location}`,
      `cat:${foreign!.service}`,
    ]) {
      await forge(eve, data)
      const [chat] = await database.db.query<{
        draft: { services: number[]; master?: number; locationId: number | null }
      }>('select draft from chats where external_id = $1', [String(eve.person.id)])
      expect(chat!.draft.services).not.toContain(foreign!.service)
      expect(chat!.draft.master).not.toBe(foreign!.master)
      expect(chat!.draft.locationId).not.toBe(foreign!.location)
    }
  })

  test('with garbage in them are answered kindly: nothing fails, no clock is left on a button', async () => {
    const eve = clientOf(stand, { first_name: 'Ева' })
    await eve.plays('/start', /Здравствуйте/)
    const before = await everything()
    const garbage = [
      'x'.repeat(64),
      'mv:99999999999999999999999999999999999999999999999999999999999',
      'cx:0',
      'cxr:1:9',
      'svc:-1',
      'mst:NaN',
      'time:9999999999',
      'time:0',
      'day:2026-02-31',
      'day:9999-12-31:99',
      'days:999',
      'cat:0:999',
      'loc:',
      "'; drop table chats; --",
      '🙂🙂🙂',
      'return:1',
      'name',
      'agree ',
    ]
    for (const begun of [false, true]) {
      if (begun) await eve.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
      for (const data of garbage) {
        const heard = eve.heard()
        await forge(eve, data, 999_999)
        expect(eve.heard(), data).toBeGreaterThan(heard)
      }
    }
    expect(await everything()).toBe(before)
    const answers = stand.bot.calls
      .filter((call) => call.method === 'answerCallbackQuery')
      .map((call) => call.fields.callback_query_id)
    for (let index = 1; index <= taps; index++) expect(answers).toContain(`forged-${index}`)
  })

  test('of every old screen of a booking still work, or say what is current', async () => {
    const anna = clientOf(stand)
    await anna.plays(
      '/start',
      /Здравствуйте/,
      'мужская стрижка',
      /К кому/,
      'Дмитрий',
      /время/,
      'в среду',
      /Среда|Послезавтра/,
    )
    await anna.plays(
      '13:00',
      /согласие/,
      'да',
      /зовут/,
      'Анна',
      /номер/,
      '+79001234567',
      /Проверьте/,
      tap('Записать'),
      /Готово/,
    )
    const old = anna.person.chat(stand.bot).filter((message) => message.from === 'bot' && message.buttons.length > 0)
    for (const message of old)
      for (const button of message.buttons.flat().filter((one) => one.callback_data && one.callback_data !== 'human')) {
        const heard = anna.heard()
        const [begun] = [anna.person.chat(stand.bot).find((one) => one.message_id === message.message_id)]
        if (!begun?.buttons.flat().some((one) => one.callback_data === button.callback_data)) continue
        await anna.person.taps(stand.bot, { data: button.callback_data! }, { message_id: message.message_id })
        await settled(stand, database.db)
        expect(anna.heard(), `«${button.text}» of «${message.text}»`).toBeGreaterThan(heard)
      }
    const [visit] = await database.db.query(
      `select count(*)::int as count from appointments a join identities i on i.client_id = a.client_id
       where i.external_id = $1 and a.status = 'booked'`,
      [String(anna.person.id)],
    )
    expect(visit).toEqual({ count: 1 })
  })

  test('of a screen that was left in the middle take up its booking again', async () => {
    const anna = clientOf(stand)
    await anna.plays('детская стрижка', /К кому/, 'Дмитрий', /время/, 'в пятницу в 12:00', /12:00/)
    const times = anna.person.chat(stand.bot).find((message) => /выберите время/.test(message.text))!
    await anna.person.taps(stand.bot, /1\d:\d\d/, { message_id: times.message_id })
    await anna.sees(/согласие/)
    const masters = anna.person.chat(stand.bot).find((message) => /К кому/.test(message.text))!
    await anna.person.taps(stand.bot, /Мария/, { message_id: masters.message_id })
    await anna.sees(/Детская стрижка · Мария/)
  })

  test('that are tapped before the platform’s answer is written down get their word all the same', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    // A message that is not marked as sent yet is one that nobody knows by the platform's number.
    for (const [data, word] of [
      ['offers:yes:1:ru', /присылать только полезное/],
      ['offers:no', /предложений не будет/],
    ] as const) {
      await forge(anna, data, 999_999)
      await anna.sees(word)
    }
  })

  test('that are tapped before their message is marked as sent change that message, and the client is told nothing twice', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await settled(stand, database.db)
    const { delivery } = stand.system
    const { mark } = delivery
    const held = Promise.withResolvers<void>()
    delivery.mark = async (row) => {
      await held.promise
      return mark(row)
    }
    const asked = await anna.plays('послезавтра в 18:00', /согласие/)
    await anna.plays(tap('Даю согласие'))
    await stand.telegram.drained(stand.bot)
    const untaken = `select 1 from messages where business_id = $1 and status = 'received'`
    await expect.poll(() => database.db.query(untaken, [stand.businessId])).toEqual([])
    held.resolve()
    await anna.sees(/зовут/)
    delivery.mark = mark
    const shown = anna.person.chat(stand.bot)
    expect(shown.find(({ message_id }) => message_id === asked.message_id)?.text).toBe('Спасибо, согласие получено.')
    expect(shown.filter(({ text }) => /согласие/.test(text))).toHaveLength(1)
    await anna.plays('нет')
    await settled(stand, database.db)
  })

  test('of a keep-as-it-is from long ago do not lose the booking that is being made', async () => {
    const anna = clientOf(stand)
    await booked(stand, database.db, anna, '14:00', 'в четверг')
    await anna.plays(
      tap('Перенести'),
      /время/,
      'массаж',
      /Пока не понимаю/,
      '/book',
      /Что будем делать/,
      'массаж в пятницу в 18:00',
      /Проверьте/,
    )
    await forge(anna, 'keep')
    await anna.plays(/без изменений/, 'да', /Готово/, '/my', /Ваши записи/)
  })
})
