import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { post } from './testing/updates.ts'

/** Free to begin with, on each day. */
const TIMES = [11, 12, 13, 16, 17]

onEachDatabase('«откуда узнали»', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
    await wants('booked')
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const wants = async (askSource: 'off' | 'booked') => {
    const { version } = (await owner.call('GET', '/api/settings')).body
    expect((await owner.call('PATCH', '/api/settings', { version, assistant: { askSource } })).status).toBe(200)
  }
  let phones = 0
  let hour = 0
  /** Books a massage, each time at another hour of the coming days. */
  const books = async (client: Client, known = false) => {
    const days = ['завтра', 'послезавтра', 'в четверг', 'в пятницу']
    const when = `${days[Math.floor(hour / TIMES.length)]} в ${TIMES[hour++ % TIMES.length]}:00`
    await client.plays('массаж', /Массаж/, when, known ? /Проверьте/ : /согласие/)
    if (!known) await client.plays('да', /зовут/, 'Анна', /номер/, `+790012345${String(10 + phones++)}`, /Проверьте/)
    await client.plays('да', /Готово/)
    await settled(stand, database.db)
  }
  const asked = (client: Client) =>
    (stand.bot.chats.get(client.person.id)?.shown ?? []).filter(({ text }) => text?.startsWith('Подскажите, откуда'))
      .length
  let taps = 0
  /** A tap on a button that Telegram never showed to them. */
  const forged = ({ person }: Client, data: string) => ({
    update_id: 900_000_000 + ++taps,
    callback_query: {
      id: `forged-${taps}`,
      from: person.user,
      chat_instance: '1',
      data,
      message: { message_id: 1, date: 0, chat: { id: person.id, type: 'private' } },
    },
  })
  const told = async (client: Client) =>
    database.db.query(
      `select l.source, l.campaign, l.told_source as told, l.told_words as words from leads l
         join identities i on i.client_id = l.client_id where i.external_id = $1 order by l.id`,
      [String(client.person.id)],
    )

  test('is asked once, after the booking, and the answer stands beside what the contact shows', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    expect(asked(anna)).toBe(0)
    await books(anna)
    expect(asked(anna)).toBe(1)
    await anna.plays(tap('Карты'), /Спасибо, запомнили/)
    await settled(stand, database.db)
    expect(await told(anna)).toEqual([{ source: 'telegram', campaign: null, told: 'maps', words: null }])
    await books(anna, true)
    expect([asked(anna), (await told(anna))[0]!.told]).toEqual([1, 'maps'])
    const [event] = await database.db.query(
      `select kind, data from events where business_id = $1 order by id desc limit 1 offset 0`,
      [stand.businessId],
    )
    expect(event).toBeDefined()
    const { items } = (await owner.call('GET', '/api/changes?object=lead')).body
    expect(items[0]).toMatchObject({ action: 'told', member: null, after: { toldSource: 'maps' } })
  })

  test('who came by a link is not asked: the link shows it', async () => {
    const anna = clientOf(stand)
    await anna.person.starts(stand.bot, 'ad_vk-k7')
    await anna.sees(/Здравствуйте/)
    await books(anna)
    expect(asked(anna)).toBe(0)
    const friend = clientOf(stand)
    await friend.person.starts(stand.bot, 'ref_anna')
    await friend.sees(/Здравствуйте/)
    await books(friend)
    expect(asked(friend)).toBe(0)
  })

  test('a typed answer is read too; what is a wish stays a wish', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    await books(anna)
    await anna.plays('сколько стоит педикюр?', /Педикюр/)
    expect((await told(anna))[0]!.told).toBeNull()
    await anna.plays('подруга посоветовала', /Спасибо, запомнили/)
    await settled(stand, database.db)
    expect((await told(anna))[0]).toMatchObject({ told: 'referral', words: 'подруга посоветовала' })
  })

  test('«другое» asks for a word or two, and keeps them without a phone', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    await books(anna)
    await anna.plays(tap('Другое'), /парой слов/)
    await anna.plays('по радио в такси', /Спасибо, запомнили/)
    await settled(stand, database.db)
    expect((await told(anna))[0]).toMatchObject({ told: 'other', words: 'по радио в такси' })
  })

  test('an old question of somebody else, or answered already, changes nothing', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    await books(anna)
    const [lead] = await database.db.query<{ id: number }>(
      `select l.id from leads l join identities i on i.client_id = l.client_id where i.external_id = $1`,
      [String(anna.person.id)],
    )
    await anna.plays(tap('Соцсети'), /Спасибо, запомнили/)
    const eve = clientOf(stand)
    await eve.plays('/start', /Здравствуйте/)
    for (const data of [`heard:${lead!.id}:ads`, 'heard:999999:ads', `heard:${lead!.id}:nonsense`])
      await post(stand, stand.url, forged(eve, data))
    await settled(stand, database.db)
    expect((await told(anna))[0]!.told).toBe('social')
  })

  test('while a person leads the dialogue an answer is kept without a word of the assistant', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    await books(anna)
    await database.db.query(`update chats set owner = 'member' where external_id = $1`, [String(anna.person.id)])
    const from = anna.heard()
    await anna.person.taps(stand.bot, 'Сайт, поиск')
    await settled(stand, database.db)
    expect((await told(anna))[0]!.told).toBe('site')
    expect(anna.heard()).toBe(from)
  })

  test('where the business does not want it nobody is asked, nor are they counted as asked', async () => {
    await wants('off')
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    await books(anna)
    expect(asked(anna)).toBe(0)
    await wants('booked')
    // Nobody was asked then: the next booking asks.
    await books(anna, true)
    expect(asked(anna)).toBe(1)
  })

  test('the channels say what clients say, with the rows behind it, and people may take their words out and away', async () => {
    const { db } = database
    const { told: lines } = (await owner.call('GET', '/api/kpi/channels?days=30')).body.now.channels
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ source: 'maps', leads: 1 }),
        expect.objectContaining({ source: 'referral', leads: 1 }),
      ]),
    )
    const rows = await owner.call('GET', '/api/kpi/rows/told?days=30&column=told_source&value=other')
    expect(rows.body.items).toMatchObject([{ told_source: 'other', source: 'telegram', booked: true }])
    const id = rows.body.items[0].client_id
    const file = await owner.call('GET', `/api/clients/${id}/export?format=json`)
    expect(JSON.stringify(file.body)).toContain('по радио в такси')
    expect((await owner.call('POST', `/api/clients/${id}/erase`, { word: 'удалить', upcoming: 'cancel' })).status).toBe(
      200,
    )
    const left = await db.query(`select 1 from leads where told_words = 'по радио в такси'`)
    expect(left).toEqual([])
  })
})
