import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { booked, clientOf, instagramClient, settled, whatsappClient } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('links with marks', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
  })
  afterAll(() => stand.stop())

  test('who follows a link is counted to its source and campaign', async () => {
    const query = new URLSearchParams({
      source: 'ВКонтакте',
      medium: 'cpc',
      campaign: 'Осень 2026',
      page: 'https://salon.example/',
    })
    const { body } = await owner.call('GET', `/api/links?${query}`)
    const urls: Record<string, string> = Object.fromEntries(
      body.items.map((one: { kind: string; url: string }) => [one.kind, one.url]),
    )
    expect(Object.keys(urls).sort()).toEqual(['page', 'telegram', 'web'])
    const payload = new URL(urls.telegram!).searchParams.get('start')
    await clientOf(stand).plays(`/start ${payload}`, /Здравствуйте/)
    await settled(stand, database.db)
    const [lead] = (await owner.call('GET', '/api/leads')).body.items
    expect(lead).toMatchObject({ source: 'vkontakte', medium: 'cpc', campaign: 'osen_2026', paid: true })
    expect(urls.page).toBe('https://salon.example/?utm_source=vkontakte&utm_medium=cpc&utm_campaign=osen_2026')
  })

  test('a link without a source, or one that no address can carry, is refused', async () => {
    for (const query of ['medium=cpc', 'source=…&medium=cpc', 'source=vk&medium=cpc&page=javascript:alert(1)'])
      expect((await owner.call('GET', `/api/links?${query}`)).status).toBe(400)
  })

  test('marks that Telegram would cut are refused in words: contacts would be counted to another campaign', async () => {
    const marks = { source: 'Ярмарка выходного дня на площади', medium: 'qr', campaign: 'Осенняя кампания номер 1' }
    const query = new URLSearchParams(marks)
    for (const answer of [
      await owner.call('GET', `/api/links?${query}`),
      await owner.call('POST', '/api/links', marks),
    ]) {
      expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringMatching(/слишком длинно/)])
    }
    expect((await owner.call('GET', '/api/links/saved')).body.items).toEqual([])
  })

  test('a saved link has one code, whoever saves it again; who writes it in WhatsApp is counted to it, and what came of them', async () => {
    const stands = await startStand(database.db, { on: 'whatsapp' })
    const boss = await signIn(database.db, stands, 'owner')
    await database.db.query(
      `update channels set profile = profile || '{"username": "+7 495 000-00-00"}' where business_id = $1 and kind = 'whatsapp'`,
      [stands.businessId],
    )
    const marks = { source: 'Листовка', medium: 'qr', campaign: 'У метро' }
    const saved = await Promise.all([0, 1, 2].map(() => boss.call('POST', '/api/links', marks)))
    expect(new Set(saved.map(({ body }) => body.id)).size).toBe(1)
    const { url } = saved[0]!.body.items.find((one: { kind: string }) => one.kind === 'whatsapp')
    const words = new URL(url).searchParams.get('text')!
    expect(words).toMatch(/^Здравствуйте! Хочу записаться \[[A-Z]{4}\]$/)
    const anna = whatsappClient(stands)
    await anna.plays(words, /Что будем делать|Выберите услугу/)
    await booked(stands, database.db, anna)
    const other = whatsappClient(stands)
    await other.plays('Хочу записаться [ZZZZ]', /./)
    await settled(stands, database.db)
    const { body } = await boss.call('GET', '/api/links/saved')
    expect(body.items).toEqual([
      expect.objectContaining({
        source: 'listovka',
        medium: 'qr',
        campaign: 'u_metro',
        leads: 1,
        booked: 1,
        visited: 0,
        paid: 0,
        revenue: 0,
      }),
    ])
    const { status } = await boss.call('DELETE', `/api/links/${body.items[0].id}`)
    expect(status).toBe(200)
    expect((await boss.call('GET', '/api/links/saved')).body.items).toEqual([])
    await stands.stop()
  })

  test('who comes by an ad that opens WhatsApp, then by another, has two touches: the first and the last', async () => {
    const stands = await startStand(database.db, { on: 'whatsapp' })
    const boss = await signIn(database.db, stands, 'owner')
    const anna = whatsappClient(stands)
    const ad = (id: string, headline: string) => ({
      source_type: 'ad',
      source_id: id,
      source_url: 'https://fb.me/x',
      headline,
      ctwa_clid: `clid ${id}`,
    })
    const writes = async (referral: object) => {
      await anna.person.brings({ type: 'text', text: { body: 'Здравствуйте' }, referral })
      await anna.sees(/./)
      await settled(stands, database.db)
    }
    await writes(ad('1', 'Маникюр'))
    await writes(ad('1', 'Маникюр'))
    await writes(ad('2', 'Стрижка'))
    const leads = await database.db.query(
      'select source, medium, campaign, content, paid from leads where business_id = $1 order by id',
      [stands.businessId],
    )
    const bought = { source: 'facebook', medium: 'ad', paid: true }
    expect(leads).toEqual([
      { ...bought, campaign: 'Маникюр', content: '1' },
      { ...bought, campaign: 'Стрижка', content: '2' },
    ])
    const [client] = (await boss.call('GET', '/api/clients')).body.items
    const { body } = await boss.call('GET', `/api/clients/${client.id}`)
    expect([body.firstTouch.campaign, body.lastTouch.campaign]).toEqual(['Маникюр', 'Стрижка'])
    await stands.stop()
  })

  test('in Instagram a link tells of itself by its ref, before a word or with one, and an ad by its number', async () => {
    const stands = await startStand(database.db, { on: 'instagram' })
    const boss = await signIn(database.db, stands, 'owner')
    await database.db.query(
      `update channels set profile = coalesce(profile, '{}') || '{"username": "salon.len"}' where business_id = $1 and kind = 'instagram'`,
      [stands.businessId],
    )
    const { body } = await boss.call('GET', '/api/links?source=flyer&medium=qr&campaign=osen')
    const { url } = body.items.find((one: { kind: string }) => one.kind === 'instagram')
    expect(url).toMatch(/^https:\/\/ig\.me\/m\/[\w.]+\?ref=utm_flyer-qr-osen$/)
    const ira = instagramClient(stands)
    await ira.person.comes({
      ref: new URL(url).searchParams.get('ref'),
      source: 'IGME-SOURCE-LINK',
      type: 'OPEN_THREAD',
    })
    await settled(stands, database.db)
    await ira.plays('какой у вас адрес?', /Липовый/)
    const ad = { source: 'ADS', type: 'OPEN_THREAD', ad_id: '6045', ads_context_data: { ad_title: 'Окрашивание' } }
    await ira.person.brings({ text: 'сколько стоит стрижка?', referral: ad })
    await ira.sees(/₽/)
    await settled(stands, database.db)
    const leads = await database.db.query(
      'select source, medium, campaign, content, paid from leads where business_id = $1 order by id',
      [stands.businessId],
    )
    expect(leads).toEqual([
      { source: 'flyer', medium: 'qr', campaign: 'osen', content: null, paid: false },
      { source: 'instagram', medium: 'ad', campaign: 'Окрашивание', content: '6045', paid: true },
    ])
    await stands.stop()
  })
})
