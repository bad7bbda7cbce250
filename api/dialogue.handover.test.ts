import { afterEach, beforeEach, expect, test } from 'vitest'
import { setOwnerCode } from '../db/businesses.ts'
import { sha256 } from '../db/secrets.ts'
import { onEachChannel } from './testing/channels.ts'
import { type Client, clientOf, expectGoodManners, ownerOf, settled, tap, telegramClient } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

const CALLED = { telegram: 'Telegram', whatsapp: 'WhatsApp', instagram: 'Instagram' }

onEachChannel('a person in the dialogue', (database, on) => {
  let stand: Stand
  let boss: Client
  beforeEach(async () => {
    stand = await startStand(database.db, { on })
    boss = telegramClient(stand, { first_name: 'Хозяйка' })
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })

  const CODE = 'okoshko-abcd-2345'
  const giveCode = async () => setOwnerCode(database.db, stand.businessId, await sha256(CODE))
  const becomeOwner = async () => {
    await giveCode()
    await boss.plays(CODE, /Теперь вы владелец/)
  }
  /** The owner reads the card first: its row knows by then under which id it went out. */
  const reply = async (messageId: number, text: string) => {
    await settled(stand, database.db)
    await boss.person.replies(stand.bot, messageId, text)
  }
  test('a call reaches the owner with the transcript and the half-made booking; the reply reaches the client', async () => {
    await becomeOwner()
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await anna.plays(
      'завтра в 16:00',
      /согласие/,
      tap('Связаться с менеджером'),
      /Передали менеджеру[\s\S]*\+7 \(495\) 000-00-11/,
    )
    const card = await boss.sees(/Нужен человек: клиент попросил/)
    expect(card.text).toContain(`Клиент: Клиент, ${CALLED[on]}`)
    expect(card.text).toContain('Начатая запись: Мужская стрижка · Дмитрий · вторник, 24 ноября, 16:00')
    expect(card.text).toContain('Клиент: мужская стрижка')
    expect(card.text).toContain('Ассистент: Мужская стрижка · К кому запишем?')
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'queue' })
    await reply(card.message_id, 'Добрый день! Найдём место.')
    await anna.sees(/^Добрый день! Найдём место\.$/)
    await boss.sees(/Отправлено клиенту/)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
  })

  test('while a person leads, the bot is silent to words and taps, and the owner reads what the client writes', async () => {
    await becomeOwner()
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, tap('Связаться с менеджером'), /Передали/)
    const card = await boss.sees(/Нужен человек/)
    await reply(card.message_id, 'Слушаю вас')
    await anna.sees(/Слушаю вас/)
    const heard = anna.heard()
    await anna.plays('запишите на стрижку', '/start', tap('Записаться'), tap('Мои записи'))
    const { message_id } = await anna.person.sends(stand.bot, 'спасибо')
    // What is corrected is not told by WhatsApp.
    if (on !== 'whatsapp') await anna.person.edits(stand.bot, message_id, 'спасибо большое')
    await anna.person.sendsVoice(stand.bot)
    await settled(stand, database.db)
    // What a bubble says elsewhere is a message where there are none.
    const bubbles = on !== 'telegram' ? anna.shown().slice(heard) : []
    expect(anna.heard()).toBe(heard + bubbles.length)
    expect([...anna.person.toasts(stand.bot), ...bubbles.map(({ text }) => text)]).toEqual([
      'Вам отвечает человек. Напишите, и он увидит.',
      'Вам отвечает человек. Напишите, и он увидит.',
    ])
    expect(anna.person.unanswered(stand.bot)).toBe(0)
    const cards = boss.person.chat(stand.bot).map((message) => message.text)
    const corrected = on !== 'whatsapp' ? ['(исправлено) спасибо большое'] : []
    for (const said of ['запишите на стрижку', 'спасибо', ...corrected, '[voice]'])
      expect(cards).toContain(`Клиент: ${said}`)
  })

  test('«Вернуть ассистенту» gives the dialogue back, the client hears it, and the booking goes on', async () => {
    await becomeOwner()
    const anna = clientOf(stand)
    await anna.plays(
      'мужская стрижка',
      /К кому/,
      'Дмитрий',
      /выберите время/,
      tap('Связаться с менеджером'),
      /Передали/,
    )
    const card = await boss.sees(/Нужен человек/)
    await reply(card.message_id, 'Минуту')
    await anna.sees(/Минуту/)
    await boss.person.taps(stand.bot, 'Вернуть ассистенту', { message_id: card.message_id })
    await anna.sees(/Снова на связи ассистент/)
    expect(boss.person.toasts(stand.bot)).toEqual(['Диалог снова ведёт ассистент.'])
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'bot' })
    await anna.plays(tap(/^Продолжить.* Мужская стрижка · Дмитрий/), /выберите время/, 'завтра в 17:00', /согласие/)
    await boss.person.taps(stand.bot, 'Вернуть ассистенту')
    await settled(stand, database.db)
    expect(anna.person.chat(stand.bot).filter((message) => /Снова на связи/.test(message.text))).toHaveLength(1)
  })

  test('before the reply the client waits in the queue: the bot still does what it surely can', async () => {
    await becomeOwner()
    const anna = clientOf(stand)
    await anna.plays('позовите человека', /Передали/, 'ау', /Менеджер получил/, 'сколько стоит маникюр', /Маникюр/)
    await boss.sees(/Клиент: ау/)
    await anna.plays('педикюр к Ольге завтра в 12:00', /согласие/)
    stand.clock.now = new Date('2026-11-23T07:05:00Z')
    await anna.plays(tap('Связаться с менеджером'), /Менеджер получил/)
    await settled(stand, database.db)
    expect(boss.person.chat(stand.bot).filter((message) => /Нужен человек/.test(message.text))).toHaveLength(1)
    const resume = await anna.plays(tap('Продолжить запись'), /согласие/)
    expect(resume.text).toContain('Держим место')
  })

  test('two clients wait at once: replies do not mix, and an answer to «отправлено» goes to the same client', async () => {
    await becomeOwner()
    const [anna, oleg] = [clientOf(stand), clientOf(stand, { first_name: 'Олег' })]
    await anna.plays('хочу к менеджеру, я Анна', /Передали/)
    const first = await boss.sees(/я Анна/)
    await oleg.plays('менеджер, это Олег', /Передали/)
    const second = await boss.sees(/это Олег/)
    await reply(second.message_id, 'для Олега')
    await reply(first.message_id, 'для Анны')
    await oleg.sees(/^для Олега$/)
    await anna.sees(/^для Анны$/)
    await boss.sees(/Отправлено/)
    const sent = await boss.sees(/Отправлено/)
    await reply(sent.message_id, 'и ещё Анне')
    await anna.sees(/^и ещё Анне$/)
    await settled(stand, database.db)
    expect(oleg.person.chat(stand.bot).map((message) => message.text)).not.toContain('для Анны')
    expect(oleg.person.chat(stand.bot).map((message) => message.text)).not.toContain('и ещё Анне')
  })

  test('an owner’s reply to something that is no card, or no text, is explained', async () => {
    await becomeOwner()
    const welcome = boss.person.chat(stand.bot).at(-1)!
    await reply(welcome.message_id, 'шмяк')
    await boss.sees(/Чтобы ответить клиенту, ответьте на сообщение о нём/)
    const anna = clientOf(stand)
    await anna.plays('менеджер', /Передали/)
    await boss.sees(/Нужен человек/)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'queue' })
  })

  test('an owner books as any client does, is no lead, and is told who the team is', async () => {
    await becomeOwner()
    await boss.plays(
      '/start',
      /Здравствуйте/,
      /Вы владелец/,
      'массаж завтра в 12:00',
      /согласие/,
      'да',
      /зовут/,
      'Ольга',
      /номер/,
    )
    await boss.plays('+79005554433', /Проверьте/, 'да', /Готово/, 'менеджер', /Вы и есть команда/)
    expect(await ownerOf(stand, database.db, boss)).toMatchObject({ owner: 'bot' })
    const leads = await database.db.query(
      'select 1 from leads l join identities i on i.client_id = l.client_id where i.external_id = $1 and l.business_id = $2',
      [String(boss.person.id), stand.businessId],
    )
    expect(leads).toEqual([])
  })

  test('without an owner dialogues wait, and the new owner gets each with its card', async () => {
    const waiting = ['Анна', 'Олег', 'Ира'].map((first_name) => clientOf(stand, { first_name }))
    for (const client of waiting) await client.plays(`менеджер, это ${client.person.user.first_name}`, /Передали/)
    await boss.plays('менеджер', /Передали/)
    await giveCode()
    const welcome = await boss.plays(CODE, /Теперь вы владелец/)
    expect(welcome.text).toContain('Ждут ответа 3 обращения.')
    const card = await boss.sees(/это Олег/)
    await reply(card.message_id, 'Олег, слушаю')
    await waiting[1]!.sees(/Олег, слушаю/)
    expect(await ownerOf(stand, database.db, boss)).toMatchObject({ owner: 'bot' })
  })

  test('the owner’s code works once, only when right, and is masked in the messages', async () => {
    await giveCode()
    await boss.plays('okoshko-zzzz-9999', /Код не подошёл/)
    await boss.person.starts(stand.bot, CODE)
    await boss.sees(/Теперь вы владелец/)
    await boss.plays(CODE, /Код не подошёл/)
    await settled(stand, database.db)
    const kept = JSON.stringify(
      await database.db.query('select text, body from messages where business_id = $1', [stand.businessId]),
    )
    expect(kept).not.toMatch(/okoshko-abcd|okoshko-zzzz/)
    expect(kept).toContain('okoshko-••••-••••')
    const owners = await database.db.query('select name from members where business_id = $1', [stand.businessId])
    expect(owners).toEqual([{ name: 'Хозяйка' }])
  })

  test('a reply that the client cannot get is told to the owner', async () => {
    await becomeOwner()
    const anna = clientOf(stand)
    await anna.plays('менеджер', /Передали/)
    const card = await boss.sees(/Нужен человек/)
    if (on === 'telegram') anna.person.blocks(stand.bot)
    else if (on === 'whatsapp') stand.whatsapp!.platform.fail({ code: 131026 })
    else stand.instagram!.platform.fail({ code: 551 })
    await settled(stand, database.db)
    await reply(card.message_id, 'Добрый день!')
    await boss.sees(
      on === 'telegram' ? /Клиент не получил ваш ответ: бот у него заблокирован/ : /Клиент не получил ваш ответ/,
    )
    stand.log.length = 0
  })

  test('a client’s long message reaches the owner whole', async () => {
    await becomeOwner()
    const anna = clientOf(stand)
    await anna.plays('менеджер', /Передали/)
    await boss.sees(/Нужен человек/)
    await anna.person.sends(stand.bot, `${'слово '.repeat(681)}конец`)
    await boss.sees(/конец/)
  })
})
