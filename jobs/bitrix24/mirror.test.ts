import { afterEach, expect, test } from 'vitest'
import { NOW, TEN } from '../../db/bookings.sample.ts'
import { cancel } from '../../db/cancel.ts'
import { connectChannel } from '../../db/channels.ts'
import { addOwner, logEvent } from '../../db/clients.ts'
import { eraseClient } from '../../db/clients-erase.ts'
import { mirrorHealth } from '../../db/crm/health.ts'
import { mirrorLog } from '../../db/crm/links.ts'
import { portalOf, wantReconcile } from '../../db/crm/portals.ts'
import { addPayment } from '../../db/payments.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import { visitById } from '../../db/visits.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'
import { mirrorDue } from './mirror.ts'

onEachDatabase('the mirror', (database) => {
  let salon: Mirrored
  afterEach(() => salon?.close())

  const deal = () => salon.fake.deals()[0]!.fields

  test('a contact and its visit are one deal that goes through the stages', async () => {
    salon = await mirrored(database.db)
    const { studio, fake, lead, settle } = salon
    const [clientId] = studio.clients
    await database.db.query(`update clients set name = 'Анна', phone = '+79001234567' where id = $1`, [clientId!])
    const leadId = await lead(clientId!)
    await settle()
    expect(fake.deals()).toHaveLength(1)
    expect(deal()).toMatchObject({ title: 'Заявка, 01.03 8:00', stageId: 'NEW', utmCampaign: 'spring' })
    const booked = await studio.book(studio.wish([1, 1]), TEN, { clientId: clientId!, leadId })
    expect(booked.ok).toBe(true)
    await settle()
    expect(fake.deals()).toHaveLength(1)
    expect(deal()).toMatchObject({ stageId: 'PREPARATION', currencyId: 'RUB', originatorId: 'okoshko' })
    expect(fake.contacts()).toHaveLength(1)
    expect(fake.contacts()[0]).toMatchObject({ fields: { name: 'Анна' }, fm: [{ value: '+79001234567' }] })
    expect(deal().contactId).toBe(fake.contacts()[0]!.id)
    const visit = booked.ok ? booked.visit : null
    await database.db.transaction((tx) =>
      cancel(tx, {
        businessId: studio.businessId,
        id: visit!.id,
        version: visit!.version,
        by: 'client',
        reason: null,
        now: NOW,
      }),
    )
    await settle()
    expect(deal()).toMatchObject({ stageId: 'LOSE', UF_CRM_OKOSHKO_RESULT: 'отменил клиент' })
    expect(salon.errors).toEqual([])
  })

  /** A visit whose deal stands in the portal. */
  async function booked() {
    const { studio, settle } = salon
    const result = await studio.book(studio.wish([1, 1]), TEN)
    if (!result.ok) throw new Error(result.reason)
    await settle()
    const { id } = result.visit
    const visit = async () => (await visitById(database.db, studio.businessId, id))!
    return { id, visit, dealId: salon.fake.deals()[0]!.id }
  }
  const log = () => mirrorLog(database.db, { businessId: salon.studio.businessId, before: null, limit: 50 })
  /** A minute passes: the portal is asked what has changed. */
  const minute = async () => {
    salon.move(61_000)
    await mirrorDue(salon.mirror)
    await salon.settle()
  }

  test('a stage moved by hand marks the visit, and then the payment', async () => {
    salon = await mirrored(database.db)
    const { visit, dealId } = await booked()
    salon.move(2 * 3_600_000)
    salon.fake.as().moveStage(dealId, 'EXECUTING')
    await minute()
    expect((await visit()).status).toBe('arrived')
    salon.fake.as().moveStage(dealId, 'WON')
    await minute()
    expect((await visit()).status).toBe('paid')
    expect(deal()).toMatchObject({ stageId: 'WON', UF_CRM_OKOSHKO_RESULT: 'оплачено' })
    expect((await log()).map(({ field, won }) => [field, won])).toEqual([
      ['stageId', 'theirs'],
      ['stageId', 'theirs'],
    ])
    expect(salon.errors).toEqual([])
  })

  test('«Оплата» pays what is left of the amount that stands there, the way the owner has said', async () => {
    for (const [paidBy, before, method] of [
      [undefined, 0, 'transfer'],
      ['cash', 20_000, 'cash'],
    ] as const) {
      salon = await mirrored(database.db, { clients: 1, settings: { paidBy } })
      const { businessId } = salon.studio
      const { id, visit, dealId } = await booked()
      salon.move(2 * 3_600_000)
      if (before === 0) salon.fake.as().editDeal(dealId, { opportunity: 777, stageId: 'WON' })
      else {
        const paid = { appointmentId: id, kind: 'payment', amount: before, method: 'online', reason: null } as const
        await database.db.transaction((tx) =>
          addPayment(tx, { ...paid, businessId, memberId: null, at: salon.clock() }),
        )
        salon.fake.as().moveStage(dealId, 'WON')
      }
      await minute()
      const { status, price } = await visit()
      expect(status).toBe('paid')
      if (before === 0) expect(price).toBe(77_700)
      const payments = await database.db.query(
        'select amount, method from payments where business_id = $1 and appointment_id = $2 order by id',
        [businessId, id],
      )
      expect(payments.at(-1)).toEqual({ amount: price - before, method })
      expect(payments).toHaveLength(before === 0 ? 1 : 2)
      expect(salon.errors).toEqual([])
      if (before === 0) await salon.close()
    }
  })

  test('a deal moved to «Отказ» cancels the visit; what can’t be done is put back and said in a comment', async () => {
    salon = await mirrored(database.db)
    const { visit, dealId } = await booked()
    salon.fake.as().moveStage(dealId, 'NEW')
    await minute()
    expect((await visit()).status).toBe('booked')
    expect(deal().stageId).toBe('PREPARATION')
    expect((await log())[0]).toMatchObject({ field: 'stageId', won: 'ours', refused: 'state' })
    salon.fake.as().moveStage(dealId, 'LOSE')
    await minute()
    expect(await visit()).toMatchObject({ status: 'cancelled' })
    expect(deal().stageId).toBe('LOSE')
    expect(salon.errors).toEqual([])
  })

  test('an amount, a name and a phone that were changed by hand are taken over, a phone only with consent', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const { visit, dealId } = await booked()
    const [contact] = salon.fake.contacts()
    salon.fake.as().editDeal(dealId, { opportunity: 777 })
    salon.fake.as().editContact(contact!.id, { name: 'Анна Сергеевна' })
    salon.fake.as().changePhone(contact!.id, '8 (900) 765-43-21')
    await minute()
    expect((await visit()).price).toBe(77_700)
    const [client] = await database.db.query<{ name: string; phone: string | null }>(
      'select name, phone from clients where id = $1',
      [salon.studio.clients[0]!],
    )
    expect(client).toEqual({ name: 'Анна Сергеевна', phone: null })
    expect(salon.fake.contacts()[0]!.fm[0]!.value).toBe('8 (900) 765-43-21')
    expect((await log()).find(({ field }) => field === 'phone')).toMatchObject({ refused: 'consent' })
    expect(salon.errors).toEqual([])
  })

  test('a deal deleted by hand is not made anew, and its visit stays', async () => {
    salon = await mirrored(database.db)
    const { visit, dealId, id } = await booked()
    salon.fake.as().deleteDeal(dealId)
    await database.db.query('update appointments set version = version + 1 where id = $1', [id])
    await salon.settle()
    await minute()
    expect(salon.fake.deals()).toEqual([])
    expect((await visit()).status).toBe('booked')
    expect((await log())[0]).toMatchObject({ field: 'deleted', won: 'noted' })
  })

  test('of two edits of one field the later wins, and both stand in the log; nothing else is touched', async () => {
    salon = await mirrored(database.db)
    const { id, dealId } = await booked()
    salon.fake.as().editDeal(dealId, { opportunity: 500, title: 'Анна, постоянная' })
    salon.move(10_000)
    await database.db.query('update appointments set price = 90000, version = version + 1 where id = $1', [id])
    await salon.settle()
    expect(deal()).toMatchObject({ opportunity: 900, title: 'Анна, постоянная' })
    expect((await log()).find(({ field }) => field === 'opportunity')).toMatchObject({
      ours: 900,
      theirs: 500,
      won: 'ours',
    })
    const writes = salon.fake.portal.requests.length
    await minute()
    await minute()
    // Two polls of two lists, and no write.
    expect(salon.fake.portal.requests.length - writes).toBe(4)
  })

  test('a full comparison finds what nobody told of, counts it, and mends it', async () => {
    salon = await mirrored(database.db, { clients: 3 })
    const { studio, fake } = salon
    const { dealId } = await booked()
    for (const n of [1, 2]) await studio.book(studio.wish([1, n + 1]), TEN, { clientId: studio.clients[n]! })
    await salon.settle()
    // Behind everybody's back: no event, and no time of a change.
    const there = fake.deals()
    there.find(({ id }) => id === dealId)!.fields.opportunity = 1
    fake.portal.items.get(2)!.delete(there.find(({ id }) => id !== dealId)!.id)
    fake.as().addDeal({ title: 'Копия', originatorId: 'okoshko', originId: `o${studio.businessId}-v999999` })
    await wantReconcile(database.db, studio.businessId, salon.clock())
    await mirrorDue(salon.mirror)
    const portal = await portalOf(database.db, studio.businessId)
    expect(portal!.report).toMatchObject({ checked: 5, equal: 3, mended: 1, missingThere: 1, missingHere: 1 })
    await salon.settle()
    expect((await log()).map(({ field }) => field).sort()).toEqual(['deleted', 'opportunity'])
    await wantReconcile(database.db, studio.businessId, salon.clock())
    await mirrorDue(salon.mirror)
    expect((await portalOf(database.db, studio.businessId))!.report).toMatchObject({ checked: 4, equal: 4, mended: 0 })
    expect(salon.errors).toEqual([])
  })

  /** A dialogue of a client, with lines as they were said and understood. */
  async function talked(clientId: number, lines: [author: 'client' | 'bot', text: string, intent?: string][]) {
    const { businessId } = salon.studio
    const now = salon.clock()
    const channelId = await connectChannel(database.db, {
      businessId,
      kind: 'telegram',
      key: `c${businessId}`,
      credentials: 'x',
    })
    const [chat] = await database.db.query<{ id: number }>(
      `insert into chats (business_id, channel_id, external_id, client_id, created_at) values ($1, $2, $3, $4, $5::timestamptz) returning id`,
      [businessId, channelId, `p${clientId}`, clientId, now],
    )
    for (const [author, text, intent] of lines) {
      const [row] = await database.db.query<{ id: number }>(
        `insert into messages (business_id, channel_id, chat_id, direction, author, body, text, status, created_at)
         values ($1, $2, $3, $4, $5, '{}', $6, 'handled', $7::timestamptz) returning id`,
        [businessId, channelId, chat!.id, author === 'client' ? 'in' : 'out', author, text, now],
      )
      if (intent)
        await database.db.query(
          `insert into understandings (message_id, business_id, chat_id, intent, confidence, source, answered, latency_us, outcome, created_at)
           values ($1, $2, $3, $4, 1, 'local', true, 1, 'answered', $5::timestamptz)`,
          [row!.id, businessId, chat!.id, intent, now],
        )
    }
    return chat!.id
  }
  const handOver = (chatId: number, owner: 'queue' | 'bot') =>
    database.db.transaction(async (tx) => {
      const { businessId } = salon.studio
      if (owner === 'queue')
        await logEvent(tx, { businessId, kind: 'handover', at: salon.clock(), chatId, data: { reason: 'complaint' } })
      await tx.query('update chats set owner = $2 where id = $1', [chatId, owner])
    })
  const comments = () => [...salon.fake.portal.comments.values()].map(({ text }) => text)
  const todos = () => [...salon.fake.portal.activities.values()]

  test('a dialogue that is handed over is a comment and a to-do, once whatever breaks; the to-do is closed when it is over', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const clientId = salon.studio.clients[0]!
    const chatId = await talked(clientId, [
      ['client', 'Хочу на стрижку', 'book'],
      ['client', 'Мастер опоздал на час, это ужас', 'complaint'],
      ['client', 'Паспорт 45 10 123456, карта 4276 1234 5678 9010'],
      ['client', 'У меня аллергия на краску'],
      ['bot', 'Передаю администратору'],
    ])
    const result = await salon.studio.book(salon.studio.wish([1, 1]), TEN, { clientId, chatId })
    expect(result.ok).toBe(true)
    await salon.settle()
    await handOver(chatId, 'queue')
    // Each is made, and nobody hears of it.
    salon.fake.fail({ method: 'crm.timeline.comment.add', times: 1, with: 'after' })
    await salon.settle()
    expect(comments()).toHaveLength(2)
    expect(todos()).toHaveLength(1)
    expect(todos()[0]).toMatchObject({
      title: 'Ответить клиенту',
      completed: false,
      ownerId: salon.fake.deals()[0]!.id,
    })
    const all = [
      ...comments(),
      ...todos().map(({ title, description }) => title + description),
      String(deal().title),
    ].join('\n')
    expect(all).toContain('Клиент: Хочу на стрижку')
    for (const secret of ['опоздал', '45 10', '123456', '4276', '9010', 'аллергия']) expect(all).not.toContain(secret)
    await handOver(chatId, 'bot')
    await salon.settle()
    expect(todos()).toMatchObject([{ completed: true }])
    expect(comments()).toHaveLength(2)
    expect(salon.errors).toEqual([])
  })

  test('a clinic says nothing of what was said or done, unless the owner lets it', async () => {
    for (const sensitive of [false, true]) {
      salon = await mirrored(database.db, { clients: 1, settings: { sensitive } })
      await database.db.query(`update businesses set template = 'clinic' where id = $1`, [salon.studio.businessId])
      const clientId = salon.studio.clients[0]!
      const chatId = await talked(clientId, [['client', 'Запишите к специалисту по спине']])
      await salon.studio.book(salon.studio.wish([1, 1]), TEN, { clientId, chatId })
      await salon.settle()
      const said = [...comments(), String(deal().title), String(deal().UF_CRM_OKOSHKO_SERVICE)].join('\n')
      expect(said.includes('спине')).toBe(sensitive)
      expect(String(deal().title).startsWith('Визит')).toBe(!sensitive)
      if (!sensitive) await salon.close()
    }
  })

  test('who asks to be forgotten is forgotten in the portal too: name, phones, words; the deal stays', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const clientId = salon.studio.clients[0]!
    await database.db.query(`update clients set name = 'Анна', phone = '+79001234567' where id = $1`, [clientId])
    const chatId = await talked(clientId, [['client', 'Это Анна, запишите меня']])
    await salon.studio.book(salon.studio.wish([1, 1]), TEN, { clientId, chatId })
    await salon.settle()
    expect(comments().join()).toContain('Анна')
    const erased = await database.db.transaction((tx) =>
      eraseClient(tx, {
        businessId: salon.studio.businessId,
        memberId: null,
        now: salon.clock(),
        id: clientId,
        upcoming: 'cancel',
        instead: { ru: '-', en: '-' },
      }),
    )
    expect(erased).not.toBe('gone')
    await salon.settle()
    expect(salon.fake.contacts()[0]).toMatchObject({ fields: { name: 'Данные удалены' }, fm: [] })
    const all = JSON.stringify([salon.fake.contacts(), salon.fake.deals(), comments()])
    expect(all).not.toMatch(/Анна|9001234567/)
    const left = await database.db.query('select synced, sent from crm_links where business_id = $1', [
      salon.studio.businessId,
    ])
    expect(JSON.stringify([left, await log()])).not.toMatch(/Анна|9001234567/)
    expect(deal().stageId).toBe('LOSE')
    expect(salon.errors).toEqual([])
  })

  test('a contact of the salon’s own is found by its phone and keeps its name; nobody else’s is taken', async () => {
    salon = await mirrored(database.db, { clients: 2, masters: 2 })
    const { studio, fake } = salon
    const own = fake.as().addContact({ name: 'Анна', lastName: 'Петрова', phone: '8 900 123-45-67' })
    await database.db.query(`update clients set phone = '+79001234567' where business_id = $1`, [studio.businessId])
    for (const n of [0, 1]) await studio.book(studio.wish([1, n + 1]), TEN, { clientId: studio.clients[n]! })
    await salon.settle()
    // A mother and a daughter with one phone are two contacts: one is the salon's own, the other is made.
    expect(fake.contacts()).toHaveLength(2)
    expect(fake.contacts().find(({ id }) => id === own)).toMatchObject({
      fields: { name: 'Анна', lastName: 'Петрова' },
    })
    expect(new Set(fake.deals().map(({ fields }) => fields.contactId)).size).toBe(2)
    expect((await log()).find(({ field }) => field === 'contact')).toMatchObject({ theirs: own, won: 'noted' })
    expect(salon.errors).toEqual([])
  })

  test('a contact’s deal takes the next visit when the first is cancelled; a visit more is a deal of its own', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const { studio, fake, lead, settle } = salon
    const clientId = studio.clients[0]!
    const leadId = await lead(clientId)
    const bookAt = async (start: number) => {
      const result = await studio.book(studio.wish([1, 1]), start, { clientId, leadId })
      if (!result.ok) throw new Error(result.reason)
      await settle()
      return result.visit
    }
    const { id, version } = await bookAt(TEN)
    const about = { businessId: studio.businessId, id, version, by: 'client', reason: null, now: NOW } as const
    await database.db.transaction((tx) => cancel(tx, about))
    await settle()
    expect(fake.deals().map(({ fields }) => fields.stageId)).toEqual(['LOSE'])
    await bookAt(TEN + 60)
    expect(fake.deals().map(({ fields }) => fields.stageId)).toEqual(['PREPARATION'])
    await bookAt(TEN + 120)
    expect(fake.deals().map(({ fields }) => fields.title)).toEqual(['Услуга 1, 01.03 11:00', 'Услуга 1, 01.03 12:00'])
  })

  test('where only visits are deals, a contact without one is none, and its way stands in the visit’s deal', async () => {
    salon = await mirrored(database.db, { clients: 1, dealPer: 'appointment' })
    const clientId = salon.studio.clients[0]!
    const leadId = await salon.lead(clientId)
    await salon.settle()
    expect(salon.fake.deals()).toEqual([])
    await salon.studio.book(salon.studio.wish([1, 1]), TEN, { clientId, leadId })
    await salon.settle()
    expect(salon.fake.deals()).toHaveLength(1)
    expect(deal()).toMatchObject({ stageId: 'PREPARATION', utmCampaign: 'spring' })
  })

  test('a creation of which nobody heard is not looked for while the portal may be at it, whatever changes meanwhile', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const { studio, fake } = salon
    const result = await studio.book(studio.wish([1, 1]), TEN, { clientId: studio.clients[0]! })
    if (!result.ok) throw new Error(result.reason)
    fake.fail({ method: 'crm.item.add', times: 2, with: 'after' })
    const created = () => fake.portal.requests.filter(({ inside }) => inside.includes('crm.item.add')).length
    let times = 0
    for (let second = 0; second < 60; second += 3) {
      await database.db.query('update appointments set price = price + 100, version = version + 1 where id = $1', [
        result.visit.id,
      ])
      salon.move(3000)
      await mirrorDue(salon.mirror)
      times = Math.max(times, created())
    }
    expect(times).toBe(1)
    await salon.settle()
    salon.move(70_000)
    await salon.settle()
    expect(fake.contacts()).toHaveLength(1)
    expect(fake.deals()).toHaveLength(1)
    expect(deal().contactId).toBe(fake.contacts()[0]!.id)
  })

  test('a portal that has failed for a quarter of an hour is told of once, in words; it goes on by itself when it answers', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const { businessId } = salon.studio
    const channelId = await connectChannel(database.db, {
      businessId,
      kind: 'telegram',
      key: `o${businessId}`,
      credentials: 'x',
    })
    const owner = { businessId, name: 'Мария', channelId, externalId: '77', now: salon.clock() }
    await database.db.transaction((tx) => addOwner(tx, owner))
    await database.db.query(
      `insert into chats (business_id, channel_id, external_id, created_at) values ($1, $2, '77', $3::timestamptz)`,
      [businessId, channelId, salon.clock()],
    )
    const told = async () =>
      (
        await database.db.query<{ text: string }>(
          `select text from messages where business_id = $1 and text like 'Bitrix24%'`,
          [businessId],
        )
      ).map(({ text }) => text)
    const [webhook] = salon.fake.portal.webhooks
    webhook!.expired = true
    await salon.studio.book(salon.studio.wish([1, 1]), TEN, { clientId: salon.studio.clients[0]! })
    for (let minute = 0; minute < 14; minute++) await pass()
    expect(await told()).toEqual([])
    for (let minute = 0; minute < 60; minute++) await pass()
    expect(await told()).toEqual([
      'Bitrix24 (salon.bitrix24.ru) не принимает записи с 1 марта, 08:01: вебхук больше не действует, создайте новый и подключите его. Ничего не потеряно: всё уйдёт туда, когда он ответит.',
    ])
    const [down] = await mirrorHealth(database.db, businessId)
    expect(down).toMatchObject({ state: 'broken', trouble: 'expired', deals: 0 })
    webhook!.expired = false
    for (let minute = 0; minute < 16; minute++) await pass()
    const [well] = await mirrorHealth(database.db, businessId)
    expect(well).toMatchObject({ state: 'connected', trouble: null, deals: 1, queue: 0 })
    expect(salon.errors).toEqual([])
  })

  /** A minute goes by, in which the mirror does what is due. */
  const pass = async () => {
    salon.move(60_000)
    await mirrorDue(salon.mirror)
  }
})
