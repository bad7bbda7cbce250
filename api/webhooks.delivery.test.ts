import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { hired } from './testing/client.ts'
import { type Hook, type Hooked, isTest, startHooked, testOf } from './testing/hooked.ts'
import { isGenuine, startReceiver } from './testing/receiver.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

onEachDatabase('a delivery to somebody’s program', (database) => {
  let hooked: Hooked
  let hook: Hook
  beforeAll(async () => {
    hooked = await startHooked(database.db)
  })
  afterAll(() => hooked.stop())
  beforeEach(async () => {
    await hooked.clear()
    hook = await hooked.add()
  })

  const log = async (at = hook) => (await hooked.owner.call('GET', `/api/webhooks/${at.id}/deliveries`)).body.items
  const seen = async (at = hook) => {
    const { items } = (await hooked.owner.call('GET', '/api/webhooks')).body
    return items.find(({ id }: Hook) => id === at.id)
  }
  /** The clock goes to the next try, so many times. */
  const tries = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const [row] = await database.db.query<{ at: Date | null }>(
        `select min(due_at) as at from webhook_deliveries where webhook_id = $1 and status = 'pending'`,
        [hook.id],
      )
      if (!row?.at) return
      hooked.later(Math.max(0, row.at.getTime() - hooked.stand.clock.now.getTime()))
      await hooked.told()
    }
  }

  test('whatever is no 2xx is tried again with the same id and body, a fresh time and a fresh signature, until it is one', async () => {
    const { receiver, stand } = hooked
    receiver.does(
      { status: 500, text: 'сломалось' },
      { status: 302, headers: { location: `${receiver.url}/elsewhere` } },
      'reset',
      { status: 404 },
      { status: 200, text: 'ок' },
    )
    await testOf(hooked.owner, hook)
    await hooked.told()
    expect(await log()).toMatchObject([{ status: 'pending', attempts: 1, code: 500, trouble: 'status', kind: 'test' }])
    expect(isGenuine(hook.secret, receiver.got[0]!, stand.clock.now.getTime() / 1000)).toBe(true)
    await tries(1)
    expect(await log()).toMatchObject([{ attempts: 2, code: 302, trouble: 'redirect' }])
    await tries(1)
    expect(await log()).toMatchObject([{ attempts: 3, code: null, trouble: 'connection' }])
    await tries(1)
    expect(await log()).toMatchObject([{ attempts: 4, code: 404 }])
    expect(await seen()).toMatchObject({ state: 'on', broken: false, waiting: 1 })
    expect((await seen()).failingSince).not.toBeNull()
    await tries(1)
    expect(await log()).toMatchObject([{ status: 'delivered', attempts: 5, code: 200, trouble: null, nextAt: null }])
    expect(await seen()).toMatchObject({ failingSince: null, waiting: 0 })
    // Nobody was followed anywhere.
    expect(receiver.got.map(({ at }) => at)).toEqual(Array(5).fill('/hook'))
    const of = (header: string) => new Set(receiver.got.map(({ headers }) => headers[header]))
    expect([of('webhook-id').size, of('webhook-timestamp').size, of('webhook-signature').size]).toEqual([1, 5, 5])
    expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1)
    const last = receiver.got.at(-1)!
    expect(isGenuine(hook.secret, last, stand.clock.now.getTime() / 1000)).toBe(true)
    // A recorded request is worth nothing five minutes later, and no letter of it may be another.
    expect(isGenuine(hook.secret, last, stand.clock.now.getTime() / 1000 + 301)).toBe(false)
    expect(
      isGenuine(hook.secret, { ...last, body: last.body.replace('test', 'rest') }, stand.clock.now.getTime() / 1000),
    ).toBe(false)
    hooked.later(DAY_MS)
    await hooked.told()
    expect(receiver.got.length).toBe(5)
  })

  test('a day of failures: tries grow apart, the last one is a day after the first, then the owner is told once and sees it', async () => {
    const owner = await hired(hooked.stand, database.db, 'Хозяйка', 'owner')
    const heard = () =>
      owner
        .shown()
        .filter(({ text }) => /Вебхук/.test(text))
        .map(({ text }) => text)
    hooked.receiver.does({ status: 503 })
    await testOf(hooked.owner, hook)
    await testOf(hooked.owner, hook)
    const began = hooked.stand.clock.now.getTime()
    const times: number[] = []
    for (let i = 0; i < 60 && (await seen()).waiting > 0; i++) {
      await tries(1)
      times.push(hooked.stand.clock.now.getTime() - began)
    }
    expect(await log()).toMatchObject([{ status: 'failed' }, { status: 'failed' }])
    expect(times.at(-1)).toBe(DAY_MS)
    const count = hooked.receiver.got.length / 2
    expect(count).toBeGreaterThanOrEqual(12)
    expect(count).toBeLessThanOrEqual(20)
    expect(await seen()).toMatchObject({ state: 'on', broken: true, failed: 2 })
    await hooked.told()
    expect(heard()).toEqual([expect.stringMatching(/^Вебхук 127\.0\.0\.1:\d+: сутки не получается передать события/)])

    // What comes now is tried as if nothing had been; the first that arrives makes all well.
    hooked.receiver.does({ status: 200 })
    await testOf(hooked.owner, hook)
    await hooked.told()
    expect(await seen()).toMatchObject({ broken: false, failingSince: null, failed: 2 })
    await hooked.told()
    expect(heard().slice(1)).toEqual([expect.stringMatching(/снова работает/)])
    // All that was given up goes out by one press, by the ids that it had.
    const before = hooked.receiver.got.map(({ json }) => json.id)
    const since = new Date(began - 1000).toISOString()
    expect((await hooked.owner.call('POST', `/api/webhooks/${hook.id}/resend`, { since })).body).toEqual({ count: 2 })
    await hooked.told()
    const again = hooked.receiver.got.slice(before.length).map(({ json }) => json.id)
    expect(again.length).toBe(2)
    expect(before).toEqual(expect.arrayContaining(again))
    expect(await seen()).toMatchObject({ failed: 0, waiting: 0 })
  })

  test('an address that fails for three days is paused with a word, keeps what happens, and gets it when it is on again', async () => {
    hooked.receiver.does({ status: 500 })
    for (let day = 0; day < 4; day++) {
      if ((await seen()).state !== 'on') break
      await testOf(hooked.owner, hook)
      await tries(30)
    }
    expect(await seen()).toMatchObject({ state: 'paused', on: false })
    const before = hooked.receiver.got.length
    await hooked.book()
    await hooked.told()
    expect([hooked.receiver.got.length, (await seen()).waiting]).toEqual([before, 1])
    expect((await hooked.owner.call('POST', `/api/webhooks/${hook.id}/test`)).status).toBe(422)
    hooked.receiver.does({ status: 200 })
    const { version } = await seen()
    expect((await hooked.owner.call('PATCH', `/api/webhooks/${hook.id}`, { version, on: true })).body).toMatchObject({
      state: 'on',
    })
    await hooked.told()
    expect(hooked.receiver.got.slice(before).map(({ json }) => json.type)).toEqual(['booking.created'])
  })

  test('410 switches an address off at once: what waited for it is given up, and nothing more is written', async () => {
    hooked.receiver.does({ status: 500 }, { status: 410 })
    await testOf(hooked.owner, hook)
    await hooked.told()
    await testOf(hooked.owner, hook)
    await hooked.told()
    expect(await seen()).toMatchObject({ state: 'gone', on: false })
    expect(await log()).toMatchObject([
      { status: 'failed', trouble: 'gone', code: 410 },
      { status: 'failed', trouble: 'gone', code: 500 },
    ])
    await hooked.book()
    await hooked.told()
    expect((await log()).length).toBe(2)
  })

  test('a pause that the answer asks for is kept, but no longer than an hour', async () => {
    hooked.receiver.does(
      { status: 429, headers: { 'retry-after': '120' } },
      { status: 503, headers: { 'retry-after': '999999' } },
    )
    await testOf(hooked.owner, hook)
    await hooked.told()
    const pause = async () => Date.parse((await log())[0].nextAt) - hooked.stand.clock.now.getTime()
    expect(await pause()).toBe(120_000)
    await tries(1)
    expect(await pause()).toBe(HOUR_MS)
  })

  test('of an answer a short beginning is kept, without what was sent about the client', async () => {
    const open = await hooked.add({ personal: true })
    await hooked.owner.call('DELETE', `/api/webhooks/${hook.id}`)
    hooked.receiver.does({
      status: 422,
      text: `Нет клиента Мария Эхова, +7 900 222-33-44, maria@example.com. ${'я'.repeat(100_000)}`,
    })
    await hooked.book({ name: 'Мария Эхова', phone: '+79002223344' })
    await hooked.told()
    const [{ id }] = await log(open)
    const { body } = await hooked.owner.call('GET', `/api/webhooks/${open.id}/deliveries/${id}`)
    expect(body.excerpt).toMatch(/^Нет клиента •••, •••, •••\. я+$/)
    expect(body.excerpt.length).toBeLessThanOrEqual(300)
    expect(body.body).toBe(hooked.receiver.got.at(-1)!.body)
    expect(JSON.stringify(hooked.stand.log)).not.toMatch(/Эхова|2223344/)
  })

  test('a new secret signs beside the old one for a day, then alone', async () => {
    const rotated = await hooked.owner.call('POST', `/api/webhooks/${hook.id}/secret`)
    const now = () => hooked.stand.clock.now.getTime() / 1000
    await testOf(hooked.owner, hook)
    await hooked.told()
    const [both] = hooked.receiver.got
    expect(String(both!.headers['webhook-signature']).split(' ').length).toBe(2)
    for (const secret of [hook.secret, rotated.body.secret]) expect(isGenuine(secret, both!, now())).toBe(true)
    expect((await seen()).oldSecretUntil).not.toBeNull()
    hooked.later(DAY_MS + 1000)
    await testOf(hooked.owner, hook)
    await hooked.told()
    const late = hooked.receiver.got.at(-1)!
    expect([hook.secret, rotated.body.secret].map((secret) => isGenuine(secret, late, now()))).toEqual([false, true])
    expect((await seen()).oldSecretUntil).toBeNull()
    // No secret stands in the open anywhere.
    const rows = await database.db.query(
      'select row_to_json(w)::text as row from webhooks w union all select row_to_json(c)::text from changes c',
    )
    expect(
      JSON.stringify([rows, (await hooked.owner.call('GET', '/api/webhooks')).body, hooked.stand.log]),
    ).not.toContain('whsec_')
  })

  test('an address that waits for ever holds up no other, and has four requests at once at most', async () => {
    const slow = await startReceiver()
    slow.does('silence')
    const stuck = await hooked.add({ url: slow.url })
    for (let i = 0; i < 6; i++) await hooked.book()
    hooked.stand.system.loop.start()
    const quick = () => hooked.receiver.got.length
    await expect.poll(quick).toBe(6)
    expect(slow.got.length).toBe(4)
    slow.release()
    await expect.poll(() => slow.got.length).toBe(5)
    // It fails by now: one request at a time is enough to see whether it is well again, though what comes after is told elsewhere.
    await hooked.book()
    hooked.stand.system.loop.expect(hooked.stand.clock.now)
    await expect.poll(quick).toBe(7)
    expect(slow.got.length).toBe(5)
    slow.release()
    await hooked.stand.system.loop.stop()
    expect(slow.most()).toBe(4)
    expect((await log(stuck)).every(({ status }: { status: string }) => status === 'pending')).toBe(true)
    await slow.close()
  }, 20_000)

  test('silence is given up after ten seconds', async () => {
    hooked.receiver.does('silence')
    await testOf(hooked.owner, hook)
    const began = performance.now()
    await hooked.told()
    expect(performance.now() - began).toBeGreaterThan(9_900)
    expect(await log()).toMatchObject([{ status: 'pending', trouble: 'timeout', code: null }])
    hooked.receiver.release()
  }, 20_000)

  test('a request for an address that comes twice makes one, and both are told its secret', async () => {
    const given = { url: hooked.receiver.url, kinds: ['lead.created'] }
    const ask = () => hooked.owner.call('POST', '/api/webhooks', given, { 'Idempotency-Key': 'webhook-once-1' })
    const [first, again] = [await ask(), await ask()]
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body])
    expect((await hooked.owner.call('GET', '/api/webhooks')).body.items.length).toBe(2)
    const kept = await database.db.query(`select body::text from answered where key like '%webhook-once-1'`)
    expect(JSON.stringify(kept)).not.toContain('whsec_')
  })

  test('one delivery goes out once more by hand, by its id, whatever became of it', async () => {
    const id = await testOf(hooked.owner, hook)
    await hooked.told()
    expect((await log())[0].status).toBe('delivered')
    expect((await hooked.owner.call('POST', `/api/webhooks/${hook.id}/resend`, { delivery: id })).body).toEqual({
      count: 1,
    })
    await hooked.told()
    expect(hooked.receiver.got.filter(isTest).length).toBe(2)
    expect(new Set(hooked.receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('an address may be added ten times, must be one, and is told apart by its version', async () => {
    for (const url of ['ftp://a.example/x', 'нет', 'https://user:pass@a.example/'])
      expect([
        url,
        (await hooked.owner.call('POST', '/api/webhooks', { url, kinds: ['lead.created'] })).status,
      ]).toEqual([url, 400])
    expect(
      (await hooked.owner.call('POST', '/api/webhooks', { url: hooked.receiver.url, kinds: ['nothing'] })).status,
    ).toBe(400)
    for (let i = 1; i < 10; i++) await hooked.add()
    expect(
      (await hooked.owner.call('POST', '/api/webhooks', { url: hooked.receiver.url, kinds: ['lead.created'] })).status,
    ).toBe(422)
    const edit = (body: object) => hooked.owner.call('PATCH', `/api/webhooks/${hook.id}`, body)
    expect((await edit({ version: 1, kinds: ['booking.moved'] })).body).toMatchObject({
      version: 2,
      kinds: ['booking.moved'],
    })
    const late = await edit({ version: 1, personal: true })
    expect([late.status, late.body.error.code, late.body.error.now.version]).toEqual([409, 'changed', 2])
    await hooked.book()
    await hooked.told()
    expect(hooked.receiver.got.length).toBe(9)
  })
})
