import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type FakeBitrix, startFakeBitrix } from '../jobs/bitrix24/fake/fake.ts'
import { mirrorDue } from '../jobs/bitrix24/mirror.ts'
import { booked, clientOf, settled } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'

onEachDatabase('Bitrix24 from the settings', (database) => {
  let stand: Stand
  let owner: Staff
  let fake: FakeBitrix
  beforeAll(async () => {
    stand = await startStand(database.db, { publicUrl: 'https://salon.example' })
    owner = await signIn(database.db, stand, 'owner')
    await booked(stand, database.db, clientOf(stand), '16:00', 'послезавтра')
    await settled(stand, database.db)
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    fake = await startFakeBitrix({ now: () => stand.clock.now.getTime() })
    stand.later()
  })
  afterEach(async () => {
    await owner.call('DELETE', '/api/bitrix24')
    await fake.close()
  })

  const connect = (webhook = fake.webhook()) => owner.call('POST', '/api/bitrix24', { webhook })
  const start = async () => {
    const { body } = await connect()
    const answer = await owner.call('POST', '/api/bitrix24/start', { version: body.portal.version })
    expect(answer.status).toBe(200)
    return answer.body.portal
  }
  const mirrored = async () => {
    for (let round = 0; round < 3; round++) {
      stand.clock.now = new Date(stand.clock.now.getTime() + 3000)
      await mirrorDue(stand.system.mirror)
    }
  }
  const state = async () => (await owner.call('GET', '/api/bitrix24')).body

  describe('connecting', () => {
    test('a webhook is checked at once, kept encrypted, and never shown or logged', async () => {
      const webhook = fake.webhook()
      const { status, body } = await connect(webhook)
      expect([status, body.portal.state, body.lacks]).toEqual([201, 'new', []])
      const secret = /rest\/1\/(\w+)\//.exec(webhook)![1]!
      const rows = await database.db.query('select * from crm_portals where business_id = $1', [stand.businessId])
      const changes = await owner.call('GET', '/api/changes?object=bitrix24')
      expect(changes.body.items[0]).toMatchObject({ action: 'connected', after: { host: body.portal.host } })
      for (const place of [body, await state(), rows, changes.body, stand.log])
        expect(JSON.stringify(place)).not.toContain(secret)
      expect(body.portal.hook.url).toMatch(/^https:\/\/salon\.example\/hooks\/bitrix24\/b\d+-\w+$/)
    })

    test.each<[string, (fake: FakeBitrix) => string, RegExp]>([
      ['a page of the portal', () => 'https://salon.bitrix24.ru/devops/', /не адрес вебхука/],
      ['http', () => 'http://salon.bitrix24.ru/rest/1/a1b2c3d4e5f6/', /начинается с https/],
      ['a machine inside', () => 'https://10.0.0.7/rest/1/a1b2c3d4e5f6/', /адрес в интернете/],
      ['an expired one', (fake) => fake.webhook({ expired: true }), /удалён или истёк/],
      ['one without the right', (fake) => fake.webhook({ scopes: ['user'] }), /права CRM/],
    ])('%s is refused in words, and nothing is kept', async (_, webhook, words) => {
      const { status, body } = await connect(webhook(fake))
      expect([status, body.error.message]).toEqual([400, expect.stringMatching(words)])
      expect((await state()).state).toBe('none')
    })

    test('a free plan and a portal that is down are told apart', async () => {
      fake.portal.commercial = false
      expect((await connect()).body.error.message).toMatch(/тариф/)
      fake.portal.commercial = true
      fake.sleep()
      expect((await connect()).body.error.message).toMatch(/сейчас не работает/)
    })

    test('what the mirror can do without is named', async () => {
      const { id } = fake.user()
      const { status, body } = await connect(fake.webhook({ userId: id, scopes: ['crm'] }))
      expect(status).toBe(201)
      expect(body.lacks).toEqual([
        { code: 'scopeUser', vital: false },
        { code: 'notAdmin', vital: false },
      ])
    })
  })

  describe('starting', () => {
    test('a dry run shows what would be made, and makes nothing on either side', async () => {
      await connect()
      const before = [fake.portal.categories.length, fake.portal.userFields.length, fake.deals().length]
      const { status, body } = await owner.call('POST', '/api/bitrix24/preview', {})
      expect(status).toBe(200)
      expect(body.steps[0]).toEqual({ what: 'pipeline', key: 'pipeline', name: 'Окошко', state: 'created' })
      expect([body.contacts, body.deals]).toEqual([1, 1])
      const [example] = body.examples
      expect(example).toMatchObject({ stage: 'confirmed', contact: { phone: expect.stringMatching(/^\+7/) } })
      const written = Object.fromEntries(
        example.fields.map(({ key, value }: { key: string; value: unknown }) => [key, value]),
      )
      expect(written).toMatchObject({ service: 'Мужская стрижка', master: 'Дмитрий', sourceId: 'Telegram' })
      expect([fake.portal.categories.length, fake.portal.userFields.length, fake.deals().length]).toEqual(before)
      const links = await database.db.query('select 1 from crm_links where business_id = $1', [stand.businessId])
      expect([links.length, (await state()).settings]).toEqual([0, null])
    })

    test('what was shown is what is then made, and what comes next follows', async () => {
      await connect()
      const { body: dry } = await owner.call('POST', '/api/bitrix24/preview', {})
      await owner.call('DELETE', '/api/bitrix24')
      expect((await start()).state).toBe('works')
      await mirrored()
      expect([fake.contacts().length, fake.deals().length]).toEqual([dry.contacts, dry.deals])
      expect(fake.deals()[0]!.fields.title).toBe(dry.examples[0].title)
      expect(await state()).toMatchObject({ state: 'works', queue: 0, lag: 0, contacts: 1, deals: 1 })
    })

    test('a start by what stood before is refused with what stands', async () => {
      const { body } = await connect()
      await owner.call('POST', '/api/bitrix24/pause', { paused: true })
      const late = await owner.call('POST', '/api/bitrix24/start', { version: body.portal.version })
      expect([late.status, late.body.error.now.state]).toEqual([409, 'paused'])
      expect(fake.portal.categories).toHaveLength(1)
    })

    test('who is no administrator cannot begin, and reads why', async () => {
      const { id } = fake.user()
      const { body } = await connect(fake.webhook({ userId: id }))
      const answer = await owner.call('POST', '/api/bitrix24/start', { version: body.portal.version })
      expect([answer.status, answer.body.error.message]).toEqual([422, expect.stringMatching(/администратор/)])
    })
  })

  describe('the mapping', () => {
    test('is edited by version: who was late sees both states, and the log says from what to what', async () => {
      const { version } = await start()
      const edit = (change: object) => owner.call('PATCH', '/api/bitrix24/settings', { version, ...change })
      expect((await edit({ handoverMinutes: 30 })).status).toBe(200)
      const late = await edit({ handoverMinutes: 45 })
      expect([late.status, late.body.error.now.settings.handoverMinutes]).toEqual([409, 30])
      const [line] = (await owner.call('GET', '/api/changes?object=bitrix24')).body.items
      expect(line).toMatchObject({ action: 'changed', before: { handoverMinutes: 15 }, after: { handoverMinutes: 30 } })
    })

    test('takes no stages of another pipeline', async () => {
      const { version, settings } = await start()
      const answer = await owner.call('PATCH', '/api/bitrix24/settings', { version, pipeline: settings.pipeline + 1 })
      expect(answer.status).toBe(400)
    })

    test('is made of what the portal has, asked within its limits', async () => {
      await start()
      const { body } = await owner.call('GET', '/api/bitrix24/survey')
      expect(body.pipelines.map(({ name }: { name: string }) => name)).toEqual(['Окошко', 'Общая'])
      expect(body.users).toEqual([{ id: 1, name: 'Мария Петрова', position: 'Владелец' }])
      expect(fake.seen().overRate).toBe(0)
    })

    test('nobody asks a portal beside the mirror that speaks to it', async () => {
      await start()
      await database.db.query(
        `update crm_portals set lease_token = 'other', lease_until = $2::timestamptz where business_id = $1`,
        [stand.businessId, new Date(stand.clock.now.getTime() + 60_000)],
      )
      const { requests } = fake.seen()
      const answer = await owner.call('GET', '/api/bitrix24/survey')
      expect([answer.status, answer.body.error.reason]).toEqual([422, 'talking'])
      expect(fake.seen().requests).toBe(requests)
      await database.db.query('update crm_portals set lease_token = null, lease_until = null where business_id = $1', [
        stand.businessId,
      ])
    })
  })

  describe('health', () => {
    test('an expired webhook is said in words since when; a check after a new one lets it go on', async () => {
      await start()
      await mirrored()
      fake.portal.webhooks[0]!.expired = true
      await database.db.query(`update clients set name = 'Вера' where business_id = $1`, [stand.businessId])
      await mirrored()
      expect(await state()).toMatchObject({
        state: 'broken',
        trouble: 'expired',
        queue: 2,
        failingSince: expect.any(String),
      })
      expect((await state()).lag).toBeGreaterThan(0)
      const checked = await owner.call('POST', '/api/bitrix24/check')
      expect(checked.body).toEqual({ usable: false, lacks: [{ code: 'expired', vital: true }] })
      expect((await connect(fake.webhook())).status).toBe(201)
      await mirrored()
      expect(await state()).toMatchObject({ state: 'works', queue: 0, trouble: null })
      expect(fake.contacts()).toHaveLength(1)
    })

    test('paused, it writes nothing and forgets nothing', async () => {
      await start()
      await mirrored()
      expect((await owner.call('POST', '/api/bitrix24/pause', { paused: true })).body.state).toBe('paused')
      await database.db.query(`update clients set name = 'Ольга' where business_id = $1`, [stand.businessId])
      await mirrored()
      expect(fake.contacts()[0]!.fields.name).not.toBe('Ольга')
      expect((await owner.call('POST', '/api/bitrix24/pause', { paused: false })).body.state).toBe('works')
      await mirrored()
      expect(fake.contacts()[0]!.fields.name).toBe('Ольга')
    })

    test('the log of both sides is read page by page', async () => {
      await start()
      await mirrored()
      await database.db.query(
        `insert into crm_log (business_id, link_id, at, field, ours, theirs, won, refused)
         select $1, (select min(id) from crm_links where business_id = $1 and kind = 'deal'), $2::timestamptz, 'opportunity', to_jsonb(n), to_jsonb(0),
           'ours', null from generate_series(1, 3) n`,
        [stand.businessId, stand.clock.now],
      )
      const first = (await owner.call('GET', '/api/bitrix24/log?limit=2')).body
      const rest = (await owner.call('GET', `/api/bitrix24/log?limit=2&cursor=${first.cursor}`)).body
      expect([...first.items, ...rest.items].map(({ ours }) => ours)).toEqual([3, 2, 1])
      expect(first.items[0]).toMatchObject({
        won: 'ours',
        theirs: 0,
        url: expect.stringMatching(/\/crm\/deal\/details\/\d+\/$/),
      })
      expect(rest.cursor).toBeNull()
    })
  })

  test('a visit and its client say where they are in the portal', async () => {
    await start()
    await mirrored()
    const [visit] = await database.db.query<{ id: number; client: number }>(
      'select id, client_id as client from appointments where business_id = $1',
      [stand.businessId],
    )
    const { host } = await state()
    const card = await owner.call('GET', `/api/appointments/${visit!.id}`)
    expect(card.body.crm).toBe(`https://${host}/crm/deal/details/${fake.deals()[0]!.id}/`)
    const client = await owner.call('GET', `/api/clients/${visit!.client}`)
    expect(client.body.crm).toBe(`https://${host}/crm/contact/details/${fake.contacts()[0]!.id}/`)
    await owner.call('DELETE', '/api/bitrix24')
    expect((await owner.call('GET', `/api/appointments/${visit!.id}`)).body.crm).toBeNull()
  })

  test('whoever watches the program reads depth, lag and trouble; from elsewhere with the key only', async () => {
    await start()
    await mirrored()
    fake.sleep()
    await database.db.query(`update clients set name = 'Мария' where business_id = $1`, [stand.businessId])
    await mirrored()
    stand.clock.now = new Date(stand.clock.now.getTime() + 60_000)
    const watch = (headers: Record<string, string>) => fetch(`${stand.url}/metrics`, { headers })
    expect((await watch({})).status).toBe(401)
    expect((await watch({ Authorization: `Bearer ${API_KEY}x` })).status).toBe(401)
    const text = await (await watch({ Authorization: `Bearer ${API_KEY}` })).text()
    const measure = (name: string) =>
      Number(new RegExp(`^okoshko_crm_${name}\\{business="${stand.businessId}"\\} (\\d+)$`, 'm').exec(text)?.[1])
    expect([measure('queue'), measure('up')]).toEqual([2, 0])
    expect(measure('lag_seconds')).toBeGreaterThan(60)
    expect(text).toMatch(/^okoshko_messages\{status="queued"\} \d+$/m)
    expect(text).toMatch(/^okoshko_notices_late \d+$/m)
  })

  test('another business sees nothing of it', async () => {
    await start()
    const other = await startStand(database.db)
    const stranger = await signIn(database.db, other, 'owner')
    expect((await stranger.call('GET', '/api/bitrix24')).body).toMatchObject({ state: 'none', host: null })
    for (const [method, path, body] of [
      ['GET', 'survey'],
      ['POST', 'preview', {}],
      ['POST', 'pause', { paused: true }],
      ['POST', 'reconcile'],
      ['DELETE', ''],
    ] as const)
      expect([path, (await stranger.call(method, `/api/bitrix24${path && `/${path}`}`, body)).status]).toEqual([
        path,
        404,
      ])
    expect((await state()).state).toBe('works')
    await other.stop()
  })
})
