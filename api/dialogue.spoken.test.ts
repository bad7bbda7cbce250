import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, clientOf, expectGoodManners, ownerOf, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('clients who write as they speak', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  test('book in one run-on sentence, as a voice would say it', async () => {
    const vera = clientOf(stand, { first_name: 'Вера' })
    const text =
      'здравствуйте ну короче мне бы это на педикюр к екатерине если можно в пятницу ну часиков в двенадцать наверное'
    const held = await vera.plays(text, /согласие/)
    expect(held.text).toContain('пятница, 27 ноября, 12:00')
    expect(held.text).toContain('Педикюр')
  })

  test('correct themselves, and the correction counts', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    const held = await oleg.plays(
      'мужскую стрижку к диме завтра в 12, ой нет, завтра не могу, давайте послезавтра в 13',
      /согласие/,
    )
    expect(held.text).toContain('среда, 25 ноября, 13:00')
    await oleg.plays('хотя нет, лучше в четверг в 14:00', /четверг, 26 ноября, 14:00/)
  })

  test('ask for a price in the middle, and go on where they were', async () => {
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.plays('запишите на маникюр', /К кому/, 'а скока стоит?', /Маникюр — /, tap('Продолжить запись'), /К кому/)
    await ira.plays('а до скольки вы работаете?', /21:00/, 'к ольге', /Маникюр · Ольга[\s\S]*выберите время/)
  })

  test('want several things at once, and get them all', async () => {
    const yana = clientOf(stand, { first_name: 'Яна' })
    await yana.plays('сколько стоит педикюр и где вы находитесь?', /Педикюр — [\s\S]*Липовый/)
    await yana.plays(
      'запишите на женскую стрижку на четверг. а парковка у вас есть?',
      /Своей парковки/,
      /Женская стрижка/,
    )
  })

  test('choose by «вторую», «последний», «2»', async () => {
    const kim = clientOf(stand, { first_name: 'Ким' })
    await kim.plays(
      'хочу на стрижку',
      /Подходит несколько/,
      'вторую',
      /Мужская стрижка\nК кому/,
      'последний',
      /· Дмитрий/,
    )
    await kim.plays('послезавтра', /Послезавтра|Среда/, '2', /среда, 25 ноября, 10:30/)
  })

  test('cancel and move in slang', async () => {
    const nina = clientOf(stand, { first_name: 'Нина' })
    await booked(stand, database.db, nina, '16:00')
    await nina.plays(
      'чёт не получается завтра, можно на чт после работы?',
      /Четверг, 26 ноября/,
      tap('18:30'),
      /Станет: четверг, 26 ноября, 18:30/,
    )
    await nina.plays(tap('Перенести'), /Готово, перенесли/)
    await nina.plays('не, всё, отбой, не приду я', /Почему отменяем/, 'заболела', /Запись отменена/)
  })

  test('complain rudely, and are met by a person, not by an argument', async () => {
    const max = clientOf(stand, { first_name: 'Макс' })
    await max.plays('/start', /Здравствуйте/, 'вы там охренели что ли, сожгли мне волосы, криворукие', /Очень жаль/)
    expect(await ownerOf(stand, database.db, max)).toEqual({ owner: 'queue', reason: 'complaint' })
  })

  test('tell a symptom: no advice, a person, and the nearest time', async () => {
    const lia = clientOf(stand, { first_name: 'Лия' })
    const said = await lia.plays(
      '/start',
      /Здравствуйте/,
      'после массажа спина болит, что мне делать?',
      /Сочувствуем|срочный/,
    )
    expect(lia.captions(said)).toContain('Ближайшее время')
    expect(await ownerOf(stand, database.db, lia)).toEqual({ owner: 'queue', reason: 'red-flag' })
  })

  test('write in English though their app is Russian, and are answered in English', async () => {
    const joe = clientOf(stand, { first_name: 'Joe' })
    await joe.plays('hi, could I get a men’s haircut with Dmitry on Thursday at 3pm?', /Thursday, 26 November, 15:00/)
    await joe.plays('actually friday works better for me', /Friday|Saturday/)
  })

  test('write on a wrong keyboard, in Latin letters, with slips', async () => {
    const ada = clientOf(stand, { first_name: 'Ада' })
    await ada.plays('crjkmrj cnjbn vfybr.h', /Маникюр — /, 'zapishite na pedikyur', /Педикюр\nК кому/)
    await ada.plays('сколко стоит окрашивние волос', /Окрашивание волос — /)
  })
})
