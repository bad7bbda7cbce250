import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { booked, type Client, chatIdOf, clientOf, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('the queue of the staff app', (database) => {
  let stand: Stand
  let anna: Staff
  let vera: Staff
  let master: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    anna = await signIn(database.db, stand, 'manager', { name: 'Анна' })
    vera = await signIn(database.db, stand, 'admin', { name: 'Вера' })
    const { resources } = await stand.catalog()
    master = await signIn(database.db, stand, 'master', { resourceId: resources[0]!.id })
  })
  afterAll(() => stand.stop())

  /** A client who waits for a person, with the id of the dialogue. */
  const waiting = async (): Promise<{ client: Client; id: number }> => {
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/, 'позовите человека', /менеджер/i)
    await settled(stand, database.db)
    return { client, id: await chatIdOf(stand, client) }
  }
  const key = () => ({ 'Idempotency-Key': crypto.randomUUID() })
  const reply = (staff: Staff, id: number, text: string, more: object = {}, headers = key()) =>
    staff.call('POST', `/api/chats/${id}/reply`, { text, ...more }, headers)
  const sentTo = (client: Client) =>
    stand.bot.sent.filter((message) => message.chat_id === client.person.id).map((message) => message.text)

  test('who waits stands in the list with the reason, the words and the channel; a master sees no queue', async () => {
    const { id } = await waiting()
    const { body, status } = await anna.call('GET', '/api/chats')
    expect(status).toBe(200)
    const card = body.items.find((one: { id: number }) => one.id === id)
    expect(card).toMatchObject({
      owner: 'queue',
      reason: 'asked',
      channel: { kind: 'telegram' },
      words: 'позовите человека',
    })
    expect(body.counts.waiting).toBe(body.items.length)
    expect(body.sla).toMatchObject({ amber: 2, red: 5 })
    for (const path of ['/api/chats', `/api/chats/${id}`, `/api/chats/${id}/messages`])
      expect((await master.call('GET', path)).status).toBe(403)
    expect((await master.call('POST', `/api/chats/${id}/take`)).status).toBe(403)
    await anna.call('POST', `/api/chats/${id}/return`)
  })

  test('two press «Взять» together: one has it, the other reads who, and neither gets an error', async () => {
    const { id } = await waiting()
    const [one, other] = await Promise.all([
      anna.call('POST', `/api/chats/${id}/take`),
      vera.call('POST', `/api/chats/${id}/take`),
    ])
    expect([one.status, other.status]).toEqual([200, 200])
    expect([one.body.mine, other.body.mine].toSorted()).toEqual([false, true])
    expect(one.body.leader).toEqual(other.body.leader)
    const loser = one.body.mine ? other : one
    expect(loser.body.change).toBeNull()
    const changes = await database.db.query(
      `select 1 from changes where object = 'chat' and object_id = $1 and action = 'take'`,
      [id],
    )
    expect(changes.length).toBe(1)
  })

  test('a reply takes the dialogue over, arrives once however often it is sent, and keeps its author', async () => {
    const { client, id } = await waiting()
    const headers = key()
    const first = await reply(anna, id, 'Добрый день, слушаю вас', {}, headers)
    const second = await reply(anna, id, 'Добрый день, слушаю вас', {}, headers)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.body).toMatchObject({ owner: 'member', mine: true, leader: { name: 'Анна' } })
    await settled(stand, database.db)
    expect(sentTo(client).filter((text) => text === 'Добрый день, слушаю вас')).toHaveLength(1)
    const { body } = await anna.call('GET', `/api/chats/${id}/messages`)
    const said = body.items.find((one: { text: string }) => one.text === 'Добрый день, слушаю вас')
    expect(said).toMatchObject({ author: 'member', member: { name: 'Анна' }, state: 'sent', note: false })
    expect(body.items[0]).toMatchObject({ text: '/start', buttons: [] })
    expect(body.items[1].buttons).toContain('Записаться')
    expect(body.marks.map((mark: { kind: string }) => mark.kind)).toEqual(['handover', 'takeover'])
    const asked = body.items.find((one: { text: string }) => one.text === 'позовите человека')
    expect(asked.understood).toMatchObject({ intent: 'human' })
    expect((await reply(anna, id, 'без ключа', {}, {} as never)).status).toBe(400)
  })

  test('a reply while the bot’s answer is under way: the person’s words go out, the bot’s do not', async () => {
    const { client, id } = await waiting()
    await anna.call('POST', `/api/chats/${id}/return`)
    await settled(stand, database.db)
    const before = sentTo(client).length
    await client.person.sends(stand.bot, 'сколько стоит стрижка')
    const answer = await reply(anna, id, 'Сейчас расскажу')
    expect(answer.body.mine).toBe(true)
    await settled(stand, database.db)
    await client.person.sends(stand.bot, 'сколько стоит маникюр')
    await settled(stand, database.db)
    const said = sentTo(client).slice(before)
    expect(said).toContain('Сейчас расскажу')
    expect(said.slice(said.indexOf('Сейчас расскажу') + 1)).toEqual([])
  })

  test('pass on, give back and undo: each stands in the log, and undo gives what was', async () => {
    const { id } = await waiting()
    const taken = await anna.call('POST', `/api/chats/${id}/take`)
    expect(taken.body.change.action).toBe('take')
    const passed = await anna.call('POST', `/api/chats/${id}/pass`, { to: vera.id, note: 'просит скидку' })
    expect(passed.body).toMatchObject({ owner: 'member', mine: false, leader: { id: vera.id } })
    expect((await anna.call('POST', `/api/chats/${id}/pass`, { to: master.id })).status).toBe(404)
    const back = await anna.call('POST', `/api/chats/${id}/undo`, { change: passed.body.change.id })
    expect(back.body).toMatchObject({ owner: 'member', mine: true })
    const queued = await anna.call('POST', `/api/chats/${id}/undo`, { change: taken.body.change.id })
    expect(queued.body).toMatchObject({ owner: 'queue', leader: null })
    expect((await anna.call('POST', `/api/chats/${id}/undo`, { change: taken.body.change.id })).status).toBe(404)
    const { body } = await anna.call('GET', '/api/chats')
    expect(body.items.find((one: { id: number }) => one.id === id)).toMatchObject({ reason: 'asked' })
    const returned = await anna.call('POST', `/api/chats/${id}/return`)
    expect(returned.body).toMatchObject({ owner: 'bot', leader: null })
  })

  test('a note never reaches the platform, nor a model, and stands in the transcript', async () => {
    const { client, id } = await waiting()
    const before = stand.bot.sent.length
    const note = await anna.call('POST', `/api/chats/${id}/note`, { text: 'постоянная, любит у окна' })
    expect(note.status).toBe(201)
    stand.clock.now = new Date(stand.clock.now.getTime() + 3_600_000)
    await stand.system.loop.runDue()
    await settled(stand, database.db)
    expect(stand.bot.sent.slice(before).map((message) => message.text)).not.toContain('постоянная, любит у окна')
    expect(sentTo(client).join()).not.toContain('любит у окна')
    const [row] = await database.db.query<{ status: string; attempts: number; platform_id: string | null }>(
      'select status, attempts, platform_id from messages where id = $1',
      [note.body.id],
    )
    expect(row).toEqual({ status: 'handled', attempts: 0, platform_id: null })
    expect((await anna.call('POST', `/api/chats/${id}/messages/${note.body.id}/retry`)).status).toBe(404)
    const { body } = await anna.call('GET', `/api/chats/${id}/messages`)
    expect(body.items.at(-1)).toMatchObject({ text: 'постоянная, любит у окна', note: true, state: null })
    const read = await import('../db/messages.ts')
    expect((await read.transcript(database.db, id, 50)).map((line) => line.text)).not.toContain(
      'постоянная, любит у окна',
    )
  })

  test('a client who stopped the bot: the composer says so, and nothing is sent', async () => {
    const client = clientOf(stand)
    await booked(stand, database.db, client, '17:00')
    await settled(stand, database.db)
    const id = await chatIdOf(stand, client)
    await client.person.blocks(stand.bot)
    await settled(stand, database.db)
    const head = await anna.call('GET', `/api/chats/${id}`)
    expect(head.body.composer).toMatchObject({
      can: false,
      why: 'blocked',
      sentence: 'Клиент остановил бота. Позвоните: +7…67',
    })
    const answer = await reply(anna, id, 'Вы придёте?')
    expect([answer.status, answer.body.error.message]).toEqual([422, 'Клиент остановил бота. Позвоните: +7…67'])
    const rows = await database.db.query(`select 1 from messages where chat_id = $1 and author = 'member'`, [id])
    expect(rows).toEqual([])
  })

  test('a broken channel says since when it is broken', async () => {
    const { id } = await waiting()
    await database.db.query(
      `update channels set last_error = 'Unauthorized', last_error_at = $2::timestamptz where business_id = $1 and kind = 'telegram'`,
      [stand.businessId, new Date('2026-11-23T10:40:00Z')],
    )
    const answer = await reply(anna, id, 'Здравствуйте')
    await database.db.query('update channels set last_error = null, last_error_at = null where business_id = $1', [
      stand.businessId,
    ])
    expect([answer.status, answer.body.error.message]).toEqual([422, 'Канал не работает с 13:40'])
  })

  test('what was collected is booked in one tap, once, and the client reads it', async () => {
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await client.plays('послезавтра в 12:00', /согласие|зовут/, 'позовите человека', /менеджер/i)
    await settled(stand, database.db)
    const id = await chatIdOf(stand, client)
    const head = await anna.call('GET', `/api/chats/${id}`)
    expect(head.body.draft).toMatchObject({ kind: 'book', complete: true, masters: [{ name: 'Дмитрий' }] })
    await anna.call('POST', `/api/chats/${id}/take`)
    const [one, again] = await Promise.all([
      anna.call('POST', `/api/chats/${id}/book`),
      vera.call('POST', `/api/chats/${id}/book`),
    ])
    const made = [one, again].filter(({ status }) => status === 201)
    expect(made.length).toBeGreaterThan(0)
    await settled(stand, database.db)
    const visits = await database.db.query(`select id from appointments where chat_id = $1 and status = 'booked'`, [id])
    expect(visits).toEqual([{ id: made[0]!.body.id }])
    const told = () => sentTo(client).filter((text) => /Вы записаны\./.test(text ?? ''))
    expect(told()).toEqual([])
    await pass(stand, 10_000)
    await settled(stand, database.db)
    expect(told()).toHaveLength(1)
    expect((await anna.call('GET', `/api/chats/${id}`)).body.draft).toBeNull()
    expect((await anna.call('POST', `/api/chats/${id}/book`)).status).toBe(422)
  })

  test('places under a reply are buttons that the client may take while the person leads', async () => {
    const client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await settled(stand, database.db)
    const id = await chatIdOf(stand, client)
    const places = await anna.call('GET', `/api/chats/${id}/places`)
    expect(places.body.items).toHaveLength(3)
    const starts = places.body.items.map((one: { start: string }) => new Date(one.start).toISOString())
    expect((await reply(anna, id, 'Есть такие места:', { places: starts })).body).toMatchObject({ mine: true })
    const offered = await client.sees(/Есть такие места/)
    expect(client.captions(offered)).toHaveLength(4)
    await client.person.taps(stand.bot, offered.buttons[1]![0]!.text)
    await client.sees(/Держим для вас/)
    await settled(stand, database.db)
    const head = await anna.call('GET', `/api/chats/${id}`)
    expect(new Date(head.body.draft.start).getTime()).toBe(new Date(starts[1]).getTime())
    expect(head.body.owner).toBe('member')
    expect((await anna.call('POST', `/api/chats/${id}/book`)).status).toBe(201)
    await pass(stand, 10_000)
    await client.sees(/Вы записаны\./)
  })

  test('a sent message is deleted at the client’s, once', async () => {
    const { client, id } = await waiting()
    const { body } = await reply(anna, id, 'Ошиблась окном')
    await settled(stand, database.db)
    const { id: line } = body.message
    expect((await anna.call('DELETE', `/api/chats/${id}/messages/${line}`)).status).toBe(204)
    await stand.system.loop.runDue()
    await settled(stand, database.db)
    const shown = client.person.chat(stand.bot).filter((message) => !message.deleted)
    expect(shown.map((message) => message.text)).not.toContain('Ошиблась окном')
    expect((await anna.call('DELETE', `/api/chats/${id}/messages/${line}`)).status).toBe(404)
    const { body: read } = await anna.call('GET', `/api/chats/${id}/messages`)
    expect(read.items.find((one: { id: number }) => one.id === line)).toMatchObject({ deleted: true })
  })

  test('who looks at a dialogue and who writes in it is seen by others for a while', async () => {
    const { id } = await waiting()
    await anna.call('POST', `/api/chats/${id}/watch`, { state: 'typing' })
    expect((await anna.call('GET', `/api/chats/${id}`)).body.watching).toEqual([])
    expect((await vera.call('GET', `/api/chats/${id}`)).body.watching).toEqual([
      { memberId: anna.id, name: 'Анна', typing: true },
    ])
    stand.clock.now = new Date(stand.clock.now.getTime() + 21_000)
    expect((await vera.call('GET', `/api/chats/${id}`)).body.watching).toEqual([])
  })

  test('a draft belongs to its member and its chat, and survives the device', async () => {
    const path = '/api/drafts/reply:7'
    await anna.call('PUT', path, { value: { text: 'Есть место в' } })
    expect((await anna.call('GET', path)).body).toMatchObject({ value: { text: 'Есть место в' } })
    expect((await vera.call('GET', path)).body).toBeNull()
    expect((await anna.call('GET', '/api/drafts/reply:8')).body).toBeNull()
    await anna.call('DELETE', path)
    expect((await anna.call('GET', path)).body).toBeNull()
  })

  test('canned replies are filled in for the client of a dialogue', async () => {
    const client = clientOf(stand, { first_name: 'Мария' })
    await booked(stand, database.db, client, '19:00')
    const { body } = await anna.call('GET', `/api/chats/${await chatIdOf(stand, client)}/replies`)
    expect(body.items.length).toBeGreaterThan(0)
    for (const { filled } of body.items) expect(filled ?? '').not.toMatch(/[{}]/)
  })

  test('nobody reaches a dialogue of another business, nor the chat of a member with the bot', async () => {
    const { createBusiness } = await import('../db/businesses.ts')
    const { TEMPLATES } = await import('../domain/templates.ts')
    const other = await database.db.transaction((tx) =>
      createBusiness(tx, TEMPLATES.salon, { webKey: `foreign-${stand.bot.token}`, now: stand.clock.now }),
    )
    const stranger = await signIn(database.db, stand, 'owner', { businessId: other })
    const { id } = await waiting()
    for (const [method, path, body] of [
      ['GET', `/api/chats/${id}`],
      ['GET', `/api/chats/${id}/messages`],
      ['POST', `/api/chats/${id}/take`],
      ['POST', `/api/chats/${id}/return`],
      ['POST', `/api/chats/${id}/note`, { text: 'чужое' }],
      ['POST', `/api/chats/${id}/book`],
    ] as const)
      expect([path, (await stranger.call(method, path, body)).status]).toEqual([path, 404])
    expect((await reply(stranger, id, 'чужое')).status).toBe(404)
    expect((await stranger.call('GET', '/api/chats?segment=all')).body.items).toEqual([])
    expect((await anna.call('GET', `/api/chats/${id}`)).body.owner).toBe('queue')
  })
})
