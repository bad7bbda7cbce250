import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { setOwnerCode } from '../db/businesses.ts'
import { sha256 } from '../db/secrets.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('a client whose app speaks English', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  /** What the bot said to a client, without the names that the business gave its services, people and places. */
  const chrome = async (client: Client) => {
    const catalog = await stand.catalog()
    const names = [
      catalog.name,
      ...catalog.services.flatMap((service) => [service.name, service.category ?? '']),
      ...catalog.resources.map((resource) => resource.name),
      ...catalog.locations.flatMap(({ name, address, directions }) => [name, address, directions ?? '']),
    ].sort((a, b) => b.length - a.length)
    const said = client.person
      .chat(stand.bot)
      .filter((message) => message.from === 'bot')
      .flatMap((message) => [message.text, message.caption ?? '', ...client.captions(message)])
    return [...said, ...client.person.toasts(stand.bot)].map((text) =>
      names.filter(Boolean).reduce((rest, name) => rest.replaceAll(name, '…'), text),
    )
  }

  test('is spoken to in English throughout: booking, visits, questions, mistakes, a person', async () => {
    const jane = clientOf(stand, { first_name: 'Jane', language_code: 'en-GB' })
    await jane.plays(
      '/start',
      /Hello! This is/,
      tap('Services and prices'),
      /Services and prices/,
      tap('Book a visit'),
      /What shall we do/,
    )
    await jane.plays(
      tap('Стрижки'),
      /Choose a service/,
      tap(/^Женская/),
      /Who would you like/,
      tap('+ another service'),
      /What shall we add/,
    )
    await jane.plays(
      tap('Back'),
      /Who would you like/,
      'Maria',
      /Today, Monday, 23 November: choose a time/,
      'tomorrow',
      /nothing is free/,
    )
    await jane.plays('on thursday at 3pm', /The place is yours for 10 min/, 'do not agree', /Without it we cannot book/)
    await jane.plays(
      tap('Read the text'),
      /personal/i,
      'yes',
      /What is your name/,
      '12',
      /Please write your name/,
      'Jane Doe',
      /please leave your phone/,
    )
    await jane.plays('no', /does not look like a phone/, '+44 20 7946 0958', /the number is saved/, /Please check/)
    await jane.plays(
      tap('Another time'),
      /Choose a day/,
      'november 27th, half past three',
      /Friday, 27 November, 15:30/,
    )
    await jane.plays(
      'yes please',
      /Done, you are booked/,
      tap('Move'),
      /choose a time/,
      'next monday',
      /Monday, 30 November|nothing is free/,
    )
    await jane.plays('saturday at 12:00', /Move the visit\?/, 'yes', /Done, the visit is moved/, '/my', /Your visit:/)
    await jane.plays(tap('Cancel'), /Why cancel/, 'feeling ill', /Cancelled:/, 'thank you', /You are welcome/)
    await jane.plays('where are you?', /Phone:/, 'blah', /I do not understand yet/, 'february 31', /no such day/)
    await jane.person.sendsVoice(stand.bot)
    await jane.plays(
      /The assistant reads only text/,
      'talk to a manager',
      /will answer here/,
      'hey ho',
      /has your messages|Hello/,
    )
    for (const text of await chrome(jane)) expect(text).not.toMatch(/\p{Script=Cyrillic}/u)
  })

  test('is passed to staff in the staff’s own language, and answered by a person', async () => {
    const boss = clientOf(stand, { first_name: 'Хозяйка' })
    await setOwnerCode(database.db, stand.businessId, await sha256('okoshko-abcd-2345'))
    await boss.plays('okoshko-abcd-2345', /Теперь вы владелец/)
    const jane = clientOf(stand, { first_name: 'Jane', language_code: 'en' })
    await jane.plays('a manager please', /A manager has your dialogue/)
    const card = await boss.sees(/Нужен человек: клиент попросил\nКлиент: Клиент, Telegram[\s\S]*a manager please/)
    await settled(stand, database.db)
    await boss.person.replies(stand.bot, card.message_id, 'Hi Jane')
    await jane.sees(/^Hi Jane$/)
    await boss.person.taps(stand.bot, 'Вернуть ассистенту', { message_id: card.message_id })
    await jane.sees(/The assistant is back/)
    for (const text of await chrome(jane)) expect(text).not.toMatch(/\p{Script=Cyrillic}/u)
  })
})
