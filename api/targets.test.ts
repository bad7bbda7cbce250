import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../db/access.ts'
import { digestNumbers } from '../db/digests.ts'
import { addLeadSample, addPerson, addVisit, pay, read, type Story, say } from '../db/kpi/history.sample.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { call, type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { storyOf } from './testing/story.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

onEachDatabase('what the owner sets for the numbers', (database) => {
  let stand: Stand
  let owner: Staff
  let client: Client
  let story: Story
  const wall = (day: number, clock: string) => new Date(`2026-12-${String(day).padStart(2, '0')}T${clock}:00+03:00`)
  beforeAll(async () => {
    const { db } = database
    stand = await startStand(db, { now: wall(1, '12:00').toISOString(), publicUrl: 'https://salon.example' })
    client = clientOf(stand)
    await client.plays('/start', /./)
    owner = await signIn(db, stand, 'owner', { telegramId: client.person.id })
    story = await storyOf(stand, { members: [], now: stand.clock.now }, 'telegram')
    // A week of advertising that loses: 24 came of 60, and each cost 7 500 ₽.
    for (let i = 0; i < 60; i++) {
      const at = new Date(wall(1, '10:00').getTime() - (i % 7) * DAY + i * 60_000)
      const person = await addPerson(story)
      const leadId = await addLeadSample(story, person, at, { source: 'vk', paid: true })
      if (i < 10) await read(story, await say(story, person.chatId, 'client', at), at, { answered: true })
      if (i >= 24) continue
      const visit = await addVisit(story, { clientId: person.clientId, leadId, startsAt: at, status: 'paid' })
      await pay(story, visit, 100_000, 'payment', at)
    }
    for (let i = 0; i < 5; i++) {
      const { clientId } = await addPerson(story)
      await addVisit(story, { clientId, startsAt: new Date(wall(1, '09:00').getTime() - i * HOUR), status: 'no_show' })
    }
    const spend = { from: '2026-11-24', to: '2026-12-01', channel: 'vk', amount: 18_000_000 }
    expect((await owner.call('POST', '/api/spend', spend)).status).toBe(201)
    await settled(stand, db)
  })
  afterAll(() => stand.stop())

  const until = async (moment: Date) => {
    await pass(stand, moment.getTime() - stand.clock.now.getTime())
    await settled(stand, database.db)
  }
  /** Days pass, and sessions run out. */
  const enter = async () => {
    const about = { id: owner.id, businessId: stand.businessId }
    const { token } = await database.db.transaction((tx) => openSession(tx, about, stand.clock.now))
    owner = { ...owner, token, call: (method, path, body) => call(stand.url, token, method, path, body) }
  }
  const shown = (from: number) =>
    (stand.bot.chats.get(client.person.id)?.shown ?? []).slice(from).map(({ text }) => text)
  const settings = async () => (await owner.call('GET', '/api/settings')).body
  const set = async (assistant: object) => {
    const { version } = await settings()
    return owner.call('PATCH', '/api/settings', { version, assistant })
  }
  const targetOf = async (kpi: string) =>
    (await owner.call('GET', '/api/targets')).body.items.find((one: { kpi: string }) => one.kpi === kpi)

  test('each number has its bounds as shipped, with where they come from and what it is now', async () => {
    const { status, body } = await owner.call('GET', '/api/targets')
    expect([status, body.items.length]).toEqual([200, 11])
    expect(await targetOf('noShow')).toMatchObject({
      unit: 'share',
      below: null,
      above: 0.15,
      shipped: { below: null, above: 0.15, seed: '001: 15% неявок до напоминаний' },
      least: 20,
      alarmedAt: null,
    })
    expect(await targetOf('leadToBooking')).toMatchObject({ below: 0.15, above: 0.3, goodAbove: true })
    const master = await signIn(database.db, stand, 'master')
    expect((await master.call('GET', '/api/targets')).status).toBe(404)
  })

  test('an own bound is what alarms go by and say; taken away, the alarm clears; the log keeps both', async () => {
    await until(wall(1, '12:30'))
    const now = await targetOf('leadToBooking')
    expect(now.number).toBeGreaterThan(0.3)
    let from = client.heard()
    expect((await set({ targets: { leadToBooking: { below: 0.95, above: null } } })).status).toBe(200)
    for (const clock of ['12:40', '12:50']) await until(wall(1, clock))
    expect(shown(from)).toHaveLength(1)
    expect(shown(from)[0]).toMatch(/^Записи из обращений: .*, норма от 95%$/)
    const { buttons } = stand.bot.chats.get(client.person.id)!.shown.at(-1)!
    expect(buttons.flat().map(({ web_app }) => web_app)).toEqual([
      `https://salon.example/app/?to=k_${stand.businessId}_funnel_7d`,
    ])
    expect(await targetOf('leadToBooking')).toMatchObject({ below: 0.95, alarmedAt: expect.any(String) })
    from = client.heard()
    expect((await set({ targets: { leadToBooking: { below: null, above: null } } })).status).toBe(200)
    for (const clock of ['13:00', '13:10']) await until(wall(1, clock))
    expect(shown(from)).toEqual(['Записи из обращений: снова в норме'])
    const [line] = (await owner.call('GET', '/api/changes?object=settings')).body.items
    expect(line).toMatchObject({
      action: 'changed',
      undoable: true,
      before: { 'assistant.targets': { leadToBooking: { below: 0.95, above: null } } },
      after: { 'assistant.targets': { leadToBooking: { below: null, above: null } } },
    })
  })

  test('bounds that make no sense are refused, and so is whoever saw another version', async () => {
    for (const targets of [
      { noShow: { above: 1.5 } },
      { handover: { below: 0.5, above: 0.4 } },
      { responseMedian: { above: -1 } },
      { revenue: { above: 1 } },
      { scheduleAhead: { below: 5 } },
    ])
      expect([targets, (await set({ targets })).status]).toEqual([targets, 400])
    const { version } = await settings()
    const stale = await owner.call('PATCH', '/api/settings', { version: version - 1, assistant: { stopDays: 5 } })
    expect(stale.status).toBe(409)
  })

  test('in the quiet hours that the owner sets nobody is told, and outside of them everybody is', async () => {
    const alarm = { targets: { leadToBooking: { below: 0.95, above: null } } }
    let from = client.heard()
    expect((await set({ alarmQuiet: { from: 13, to: 15 }, ...alarm })).status).toBe(200)
    for (const clock of ['13:20', '13:30']) await until(wall(1, clock))
    expect(shown(from)).toEqual([])
    await set({ targets: {} })
    for (const clock of ['22:00', '22:10']) await until(wall(1, clock))
    from = client.heard()
    await set(alarm)
    for (const clock of ['22:20', '22:30']) await until(wall(1, clock))
    expect(shown(from)).toHaveLength(1)
    await set({ targets: {}, alarmQuiet: { from: 21, to: 9 } })
    await until(wall(1, '22:40'))
  })

  test('a channel is judged by as many visits and days as the owner wants', async () => {
    const word = async () =>
      (await owner.call('GET', '/api/kpi/channels?from=2026-11-02&to=2026-12-01')).body.now.channels.channels[0].verdict
    expect(await word()).toMatchObject({ word: 'stop', missingVisits: 0 })
    await set({ stopVisits: 100 })
    expect(await word()).toMatchObject({ word: 'early', missingVisits: 76 })
    await set({ stopVisits: 10 })
  })

  test('what is marked as stopped stays marked, is not advised again, and can be taken back', async () => {
    const { db } = database
    const advice = async () => (await digestNumbers(db, await stand.catalog(), wall(2, '09:00'))).advice
    const channel = async () =>
      (await owner.call('GET', '/api/kpi/channels?from=2026-11-02&to=2026-12-01')).body.now.channels.channels[0]
    expect(await advice()).toMatchObject({ kind: 'channel', channel: 'vk' })
    expect((await channel()).stop).toBeNull()
    const made = await owner.call('POST', '/api/stops', { source: 'vk', day: '2026-11-30' })
    expect([made.status, made.body]).toMatchObject([201, { source: 'vk', day: '2026-11-30', by: 'owner', version: 1 }])
    expect((await owner.call('POST', '/api/stops', { source: 'vk' })).status).toBe(409)
    expect((await owner.call('POST', '/api/stops', { source: 'maps', day: '2026-12-05' })).status).toBe(400)
    expect((await advice()).kind).not.toBe('channel')
    const { stop, verdict } = await channel()
    const [{ amount }] = (await owner.call('GET', '/api/spend?from=2026-12-01&to=2026-12-01')).body.items
    expect(stop).toMatchObject({ id: made.body.id, day: '2026-11-30', resumedDay: null })
    expect(Math.abs(stop.spentSince - 2 * amount)).toBeLessThanOrEqual(2)
    expect(verdict.word).toBe('stop')
    const resume = (version: number) => owner.call('POST', `/api/stops/${made.body.id}/resume`, { version })
    expect((await resume(7)).status).toBe(409)
    expect((await resume(1)).body.stop).toMatchObject({ day: '2026-11-30', resumedDay: '2026-12-01', version: 2 })
    expect(await advice()).toMatchObject({ kind: 'channel', channel: 'vk' })
    // A mark by mistake leaves nothing but the log.
    const mistake = (await owner.call('POST', '/api/stops', { source: 'vk' })).body
    expect((await owner.call('POST', `/api/stops/${mistake.id}/resume`, { version: 1 })).body).toEqual({ stop: null })
    expect((await owner.call('GET', '/api/stops')).body.items).toHaveLength(1)
    const lines = (await owner.call('GET', '/api/changes?object=channelStop')).body.items
    expect(lines.map(({ action }: { action: string }) => action)).toEqual(['resumed', 'stopped', 'resumed', 'stopped'])
    expect((await owner.call('POST', '/api/stops/999999/resume', { version: 1 })).status).toBe(404)
  })

  test('who wants only the week gets it on Monday, and only then; what they set stands in the log', async () => {
    const me = async () => (await owner.call('GET', '/api/me')).body.member
    const want = async (preferences: object) =>
      owner.call('PATCH', '/api/me', { version: (await me()).version, preferences })
    for (const wrong of [{ digest: 3 }, { digest: 'often' }, { digestWeek: 1 }, { alerts: 'some' }])
      expect([wrong, (await want(wrong)).status]).toEqual([wrong, 400])
    expect((await want({ digest: 10, digestDay: 'none', digestMonth: 'none' })).status).toBe(200)
    const digests = (from: number) => shown(from).filter((text) => text?.startsWith('Доброе утро'))
    const from = client.heard()
    // 2026-12-07 is a Monday.
    for (const day of [4, 5, 6]) await until(wall(day, '10:00'))
    expect(digests(from)).toEqual([])
    await until(wall(7, '09:30'))
    expect(digests(from)).toEqual([])
    await until(wall(7, '10:00'))
    expect(digests(from)).toHaveLength(1)
    expect(digests(from)[0]).toMatch(/^Доброе утро\. Неделя: 30 ноября – 6 декабря/)
    await enter()
    await want({ digestDay: 'all', digestWeek: 'none' })
    await until(wall(14, '10:00'))
    expect(digests(from)).toHaveLength(2)
    expect(digests(from)[1]).toMatch(/^Доброе утро\. Вчера: /)
    await enter()
    const [line] = (await owner.call('GET', '/api/changes?object=member')).body.items
    expect(line).toMatchObject({
      action: 'changed',
      before: { digestDay: 'none', digestWeek: null },
      after: { digestDay: 'all', digestWeek: 'none' },
    })
  })

  test('who wants no alarms gets none', async () => {
    const me = (await owner.call('GET', '/api/me')).body.member
    await owner.call('PATCH', '/api/me', { version: me.version, preferences: { alerts: 'none' } })
    const from = client.heard()
    await set({ targets: { leadToBooking: { below: 1, above: null } } })
    for (const clock of ['12:00', '12:10']) await until(wall(15, clock))
    expect(shown(from).filter((text) => !text?.startsWith('Доброе утро'))).toEqual([])
    await enter()
  })

  test('what the assistant costs comes from the costs written down, and what it saves from the price of an hour', async () => {
    const cost = { kind: 'assistant', name: 'Запуск', firstDay: '2026-10-01', lastDay: '2026-10-01', amount: 1_000_000 }
    await owner.call('POST', '/api/costs', cost)
    await owner.call('POST', '/api/costs', {
      ...cost,
      name: 'Ноябрь',
      firstDay: '2026-11-01',
      lastDay: '2026-11-30',
      amount: 300_000,
    })
    await owner.call('POST', '/api/costs', { ...cost, kind: 'rent', amount: 9_000_000 })
    const { body } = await owner.call('GET', '/api/kpi/around?date=2026-11-16')
    expect([body.setup, body.monthly]).toEqual([1_000_000, 150_000])
    expect((await owner.call('GET', '/api/kpi/around?date=2026-11-16&setup=5&monthly=0')).body).toMatchObject({
      setup: 5,
      monthly: 0,
    })
    const saved = async () => (await owner.call('GET', '/api/kpi?from=2026-11-01&to=2026-12-15')).body.saved
    const { dialogues } = await saved()
    expect(dialogues).toBe(10)
    expect(await saved()).toMatchObject({ minutesEach: 5, money: { value: null, reason: 'no_price' } })
    await set({ hourPrice: 60_000, manualMinutes: 6 })
    expect(await saved()).toMatchObject({ hours: { value: dialogues / 10 }, money: { value: dialogues * 6000 } })
  })
})
