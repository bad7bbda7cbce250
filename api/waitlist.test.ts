import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { removeTimeOff, writeTimeOff } from '../db/blocks.ts'
import { book, move } from '../db/book.ts'
import { cancel } from '../db/cancel.ts'
import { touchCatalog } from '../db/catalog.ts'
import { eraseClient } from '../db/clients-erase.ts'
import { mergeClients } from '../db/clients-merge.ts'
import { confirmHold } from '../db/confirm.ts'
import { minuteOf } from '../db/sql.ts'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { visitById } from '../db/visits.ts'
import { lockWaiting } from '../db/waitlist.ts'
import { prolongOffer } from '../db/waitoffers.ts'
import { addDays, instantOf } from '../domain/time.ts'
import { offerFreed } from '../jobs/waitlist.ts'
import { type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'

const ZONE = 'Europe/Moscow'
const MINUTE = 60_000

onEachDatabase('the waitlist', (database) => {
  let stand: Stand
  let asked: ReturnType<typeof counted>
  /** The day that everybody wants, a Tuesday; a week later in each test. */
  let day = '2026-11-24'
  let master = 0
  let serviceId = 0
  let visits: number[] = []

  const wall = (clock: string, date = day) => {
    const [hours, minutes] = clock.split(':').map(Number)
    return instantOf(ZONE, date, hours! * 60 + minutes!)
  }
  const minute = () => minuteOf(stand.clock.now)
  const query = <T>(text: string, params: (string | number | null)[] = []) => database.db.query<T>(text, params)

  beforeAll(async () => {
    asked = counted(database.db)
    stand = await startStand(asked.db)
    const catalog = await stand.catalog()
    master = catalog.resources.find(({ name }) => name === 'Дмитрий')!.id
    serviceId = catalog.services.find(({ name }) => name === 'Мужская стрижка')!.id
  })
  afterAll(() => stand.stop())
  const looking = () => {
    const { delivery, catalogs } = stand.system
    const onError = (error: unknown) => {
      throw error
    }
    return { delivery, catalogs, onError }
  }

  /** Dmitry works from 16 to 18 that day, and both hours are taken. */
  beforeEach(async () => {
    await query(`update waitlist set status = 'cancelled', due_at = null where status in ('waiting', 'offered')`)
    day = addDays(day, 7)
    stand.clock.now = new Date(wall('10:00', addDays(day, -1)) * MINUTE)
    await stand.system.loop.runDue()
    await settled(stand, database.db)
    await away([wall('00:00'), wall('16:00')], [wall('18:00'), wall('23:59')])
    visits = [await taken('16:00'), await taken('17:00')]
  })

  async function away(...spans: [number, number][]): Promise<number[]> {
    return database.db.transaction(async (tx) => {
      const places = spans.map(([from, to]) => ({ resourceId: master, from, to }))
      const rows = await writeTimeOff(tx, stand.businessId, places, null)
      await touchCatalog(tx, stand.businessId)
      return rows.map(({ id }) => id)
    })
  }
  /** A stranger's visit at Dmitry's. */
  async function taken(clock: string, date = day): Promise<number> {
    const { locations } = await stand.catalog()
    return database.db.transaction(async (tx) => {
      const [client] = await tx.query<{ id: number }>(
        `insert into clients (business_id, name, created_at) values ($1, 'Игорь', $2::timestamptz) returning id`,
        [stand.businessId, stand.clock.now],
      )
      const wish = { locationId: locations[0]!.id, parts: [{ serviceId, masterId: master }] }
      const about = { businessId: stand.businessId, key: crypto.randomUUID(), wish, start: wall(clock, date) }
      const booked = await book(tx, stand.system.catalogs, {
        ...about,
        now: minute(),
        clientId: client!.id,
        door: 'staff',
      })
      if (!booked.ok) throw new Error(booked.reason)
      return booked.visit.id
    })
  }
  async function drop(id: number): Promise<void> {
    await database.db.transaction(async (tx) => {
      const { version } = (await visitById(tx, stand.businessId, id))!
      const request = { businessId: stand.businessId, id, version, by: 'member' as const, reason: null }
      expect(await cancel(tx, { ...request, now: minute() })).not.toBeNull()
    })
  }
  /** Somebody of whom nothing is asked before a booking. */
  async function known(first_name: string): Promise<Client> {
    const client = clientOf(stand, { first_name })
    await client.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    await query(
      `with me as (select i.client_id as id, i.channel_id from identities i where i.external_id = $1 and i.business_id = $2),
         named as (update clients set name = $3, phone = '+7900' || $1 where id = (select id from me))
       insert into consents (business_id, client_id, channel_id, purpose, version, granted_at)
       select $2, id, channel_id, 'personal_data', 1, '2026-01-01T00:00:00Z'::timestamptz from me`,
      [String(client.person.id), stand.businessId, first_name],
    )
    return client
  }
  /** Waits for a haircut by Dmitry that day. */
  async function joins(client: Client): Promise<Client> {
    await client.plays(`мужская стрижка у Дмитрия ${Number(day.slice(8))}.${day.slice(5, 7)}`, /мест нет/)
    await client.plays(tap('Сообщить, если освободится'), /Вы в листе ожидания: Мужская стрижка · Дмитрий/)
    await settled(stand, database.db)
    return client
  }
  /** So many more wait for the same as the last who joined, behind them. */
  const crowd = (count: number) =>
    query(
      `with w as (select * from waitlist where business_id = $1 order by id desc limit 1),
         c as (insert into clients (business_id, name, created_at) select business_id, 'Глеб', created_at from w, generate_series(1, $2)
           returning id),
         t as (insert into chats (business_id, channel_id, external_id, client_id, created_at)
           select $1, (select min(id) from channels where business_id = $1), 'crowd-' || c.id, c.id, w.created_at from c, w returning id, client_id)
       insert into waitlist (business_id, client_id, chat_id, location_id, service_id, services, resource_id, from_day, to_day,
         from_minute, to_minute, begins_at, ends_at, status, passed, due_at, catalog_version, created_at, updated_at)
       select $1, t.client_id, t.id, w.location_id, w.service_id, w.services, w.resource_id, w.from_day, w.to_day,
         w.from_minute, w.to_minute, w.begins_at, w.ends_at, 'waiting', w.passed, w.due_at, w.catalog_version, w.created_at, w.updated_at
       from w, t`,
      [stand.businessId, count],
    )
  const until = async (ms: number, ...nodes: Stand['system'][]) => {
    await pass(stand, ms, ...nodes)
    await settled(stand, database.db)
  }
  const offers = ({ person }: Client) =>
    stand.bot.chats.get(person.id)!.shown.filter(({ text }) => text.startsWith('Освободилось место')).length
  const statusOf = async ({ person }: Client) => {
    const rows = await query<{ status: string }>(
      `select w.status from waitlist w join identities i on i.client_id = w.client_id where i.external_id = $1 order by w.id`,
      [String(person.id)],
    )
    return rows.map(({ status }) => status).join()
  }
  const bookedBy = async ({ person }: Client) =>
    query<{ at: Date }>(
      `select a.starts_at as at from appointments a join identities i on i.client_id = a.client_id
       where i.external_id = $1 and a.status in ('booked', 'confirmed')`,
      [String(person.id)],
    )
  const heldNow = async () => {
    const [row] = await query<{ count: number }>(
      `select count(*)::int as count from appointments where status = 'held' and door = 'waitlist' and business_id = $1
         and hold_expires_at > $2::timestamptz`,
      [stand.businessId, stand.clock.now.toISOString()],
    )
    return row!.count
  }

  test('a cancelled visit is offered to the first in order, kept for fifteen minutes, and booked by one tap', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    await drop(visits[1]!)
    await until(9_000)
    expect(offers(first)).toBe(0)
    await until(2_000)
    expect([offers(first), offers(second)]).toEqual([1, 0])
    const offer = first.shown().at(-1)!
    expect(offer.text).toContain('17:00')
    expect(offer.text).toContain('Держим его за вами до 10:15')
    expect(first.captions(offer)).toEqual(['Записаться', 'Не подходит', 'Связаться с менеджером'])
    await first.plays(tap('Записаться'), /Готово, вы записаны/)
    await settled(stand, database.db)
    expect((await bookedBy(first)).map(({ at }) => minuteOf(at))).toEqual([wall('17:00')])
    expect([await statusOf(first), await statusOf(second)]).toEqual(['booked', 'waiting'])
    await until(60 * MINUTE)
    expect([offers(first), offers(second), await heldNow()]).toEqual([1, 0, 0])
    expectGoodManners(stand)
  })

  test('who does not want it or does not answer stays in the list, and the next one is asked; the late answer is told kindly', async () => {
    const [first, second, third] = [
      await joins(await known('Пётр')),
      await joins(await known('Павел')),
      await joins(await known('Фома')),
    ]
    await drop(visits[0]!)
    await until(11_000)
    await first.plays(tap('Не подходит'), /Вы остаётесь в листе ожидания: Мужская стрижка/)
    await until(0)
    expect([first, second, third].map(offers)).toEqual([1, 1, 0])
    await until(14 * MINUTE)
    expect([first, second, third].map(offers)).toEqual([1, 1, 0])
    await until(2 * MINUTE)
    expect([first, second, third].map(offers)).toEqual([1, 1, 1])
    await second.plays(tap('Записаться'), /16:00: место уже занято. Вы остаётесь в листе ожидания/)
    await third.plays(tap('Записаться'), /Готово, вы записаны/)
    await settled(stand, database.db)
    expect(await Promise.all([first, second, third].map(statusOf))).toEqual(['waiting', 'waiting', 'booked'])
    expectGoodManners(stand)
  })

  test('two taps at once for one freed place: exactly one gets it', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    await drop(visits[0]!)
    await until(11_000)
    await until(16 * MINUTE)
    // The first answers late just when the second is offered the same place.
    expect([offers(first), offers(second)]).toEqual([1, 1])
    await Promise.all([first.plays(tap('Записаться')), second.plays(tap('Записаться'))])
    await settled(stand, database.db)
    expect([(await bookedBy(first)).length, (await bookedBy(second)).length]).toEqual([0, 1])
    expect([await statusOf(first), await statusOf(second)]).toEqual(['waiting', 'booked'])
  })

  test('nobody else can take a place while it is kept, nor is it offered twice, however many nodes there are', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    const other = await stand.node(database.another())
    await drop(visits[0]!)
    await until(11_000, other.system)
    expect([offers(first), offers(second), await heldNow()]).toEqual([1, 0, 1])
    await expect(taken('16:00')).rejects.toThrow('taken')
    await until(16 * MINUTE, other.system)
    expect([offers(first), offers(second), await heldNow()]).toEqual([1, 1, 1])
    await other.stop()
  })

  test('a restart loses nothing: another node offers what became free, and ends what nobody answered', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    await drop(visits[0]!)
    const other = await stand.node(database.another())
    stand.clock.now = new Date(stand.clock.now.getTime() + 11_000)
    await other.system.loop.runDue()
    await settled(stand, database.db)
    expect([offers(first), offers(second)]).toEqual([1, 0])
    await other.stop()
    await until(20 * MINUTE)
    expect([offers(first), offers(second)]).toEqual([1, 1])
  })

  test('a day off that is taken back offers each place once, and nobody gets two at a time', async () => {
    const [off] = await away([wall('18:00', addDays(day, 1)), wall('23:59', addDays(day, 1))])
    const all = await away([wall('00:00', addDays(day, 1)), wall('18:00', addDays(day, 1))])
    const people = [await known('Пётр'), await known('Павел'), await known('Фома'), await known('Лука')]
    day = addDays(day, 1)
    for (const person of people) await joins(person)
    await database.db.transaction(async (tx) => {
      for (const id of all) await removeTimeOff(tx, stand.businessId, id)
      await touchCatalog(tx, stand.businessId)
    })
    await until(11_000)
    expect(people.map(offers)).toEqual([1, 1, 1, 1])
    const held = await query<{ at: Date }>(
      `select starts_at as at from appointments where status = 'held' and door = 'waitlist'
         and hold_expires_at > $1::timestamptz order by starts_at`,
      [stand.clock.now.toISOString()],
    )
    expect(new Set(held.map(({ at }) => at.getTime())).size).toBe(4)
    await until(5 * MINUTE)
    expect(people.map(offers)).toEqual([1, 1, 1, 1])
    expect(off).toBeGreaterThan(0)
    day = addDays(day, -1)
  })

  test('a moved visit frees its place; who has booked the service meanwhile is passed by', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    // The first books with another master.
    await first.plays(
      `мужская стрижка к Марии ${Number(addDays(day, 2).slice(8))}.${addDays(day, 2).slice(5, 7)} в 12:00`,
      /Проверьте/,
    )
    await first.plays(tap('Записать'), /Готово/)
    await settled(stand, database.db)
    await database.db.transaction(async (tx) => {
      const { version, locationId } = (await visitById(tx, stand.businessId, visits[1]!))!
      const wish = { locationId, parts: [{ serviceId, masterId: master }] }
      const { businessId } = stand
      const moved = await move(tx, stand.system.catalogs, {
        businessId,
        id: visits[1]!,
        version,
        wish,
        start: wall('12:00', addDays(day, 2)),
        now: minute(),
      })
      expect(moved).toMatchObject({ ok: true })
    })
    await until(11_000)
    expect([offers(first), offers(second)]).toEqual([0, 1])
    expect([await statusOf(first), await statusOf(second)]).toEqual(['booked', 'offered'])
  })

  test('by night nobody is asked: a place of the next day waits for nine o’clock, one of the early morning for nobody', async () => {
    const first = await joins(await known('Пётр'))
    stand.clock.now = new Date(wall('22:00', addDays(day, -1)) * MINUTE)
    await drop(visits[0]!)
    await until(11_000)
    await until(6 * 60 * MINUTE)
    expect([offers(first), await heldNow()]).toEqual([0, 0])
    stand.clock.now = new Date(wall('09:00') * MINUTE)
    await until(0)
    expect([offers(first), await statusOf(first)]).toEqual([1, 'offered'])
    await first.plays(tap('Не подходит'), /остаётесь/)
    stand.clock.now = new Date(wall('10:00', addDays(day, 1)) * MINUTE)
    await until(0)
    expect(await statusOf(first)).toBe('expired')
  })

  test('a hold that ends is no freed place, but who looked while it stood looks again', async () => {
    const first = await joins(await known('Пётр'))
    await drop(visits[0]!)
    // Somebody else is faster than the search, and lets it run out.
    const { locations } = await stand.catalog()
    const [stranger] = await query<{ id: number }>(
      `insert into clients (business_id, created_at) values ($1, '2026-01-01T00:00:00Z') returning id`,
      [stand.businessId],
    )
    const wish = { locationId: locations[0]!.id, parts: [{ serviceId, masterId: master }] }
    const { businessId } = stand
    const clientId = stranger!.id
    const held = await database.db.transaction((tx) =>
      book(tx, stand.system.catalogs, {
        businessId,
        key: crypto.randomUUID(),
        wish,
        start: wall('16:00'),
        now: minute(),
        clientId,
        door: 'telegram',
        hold: true,
      }),
    )
    expect(held.ok).toBe(true)
    await until(11_000)
    expect(offers(first)).toBe(0)
    await until(30 * MINUTE)
    expect(offers(first)).toBe(1)
    if (!held.ok) return
    const late = { businessId, id: held.visit.id, clientId, now: minute() }
    expect((await database.db.transaction((tx) => confirmHold(tx, stand.system.catalogs, late))).ok).toBe(false)
  })

  test('in words: joined, changed, listed and left; one entry for a service, in its old turn', async () => {
    const client = await known('Пётр')
    const date = `${Number(day.slice(8))}.${day.slice(5, 7)}`
    await client.plays(
      `сообщите, если освободится мужская стрижка у Дмитрия ${date} вечером`,
      /Вы в листе ожидания: Мужская стрижка · Дмитрий, .*вечером/,
    )
    await client.plays(
      `поставьте в лист ожидания на мужскую стрижку к Дмитрию ${date}`,
      /Вы в листе ожидания: Мужская стрижка · Дмитрий, [^,]+, \d+ \S+\. Напишем/,
    )
    await client.plays('/my', /Предстоящих записей нет[\s\S]*В листе ожидания: Мужская стрижка/)
    expect(await statusOf(client)).toBe('waiting')
    await client.plays('уберите меня из листа ожидания', /Убрали из листа ожидания: Мужская стрижка/)
    await client.plays('уберите меня из листа ожидания', /В листе ожидания вас нет/)
    expect(await statusOf(client)).toBe('cancelled')
    expectGoodManners(stand)
  })

  test('a client who has left no name yet is asked for it while the place is kept', async () => {
    const client = clientOf(stand, { first_name: 'Нина' })
    await client.plays('/start', /Здравствуйте/)
    await joins(client)
    await drop(visits[0]!)
    await until(11_000)
    await client.plays(
      tap('Записаться'),
      /согласие/,
      tap('Даю согласие'),
      /зовут/,
      'Нина',
      /номер/,
      '+7 900 123-45-67',
      /Проверьте/,
    )
    await client.plays(tap('Записать'), /Готово, вы записаны/)
    await settled(stand, database.db)
    expect(await statusOf(client)).toBe('booked')
  })

  test('however often a place is asked to be kept, it is kept for half an hour at most', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    await drop(visits[0]!)
    await until(11_000)
    for (let again = 0; again < 3; again++) {
      await database.db.transaction(async (tx) => {
        const [row] = await tx.query<{ id: number }>(`select id from waitlist where status = 'offered'`)
        const entry = await lockWaiting(tx, { businessId: stand.businessId, id: row!.id })
        await prolongOffer(tx, entry!, minute() + 15)
      })
      await until(9 * MINUTE)
      expect([await heldNow(), offers(second)]).toEqual([1, 0])
    }
    await until(4 * MINUTE)
    expect([await statusOf(first), await statusOf(second), offers(second)]).toEqual(['waiting', 'offered', 1])
  })

  test('who has not wanted three places in a row is asked no more, and knows it', async () => {
    const client = await joins(await known('Пётр'))
    for (const [round, clock] of ['16:00', '17:00'].entries()) {
      await drop(visits[round]!)
      await until(11_000)
      expect(offers(client)).toBe(round + 1)
      await client.plays(tap('Не подходит'), /остаётесь/)
      await taken(clock)
    }
    await query(`update waitlist set passed = '{}' where status = 'waiting'`)
    const [again] = await query<{ id: number }>(
      `select id from appointments where status = 'booked' and starts_at = $1::timestamptz`,
      [new Date(wall('16:00') * MINUTE).toISOString()],
    )
    await drop(again!.id)
    await until(11_000)
    expect(client.shown().at(-1)!.text).toContain('больше предлагать не будем')
    await client.plays(tap('Не подходит'), /^Хорошо, больше предлагать не будем/)
    await settled(stand, database.db)
    expect(await statusOf(client)).toBe('declined')
  })

  test('two who turn out to be one person wait once: the offer comes once, and its button works', async () => {
    const [from, into] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    const idOf = async ({ person }: Client) => {
      const [row] = await query<{ id: number; version: number }>(
        `update clients set phone = '+79005550011', phone_verified = true where id = (select client_id from identities
           where business_id = $1 and external_id = $2) returning id, version`,
        [stand.businessId, String(person.id)],
      )
      return row!
    }
    const [gone, stays] = [await idOf(from), await idOf(into)]
    const merge = { businessId: stand.businessId, memberId: null, now: stand.clock.now, id: stays.id, from: gone.id }
    const versions = { version: stays.version, fromVersion: gone.version }
    expect(await database.db.transaction((tx) => mergeClients(tx, { ...merge, ...versions }))).toHaveProperty('change')
    await drop(visits[0]!)
    await until(11_000)
    expect([offers(from), offers(into)]).toEqual([0, 1])
    await drop(visits[1]!)
    await until(11_000)
    expect([offers(from), offers(into)]).toEqual([0, 1])
    await into.plays(tap('Записаться'), /Готово/)
    await settled(stand, database.db)
    await until(20 * MINUTE)
    expect([offers(from), offers(into)]).toEqual([0, 1])
  })

  test('the visits of a client who is erased and cancelled are offered to those who wait', async () => {
    const first = await joins(await known('Пётр'))
    const { clientId } = (await visitById(database.db, stand.businessId, visits[0]!))!
    const erasure = { businessId: stand.businessId, memberId: null, now: stand.clock.now, id: clientId }
    await database.db.transaction((tx) =>
      eraseClient(tx, { ...erasure, upcoming: 'cancel', instead: { ru: '', en: '' } }),
    )
    await until(11_000)
    expect(offers(first)).toBe(1)
  })

  test('an offer of which its client could not be told in time is no refusal: they are asked again, and first', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    await drop(visits[0]!)
    stand.clock.now = new Date(stand.clock.now.getTime() + 11_000)
    await offerFreed(looking(), 100)
    expect(await heldNow()).toBe(1)
    // The node stops here, and comes back when too little of the time is left.
    await until(14 * MINUTE)
    expect([offers(first), offers(second)]).toEqual([0, 0])
    await until(2 * MINUTE)
    expect([offers(first), offers(second)]).toEqual([1, 0])
    const [row] = await query<{ misses: number }>(`select misses from waitlist where status = 'offered'`)
    expect(row!.misses).toBe(0)
    await until(16 * MINUTE)
    expect([offers(first), offers(second)]).toEqual([1, 1])
  })

  test('a crowd that waits for one place is looked at together: one is asked, and a hundred more cost next to nothing', async () => {
    const first = await joins(await known('Пётр'))
    await crowd(100)
    await drop(visits[1]!)
    stand.clock.now = new Date(stand.clock.now.getTime() + 11_000)
    asked.reset()
    await offerFreed(looking(), 1000)
    expect(asked.count()).toBeLessThan(60)
    await stand.system.loop.runDue()
    await settled(stand, database.db)
    expect([offers(first), await heldNow(), await statusOf(first)]).toEqual([1, 1, 'offered'])
    const rest = await query(`select 1 from waitlist where status = 'waiting' and due_at > $1::timestamptz`, [
      stand.clock.now.toISOString(),
    ])
    expect(rest.length).toBe(100)
  })

  test('an entry that can’t be read holds up nobody, and is looked at again a minute later', async () => {
    const [first, second] = [await joins(await known('Пётр')), await joins(await known('Павел'))]
    await query(
      `update waitlist set to_day = 'infinity' where status = 'waiting'
         and client_id = (select client_id from identities where external_id = $1)`,
      [String(first.person.id)],
    )
    await drop(visits[1]!)
    stand.clock.now = new Date(stand.clock.now.getTime() + 11_000)
    const errors: unknown[] = []
    await offerFreed({ ...looking(), onError: (error) => errors.push(error) }, 1000)
    expect([errors.length, await statusOf(first), await statusOf(second)]).toEqual([1, 'waiting', 'offered'])
    const [due] = await query<{ at: Date }>(`select min(due_at) as at from waitlist where status = 'waiting'`)
    expect(due!.at.getTime()).toBe(stand.clock.now.getTime() + MINUTE)
  })
})
