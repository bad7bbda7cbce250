import { afterEach, beforeEach, expect, test } from 'vitest'
import { move } from '../db/book.ts'
import { cancel } from '../db/cancel.ts'
import { minuteOf } from '../db/sql.ts'
import { visitById } from '../db/visits.ts'
import { onEachChannel } from './testing/channels.ts'
import { booked, type Client, clientOf, expectGoodManners, ownerOf, tap, tapsAgain } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onEachChannel('a client’s own visits', (database, on) => {
  let stand: Stand
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db, { on })
    anna = clientOf(stand)
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })

  const visit = (id: number) => visitById(database.db, stand.businessId, id)
  const at = (iso: string) => minuteOf(new Date(iso))
  const taken = (name: string) =>
    database.db.query<{ during: string }>(
      `select lower(o.during)::text as during from occupancies o join resources r on r.id = o.resource_id
       where r.name = $1 and r.business_id = $2 order by 1`,
      [name, stand.businessId],
    )

  test('none, one and three are shown, each with its buttons', async () => {
    await anna.plays('мои записи', /Предстоящих записей нет/)
    await booked(stand, database.db, anna)
    const one = await anna.plays('/my', /Ваша запись:/)
    expect(one.text).toContain('вторник, 24 ноября, 16:00\nМужская стрижка · Дмитрий')
    expect(anna.captions(one).slice(0, 3)).toEqual(['Перенести', 'Отменить', 'Записаться ещё'])
    await anna.plays('массаж в среду в 12:00', /Проверьте/, 'да', /Готово/)
    await anna.plays('массаж в пятницу в 12:00', /Проверьте/, 'да', /Готово/)
    const three = await anna.plays(tap('Связаться с менеджером'), /Передали/, 'мои записи', /Ваши записи:/)
    expect(three.text).toMatch(/1\. вторник[\s\S]*2\. среда[\s\S]*3\. пятница/)
    expect(anna.captions(three)).toContain('3. Перенести')
    await anna.plays(tap('2. Перенести'), /Массаж спины · Юлия/)
  })

  test('a move keeps the master, frees the old place and leaves no second visit', async () => {
    const id = await booked(stand, database.db, anna)
    await anna.plays(tap('Перенести'), /Мужская стрижка · Дмитрий\nЗавтра, вторник, 24 ноября/)
    await anna.plays(
      'в среду в 12:00',
      /Перенести запись\?\nБыло: вторник, 24 ноября, 16:00\nСтанет: среда, 25 ноября, 12:00/,
    )
    await anna.plays('да', /Готово, перенесли/)
    expect(await visit(id)).toMatchObject({ start: at('2026-11-25T09:00Z'), status: 'booked' })
    expect(await taken('Дмитрий')).toEqual([{ during: '2026-11-25 09:00:00+00' }])
    const other = clientOf(stand, { first_name: 'Олег' })
    await booked(stand, database.db, other)
  })

  test('the time that a visit has already is no move', async () => {
    const id = await booked(stand, database.db, anna)
    const screen = await anna.plays(tap('Перенести'), /выберите время/)
    expect(anna.captions(screen)).not.toContain('16:00')
    await anna.plays('16:00', /16:00: на это время вы и записаны/, 'оставить как есть', /без изменений/)
    expect(await visit(id)).toMatchObject({ start: at('2026-11-24T13:00Z'), version: 2 })
  })

  test('a move may go to another master, and says so with the price', async () => {
    const id = await booked(stand, database.db, anna)
    await anna.plays(tap('Перенести'), /выберите время/, tap('К другому специалисту'), /К кому запишем/)
    await anna.plays(tap(/^Анна/), /Мужская стрижка · Анна/, 'в среду в 12:00', /· Анна\nСтоимость: 1 900 ₽/)
    await anna.plays(tap('Перенести'), /Готово, перенесли[\s\S]*Вас ждёт: Анна/)
    expect(await visit(id)).toMatchObject({ price: 190_000, start: at('2026-11-25T09:00Z') })
  })

  test('«перенесите на …» in words moves the only visit there', async () => {
    await booked(stand, database.db, anna)
    await anna.plays(
      'перенесите на четверг в 13:00',
      /Станет: четверг, 26 ноября, 13:00/,
      'переносите',
      /Готово, перенесли/,
    )
  })

  test('a visit of two services with two masters moves with both', async () => {
    await anna.plays('женская стрижка и маникюр', /К кому/, tap('К любому, кто свободен'), /выберите время/)
    await anna.plays(
      'в среду в 12:00',
      /согласие/,
      'да',
      /зовут/,
      'Анна',
      /номер/,
      '+79001234567',
      /Проверьте/,
      'да',
      /Готово/,
    )
    const [before] = await database.db.query<{ id: number; masters: string }>(MASTERS, [stand.businessId])
    await anna.plays(
      tap('Перенести'),
      /Женская стрижка \+ Маникюр/,
      'в среду в 15:00',
      /Станет/,
      'да',
      /Готово, перенесли/,
    )
    const [after] = await database.db.query<{ id: number; masters: string }>(MASTERS, [stand.businessId])
    expect(after).toEqual(before)
    expect(before?.masters.split(',')).toHaveLength(2)
  })
  const MASTERS = `select a.id, string_agg(p.resource_id::text, ',' order by p.position) as masters
    from appointments a join appointment_parts p on p.appointment_id = a.id
    where a.business_id = $1 and a.status = 'booked' group by a.id`

  test('a cancellation asks for the reason, tapped or in own words, and frees the place', async () => {
    const first = await booked(stand, database.db, anna)
    await anna.plays(tap('Отменить запись'), /Почему отменяем/, tap('Болезнь'), /Запись отменена: вторник/)
    const second = await booked(stand, database.db, anna)
    await anna.plays('отмените запись', /Почему отменяем/, 'не смогу прийти, уезжаю, отменяю', /Запись отменена/)
    const rows = await database.db.query(
      'select id, status, cancelled_by, cancel_reason from appointments where id = any($1::bigint[]) order by id',
      [`{${first},${second}}`],
    )
    expect(rows).toEqual([
      { id: first, status: 'cancelled', cancelled_by: 'client', cancel_reason: 'Болезнь' },
      { id: second, status: 'cancelled', cancelled_by: 'client', cancel_reason: 'не смогу прийти, уезжаю, отменяю' },
    ])
    expect(await taken('Дмитрий')).toEqual([])
  })

  test('whoever thinks better of it keeps the visit', async () => {
    const id = await booked(stand, database.db, anna)
    await anna.plays(tap('Отменить запись'), /Почему отменяем/, 'нет, оставьте', /без изменений/)
    await anna.plays(
      'отменить',
      /Почему отменяем/,
      tap('Лучше перенести'),
      /выберите время/,
      tap('Другие дни'),
      /Выберите день/,
    )
    await anna.plays(tap('Оставить как есть'), /без изменений/)
    expect(await visit(id)).toMatchObject({ status: 'booked', start: at('2026-11-24T13:00Z') })
  })

  test('later than the rule allows only a person changes a visit, also when the question was asked in time', async () => {
    const id = await booked(stand, database.db, anna)
    await anna.plays(tap('Отменить запись'), /Почему отменяем/)
    stand.clock.now = new Date('2026-11-24T10:30:00Z')
    await anna.plays(tap('Болезнь'), /меньше 3 ч[\s\S]*\+7 \(495\)/)
    await anna.plays(tap('Перенести'), /меньше 3 ч/)
    expect(await visit(id)).toMatchObject({ status: 'booked' })
    expect(await ownerOf(stand, database.db, anna)).toEqual({ owner: 'queue', reason: 'late' })
  })

  test('a move that was begun in time is not confirmed too late', async () => {
    const id = await booked(stand, database.db, anna)
    await anna.plays(tap('Перенести'), /выберите время/, 'в четверг в 12:00', /Станет: четверг/)
    stand.clock.now = new Date('2026-11-24T10:30:00Z')
    await anna.plays('да', /меньше 3 ч/)
    expect(await visit(id)).toMatchObject({ status: 'booked', start: at('2026-11-24T13:00Z') })
  })

  test('a visit that staff cancelled or moved meanwhile is met with kind words', async () => {
    const id = await booked(stand, database.db, anna)
    await anna.plays(tap('Перенести'), /выберите время/, 'в среду в 12:00', /Станет/)
    const seen = (await visit(id))!
    const by = { businessId: stand.businessId, id, now: seen.start - 1440 }
    await database.db.transaction((tx) =>
      move(tx, stand.system.catalogs, {
        ...by,
        version: seen.version,
        start: at('2026-11-26T09:00Z'),
        wish: {
          locationId: seen.locationId,
          parts: seen.parts.map(({ serviceId, masterId }) => ({ serviceId, masterId })),
        },
      }),
    )
    await anna.plays('да', /Этой записи уже нет или она изменилась/, 'мои записи', /четверг, 26 ноября, 12:00/)
    await anna.plays(tap('Отменить'), /Почему/)
    const moved = (await visit(id))!
    await database.db.transaction((tx) =>
      cancel(tx, { ...by, version: moved.version, by: 'member', reason: 'болезнь мастера' }),
    )
    await anna.plays(tap('Болезнь'), /Этой записи уже нет/, tap({ data: `mv:${id}` }), /Этой записи уже нет/)
  })

  test('an old message’s buttons change the visit as it is now', async () => {
    const id = await booked(stand, database.db, anna)
    const old = anna.person.chat(stand.bot).find((message) => /Готово, вы записаны/.test(message.text))!
    await anna.plays('перенесите на среду 12:00', /Станет/, 'да', /Готово, перенесли/)
    await anna.person.taps(stand.bot, 'Перенести', { message_id: old.message_id })
    await anna.plays(
      /Среда|Послезавтра/,
      'в четверг в 14:00',
      /Было: среда, 25 ноября, 12:00/,
      'да',
      /Готово, перенесли/,
    )
    expect(await visit(id)).toMatchObject({ start: at('2026-11-26T11:00Z') })
  })

  test('«Записать» tapped twice books once, and the second tap shows the visit', async () => {
    await booked(stand, database.db, anna)
    const summary = anna.person.chat(stand.bot).find((message) => /Готово, вы записаны/.test(message.text))!
    await tapsAgain(stand, anna, 'ok', summary.message_id)
    await anna.sees(/Вы уже записаны.\nвторник, 24 ноября, 16:00/)
    expect(await taken('Дмитрий')).toHaveLength(1)
  })
})
