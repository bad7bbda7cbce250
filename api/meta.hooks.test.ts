import { Composer } from 'grammy'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as instagram from '../bot/channels/instagram/fake/fake.ts'
import type { Hooked } from '../bot/channels/meta/fake/hook.ts'
import { signatureOf } from '../bot/channels/meta/webhook.ts'
import * as whatsapp from '../bot/channels/whatsapp/fake/fake.ts'
import type { Ctx } from '../bot/context.ts'
import { onPostgres, type TestDatabase } from '../db/testing/databases.ts'
import { settled } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

const laws = (database: TestDatabase, on: 'whatsapp' | 'instagram') => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db, { on })
  })
  afterAll(() => stand.stop())
  afterEach(() => settled(stand, database.db))

  const hooked = (): Hooked => (stand.whatsapp?.number ?? stand.instagram?.account)!
  const path = () => new URL(hooked().webhook!).pathname
  /** The webhook of a text; `at` in seconds. */
  const said = (person: string, id: string, at: number, body: string): Uint8Array =>
    stand.whatsapp
      ? whatsapp.envelope(stand.whatsapp.number, {
          contacts: [{ profile: { name: 'Анна' }, wa_id: person }],
          messages: [{ from: person, id, timestamp: String(at), type: 'text', text: { body } }],
        })
      : instagram.envelope(stand.instagram!.account, {
          sender: { id: person },
          recipient: { id: stand.instagram!.account.accountId },
          timestamp: at * 1000,
          message: { mid: id, text: body },
        })
  const post = async (url: string, bytes: Uint8Array, signature: string | null) => {
    const headers = { 'content-type': 'application/json', ...(signature && { 'x-hub-signature-256': signature }) }
    const answer = await fetch(url + path(), { method: 'POST', headers, body: bytes as Uint8Array<ArrayBuffer> })
    await answer.arrayBuffer()
    return answer.status
  }
  const inbound = (person: string) =>
    database.db.query<{ text: string; status: string }>(
      `select m.text, m.status from messages m join chats c on c.id = m.chat_id
       where c.external_id = $1 and c.business_id = $2 and m.direction = 'in' order by m.id`,
      [person, stand.businessId],
    )

  test('answers Meta’s question with its challenge, and no other', async () => {
    const ask = async (word: string, more: object = {}) => {
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': word,
        'hub.challenge': '77',
        ...more,
      })
      const answer = await fetch(`${stand.url}${path()}?${query}`)
      return [answer.status, answer.status === 200 ? await answer.text() : '']
    }
    expect(await ask(hooked().verifyToken)).toEqual([200, '77'])
    expect(await ask('another word')).toEqual([403, ''])
    expect(await ask(hooked().verifyToken, { 'hub.mode': 'unsubscribe' })).toEqual([403, ''])
    expect(await ask(hooked().verifyToken, { 'hub.challenge': '<script>' })).toEqual([403, ''])
    expect((await fetch(`${stand.url}/hooks/${on}/nobody?hub.mode=subscribe`)).status).toBe(403)
  })

  test('takes only what is signed over these very bytes', async () => {
    const bytes = said('79161110001', 's1', 1_763_700_000, 'привет')
    const good = await signatureOf(hooked().appSecret, bytes)
    const other = bytes.slice()
    other[other.length - 40]! ^= 1
    expect(await post(stand.url, bytes, null)).toBe(401)
    expect(await post(stand.url, bytes, 'sha256=')).toBe(401)
    expect(await post(stand.url, bytes, good.toUpperCase())).toBe(401)
    expect(await post(stand.url, bytes, await signatureOf('another secret', bytes))).toBe(401)
    expect(await post(stand.url, other, good)).toBe(401)
    expect(await inbound('79161110001')).toEqual([])
    expect(await post(stand.url, bytes, good)).toBe(200)
    expect(await post(stand.url, bytes, good)).toBe(200)
    await settled(stand, database.db)
    expect(await inbound('79161110001')).toEqual([{ text: 'привет', status: 'handled' }])
  })

  test('a thousand webhooks, twice, shuffled, some wrongly signed, over two nodes: each once, in order, none unsigned', async () => {
    const other = await stand.node(database.another())
    const PEOPLE = 40
    const EACH = 25
    const seconds = Math.floor(stand.clock.now.getTime() / 1000) - 1000
    const wanted = Array.from({ length: PEOPLE * EACH }, (_, n) => {
      const person = String(79_200_000_000 + (n % PEOPLE))
      const nth = Math.floor(n / PEOPLE)
      return { person, bytes: said(person, `many${n}`, seconds + nth * 2, `слово ${nth}`) }
    })
    const requests = await Promise.all(
      wanted.flatMap(({ bytes }, n) => [
        ...[0, 1].map(async () => ({ bytes, signature: await signatureOf(hooked().appSecret, bytes), good: true })),
        ...(n % 10 === 0
          ? [
              (async () => ({
                bytes: said('79300000000', `bad${n}`, seconds, 'подделка'),
                signature: await signatureOf('x', bytes),
                good: false,
              }))(),
            ]
          : []),
      ]),
    )
    let seed = 7
    const draw = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const shuffled = requests.map((one) => ({ one, key: draw() })).sort((a, b) => a.key - b.key)
    // What comes waits for its turn meanwhile: then all of it has arrived when the order is decided.
    await Promise.all([stand.system.drain.stop(), other.system.drain.stop()])
    const statuses = { good: new Set<number>(), bad: new Set<number>() }
    const line = shuffled[Symbol.iterator]()
    const worker = async () => {
      for (const { one } of line) {
        const url = draw() < 0.5 ? stand.url : other.url
        statuses[one.good ? 'good' : 'bad'].add(await post(url, one.bytes, one.signature))
      }
    }
    await Promise.all(Array.from({ length: 16 }, worker))
    expect(statuses).toEqual({ good: new Set([200]), bad: new Set([401]) })
    const [counts] = await database.db.query(
      `select count(*)::int as all, count(distinct external_id)::int as once, count(*) filter (where external_id like 'bad%')::int as forged
       from messages where direction = 'in' and external_id similar to '(many|bad)%'`,
    )
    expect(counts).toEqual({ all: PEOPLE * EACH, once: PEOPLE * EACH, forged: 0 })
    await other.stop()
    const heard = new Map<string, string[]>()
    const composer = new Composer<Ctx>((ctx) => {
      const { chat, inbound } = ctx.turn
      heard.set(chat.externalId, [...(heard.get(chat.externalId) ?? []), inbound.text ?? ''])
    })
    const [fresh, second] = [await stand.node(database.db, composer), await stand.node(database.another(), composer)]
    stand.clock.now = new Date(stand.clock.now.getTime() + 6000)
    const handled = async () => {
      const rows = await database.db.query<{ chat_id: number }>(
        `select distinct chat_id from messages where external_id like 'many%' and status = 'received'`,
      )
      for (const { chat_id } of rows) for (const node of [fresh, second]) node.system.drain.wake(chat_id)
      await Promise.all([fresh.system.drain.idle(), second.system.drain.idle()])
      return rows.length
    }
    await expect.poll(handled, { timeout: 90_000, interval: 10 }).toBe(0)
    const order = Array.from({ length: EACH }, (_, nth) => nth)
    const told = wanted.map(({ person }) => (heard.get(person) ?? []).join(' ').match(/\d+/g)?.map(Number))
    expect(told).toEqual(wanted.map(() => order))
    await Promise.all([fresh.stop(), second.stop()])
  }, 120_000)
}

onPostgres('the webhook of WhatsApp', (database) => laws(database, 'whatsapp'))
onPostgres('the webhook of Instagram', (database) => laws(database, 'instagram'))
