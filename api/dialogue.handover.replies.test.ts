import { afterEach, beforeEach, expect, test } from 'vitest'
import { addReply } from '../db/replies.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, type Client, clientOf, expectGoodManners, hired, ownerOf, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('canned replies', (database) => {
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
  })
  const called = async () => {
    await anna.plays('позовите человека', /Передали/)
    const card = await marina.sees(/Нужен человек/)
    await settled(stand, database.db)
    return card
  }
  const add = (title: string, text: string) => addReply(database.db, { businessId: stand.businessId, title, text })
  const said = (client: Client) => client.person.chat(stand.bot).map((message) => message.text)

  test('a title shows the reply as the client would get it; «Отправить» sends it and takes the dialogue', async () => {
    await booked(stand, database.db, anna)
    await called()
    const list = await marina.plays(tap('Шаблоны'), /Какой шаблон показать/)
    expect(marina.captions(list)).toEqual(['Ждём вас', 'Как нас найти', 'Нужно фото', 'Мастер задержится', 'Уточняем'])
    const shown = await marina.plays(tap('Ждём вас'), /^Ждём вас\n\nАнна, ждём вас/)
    const text = 'Анна, ждём вас: вторник, 24 ноября, 16:00, Мужская стрижка. Адрес: Москва, Липовый переулок, 7.'
    expect(shown.text).toBe(`Ждём вас\n\n${text}`)
    expect(said(anna)).not.toContain(text)
    await marina.plays(tap('Отправить'), /^Отправлено клиенту\.\s+Анна/)
    await anna.sees(/^Анна, ждём вас/)
    expect(said(anna)).toContain(text)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
  })

  test('by «/replies» as a reply to a card, and after «Взять» without one', async () => {
    const card = await called()
    await marina.plays('/replies', /нажмите «Шаблоны» под сообщением о клиенте/)
    await marina.person.replies(stand.bot, card.message_id, '/replies')
    await marina.plays(/Какой шаблон/, tap('Как нас найти'), /Мы здесь: Москва, Липовый переулок, 7/)
    await marina.person.taps(stand.bot, 'Взять', { message_id: card.message_id })
    await marina.plays(/Диалог ведёте вы/, '/replies', /Какой шаблон/, tap('Уточняем'), /Минуту, уточним/)
    await marina.plays(tap('Отправить'), /Отправлено клиенту/)
    await anna.sees(/^Минуту, уточним у мастера и сразу ответим\.$/)
    expect(said(anna)).not.toContain('/replies')
  })

  test('the booking that is begun fills it in as well; what is not known leaves no hole', async () => {
    await anna.plays('педикюр', /К кому/, 'Ольга', /выберите время/, 'завтра в 12:00', /согласие/)
    await called()
    await marina.plays(tap('Шаблоны'), /Какой/, tap('Ждём вас'))
    const shown = await marina.sees(/^Ждём вас\n\nЖдём вас: вторник, 24 ноября, 12:00, Педикюр/)
    expect(shown.text).toContain('Пропустили предложения, для которых не хватает: имя.')
    await marina.plays(tap('Отправить'), /Отправлено/)
    await anna.sees(/^Ждём вас: вторник, 24 ноября, 12:00, Педикюр\. Адрес: Москва, Липовый переулок, 7\.$/)
  })

  test('what can not be said to this client is refused with what is missing, and another one can be chosen', async () => {
    await add('Напоминание', '{name}, напоминаем: {time}, {service}.')
    await add('Скидка', 'Ваша скидка: {discount}.')
    await called()
    await marina.plays(tap('Шаблоны'), /Какой/, tap('Напоминание'))
    const refused = await marina.sees(
      /Напоминание: этому клиенту так не ответить, не хватает: имя, время визита, услуга\./,
    )
    expect(marina.captions(refused)).toEqual(['Другой шаблон'])
    await marina.plays(tap('Другой шаблон'), /Какой/, tap('Скидка'), /не хватает: discount/)
  })

  test('tapped twice it is said once; removed or outdated meanwhile it is not said', async () => {
    await add('Два', 'Дважды?')
    await called()
    const shown = await marina.plays(tap('Шаблоны'), /Какой/, tap('Два'), /Дважды/)
    const { message_id } = shown
    await settled(stand, database.db)
    await Promise.all([1, 2].map(() => marina.person.taps(stand.bot, 'Отправить', { message_id })))
    await settled(stand, database.db)
    expect(said(anna).filter((text) => text === 'Дважды?')).toHaveLength(1)
    await marina.plays('/replies', /Какой/, tap('Уточняем'), /Минуту/)
    await database.db.query('delete from replies where business_id = $1', [stand.businessId])
    await marina.plays(tap('Отправить'), /Этого шаблона уже нет/, tap('Другой шаблон'), /Шаблонов пока нет/)
    expect(said(anna)).not.toContain('Минуту, уточним у мастера и сразу ответим.')
  })

  test('they are for staff only', async () => {
    await called()
    await anna.plays('/replies', /Менеджер получил ваши сообщения/)
    await marina.sees(/^Клиент: \/replies$/)
    expect(said(anna).join()).not.toMatch(/шаблон/i)
  })
})
