import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('the visits that staff see and change', (database) => {
  let stand: Stand
  let asked: ReturnType<typeof counted>
  let admin: Staff
  let manager: Staff
  let master: Staff
  let stranger: Staff
  let day = 0
  let ids = { service: 0, dmitry: 0, anna: 0 }
  let id = 0
  /** Each law has a week of its own, because the clock must not run backwards. */
  const at = (clock: string) => new Date(Date.parse(`2026-11-24T${clock}:00+03:00`) + day * 7 * 86_400_000)
  const iso = (clock: string) => at(clock).toISOString()

  beforeAll(async () => {
    asked = counted(database.db)
    stand = await startStand(asked.db)
    const { services, resources } = await stand.catalog()
    const one = (list: readonly { id: number; name: string }[], name: string) => list.find((x) => x.name === name)!.id
    ids = {
      service: one(services, 'Мужская стрижка'),
      dmitry: one(resources, 'Дмитрий'),
      anna: one(resources, 'Анна'),
    }
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    day++
    stand.clock.now = at('12:00')
    admin = await signIn(database.db, stand, 'admin', { name: 'Вера' })
    manager = await signIn(database.db, stand, 'manager')
    master = await signIn(database.db, stand, 'master', { resourceId: ids.dmitry })
    stranger = await signIn(database.db, stand, 'master', { resourceId: ids.anna })
    const made = await book('16:00')
    expect(made.status).toBe(201)
    id = made.body.id
  })

  let keys = 0
  const book = (clock: string, more: object = {}, by = admin, key = `key-number-${++keys}`) =>
    by.call(
      'POST',
      '/api/appointments',
      {
        services: [ids.service],
        master: ids.dmitry,
        start: iso(clock),
        client: { name: 'Мария', phone: `8 900 123-45-${10 + day}` },
        consent: true,
        ...more,
      },
      { 'Idempotency-Key': key },
    )
  const card = async (by = admin) => (await by.call('GET', `/api/appointments/${id}`)).body
  const post = async (verb: string, more: object = {}, by = admin) => {
    const { version } = await card()
    return by.call('POST', `/api/appointments/${id}/${verb}`, { version, ...more })
  }

  test('the card tells all: client, money, what may be done and from when, who did what', async () => {
    expect(await card()).toMatchObject({
      id,
      status: 'booked',
      zone: 'Europe/Moscow',
      start: iso('16:00'),
      client: { name: 'Мария', phone: `+790012345${10 + day}`, visits: 0, noShows: 0 },
      channel: null,
      parts: [{ service: { name: 'Мужская стрижка' }, master: { name: 'Дмитрий' } }],
      money: { discount: 0, paid: 0, payments: [] },
      actions: {
        arrived: { allowed: true },
        noShow: { allowed: false, reason: 'Можно с 16:00', from: iso('16:00') },
        restore: { allowed: false },
      },
      notices: [{ kind: 'booked', status: 'planned' }],
      history: [{ action: 'booked', who: 'Вера', undoable: true }],
    })
  })

  test('a master sees own visits only, without money and the whole phone', async () => {
    const mine = await card(master)
    expect(mine).toMatchObject({ money: null, client: { phone: `+7…${10 + day}` }, parts: [{ price: null }] })
    for (const [method, path, body] of [
      ['GET', `/api/appointments/${id}`, undefined],
      ['POST', `/api/appointments/${id}/arrived`, { version: mine.version }],
      ['POST', `/api/appointments/${id}/undo`, { version: mine.version, change: mine.history[0].changeId }],
    ] as const)
      expect([path, (await stranger.call(method, path, body)).status]).toEqual([path, 404])
    expect((await post('arrived', {}, master)).body.visit.status).toBe('arrived')
    expect((await post('payment', { amount: 1 }, master)).status).toBe(403)
    await post('payment', { amount: (await card()).money.left })
    expect((await post('unmark', {}, master)).status).toBe(403)
  })

  test('the state goes by the facts: awaited, here, paid, and one step back each till midnight', async () => {
    expect((await post('no-show')).body.error).toMatchObject({ code: 'closed', message: 'Можно с 16:00' })
    await post('arrived')
    const { left } = (await card()).money
    const paid = await post('payment', { amount: left, method: 'cash' })
    expect(paid.body.visit).toMatchObject({ status: 'paid', money: { paid: left, left: 0 }, client: { visits: 1 } })
    expect((await post('unmark')).body.visit).toMatchObject({ status: 'arrived', money: { paid: 0, left } })
    expect((await post('unmark')).body.visit.status).toBe('booked')
    expect((await post('unmark')).status).toBe(422)
    stand.clock.now = at('23:59')
    await post('arrived')
    stand.clock.now = new Date(at('23:59').getTime() + 60_000)
    admin = await signIn(database.db, stand, 'admin')
    const late = await post('unmark')
    expect([late.status, late.body.error.message]).toEqual([422, 'Отменить можно было до полуночи.'])
  })

  test('tomorrow’s visit can not be marked as here today', async () => {
    stand.clock.now = new Date(at('23:00').getTime() + 60_000)
    const made = await book('16:00', { start: new Date(at('16:00').getTime() + 86_400_000).toISOString() })
    id = made.body.id
    expect((await card()).actions.arrived.reason).toMatch(/^Можно с \d+ [а-я]+$/)
    expect((await post('arrived')).status).toBe(422)
  })

  test('a discount needs its reason, and so does «free of charge»; nothing is taken twice or too much', async () => {
    await post('arrived')
    const { left } = (await card()).money
    const unexplained = await post('payment', { amount: 0, free: true })
    expect([unexplained.status, Object.keys(unexplained.body.error.fields)]).toEqual([400, ['reason']])
    expect((await post('payment', { amount: left - 1, discount: { percent: 10 } })).status).toBe(400)
    expect((await post('payment', { amount: left + 1 })).status).toBe(400)
    expect((await post('payment', { amount: 0 })).status).toBe(400)
    expect((await card()).version).toBe(2)
    const part = await post('payment', { amount: 100 })
    expect(part.body.visit).toMatchObject({ status: 'arrived', money: { paid: 100, left: left - 100 } })
    const { version } = await card()
    const rest = { version, amount: left / 2 - 100, discount: { percent: 50 }, reason: 'Постоянный', method: 'card' }
    const both = await Promise.all([1, 2].map(() => admin.call('POST', `/api/appointments/${id}/payment`, rest)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await card()).toMatchObject({
      status: 'paid',
      money: { discount: left / 2, discountReason: 'Постоянный', left: 0, paid: left / 2 },
    })
    expect((await post('refund', { amount: left, method: 'card', reason: 'Не понравилось' })).status).toBe(400)
    const back = await post('refund', { amount: 100, method: 'card', reason: 'Не понравилось' })
    expect(back.body.visit).toMatchObject({ status: 'paid', money: { refunded: 100 } })
    expect((await post('undo', { change: back.body.changeId })).body.visit.money.refunded).toBe(0)
  })

  test('a free visit with its reason is paid without money', async () => {
    await post('arrived')
    const free = await post('payment', { amount: 0, free: true, reason: 'Переделка' })
    expect(free.body.visit).toMatchObject({
      status: 'paid',
      money: { paid: 0, discountReason: 'Переделка', payments: [] },
    })
  })

  test('two of the staff change one visit: one does, the other sees what it is now', async () => {
    const { version } = await card()
    const move = (by: Staff, clock: string) =>
      by.call('PATCH', `/api/appointments/${id}`, { version, start: iso(clock) })
    const answers = await Promise.all([move(admin, '17:00'), move(manager, '18:00')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const won = answers.find(({ status }) => status === 200)!.body
    const lost = answers.find(({ status }) => status === 409)!.body.error
    expect(lost).toMatchObject({ code: 'changed', now: { id, version: won.version } })
    expect(Date.parse(lost.now.start)).toBe(Date.parse(won.start))
  })

  test('a taken place names who has it, and each of the three near it can be booked', async () => {
    const refusal = (await book('16:00', { client: null })).body.error
    expect(refusal).toMatchObject({
      code: 'taken',
      message: '16:00 уже занято: Мария, Мужская стрижка.',
      standing: { kind: 'visit', visitId: id },
    })
    expect(refusal.nearest).toHaveLength(3)
    for (const near of refusal.nearest) {
      const start = `${near.slice(0, 16)}:00${near.slice(16)}`
      const there = await book('16:00', { start, client: null })
      expect(there.status).toBe(201)
      await admin.call('POST', `/api/appointments/${there.body.id}/cancel`, { version: 1, by: 'client' })
    }
  })

  test('staff book at once and far ahead; outside of hours only who may, with the reason', async () => {
    expect((await book('12:30', { client: null })).status).toBe(201)
    expect((await book('12:00', { client: null, start: iso('11:30') })).status).toBe(201)
    const refusal = (await book('23:00', { client: null })).body.error
    expect(refusal).toMatchObject({ code: 'closed', force: true })
    expect((await book('23:00', { client: null }, manager)).body.error).toMatchObject({ code: 'closed', force: false })
    const overlapReason = 'Попросила'
    expect((await book('23:00', { client: null, overlapReason }, manager)).status).toBe(403)
    expect((await book('23:00', { client: null, overlapReason })).status).toBe(201)
  })

  test('a phone is kept only with consent; nobody and a bare name can be booked too; a retry is the same visit', async () => {
    const bare = { consent: undefined }
    expect((await book('17:00', { ...bare })).body.error.fields).toHaveProperty('consent')
    const named = await book('17:00', { ...bare, client: { name: 'Олег' } }, admin, 'the-same-key')
    expect(named.status).toBe(201)
    const again = await book('17:00', { ...bare, client: { name: 'Олег' } }, admin, 'the-same-key')
    expect([again.status, again.body.id]).toEqual([200, named.body.id])
    const [consent] = await database.db.query(
      `select channel_id from consents where client_id = (select client_id from appointments where id = $1)`,
      [id],
    )
    expect(consent).toEqual({ channel_id: null })
    const foreign = await book('18:00', { client: { id: 999_999_999 } })
    expect(foreign.status).toBe(400)
  })

  test('an undo from the history needs its place: one that is taken meanwhile is refused with who has it', async () => {
    const { version } = await card()
    const moved = await admin.call('PATCH', `/api/appointments/${id}`, { version, start: iso('18:00') })
    const other = await book('16:00', { client: { name: 'Павел' } })
    expect(other.status).toBe(201)
    const undo = await post('undo', { change: moved.body.changeId })
    expect([undo.status, undo.body.error.code]).toEqual([409, 'taken'])
    await admin.call('POST', `/api/appointments/${other.body.id}/cancel`, { version: 1, by: 'client' })
    expect((await post('undo', { change: moved.body.changeId })).body.visit.start).toBe(iso('16:00'))
  })

  test('a visit keeps the length that staff gave it: when it moves, and until it is undone', async () => {
    const lengthOf = ({ start, end }: { start: string; end: string }) => (Date.parse(end) - Date.parse(start)) / 60_000
    const patch = async (change: object) => {
      const { version } = await card()
      return admin.call('PATCH', `/api/appointments/${id}`, { version, ...change })
    }
    const usual = lengthOf(await card())
    const longer = await patch({ minutes: usual + 45 })
    expect([longer.status, lengthOf(longer.body), (await card()).start]).toEqual([200, usual + 45, iso('16:00')])
    // What waits is still the word of the booking: the time to come is the same.
    expect(longer.body.notice.kind).toBe('booked')
    expect((await patch({ start: iso('18:00'), notify: false })).status).toBe(200)
    expect(lengthOf(await card())).toBe(usual + 45)
    expect((await patch({ minutes: 4 })).status).toBe(400)
    const late = await patch({ minutes: 600 })
    expect([late.status, late.body.error.code]).toEqual([422, 'closed'])
    const shorter = await patch({ minutes: 30 })
    expect(lengthOf(await card())).toBe(30)
    expect((await post('undo', { change: shorter.body.changeId })).status).toBe(200)
    expect(lengthOf(await card())).toBe(usual + 45)
    const line = (await card()).history.find(({ action }: { action: string }) => action === 'resized')
    expect(lengthOf(line.after)).toBe(usual + 45)
  })

  test('the preview is what the client will read', async () => {
    const preview = await admin.call('GET', `/api/appointments/${id}/preview?kind=cancelled&by=client`)
    expect(preview.body.text).toMatch(/^Запись отменена: .*16:00/)
  })

  test('a card is read in five queries at most, and so is a day of places', async () => {
    asked.reset()
    await card()
    expect(asked.count()).toBeLessThanOrEqual(5)
    asked.reset()
    const from = encodeURIComponent(iso('12:00'))
    await admin.call('GET', `/api/places?services=${ids.service}&from=${from}`)
    expect(asked.count()).toBeLessThanOrEqual(5)
  })
})
