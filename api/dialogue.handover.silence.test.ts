import { afterEach, beforeEach, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, hired, ownerOf, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

onEachDatabase('while nobody speaks', (database) => {
  let stand: Stand
  let marina: Client
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db)
    marina = await hired(stand, database.db, 'Марина')
    anna = clientOf(stand)
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
    await database.db.query('update chats set call_at = null, return_at = null')
  })
  const after = async (ms: number) => {
    await pass(stand, ms)
    await settled(stand, database.db)
  }
  const quiet = async (...words: string[]) => {
    const heard = anna.heard()
    await anna.plays(...words)
    await settled(stand, database.db)
    expect(anna.heard()).toBe(heard)
  }
  const heardByStaff = () => marina.person.chat(stand.bot).map((message) => message.text)
  const settings = (values: object) =>
    database.db.query('update businesses set settings = $2::jsonb, version = version + 1 where id = $1', [
      stand.businessId,
      JSON.stringify(values),
    ])
  /** Marina took the dialogue and answered. */
  const led = async () => {
    await anna.plays('позовите человека', /Передали/)
    await marina.plays(/Нужен человек/, tap('Взять'), /Диалог ведёте вы/)
    const card = marina.person.chat(stand.bot).findLast((message) => /Нужен человек/.test(message.text))!
    await settled(stand, database.db)
    await marina.person.replies(stand.bot, card.message_id, 'Здравствуйте')
    await anna.sees(/^Здравствуйте$/)
    await settled(stand, database.db)
    return card.message_id
  }

  test('who waits hears the honest state once in five minutes, with how long; each word reaches staff', async () => {
    await anna.plays('позовите человека', /Передали/)
    await after(2 * MINUTE)
    const state = await anna.plays('алло', /Менеджер получил/)
    expect(state.text).toContain('Вы ждёте 2 мин, напомнили о вас. Срочное быстрее решить по телефону')
    await quiet('жду', 'вы там?', 'алло!!!', 'позовите человека')
    await after(5 * MINUTE - 1)
    await quiet('ну что')
    await after(1)
    await anna.plays('эй', /Вы ждёте 7 мин/)
    await settled(stand, database.db)
    for (const said of ['алло', 'жду', 'вы там?', 'алло!!!', 'позовите человека', 'ну что', 'эй'])
      expect(heardByStaff()).toContain(`Клиент: ${said}`)
    expect(heardByStaff().filter((text) => /Нужен человек/.test(text))).toHaveLength(1)
  })

  test('the button is answered each time, by a message or by a word over it', async () => {
    await anna.plays('/start', /Здравствуйте/, tap('Связаться с менеджером'), /Передали/)
    await anna.plays(tap('Связаться с менеджером'), /Менеджер получил/, tap('Связаться с менеджером'))
    await settled(stand, database.db)
    expect(anna.person.toasts(stand.bot)).toEqual(['Менеджер получил ваши сообщения и ответит здесь.'])
    expect(anna.person.unanswered(stand.bot)).toBe(0)
  })

  test('after long silence of both sides the dialogue returns unsaid; the next answer says so in one line, once', async () => {
    await settings({ returnMinutes: 120 })
    const card = await led()
    const heard = anna.heard()
    await after(2 * HOUR - 1)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
    await after(1)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'bot' })
    expect(anna.heard()).toBe(heard)
    await marina.sees(/^Диалог ведёт ассистент/)
    const back = await anna.plays('сколько стоит маникюр', /Маникюр/)
    expect(back.text).toMatch(/^Снова отвечает ассистент\.\n\nМаникюр — от/)
    const next = await anna.plays('сколько стоит педикюр', /Педикюр/)
    expect(next.text).not.toContain('Снова')
    // Whoever looks at the card later can take it up again.
    await marina.person.taps(stand.bot, 'Взять', { message_id: card })
    await marina.sees(/^Диалог ведёте вы/)
    await settled(stand, database.db)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
  })

  test('a word of either side, or a tap, pushes the return on', async () => {
    await settings({ returnMinutes: 120 })
    const card = await led()
    const still = async () => {
      await settled(stand, database.db)
      await after(119 * MINUTE)
      expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
    }
    await still()
    await anna.plays('спасибо')
    await still()
    await marina.person.replies(stand.bot, card, 'Пожалуйста')
    await still()
    await anna.plays('/start')
    await still()
    await after(MINUTE)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'bot' })
  })

  test('a person who is called anew after a return is called, and the line about the assistant is not said beside it', async () => {
    await settings({ returnMinutes: 120 })
    await led()
    await after(2 * HOUR)
    const called = await anna.plays('позовите человека', /Передали/)
    expect(called.text).not.toContain('Снова отвечает')
    await marina.sees(/^Нужен человек/)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'queue' })
  })

  test('a business that wants no such return has none', async () => {
    await settings({ returnMinutes: 0 })
    await led()
    await after(30 * 24 * HOUR)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
  })
})
