import { afterAll, beforeAll, expect, test } from 'vitest'
import { countMessages, deadLetters, requeue } from '../db/messages.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { pass, queueTexts } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { rowsOf, settled } from './testing/updates.ts'

onEachDatabase('what Telegram refuses', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  const newcomer = async (first_name: string) => {
    const person = stand.telegram.person({ first_name })
    await person.starts(stand.bot)
    await settled(stand)
    return person
  }
  const outOf = async (person: { id: number }) =>
    (await rowsOf(database.db, person)).filter((row) => row.direction === 'out').slice(1)
  const blockedAt = async (person: { id: number }) =>
    (
      await database.db.query<{ blocked_at: Date | null }>('select blocked_at from identities where external_id = $1', [
        String(person.id),
      ])
    )[0]?.blocked_at

  test('403: the person counts as blocked, what waits is skipped with the reason, and unblocking sets it right', async () => {
    const { bot } = stand
    const vera = await newcomer('Вера')
    // The bot learns of it only by the refusal.
    bot.updates.allowed = ['message', 'edited_message', 'callback_query']
    vera.blocks(bot)
    await queueTexts(stand, vera, ['1', '2', '3'])
    await pass(stand, 0)
    const reason = 'Forbidden: bot was blocked by the user'
    expect(await outOf(vera)).toMatchObject(Array(3).fill({ status: 'skipped', reason }))
    expect(await blockedAt(vera)).toEqual(stand.clock.now)
    bot.updates.allowed = undefined
    vera.unblocks(bot)
    await settled(stand)
    expect(await blockedAt(vera)).toBeNull()
    await queueTexts(stand, vera, ['4'])
    await pass(stand, 0)
    expect((await outOf(vera)).at(-1)).toMatchObject({ status: 'sent' })
  })

  test('who writes to us is not blocked, even if the platform’s word of it was lost', async () => {
    const { bot } = stand
    const oleg = await newcomer('Олег')
    oleg.blocks(bot)
    await settled(stand)
    expect(await blockedAt(oleg)).toEqual(stand.clock.now)
    const seen = bot.sent.length
    bot.updates.allowed = ['message']
    oleg.unblocks(bot)
    await oleg.sends(bot, 'адрес')
    await settled(stand)
    bot.updates.allowed = undefined
    expect(await blockedAt(oleg)).toBeNull()
    expect(bot.sent.slice(seen).map((message) => message.chat_id)).toContain(oleg.id)
  })

  test('«message is not modified» is no error', async () => {
    const nina = await newcomer('Нина')
    const greeting = (await rowsOf(database.db, nina)).find((row) => row.direction === 'out')!
    await queueTexts(stand, nina, [greeting.text!], {
      method: 'editMessageText',
      body: greeting.body,
      targetId: greeting.id,
    })
    await pass(stand, 0)
    expect(stand.bot.calls.at(-1)).toMatchObject({ method: 'editMessageText', code: 400 })
    expect(await outOf(nina)).toMatchObject([{ status: 'sent', attempts: 0 }])
  })

  test('an edit of a message that is gone is said anew; a deletion of it is done', async () => {
    const { bot } = stand
    const rita = await newcomer('Рита')
    const greeting = (await rowsOf(database.db, rita)).find((row) => row.direction === 'out')!
    bot.chats.get(rita.id)!.messages.get(Number(greeting.platform_id))!.deleted = true
    await queueTexts(stand, rita, ['новый текст'], { method: 'editMessageText', targetId: greeting.id })
    await queueTexts(stand, rita, [''], { method: 'deleteMessage', body: {}, targetId: greeting.id })
    await queueTexts(stand, rita, ['дальше'])
    await pass(stand, 0)
    expect(await outOf(rita)).toMatchObject(Array(3).fill({ status: 'sent' }))
    expect(
      rita
        .chat(bot)
        .map((message) => message.text)
        .slice(-2),
    ).toEqual(['новый текст', 'дальше'])
  })

  test('400 is a dead letter that is seen, counted and can be sent again, and the queue goes on', async () => {
    const { bot, clock } = stand
    const zoya = await newcomer('Зоя')
    const [id] = await queueTexts(stand, zoya, ['кнопка'], {
      body: { text: 'кнопка', reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'я'.repeat(40) }]] } },
    })
    await queueTexts(stand, zoya, ['дальше'])
    await pass(stand, 0)
    expect(await outOf(zoya)).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('DATA') },
      { status: 'sent' },
    ])
    expect(await countMessages(database.db)).toMatchObject({ failed: 1, queued: 0 })
    const dead = await deadLetters(database.db, 10)
    expect(dead).toMatchObject([{ id, direction: 'out', method: 'sendMessage' }])
    expect(JSON.stringify(dead)).not.toContain('кнопка')
    expect(stand.log.filter((line) => line.event === 'message.failed').map((line) => line.data?.messageId)).toEqual([
      id,
    ])
    await database.db.query(`update messages set body = '{"text":"кнопка"}' where id = $1`, [id])
    expect(await requeue(database.db, id!, clock.now)).toBe(true)
    expect(await requeue(database.db, id!, clock.now)).toBe(false)
    await pass(stand, 0)
    expect(bot.sent.at(-1)?.text).toBe('кнопка')
    expect(await countMessages(database.db)).toMatchObject({ failed: 0 })
  })

  test('an answer to a tap that is lost or refused loses nothing but itself', async () => {
    const { bot, telegram } = stand
    for (const [n, fault] of (['lost', { code: 500 }, { code: 400 }] as const).entries()) {
      const person = await newcomer(`Гость ${n}`)
      telegram.fail({ method: 'answerCallbackQuery', with: fault })
      await person.sees(bot, /Здравствуйте/)
      await person.taps(bot, 'Записаться')
      await person.sees(bot, /Что будем делать/)
      await settled(stand)
      expect((await rowsOf(database.db, person)).map((row) => row.status)).toEqual([
        'handled',
        'sent',
        'handled',
        'sent',
      ])
    }
  })

  test('401: messages wait for the owner to put the token right, the channel says why, and a new token is taken up', async () => {
    const { bot, telegram } = stand
    const yana = await newcomer('Яна')
    const error = async () =>
      (
        await database.db.query<{ last_error: string | null }>(
          `select last_error from channels where kind = 'telegram'`,
        )
      )[0]!.last_error
    const takeBack = telegram.fail({
      method: 'sendMessage',
      times: 100,
      with: { code: 401, description: 'Unauthorized' },
    })
    await queueTexts(stand, yana, ['ждём'])
    for (const ms of [0, 500, 1500]) await pass(stand, ms)
    expect(await outOf(yana)).toMatchObject([{ status: 'queued', attempts: 3 }])
    expect(await error()).toMatch(/Unauthorized/)
    takeBack()
    await pass(stand, 4500)
    expect(await outOf(yana)).toMatchObject([{ status: 'sent' }])
    expect(await error()).toBeNull()
    expect(bot.sent.at(-1)?.text).toBe('ждём')
  })

  test('a text that is too long goes out in parts, and the buttons stand under the last', async () => {
    const { bot, telegram } = stand
    const lida = await newcomer('Лида')
    const long = `${'Очень длинное сообщение. '.repeat(163)}Конец`.padEnd(4096, '!')
    // To staff it is passed on with the client's name before it: too long by a few letters.
    const owner = telegram.person({ first_name: 'Марина' })
    const [channel] = await database.db.query<{ id: number }>(`select id from channels where kind = 'telegram'`)
    await database.db.query(
      `insert into members (business_id, name, role, channel_id, external_id, created_at)
       values ($1, 'Марина', 'owner', $2, $3, $4::timestamptz)`,
      [stand.businessId, channel!.id, String(owner.id), stand.clock.now],
    )
    await owner.starts(bot)
    await settled(stand)
    await lida.sends(bot, 'позовите человека')
    await settled(stand)
    const before = bot.sent.length
    await lida.sends(bot, long)
    await settled(stand)
    await pass(stand, 0)
    const cards = bot.sent.slice(before).filter((message) => message.chat_id === owner.id)
    expect(cards.map((card) => card.text).join(' ')).toContain(long)
    expect(cards.map((card) => card.buttons.length)).toEqual([0, 1])
    expect((await countMessages(database.db)).failed).toBe(0)
  })
})
