import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { move } from '../db/book.ts'
import { cancel } from '../db/cancel.ts'
import { createCatalogs } from '../db/catalog.ts'
import { minuteOf } from '../db/sql.ts'
import { visitById } from '../db/visits.ts'
import { tellDue } from '../jobs/notices.ts'
import { onEachDatabaseAndChannel } from './testing/channels.ts'
import { booked, type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { keepsOpen } from './testing/queue.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { weeksOf } from './testing/weeks.ts'

onEachDatabaseAndChannel('reminders of visits', (database, on) => {
  let stand: Stand
  let client: Client
  let id = 0
  let heard = 0
  /** The visit is on Wednesday (the 25th) at 16:00, made on Monday at 10:00. */
  const { wall, next, until, inFirst } = weeksOf(() => stand)

  beforeAll(async () => {
    stand = await startStand(database.db, { on })
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    next()
    await stand.system.loop.runDue()
    client = clientOf(stand)
    id = await booked(stand, database.db, client, '16:00', 'послезавтра')
    await settled(stand, database.db)
    heard = client.heard()
  })

  const said = () => client.shown().slice(heard)
  const texts = () => said().map(({ text }) => text.split('\n')[0])
  /** The ledger of reminders of this client, as they stand: «2h 25 14:00 planned». */
  const ledger = async () => {
    const rows = await database.db.query<{ kind: string; due: Date; status: string; reason: string | null }>(
      `select n.kind, n.due_at as due, n.status, n.reason from notices n join appointments a on a.id = n.appointment_id
       where a.client_id = (select client_id from appointments where id = $1) and n.kind like 'remind%' order by n.id`,
      [id],
    )
    return rows.map(({ kind, due, status, reason }) => {
      const shown = new Date(inFirst(due).getTime() + 3 * 3_600_000).toISOString()
      return `${kind.slice(7)} ${shown.slice(8, 16).replace('T', ' ')} ${reason ?? status}`
    })
  }
  const moveTo = async (start: Date) => {
    const { catalogs } = stand.system
    await database.db.transaction(async (tx) => {
      const { version, locationId, parts, businessId } = (await visitById(tx, stand.businessId, id))!
      const wish = { locationId, parts: parts.map(({ serviceId, masterId }) => ({ serviceId, masterId })) }
      const now = minuteOf(stand.clock.now)
      await catalogs.of(tx, businessId)
      const moved = await move(tx, catalogs, { businessId, id, version, wish, start: minuteOf(start), now })
      expect(moved.ok).toBe(true)
    })
  }
  const drop = () =>
    database.db.transaction(async (tx) => {
      const { version } = (await visitById(tx, stand.businessId, id))!
      const about = { businessId: stand.businessId, id, version, by: 'client' as const, reason: null }
      expect(await cancel(tx, { ...about, now: minuteOf(stand.clock.now) })).not.toBeNull()
    })
  const statusOf = async () => (await visitById(database.db, stand.businessId, id))!.status

  test('a visit that is booked is reminded of a day and two hours before, once each, and not before', async () => {
    expect(await ledger()).toEqual(['24h 24 16:00 planned', '2h 25 14:00 planned'])
    await until(wall(24, '15:59'))
    expect(said()).toHaveLength(0)
    await until(wall(24, '16:00'))
    expect(texts()).toEqual(['Напоминаем о записи.'])
    expect(client.captions(said()[0]!)).toEqual(['Приду', 'Перенести', 'Отменить', 'Связаться с менеджером'])
    await until(wall(24, '20:00'))
    await until(wall(25, '14:00'))
    expect(texts()).toEqual(['Напоминаем о записи.', 'Вы ещё не ответили, придёте ли.', 'Напоминаем о записи.'])
    await until(wall(26, '14:00'))
    expect(said()).toHaveLength(3)
    expect(await ledger()).toEqual(['24h 24 16:00 sent', '2h 25 14:00 sent', 'again 24 20:00 sent'])
    expectGoodManners(stand)
  })

  test('booked, moved twice, cancelled, booked again: only what is true now is told', async () => {
    await moveTo(wall(26, '12:00'))
    await moveTo(wall(28, '15:00'))
    await drop()
    expect(await ledger()).toEqual([
      '24h 24 16:00 superseded',
      '2h 25 14:00 superseded',
      '24h 25 12:00 superseded',
      '2h 26 10:00 superseded',
      '24h 27 15:00 changed',
      '2h 28 13:00 changed',
    ])
    const rest = client.heard()
    id = await booked(stand, database.db, client, '17:00', 'послезавтра')
    await settled(stand, database.db)
    expect((await ledger()).slice(6)).toEqual(['24h 24 17:00 planned', '2h 25 15:00 planned'])
    const before = client.heard()
    expect(before).toBeGreaterThan(rest)
    for (const moment of [
      wall(24, '16:00'),
      wall(24, '17:00'),
      wall(25, '12:00'),
      wall(25, '15:00'),
      wall(28, '16:00'),
    ])
      await until(moment)
    expect(
      client
        .shown()
        .slice(before)
        .map(({ text }) => text),
    ).toEqual([expect.stringMatching(/17:00/), expect.stringMatching(/17:00/)])
  })

  test('«Приду» confirms; the second question is not asked, and the last reminder asks nothing', async () => {
    await until(wall(24, '16:00'))
    await client.plays(tap('Приду'), /Спасибо, ждём вас/)
    expect(await statusOf()).toBe('confirmed')
    await until(wall(24, '20:00'))
    await until(wall(25, '14:00'))
    expect(await ledger()).toEqual(['24h 24 16:00 sent', '2h 25 14:00 sent', 'again 24 20:00 answered'])
    const last = said().at(-1)!
    // By then the client has written within a day: free words reach them in WhatsApp too.
    expect(last.text).toMatch(/^Напоминаем: ждём вас/)
    expect(client.captions(last)).toEqual(['Перенести', 'Отменить', 'Связаться с менеджером'])
    const events = await database.db.query(`select 1 from events where kind = 'confirmed' and appointment_id = $1`, [
      id,
    ])
    expect(events).toHaveLength(1)
  })

  test('a typed «да, приду» confirms too, once somebody was reminded', async () => {
    await until(wall(24, '16:00'))
    await client.plays('да, приду', /Спасибо, ждём вас/)
    expect(await statusOf()).toBe('confirmed')
  })

  test('«Перенести» under a reminder moves the visit, and the new place is reminded of', async () => {
    await until(wall(24, '16:00'))
    await client.plays(tap('Перенести'), /выберите|время/i, 'в субботу в 15:00', /Перенес|Перенос/i)
    await client.plays(tap(/^Перенести/), /перенес/i)
    await settled(stand, database.db)
    expect(await ledger()).toEqual([
      '24h 24 16:00 sent',
      '2h 25 14:00 superseded',
      'again 24 20:00 superseded',
      '24h 27 15:00 planned',
      '2h 28 13:00 planned',
    ])
  })

  test('«Приду» under the reminder of a time that is no more confirms nothing, and shows the time that is', async () => {
    await until(wall(24, '16:00'))
    await moveTo(wall(28, '15:00'))
    await client.plays(tap('Приду'), /15:00[\s\S]*Придёте/)
    expect(await statusOf()).toBe('booked')
    await client.plays(tap('Приду'), /Спасибо, ждём вас[\s\S]*15:00/)
    expect(await statusOf()).toBe('confirmed')
  })

  test('another rule plans anew what is not yet sent; the rule of a service goes before that of the business', async () => {
    const owner = await signIn(database.db, stand, 'owner')
    const { version } = (await owner.call('GET', '/api/settings')).body
    const change = { version, rules: { remindHours: [24, 3] } }
    const changed = await owner.call('PATCH', '/api/settings', change)
    expect(changed.body.rules.remindHours).toEqual([24, 3])
    expect(await ledger()).toEqual(['24h 24 16:00 planned', '2h 25 14:00 rules', '3h 25 13:00 planned'])
    await until(wall(24, '16:00'))
    const again = await signIn(database.db, stand, 'owner')
    const { services } = (await again.call('GET', '/api/catalog')).body
    const cut = services.find(({ name }: { name: string }) => name === 'Мужская стрижка')
    const own = await again.call('PATCH', `/api/services/${cut.id}`, {
      version: cut.version,
      rules: { ...cut.rules, remindHours: [24, 2] },
    })
    expect(own.status).toBe(200)
    expect(await ledger()).toEqual([
      '24h 24 16:00 sent',
      '2h 25 14:00 planned',
      '3h 25 13:00 rules',
      'again 24 20:00 planned',
    ])
    // As it was, for the others.
    await again.call('PATCH', `/api/services/${cut.id}`, { version: cut.version + 1, rules: cut.rules })
    await again.call('PATCH', '/api/settings', { version: version + 1, rules: { remindHours: [24, 2] } })
  })

  // WhatsApp and Instagram tell nobody who has blocked them.
  test.skipIf(on !== 'telegram')(
    'a client who stopped the bot is not reminded, and nothing is planned for them',
    async () => {
      client.person.blocks(stand.bot)
      await settled(stand, database.db)
      await until(wall(24, '16:00'))
      expect(said()).toHaveLength(0)
      expect(await ledger()).toEqual(['24h 24 16:00 blocked', '2h 25 14:00 planned'])
      await moveTo(wall(28, '15:00'))
      expect(await ledger()).toEqual(['24h 24 16:00 blocked', '2h 25 14:00 superseded'])
    },
  )

  test('the clock jumps three days forward: nobody hears of what is over; back an hour: nothing is repeated', async () => {
    await until(wall(24, '16:00'))
    stand.clock.now = wall(24, '15:00')
    await until(wall(24, '15:30'))
    await until(wall(24, '16:30'))
    expect(said()).toHaveLength(1)
    await until(wall(27, '16:30'))
    expect(said()).toHaveLength(1)
    expect(await ledger()).toEqual(['24h 24 16:00 sent', '2h 25 14:00 late', 'again 24 20:00 late'])
  })

  test('after an outage what is stale is skipped, and what still helps goes out', async () => {
    await until(wall(25, '14:40'))
    expect(await ledger()).toEqual(['24h 24 16:00 late', '2h 25 14:00 sent'])
    expect(said()).toHaveLength(1)
  })

  test('staff see the reminders of a visit, and that it is unconfirmed once nothing more is asked', async () => {
    const card = async () =>
      (await (await signIn(database.db, stand, 'owner')).call('GET', `/api/appointments/${id}`)).body
    expect(await card()).toMatchObject({ unconfirmed: false, notices: [], reminders: [{ status: 'planned' }, {}] })
    await until(wall(24, '16:00'))
    expect((await card()).unconfirmed).toBe(false)
    await until(wall(24, '20:00'))
    expect(await card()).toMatchObject({ unconfirmed: true })
    await client.plays(tap('Приду'), /Спасибо, ждём вас/)
    expect((await card()).unconfirmed).toBe(false)
  })

  test('while a person answers in the dialogue the visit is reminded of all the same, and «Приду» counts', async () => {
    const staff = await signIn(database.db, stand, 'owner')
    const [member] = await database.db.query<{ id: number }>(
      'select id from members where business_id = $1 order by id desc limit 1',
      [stand.businessId],
    )
    expect(staff).toBeDefined()
    await database.db.query(`update chats set owner = 'member', owner_member_id = $2 where external_id = $1`, [
      String(client.person.id),
      member!.id,
    ])
    await until(wall(24, '16:00'))
    expect(texts()).toEqual(['Напоминаем о записи.'])
    await client.plays(tap('Приду'))
    await settled(stand, database.db)
    expect(await statusOf()).toBe('confirmed')
    // What a bubble says elsewhere is a message where there are none.
    expect(said()).toHaveLength(on === 'telegram' ? 1 : 2)
  })

  test('two nodes share five hundred reminders: each is decided once, each message goes out once', async () => {
    await database.db.query(
      `with made as (insert into appointments (business_id, key, client_id, chat_id, location_id, door, status, starts_at, ends_at, price,
           created_at, updated_at)
         select business_id, 'many ' || id || ' ' || n, client_id, chat_id, location_id, 'staff', 'booked', starts_at, ends_at, price, created_at, updated_at
         from appointments, generate_series(1, 500) n where id = $1 returning *)
       insert into notices (business_id, kind, appointment_id, version, client_id, status, due_at, data, created_at)
       select business_id, 'remind_24h', id, version, client_id, 'planned', $2::timestamptz,
         jsonb_build_object('start', extract(epoch from starts_at)::bigint / 60), created_at from made`,
      [id, wall(24, '16:00')],
    )
    await keepsOpen(stand, wall(24, '16:00'))
    stand.clock.now = wall(24, '16:00')
    const { delivery, catalogs } = stand.system
    const other = { ...stand.system, catalogs: createCatalogs(), delivery: { ...delivery, db: database.another() } }
    const onError = (error: unknown) => expect(error).toBeUndefined()
    let taken = 0
    const work = async (node: Pick<typeof other, 'delivery' | 'catalogs' | 'texts'>) => {
      for (let count = 1; count > 0; taken += count) count = await tellDue({ ...node, onError }, 100)
    }
    await Promise.all([work({ ...stand.system, catalogs }), work(other)])
    expect(taken).toBe(501)
    const rows = await database.db.query<{ status: string; count: number; messages: number }>(
      `select status, count(*)::int as count, count(distinct message_id)::int as messages from notices
       where kind = 'remind_24h' and due_at = $1::timestamptz group by status`,
      [wall(24, '16:00')],
    )
    expect(rows).toEqual([{ status: 'sent', count: 501, messages: 501 }])
    const out = await database.db.query(
      `update messages set status = 'skipped' where status = 'queued' and text like 'Напоминаем о записи%' returning 1`,
    )
    expect(out).toHaveLength(501)
  })
})
