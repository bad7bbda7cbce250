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

  test('name a part of the day first, and it counts when the rest is known', async () => {
    const ada = clientOf(stand, { first_name: 'Ада' })
    await ada.plays('хочу записаться завтра на утро', /Учтём: вторник, 24 ноября, утром\.\n\nЧто будем делать/)
    const morning = await ada.plays('женская стрижка', /К кому/, 'к любому', /Завтра, вторник, 24 ноября: выберите/)
    expect(ada.captions(morning)).toEqual(expect.arrayContaining(['11:30', 'Весь день']))
    expect(ada.captions(morning)).not.toContain('12:00')
    const other = await ada.plays('а в среду?', /Среда, 25 ноября: выберите/)
    expect(ada.captions(other)).not.toContain('12:00')
    expect(ada.captions(await ada.plays(tap('Весь день'), /Среда/))).toContain('12:00')
    const ida = clientOf(stand, { first_name: 'Ида' })
    await ida.plays('можно к вам после работы?', /Учтём: после 18:00/, 'ресницы', /К кому/)
    expect(ida.captions(await ida.plays('к юле', /выберите/))[0]).toMatch(/^1[89]:/)
    const joe = clientOf(stand, { first_name: 'Joe' })
    const among = await joe.plays(
      'hi, can I book a haircut tomorrow evening?',
      /Noted: Tuesday, 24 November, in the evening/,
    )
    expect(joe.captions(await joe.plays('the fancy one', /do not understand|Choose|pick/i))).toEqual(
      joe.captions(among),
    )
    const ivy = clientOf(stand, { first_name: 'Ива' })
    await ivy.plays('запишите на выходных', /Учтём: суббота, 28 ноября – воскресенье, 29 ноября/)
  })

  test('tell a time by the one that is held or booked', async () => {
    const rita = clientOf(stand, { first_name: 'Рита' })
    await rita.plays(
      'маникюр к ольге в четверг в 14:00',
      /26 ноября, 14:00/,
      'а на час раньше можно?',
      /26 ноября, 13:00/,
    )
    await rita.plays(
      tap('Даю согласие'),
      /зовут/,
      'можно на час раньше?',
      /26 ноября, 12:00/,
      'на час позже',
      /26 ноября, 13:00/,
    )
    await rita.plays('давайте на два часа позже', /26 ноября, 15:00/, 'нет, на день позже', /27 ноября, 15:00/)
    const lena = clientOf(stand, { first_name: 'Лена' })
    await booked(stand, database.db, lena, '18:00', 'в среду')
    await lena.plays('можно на день позже?', /Станет: четверг, 26 ноября, 18:00/, 'да', /Готово, перенесли/)
    await lena.plays('а на полчаса раньше?', /Станет: четверг, 26 ноября, 17:30/)
    const earlier = await lena.plays('а пораньше?', /Четверг, 26 ноября: выберите/)
    expect(lena.captions(earlier)).not.toContain('19:00')
    // What is not on offer is no move to confirm.
    await lena.plays('на 8 часов раньше', /Ближайшее свободное/, 'оставьте как есть', /без изменений/)
    await lena.plays(
      'перенесите на вторник на то же время',
      /Станет: вторник, 24 ноября, 18:00/,
      'нет',
      /без изменений/,
    )
    await lena.plays(
      'перенесите на вторник',
      /вторник, 24 ноября: выберите/,
      'в то же время',
      /Станет: вторник, 24 ноября, 18:00/,
      'нет',
      /без изменений/,
    )
    await lena.plays('а можно к марии перенести?', /Мужская стрижка · Мария[\s\S]*выберите время/)
  })

  test('come with somebody, and hear honestly that each is booked apart', async () => {
    const eva = clientOf(stand, { first_name: 'Ева' })
    await eva.plays('хочу на маникюр на двоих завтра в 15', /записываем по одному[\s\S]*Учтём[\s\S]*К кому/)
    await eva.plays('к ольге, мы вдвоем с подругой', /^вторник, 24 ноября, 15:00/, tap('Даю согласие'), /зовут/)
    await eva.plays('Ева', /номер/, '+7 900 123-45-67', /Проверьте/)
    expect(eva.captions(await eva.plays('да', /Готово, вы записаны/))).toContain('Записаться ещё')
  })

  test('ask for what is not offered, and hear so beside what is', async () => {
    const una = clientOf(stand, { first_name: 'Уна' })
    await una.plays('сколько стоит покраска бампера?', /Такой услуги не нашлось[\s\S]*Услуги и цены/)
    await una.plays('запишите на вчера', /Этот день уже прошёл[\s\S]*Что будем делать/)
    await una.plays('запишите на узи на завтра', /Учтём: вторник, 24 ноября[\s\S]*Такой услуги не нашлось/)
  })

  test('say «да» to what is offered under an answer, and keep a short list until it is chosen from', async () => {
    const kira = clientOf(stand, { first_name: 'Кира' })
    await kira.plays('сколько стоит педикюр?', /Педикюр — /, 'да', /Педикюр\nК кому/)
    const uma = clientOf(stand, { first_name: 'Ума' })
    await uma.plays('где вы находитесь?', /Липовый/, 'да, запишите', /Что будем делать/)
    const list = await uma.plays('на стрижку', /Подходит несколько/)
    expect(uma.captions(await uma.plays('к любому', /Какая из них/))).toEqual(uma.captions(list))
  })

  test('take what was offered last at a word: the service of an answer, the soonest of a list', async () => {
    const mara = clientOf(stand, { first_name: 'Мара' })
    await mara.plays(
      'сколько стоит педикюр?',
      /Педикюр — /,
      'давай завтра в 12',
      /Учтём[\s\S]*12:00[\s\S]*Педикюр\nК кому/,
    )
    await mara.plays('без разницы', /^вторник, 24 ноября, 12:00\nПедикюр/)
    const rob = clientOf(stand, { first_name: 'Роб' })
    const list = await rob.plays('чистка лица', /выберите время/)
    await rob.plays('ближайшее', new RegExp(`понедельник, 23 ноября, ${rob.captions(list)[0]}`))
  })

  test('ask what nobody has told the assistant, and get no price list for an answer', async () => {
    const lev = clientOf(stand, { first_name: 'Лев' })
    for (const question of ['а есть кофе?', 'сделайте скидку', 'а с собакой можно прийти?', 'это больно?'])
      await lev.plays(question, /Точно не скажу[\s\S]*менеджера/)
    await lev.plays('какие у вас услуги есть?', /Услуги и цены/)
  })

  test('move a visit that is not there: so it is said, and the time is kept for a new one', async () => {
    const tom = clientOf(stand, { first_name: 'Том' })
    await tom.plays('перенесите запись на пятницу', /^[\s\S]*Предстоящих записей нет\.\n\nУчтём: пятница, 27 ноября/)
    await tom.plays('на стрижку', /Какая из них/, 'другое время', /Какая из них/)
    const sam = clientOf(stand, { first_name: 'Сэм' })
    await sam.plays('да', /Чем ещё помочь/)
  })
})
