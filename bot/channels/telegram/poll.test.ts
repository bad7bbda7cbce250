import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createBusiness } from '../../../db/businesses.ts'
import { channelById, connectChannel } from '../../../db/channels.ts'
import type { Db } from '../../../db/sql.ts'
import { onEachDatabase } from '../../../db/testing/databases.ts'
import { TEMPLATES } from '../../../domain/templates.ts'
import { createTelegramApi, type Http } from './api.ts'
import { type FakeTelegram, startFakeTelegram } from './fake/telegram.ts'
import type { FakeBot } from './fake/world.ts'
import { poll } from './poll.ts'

onEachDatabase('long polling', (database) => {
  const clock = { now: new Date('2026-11-23T07:00:00Z') }
  let telegram: FakeTelegram
  let bot: FakeBot
  let made = 0
  let channel = { id: 0, businessId: 0, pollOffset: 0 }
  beforeAll(async () => {
    telegram = await startFakeTelegram({ now: () => clock.now.getTime() })
  })
  beforeEach(async () => {
    bot = telegram.addBot()
    const { businessId, id } = await database.db.transaction(async (tx) => {
      const key = `law-${++made}`
      const businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: key, now: clock.now })
      return { businessId, id: await connectChannel(tx, { businessId, kind: 'telegram', key, credentials: 'none' }) }
    })
    channel = { id, businessId, pollOffset: 0 }
  })
  afterAll(() => telegram.close())

  const fetchHttp: Http = (url, init) => fetch(url, { method: 'POST', ...init })

  /** A node that polls; `pauses` are what it waited between its calls. */
  function node(name: string, options: { http?: Http; db?: Db; pollOffset?: number } = {}) {
    const stopping = new AbortController()
    const errors: string[] = []
    const pauses: number[] = []
    const woken: number[] = []
    const done = poll({
      db: options.db ?? database.db,
      api: createTelegramApi(telegram.root, options.http ?? fetchHttp),
      channel: { ...channel, pollOffset: options.pollOffset ?? channel.pollOffset },
      token: bot.token,
      node: name,
      clock: () => clock.now,
      wake: (chatId) => woken.push(chatId),
      onError: (error) => errors.push(error instanceof Error ? error.message : String(error)),
      signal: stopping.signal,
      pause: async (ms) => {
        pauses.push(ms)
        await new Promise((resolve) => setImmediate(resolve))
      },
    })
    return {
      errors,
      pauses,
      woken,
      abort: () => stopping.abort(),
      stop: async () => {
        stopping.abort()
        await done
      },
    }
  }

  const stored = async () =>
    (
      await database.db.query<{ text: string }>(
        `select text from messages where channel_id = $1 and direction = 'in' order by id`,
        [channel.id],
      )
    ).map((row) => row.text)
  const until = async (fits: () => boolean | Promise<boolean>) => {
    while (!(await fits())) await new Promise((resolve) => setImmediate(resolve))
  }

  test('updates are stored before they are confirmed, and wake their chats', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    for (const text of ['1', '2', '3']) await vera.sends(bot, text)
    const one = node('one')
    await telegram.drained(bot)
    expect(await stored()).toEqual(['1', '2', '3'])
    expect(one.woken).toHaveLength(3)
    expect((await channelById(database.db, channel.id)).pollOffset).toBe(bot.updates.nextId)
    await one.stop()
    expect(one.errors).toEqual([])
  })

  test('a node that dies between storing and confirming loses nothing and doubles nothing', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    for (const text of ['1', '2', '3']) await vera.sends(bot, text)
    // The wire to the database goes after the second row: the node is as good as dead.
    let left = 2
    const dying: Db = {
      ...database.db,
      query: async (text: string, params?: never) => {
        if (text.includes('stored as') && left-- === 0)
          throw Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' })
        if (left < 0) throw Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' })
        return database.db.query(text, params)
      },
    } as Db
    const one = node('one', { db: dying })
    await until(() => left < 0)
    await one.stop()
    expect(await stored()).toEqual(['1', '2'])
    expect(bot.updates.pending.size).toBe(3)
    clock.now = new Date(clock.now.getTime() + 20_000)
    const two = node('two')
    await telegram.drained(bot)
    expect(await stored()).toEqual(['1', '2', '3'])
    await two.stop()
  })

  test('a batch that comes twice, and each update in it twice, is stored once', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    telegram.duplicateUpdates(bot, 3)
    for (const text of ['1', '2']) await vera.sends(bot, text)
    const one = node('one')
    await telegram.drained(bot)
    await one.stop()
    const again = node('one', { pollOffset: 0 })
    await vera.sends(bot, '3')
    await telegram.drained(bot)
    await again.stop()
    expect(await stored()).toEqual(['1', '2', '3'])
  })

  test('of two nodes one polls; when it stops the other takes over at once, when it is killed after its lease', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    const calls = () => bot.calls.filter((call) => call.method === 'getUpdates').length
    const one = node('one')
    await until(() => calls() === 1)
    const two = node('two')
    await until(() => two.pauses.length >= 3)
    expect(new Set(two.pauses)).toEqual(new Set([2000]))
    await vera.sends(bot, 'for one')
    await until(() => one.woken.length === 1)
    expect(two.woken).toEqual([])
    await one.stop()
    await vera.sends(bot, 'for two')
    await until(() => two.woken.length === 1)
    // Killed: its lease stays until its end.
    await database.db.query(`update channels set poller = 'killed', poller_until = $2::timestamptz where id = $1`, [
      channel.id,
      new Date(clock.now.getTime() + 20_000),
    ])
    await two.stop()
    const three = node('three')
    await until(() => three.pauses.length >= 3)
    expect(three.woken).toEqual([])
    clock.now = new Date(clock.now.getTime() + 20_000)
    await vera.sends(bot, 'for three')
    await until(() => three.woken.length === 1)
    await three.stop()
    expect(await stored()).toEqual(['for one', 'for two', 'for three'])
  })

  test('refusals and broken wires are said and waited out, longer each time, 429 as long as it asks', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    let broken = 2
    const http: Http = (url, init) => (broken-- > 0 ? Promise.reject(new Error('ECONNRESET')) : fetchHttp(url, init))
    for (const kind of [{ code: 500 }, { code: 409 }, { code: 429, retry_after: 77 }, { code: 502 }, 'lost'] as const)
      telegram.fail({ method: 'getUpdates', bot, with: kind })
    await vera.sends(bot, 'through')
    const one = node('one', { http })
    await until(() => one.woken.length === 1)
    expect(one.errors).toHaveLength(7)
    expect(one.pauses).toEqual([500, 1000, 2000, 4000, 77_000, 16_000, 30_000])
    await one.stop()
    expect(await stored()).toEqual(['through'])
  })

  test('after a week of silence the platform may count anew from below: its updates are taken and confirmed', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    const one = node('one')
    await vera.sends(bot, 'high')
    await telegram.drained(bot)
    await one.stop()
    bot.updates.nextId = 5000
    await vera.sends(bot, 'low')
    // The real server answers an offset from the future with what it has.
    const http: Http = (url, init) => {
      const body = JSON.parse(String(init.body)) as { offset: number }
      return fetchHttp(url, {
        ...init,
        body: JSON.stringify({ ...body, offset: body.offset > 900_000 ? 0 : body.offset }),
      })
    }
    const { pollOffset } = await channelById(database.db, channel.id)
    const two = node('two', { http, pollOffset })
    await telegram.drained(bot)
    await two.stop()
    expect(await stored()).toEqual(['high', 'low'])
    expect((await channelById(database.db, channel.id)).pollOffset).toBe(5001)
  })

  test('characters that a database can’t hold don’t stop the bot', async () => {
    const vera = telegram.person({ first_name: 'Вера' })
    await vera.sends(bot, 'a\u0000b\ud83d')
    await vera.sends(bot, 'next')
    const one = node('one')
    await telegram.drained(bot)
    await one.stop()
    expect(await stored()).toEqual(['ab\ufffd', 'next'])
  })
})
