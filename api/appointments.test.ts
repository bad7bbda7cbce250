import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'

type Answer = { status: number; body: Record<string, unknown> & { error?: { code: string; nearest?: string[] } } }

onPostgres('booking over HTTP', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${stand.url}${path}${path.includes('?') ? '&' : '?'}business=${stand.businessId}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Authorization: `Bearer ${API_KEY}`, ...headers },
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : {} }
  }
  const book = (key: string, change: Record<string, unknown> = {}) =>
    call(
      'POST',
      '/api/appointments',
      {
        services: [1],
        master: 2,
        start: '2026-11-26T15:30:00+03:00',
        client: { name: 'Анна', phone: '8 900 123-45-67' },
        consent: true,
        ...change,
      },
      { 'Idempotency-Key': key },
    )
  const live = () =>
    database.db.query<{ count: number }>(
      `select count(*)::int as count from appointments where business_id = $1 and status <> 'cancelled'`,
      [stand.businessId],
    )

  test('50 programs want one slot: exactly one gets it, the others are offered three that can be booked', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => book(`race-key-${index}`)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const losers = answers.filter(({ status }) => status === 409)
    expect(losers).toHaveLength(49)
    for (const { body } of losers) expect(body.error?.nearest).toHaveLength(3)
    const next = losers[0]!.body.error!.nearest![0]!
    const second = await book('race-nearest', { start: `${next.slice(0, 16)}:00${next.slice(16)}` })
    expect(second.status).toBe(201)
    expect((await live())[0]!.count).toBe(2)
  })

  test('the same key, twenty times at once, is one visit', async () => {
    const start = '2026-11-27T15:30:00+03:00'
    const answers = await Promise.all(Array.from({ length: 20 }, () => book('same-key-1', { start })))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19)
  })

  test('a visit is moved once per version, and cancelled', async () => {
    const { body } = await book('to-be-moved', { start: '2026-11-26T18:00:00+03:00' })
    const path = `/api/appointments/${body.id}`
    const [first, second] = await Promise.all([
      call('PATCH', path, { version: body.version, start: '2026-11-26T19:00:00+03:00' }),
      call('PATCH', path, { version: body.version, start: '2026-11-27T19:00:00+03:00' }),
    ])
    expect([first.status, second.status].sort()).toEqual([200, 409])
    const moved = [first, second].find(({ status }) => status === 200)!
    expect((await call('DELETE', `${path}?version=${body.version}`)).status).toBe(409)
    expect((await call('DELETE', `${path}?version=${moved.body.version}`)).status).toBe(204)
    const again = await book('in-its-place', { start: '2026-11-26T18:00:00+03:00' })
    expect(again.status).toBe(201)
  })

  test('what is wrong is said in words, and nothing is written', async () => {
    const before = await live()
    const refused = async (answer: Promise<Answer>, status: number, code: string) =>
      expect(await answer).toMatchObject({ status, body: { error: { code } } })
    await refused(book('no'), 400, 'bad_request')
    await refused(book('wrong-date-1', { start: '2026-02-31T10:00:00+03:00' }), 400, 'bad_request')
    await refused(book('wrong-phone-1', { client: { name: 'Анна', phone: '12345' } }), 400, 'bad_request')
    await refused(book('no-consent-1', { consent: false }), 400, 'bad_request')
    await refused(book('no-service-1', { services: [999_999] }), 400, 'bad_request')
    await refused(book('at-night-1', { start: '2026-11-26T03:00:00+03:00' }), 422, 'closed')
    await refused(book('in-the-past', { start: '2026-11-20T15:30:00+03:00' }), 422, 'closed')
    await refused(book('far-ahead-1', { start: '2027-11-26T15:30:00+03:00' }), 422, 'closed')
    await refused(book('off-grid-11', { start: '2026-11-26T15:37:00+03:00' }), 422, 'closed')
    await refused(
      call('POST', '/api/appointments', {}, { Authorization: 'Bearer wrong', 'Idempotency-Key': 'wrong-key-1' }),
      401,
      'unauthorized',
    )
    await refused(
      call('PATCH', '/api/appointments/999999', { version: 1, start: '2026-11-26T15:30:00+03:00' }),
      404,
      'not_found',
    )
    await refused(call('GET', '/api/slots?services=abc'), 400, 'bad_request')
    expect(await live()).toEqual(before)
  })

  test('free times are open to everybody and leave out what is taken', async () => {
    const path = '/api/slots?services=1&master=2&from=2026-11-26T00:00:00%2B03:00&to=2026-11-27T00:00:00%2B03:00'
    const { body } = await call('GET', path, undefined, { Authorization: '' })
    const [day] = body.days as { date: string; slots: { start: string }[] }[]
    const starts = day!.slots.map(({ start }) => start)
    expect(day!.date).toBe('2026-11-26')
    expect(starts).toContain('2026-11-26T12:00+03:00')
    expect(starts).not.toContain('2026-11-26T15:30+03:00')
  })
})
