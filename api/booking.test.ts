import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('a client in Telegram', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => {
    const errors = stand.log.filter((line) => line.level === 'error')
    expect(errors).toEqual([])
  })
  afterAll(() => stand.stop())

  test('books by taps, moves, and cancels', async () => {
    const { telegram, bot } = stand
    const anna = telegram.person({ first_name: 'Анна', language_code: 'ru' })
    await anna.starts(bot)
    await anna.sees(bot, /Здравствуйте/)
    await anna.taps(bot, 'Записаться')
    await anna.sees(bot, /Что будем делать/)
    await anna.taps(bot, 'Стрижки')
    await anna.sees(bot, /Выберите услугу/)
    await anna.taps(bot, /Женская стрижка/)
    await anna.sees(bot, /К кому/)
    await anna.taps(bot, 'К любому, кто свободен')
    await anna.sees(bot, /выберите время/)
    await anna.taps(bot, '15:30')
    await anna.sees(bot, /согласие/)
    await anna.taps(bot, 'Даю согласие')
    await anna.sees(bot, /Как вас зовут/)
    await anna.taps(bot, 'Анна')
    await anna.sees(bot, /номер телефона/)
    await anna.sharesContact(bot, '+79001234567')
    await anna.sees(bot, /Проверьте запись/)
    await anna.taps(bot, 'Записать')
    await anna.sees(bot, /Готово, вы записаны/)
    const file = await anna.sees(bot, (message) => message.document !== undefined)
    expect(new TextDecoder().decode(file.document?.bytes)).toContain('BEGIN:VEVENT')
    await anna.taps(bot, 'Перенести')
    await anna.sees(bot, /выберите время/)
    await anna.taps(bot, '17:00')
    await anna.sees(bot, /Перенести запись\?/)
    await anna.taps(bot, 'Перенести', {})
    await anna.sees(bot, /Готово, перенесли/)
    await anna.sends(bot, 'мои записи')
    await anna.sees(bot, /Ваша запись/)
    await anna.taps(bot, 'Отменить')
    await anna.sees(bot, /Почему отменяем/)
    await anna.taps(bot, 'Болезнь')
    await anna.sees(bot, /Запись отменена/)
  })
})
