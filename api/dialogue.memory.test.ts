import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CONTACT_VERSION } from '../bot/booking/contact.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('a half-made booking', (database) => {
  let stand: Stand
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db)
    anna = clientOf(stand)
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })

  const setChat = (set: string, value: unknown) =>
    database.db.query(`update chats set ${set} = $3::jsonb where external_id = $1 and business_id = $2`, [
      String(anna.person.id),
      stand.businessId,
      JSON.stringify(value),
    ])

  test('survives a restart in the middle of the questions about name and phone', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/)
    const { webhook } = stand.bot
    const node = await stand.node(database.another())
    // The same webhook, now at the new process: the old one gets nothing more.
    stand.bot.webhook!.url = webhook!.url.replace(/^http:\/\/[^/]+/, node.url)
    await stand.system.drain.stop()
    await anna.plays('Анна', /номер/, '+79001234567', /Проверьте/, 'да', /Готово/)
    await node.stop()
  })

  test('survives a day’s pause: the place is held anew, or the nearest are offered', async () => {
    await anna.plays('массаж в среду в 12:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    stand.clock.now = new Date('2026-11-24T08:00:00Z')
    await anna.plays('+79001234567', /Проверьте запись:\nсреда, 25 ноября, 12:00/)
    stand.clock.now = new Date('2026-11-25T08:00:00Z')
    await anna.plays(tap('Записать'), /12:00/)
  })

  test('whose time has passed during the pause goes on with the nearest', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/)
    stand.clock.now = new Date('2026-11-24T10:00:00Z')
    await anna.plays('да', /12:00: это время уже прошло. Ближайшее свободное/)
    await anna.plays(
      'завтра в 12:00',
      /зовут/,
      'Анна',
      /номер/,
      '+79001234567',
      /среда, 25 ноября, 12:00/,
      'да',
      /Готово/,
    )
  })

  test('is one tap away after a start, a greeting and a question', async () => {
    await anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    for (const words of ['/start', 'здравствуйте', 'спасибо']) {
      await anna.plays(words, /./)
      await settled(stand, database.db)
      await anna.plays(tap(/^Продолжить/), /Мужская стрижка · Дмитрий/)
    }
  })

  test('resumes after a deploy whose screenplay has another version, and the answer given counts', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/)
    await setChat('state', {
      version: [0, 99],
      state: { contact: [{ replay: { send: [], receive: [] }, interrupts: [] }] },
    })
    await anna.plays('Анна', /Анна, оставьте номер/)
    await setChat('state', { version: [0, 1], state: {} })
    await anna.plays('8 900 123-45-67', /Проверьте запись/, 'да', /Готово/)
  })

  test('resumes over a conversation state that is garbage, without an error', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/)
    for (const garbage of ['null', 42, [], {}, 'x', { version: 1 }, { version: 'a', state: null }]) {
      await setChat('state', garbage)
      await anna.plays('123', /зовут/)
    }
    await anna.plays('Анна', /номер/)
    await setChat('state', { version: [7] })
    await anna.plays('+79001234567', /Проверьте/)
  })

  test('resumes over a log of questions that no screenplay can answer', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/)
    for (const replay of [
      { send: [{ payload: 'wait' }], receive: [{ send: 0 }, { send: 5 }] },
      { send: [], receive: [] },
      { send: [{ payload: 'a' }, { payload: 'b' }], receive: [{ send: 1 }] },
      { send: 'x', receive: null },
    ]) {
      await setChat('state', { version: [0, CONTACT_VERSION], state: { contact: [{ replay, interrupts: [0] }] } })
      await anna.plays('123', /зовут/)
    }
  })

  test('resumes when an open conversation does not replay, after one retry', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/)
    await settled(stand, database.db)
    const replay = {
      send: [{ payload: 'of another screenplay' }, { payload: 'wait' }],
      receive: [{ send: 0, returnValue: 1 }],
    }
    await setChat('state', { version: [0, CONTACT_VERSION], state: { contact: [{ replay, interrupts: [1] }] } })
    await anna.person.sends(stand.bot, 'Анна')
    await vi.waitFor(() => expect(stand.log.map((line) => line.event)).toEqual(['turn.failed']))
    stand.clock.now = new Date(stand.clock.now.getTime() + 1000)
    await stand.system.loop.runDue()
    await anna.sees(/Анна, оставьте номер/)
    expect(anna.person.chat(stand.bot).some((message) => /заминка/.test(message.text))).toBe(false)
    stand.log.length = 0
  })

  test('that is garbage itself is no obstacle: the dialogue goes on', async () => {
    await anna.plays('мужская стрижка', /К кому/)
    const drafts = [
      42,
      'x',
      [],
      {},
      { kind: 'book' },
      { kind: 'book', services: 'all', asked: 'time' },
      { kind: 'book', services: [999_999], master: 'Анна', asked: 'master', day: '2026-02-31' },
      { kind: 'move', services: [1], visitId: 1e300, asked: 'confirm', start: 5 },
      { kind: 'cancel', asked: 'cancelReason' },
      { kind: 'book', services: [], locationId: 999, asked: 'nothing', holdId: 123_456, start: 29_000_000 },
    ]
    for (const draft of drafts) {
      await setChat('draft', draft)
      await anna.plays('завтра', /./)
      await settled(stand, database.db)
    }
    await anna.plays('/book', /Что будем делать/, 'массаж завтра в 12:00', /согласие/)
  })

  test('loses what is gone from the catalog, and asks for it again', async () => {
    await anna.plays('массаж', /выберите время/)
    await database.db.query(`update services set active = false where business_id = $1 and name = 'Массаж спины'`, [
      stand.businessId,
    ])
    await database.db.query('update businesses set version = version + 1 where id = $1', [stand.businessId])
    await anna.plays('завтра в 12:00', /Что будем делать/, 'чистка лица', /12:00|выберите время|согласие/)
  })
})
