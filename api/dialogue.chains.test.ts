import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { chainStates, switchChain } from '../db/chains.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { visitById } from '../db/visits.ts'
import { type ChainName, chainOf } from '../domain/chains.ts'
import { booked, type Client, clientOf, expectGoodManners, hired, ownerOf, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('chains of messages', (database) => {
  let stand: Stand
  let client: Client
  let heard = 0

  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())
  afterEach(() => expectGoodManners(stand))
  beforeEach(async () => {
    // Monday 23 November 2026, 10:00 in Moscow, and three weeks later each time but for the holidays.
    const weeks = [0, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 65, 68][turn++]!
    stand.clock.now = new Date(Date.parse('2026-11-23T07:00:00Z') + weeks * 7 * 86_400_000)
    await stand.system.loop.runDue()
    for (const name of ['feedback', 'return', 'upsell', 'trial'] as const) await turnChain(name, false)
    client = clientOf(stand)
  })
  let turn = 0

  const turnChain = async (name: ChainName, active: boolean) => {
    const [row] = await database.db.query<{ version: number }>(
      'select version from chains where business_id = $1 and name = $2',
      [stand.businessId, name],
    )
    const by = { businessId: stand.businessId, memberId: null, now: stand.clock.now }
    const change = { chain: chainOf(name)!, version: row?.version ?? 0, change: { active } }
    expect(await database.db.transaction((tx) => switchChain(tx, by, change))).toMatchObject({ ok: true })
  }
  const settle = () => settled(stand, database.db)
  /** So many days and hours after now. */
  const later = async (days: number, hours = 0) => {
    await pass(stand, (days * 24 + hours) * 3_600_000)
    await settle()
  }
  const mark = async (id: number, verb: 'arrived') => {
    const { version } = (await visitById(database.db, stand.businessId, id))!
    const admin = await signIn(database.db, stand, 'admin')
    const answer = await admin.call('POST', `/api/appointments/${id}/${verb}`, { version })
    expect(answer.status).toBe(200)
  }
  const said = () =>
    stand.bot.chats
      .get(client.person.id)!
      .shown.slice(heard)
      .map(({ text }) => text.split('\n')[0])
  const quietly = async (work: () => Promise<unknown>) => {
    await work()
    await settle()
    heard = client.heard()
  }
  /** What chains had to say to this client: «return 1 sent». */
  const ledger = async () => {
    const rows = await database.db.query<{ chain: string; step: number; why: string }>(
      `select chain, step, coalesce(reason, status) as why from notices n join identities i on i.client_id = n.client_id
       where i.external_id = $1 and chain is not null order by n.id`,
      [String(client.person.id)],
    )
    return rows.map(({ chain, step, why }) => `${chain} ${step} ${why}`)
  }
  const resultOf = async (name: ChainName) => {
    const states = await chainStates(database.db, stand.businessId, stand.clock.now)
    const { sent, answered, booked } = states.find((one) => one.name === name)!
    return { sent, answered, booked }
  }
  /** Books for tomorrow at 16:00, agrees to offers, comes, and is marked as here. */
  const visited = async () => {
    const id = await booked(stand, database.db, client)
    await client.sees(/Присылать сюда предложения/)
    await client.plays(tap('Да, присылайте'), /будем присылать только полезное/)
    await settle()
    await later(1, 7)
    await mark(id, 'arrived')
    await settle()
    heard = client.heard()
    return id
  }

  test('thirty days after a visit the same is offered, one tap books it, and the chain ends with that', async () => {
    await turnChain('return', true)
    await visited()
    expect(await ledger()).toEqual(['return 1 planned'])
    await later(29, 17)
    expect(said()).toEqual([])
    await later(0, 2)
    const offer = await client.sees(/Записать снова\? Мастер тот же: Дмитрий/)
    expect(client.captions(offer).slice(3)).toEqual([
      'Выбрать время',
      'Не сейчас',
      'Не присылать',
      'Связаться с менеджером',
    ])
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 planned'])
    await client.plays(tap(client.captions(offer)[0]!), /Проверьте[\s\S]*Мужская стрижка[\s\S]*Дмитрий/)
    await client.plays(tap('Записать'), /Готово, вы записаны/)
    await settle()
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 booked'])
    await quietly(async () => {})
    await later(10)
    expect(said().filter((text) => /предлож|ещё есть/.test(text!))).toEqual([])
  })

  test('«стоп» in the middle of a chain ends it at once, is answered with one line, and the visit stays', async () => {
    await turnChain('return', true)
    await visited()
    await later(30, 1)
    await client.sees(/Записать снова/)
    await client.plays('стоп', /Больше не пришлём предложений/)
    await settle()
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 stopped'])
    heard = client.heard()
    await later(60)
    expect(said()).toEqual([])
    const [row] = await database.db.query(
      `select o.revoked_at is not null as revoked, o.version, o.language, t.body is not null as worded from consents o
       join identities i on i.client_id = o.client_id left join consent_texts t on t.business_id = o.business_id
         and t.purpose = o.purpose and t.version = o.version and t.language = o.language
       where i.external_id = $1 and o.purpose = 'marketing'`,
      [String(client.person.id)],
    )
    expect(row).toEqual({ revoked: true, version: 1, language: 'ru', worded: true })
  })

  test('«стоп» of who gets offers, in the middle of a booking, ends the offers and leaves the booking', async () => {
    await turnChain('return', true)
    await visited()
    await later(30, 1)
    await client.plays(tap('Выбрать время'), /выберите время/)
    const asked = await client.plays('стоп', /Запись, которую вы начали, можно закончить/)
    expect(client.captions(asked)).toEqual(['Продолжить запись', 'Не записывать', 'Связаться с менеджером'])
    await client.plays(tap('Продолжить запись'), /выберите время/)
    await settle()
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 stopped'])
  })

  test('who was not asked, or said no, gets no offer; nobody is asked twice', async () => {
    await turnChain('return', true)
    const id = await booked(stand, database.db, client)
    await client.plays(/Присылать сюда предложения/, 'нет, спасибо', /предложений не будет/)
    await settle()
    await later(1, 7)
    await mark(id, 'arrived')
    await later(30, 1)
    expect(await ledger()).toEqual(['return 1 no_consent'])
    heard = client.heard()
    await client.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/, 'послезавтра в 15:00', /Проверьте/)
    await client.plays(tap('Записать'), /Готово/)
    await settle()
    expect(said().filter((text) => /Присылать сюда/.test(text!))).toEqual([])
  })

  test('a low score goes to a person at once, with the words that follow', async () => {
    await turnChain('feedback', true)
    const id = await booked(stand, database.db, client)
    await settle()
    await later(1, 7)
    await mark(id, 'arrived')
    await later(0, 2)
    const asked = await client.sees(/Оцените от 1 до 5/)
    expect(client.captions(asked)).toEqual(['1', '2', '3', '4', '5', 'Связаться с менеджером'])
    await settle()
    expect(await resultOf('feedback')).toEqual({ sent: 1, answered: 0, booked: 0 })
    await client.plays(tap('2'), /Жаль, что вышло не так/)
    expect(await ownerOf(stand, database.db, client)).toEqual({ owner: 'queue', reason: 'feedback' })
    await client.person.sends(stand.bot, 'долго ждали и коротко постригли')
    await settle()
    const [row] = await database.db.query('select score, text from feedback where appointment_id = $1', [id])
    expect(row).toEqual({ score: 2, text: 'долго ждали и коротко постригли' })
    expect(await ledger()).toEqual(['feedback 1 sent'])
    expect(await resultOf('feedback')).toEqual({ sent: 1, answered: 1, booked: 0 })
  })

  test('a high score is thanked and asked for a review where the branch has an address for them', async () => {
    await turnChain('feedback', true)
    await database.db.query(
      `with b as (update businesses set version = version + 1 where id = $1)
       update locations set review_url = 'https://example.org/review' where business_id = $1`,
      [stand.businessId],
    )
    const id = await booked(stand, database.db, client)
    await settle()
    await later(1, 7)
    await mark(id, 'arrived')
    await later(0, 2)
    const thanked = await client.plays(/Оцените/, tap('5'), /рады, что вам понравилось[\s\S]*в отзыве/)
    expect(thanked.buttons.flat()[0]).toMatchObject({ url: 'https://example.org/review' })
    await client.plays('спасибо, очень понравилось', /передали ваши слова/)
    await settle()
    const [row] = await database.db.query('select score, text from feedback where appointment_id = $1', [id])
    expect(row).toEqual({ score: 5, text: 'спасибо, очень понравилось' })
    expect(await ownerOf(stand, database.db, client)).toMatchObject({ owner: 'bot' })
  })

  test('what goes with a visit and fits beside it is offered once; «Добавить» puts it into the visit', async () => {
    await turnChain('upsell', true)
    await database.db.query(
      `with b as (update businesses set version = version + 1 where id = $1)
       update services set goes_with = array(select id from services where business_id = $1 and name = 'Женская стрижка')
       where business_id = $1 and name = 'Мужская стрижка'`,
      [stand.businessId],
    )
    const id = await booked(stand, database.db, client)
    await client.plays(/Присылать сюда предложения/, 'да', /полезное/)
    const before = (await visitById(database.db, stand.businessId, id))!
    await later(0, 1)
    await client.plays(/подойдёт: Женская стрижка/, tap('Добавить'), /Добавили в запись: Женская стрижка/)
    await settle()
    const after = (await visitById(database.db, stand.businessId, id))!
    expect(after.parts).toHaveLength(2)
    expect(after).toMatchObject({ start: before.start, price: after.parts[0]!.price + after.parts[1]!.price })
    expect(after.end).toBeGreaterThan(before.end)
    const [row] = await database.db.query<{ upsold: number[] }>(
      'select to_json(upsold) as upsold from appointments where id = $1',
      [id],
    )
    expect(row!.upsold).toEqual([after.parts[1]!.serviceId])
    expect(await ledger()).toEqual(['upsell 1 sent'])
  })

  /** Who takes what is handed over. */
  const leader = async () => {
    team ??= await hired(stand, database.db, 'Марина')
    return team
  }
  let team: Client | undefined

  /** An offer thirty days after a visit, with all that was said before it forgotten. */
  const offered = async () => {
    await turnChain('return', true)
    await visited()
    await later(30, 1)
    const offer = await client.sees(/Записать снова/)
    heard = client.heard()
    return offer
  }

  test('nobody hears of a visit more than twice: one offer, one reminder of it, and no word after', async () => {
    await offered()
    await later(7)
    await client.sees(/Время для вас ещё есть: Мужская стрижка/)
    heard = client.heard()
    await later(90)
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 sent'])
    expect(said()).toEqual([])
  })

  test.each([
    ['Не сейчас', /больше об этом не напомним/, 'declined', false],
    ['Не присылать', /Больше не пришлём предложений/, 'stopped', true],
  ] as const)(
    '«%s» ends the chain at once; the consent is taken back by «Не присылать» only',
    async (caption, answer, why, revoked) => {
      await offered()
      await client.plays(tap(caption), answer)
      await settle()
      expect(await ledger()).toEqual(['return 1 sent', `return 2 ${why}`])
      const consents = await database.db.query(
        `select o.revoked_at is not null as revoked from consents o join identities i on i.client_id = o.client_id
       where i.external_id = $1 and o.purpose = 'marketing'`,
        [String(client.person.id)],
      )
      expect(consents).toEqual([{ revoked }])
      heard = client.heard()
      await later(60)
      expect(said()).toEqual([])
    },
  )

  test('who has blocked the bot is written to no more, and is not when they are back', async () => {
    await turnChain('return', true)
    await visited()
    client.person.blocks(stand.bot)
    await settle()
    await later(30, 1)
    expect(await ledger()).toEqual(['return 1 blocked'])
    client.person.unblocks(stand.bot)
    await client.plays('/start', /Здравствуйте/)
    await settle()
    heard = client.heard()
    await later(30)
    expect(said()).toEqual([])
  })

  test.each([
    ['записаться', /выберите время/],
    ['да, запишите', /выберите время/],
    ['запишите на субботу в 15:00', /Проверьте/],
  ] as const)('«%s» after an offer is about its service and its master', async (words, next) => {
    await offered()
    const shown = await client.plays(words, next)
    const time = client.captions(shown).find((caption) => /^\d\d:\d\d$/.test(caption))
    const check = time ? await client.plays(tap(time), /Проверьте/) : shown
    expect(check.text).toMatch(/Мужская стрижка[\s\S]*Дмитрий/)
    await client.plays(tap('Записать'), /Готово, вы записаны/)
    await settle()
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 booked'])
  })

  test('a person who leads silences a chain; «стоп» said to them ends the offers, and they read it', async () => {
    const marina = await leader()
    await offered()
    await client.plays('позовите человека', /Передали/)
    await marina.plays(/Нужен человек/, tap('Взять'), /Диалог ведёте вы/)
    await settle()
    await client.plays('стоп', /Больше не пришлём предложений/)
    await marina.sees(/стоп/)
    await settle()
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 stopped'])
    await marina.plays(tap('Вернуть ассистенту'))
    await settle()
    heard = client.heard()
    await later(30)
    expect(said()).toEqual([])
  })

  test('after a person has spoken and given the dialogue back, the chain does not go on; the next visit starts it anew', async () => {
    const marina = await leader()
    await offered()
    await later(0, 1)
    await client.plays('позовите человека', /Передали/)
    await settle()
    const card = marina.person.chat(stand.bot).findLast(({ text }) => /^Нужен человек/.test(text))!
    await marina.person.replies(stand.bot, card.message_id, 'Всё хорошо, ждём вас')
    await client.sees(/Всё хорошо, ждём вас/)
    await settle()
    await marina.plays(tap('Вернуть ассистенту'))
    await settle()
    expect(await ownerOf(stand, database.db, client)).toMatchObject({ owner: 'bot' })
    heard = client.heard()
    await later(8)
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 person'])
    expect(said()).toEqual([])
    const again = await booked(stand, database.db, client)
    await settle()
    await later(1, 7)
    await mark(again, 'arrived')
    await settle()
    expect(await ledger()).toEqual(['return 1 sent', 'return 2 person', 'return 1 planned'])
  })
})

onEachDatabase('from a first try to the second visit', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db, { template: 'fitness' })
  })
  afterAll(() => stand.stop())

  test('what goes with a first try is offered the day after it, and not beside it', async () => {
    for (const name of ['trial', 'upsell', 'return'] as const) {
      const by = { businessId: stand.businessId, memberId: null, now: stand.clock.now }
      const change = { chain: chainOf(name)!, version: 0, change: { active: true } }
      expect(await database.db.transaction((tx) => switchChain(tx, by, change))).toMatchObject({ ok: true })
    }
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/, 'вводная тренировка', /К кому/, 'Марат', /выберите время/)
    await client.plays('завтра в 16:00', /согласие/, tap('Даю согласие'), /зовут/, 'Анна', /номер/, '+7 900 123-45-67')
    await client.plays(/Проверьте/, tap('Записать'), /Готово/, /Присылать сюда/, tap('Да, присылайте'), /полезное/)
    await settled(stand, database.db)
    await pass(stand, 31 * 3_600_000)
    const [visit] = await database.db.query<{ id: number; version: number }>('select id, version from appointments')
    const admin = await signIn(database.db, stand, 'admin')
    await admin.call('POST', `/api/appointments/${visit!.id}/arrived`, { version: visit!.version })
    await settled(stand, database.db)
    await pass(stand, 20 * 3_600_000)
    const offer = await client.sees(/Как вам первое занятие: Вводная тренировка\?[\s\S]*Персональная тренировка/)
    await client.plays(tap(client.captions(offer)[0]!), /Проверьте[\s\S]*Персональная тренировка/)
    await client.plays(tap('Записать'), /Готово/)
    await settled(stand, database.db)
    const rows = await database.db.query<{ chain: string; why: string }>(
      `select chain, coalesce(reason, status) as why from notices where chain is not null order by id`,
    )
    expect(rows.slice(0, 2)).toEqual([
      { chain: 'trial', why: 'sent' },
      { chain: 'trial', why: 'booked' },
    ])
    const first = rows.slice(2).map(({ chain }) => chain)
    expect(first.filter((name) => name !== 'upsell')).toEqual([])
    expectGoodManners(stand)
  })
})
