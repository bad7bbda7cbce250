import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { claimDeliveries } from '../db/webhookdeliveries.ts'
import { type Hooked, startHooked, testOf } from './testing/hooked.ts'
import { startReceiver } from './testing/receiver.ts'

onPostgres('webhooks over two nodes', (database) => {
  let hooked: Hooked
  beforeAll(async () => {
    hooked = await startHooked(database.db)
  })
  afterAll(() => hooked.stop())
  beforeEach(() => hooked.clear())

  test('a node that dies between sending and marking: another sends it again, by the same id', async () => {
    const hook = await hooked.add()
    await testOf(hooked.owner, hook)
    // The first node has it in its hand, has sent it, and is no more.
    const [lost] = await claimDeliveries(database.db, hooked.stand.clock.now, 10)
    await fetch(hooked.receiver.url, { method: 'POST', body: lost!.body, headers: { 'webhook-id': lost!.key } })
    const other = await hooked.stand.node(database.another())
    await other.system.loop.runDue()
    expect(hooked.receiver.got.length).toBe(1)
    hooked.later(31_000)
    await other.system.loop.runDue()
    expect(hooked.receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual([lost!.key, lost!.key])
    const log = await hooked.owner.call('GET', `/api/webhooks/${hook.id}/deliveries`)
    expect(log.body.items).toMatchObject([{ status: 'delivered', attempts: 2 }])
    await other.stop()
  })

  test('a hundred events, two nodes at once: each is handed over once to each address, in no more than four requests at a time', async () => {
    const second = await startReceiver()
    await hooked.add()
    await hooked.add({ url: second.url })
    hooked.receiver.does({ status: 200, slowMs: 3 })
    const visits = []
    for (let i = 0; i < 20; i++) visits.push(await hooked.book())
    await Promise.all(
      visits.map(async ({ id }) => {
        for (let turn = 0; turn < 4; turn++)
          await database.db.query(
            `update appointments set status = case status when 'booked' then 'confirmed' else 'booked' end, version = version + 1 where id = $1`,
            [id],
          )
      }),
    )
    const other = await hooked.stand.node(database.another())
    const round = async () => {
      for (let i = 0; i < 60; i++) await Promise.all([hooked.stand.system.loop.runDue(), other.system.loop.runDue()])
    }
    await round()
    for (const { got, most } of [hooked.receiver, second]) {
      expect(got.length).toBe(100)
      expect(new Set(got.map(({ json }) => json.id)).size).toBe(100)
      expect(most()).toBeLessThanOrEqual(4)
      // Of one visit the sequence tells the order, however they came.
      for (const { id } of visits) {
        const of = got
          .map(({ json }) => json as unknown as { sequence: number; data: { id: number; status: string } })
          .filter(({ data }) => data.id === id)
        expect(of.sort((a, b) => a.sequence - b.sequence).map(({ data }) => data.status)).toEqual([
          'booked',
          'confirmed',
          'booked',
          'confirmed',
          'booked',
        ])
      }
    }
    await other.stop()
    await second.close()
  }, 60_000)
})

onPostgres('webhooks of an installation that calls the open network only', (database) => {
  let hooked: Hooked
  beforeAll(async () => {
    hooked = await startHooked(database.db, { openHooks: true })
  })
  afterAll(() => hooked.stop())

  test('no address leads inside: not by figures, not by a name, not by one that is in the table already', async () => {
    const { owner, receiver } = hooked
    const inside = [
      receiver.url,
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://169.254.169.254/latest/meta-data',
      'https://localhost/',
      'https://db/',
      'https://printer.local/',
      'http://hooks.example.com/',
    ]
    for (const url of inside)
      expect([url, (await owner.call('POST', '/api/webhooks', { url, kinds: ['lead.created'] })).status]).toEqual([
        url,
        400,
      ])
    const made = await owner.call('POST', '/api/webhooks', {
      url: 'https://hooks.example.com/',
      kinds: ['lead.created'],
    })
    expect(made.status).toBe(201)
    // One that is in the table all the same is not called.
    await database.db.query('update webhooks set url = $1', [receiver.url])
    await testOf(owner, { id: made.body.webhook.id, secret: '' })
    await hooked.told()
    const log = await owner.call('GET', `/api/webhooks/${made.body.webhook.id}/deliveries`)
    expect(log.body.items[0].trouble).toBe('closed')
    expect(receiver.got).toEqual([])
  })
})
