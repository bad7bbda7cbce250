import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createPacer } from '../bot/pace.ts'
import { createTexts } from '../bot/texts.ts'
import { createBusiness } from '../db/businesses.ts'
import { createCatalogs } from '../db/catalog.ts'
import { connectChannel } from '../db/channels.ts'
import { leaseHeads } from '../db/leases.ts'
import { createMark } from '../db/marks.ts'
import { nextDue, receive } from '../db/messages.ts'
import { writeOutbound } from '../db/outbox.ts'
import { createTakenOver } from '../db/takeover.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { createLoop, type Loop } from './loop.ts'

onEachDatabase('the loop', (database) => {
  const clock = { now: new Date('2026-11-23T07:00:00Z') }
  const at = (ms: number) => new Date(clock.now.getTime() + ms)
  let businessId = 0
  let channelId = 0
  let people = 0
  /** The timer that the loop has set: after how many ms it rings. */
  let armed: { ms: number; ring: () => void } | null = null
  let woken: number[] = []
  let shown: string[] = []
  let errors: unknown[] = []
  let loop: Loop
  /** Nothing hourly is due, unless a law says so. */
  const hourly = { doneAt: Number.POSITIVE_INFINITY }

  beforeAll(async () => {
    await database.db.transaction(async (tx) => {
      businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now: clock.now })
      channelId = await connectChannel(tx, { businessId, kind: 'telegram', key: 'law', credentials: 'none' })
    })
  })
  beforeEach(async () => {
    await database.db.query(`update messages set status = 'handled' where status = 'received'`)
    await database.db.query(`update messages set status = 'skipped' where status in ('queued', 'sending')`)
    armed = null
    woken = []
    shown = []
    errors = []
    loop = newLoop()
  })

  function newLoop(): Loop {
    const channel = {
      kind: 'telegram',
      pace: null,
      send: async (row: { body: Record<string, unknown> }) => {
        shown.push(String(row.body.text))
        return { ok: true as const, platformId: 'x' }
      },
      answer: async () => {},
    }
    return createLoop({
      delivery: {
        db: database.db,
        channels: new Map([['telegram', channel]]),
        kindOf: async () => 'telegram',
        pacer: createPacer(),
        clock: () => clock.now,
        onLater: (later) => loop.expect(later),
        onFailed: () => {},
        mark: createMark(database.db),
        takenOver: createTakenOver(database.db),
        failures: new Map(),
      },
      drain: { wake: (chat) => woken.push(chat), settled: async () => {}, idle: async () => {}, stop: async () => {} },
      catalogs: createCatalogs(),
      texts: createTexts({ ru: '', en: '' }),
      hourly,
      onError: (error) => errors.push(error),
      timer: (ring, ms) => {
        const mine = { ms, ring }
        armed = mine
        return () => {
          if (armed === mine) armed = null
        }
      },
    })
  }

  /** Lets the armed timer ring at its moment, and the round that follows arm the next. */
  async function ring(): Promise<void> {
    const { ms, ring: now } = armed!
    armed = null
    clock.now = at(ms)
    now()
    while (armed === null) await new Promise((resolve) => setImmediate(resolve))
  }

  async function inbound(more: { platformAt?: Date; chat?: string } = {}): Promise<number> {
    const chat = more.chat ?? `person ${++people}`
    const about = { businessId, channelId, chat, language: 'ru' as const, externalId: `${++people}`, sequence: people }
    const said = { author: 'client' as const, update: {}, text: null, platformId: null, pointsAt: null }
    const stored = await receive(database.db, {
      ...about,
      ...said,
      platformAt: more.platformAt ?? clock.now,
      now: clock.now,
    })
    return stored!.chatId
  }
  const outbound = (chatId: number, text: string, dueAt: Date) =>
    writeOutbound(
      database.db,
      businessId,
      [{ chatId, channelId, author: 'system', method: 'sendMessage', body: { text }, text }],
      dueAt,
    )

  test('a message that its node did not handle is taken by another’s loop when its grace is over, not before', async () => {
    const chat = await inbound()
    clock.now = at(4999)
    await loop.runDue()
    expect(woken).toEqual([])
    clock.now = at(1)
    await loop.runDue()
    expect(woken).toEqual([chat])
  })

  test('the timer is set to the next due row, and at most five seconds away', async () => {
    loop.start()
    expect(armed).toMatchObject({ ms: 0 })
    await ring()
    expect(armed).toMatchObject({ ms: 5000 })
    const chat = await inbound()
    await database.db.query(`update messages set status = 'handled' where chat_id = $1`, [chat])
    await outbound(chat, 'later', at(6200))
    await ring()
    expect(armed).toMatchObject({ ms: 1200 })
    await ring()
    expect(shown).toEqual(['later'])
    expect(armed).toMatchObject({ ms: 5000 })
    await loop.stop()
    expect(armed).toBeNull()
  })

  test('what stands behind a head that waits does not wake the loop again and again', async () => {
    const chat = await inbound()
    await database.db.query(`update messages set status = 'handled' where chat_id = $1`, [chat])
    await outbound(chat, 'asked to wait', at(60_000))
    for (let n = 0; n < 20; n++) await outbound(chat, `behind ${n}`, clock.now)
    expect(await nextDue(database.db, clock.now)).toEqual(at(60_000))
    loop.start()
    for (let round = 0; round < 3; round++) await ring()
    expect(armed).toMatchObject({ ms: 5000 })
    expect(shown).toEqual([])
    clock.now = at(60_000)
    await loop.runDue()
    expect(shown.slice(0, 2)).toEqual(['asked to wait', 'behind 0'])
    expect(shown).toHaveLength(21)
    await loop.stop()
  })

  test('messages behind one that will be tried again don’t either', async () => {
    const person = `person ${++people}`
    const chat = await inbound({ chat: person, platformAt: at(-10_000) })
    await database.db.query(`update messages set attempts = 1, due_at = $2::timestamptz where chat_id = $1`, [
      chat,
      at(1000),
    ])
    await inbound({ chat: person })
    await database.db.query(`update messages set due_at = $2::timestamptz where chat_id = $1 and attempts = 0`, [
      chat,
      at(-1),
    ])
    expect(await nextDue(database.db, clock.now)).toEqual(at(1000))
    await loop.runDue()
    expect(woken).toEqual([])
    clock.now = at(1000)
    await loop.runDue()
    expect(woken).toEqual([chat])
  })

  test('the end of a lease is a due moment', async () => {
    const chat = await inbound()
    await database.db.query(`update messages set status = 'handled' where chat_id = $1`, [chat])
    await outbound(chat, 'left behind', clock.now)
    await leaseHeads(database.db, { token: 'killed', now: clock.now, until: at(3300), limit: 10 })
    loop.start()
    await ring()
    expect(armed).toMatchObject({ ms: 3300 })
    await ring()
    expect(shown).toEqual(['left behind'])
    await loop.stop()
  })

  test('what is expected before the start is not lost, and an earlier moment moves the timer', async () => {
    const chat = await inbound()
    await database.db.query(`update messages set status = 'handled' where chat_id = $1`, [chat])
    await outbound(chat, 'soon', at(700))
    loop.expect(at(700))
    expect(armed).toBeNull()
    loop.start()
    await ring()
    expect(armed).toMatchObject({ ms: 700 })
    loop.expect(at(900))
    expect(armed).toMatchObject({ ms: 700 })
    loop.expect(at(20))
    expect(armed).toMatchObject({ ms: 20 })
    // A moment too far for any timer is looked at again after the longest sleep.
    await loop.stop()
    loop.start()
    expect(armed).toMatchObject({ ms: 0 })
    await ring()
    await loop.stop()
  })

  test('more than a batch is begun in one round', async () => {
    const chats: number[] = []
    for (let n = 0; n < 120; n++) chats.push(await inbound())
    await database.db.query(`update messages set status = 'handled' where status = 'received'`)
    for (const chat of chats) await outbound(chat, `to ${chat}`, clock.now)
    await loop.runDue()
    expect(shown).toHaveLength(120)
  })

  test('a round that fails is said and tried again after a second', async () => {
    loop.start()
    await ring()
    await database.db.query('alter table messages rename to lost')
    try {
      await ring()
      expect(errors).toHaveLength(1)
      expect(armed).toMatchObject({ ms: 1000 })
    } finally {
      await database.db.query('alter table lost rename to messages')
    }
    await ring()
    expect(armed).toMatchObject({ ms: 5000 })
    await loop.stop()
  })
  test('once an hour what has run out is swept, all of it and not only a batch', async () => {
    const old = at(-72 * 3_600_000)
    const left = async () => (await database.db.query('select 1 from answered')).length
    const answer = () =>
      database.db.query(
        `insert into answered (business_id, key, request_hash, status, at)
         select $1, 'key ' || n, 'h', 201, $2::timestamptz from generate_series(1, 700) n`,
        [businessId, old],
      )
    await answer()
    hourly.doneAt = clock.now.getTime()
    await loop.runDue()
    expect(await left()).toBe(700)
    clock.now = at(3_600_000)
    await loop.runDue()
    expect(await left()).toBe(0)
    await answer()
    await loop.runDue()
    expect(await left()).toBe(700)
    hourly.doneAt = Number.POSITIVE_INFINITY
  })
})
