import { afterEach, beforeEach, expect, test } from 'vitest'
import { goOn } from '../bot/cascade.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, expectGoodManners, settled, tap, telegramClient, whatsappClient } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { noticesOf, twinOf } from './testing/twin.ts'

type Anna = ReturnType<typeof whatsappClient>

// Monday, 23 November 2026, 10:00 in Moscow; the visit is on Wednesday at 16:00.
onPostgres('the 24 hours of WhatsApp', (database) => {
  const { stands } = { stands: [] as Stand[] }
  let stand: Stand
  let anna: Anna
  let id = 0
  let heard = 0
  const begin = async (options: { templates?: boolean } = {}) => {
    stand = await startStand(database.db, { on: 'whatsapp', ...options })
    stands.push(stand)
    anna = whatsappClient(stand)
    id = await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await settled(stand, database.db)
    heard = anna.heard()
  }
  beforeEach(() => begin())
  afterEach(async () => {
    for (const one of stands.splice(0)) await one.stop()
  })

  const wall = (day: number, clock: string) => new Date(`2026-11-${day}T${clock}:00+03:00`)
  const until = async (moment: Date) => {
    await pass(stand, moment.getTime() - stand.clock.now.getTime())
    await settled(stand, database.db)
  }
  const said = () => anna.shown().slice(heard)
  const platform = () => stand.whatsapp!.platform
  const number = () => stand.whatsapp!.number
  const ledger = () => noticesOf(database.db, id)
  const alsoInTelegram = () => twinOf(stand, database.db, anna, telegramClient(stand, { first_name: 'Анна' }))

  test('the last word of a client opens it for a day, and a message that came late shortens nothing', async () => {
    const open = async () => {
      const [row] = await database.db.query<{ until: Date }>(
        'select window_until as until from chats where external_id = $1',
        [String(anna.person.id)],
      )
      return row!.until
    }
    expect(await open()).toEqual(wall(24, '10:00'))
    stand.clock.now = wall(23, '12:00')
    await anna.plays('мои записи', /Ваша запись/)
    expect(await open()).toEqual(wall(24, '12:00'))
    await anna.person.brings({ type: 'text', text: { body: 'спасибо' } }, { at: wall(23, '09:00').getTime() })
    await settled(stand, database.db)
    expect(await open()).toEqual(wall(24, '12:00'))
  })

  test('inside it a reminder is free words, outside it its template with the visit’s own words', async () => {
    await until(wall(24, '08:00'))
    await anna.plays('мои записи', /Ваша запись/)
    heard = anna.heard()
    await until(wall(24, '16:00'))
    expect(number().sent.at(-1)!.payload).toMatchObject({ type: 'interactive' })
    await until(wall(25, '14:00'))
    const last = number().sent.at(-1)!
    expect(last.payload).toMatchObject({ type: 'template', template: { name: 'remind', language: { code: 'ru' } } })
    expect(last.text).toMatch(
      /^Напоминаем о записи\.\nсреда, 25 ноября, 16:00\nМужская стрижка\nВас ждёт: Дмитрий\nАдрес: Москва/,
    )
    await anna.plays(tap('Приду'), /Спасибо, ждём вас/)
    expectGoodManners(stand)
  })

  test('it closes between the claim and the send: the notice takes its template, and is told once', async () => {
    // The platform counts by a clock of its own: for it the day is over already.
    await until(wall(24, '09:00'))
    await anna.plays('мои записи', /Ваша запись/)
    heard = anna.heard()
    anna.person.talk.windowUntil = 0
    await until(wall(24, '16:00'))
    expect(said().map(({ text }) => text.split('\n')[0])).toEqual(['Напоминаем о записи.'])
    expect(
      number()
        .calls.slice(-2)
        .map(({ code, body }) => [code, body.type]),
    ).toEqual([
      [131047, 'interactive'],
      [0, 'template'],
    ])
    expect(await ledger()).toEqual([['remind_24h', 'sent', null]])
    const [row] = await database.db.query<{ status: string; reason: string }>(
      `select status, reason from messages where author = 'system' and text like 'Напоминаем о записи%' and status = 'skipped' and business_id = $1`,
      [stand.businessId],
    )
    expect(row).toEqual({ status: 'skipped', reason: 'window' })
  })

  test('without a template it goes by another channel of the client, with the reason of each hop', async () => {
    await begin({ templates: false })
    const twin = await alsoInTelegram()
    await until(wall(24, '16:00'))
    expect(said()).toEqual([])
    const words = await twin.sees(/Напоминаем о записи/)
    expect(twin.captions(words)).toContain('Приду')
    expect(await ledger()).toEqual([['remind_24h', 'sent', null, 'whatsapp: window']])
    await twin.plays(tap('Приду'), /Спасибо, ждём вас/)
  })

  test('a template whose text was changed since its places were set is not sent, nor shown to staff as it stands', async () => {
    const twin = await alsoInTelegram()
    const changed = `update message_templates set body = body || ' Промокод {{9}}' where business_id = $1 and notice = 'remind'`
    await database.db.query(changed, [stand.businessId])
    const owner = await signIn(database.db, stand, 'owner')
    const [chat] = await database.db.query<{ id: number }>('select id from chats where external_id = $1', [
      String(anna.person.id),
    ])
    type Listed = { items: { id: number; name: string; text: string | null }[]; none: string }
    const { items } = (await owner.call<Listed>('GET', `/api/chats/${chat!.id}/templates`)).body
    const remind = items.find(({ name }) => name === 'remind')!
    expect(remind.text).toBeNull()
    await until(wall(24, '16:00'))
    expect(said()).toEqual([])
    await twin.sees(/Напоминаем о записи/)
    expect(await ledger()).toEqual([['remind_24h', 'sent', null, 'whatsapp: window']])
    const later = await signIn(database.db, stand, 'owner')
    const path = `/api/chats/${chat!.id}/template`
    const sent = await later.call('POST', path, { template: remind.id }, { 'Idempotency-Key': 'changed-0001' })
    expect(sent.status).toBe(422)
    await database.db.query(`update message_templates set parameters = '{}' where business_id = $1`, [stand.businessId])
    const { none } = (await later.call<Listed>('GET', `/api/chats/${chat!.id}/templates`)).body
    expect(none).toMatch(/не выбрано, что в них подставить/)
  })

  test('the client’s own wish goes first, then the order of the business', async () => {
    const twin = await alsoInTelegram()
    const owner = await signIn(database.db, stand, 'owner')
    const settings = (await owner.call('GET', '/api/settings')).body
    const kept = await owner.call('PATCH', '/api/settings', {
      version: settings.version,
      assistant: { channelOrder: ['whatsapp', 'telegram'] },
    })
    expect(kept.body.assistant.channelOrder).toEqual(['whatsapp', 'telegram'])
    const { client } = (await owner.call('GET', `/api/appointments/${id}`)).body
    const { version } = (await owner.call('GET', `/api/clients/${client.id}`)).body
    const wish = await owner.call('PATCH', `/api/clients/${client.id}`, { version, preferredChannel: 'telegram' })
    expect(wish.body).toMatchObject({ preferredChannel: 'telegram' })
    await until(wall(24, '16:00'))
    await twin.sees(/Напоминаем о записи/)
    expect(said()).toEqual([])
    // The client stops the bot: what could not be told there goes to WhatsApp, by its template.
    twin.person.blocks(stand.bot)
    await settled(stand, database.db)
    await until(wall(25, '14:00'))
    expect(said().map(({ text }) => text.split('\n')[0])).toEqual(['Напоминаем о записи.'])
  })

  test('with neither template nor another channel it is skipped, and staff read why', async () => {
    await begin({ templates: false })
    await until(wall(24, '16:00'))
    expect(said()).toEqual([])
    expect(await ledger()).toEqual([['remind_24h', 'skipped', 'window', 'whatsapp: window']])
    const owner = await signIn(database.db, stand, 'owner')
    const { reminders } = (await owner.call('GET', `/api/appointments/${id}`)).body
    expect(JSON.stringify(reminders)).toMatch(/клиент давно не писал/)
  })

  test('a template that the platform stops, or a person whom it does not reach: the next channel', async () => {
    const twin = await alsoInTelegram()
    const undo = platform().fail({ code: 132015, only: 'template' })
    await until(wall(24, '16:00'))
    await twin.sees(/Напоминаем о записи/)
    undo()
    platform().fail({ code: 131026 })
    await until(wall(25, '14:00'))
    await twin.sees(/Напоминаем/)
    const told = await ledger()
    expect(told).toContainEqual(['remind_24h', 'sent', null, 'whatsapp: template'])
    expect(told).toContainEqual(['remind_2h', 'sent', null, 'whatsapp: undeliverable'])
  })

  test('what was accepted and failed after all goes on too; what was read is never taken back', async () => {
    const twin = await alsoInTelegram()
    await until(wall(24, '16:00'))
    const first = number().sent.at(-1)!
    const status = async () => {
      const [row] = await database.db.query<{ status: string }>('select status from messages where id = $1', [
        Number(first.about),
      ])
      return row!.status
    }
    expect(await status()).toBe('sent')
    for (const [told, is] of [
      ['delivered', 'delivered'],
      ['sent', 'delivered'],
      ['read', 'read'],
      ['delivered', 'read'],
      ['failed', 'read'],
    ] as const) {
      await platform().report(
        number(),
        first.wamid,
        told,
        told === 'failed' ? { code: 131026, title: 'Undeliverable' } : undefined,
      )
      expect([told, await status()]).toEqual([told, is])
    }
    await until(wall(25, '14:00'))
    const second = number().sent.at(-1)!
    await platform().report(number(), second.wamid, 'failed', { code: 131026, title: 'Undeliverable' })
    await twin.sees(/Напоминаем/)
    const [row] = await database.db.query('select status, reason from messages where id = $1', [Number(second.about)])
    expect(row).toEqual({ status: 'failed', reason: 'undeliverable' })
  })

  test('what staff were to hear is never told a client instead', async () => {
    await alsoInTelegram()
    await until(wall(24, '16:00'))
    const [other] = await database.db.query<{ id: number }>(
      `with person as (insert into clients (business_id, created_at) values ($1, $2) returning id),
       chat as (insert into chats (business_id, channel_id, external_id, client_id, created_at)
         select $1, (select min(id) from channels where business_id = $1), 'member', id, $2 from person returning id, channel_id)
       insert into messages (business_id, channel_id, chat_id, direction, author, method, body, text, status, created_at)
       select $1, channel_id, id, 'out', 'system', 'sendMessage', '{"text":"x"}', 'x', 'skipped', $2 from chat returning id`,
      [stand.businessId, stand.clock.now],
    )
    await database.db.query('update notices set message_id = $1 where appointment_id = $2', [other!.id, id])
    const { cascade } = stand.system
    const about = { businessId: stand.businessId, messageId: other!.id, why: 'blocked' }
    expect(await database.db.transaction((tx) => goOn(cascade, tx, about))).toEqual([])
  })

  test('a call that broke off after the platform took the message is not repeated', async () => {
    platform().fail({ cut: 'after', times: 1 })
    await anna.person.sends(stand.bot, 'мои записи')
    await anna.sees(/Ваша запись/)
    const sent = number().sent.at(-1)!
    await expect
      .poll(
        async () =>
          (
            await database.db.query<{ status: string }>('select status from messages where id = $1', [
              Number(sent.about),
            ])
          )[0]!.status,
      )
      .toBe('queued')
    await platform().report(number(), sent.wamid, 'delivered')
    await pass(stand, 60_000)
    await settled(stand, database.db)
    expect(number().sent.filter(({ about }) => about === sent.about)).toHaveLength(1)
    const [row] = await database.db.query('select status, platform_id as id from messages where id = $1', [
      Number(sent.about),
    ])
    expect(row).toEqual({ status: 'delivered', id: sent.wamid })
  })

  test('too fast is waited out, a server’s trouble is tried again, a bad token waits for the owner and shows', async () => {
    const state = async () => {
      const owner = await signIn(database.db, stand, 'owner')
      const { items } = (await owner.call('GET', '/api/channels')).body as { items: { kind: string; state: string }[] }
      return items.find(({ kind }) => kind === 'whatsapp')!.state
    }
    for (const fault of [
      { code: 131056 },
      { code: 130429, status: 429 },
      { status: 500 },
      { code: 131000 },
      { cut: 'before' as const },
    ]) {
      platform().fail({ ...fault, times: 1 })
      const before = anna.heard()
      await anna.person.sends(stand.bot, 'мои записи')
      await expect
        .poll(async () => (await database.db.query(`select 1 from messages where status = 'queued'`)).length)
        .toBe(1)
      expect([fault, anna.heard()]).toEqual([fault, before])
      await until(new Date(stand.clock.now.getTime() + 8000))
      expect([fault, anna.heard()]).toEqual([fault, before + 1])
      expect(await state()).toBe('works')
    }
    const undo = platform().fail({ code: 190, status: 401 })
    await anna.person.sends(stand.bot, 'мои записи')
    await expect.poll(state).toBe('revoked')
    undo()
    const before = anna.heard()
    await until(new Date(stand.clock.now.getTime() + 60_000))
    expect(anna.heard()).toBe(before + 1)
    expect(await state()).toBe('works')
  })

  test('staff see that it is closed before they type, send an approved text, and the client’s answer opens it again', async () => {
    await until(wall(24, '11:00'))
    const manager: Staff = await signIn(database.db, stand, 'manager', { name: 'Ольга' })
    const [chat] = await database.db.query<{ id: number }>('select id from chats where external_id = $1', [
      String(anna.person.id),
    ])
    const path = `/api/chats/${chat!.id}`
    const head = async () => (await manager.call('GET', path)).body
    expect((await head()).composer).toMatchObject({
      can: false,
      why: 'window',
      sentence: 'Прошло 24 часа: можно только шаблон',
    })
    const refusal = await manager.call(
      'POST',
      `${path}/reply`,
      { text: 'Добрый день' },
      { 'Idempotency-Key': 'closed-window-1' },
    )
    expect([refusal.status, refusal.body.error.reason]).toEqual([422, 'window'])
    const { items } = (await manager.call('GET', `${path}/templates`)).body as {
      items: { id: number; name: string; text: string | null }[]
    }
    const remind = items.find(({ name }) => name === 'remind')!
    expect(remind.text).toMatch(/^Напоминаем о записи\.\nсреда, 25 ноября, 16:00/)
    expect(items.find(({ name }) => name === 'moved')!.text).toBeNull()
    const send = () =>
      manager.call('POST', `${path}/template`, { template: remind.id }, { 'Idempotency-Key': 'template-1234' })
    expect((await send()).body).toMatchObject({ owner: 'member', mine: true })
    await send()
    await settled(stand, database.db)
    expect(said().map(({ text }) => text)).toEqual([remind.text])
    expect((await head()).composer.can).toBe(false)
    await anna.person.sends(stand.bot, 'да, буду')
    await settled(stand, database.db)
    expect((await head()).composer).toMatchObject({ can: true, why: null })
  })
})
