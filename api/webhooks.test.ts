import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { confirmComing } from '../db/coming.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import type { HookKind } from '../domain/webhooks.ts'
import { eventShape } from './routes/webhooks-shapes.ts'
import { clientOf } from './testing/client.ts'
import { type Hook, type Hooked, startHooked } from './testing/hooked.ts'
import { isGenuine, type Received } from './testing/receiver.ts'
import { sendTable } from './testing/sendtable.ts'
import { API_KEY } from './testing/stand.ts'

type Event = {
  id: string
  type: HookKind
  sequence: number
  occurredAt: string
  zone: string
  // biome-ignore lint/suspicious/noExplicitAny: a law says what it expects of a payload
  data: any
  // biome-ignore lint/suspicious/noExplicitAny: the same
  previous: any
}

onEachDatabase('what happens is told to the business’s own systems', (database) => {
  let hooked: Hooked
  let hook: Hook
  beforeAll(async () => {
    hooked = await startHooked(database.db)
  })
  afterAll(() => hooked.stop())
  beforeEach(async () => {
    await hooked.clear()
    hook = await hooked.add()
  })
  afterEach(() => {
    for (const { json } of hooked.receiver.got)
      expect([json.type, eventShape(json.type as HookKind).safeParse(json).error?.issues]).toEqual([
        json.type,
        undefined,
      ])
    expect(hooked.stand.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  /** In the order that their numbers tell: several are on the way at once. */
  const events = (all: readonly Received[]) =>
    all.map(({ json }) => json as unknown as Event).sort((a, b) => a.sequence - b.sequence)
  const types = (all: readonly Received[]) => events(all).map(({ type }) => type)
  const card = async (id: number) => (await hooked.owner.call('GET', `/api/appointments/${id}`)).body
  const does = async (id: number, verb: string, body: object = {}) => {
    const answer = await hooked.owner.call('POST', `/api/appointments/${id}/${verb}`, {
      version: (await card(id)).version,
      ...body,
    })
    expect([verb, answer.status, answer.body.error?.message]).toEqual([verb, 200, undefined])
    return answer.body
  }
  const since = (count: number) => events(hooked.receiver.got).slice(count)

  test('the life of a visit is told event by event: each once, signed, in the shape and with the values that the API shows', async () => {
    const { owner, stand, told, book } = hooked
    const { id } = await book()
    expect(types(await told())).toEqual(['booking.created'])
    const made = await card(id)
    const [first] = events(hooked.receiver.got)
    const { start, end, zone, status, version, location, parts, door, createdAt } = made
    expect(first).toMatchObject({
      zone: 'Europe/Moscow',
      occurredAt: stand.clock.now.toISOString(),
      previous: null,
      data: { id, start, end, zone, status, version, location, parts, door, createdAt, cancelled: null },
    })
    expect(first!.data.money).toEqual({ price: made.money.price, discount: 0 })

    const after = new Date(Date.parse(start) + 14 * 86_400_000).toISOString()
    expect((await owner.call('PATCH', `/api/appointments/${id}`, { version: made.version, start: after })).status).toBe(
      200,
    )
    await told()
    expect(since(1)).toMatchObject([
      { type: 'booking.moved', data: { start: after, version: made.version + 1 }, previous: { start, end, parts } },
    ])

    const { version: seen, client } = await card(id)
    const come = { businessId: stand.businessId, id, version: seen, clientId: client.id, now: stand.clock.now }
    expect(await database.db.transaction((tx) => confirmComing(tx, come))).toBe(true)
    await told()
    expect(since(2)).toMatchObject([
      { type: 'booking.confirmed', data: { status: 'confirmed' }, previous: { status: 'booked' } },
    ])

    stand.clock.now = new Date(Date.parse(after) + 60_000)
    const { changeId } = await does(id, 'arrived')
    await told()
    expect(since(3)).toMatchObject([
      { type: 'booking.status', data: { status: 'arrived' }, previous: { status: 'confirmed' } },
    ])
    await does(id, 'undo', { change: changeId })
    await does(id, 'no-show', { notify: false })
    await told()
    expect(since(4).map(({ type, data }) => [type, data.status])).toEqual([
      ['booking.status', 'confirmed'],
      ['booking.status', 'no_show'],
    ])
    await does(id, 'unmark')
    await does(id, 'arrived')
    await does(id, 'payment', {
      amount: 1300_00,
      method: 'cash',
      discount: { amount: 100_00 },
      reason: 'постоянный клиент',
    })
    await does(id, 'refund', { amount: 300_00, method: 'cash', reason: 'вернули' })
    await told()
    const late = since(6)
    expect(late.map(({ type, data }) => [type, data.status ?? data.amount])).toEqual([
      ['booking.status', 'confirmed'],
      ['booking.status', 'arrived'],
      ['payment.created', 1300_00],
      ['booking.status', 'paid'],
      ['payment.refunded', 300_00],
    ])
    expect(late[2]!.data).toMatchObject({ visit: id, method: 'cash', kind: 'payment' })
    expect(late[3]!.previous).toMatchObject({ status: 'arrived', money: { discount: 0 } })

    for (const one of hooked.receiver.got) {
      expect(isGenuine(hook.secret, one, stand.clock.now.getTime() / 1000)).toBe(
        Math.abs(stand.clock.now.getTime() / 1000 - Number(one.headers['webhook-timestamp'])) <= 300,
      )
      expect(one.headers['webhook-id']).toBe(one.json.id)
    }
    expect(new Set(hooked.receiver.got.map(({ json }) => json.id)).size).toBe(hooked.receiver.got.length)
  })

  test('a cancellation, its way back, a payment that was a mistake: each is told, with what stood before', async () => {
    const { id } = await hooked.book()
    await hooked.told()
    await does(id, 'cancel', { by: 'client', reason: 'заболел', notify: false })
    await hooked.told()
    await does(id, 'restore', { notify: false })
    await hooked.told()
    expect(since(1)).toMatchObject([
      {
        type: 'booking.cancelled',
        data: { status: 'cancelled', cancelled: { by: 'client' } },
        previous: { status: 'booked', cancelled: null },
      },
      { type: 'booking.status', data: { status: 'booked', cancelled: null }, previous: { status: 'cancelled' } },
    ])
    hooked.stand.clock.now = new Date((await card(id)).start)
    await does(id, 'arrived')
    const paid = await does(id, 'payment', { amount: 500_00, method: 'card', price: 500_00 })
    await hooked.told()
    await does(id, 'undo', { change: paid.changeId })
    await hooked.told()
    expect(
      since(3)
        .map(({ type }) => type)
        .filter((type) => type.startsWith('payment')),
    ).toEqual(['payment.created', 'payment.deleted'])
  })

  test('a client books by chat: the contact and the visit are told, the hold on the way there is not', async () => {
    const client = clientOf(hooked.stand, { first_name: 'Вера' })
    await client.plays('/start', /Здравствуйте/)
    await hooked.told()
    expect(types(hooked.receiver.got)).toEqual(['lead.created'])
    expect(events(hooked.receiver.got)[0]).toMatchObject({
      data: { stage: 'new', channel: 'telegram', client: { name: null, phone: null } },
    })
    const answer = await fetch(`${hooked.stand.url}/api/lead`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${API_KEY}` },
      body: JSON.stringify({ client_name: 'Пётр', phone: '+7 900 765-43-21', consent: true, source: 'site' }),
    })
    const lead = (await answer.json()) as { lead_id?: number; id?: number }
    await hooked.told()
    const [made] = since(1)
    expect(made).toMatchObject({ type: 'lead.created', data: { id: lead.lead_id ?? lead.id, source: 'site' } })
    expect(JSON.stringify(hooked.receiver.got.map(({ body }) => body))).not.toMatch(/Пётр|7654321|Вера/)
    const { version } = (await hooked.owner.call('GET', `/api/leads/${made!.data.id}`)).body
    await hooked.owner.call('PATCH', `/api/leads/${made!.data.id}`, { version, source: 'maps' })
    await hooked.told()
    expect(since(2)).toMatchObject([{ type: 'lead.updated', data: { source: 'maps' }, previous: { source: 'site' } }])
    await database.db.query(`update leads set stage = 'lost', lost_reason = 'дорого' where id = $1`, [made!.data.id])
    await hooked.told()
    expect(since(3)).toMatchObject([
      {
        type: 'lead.updated',
        data: { stage: 'lost', lostReason: 'дорого' },
        previous: { stage: 'new', lostReason: null },
      },
    ])
  })

  test('name, phone and answers go only to the address for which the owner switched them on', async () => {
    const open = await hooked.add({ url: `${hooked.receiver.url}/open`, personal: true })
    await hooked.book({ name: 'Мария Тестова', phone: '+79001112233' })
    await hooked.told()
    const [told, not] = [true, false].map((may) => hooked.receiver.got.find(({ at }) => at.endsWith('/open') === may)!)
    expect((told!.json as unknown as Event).data.client).toMatchObject({ name: 'Мария Тестова', phone: '+79001112233' })
    expect(not!.body).not.toMatch(/Тестова|9001112233/)
    // The same thing has the same id at both.
    expect(told!.json.id).toBe(not!.json.id)
    expect(isGenuine(open.secret, told!, hooked.stand.clock.now.getTime() / 1000)).toBe(true)
    expect(isGenuine(open.secret, not!, hooked.stand.clock.now.getTime() / 1000)).toBe(false)
  })

  test('what is erased from the card is erased from what was handed over, and what still waited goes nowhere', async () => {
    await hooked.add({ personal: true })
    const { id } = await hooked.book({ name: 'Забытая Ольга', phone: '+79003334455' })
    hooked.receiver.does({ status: 500 })
    await hooked.told()
    const client = (await card(id)).client.id
    const erased = await hooked.owner.call('POST', `/api/clients/${client}/erase`, {
      word: 'удалить',
      upcoming: 'cancel',
    })
    expect(erased.status).toBe(200)
    const rows = await database.db.query<{ body: string | null; status: string }>(
      `select body, status from webhook_deliveries where client_id = $1 and kind = 'booking.created'`,
      [client],
    )
    expect(rows.map(({ body, status }) => [body, status])).toEqual([
      [null, 'skipped'],
      [null, 'skipped'],
    ])
    hooked.receiver.does({ status: 204 })
    const before = hooked.receiver.got.length
    hooked.later(3_600_000)
    await hooked.told()
    expect(since(before).filter(({ type }) => type === 'booking.created')).toEqual([])
    expect(JSON.stringify(hooked.receiver.got.slice(before).map(({ body }) => body))).not.toMatch(/Забытая|3334455/)
    expect(since(before).map(({ type }) => type)).toContain('booking.cancelled')
  })

  test('a transaction that is rolled back tells nothing; one that ends where it began tells nothing; of a hold nobody hears', async () => {
    const { id } = await hooked.book()
    await hooked.told()
    await database.db
      .transaction(async (tx) => {
        await tx.query(`update appointments set status = 'cancelled', version = version + 1 where id = $1`, [id])
        throw new Error('no')
      })
      .catch(() => {})
    await database.db.transaction(async (tx) => {
      await tx.query(`update appointments set status = 'confirmed', version = version + 1 where id = $1`, [id])
      await tx.query(`update appointments set status = 'booked', version = version + 1 where id = $1`, [id])
    })
    await database.db.transaction(async (tx) => {
      await tx.query('savepoint s')
      await tx.query(`update appointments set status = 'no_show', version = version + 1 where id = $1`, [id])
      await tx.query('rollback to savepoint s')
    })
    await hooked.told()
    expect(since(1)).toEqual([])
    const [held] = await database.db.query<{ id: number }>(
      `insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, hold_expires_at, created_at, updated_at)
       select business_id, 'held-' || id || now()::text, client_id, location_id, 'chat', 'held', starts_at, ends_at, price, ends_at, created_at, updated_at
       from appointments where id = $1 returning id`,
      [id],
    )
    await database.db.query(`update appointments set status = 'cancelled', version = version + 1 where id = $1`, [
      held!.id,
    ])
    await hooked.told()
    expect(since(1)).toEqual([])
  })

  test('a table of the past and its undoing tell nothing; what staff change of it afterwards does', async () => {
    const table =
      'Дата;Время;Клиент;Телефон;Услуга;Мастер;Цена;Оплачено;Статус\n02.11.2026;14:30;Анна Прошлая;8 (900) 123-45-67;Стрижка;Мария;1200;1200;Клиент пришёл\n'
    const taken = await sendTable(hooked.stand, hooked.owner, '/api/imports', table, { consent: 'yes' })
    expect(taken.status).toBe(201)
    await hooked.told()
    expect(hooked.receiver.got).toEqual([])
    const [visit] = await database.db.query<{ id: number; lead_id: number | null }>(
      'select id, lead_id from appointments where business_id = $1 and import_id is not null',
      [hooked.stand.businessId],
    )
    await does(visit!.id, 'refund', { amount: 200_00, method: 'cash', reason: 'за прошлое' })
    await hooked.told()
    expect(types(hooked.receiver.got)).toContain('payment.refunded')
  })

  test('nothing is written down for a business that has no address, or has switched it off', async () => {
    await hooked.owner.call('PATCH', `/api/webhooks/${hook.id}`, { version: 1, on: false })
    await hooked.book()
    const [row] = await database.db.query<{ count: number }>('select count(*)::int as count from webhook_events')
    expect(row!.count).toBe(0)
    await hooked.told()
    expect(hooked.receiver.got).toEqual([])
  })
})
