import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { nextDue } from '../db/messages.ts'
import { claimNotices } from '../db/notices.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('what clients are told of what staff do', (database) => {
  let stand: Stand
  let owner: Staff
  let client: Client
  let week = 0
  let id = 0
  let heard = 0
  /** The visit is on a Tuesday at 16:00 of Moscow, and it is Monday 10:00. */
  const tuesday = (clock: string) => new Date(Date.parse(`2026-11-24T${clock}:00+03:00`) + week * 7 * 86_400_000)

  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    week++
    stand.clock.now = new Date(tuesday('10:00').getTime() - 86_400_000)
    owner = await signIn(database.db, stand, 'owner')
    client = clientOf(stand)
    await client.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    heard = client.heard()
    const [row] = await database.db.query<{ id: number }>(
      'select client_id as id from identities where external_id = $1',
      [String(client.person.id)],
    )
    const { services, masters } = (await owner.call('GET', `/api/services?business=${stand.businessId}`)).body
    const named = (list: { id: number; name: string }[], name: string) => list.find((one) => one.name === name)!.id
    const made = await owner.call(
      'POST',
      '/api/appointments',
      {
        services: [named(services, 'Мужская стрижка')],
        master: named(masters, 'Дмитрий'),
        start: tuesday('16:00').toISOString(),
        client: row,
        notify: false,
      },
      { 'Idempotency-Key': `week-${week}-visit` },
    )
    expect(made.status).toBe(201)
    id = made.body.id
  })

  const card = async () => (await owner.call('GET', `/api/appointments/${id}`)).body
  const move = async (start: string, more: object = {}) => {
    const { version } = await card()
    return owner.call('PATCH', `/api/appointments/${id}`, { version, start: tuesday(start).toISOString(), ...more })
  }
  const post = async (verb: string, more: object = {}) => {
    const { version } = await card()
    return owner.call('POST', `/api/appointments/${id}/${verb}`, { version, ...more })
  }
  const later = async (ms: number, ...nodes: Stand['system'][]) => {
    await pass(stand, ms, ...nodes)
    await settled(stand, database.db)
  }
  const soon = (ms: number) => new Date(stand.clock.now.getTime() + ms).toISOString()
  const news = () => client.shown().slice(heard)

  test('a move is told after ten seconds, once, and not before', async () => {
    const answer = await move('17:00')
    expect(answer.status).toBe(200)
    expect(answer.body.notice).toMatchObject({ kind: 'moved', dueAt: soon(10_000) })
    await later(9999)
    expect(news()).toHaveLength(0)
    await later(1)
    expect(news().map(({ text }) => text)).toEqual([expect.stringMatching(/перенесли[\s\S]*16:00[\s\S]*17:00/)])
    await later(3_600_000)
    expect(news()).toHaveLength(1)
    expect((await card()).notices[0]).toMatchObject({ kind: 'moved', status: 'sent' })
  })

  test('what an outage kept back until the visit was over is not told any more', async () => {
    await move('17:00')
    stand.clock.now = tuesday('18:30')
    await stand.system.loop.runDue()
    await settled(stand, database.db)
    expect(news().filter(({ text }) => /перенесли/.test(text))).toHaveLength(0)
    owner = await signIn(database.db, stand, 'owner')
    expect((await card()).notices.filter((one: { kind: string }) => one.kind === 'moved')).toMatchObject([
      { status: 'skipped', reason: 'было уже поздно' },
    ])
  })

  test('an undo within ten seconds sends nothing, ever, and the old place is back', async () => {
    const { body } = await move('17:00')
    await later(9000)
    const undone = await post('undo', { change: body.changeId })
    expect([undone.status, undone.body.visit.start]).toEqual([200, tuesday('16:00').toISOString()])
    expect(undone.body.notice).toBeNull()
    await later(1000)
    await later(3_600_000)
    expect(news()).toHaveLength(0)
    expect((await card()).notices).toMatchObject([{ status: 'skipped', reason: 'изменение отменили' }, UNTOLD])
  })

  test('an undo after the client was told tells them again', async () => {
    const { body } = await move('17:00')
    await later(10_000)
    expect((await post('undo', { change: body.changeId })).body.notice).toMatchObject({ kind: 'moved' })
    await later(10_000)
    expect(news().map(({ text }) => text)).toEqual([
      expect.stringMatching(/Теперь: .*17:00/),
      expect.stringMatching(/Было: .*17:00[\s\S]*Теперь: .*16:00/),
    ])
  })

  test('two moves in a row are one message, from where the client knew the visit', async () => {
    await move('17:00')
    await later(5000)
    await move('18:00')
    await later(5000)
    expect(news()).toHaveLength(0)
    await later(5000)
    expect(news().map(({ text }) => text)).toEqual([expect.stringMatching(/Было: .*16:00[\s\S]*Теперь: .*18:00/)])
  })

  test('what the client did by themselves meanwhile silences the word about it', async () => {
    await move('17:00')
    await client.plays('/my', /17:00/, { tap: 'Отменить' }, /Почему/, { tap: 'Без причины' }, /отменена/)
    const before = client.heard()
    await later(10_000)
    expect(client.heard()).toBe(before)
    expect((await card()).notices).toMatchObject([{ status: 'skipped', reason: 'запись уже другая' }, UNTOLD])
  })

  test('a cancellation is told, but for a client who came in between; the way back is the restored place', async () => {
    const { body } = await post('cancel', { by: 'business', reason: 'Мастер заболел' })
    expect(body.visit).toMatchObject({ status: 'cancelled', cancelled: { by: 'member', reason: 'Мастер заболел' } })
    await later(10_000)
    expect(news().map(({ text }) => text)).toEqual([expect.stringMatching(/запись отменена/)])
    expect(news()[0]!.text).not.toContain('заболел')
    const back = await post('restore')
    expect(back.body.visit).toMatchObject({ status: 'booked', start: tuesday('16:00').toISOString() })
    await later(10_000)
    expect(news().at(-1)!.text).toMatch(/Вы записаны[\s\S]*16:00/)
  })

  test('a cancelled visit that is restored within ten seconds was never cancelled for its client', async () => {
    await post('cancel', { by: 'client' })
    await later(4000)
    await post('restore')
    await later(3_600_000)
    expect(news()).toHaveLength(0)
  })

  test('a visit that staff make and take back within ten seconds was never there for its client', async () => {
    const { client: person, parts } = await card()
    const made = await owner.call(
      'POST',
      '/api/appointments',
      { services: [parts[0].service.id], start: tuesday('18:00').toISOString(), client: { id: person.id } },
      { 'Idempotency-Key': `made-and-taken-${week}` },
    )
    id = made.body.id
    await later(5000)
    expect((await post('undo', { change: made.body.changeId })).body.visit.status).toBe('cancelled')
    await later(3_600_000)
    expect(news()).toHaveLength(0)
  })

  test('staff may decide that nothing is said, before or within the ten seconds; or that it is said now', async () => {
    await move('17:00', { notify: false })
    await later(60_000)
    expect(news()).toHaveLength(0)
    await move('18:00')
    await post('notify-never')
    await later(60_000)
    expect(news()).toHaveLength(0)
    await move('19:00')
    await post('notify-now')
    await later(0)
    expect(news()).toHaveLength(1)
    const gone = await post('notify-now')
    expect([gone.status, gone.body.error.code]).toEqual([409, 'changed'])
  })

  test('who did not come is told after ten minutes; the undo takes it away', async () => {
    stand.clock.now = tuesday('16:05')
    owner = await signIn(database.db, stand, 'owner')
    const { body } = await post('no-show')
    expect(body.notice).toMatchObject({ kind: 'no_show', dueAt: tuesday('16:15').toISOString() })
    await later(599_000)
    expect(news()).toHaveLength(0)
    await post('unmark')
    await later(60_000)
    expect(news()).toHaveLength(0)
    await post('no-show')
    await later(600_000)
    expect(news().map(({ text }) => text)).toEqual([expect.stringMatching(/Ждали вас: .*16:00/)])
  })

  test('a client who stopped the bot is not written to, and the card says so', async () => {
    client.person.blocks(stand.bot)
    await move('17:00')
    await later(10_000)
    expect((await card()).notices).toMatchObject([{ status: 'skipped', reason: 'клиент остановил бота' }, UNTOLD])
  })

  test('two nodes tell it once', async () => {
    const other = await stand.node(database.another())
    try {
      await move('17:00')
      stand.clock.now = new Date(stand.clock.now.getTime() + 10_000)
      await Promise.all([stand.system.loop.runDue(), other.system.loop.runDue()])
      await later(0, other.system)
      expect(news()).toHaveLength(1)
    } finally {
      await other.stop()
    }
  })

  test('a node that dies with a notice in hand leaves it to another, and it is told once', async () => {
    await move('17:00')
    stand.clock.now = new Date(stand.clock.now.getTime() + 10_000)
    const until = new Date(stand.clock.now.getTime() + 30_000)
    // Reminders of earlier weeks are due with it.
    const claimed = await claimNotices(database.db, { now: stand.clock.now, until, limit: 100 })
    expect(claimed.filter(({ appointmentId }) => appointmentId === id)).toMatchObject([{ kind: 'moved' }])
    await later(29_999)
    expect(news()).toHaveLength(0)
    await later(1)
    expect(news()).toHaveLength(1)
  })

  test('the loop wakes for what is to be told', async () => {
    await move('17:00')
    expect(await nextDue(database.db, stand.clock.now)).toEqual(new Date(soon(10_000)))
  })
})

/** The booking itself, which staff chose not to tell. */
const UNTOLD = { kind: 'booked', status: 'skipped', reason: 'решили не писать' }
