import { afterEach, expect, test } from 'vitest'
import { touchCatalog } from '../db/catalog.ts'
import { onPostgres } from '../db/testing/databases.ts'
import type { Template } from '../domain/template.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, type StandOptions, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 07:00 UTC: 10:00 in Moscow, 12:00 in Yekaterinburg.
onPostgres('every trade', (database) => {
  let stand: Stand
  const opened = async (template: StandOptions['template'], options: StandOptions = {}): Promise<Client> => {
    stand = await startStand(database.db, { template, ...options })
    return clientOf(stand)
  }
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })
  const contacts = [tap('Даю согласие'), /зовут/, 'Анна', /номер/, '+79001234567', /Проверьте/] as const
  const sessionAt = (iso: string) =>
    database.db.query<{ taken: number; capacity: number }>(
      'select taken, capacity from sessions where business_id = $1 and starts_at = $2::timestamptz order by id',
      [stand.businessId, iso],
    )
  const visits = () =>
    database.db.query<{ status: string; starts_at: Date; price: number; rooms: string }>(
      `select a.status, a.starts_at, a.price, (select string_agg(r.name, ', ' order by r.id) from occupancies o
          join resources r on r.id = o.resource_id where o.appointment_id = a.id and r.kind <> 'master') as rooms
       from appointments a where a.business_id = $1 and a.status <> 'cancelled' order by a.id`,
      [stand.businessId],
    )

  test.each(Object.keys(TEMPLATES) as Template['key'][])('%s has free times for every service', async (template) => {
    await opened(template)
    const ask = async <T>(path: string) => (await (await fetch(`${stand.url}/api/${path}`)).json()) as T
    const { services } = await ask<{ services: { id: number }[] }>(`services?business=${stand.businessId}`)
    const days = await Promise.all(
      services.map(({ id }) => ask<{ days: unknown[] }>(`slots?services=${id}&business=${stand.businessId}`)),
    )
    expect(days.length).toBeGreaterThan(5)
    expect(Math.min(...days.map((one) => one.days.length))).toBeGreaterThan(0)
  })

  test('a class is booked into its seat, comes with its master, stands alone and moves to another class', async () => {
    const anna = await opened('fitness')
    const times = await anna.plays('запишите на йогу', /Йога\nСегодня/m)
    expect(anna.captions(times)).not.toContain('+ ещё услуга')
    await anna.plays('в среду', /Среда|Послезавтра/, '19:00', /согласие/, ...contacts)
    await anna.plays('да', /среда, 25 ноября, 19:00\nЙога\nВас ждёт: Алина\nСтоимость: 800 ₽/)
    expect(await sessionAt('2026-11-25T16:00:00Z')).toEqual([{ taken: 1, capacity: 12 }])
    await anna.plays(
      tap('Перенести'),
      /Йога\n/,
      'в субботу',
      /Суббота, 28 ноября/,
      '11:00',
      /Станет: суббота/,
      'да',
      /перенесли/,
    )
    expect(await sessionAt('2026-11-25T16:00:00Z')).toEqual([{ taken: 0, capacity: 12 }])
    expect(await sessionAt('2026-11-28T08:00:00Z')).toEqual([{ taken: 1, capacity: 12 }])
    await anna.plays(tap('Отменить запись'), /Почему/, tap('Болезнь'), /отменена/)
    expect(await sessionAt('2026-11-28T08:00:00Z')).toEqual([{ taken: 0, capacity: 12 }])
  })

  test('the last seat goes to one, the next client is offered the nearest classes', async () => {
    const anna = await opened('fitness')
    await database.db.query(
      `update sessions set taken = capacity - 1 where business_id = $1 and starts_at = $2::timestamptz`,
      [stand.businessId, '2026-11-25T16:00:00Z'],
    )
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await oleg.plays('йога', /Йога/, 'в среду', /Среда|Послезавтра/)
    await anna.plays('йога в среду в 19:00', /согласие/)
    const nearest = await oleg.plays('19:00', /19:00: это время уже заняли/)
    await oleg.plays(tap(oleg.captions(nearest)[0]!), /согласие/)
  })

  test('a place outside Moscow lives by its own clock: offer, words, calendar file', async () => {
    const anna = await opened('autoservice')
    const times = await anna.plays('замена масла', /К кому/, 'к Сергею', /Сегодня, понедельник, 23 ноября/)
    // Two hours of notice at 12:00 in Yekaterinburg.
    expect(anna.captions(times)[0]).toBe('14:00')
    await anna.plays('завтра в 15:30', /согласие/, ...contacts)
    const done = await anna.plays('да', /Готово/)
    expect(done.text).toContain('вторник, 24 ноября, 15:30')
    expect(done.text).toContain('Стоимость: от 1 200 ₽')
    const file = await anna.person.sees(stand.bot, (message) => message.document !== undefined)
    expect(new TextDecoder().decode(file.document!.bytes)).toContain('DTSTART:20261124T103000Z')
    expect(await visits()).toMatchObject([
      { starts_at: new Date('2026-11-24T10:30:00Z'), price: 120_000, rooms: 'Подъёмник 1' },
    ])
    await anna.plays('мои записи', /вторник, 24 ноября, 15:30/)
  })

  test('late in the evening «сегодня» and «завтра» are those of the branch', async () => {
    // 22:30 in Moscow is 00:30 of the next day in Yekaterinburg.
    const anna = await opened('autoservice', { now: '2026-11-23T19:30:00Z' })
    await anna.plays(
      'замена масла',
      /К кому/,
      'к любому',
      /Сегодня, вторник, 24 ноября/,
      'завтра',
      /Завтра, среда, 25 ноября/,
    )
  })

  test('several services in one visit: one master goes on, or one after another; the price is of those who do it', async () => {
    const anna = await opened('salon')
    await anna.plays('/book', /Что будем делать/, tap('Стрижки'), /Выберите услугу/, tap(/^Женская стрижка/), /К кому/)
    const more = await anna.plays(tap('+ ещё услуга'), /Женская стрижка\nЧто добавить\?/)
    await anna.plays(tap('Волосы'), /Что добавить/, tap('Назад'), /Что добавить/, tap('Волосы'), /Что добавить/)
    expect(anna.captions(more)).not.toContain('Записаться')
    await anna.plays(
      tap(/^Укладка/),
      /Женская стрижка \+ Укладка\nК кому/,
      'к Анне',
      /Женская стрижка \+ Укладка · Анна/,
    )
    await anna.plays('в среду в 12:00', /согласие/, ...contacts)
    await anna.plays('да', /Женская стрижка \+ Укладка\nВас ждёт: Анна\nСтоимость: 4 800 ₽/)
    await anna.plays(
      'женская стрижка и маникюр',
      /К кому/,
      tap('К любому, кто свободен'),
      /время/,
      'в пятницу в 13:00',
      /Проверьте/,
    )
    await anna.plays('да', /Женская стрижка \+ Маникюр\nВас ждут: \S+, \S+\nСтоимость/)
    expect(await visits()).toHaveLength(2)
  })

  test('a service that needs a room is not offered when all rooms are taken', async () => {
    const anna = await opened('salon')
    await database.db.query(
      `insert into occupancies (business_id, resource_id, during, kind, reason)
       select business_id, id, tstzrange('2026-11-24T00:00Z', '2026-11-25T00:00Z'), 'block', 'ремонт' from resources
       where business_id = $1 and kind = 'кабинет'`,
      [stand.businessId],
    )
    await anna.plays('массаж', /Массаж/, 'завтра', /Завтра, вторник, 24 ноября: мест нет. Ближайшие: среда, 25 ноября/)
  })

  test('a doctor is found by name and patronymic', async () => {
    const anna = await opened('clinic')
    await anna.plays('лечение кариеса', /К кому/, 'к Ирине Павловне', /Лечение кариеса · Ирина Павловна/)
  })

  test('of two branches one is chosen by tapping or by name; only what it does is offered', async () => {
    const anna = await opened('salon')
    const [second] = await database.db.query<{ id: number }>(
      `insert into locations (business_id, name, timezone, district, address, position)
       values ($1, 'Лён и мята у реки', 'Asia/Novosibirsk', 'Центр', 'Новосибирск, Набережная, 3', 1) returning id`,
      [stand.businessId],
    )
    await database.db.query(
      `insert into working_hours (business_id, location_id, weekday, spans)
       select $1, $2, day, '[{"from": 600, "to": 1200}]'::jsonb from generate_series(1, 7) day`,
      [stand.businessId, second!.id],
    )
    const [master] = await database.db.query<{ id: number }>(
      `insert into resources (business_id, location_id, kind, name, position) values ($1, $2, 'master', 'Жанна', 50) returning id`,
      [stand.businessId, second!.id],
    )
    await database.db.query(
      `insert into resources (business_id, location_id, kind, name, position) values ($1, $2, 'кресло', 'Кресло у реки', 51)`,
      [stand.businessId, second!.id],
    )
    await database.db.query(
      `insert into service_masters (business_id, service_id, resource_id)
       select $1, id, $2 from services where business_id = $1 and name in ('Женская стрижка', 'Укладка')`,
      [stand.businessId, master!.id],
    )
    await touchCatalog(database.db, stand.businessId)
    const which = await anna.plays('/book', /Какой филиал/)
    expect(anna.captions(which).slice(0, 2)).toEqual(['Лён и мята на Липовом', 'Лён и мята у реки'])
    const services = await anna.plays(tap('Лён и мята у реки'), /Выберите услугу/)
    expect(anna.captions(services).filter((caption) => caption.includes('₽'))).toHaveLength(2)
    await anna.plays('укладка', /Укладка\n/, 'завтра в 11:00', /согласие/, ...contacts)
    await anna.plays('да', /11:00[\s\S]*Вас ждёт: Жанна[\s\S]*Адрес: Лён и мята у реки, Новосибирск/)
    expect(await visits()).toMatchObject([{ starts_at: new Date('2026-11-24T04:00:00Z') }])
    await anna.plays('запишите на женскую стрижку', /Какой филиал/, 'на Липовом', /Женская стрижка\nК кому/)
    const place = await anna.plays('где вы находитесь', /Липовый переулок[\s\S]*Набережная/)
    expect(place.text).not.toMatch(/Телефон: *\n/)
  })

  test('a business with one service and one master asks for neither', async () => {
    const anna = await opened('salon')
    await database.db.query(`update services set active = false where business_id = $1 and name <> 'Массаж спины'`, [
      stand.businessId,
    ])
    await touchCatalog(database.db, stand.businessId)
    await anna.plays('/start', /Здравствуйте/, tap('Записаться'), /Массаж спины\nСегодня[\s\S]*выберите время/)
  })

  test('a catalog of hundreds of services fits: prices in several messages, services in pages', async () => {
    const anna = await opened('salon')
    await database.db.query(
      `insert into services (business_id, name, category, segments, price, position)
       select $1, 'Процедура с длинным названием для проверки номер ' || n, case when n % 2 = 0 then 'Процедуры' end,
         '{30}'::int[], n * 10000, 100 + n from generate_series(1, 150) n`,
      [stand.businessId],
    )
    await database.db.query(
      `insert into service_masters (business_id, service_id, resource_id)
       select $1, s.id, r.id from services s, resources r
       where s.business_id = $1 and s.name like 'Процедура%' and r.business_id = $1 and r.name = 'Юлия'`,
      [stand.businessId],
    )
    await touchCatalog(database.db, stand.businessId)
    await anna.plays('/start', /Здравствуйте/, tap('Услуги и цены'), /Услуги и цены/, /номер 150 — 15 000 ₽/)
    await settled(stand, database.db)
    expect(Math.max(...stand.bot.sent.map((message) => message.text.length))).toBeLessThanOrEqual(4096)
    const categories = await anna.plays('/book', /Что будем делать/)
    expect(anna.captions(categories)).toContain('Другое')
    await anna.plays(
      tap('Другое'),
      /Выберите услугу/,
      tap('›'),
      /Выберите/,
      tap('›'),
      /Выберите/,
      tap(/номер 8\d /),
      /выберите время/,
    )
  })
})
