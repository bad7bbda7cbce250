import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { digestNumbers, dueDigests } from '../db/digests.ts'
import { addLeadSample, addPerson, addVisit, pay, type Story } from '../db/kpi/history.sample.ts'
import { overviewOf } from '../db/kpi/report.ts'
import type { Db } from '../db/sql.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import type { Draw } from './digestfile.ts'
import { drawPicture } from './picture.ts'
import { type Client, clientOf, expectGoodManners, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The stand's business as a story, so that its history can be written by hand. */
async function storyOf(db: Db, stand: Stand): Promise<Story> {
  const catalog = await stand.catalog()
  const { businessId } = stand
  const [channel] = await db.query<{ id: number }>(
    `select id from channels where business_id = $1 and kind = 'telegram'`,
    [businessId],
  )
  const { id, locationId } = catalog.resources[0]!
  const [services, masters] = [[catalog.services[0]!.id], [id]]
  return {
    sql: db,
    businessId,
    locations: [locationId],
    channels: [channel!.id],
    services,
    masters,
    members: [],
    now: stand.clock.now,
  }
}

onEachDatabase('the digest', (database) => {
  let stand: Stand
  let client: Client
  let owner: Staff
  let story: Story
  let week = 0
  let heard = 0
  /** By the clock of Moscow, from a Tuesday (24) of a week of its own for each law. */
  const wall = (day: number, clock: string) => new Date(Date.parse(`2026-11-${day}T${clock}:00+03:00`) + week * 7 * DAY)

  beforeAll(async () => {
    stand = await startStand(database.db, { now: '2026-11-23T05:00:00Z', publicUrl: 'https://salon.example' })
    story = await storyOf(database.db, stand)
  })
  afterAll(() => stand.stop())

  /** A law's own owner: who wrote to the bot before. */
  beforeEach(async () => {
    const { db } = database
    week++
    stand.clock.now = wall(23, '21:00')
    await db.query(`update members set removed_at = $1::timestamptz where removed_at is null`, [stand.clock.now])
    await db.query(`update chats set owner = 'bot', queued_at = null where owner = 'queue'`)
    await db.query(`update alarms set cleared_at = $1::timestamptz - interval '2 days' where cleared_at is null`, [
      stand.clock.now,
    ])
    client = clientOf(stand)
    await client.plays('/start', /./)
    owner = await signIn(db, stand, 'owner', { telegramId: client.person.id })
    await settled(stand, db)
    heard = client.heard()
  })

  const until = async (moment: Date, ...nodes: Stand['system'][]) => {
    await pass(stand, moment.getTime() - stand.clock.now.getTime(), ...nodes)
    await settled(stand, database.db)
  }
  const shown = (who = client, from = heard) => stand.bot.chats.get(who.person.id)?.shown.slice(from) ?? []
  const digests = (who = client, from = heard) => shown(who, from).filter(({ text }) => /^Доброе утро/.test(text))

  test('nothing is sent before anybody wrote: a business without a yesterday has no digest', async () => {
    await database.db.query('delete from leads where business_id = $1', [stand.businessId])
    await until(wall(24, '09:00'))
    await addLeadSample(story, await addPerson(story), wall(24, '09:30'))
    await until(wall(24, '10:00'))
    expect(digests()).toEqual([])
    // The day after, there is one.
    await until(wall(25, '09:00'))
    expect(digests().length).toBe(1)
  })

  test('nothing is sent where there is nothing to book', async () => {
    await database.db.query('update services set active = false where business_id = $1', [stand.businessId])
    await until(wall(24, '09:00'))
    await database.db.query('update services set active = true where business_id = $1', [stand.businessId])
    expect(shown()).toEqual([])
  })

  test('an owner gets exactly one a day, over two nodes at once, a restart and a clock that is turned back', async () => {
    const second = await stand.node(database.another())
    await until(wall(24, '08:59'), second.system)
    expect(digests().length).toBe(0)
    await until(wall(24, '09:00'), second.system)
    expect(digests().length).toBe(1)
    await second.stop()
    const third = await stand.node(database.another())
    await until(wall(24, '10:00'), third.system)
    await until(wall(24, '08:30'), third.system)
    await until(wall(24, '09:30'), third.system)
    expect(digests().length).toBe(1)
    await until(wall(25, '09:00'), third.system)
    expect(digests().length).toBe(2)
    await third.stop()
    expect(
      digests()[0]!
        .buttons.flat()
        .map(({ web_app }) => web_app),
    ).toEqual([
      `https://salon.example/app/?to=k_${stand.businessId}_day_${wall(23, '12:00').toISOString().slice(0, 10).replaceAll('-', '')}`,
      // Half of tomorrow is free: there is something to do about it.
      `https://salon.example/app/?to=d_${stand.businessId}_${wall(25, '12:00').toISOString().slice(0, 10).replaceAll('-', '')}`,
    ])
    expectGoodManners(stand)
  })

  test('after an outage of less than three hours it still goes, later it does not', async () => {
    await until(wall(24, '11:59'))
    expect(digests().length).toBe(1)
    await until(wall(25, '12:00'))
    await until(wall(25, '20:00'))
    expect(digests().length).toBe(1)
  })

  test('a zone whose clocks change has one every morning at nine by its wall', async () => {
    const { db } = database
    for (const first of ['2026-03-28', '2026-10-24']) {
      const start = Date.parse(`${first}T00:00:00Z`)
      await db.query(`update businesses set timezone = 'Europe/Berlin' where id = $1`, [stand.businessId])
      await addLeadSample(story, await addPerson(story), new Date(start - 3 * DAY))
      const mornings: string[] = []
      for (let at = start; at < start + 3 * DAY; at += 30 * MINUTE) {
        const [due] = await dueDigests(db, new Date(at), 10)
        if (!due || mornings.includes(due.day)) continue
        mornings.push(due.day)
        const clock = new Date(at).toLocaleTimeString('ru', { timeZone: 'Europe/Berlin' })
        expect(clock).toBe('09:00:00')
        expect((due.until.getTime() - at) / HOUR).toBe(3)
      }
      expect(mornings.length).toBe(3)
    }
    await db.query(`update businesses set timezone = 'Europe/Moscow' where id = $1`, [stand.businessId])
  })

  test('the hour is the owner’s own, and «none» is none; an admin gets it who asked for it', async () => {
    const { db } = database
    const other = clientOf(stand)
    await other.plays('/start', /./)
    const admin = await signIn(db, stand, 'admin', { telegramId: other.person.id })
    const from = other.heard()
    const set = async (who: Staff, digest: string | number) => {
      const { body } = await who.call('GET', '/api/me')
      expect(body).toMatchObject({ member: {} })
      const answer = await who.call('PATCH', '/api/me', { version: body.member.version, preferences: { digest } })
      expect(answer.status).toBe(200)
    }
    await set(owner, 8)
    await until(wall(24, '08:00'))
    expect([digests().length, digests(other, from).length]).toEqual([1, 0])
    await set(owner, 'none')
    await set(admin, 10)
    await until(wall(25, '09:00'))
    await until(wall(25, '10:00'))
    expect([digests().length, digests(other, from).length]).toEqual([1, 1])
  })

  test('an owner of two businesses gets one message with both', async () => {
    const { db } = database
    const another = await startStand(db, { now: stand.clock.now.toISOString() })
    try {
      await db.query(`update businesses set name = 'Второй салон' where id = $1`, [another.businessId])
      const theirs = await storyOf(db, another)
      await addLeadSample(theirs, await addPerson(theirs), wall(23, '12:00'))
      await db.query(
        `insert into chats (business_id, channel_id, external_id, language, created_at) values ($1, $2, $3, 'ru', $4::timestamptz)`,
        [another.businessId, theirs.channels[0]!, String(client.person.id), stand.clock.now],
      )
      await signIn(db, another, 'owner', { telegramId: client.person.id })
      await until(wall(24, '09:00'))
      await another.system.loop.runDue()
      expect(digests().length).toBe(1)
      const { name } = await stand.catalog()
      expect(digests()[0]!.text).toContain(`\n\n${name}\n`)
      expect(digests()[0]!.text).toContain('\n\nВторой салон\n')
      expect(another.bot.sent.filter(({ text }) => /^Доброе утро/.test(text))).toEqual([])
    } finally {
      await another.stop()
    }
  })

  test('its numbers are the report’s, of yesterday, the same weekday before and the usual day', async () => {
    const { db } = database
    for (let day = 0; day < 30; day++)
      for (let i = 0; i <= day % 3; i++) {
        const at = new Date(wall(23, '12:00').getTime() - day * DAY + i * MINUTE)
        const person = await addPerson(story)
        const leadId = await addLeadSample(story, person, at)
        const status = i === 1 ? 'no_show' : 'paid'
        const visit = await addVisit(story, {
          clientId: person.clientId,
          leadId,
          startsAt: new Date(at.getTime() + HOUR),
          status,
        })
        if (status === 'paid') await pay(story, visit, 120_000, 'payment', at)
      }
    await until(wall(24, '09:00'))
    const catalog = await stand.catalog()
    const found = await digestNumbers(db, catalog, stand.clock.now)
    const raw = (period: { from: string; to: string }) =>
      overviewOf(db, { businessId: stand.businessId, period, raw: true })
    expect(found.now).toEqual(await raw(found.plan.period))
    expect(found.compared).toEqual(await raw(found.plan.compared))
    expect(found.norm).toEqual(await raw(found.plan.norm!))
    expect(found.now).toMatchObject({ leads: 2, came: 1, revenue: 120_000 })
    expect(found.usual!.leads).toBe((await raw(found.plan.norm!)).leads / 30)
    const usual = new Intl.NumberFormat('ru', { maximumFractionDigits: 1 })
    const { text } = digests()[0]!
    expect(text).toContain(
      `Обращения: 2 · неделю назад ${found.compared.leads} · обычно ${usual.format(found.usual!.leads)}`,
    )
    expect(text).toContain('Деньги: 1 200 ₽')
    expect(text).not.toMatch(/undefined|NaN|!\s/)
  })

  test('three who wait too long are told at once, even at night, once over two nodes, and once when it is well again', async () => {
    const { db } = database
    await until(wall(24, '22:00'))
    const second = await stand.node(database.another())
    heard = client.heard()
    for (let i = 0; i < 3; i++) {
      const { chatId } = await addPerson(story)
      await db.query(`update chats set owner = 'queue', queued_at = $2::timestamptz where id = $1`, [
        chatId,
        wall(24, '21:55'),
      ])
    }
    await until(wall(24, '22:04'), second.system)
    expect(shown()).toEqual([])
    for (const clock of ['22:10', '22:16', '22:22']) await until(wall(24, clock), second.system)
    expect(shown().map(({ text }) => text)).toEqual(['3 обращения ждут дольше 10 минут'])
    await db.query(`update chats set owner = 'bot', queued_at = null where owner = 'queue'`)
    for (const clock of ['22:30', '22:40']) await until(wall(24, clock), second.system)
    expect(shown().map(({ text }) => text)).toEqual([
      '3 обращения ждут дольше 10 минут',
      'Ожидание ответа: снова в норме',
    ])
    await second.stop()
  })

  test('a number out of bounds is told once by day, by night it waits for the digest, and its end is told once', async () => {
    const { db } = database
    const hours = await db.query<{ id: number; spans: string }>(
      'select id, spans::text as spans from working_hours where business_id = $1',
      [stand.businessId],
    )
    const close = () => change(`'[]'`)
    const change = async (spans: string) => {
      await db.query(`update working_hours set spans = ${spans}::jsonb where business_id = $1`, [stand.businessId])
      await db.query('update businesses set version = version + 1 where id = $1', [stand.businessId])
    }
    const reopen = async () => {
      for (const { id, spans } of hours)
        await db.query('update working_hours set spans = $2::jsonb where id = $1', [id, spans])
      await db.query('update businesses set version = version + 1 where id = $1', [stand.businessId])
    }
    const said = () => shown().map(({ text }) => text)
    await until(wall(24, '12:00'))
    heard = client.heard()
    await close()
    for (const clock of ['12:10', '12:20']) await until(wall(24, clock))
    expect(said()).toEqual(['График: на 7 дней вперёд рабочих часов нет, записаться нельзя'])
    await reopen()
    for (const clock of ['12:30', '12:40']) await until(wall(24, clock))
    expect(said().slice(1)).toEqual(['График мастеров: снова в норме'])
    await close()
    for (const clock of ['21:30', '21:40']) await until(wall(24, clock))
    expect(said().length).toBe(2)
    await until(wall(25, '09:00'))
    expect(said().length).toBe(3)
    expect(said()[2]).toContain('! График: на 7 дней вперёд рабочих часов нет')
    await until(wall(25, '09:10'))
    expect(said().length).toBe(3)
    await reopen()
    await until(wall(25, '09:20'))
    expect(said().slice(3)).toEqual(['График мастеров: снова в норме'])
  })

  test('its picture is a PNG whose caption is the text; where it can’t be drawn the text goes alone', async () => {
    const { db } = database
    let works = true
    const draw: Draw = (days, panels) => {
      expect(days.length).toBe(7)
      expect(panels.map(({ values }) => values.length)).toEqual([7, 7, 7])
      return works ? drawPicture(days, panels) : Promise.reject(new Error('no picture today'))
    }
    const pictured = await startStand(db, { now: stand.clock.now.toISOString(), draw })
    try {
      const theirs = await storyOf(db, pictured)
      await addLeadSample(theirs, await addPerson(theirs), wall(23, '12:00'))
      const person = clientOf(pictured)
      await person.plays('/start', /./)
      await signIn(db, pictured, 'owner', { telegramId: person.person.id })
      await settled(pictured, db)
      const from = person.heard()
      for (const day of [24, 25]) {
        await pass(pictured, wall(day, '09:00').getTime() - pictured.clock.now.getTime())
        await settled(pictured, db)
        works = false
      }
      const [first, second, ...rest] = pictured.bot.chats.get(person.person.id)!.shown.slice(from)
      expect(first!.caption).toMatch(/^Доброе утро\. Вчера: /)
      expect([...first!.document!.bytes.slice(1, 4)]).toEqual([...new TextEncoder().encode('PNG')])
      expect(first!.document!.bytes.length).toBeGreaterThan(5000)
      expect(second!.text).toMatch(/^Доброе утро\. Вчера: /)
      expect(rest).toEqual([])
    } finally {
      await pictured.stop()
    }
  })

  test('on Monday it is about the week, on the 1st about the month', async () => {
    // Last of all: what is due was made so far ahead by this clock.
    await until(new Date('2027-06-07T09:00:00+03:00'))
    expect(digests().at(-1)!.text).toMatch(/^Доброе утро\. Неделя: /)
    const first = new Date('2027-07-01T09:00:00+03:00')
    await until(first)
    expect(digests().at(-1)!.text).toMatch(/^Доброе утро\. Месяц: 1 июня – 30 июня/)
  })
})
