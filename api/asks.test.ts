import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { bookedId } from './testing/booked.ts'
import { type Client, expectGoodManners, hired, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('staff are asked who came', (database) => {
  let stand: Stand
  let owner: Staff
  let manager: Client
  let master: Client
  let week = 0
  let heard = { manager: 0, master: 0 }
  const wall = (clock: string) => new Date(Date.parse(`2026-11-24T${clock}:00+03:00`) + week * 7 * 86_400_000)
  const date = () => wall('12:00').toISOString().slice(0, 10)

  beforeAll(async () => {
    stand = await startStand(database.db, { publicUrl: 'https://okoshko.example' })
    manager = await hired(stand, database.db, 'Анна')
    master = await hired(stand, database.db, 'Дмитрий', 'master')
    await database.db.query(
      `update members set resource_id = (select id from resources where business_id = $1 and name = 'Дмитрий')
       where business_id = $1 and name = 'Дмитрий'`,
      [stand.businessId],
    )
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    week++
    stand.clock.now = wall('09:00')
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    await settled(stand, database.db)
    heard = { manager: manager.heard(), master: master.heard() }
  })
  afterEach(() => expectGoodManners(stand))

  const booked = async (time: string, name: string, who = 'Дмитрий') =>
    (await bookedId(database.db, stand, { service: 'Мужская стрижка', master: who, date: date(), time, name })).id
  const until = async (clock: string) => {
    await settled(stand, database.db)
    await pass(stand, wall(clock).getTime() - stand.clock.now.getTime())
    await settled(stand, database.db)
  }
  const card = async (id: number) => (await owner.call('GET', `/api/appointments/${id}`)).body
  const said = (who: 'manager' | 'master') =>
    stand.bot.chats
      .get((who === 'manager' ? manager : master).person.id)!
      .shown.slice(heard[who])
      .filter(({ text }) => /(Клиент|Кто) пришёл\?/.test(text))

  test('visits of one hour are one card to their master; a tap marks, and can be taken back', async () => {
    const first = await booked('10:00', 'Вера')
    const second = await booked('11:00', 'Глеб')
    await until('11:59')
    // The first one is over at 10:40 or so: it is asked at the full hour, the second an hour later.
    expect(said('master').map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Визит закончился. Клиент пришёл\?\n10:00 Вера/),
    ])
    await until('12:00')
    expect(said('master')).toHaveLength(2)
    expect(said('manager')).toHaveLength(0)
    await master.plays(tap({ data: `mark:${second}:n` }), /Глеб.*клиент не пришёл \(Дмитрий\)/)
    expect(await card(second)).toMatchObject({ status: 'no_show' })
    expect((await card(second)).notices[0]).toMatchObject({ kind: 'no_show', status: 'planned' })
    await master.plays(tap({ data: `mark:${second}:u` }), /Клиент пришёл\?/)
    expect(await card(second)).toMatchObject({ status: 'booked' })
    await master.plays(tap({ data: `mark:${first}:c` }), /Вера.*клиент пришёл \(Дмитрий\)/)
    expect(await card(first)).toMatchObject({ status: 'arrived' })
  })

  test('several visits that end within an hour are asked about in one card', async () => {
    await booked('15:00', 'Вера')
    for (const [name, master] of [
      ['Глеб', 'Екатерина'],
      ['Дина', 'Ольга'],
    ] as const)
      await bookedId(database.db, stand, { service: 'Маникюр', master, date: date(), time: '14:30', name })
    await until('16:00')
    // Two masters are not in the bot: who is on duty is asked about theirs, in one card.
    expect(said('manager')).toHaveLength(1)
    expect(said('manager')[0]!.text).toMatch(/Кто пришёл\?\n1\. 14:30 Глеб, Маникюр · Екатерина\n2\. 14:30 Дина/)
    expect(manager.captions(said('manager')[0]!)).toEqual([
      '1. Пришёл',
      '1. Не пришёл',
      '2. Пришёл',
      '2. Не пришёл',
      'Открыть',
    ])
    expect(said('master')).toHaveLength(1)
  })

  test('what was marked, moved or cancelled meanwhile is not asked about', async () => {
    const [came, cancelled, moved] = [
      await booked('10:00', 'Вера'),
      await booked('11:00', 'Глеб'),
      await booked('12:00', 'Дина'),
    ]
    await until('10:05')
    const post = async (id: number, verb: string, more: object = {}) =>
      owner.call('POST', `/api/appointments/${id}/${verb}`, { version: (await card(id)).version, ...more })
    expect((await post(came, 'arrived')).status).toBe(200)
    expect((await post(cancelled, 'cancel', { by: 'client', notify: false })).status).toBe(200)
    const { version } = await card(moved)
    const start = wall('17:00').toISOString()
    expect((await owner.call('PATCH', `/api/appointments/${moved}`, { version, start, notify: false })).status).toBe(
      200,
    )
    await until('16:00')
    expect(said('master')).toHaveLength(0)
    await until('18:00')
    expect(said('master').map(({ text }) => text)).toEqual([expect.stringMatching(/17:00 Дина/)])
  })

  test('who taps second hears who marked first; an old card shows it', async () => {
    const id = await booked('10:00', 'Вера')
    await until('11:00')
    const { version } = await card(id)
    expect((await owner.call('POST', `/api/appointments/${id}/arrived`, { version })).status).toBe(200)
    await master.plays(tap({ data: `mark:${id}:n` }), /Вера.*клиент пришёл \(Ольга\)/)
    expect(await card(id)).toMatchObject({ status: 'arrived' })
  })

  test('switched off nobody is asked; a day later nobody either', async () => {
    const set = async (askMarks: boolean) => {
      const { version } = (await owner.call('GET', '/api/settings')).body
      expect((await owner.call('PATCH', '/api/settings', { version, assistant: { askMarks } })).status).toBe(200)
    }
    await set(false)
    await booked('10:00', 'Вера')
    await until('11:00')
    expect(said('master')).toHaveLength(0)
    await set(true)
    await booked('12:00', 'Глеб')
    stand.clock.now = new Date(wall('12:40').getTime() + 86_400_000)
    await stand.system.loop.runDue()
    await settled(stand, database.db)
    expect(said('master')).toHaveLength(0)
  })
})
