import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { booked, type Client, clientOf, settled } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { weeksOf } from './testing/weeks.ts'

onEachDatabase('the ledger of what clients are told', (database) => {
  let stand: Stand
  let client: Client
  let owner: Staff
  let id = 0
  let heard = 0
  /** The visit is on Wednesday at 16:00, made on Monday at 10:00. */
  const { wall, next, until } = weeksOf(() => stand)

  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    next()
    await stand.system.loop.runDue()
    client = clientOf(stand)
    id = await booked(stand, database.db, client, '16:00', 'послезавтра')
    await settled(stand, database.db)
    heard = client.heard()
    owner = await signIn(database.db, stand, 'owner')
  })

  const texts = () =>
    stand.bot.chats
      .get(client.person.id)!
      .shown.slice(heard)
      .map(({ text }) => text.split('\n')[0])
  const card = async (who = owner) => (await who.call('GET', `/api/appointments/${id}`)).body
  type Line = {
    id: number
    kind: string
    status: string
    reason: string | null
    verbs: string[]
    visitId: number | null
  }
  const line = async (kind: string) => (await card()).reminders.find((one: Line) => one.kind === kind) as Line
  const touch = (notice: number, verb: 'now' | 'never' | 'back', who = owner) =>
    who.call('POST', `/api/notices/${notice}/${verb}`)

  test('«Отправить сейчас» sends a planned reminder at once, and its own time sends nothing more', async () => {
    const day = await line('remind_24h')
    expect(day).toMatchObject({ status: 'planned', verbs: ['now', 'never'], visitId: id })
    const sent = await touch(day.id, 'now')
    expect([sent.status, sent.body.notice.status]).toEqual([200, 'planned'])
    await until(stand.clock.now)
    expect(texts()).toEqual(['Напоминаем о записи.'])
    expect(await line('remind_24h')).toMatchObject({ status: 'sent', verbs: [] })
    expect((await touch(day.id, 'now')).body.error).toMatchObject({ code: 'changed', now: { status: 'sent' } })
    await until(wall(24, '10:00'))
    heard = client.heard()
    await until(wall(24, '16:01'))
    expect(texts()).toEqual([])
  })

  test('what would be untrue or unwelcome is refused with the sentence why, and stays as it was', async () => {
    const day = await line('remind_24h')
    const why = async () => {
      const refused = await touch(day.id, 'now', await signIn(database.db, stand, 'owner'))
      expect([refused.status, refused.body.error.code]).toEqual([422, 'closed'])
      return refused.body.error.message
    }
    stand.clock.now = wall(23, '21:00')
    expect(await why()).toBe('Не отправили: ночью не пишем.')
    stand.clock.now = wall(23, '20:59')
    client.person.blocks(stand.bot)
    await settled(stand, database.db)
    expect(await why()).toBe('Не отправили: клиент остановил бота.')
    const { body: now } = await (await signIn(database.db, stand, 'owner')).call('GET', `/api/appointments/${id}`)
    expect(now.reminders).toMatchObject([
      { status: 'planned' },
      { kind: 'remind_24h', status: 'planned', reason: null },
    ])
    expect(texts()).toEqual([])
  })

  test('a reminder that was skipped for being late is sent by hand while the visit is ahead, not after', async () => {
    await until(wall(25, '13:00'))
    owner = await signIn(database.db, stand, 'owner')
    const day = await line('remind_24h')
    expect(day).toMatchObject({ status: 'skipped', reason: 'было уже поздно', verbs: ['now'] })
    await touch(day.id, 'now')
    await until(stand.clock.now)
    expect(texts()).toEqual(['Напоминаем о записи.'])
    await until(wall(25, '16:30'))
    const again = await signIn(database.db, stand, 'owner')
    const two = await line('remind_2h')
    await database.db.query(`update notices set status = 'skipped', reason = 'late' where id = $1`, [two.id])
    expect((await touch(two.id, 'now', again)).body.error.message).toBe('Не отправили: было уже поздно.')
  })

  test('«Не отправлять» is kept at the time it was due; taken back, it goes out in its time', async () => {
    const [day, two] = [await line('remind_24h'), await line('remind_2h')]
    expect((await touch(day.id, 'never')).body.notice).toMatchObject({
      status: 'skipped',
      reason: 'решили не писать',
      verbs: ['now', 'back'],
    })
    await touch(two.id, 'never')
    expect((await touch(two.id, 'back')).body.notice).toMatchObject({ status: 'planned', reason: null })
    expect((await touch(two.id, 'back')).status).toBe(409)
    await until(wall(24, '17:00'))
    expect(texts()).toEqual([])
    await until(wall(25, '14:00'))
    expect(texts()).toEqual(['Напоминаем о записи.'])
    owner = await signIn(database.db, stand, 'owner')
    expect((await card()).history.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['notify_never', 'notify_back']),
    )
  })

  test('the card of a client shows rows about no visit too; a master touches only what is about own visits', async () => {
    const [row] = await database.db.query<{ id: number; client: number }>(
      `insert into notices (business_id, kind, client_id, status, due_at, chain, step, created_at)
       select business_id, 'chain_return', client_id, 'planned', $2::timestamptz, 'return', 1, $2::timestamptz
       from appointments where id = $1 returning id, client_id as client`,
      [id, wall(30, '12:00')],
    )
    const lines = (await owner.call('GET', `/api/clients/${row!.client}`)).body.notices as Line[]
    expect(lines.map(({ kind, visitId }) => [kind, visitId])).toEqual([
      ['chain_return', null],
      ['remind_2h', id],
      ['remind_24h', id],
    ])
    const resources = (await card()).parts.map(({ master }: { master: { id: number } }) => master.id)
    const own = await signIn(database.db, stand, 'master', { resourceId: resources[0] })
    const [other] = await database.db.query<{ id: number }>(
      `select id from resources where business_id = $1 and kind = 'master' and id <> $2 limit 1`,
      [stand.businessId, resources[0]],
    )
    const foreign = await signIn(database.db, stand, 'master', { resourceId: other!.id })
    const day = await line('remind_24h')
    expect((await touch(day.id, 'never', foreign)).status).toBe(404)
    expect((await touch(row!.id, 'never', own)).status).toBe(404)
    expect((await touch(day.id, 'never', own)).status).toBe(200)
    expect((await touch(row!.id, 'never')).body.notice).toMatchObject({ status: 'skipped', verbs: ['now', 'back'] })
  })

  test('a hand and two loops reach for one reminder at its moment: the client hears it once', async () => {
    const other = await stand.node(database.another())
    try {
      const day = await line('remind_24h')
      stand.clock.now = wall(24, '16:00')
      owner = await signIn(database.db, stand, 'owner')
      await Promise.all([touch(day.id, 'now'), stand.system.loop.runDue(), other.system.loop.runDue()])
      await until(stand.clock.now, other.system)
      expect(texts()).toEqual(['Напоминаем о записи.'])
    } finally {
      await other.stop()
    }
  })
})
