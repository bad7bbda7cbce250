import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createBusiness } from '../db/businesses.ts'
import { connectChannel } from '../db/channels.ts'
import { type Leased, leaseHeads, markUnsent } from '../db/leases.ts'
import { createMark } from '../db/marks.ts'
import { receive } from '../db/messages.ts'
import { type Outbound, writeOutbound } from '../db/outbox.ts'
import type { Db } from '../db/sql.ts'
import { createTakenOver } from '../db/takeover.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { type Delivery, deliver, deliverChat, deliverDue, type Sent } from './deliver.ts'

const TOKEN = 'a token of a node that was killed'

onEachDatabase('delivery', (database) => {
  const clock = { now: new Date('2026-11-23T07:00:00Z') }
  let db: Db
  let businessId = 0
  let channelId = 0
  let people = 0
  /** What the platform does with the next message; taken when there is nothing more. */
  let answers: ((row: Leased) => Sent | Promise<Sent>)[] = []
  let shown: string[] = []
  let delivery: Delivery
  let later: Date[] = []

  beforeAll(async () => {
    db = database.db
    await db.transaction(async (tx) => {
      businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now: clock.now })
      channelId = await connectChannel(tx, { businessId, kind: 'telegram', key: 'law', credentials: 'none' })
    })
  })
  beforeEach(() => {
    answers = []
    shown = []
    later = []
    delivery = node(db)
  })
  function node(on: Db): Delivery {
    return {
      db: on,
      channels: new Map([
        [
          'telegram',
          {
            kind: 'telegram',
            pace: null,
            async send(row: Leased) {
              const sent = await (answers.shift() ?? accepted)(row)
              if (sent.ok) shown.push(String(row.body.text))
              return sent
            },
            answer: async () => {},
          },
        ],
      ]),
      kindOf: async () => 'telegram',
      pacer: async () => 0,
      mark: createMark(on),
      takenOver: createTakenOver(on),
      clock: () => clock.now,
      onLater: (at) => later.push(at),
      onFailed: () => {},
      failures: new Map(),
    }
  }

  const accepted = (row: Leased): Sent => ({ ok: true, platformId: `p${row.id}` })
  const refused =
    (outcome: 'again' | 'later' | 'blocked' | 'never', more: { afterMs?: number; broken?: boolean } = {}) =>
    () =>
      ({ ok: false, outcome, reason: outcome, ...more }) as Sent
  const pass = (ms: number) => {
    clock.now = new Date(clock.now.getTime() + ms)
  }

  async function newChat(): Promise<number> {
    const chat = `person ${++people}`
    const inbound = { businessId, channelId, chat, language: 'ru' as const, externalId: chat, platformAt: clock.now }
    const more = { sequence: 1, author: 'client' as const, update: {}, text: null, platformId: null, pointsAt: null }
    const stored = await receive(db, { ...inbound, ...more, now: clock.now })
    await db.query(`update messages set status = 'handled' where chat_id = $1`, [stored!.chatId])
    await db.query(
      `with c as (insert into clients (business_id, created_at) values ($1, $4::timestamptz) returning id)
       insert into identities (business_id, client_id, channel_id, external_id) select $1, id, $2, $3 from c`,
      [businessId, channelId, chat, clock.now],
    )
    return stored!.chatId
  }

  const queue = (chatId: number, texts: readonly string[], more: Partial<Outbound> = {}) =>
    writeOutbound(
      db,
      businessId,
      texts.map((text) => ({ chatId, channelId, author: 'bot', method: 'sendMessage', body: { text }, text, ...more })),
      clock.now,
    )
  const rows = (chatId: number) =>
    db.query<{ status: string; reason: string | null; attempts: number }>(
      `select status, reason, attempts from messages where chat_id = $1 and direction = 'out' order by id`,
      [chatId],
    )
  const statuses = async (chatId: number) => (await rows(chatId)).map((row) => row.status)
  const runDue = async (on = delivery) => {
    for (;;) {
      const due = await deliverDue(on, 100)
      await Promise.all(due.sending)
      if (due.leased + due.skipped === 0) return
    }
  }

  test('rows of one chat go out in order, each marked with the platform’s id', async () => {
    const chat = await newChat()
    await queue(chat, ['1', '2', '3'])
    await runDue()
    expect(shown).toEqual(['1', '2', '3'])
    expect(await statuses(chat)).toEqual(['sent', 'sent', 'sent'])
  })

  test('a lease that runs out is taken by another node; the lost one can mark nothing any more', async () => {
    const chat = await newChat()
    const [id] = await queue(chat, ['1', '2'])
    const until = new Date(clock.now.getTime() + 20_000)
    await leaseHeads(db, { token: TOKEN, now: clock.now, until, limit: 1, chatId: chat })
    await runDue()
    expect(shown).toEqual([])
    pass(20_000)
    await runDue()
    expect(shown).toEqual(['1', '2'])
    const sent = { id: id!, chatId: chat, token: TOKEN, platformId: 'x', now: clock.now }
    expect(await createMark(db)(sent)).toEqual({ kept: false, more: false })
    const late = { id: id!, token: TOKEN, reason: 'late', retryAt: null, counted: true }
    expect(await markUnsent(db, late)).toBe(false)
    expect(await statuses(chat)).toEqual(['sent', 'sent'])
  })

  test('a node that was slow doubles at most the message in flight, and leaves the rest to the one that took over', async () => {
    const chat = await newChat()
    await queue(chat, ['1', '2', '3'])
    const wire = Promise.withResolvers<Sent>()
    const began = Promise.withResolvers<void>()
    answers = [
      () => {
        began.resolve()
        return wire.promise
      },
    ]
    const slow = deliverChat(delivery, chat)
    await began.promise
    pass(21_000)
    await runDue(node(database.another()))
    wire.resolve({ ok: true, platformId: 'slow' })
    await slow
    expect(shown.toSorted()).toEqual(['1', '1', '2', '3'])
    expect(await statuses(chat)).toEqual(['sent', 'sent', 'sent'])
  })

  test('a lease is renewed before a message that could outlast it', async () => {
    const chat = await newChat()
    const token = crypto.randomUUID()
    const until = new Date(clock.now.getTime() + 20_000)
    await queue(chat, ['1', '2', '3'], { lease: { token, until } })
    const held = () =>
      db.query<{ until: Date }>(
        `select distinct lease_until as until from messages where chat_id = $1 and status = 'sending'`,
        [chat],
      )
    const slowly = (row: Leased): Sent => {
      pass(10_000)
      return accepted(row)
    }
    const seen: Date[] = []
    answers = [
      slowly,
      async (row) => {
        seen.push(...(await held()).map((one) => one.until))
        return slowly(row)
      },
    ]
    pass(21_000)
    // Nobody took it over meanwhile: the late owner renews and goes on.
    const own = (
      await db.query<Leased>(
        `select id, chat_id as "chatId", channel_id as "channelId", body, attempts from messages
      where chat_id = $1 and direction = 'out' order by id`,
        [chat],
      )
    ).map((row) => ({ ...row, until, chat: '', target: null, recent: null }))
    await deliver(delivery, own as Leased[], token)
    expect(seen).toEqual([new Date(clock.now.getTime() - 10_000 + 15_000)])
    expect(shown).toEqual(['1', '2', '3'])
  })

  test('a broken wire is tried ten times at growing distances, then the row is a dead letter and the queue goes on', async () => {
    const chat = await newChat()
    await queue(chat, ['dead', 'next'])
    answers = Array.from({ length: 10 }, () => refused('again'))
    const waits: number[] = []
    for (let attempt = 1; attempt < 10; attempt++) {
      await runDue()
      waits.push(later.pop()!.getTime() - clock.now.getTime())
      pass(waits.at(-1)! - 1)
      await runDue()
      expect(answers.length).toBe(10 - attempt)
      pass(1)
    }
    await runDue()
    expect(waits).toEqual([500, 1500, 4500, 13_500, 40_500, 121_500, 364_500, 900_000, 900_000])
    expect(await rows(chat)).toEqual([
      { status: 'failed', reason: 'again', attempts: 10 },
      { status: 'sent', reason: null, attempts: 0 },
    ])
  })

  test('«later» is waited for to the millisecond and is no attempt', async () => {
    const chat = await newChat()
    await queue(chat, ['1', '2'])
    answers = [refused('later', { afterMs: 35_000 })]
    await runDue()
    pass(34_999)
    await runDue()
    expect(shown).toEqual([])
    pass(1)
    await runDue()
    expect(shown).toEqual(['1', '2'])
    expect((await rows(chat))[0]).toEqual({ status: 'sent', reason: null, attempts: 0 })
  })

  test('a person who blocked us gets no further row, and the next word of theirs is answered again', async () => {
    const chat = await newChat()
    await queue(chat, ['1', '2', '3'])
    answers = [refused('blocked')]
    await runDue()
    expect(await rows(chat)).toEqual(Array(3).fill({ status: 'skipped', reason: 'blocked', attempts: 0 }))
    await queue(chat, ['4'])
    await runDue()
    expect((await rows(chat)).at(-1)).toMatchObject({ status: 'skipped', reason: 'the client blocked the bot' })
    expect(shown).toEqual([])
  })

  test('a refused row is a dead letter and does not hold up the next', async () => {
    const chat = await newChat()
    await queue(chat, ['1', '2', '3'])
    answers = [accepted, refused('never')]
    await runDue()
    expect(shown).toEqual(['1', '3'])
    expect(await statuses(chat)).toEqual(['sent', 'failed', 'sent'])
  })

  test('expired rows are skipped with the reason, and what stands behind them goes out in the same round', async () => {
    const chat = await newChat()
    await queue(chat, ['1', '2'], { expiresAt: new Date(clock.now.getTime() + 1000) })
    await queue(chat, ['3'])
    pass(1000)
    await deliverChat(delivery, chat)
    expect(shown).toEqual(['3'])
    expect(await rows(chat)).toMatchObject([
      { status: 'skipped', reason: 'expired' },
      { status: 'skipped', reason: 'expired' },
      { status: 'sent' },
    ])
  })

  test('where a person answers, the bot’s rows are skipped at the claim and the person’s still go', async () => {
    const chat = await newChat()
    await queue(chat, ['bot 1', 'bot 2'])
    await queue(chat, ['person'], { author: 'member' })
    await queue(chat, ['system'], { author: 'system' })
    await db.query(`update chats set owner = 'member' where id = $1`, [chat])
    await runDue()
    expect(shown).toEqual(['person', 'system'])
    expect((await rows(chat))[0]).toMatchObject({ status: 'skipped', reason: 'a person answers here' })
  })

  test('a channel that throws counts as a broken wire, and other chats don’t notice', async () => {
    const [one, two] = [await newChat(), await newChat()]
    await queue(one, ['1'])
    await queue(two, ['2'])
    answers = [
      () => {
        throw new Error('no token')
      },
    ]
    await runDue()
    expect(shown).toEqual(['2'])
    expect(await rows(one)).toEqual([{ status: 'queued', reason: 'no token', attempts: 1 }])
    pass(500)
    await runDue()
    expect(shown).toEqual(['2', '1'])
  })

  test('a broken channel says so where the owner looks, and when it is back takes at once what waited', async () => {
    const chats = [await newChat(), await newChat()]
    const error = async () =>
      (await db.query<{ last_error: string | null }>('select last_error from channels where id = $1', [channelId]))[0]!
        .last_error
    await queue(chats[0]!, ['waited'])
    for (const ms of [500, 1500, 4500, 13_500]) {
      answers = [refused('again', { broken: true })]
      await runDue()
      expect(await error()).toBe('again')
      pass(ms)
    }
    answers = [refused('again')]
    await runDue()
    await queue(chats[1]!, ['first through'])
    await runDue()
    expect(await error()).toBeNull()
    await runDue()
    expect(shown).toEqual(['first through', 'waited'])
  })
})
