import { readFileSync } from 'node:fs'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createBusiness } from '../db/businesses.ts'
import { createCatalogs } from '../db/catalog.ts'
import { connectChannel } from '../db/channels.ts'
import { addOwner } from '../db/clients.ts'
import { tellChat } from '../db/inbox.ts'
import type { Leased } from '../db/leases.ts'
import { createMark } from '../db/marks.ts'
import { receive } from '../db/messages.ts'
import type { Db } from '../db/sql.ts'
import { createTakenOver } from '../db/takeover.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { type Delivery, deliver, deliverDue, type Sent } from './deliver.ts'
import { createComposer } from './dialogue.ts'
import type { Listening } from './listen.ts'
import { createTexts } from './texts.ts'
import { takeTurn } from './turn.ts'

const file = (language: string) => readFileSync(new URL(`texts/${language}.ftl`, import.meta.url), 'utf8')

onEachDatabase('a person speaks while the bot’s answer is under way', (database) => {
  const now = new Date('2026-11-23T07:00:00Z')
  const texts = createTexts({ ru: file('ru'), en: file('en') })
  let db: Db
  let businessId = 0
  let channelId = 0
  let memberId = 0
  let people = 0
  let shown: string[] = []
  /** What the wire does before it takes a message. */
  let onWire: (row: Leased) => Promise<void> = async () => {}
  let delivery: Delivery

  beforeAll(async () => {
    db = database.db
    await db.transaction(async (tx) => {
      businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now })
      channelId = await connectChannel(tx, { businessId, kind: 'telegram', key: 'law', credentials: 'none' })
      const owner = { businessId, name: 'Марина', channelId, externalId: 'owner', now }
      memberId = (await addOwner(tx, owner))!
    })
  })
  beforeEach(() => {
    shown = []
    onWire = async () => {}
    const send = async (row: Leased): Promise<Sent> => {
      await onWire(row)
      shown.push(String(row.body.text))
      return { ok: true, platformId: `p${row.id}` }
    }
    delivery = {
      db,
      channels: new Map([['telegram', { kind: 'telegram', pace: null, send, answer: async () => {} }]]),
      kindOf: async () => 'telegram',
      pacer: async () => 0,
      mark: createMark(db),
      takenOver: createTakenOver(db),
      clock: () => now,
      onLater: () => {},
      onFailed: () => {},
      failures: new Map(),
    }
  })

  const dialogue = (consult: Listening['consult'] = null) => ({
    db,
    catalogs: createCatalogs(),
    texts,
    composer: createComposer(),
    publicUrl: null,
    clock: () => now,
    listening: { patienceMs: 0, consult },
  })
  /** A client writes; the chat. */
  async function written(text: string, chat = `person ${++people}`): Promise<number> {
    const id = ++people
    const from = { id, is_bot: false, first_name: 'Анна' }
    const message = { message_id: id, date: now.getTime() / 1000, chat: { id, type: 'private' }, from, text }
    const platformAt = new Date(now.getTime() - 1000)
    const about = { businessId, channelId, chat, language: 'ru' as const, externalId: `${id}`, platformAt }
    const said = { sequence: id, author: 'client' as const, update: { update_id: id, message }, text }
    return (await receive(db, { ...about, ...said, platformId: `${id}`, pointsAt: null, now }))!.chatId
  }
  const personSpeaks = (chatId: number) =>
    db.transaction((tx) => {
      const update = { event: 'reply', memberId, memberChatId: 0, text: 'Отвечаю сама' }
      return tellChat(tx, { businessId, chatId, key: `reply ${chatId}`, update, now })
    })
  const turn = async (chatId: number) => (await takeTurn(dialogue(), chatId))!
  /** A turn with what follows from it. */
  const handled = async (chatId: number) => {
    const { leased, token } = await turn(chatId)
    await deliver(delivery, leased, token)
    await runDue()
  }
  const rows = (chatId: number) =>
    db.query<{ author: string; status: string; reason: string | null }>(
      `select author, status, reason from messages where chat_id = $1 and direction = 'out' order by id`,
      [chatId],
    )
  const runDue = async () => {
    for (;;) {
      const due = await deliverDue(delivery, 100)
      await Promise.all(due.sending)
      if (due.leased + due.skipped === 0) return
    }
  }
  const SKIPPED = { author: 'bot', status: 'skipped', reason: 'a person answers here' }

  test('decided, committed and leased, but not sent yet: it is not sent any more, and the person’s words are', async () => {
    const chat = await written('сколько стоит маникюр')
    const decided = await turn(chat)
    expect(decided.leased).toHaveLength(1)
    await personSpeaks(chat)
    await turn(chat)
    await deliver(delivery, decided.leased, decided.token)
    await runDue()
    expect(shown).toEqual(['Отвечаю сама'])
    expect(await rows(chat)).toMatchObject([SKIPPED, { author: 'member', status: 'sent' }])
  })

  test('it is enough that the person’s words wait to be applied', async () => {
    const chat = await written('сколько стоит маникюр')
    const decided = await turn(chat)
    await personSpeaks(chat)
    await deliver(delivery, decided.leased, decided.token)
    expect(shown).toEqual([])
    await handled(chat)
    expect(shown).toEqual(['Отвечаю сама'])
    expect(await rows(chat)).toMatchObject([SKIPPED, { author: 'member', status: 'sent' }])
  })

  test('while the first of several answers is on the wire: the rest is not sent', async () => {
    const chat = await written('привет')
    await handled(chat)
    const before = shown.length
    await db.query(
      `insert into messages (business_id, channel_id, chat_id, direction, author, method, body, text, status, due_at, created_at)
       select $1, $2, $3, 'out', 'bot', 'sendMessage', jsonb_build_object('text', n), n, 'queued', $4::timestamptz, $4::timestamptz
       from unnest(array['one', 'two', 'three']) as n`,
      [businessId, channelId, chat, now],
    )
    onWire = async (row) => {
      if (row.body.text === 'one') await personSpeaks(chat)
    }
    await runDue()
    await handled(chat)
    expect(shown.slice(before)).toEqual(['one', 'Отвечаю сама'])
  })

  test('what the client wrote before is not answered but passed on, though it came first', async () => {
    await written('/start', 'owner').then(turn)
    const chat = await written('сколько стоит маникюр')
    await personSpeaks(chat)
    const [first, second] = [await turn(chat), await turn(chat)]
    expect(first.leased.map((row) => row.author)).toEqual(['member'])
    expect(second.leased).toEqual([])
    expect([...second.cards]).toHaveLength(1)
    expect(await rows(chat)).toMatchObject([{ author: 'member' }])
  })

  test('while the model is being asked the person is not kept waiting, and its word is not used any more', async () => {
    await written('/start', 'owner').then(handled)
    const chat = await written('бебебе тыры пыры')
    const asking = dialogue(async () => null)
    const { asks } = (await takeTurn(asking, chat))!
    expect(asks).toBeDefined()
    await personSpeaks(chat)
    const spoken = (await takeTurn(asking, chat))!
    expect(spoken.leased.map((row) => row.author)).toEqual(['member'])
    const back = (await takeTurn(asking, chat, { token: asks!.token, word: null }))!
    expect(back).toMatchObject({ leased: [], queued: false })
    expect([...back.cards]).toHaveLength(1)
    expect(await takeTurn(asking, chat)).toBeNull()
    expect(await rows(chat)).toMatchObject([{ author: 'member' }])
  })

  test('a person who gave the dialogue back and then speaks again has it, whatever is handled first', async () => {
    const chat = await written('привет')
    await personSpeaks(chat)
    for (const _ of [1, 2]) await handled(chat)
    const more = (key: string, update: object) =>
      db.transaction((tx) => tellChat(tx, { businessId, chatId: chat, key: `${key} ${chat}`, update, now }))
    await more('return', { event: 'return', memberId })
    await more('again', { event: 'reply', memberId, memberChatId: 0, text: 'И ещё' })
    for (const _ of [1, 2]) await handled(chat)
    const [row] = await db.query('select owner from chats where id = $1', [chat])
    expect(row).toEqual({ owner: 'member' })
  })
})
