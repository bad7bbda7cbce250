import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, clientOf, expectGoodManners, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('a client who types', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const visitsOf = (personId: number) =>
    database.db.query<{
      status: string
      starts_at: Date
      services: string
      masters: string
      phone: string
      name: string
    }>(
      `select a.status, a.starts_at, c.name, c.phone,
         (select string_agg(s.name, ' + ' order by p.position) from appointment_parts p join services s on s.id = p.service_id
            where p.appointment_id = a.id) as services,
         (select string_agg(r.name, ' + ' order by p.position) from appointment_parts p join resources r on r.id = p.resource_id
            where p.appointment_id = a.id) as masters
       from appointments a join clients c on c.id = a.client_id join identities i on i.client_id = c.id
       where i.external_id = $1 and a.status <> 'cancelled' order by a.id`,
      [String(personId)],
    )

  test('books by typing alone, answering each question in own words', async () => {
    const vera = clientOf(stand, { first_name: 'Vera' })
    await vera.plays('запишите на женскую стрижку', /К кому запишем/)
    await vera.plays('к Марии', /выберите время/, 'завтра', /Завтра, вторник, 24 ноября: мест нет. Ближайшие: четверг/)
    await vera.plays('в чт', /Четверг, 26 ноября/, '15:30', /согласие/, 'да', /Как вас зовут/)
    await vera.plays('вера', /Вера, оставьте номер/, '8 (900) 123 45 67', /Спасибо/, /Проверьте запись/)
    const summary = await vera.plays('да', /Готово, вы записаны/)
    expect(summary.text).toContain('четверг, 26 ноября, 15:30')
    expect(await visitsOf(vera.person.id)).toEqual([
      {
        status: 'booked',
        starts_at: new Date('2026-11-26T12:30:00Z'),
        name: 'Вера',
        phone: '+79001234567',
        services: 'Женская стрижка',
        masters: 'Мария',
      },
    ])
  })

  test('books with one sentence that says everything', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await oleg.plays('Здравствуйте, запишите меня на мужскую стрижку к Дмитрию в среду в 12:00', /согласие/)
    await oleg.plays('согласен', /зовут/, tap('Олег'), /номер/)
    await oleg.person.sharesContact(stand.bot, '79007654321')
    await oleg.plays(/Проверьте запись/, 'да, всё верно', /Готово, вы записаны/)
    expect(await visitsOf(oleg.person.id)).toMatchObject([
      {
        services: 'Мужская стрижка',
        masters: 'Дмитрий',
        starts_at: new Date('2026-11-25T09:00:00Z'),
        phone: '+79007654321',
      },
    ])
  })

  test('mixes taps and words freely', async () => {
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.plays('/start', /Здравствуйте/, tap('Записаться'), /Что будем делать/, 'педикюр', /К кому/)
    await ira.plays(
      tap(/^Ольга/),
      /выберите время/,
      'послезавтра',
      /Послезавтра|Среда, 25 ноября/,
      tap('Другие дни'),
      /Выберите день/,
    )
    await ira.plays(
      '27 ноября',
      /Пятница, 27 ноября/,
      tap('12:00'),
      /согласие/,
      tap('Даю согласие'),
      /зовут/,
      'Ирина',
      /номер/,
    )
    await ira.plays('900 111 22 33', /Проверьте/, tap('Другое время'), /Выберите день/, 'в четверг в 3', /Проверьте/)
    await ira.plays('ок', /Готово/)
    expect(await visitsOf(ira.person.id)).toMatchObject([
      { services: 'Педикюр', masters: 'Ольга', starts_at: new Date('2026-11-26T12:00:00Z'), phone: '+79001112233' },
    ])
  })

  test('a name that fits several services gives a choice, an unknown one the list', async () => {
    const anna = clientOf(stand)
    const choice = await anna.plays('/start', /Здравствуйте/, 'хочу на стрижку', /Подходит несколько услуг/)
    expect(anna.captions(choice).filter((caption) => caption.includes('стрижка'))).toHaveLength(3)
    await anna.plays('детская', /Детская стрижка\nК кому/)
    const list = await anna.plays(tap('Записаться'), /Что будем делать/, 'тату', /Такой услуги не нашлось/)
    expect(anna.captions(list)).toContain('Стрижки')
    await anna.plays('массаж', /Массаж спины[\s\S]*выберите время/)
  })

  test('«любой», a declined name, a short name and a name that does not do it are understood', async () => {
    const anna = clientOf(stand)
    await anna.plays(
      'мужскую стрижку',
      /К кому/,
      'к Юле',
      /Юлия: этой услуги нет. К кому запишем/,
      'к Диме',
      /· Дмитрий/,
    )
    await anna.plays('лучше к Анне', /Мужская стрижка · Анна/, 'назад', /К кому/, 'без разницы', /Мужская стрижка\n/)
    const names = anna.captions(await anna.plays(tap('Назад'), /К кому/))
    expect(names).toContain('Анна · 1 900 ₽')
    expect(names).toContain('Дмитрий · 1 400 ₽')
  })

  test('days, parts of the day and times are read against what is on the screen', async () => {
    const anna = clientOf(stand)
    await anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /Сегодня, понедельник, 23 ноября/)
    const evening = await anna.plays('вечером', /Сегодня, понедельник/)
    expect(
      evening.buttons
        .flat()
        .filter((one) => /^\d/.test(one.text))
        .every((one) => one.text >= '17:00'),
    ).toBe(true)
    await anna.plays('в среду', /Послезавтра|Среда, 25 ноября/, 'после 15', /Среда, 25 ноября/, '18:00', /согласие/)
    await anna.plays(
      'другое время',
      /Выберите день/,
      'в пятницу',
      /Пятница, 27 ноября: мест нет/,
      'на выходных',
      /Суббота, 28/,
    )
    await anna.plays('в субботу в 11:15', /суббота, 28 ноября, 11:15: на это время записи нет/)
    await anna.plays('31 февраля', /не бывает/, '25:00', /не бывает/, 'вчера', /Этот день уже прошёл/)
    await anna.plays('сегодня в 9:00', /уже прошло/, '15 марта', /Так далеко запись ещё не открыта/)
  })

  test('of several wishes the first that is free counts, and what is ruled out is not offered', async () => {
    const anna = clientOf(stand)
    await anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /Сегодня, понедельник, 23 ноября/)
    await anna.plays('в среду не могу, давайте в пятницу или субботу после 12', /Суббота, 28 ноября/)
    await anna.plays('завтра в 3, ой, послезавтра в 3', /Послезавтра|25 ноября, 15:00|согласие/)
  })

  test('a time without a day that has passed today is the next day’s', async () => {
    const anna = clientOf(stand)
    await anna.plays('мужская стрижка', /К кому/, 'Мария', /Сегодня, понедельник, 23 ноября/)
    await anna.plays('в 10:00', /суббота, 28 ноября, 10:00|согласие/)
  })

  test('«нет» on the summary books nothing and frees the place', async () => {
    const anna = clientOf(stand)
    await anna.plays(
      'массаж',
      /Массаж/,
      'завтра в 12:00',
      /согласие/,
      'да',
      /зовут/,
      'Анна',
      /номер/,
      '+79001234567',
      /Проверьте/,
    )
    await anna.plays('нет, не надо', /Хорошо, не записываем/)
    expect(await visitsOf(anna.person.id)).toEqual([])
    const [taken] = await database.db.query(
      `select 1 from occupancies o join resources r on r.id = o.resource_id where r.name = 'Юлия'`,
    )
    expect(taken).toBeUndefined()
  })

  test('phones in many spellings, Russian and foreign, become E.164; nonsense is refused kindly', async () => {
    const spellings = [
      ['8 900 123-45-67', '+79001234567'],
      ['89001234567', '+79001234567'],
      ['+7 (900) 123 45 67', '+79001234567'],
      ['7-900-123-45-67', '+79001234567'],
      ['9001234567', '+79001234567'],
      ['+375 29 123-45-67', '+375291234567'],
      ['+1 212 555 0134', '+12125550134'],
    ] as const
    for (const [typed, expected] of spellings) {
      const anna = clientOf(stand)
      await anna.plays('чистка лица', /выберите время/, 'завтра в 16:30', /согласие/, 'да', /зовут/, 'Анна', /номер/)
      await anna.plays(
        'не скажу',
        /Не похоже на номер/,
        '12345',
        /Не похоже на номер/,
        typed,
        /Проверьте/,
        'нет',
        /не записываем/,
      )
      const [row] = await database.db.query(
        'select c.phone from clients c join identities i on i.client_id = c.id where i.external_id = $1',
        [String(anna.person.id)],
      )
      expect(row).toEqual({ phone: expected })
    }
  })

  test('a question in the middle is answered, and the booking goes on where it was', async () => {
    const anna = clientOf(stand)
    await anna.plays(
      'мужская стрижка',
      /К кому/,
      'сколько стоит маникюр?',
      /Маникюр — от 1 300 ₽/,
      tap('Продолжить запись'),
      /К кому/,
    )
    await anna.plays(
      'Дмитрий',
      /выберите время/,
      'где вы находитесь?',
      /Липовый переулок/,
      tap('Продолжить запись'),
      /выберите время/,
    )
    await anna.plays('завтра в 13:00', /согласие/, 'да', /зовут/, 'Сколько стоит укладка', /Укладка — от 1 600 ₽/)
    await anna.plays('Анна', /Анна, оставьте номер/, 'спасибо', /Не похоже на номер|Пожалуйста/)
  })

  test('known clients are asked neither consent nor contacts again', async () => {
    const anna = clientOf(stand)
    await booked(stand, database.db, anna, '11:00', 'в воскресенье')
    await anna.plays('запишите на массаж завтра в 18:00', /Проверьте запись/, 'да', /Готово/)
    const list = await anna.plays('мои записи', /Ваши записи/)
    expect(list.text).toMatch(/1\. вторник, 24 ноября, 18:00[\s\S]*2\. воскресенье, 29 ноября, 11:00/)
  })

  test('who begins with a question is greeted in the answer, once', async () => {
    const anna = clientOf(stand)
    const first = await anna.plays('сколько стоит педикюр', /Педикюр — /)
    expect(first.text).toMatch(/^Здравствуйте! Салон красоты «Лён и мята» на связи\.\n\nПедикюр/)
    const second = await anna.plays('а маникюр сколько стоит?', /Маникюр — /)
    expect(second.text).not.toContain('Здравствуйте')
  })

  test('a service is added, taken away and changed in words; a time said early is remembered', async () => {
    const anna = clientOf(stand)
    await anna.plays('в следующую пятницу в 13:00', /Учтём: пятница, 4 декабря, 13:00[\s\S]*Что будем делать/)
    await anna.plays('укладка', /К кому/, 'к Марии', /пятница, 4 декабря, 13:00\nУкладка/)
    await anna.plays(
      'добавь женскую стрижку',
      /Укладка \+ Женская стрижка · Мария/,
      'убери укладку',
      /^Женская стрижка · Мария/,
    )
    await anna.plays('массаж в четверг в 19:00', /четверг, 26 ноября, 19:00\nМассаж спины/)
  })

  test('«хорошо» is no consent, and after an answer about prices it books nothing', async () => {
    const anna = clientOf(stand)
    await anna.plays(
      'массаж в воскресенье',
      /мест нет/,
      'в понедельник в 10:00',
      /согласие/,
      'сколько стоит?',
      /Массаж спины — 2 100 ₽/,
    )
    await anna.plays('хорошо', /понедельник, 30 ноября, 10:00[\s\S]*согласие на обработку/)
    const consents = await database.db.query(
      'select 1 from consents s join identities i on i.client_id = s.client_id where i.external_id = $1',
      [String(anna.person.id)],
    )
    expect(consents).toEqual([])
  })

  test('of several visits the one of the named service is moved or cancelled', async () => {
    const anna = clientOf(stand)
    await booked(stand, database.db, anna, '15:00', 'в воскресенье')
    await anna.plays('чистка лица в четверг в 10:00', /Проверьте/, 'да', /Готово/)
    await anna.plays(
      'отмените чистку',
      /четверг, 26 ноября, 10:00\nЧистка лица\nПочему отменяем/,
      'дорого',
      /Запись отменена/,
    )
    await anna.plays('отмените запись', /воскресенье, 29 ноября/)
  })
})
