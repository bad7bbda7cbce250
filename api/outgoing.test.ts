import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fetchPost } from './fetchpost.ts'
import { outgoingPost } from './outgoing.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'

const POSTS = { Node: outgoingPost, Workers: fetchPost }

describe.each(Object.entries(POSTS))('a request to somebody’s program, as %s sends it', (_host, postBy) => {
  let receiver: Receiver
  const post = postBy({ closed: true })
  const send = (timeoutMs = 5000) =>
    post(receiver.url, { headers: { 'webhook-id': 'evt_1' }, body: '{"a":"я"}', timeoutMs, mostBytes: 50 })
  beforeAll(async () => {
    receiver = await startReceiver()
  })
  afterAll(() => receiver.close())
  beforeEach(() => {
    receiver.got.length = 0
  })

  test('arrives as it was given, and an answer comes back as its code', async () => {
    receiver.does({ status: 202, text: 'x'.repeat(100_000) })
    expect(await send()).toEqual({ status: 202, retryAfter: null, text: '' })
    expect(receiver.got).toMatchObject([{ body: '{"a":"я"}', headers: { 'webhook-id': 'evt_1' } }])
  })

  test('of a refusal the beginning is kept, and the pause that it asks for', async () => {
    receiver.does({ status: 503, headers: { 'retry-after': '7' }, text: 'x'.repeat(100_000) })
    expect(await send()).toEqual({ status: 503, retryAfter: '7', text: 'x'.repeat(50) })
  })

  test('follows nobody elsewhere', async () => {
    for (const status of [301, 302, 307, 308]) {
      receiver.does({ status, headers: { location: `${receiver.url}/elsewhere` } })
      expect((await send()).status).toBe(status)
    }
    expect(receiver.got.map(({ at }) => at)).toEqual(Array(4).fill('/hook'))
  })

  test('silence is a timeout, a line that breaks is a failure', async () => {
    receiver.does('silence')
    await expect(send(100)).rejects.toMatchObject({ trouble: 'timeout' })
    receiver.does('reset')
    await expect(send()).rejects.toThrow()
    await expect(
      postBy({ closed: false })(receiver.url, { headers: {}, body: '{}', timeoutMs: 100, mostBytes: 1 }),
    ).rejects.toMatchObject({ trouble: 'closed' })
  })
})

test('a name that leads inside, also in the clothes of IPv6, is not called, and is looked at anew for each connection', async () => {
  const receiver = await startReceiver()
  const answers = [
    [{ address: '127.0.0.1', family: 4 }],
    [{ address: '::ffff:127.0.0.1', family: 6 }],
    [
      { address: '10.0.0.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  ]
  let asked = 0
  const post = outgoingPost({ closed: false, look: (_name, _options, answer) => answer(null, answers[asked++]!) })
  const request = { headers: {}, body: '{}', timeoutMs: 2000, mostBytes: 100 }
  const { port } = new URL(receiver.url)
  for (let i = 1; i <= answers.length; i++) {
    await expect(post(`http://hooks.example.com:${port}/`, request)).rejects.toMatchObject({ trouble: 'closed' })
    expect(asked).toBe(i)
  }
  expect(receiver.got).toEqual([])
  await receiver.close()
})
