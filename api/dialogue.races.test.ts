import { afterEach, beforeEach, expect, test } from 'vitest'
import { book } from '../db/book.ts'
import { minuteOf } from '../db/sql.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { MASTER } from '../domain/catalog.ts'
import { booked, type Client, clientOf, expectGoodManners, ownerOf, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('a place that others want too', (database) => {
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

  /** Staff take a master's time, past all screens. */
  const staffBook = async (masterName: string, iso: string, serviceName = 'Мужская стрижка') => {
    const catalog = await stand.catalog()
    const master = catalog.resources.find((one) => one.kind === MASTER && one.name === masterName)!
    const service = catalog.services.find((one) => one.name === serviceName)!
    const [client] = await database.db.query<{ id: number }>(
      `insert into clients (business_id, name, created_at) values ($1, 'Гость', now()) returning id`,
      [stand.businessId],
    )
    const booked = await database.db.transaction((tx) =>
      book(tx, stand.system.catalogs, {
        businessId: stand.businessId,
        key: `staff:${iso}:${masterName}`,
        wish: { locationId: catalog.locations[0]!.id, parts: [{ serviceId: service.id, masterId: master.id }] },
        start: minuteOf(new Date(iso)),
        clientId: client!.id,
        door: 'staff',
        now: minuteOf(stand.clock.now),
      }),
    )
    expect(booked.ok).toBe(true)
  }
  const live = () =>
    database.db.query<{ status: string; starts_at: Date }>(
      `select a.status, a.starts_at from appointments a join identities i on i.client_id = a.client_id
       where a.business_id = $1 and a.status in ('held', 'booked') order by a.id`,
      [stand.businessId],
    )

  test('a time that is taken between two screens is answered with the three nearest, which can be booked', async () => {
    await anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/, 'завтра', /Завтра/)
    await staffBook('Дмитрий', '2026-11-24T13:00Z')
    const nearest = await anna.plays(tap('16:00'), /вторник, 24 ноября, 16:00: это время уже заняли/)
    const offers = anna.captions(nearest).filter((caption) => /\d\d:\d\d/.test(caption))
    expect(offers).toEqual(['вторник, 24 ноября, 15:00', 'вторник, 24 ноября, 17:00', 'вторник, 24 ноября, 14:30'])
    await anna.plays(tap('вторник, 24 ноября, 17:00'), /согласие/)
  })

  test('a hold that ran out while the phone was typed still wins when nobody took the place', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    stand.clock.now = new Date('2026-11-23T07:30:00Z')
    const summary = await anna.plays('+79001234567', /Проверьте запись/)
    expect(summary.text).toContain('Держим место за вами 10 мин')
    stand.clock.now = new Date('2026-11-23T07:45:00Z')
    await anna.plays('да', /Готово/)
    expect(await live()).toMatchObject([{ status: 'booked' }])
  })

  test('a hold that ran out and was taken is answered with the nearest before the summary, and nothing is lost', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    stand.clock.now = new Date('2026-11-23T07:30:00Z')
    await staffBook('Юлия', '2026-11-24T09:00Z', 'Массаж спины')
    const nearest = await anna.plays('+79001234567', /12:00: это время уже заняли/)
    await anna.plays(tap(anna.captions(nearest)[0]!), /Проверьте запись/, 'да', /Готово/)
  })

  test('a place that is lost on the summary itself is answered with the nearest', async () => {
    await anna.plays('массаж завтра в 12:00', /согласие/, 'да', /зовут/, 'Анна', /номер/, '+79001234567', /Проверьте/)
    stand.clock.now = new Date('2026-11-23T07:30:00Z')
    await staffBook('Юлия', '2026-11-24T09:00Z', 'Массаж спины')
    const nearest = await anna.plays(tap('Записать'), /12:00: это время уже заняли/)
    await anna.plays(tap(anna.captions(nearest)[1]!), /Проверьте запись/, tap('Записать'), /Готово/)
    expect((await live()).map((row) => row.status)).toEqual(['booked'])
  })

  test('the minutes of a hold are those that are left', async () => {
    await anna.plays('массаж завтра в 12:00', /Держим место за вами 10 мин/, 'да', /зовут/, 'Анна', /номер/)
    stand.clock.now = new Date('2026-11-23T07:06:30Z')
    await anna.plays('+79001234567', /Держим место за вами 4 мин/)
  })

  test('another time in the same booking takes the place of the first: one hold at a time', async () => {
    await anna.plays(
      'массаж завтра в 12:00',
      /согласие/,
      'другое время',
      /Выберите день/,
      'в среду в 13:00',
      /согласие/,
    )
    expect(await live()).toEqual([{ status: 'held', starts_at: new Date('2026-11-25T10:00:00Z') }])
    await anna.plays(
      '/book',
      /Что будем делать/,
      'маникюр',
      /К кому/,
      'любой',
      /время/,
      'в четверг в 15:00',
      /согласие/,
    )
    expect(await live()).toEqual([{ status: 'held', starts_at: new Date('2026-11-26T12:00:00Z') }])
  })

  test('a time near the end of the notice is confirmed though a new hold would come too late', async () => {
    await anna.plays(
      'мужская стрижка',
      /К кому/,
      'Дмитрий',
      /выберите время/,
      tap('11:00'),
      /согласие/,
      'да',
      /зовут/,
      'Анна',
      /номер/,
    )
    stand.clock.now = new Date('2026-11-23T07:15:00Z')
    const summary = await anna.plays('+79001234567', /Проверьте запись/)
    expect(summary.text).not.toContain('Держим')
    await anna.plays('да', /Готово/)
  })

  test('two clients want one place: the second is offered others, and the first who lets go gives it back', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await anna.plays('массаж завтра в 12:00', /согласие/)
    await oleg.plays('массаж завтра в 12:00', /12:00: это время уже заняли/)
    await anna.plays('нет', /Без согласия/, 'не надо', /не записываем|Без согласия/, 'стоп', /Больше не пришлём/)
    await oleg.plays('завтра в 12:00', /согласие/)
  })

  test('a move whose time is taken meanwhile leaves the visit where it was and offers the nearest', async () => {
    await booked(stand, database.db, anna)
    await anna.plays(tap('Перенести'), /время/, 'в среду в 12:00', /Станет: среда/)
    await staffBook('Дмитрий', '2026-11-25T09:00Z')
    const nearest = await anna.plays(tap('Перенести'), /12:00: это время уже заняли/)
    expect((await live())[0]).toMatchObject({ starts_at: new Date('2026-11-24T13:00:00Z') })
    await anna.plays(tap(anna.captions(nearest)[0]!), /Станет: среда, 25 ноября/, tap('Перенести'), /Готово, перенесли/)
  })

  test('a master without any time left: another is offered; nobody has time: a person is called', async () => {
    await database.db.query(
      `insert into time_off (business_id, resource_id, during)
       select business_id, id, tstzrange('2026-11-01', '2027-02-01') from resources where business_id = $1 and name = 'Дмитрий'`,
      [stand.businessId],
    )
    await database.db.query('update businesses set version = version + 1 where id = $1', [stand.businessId])
    await anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /Мужская стрижка · Дмитрий\nНа 30 дней вперёд всё занято/)
    await anna.plays(tap('К любому, кто свободен'), /выберите время/)
    await database.db.query(
      `insert into time_off (business_id, resource_id, during)
       select business_id, id, tstzrange('2026-11-01', '2027-02-01') from resources
       where business_id = $1 and kind = 'master' and name <> 'Дмитрий'`,
      [stand.businessId],
    )
    await database.db.query('update businesses set version = version + 1 where id = $1', [stand.businessId])
    await anna.plays('завтра', /свободного времени нет. Позвали менеджера/)
    expect(await ownerOf(stand, database.db, anna)).toEqual({ owner: 'queue', reason: 'no-time' })
  })

  test('several clients at once, each in a dialogue of their own, all want the same three times', async () => {
    const clients = Array.from({ length: 6 }, (_, index) => clientOf(stand, { first_name: `Клиент${'абвгде'[index]}` }))
    await Promise.all(clients.map((client) => client.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)))
    await Promise.all(
      clients.map((client, index) => client.plays(`завтра в ${12 + (index % 3)}:00`, /согласие|уже заняли/)),
    )
    await settled(stand, database.db)
    const held = await live()
    expect(held).toHaveLength(3)
    expect(new Set(held.map((row) => row.starts_at.getTime())).size).toBe(3)
  })
})
