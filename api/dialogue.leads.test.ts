import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('where a client comes from', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const leadsOf = (personId: number) =>
    database.db.query(
      `select l.source, l.medium, l.campaign, l.content, l.term, l.paid, l.stage, l.origin from leads l
         join identities i on i.client_id = l.client_id where i.external_id = $1 order by l.id`,
      [String(personId)],
    )
  const plain = { medium: null, campaign: null, content: null, term: null, paid: false, stage: 'new', origin: null }

  test('an ad’s deep link makes a paid lead with its source and campaign', async () => {
    const anna = clientOf(stand)
    await anna.person.starts(stand.bot, 'ad_vk-k7')
    await anna.sees(/Здравствуйте/)
    expect(await leadsOf(anna.person.id)).toEqual([
      { ...plain, source: 'vk', medium: 'ad', campaign: 'k7', paid: true, origin: { start: 'ad_vk-k7' } },
    ])
  })

  test('a client of a campaign with a promo is greeted with it', async () => {
    const anna = clientOf(stand)
    await anna.person.starts(stand.bot, 'ad_vk-color')
    await anna.sees(/К окрашиванию волос дарим уход/)
    await anna.plays('/start', /К окрашиванию волос дарим уход/)
  })

  test('UTM in a deep link is kept mark by mark', async () => {
    const anna = clientOf(stand)
    await anna.person.starts(stand.bot, 'utm_yandex-cpc-autumn-banner-nails')
    await anna.sees(/Здравствуйте/)
    expect(await leadsOf(anna.person.id)).toMatchObject([
      { source: 'yandex', medium: 'cpc', campaign: 'autumn', content: 'banner', term: 'nails', paid: true },
    ])
  })

  test('another campaign is a second lead, the same one is not, and a plain start is none', async () => {
    const anna = clientOf(stand)
    for (const payload of ['ad_vk-k7', 'ad_vk-k7', undefined, 'ad_tg-k8', 'ad_tg-k8']) {
      await anna.person.starts(stand.bot, payload)
      await anna.sees(/Здравствуйте/)
    }
    expect((await leadsOf(anna.person.id)).map((lead) => lead.campaign)).toEqual(['k7', 'k8'])
  })

  test('a first word without a start is a lead of the channel, and so is a first sticker; a second word is none', async () => {
    const anna = clientOf(stand)
    await anna.plays('сколько стоит педикюр?', /Педикюр/, 'спасибо', /Пожалуйста/)
    expect(await leadsOf(anna.person.id)).toEqual([{ ...plain, source: 'telegram' }])
    const oleg = clientOf(stand)
    await oleg.person.sendsSticker(stand.bot)
    await oleg.sees(/понимает только текст/)
    expect(await leadsOf(oleg.person.id)).toEqual([{ ...plain, source: 'telegram' }])
  })

  test('a lead grows from new to qualified when a place is held, and to booked', async () => {
    const anna = clientOf(stand)
    await anna.person.starts(stand.bot, 'ad_vk-k7')
    await anna.plays(/Здравствуйте/, 'массаж', /Массаж/, 'завтра в 12:00', /согласие/)
    expect((await leadsOf(anna.person.id))[0]?.stage).toBe('qualified')
    await anna.plays('да', /зовут/, 'Анна', /номер/, '+79001234567', /Проверьте/, 'да', /Готово/)
    expect((await leadsOf(anna.person.id))[0]?.stage).toBe('booked')
  })

  test('a new campaign counts while a person leads the dialogue', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/)
    await database.db.query(`update chats set owner = 'member' where external_id = $1`, [String(anna.person.id)])
    await anna.person.starts(stand.bot, 'ad_vk-k9')
    await settled(stand, database.db)
    expect((await leadsOf(anna.person.id)).map((lead) => lead.campaign)).toEqual([null, 'k9'])
  })
})

onPostgres('consent to personal data', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const clientRow = (personId: number) =>
    database.db.query(
      'select c.name, c.phone from clients c join identities i on i.client_id = c.id where i.external_id = $1',
      [String(personId)],
    )
  /** Everything that is kept about a chat, as text. */
  const traces = async (personId: number) =>
    JSON.stringify([
      await database.db.query(
        'select m.text, m.body from messages m join chats c on c.id = m.chat_id where c.external_id = $1',
        [String(personId)],
      ),
      await database.db.query('select state, draft from chats where external_id = $1', [String(personId)]),
      await database.db.query('select data from events'),
    ])

  test('is asked once, before name and phone, and recorded with version, channel and time', async () => {
    const anna = clientOf(stand)
    await booked(stand, database.db, anna)
    const rows = await database.db.query(
      `select s.purpose, s.version, s.granted_at, ch.kind from consents s join channels ch on ch.id = s.channel_id
         join identities i on i.client_id = s.client_id where i.external_id = $1`,
      [String(anna.person.id)],
    )
    expect(rows).toEqual([{ purpose: 'personal_data', version: 1, granted_at: stand.clock.now, kind: 'telegram' }])
    await booked(stand, database.db, anna, '14:00')
    const asked = anna.person.chat(stand.bot).filter((message) => /согласие/.test(message.text))
    expect(asked).toHaveLength(1)
  })

  test('its text can be read before it is given', async () => {
    const anna = clientOf(stand)
    await anna.plays('массаж завтра в 10:00', /согласие/, tap('Прочитать текст'), /персональн/)
    expect(await clientRow(anna.person.id)).toEqual([{ name: null, phone: null }])
  })

  test('a phone that comes before it leaves no trace, wherever it stands, and is answered by words about consent', async () => {
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, 'мой номер 8 (912) 777-66-55', /сначала нужно ваше согласие/)
    await anna.plays(
      'массаж завтра в 13:00',
      /согласие/,
      '89127776655',
      /сначала нужно ваше согласие[\s\S]*согласие на обработку/,
    )
    await anna.person.sharesContact(stand.bot, '+79127776655')
    await anna.sees(/сначала нужно ваше согласие/)
    await anna.person.sendsPhoto(stand.bot, 'звоните 8-912-777-66-55')
    await anna.sees(/понимает только текст/)
    const { message_id } = await anna.person.sends(stand.bot, 'привет')
    await anna.sees(/Здравствуйте/)
    await anna.person.edits(stand.bot, message_id, 'привет, 89127776655')
    await anna.sees(/поправили/)
    await settled(stand, database.db)
    const kept = await traces(anna.person.id)
    expect(kept).not.toMatch(/912\D*777\D*66\D*55/)
    expect(kept).toContain('•••55')
    expect(await clientRow(anna.person.id)).toEqual([{ name: null, phone: null }])
  })

  test('a phone that comes before it is hidden from staff’s cards too', async () => {
    const boss = clientOf(stand, { first_name: 'Хозяйка' })
    await boss.plays('/start', /Здравствуйте/)
    await database.db.query(
      `insert into members (business_id, name, role, channel_id, external_id, created_at)
       select business_id, 'Хозяйка', 'owner', channel_id, external_id, $2::timestamptz from chats where external_id = $1`,
      [String(boss.person.id), stand.clock.now],
    )
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, 'менеджер, наберите 89127776655', /Передали менеджеру/)
    const card = await boss.sees(/Нужен человек: клиент попросил/)
    expect(card.text).toContain('менеджер, наберите •••55')
    await anna.plays('ещё раз: 89127776655', /Менеджер получил|согласие/)
    const more = await boss.sees(/ещё раз/)
    expect(more.text).toContain('•••55')
    await settled(stand, database.db)
    expect(JSON.stringify(await database.db.query('select text, body from messages'))).not.toContain('89127776655')
  })

  test('«не согласна» is no consent: nothing is kept, and the way to a person is shown', async () => {
    const anna = clientOf(stand)
    await anna.plays('массаж завтра в 16:00', /согласие/, 'не согласна', /Без согласия записать не сможем[\s\S]*\+7/)
    const rows = await database.db.query(
      'select 1 from consents s join identities i on i.client_id = s.client_id where i.external_id = $1',
      [String(anna.person.id)],
    )
    expect(rows).toEqual([])
    await anna.plays('ладно, согласна', /согласие|зовут/)
  })

  test('only the sender’s own contact is taken', async () => {
    const anna = clientOf(stand)
    await anna.plays('массаж завтра в 18:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    await anna.person.sendsContactOf(stand.bot, { phone_number: '+79990001122', first_name: 'Пётр', user_id: 42 })
    await anna.sees(/Это не ваш контакт/)
    await anna.person.sendsContactOf(stand.bot, { phone_number: '+79990001122', first_name: 'Пётр' })
    await anna.sees(/Это не ваш контакт/)
    await anna.person.sharesContact(stand.bot, '+79991112233')
    await anna.sees(/Проверьте запись/)
    expect(await clientRow(anna.person.id)).toEqual([{ name: 'Анна', phone: '+79991112233' }])
    const verified = await database.db.query(
      'select phone_verified from clients c join identities i on i.client_id = c.id where i.external_id = $1',
      [String(anna.person.id)],
    )
    expect(verified).toEqual([{ phone_verified: true }])
  })

  test('tapped twice, the name is asked once', async () => {
    const anna = clientOf(stand)
    const screen = await anna.plays('массаж в пятницу в 16:00', /согласие/)
    await anna.person.taps(stand.bot, 'Даю согласие')
    await anna.sees(/зовут/)
    stand.telegram.inject(stand.bot, {
      callback_query: {
        id: '77',
        from: anna.person.user,
        chat_instance: '1',
        data: 'agree',
        message: { message_id: screen.message_id, date: 1, chat: { id: anna.person.id, type: 'private' }, text: 'x' },
      },
    })
    await settled(stand, database.db)
    expect(anna.person.chat(stand.bot).filter((message) => /зовут/.test(message.text))).toHaveLength(1)
  })
})
