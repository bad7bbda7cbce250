import { afterEach, expect, test } from 'vitest'
import { portalOf } from '../db/crm/portals.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { visitById } from '../db/visits.ts'
import { type FakeBitrix, startFakeBitrix } from '../jobs/bitrix24/fake/fake.ts'
import { connectBitrix24, DEFAULT_KEY } from './setup.ts'
import { bookedId } from './testing/booked.ts'
import { clientOf, settled } from './testing/client.ts'
import { signIn } from './testing/staff.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'

onEachDatabase('Bitrix24', (database) => {
  let stand: Stand
  let fake: FakeBitrix
  afterEach(async () => {
    await stand?.stop()
    await fake?.close()
    // An installation has one first business; here each law has its own.
    await database.db.query(`update crm_portals set key = key || business_id, state = 'off' where key = $1`, [
      DEFAULT_KEY,
    ])
  })

  /** Time passes, and the loop does what is due. */
  const later = async (seconds: number) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + seconds * 1000)
    await stand.system.loop.runDue()
  }
  const post = (key: string, form: Record<string, string>) =>
    fetch(`${stand.url}/hooks/bitrix24/${key}`, { method: 'POST', body: new URLSearchParams(form) })

  test('the environment names a webhook, and that is all: the pipeline is made, a visit becomes a deal, a deal moved by hand marks the visit', async () => {
    stand = await startStand(database.db, { publicUrl: 'https://salon.example' })
    const { businessId } = stand
    fake = await startFakeBitrix({ now: () => stand.clock.now.getTime() })
    const events = fake.events.subscribe(`${stand.url}/hooks/bitrix24/${DEFAULT_KEY}`)
    const portal = {
      businessId,
      key: DEFAULT_KEY,
      webhook: fake.webhook(),
      eventToken: events.token,
      now: stand.clock.now,
    }
    await database.db.transaction((tx) => connectBitrix24(tx, portal, stand.system.secretKey))
    await later(1)
    expect(fake.portal.categories.map(({ name }) => name)).toContain('Окошко')
    const visit = { service: 'Женская стрижка', master: 'Дмитрий', date: '2026-11-23', time: '12:00' }
    const { id } = await bookedId(database.db, stand, visit)
    await later(3)
    await later(3)
    expect(fake.deals()).toHaveLength(1)
    const metrics = await (
      await fetch(`${stand.url}/metrics`, { headers: { Authorization: `Bearer ${API_KEY}` } })
    ).text()
    expect(metrics).toContain(`okoshko_crm_up{business="${businessId}"} 1`)
    const [deal] = fake.deals()
    expect(deal!.fields.title).toBe('Женская стрижка, 23.11 12:00')
    const visited = fake.portal.statuses.find(({ name, entityId }) => name === 'Посещение' && entityId !== 'DEAL_STAGE')
    fake.as().moveStage(deal!.id, visited!.statusId)
    await fake.events.drained()
    expect(fake.events.counts.failed).toBe(0)
    await later(2)
    expect(await visitById(database.db, businessId, id)).toMatchObject({ status: 'arrived' })
    expect((await portalOf(database.db, businessId))!.eventAt).toEqual(expect.any(Date))
    expect(stand.log.filter(({ level }) => level === 'error')).toEqual([])
  }, 60_000)

  test('a deal says of its dialogue what the table of dialogues says: what was wanted, the first answer, what was not understood, who was called', async () => {
    stand = await startStand(database.db)
    const { businessId } = stand
    fake = await startFakeBitrix({ now: () => stand.clock.now.getTime() })
    const portal = { businessId, key: DEFAULT_KEY, webhook: fake.webhook(), eventToken: null, now: stand.clock.now }
    await database.db.transaction((tx) => connectBitrix24(tx, portal, stand.system.secretKey))
    await later(1)
    const person = clientOf(stand)
    await person.plays('Сколько стоит маникюр?', /₽/, 'абракадабра зюзюка', /./, 'позовите человека', /./)
    await settled(stand, database.db)
    await later(3)
    await later(3)
    const [row] = await database.db.query<{ seconds: number }>(
      'select seconds from bi_dialogues where business_id = $1',
      [businessId],
    )
    expect(fake.deals()[0]!.fields).toMatchObject({
      UF_CRM_OKOSHKO_INTNT: 'price',
      UF_CRM_OKOSHKO_TAGS: 'source=bot, intent=price',
      UF_CRM_OKOSHKO_REPLY: Math.round(row!.seconds),
      UF_CRM_OKOSHKO_UNCLR: 1,
      UF_CRM_OKOSHKO_HAND: 'Y',
      UF_CRM_OKOSHKO_RSLT: 'передан сотруднику',
    })
  })

  test('a to-do that is closed there by hand is seen in the queue and the dialogue with who did it, once; the client goes on waiting, and the deal says so', async () => {
    stand = await startStand(database.db, { publicUrl: 'https://salon.example' })
    const { businessId } = stand
    fake = await startFakeBitrix({ now: () => stand.clock.now.getTime() })
    const olga = fake.user({ name: 'Ольга', lastName: 'Иванова' })
    const portal = { businessId, key: DEFAULT_KEY, webhook: fake.webhook(), eventToken: null, now: stand.clock.now }
    await database.db.transaction((tx) => connectBitrix24(tx, portal, stand.system.secretKey))
    await later(1)
    const asked = () =>
      fake.portal.requests.flatMap(({ inside }) => inside).filter((name) => name === 'crm.activity.list').length
    const minutes = async (count: number) => {
      for (let i = 0; i < count; i++) {
        await later(61)
        await settled(stand, database.db)
      }
    }
    await minutes(2)
    expect(asked()).toBe(0)
    const person = clientOf(stand)
    await person.plays('позовите человека', /./)
    await settled(stand, database.db)
    await minutes(2)
    const todos = () => [...fake.portal.activities.values()]
    const comments = () => [...fake.portal.comments.values()].map(({ text }) => text)
    expect(todos()).toMatchObject([{ title: 'Ответить клиенту', completed: false }])
    const said = comments().length
    fake.as(olga.id).completeTodo(todos()[0]!.id)
    await minutes(3)

    const admin = await signIn(database.db, stand, 'admin')
    const { items } = (await admin.call('GET', '/api/chats?segment=waiting')).body
    expect(items).toMatchObject([{ owner: 'queue', closedThere: { by: 'Ольга Иванова' } }])
    const chat = (items as { id: number }[])[0]!.id
    const marks = async () =>
      (
        (await admin.call('GET', `/api/chats/${chat}/messages`)).body as { marks: { kind: string; by: string }[] }
      ).marks.filter(({ kind }) => kind === 'todo_closed')
    expect((await marks()).map(({ by }) => by)).toEqual(['Ольга Иванова'])
    const { items: log } = (await admin.call('GET', '/api/bitrix24/log')).body
    expect(log).toMatchObject([{ kind: 'todo', field: 'completed', theirs: 'Ольга Иванова', won: 'noted' }])
    expect(comments().slice(said)).toEqual([
      expect.stringMatching(
        new RegExp(`^Дело закрыто, а клиент ещё ждёт ответа в Окошке.\nhttps://salon.example/app/queue/${chat}\n`),
      ),
    ])

    // It is over, and begins anew: another to-do, which the mirror closes by itself, and that is nobody's hand.
    await admin.call('POST', `/api/chats/${chat}/take`)
    await admin.call('POST', `/api/chats/${chat}/return`)
    await settled(stand, database.db)
    await minutes(2)
    await person.plays('позовите человека', /./)
    await settled(stand, database.db)
    await minutes(2)
    expect(todos().map(({ completed }) => completed)).toEqual([true, false])
    await admin.call('POST', `/api/chats/${chat}/take`)
    await admin.call('POST', `/api/chats/${chat}/return`)
    await settled(stand, database.db)
    await minutes(2)
    expect(todos().map(({ completed }) => completed)).toEqual([true, true])
    await person.plays('позовите человека', /./)
    await settled(stand, database.db)
    await minutes(2)
    expect(todos()).toHaveLength(3)
    expect(await marks()).toHaveLength(1)
    expect(stand.log.filter(({ level }) => level === 'error')).toEqual([])
  }, 60_000)

  test('an event with another token, or for a portal that is not here, is refused and leaves nothing', async () => {
    stand = await startStand(database.db)
    const { businessId } = stand
    fake = await startFakeBitrix()
    const portal = {
      businessId,
      key: `p${businessId}`,
      webhook: fake.webhook(),
      eventToken: 'the token of its events',
      now: stand.clock.now,
    }
    await database.db.transaction((tx) => connectBitrix24(tx, portal, stand.system.secretKey))
    const event = { event: 'ONCRMDEALUPDATE', 'data[FIELDS][ID]': '7' }
    const hints = async () =>
      (await database.db.query('select remote_id from crm_hints where business_id = $1', [businessId])).length
    expect((await post(portal.key, event)).status).toBe(401)
    expect((await post(portal.key, { ...event, 'auth[application_token]': 'the token of its event!' })).status).toBe(
      401,
    )
    expect((await post('nobody', { ...event, 'auth[application_token]': portal.eventToken })).status).toBe(404)
    expect(await hints()).toBe(0)
    for (const given of [event, { ...event, event: 'ONTASKADD' }, { ...event, 'data[FIELDS][ID]': 'x' }])
      expect((await post(portal.key, { ...given, 'auth[application_token]': portal.eventToken })).status).toBe(200)
    expect(await hints()).toBe(1)
  })
})
