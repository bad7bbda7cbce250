import { afterEach, beforeEach, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, expectGoodManners, instagramClient, settled, tap, telegramClient } from './testing/client.ts'
import { pass, queueTexts } from './testing/queue.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { noticesOf, twinOf } from './testing/twin.ts'

// Monday, 23 November 2026, 10:00 in Moscow; the visit is on Wednesday at 16:00.
onPostgres('the 24 hours of Instagram, and the seven days of people', (database) => {
  let stand: Stand
  let anna: ReturnType<typeof instagramClient>
  let id = 0
  let heard = 0
  beforeEach(async () => {
    stand = await startStand(database.db, { on: 'instagram' })
    anna = instagramClient(stand)
    id = await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await settled(stand, database.db)
    heard = anna.heard()
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })

  const wall = (day: number, clock: string) => new Date(`2026-11-${day}T${clock}:00+03:00`)
  const until = async (moment: Date) => {
    await pass(stand, moment.getTime() - stand.clock.now.getTime())
    await settled(stand, database.db)
  }
  const said = () => anna.shown().slice(heard)
  const account = () => stand.instagram!.account
  const ledger = () => noticesOf(database.db, id)
  const chat = async () => {
    const [row] = await database.db.query<{ id: number; until: Date }>(
      'select id, window_until as until from chats where external_id = $1',
      [String(anna.person.id)],
    )
    return row!
  }

  test('a person’s word opens it for a day; what is no word, or came late, changes nothing', async () => {
    expect((await chat()).until).toEqual(wall(24, '10:00'))
    stand.clock.now = wall(23, '12:00')
    await anna.plays('мои записи', /Ваша запись/)
    expect((await chat()).until).toEqual(wall(24, '12:00'))
    await anna.person.brings({ text: 'спасибо' }, { at: wall(23, '09:00').getTime() })
    stand.clock.now = wall(23, '13:00')
    await anna.person.reacts('👍')
    await anna.person.reads()
    await anna.person.comes({ ref: 'x', source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD' })
    await settled(stand, database.db)
    expect((await chat()).until).toEqual(wall(24, '12:00'))
  })

  test('a reminder after it never tries Instagram: it goes by another channel with the reason, or is skipped with it', async () => {
    await until(wall(24, '16:00'))
    expect(said()).toEqual([])
    expect(await ledger()).toEqual([['remind_24h', 'skipped', 'window', 'instagram: window']])
    const twin = await twinOf(stand, database.db, anna, telegramClient(stand, { first_name: 'Анна' }))
    await until(wall(25, '14:00'))
    const words = await twin.sees(/Напоминаем о записи/)
    expect(twin.captions(words)).toContain('Перенести')
    expect((await ledger()).at(-1)).toEqual(['remind_2h', 'sent', null, 'instagram: window'])
    expect(said()).toEqual([])
    expect(account().calls.filter(({ code }) => code !== 0)).toEqual([])
  })

  test('it closes between the claim and the send: the notice goes by the next channel, and is told once', async () => {
    const twin = await twinOf(stand, database.db, anna, telegramClient(stand, { first_name: 'Анна' }))
    await until(wall(24, '09:00'))
    await anna.plays('мои записи', /Ваша запись/)
    heard = anna.heard()
    // The platform counts by a clock of its own: for it the day is over already.
    anna.person.talk.wroteAt = 0
    await until(wall(24, '16:00'))
    await twin.sees(/Напоминаем о записи/)
    expect(said()).toEqual([])
    expect(account().calls.at(-1)).toMatchObject({ code: 10 })
    expect(await ledger()).toEqual([['remind_24h', 'sent', null, 'instagram: window']])
  })

  test('who is not to be reached there is told elsewhere', async () => {
    const twin = await twinOf(stand, database.db, anna, telegramClient(stand, { first_name: 'Анна' }))
    await until(wall(24, '09:00'))
    await anna.plays('мои записи', /Ваша запись/)
    stand.instagram!.platform.fail({ code: 551, subcode: 1545041 })
    await until(wall(24, '16:00'))
    await twin.sees(/Напоминаем о записи/)
    expect(await ledger()).toEqual([['remind_24h', 'sent', null, 'instagram: undeliverable']])
  })

  test('staff see that it is closed before they type, and the client’s answer opens it again', async () => {
    await until(wall(24, '11:00'))
    const manager = await signIn(database.db, stand, 'manager', { name: 'Ольга' })
    const path = `/api/chats/${(await chat()).id}`
    const { composer } = (await manager.call('GET', path)).body
    expect(composer).toMatchObject({ can: false, why: 'window' })
    expect(composer.sentence).toMatch(/^Прошло 24 часа: Instagram не пропустит ответ, пока клиент не напишет сам/)
    const refusal = await manager.call(
      'POST',
      `${path}/reply`,
      { text: 'Добрый день' },
      { 'Idempotency-Key': 'closed-1' },
    )
    expect([refusal.status, refusal.body.error.reason]).toEqual([422, 'window'])
    await anna.person.sends(stand.bot, 'да, буду')
    await settled(stand, database.db)
    expect((await manager.call('GET', path)).body.composer).toMatchObject({ can: true, why: null, sentence: null })
  })

  const approved = async () => {
    const owner = await signIn(database.db, stand, 'owner')
    const { items } = (await owner.call<{ items: { id: number; kind: string }[] }>('GET', '/api/channels')).body
    const { id: channel } = items.find(({ kind }) => kind === 'instagram')!
    const kept = await owner.call('PATCH', `/api/channels/${channel}/human-agent`, { on: true })
    expect(kept.body).toMatchObject({ humanAgent: true })
    // It outlives the platform's word of the account.
    expect((await owner.call('POST', `/api/channels/${channel}/test`)).body.channel).toMatchObject({ humanAgent: true })
    account().humanAgent = true
  }
  const tags = () => account().calls.filter(({ body }) => body.tag !== undefined)
  const manager = () => signIn(database.db, stand, 'manager', { name: 'Ольга' })
  const reply = async (text: string, key: string) =>
    (await manager()).call('POST', `/api/chats/${(await chat()).id}/reply`, { text }, { 'Idempotency-Key': key })

  test('only what a person wrote is marked as theirs, only after the day, only where the owner has said so, for seven days', async () => {
    await approved()
    await until(wall(24, '09:59'))
    await reply('Ждём вас завтра', 'in-time-1')
    await settled(stand, database.db)
    expect(said().map(({ text }) => text)).toEqual(['Ждём вас завтра'])
    expect(tags()).toEqual([])
    // The day is over: a reminder does not go, an answer of a person does.
    await until(wall(24, '16:00'))
    expect((await ledger())[0]).toEqual(['remind_24h', 'skipped', 'window', 'instagram: window'])
    const { composer } = (await (await manager()).call('GET', `/api/chats/${(await chat()).id}`)).body
    expect(composer).toMatchObject({ can: true, why: null })
    expect(composer.sentence).toMatch(
      /^Прошло 24 часа: уйдёт с пометкой, что пишет человек\. Так можно до 30 ноября, 10:00$/,
    )
    await reply('Вы придёте?', 'after-day-1')
    await settled(stand, database.db)
    expect(said().at(-1)!.text).toBe('Вы придёте?')
    expect(tags().map(({ body }) => body)).toMatchObject([
      { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'Вы придёте?' } },
    ])
    // Whatever the assistant or the system would say stays marked by nobody, however it comes to be sent.
    for (const author of ['bot', 'system'] as const) {
      await database.db.query(`update chats set owner = 'bot' where external_id = $1`, [String(anna.person.id)])
      await queueTexts(stand, anna.person, [`слова: ${author}`], { author })
      await stand.system.loop.runDue()
      await settled(stand, database.db)
    }
    expect(tags()).toHaveLength(1)
    expect(said().at(-1)!.text).toBe('Вы придёте?')
    await until(wall(30, '10:00'))
    const late = await reply('Ещё раз', 'too-late-1')
    expect([late.status, late.body.error.reason]).toEqual([422, 'window'])
    expect(tags()).toHaveLength(1)
  })

  test('for the platform the day is over before it is for us: a person’s words take the mark at once', async () => {
    await approved()
    anna.person.talk.wroteAt = wall(22, '09:00').getTime()
    await reply('Добрый день', 'early-1234')
    await settled(stand, database.db)
    expect(said().map(({ text }) => text)).toEqual(['Добрый день'])
    expect(tags()).toHaveLength(1)
  })

  test('a mark that Meta has not approved is told to whoever wrote, and stops nothing else', async () => {
    await approved()
    account().humanAgent = false
    await until(wall(24, '16:00'))
    await reply('Вы придёте?', 'unapproved')
    await settled(stand, database.db)
    expect(said()).toEqual([])
    const [row] = await database.db.query(
      `select status from messages where author = 'member' order by id desc limit 1`,
    )
    expect(row).toEqual({ status: 'failed' })
    await anna.plays('да, буду')
    await settled(stand, database.db)
    await reply('Хорошо, ждём', 'opened-again')
    await settled(stand, database.db)
    expect(said().map(({ text }) => text)).toEqual(['Хорошо, ждём'])
  })

  test('too fast is waited out, a server’s trouble is tried again, a bad token waits for the owner and shows', async () => {
    const owner = await signIn(database.db, stand, 'owner')
    const state = async () => {
      stand.later()
      const { items } = (await owner.call<{ items: { kind: string; state: string }[] }>('GET', '/api/channels')).body
      return items.find(({ kind }) => kind === 'instagram')!.state
    }
    const queued = () => database.db.query(`select 1 from messages where status = 'queued'`)
    for (const fault of [{ code: 613 }, { status: 500 }, { code: 1200 }, { cut: 'before' as const }]) {
      stand.instagram!.platform.fail({ ...fault, times: 1 })
      const before = anna.heard()
      await anna.person.sends(stand.bot, 'мои записи')
      await expect.poll(async () => (await queued()).length).toBe(1)
      expect([fault, anna.heard()]).toEqual([fault, before])
      await until(new Date(stand.clock.now.getTime() + 15_000))
      expect([fault, anna.heard()]).toEqual([fault, before + 1])
    }
    const undo = stand.instagram!.platform.fail({ code: 190, status: 401 })
    await anna.person.sends(stand.bot, 'мои записи')
    await expect.poll(state).toBe('revoked')
    undo()
    await until(new Date(stand.clock.now.getTime() + 120_000))
    expect(await state()).toBe('works')
    await anna.plays(tap('Отменить'), /Почему отменяем/)
  })
})
