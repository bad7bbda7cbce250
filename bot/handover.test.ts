import { readFileSync } from 'node:fs'
import { Composer } from 'grammy'
import { beforeEach, expect, test } from 'vitest'
import { createBusiness } from '../db/businesses.ts'
import { createCatalogs } from '../db/catalog.ts'
import { connectChannel } from '../db/channels.ts'
import { tellChat } from '../db/inbox.ts'
import { receive } from '../db/messages.ts'
import { waitingDialogues } from '../db/queue.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { URGENT } from '../domain/calls.ts'
import { TEMPLATES } from '../domain/templates.ts'
import type { Ctx } from './context.ts'
import { callPerson, type HandoverReason, passOn } from './handover.ts'
import { calledView } from './promise.ts'
import { createTexts } from './texts.ts'
import { takeTurn } from './turn.ts'

const file = (language: string) => readFileSync(new URL(`texts/${language}.ftl`, import.meta.url), 'utf8')

/** A client who writes «complaint: …» is handed over for that reason. */
const composer = new Composer<Ctx>()
composer.on('message:text', async (ctx) => {
  const { turn } = ctx
  if (turn.member) return
  const [reason] = ctx.message.text.split(': ')
  if (turn.chat.owner !== 'bot') await passOn(turn, ctx.message.text)
  await callPerson(turn, reason as HandoverReason)
  await ctx.reply(calledView(turn).text)
})

onEachDatabase('calling a person', (database) => {
  let now = new Date()
  let businessId = 0
  let channelId = 0
  let made = 0

  beforeEach(async () => {
    now = new Date('2026-11-23T07:00:00Z')
    await database.db.transaction(async (tx) => {
      const key = `law ${++made}`
      businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: key, now })
      channelId = await connectChannel(tx, { businessId, kind: 'telegram', key, credentials: 'none' })
    })
    for (const name of ['Марина', 'Олег']) {
      await database.db.query(
        `insert into members (business_id, name, role, channel_id, external_id, created_at)
         values ($1, $2, 'manager', $3, $2, $4::timestamptz)`,
        [businessId, name, channelId, now],
      )
      await writes(name, 'здравствуйте')
    }
  })

  const dialogue = () => ({
    db: database.db,
    catalogs: createCatalogs(),
    texts: createTexts({ ru: file('ru'), en: file('en') }),
    composer,
    publicUrl: null,
    listening: { patienceMs: 0, consult: null },
    clock: () => now,
  })
  async function writes(chat: string, text: string): Promise<number> {
    const id = ++made
    const from = { id, is_bot: false, first_name: chat }
    const message = { message_id: id, date: now.getTime() / 1000, chat: { id, type: 'private' }, from, text }
    const about = { businessId, channelId, chat, language: 'ru' as const, externalId: `${id}`, platformAt: now }
    const said = { sequence: id, author: 'client' as const, update: { update_id: id, message }, text }
    const stored = await receive(database.db, { ...about, ...said, platformId: `${id}`, pointsAt: null, now })
    await takeTurn(dialogue(), stored!.chatId)
    return stored!.chatId
  }
  const cardsOf = async (member: string) => {
    const rows = await database.db.query<{ text: string }>(
      `select m.text from messages m join chats c on c.id = m.chat_id
       where c.external_id = $1 and c.business_id = $2 and m.direction = 'out' and m.text like 'Нужен%' order by m.id`,
      [member, businessId],
    )
    return rows.map((row) => row.text)
  }
  const reasonOf = async (chat: string) => {
    const [row] = await database.db.query(
      'select owner, queue_reason as reason from chats where external_id = $1 and business_id = $2',
      [chat, businessId],
    )
    return row
  }

  test('the card says why, and what was understood', async () => {
    await writes('Анна', 'complaint: жалоба на мастера')
    const [card] = await cardsOf('Марина')
    expect(card).toMatch(/^Нужен человек: жалоба\nКлиент: Клиент, Telegram\nЗапись не начата\.\nПонято: жалоба\n/)
    expect(await cardsOf('Олег')).toEqual([card])
  })

  test.each([
    ['red-flag', 'срочно, тревожные слова в сообщении'],
    ['unclear', 'ассистент не понял клиента'],
    ['vip', 'важный клиент'],
    ['barred', 'этому клиенту отвечает только человек'],
    ['wish', 'особая просьба'],
    ['first', 'новый клиент: сначала человек'],
  ])('«%s» has words of its own', async (reason, words) => {
    await writes('Анна', reason)
    expect((await cardsOf('Марина'))[0]).toContain(`Нужен человек: ${words}\n`)
  })

  test('who waits is announced again for a more urgent reason only', async () => {
    for (const reason of ['asked', 'unclear', 'asked', 'complaint', 'vip', 'red-flag', 'complaint'])
      await writes('Анна', reason)
    const announced = (await cardsOf('Марина')).map((card) => card.split('\n')[0])
    expect(announced).toEqual([
      'Нужен человек: клиент попросил',
      'Нужен человек: жалоба',
      'Нужен человек: срочно, тревожные слова в сообщении',
    ])
    expect(await reasonOf('Анна')).toEqual({ owner: 'queue', reason: 'red-flag' })
  })

  test('where a person leads, that person alone is told', async () => {
    const chatId = await writes('Анна', 'asked')
    const [member] = await database.db.query<{ id: number }>(
      `select id from members where name = 'Олег' and business_id = $1`,
      [businessId],
    )
    const update = { event: 'reply', memberId: member!.id, memberChatId: 0, text: 'Слушаю' }
    await database.db.transaction((tx) => tellChat(tx, { businessId, chatId, key: `${chatId}`, update, now }))
    await takeTurn(dialogue(), chatId)
    const before = await cardsOf('Марина')
    await writes('Анна', 'red-flag')
    expect(await cardsOf('Марина')).toEqual(before)
    expect((await cardsOf('Олег')).at(-1)).toContain('срочно')
    expect(await reasonOf('Анна')).toMatchObject({ owner: 'member' })
  })

  test('who comes new gets the most urgent first, then the longest waiting', async () => {
    for (const [client, reason] of [
      ['Первая', 'asked'],
      ['Вторая', 'complaint'],
      ['Третья', 'late'],
      ['Четвёртая', 'red-flag'],
    ] as const) {
      await writes(client, reason)
      now = new Date(now.getTime() + 60_000)
    }
    const { dialogues, count } = await waitingDialogues(database.db, businessId, {
      except: 0,
      urgent: URGENT,
      limit: 3,
    })
    expect(dialogues.map((one) => one.reason)).toEqual(['red-flag', 'complaint', 'asked'])
    expect(count).toBe(4)
  })

  test('at night a red flag wakes the owner, and nobody else is called', async () => {
    now = new Date('2026-11-23T20:00:00Z')
    await database.db.query(`update members set role = 'owner' where business_id = $1 and name = 'Олег'`, [businessId])
    await writes('Анна', 'asked')
    await writes('Анна', 'red-flag')
    const loud = await database.db.query<{ loud: boolean }>(
      `select m.body ->> 'disable_notification' is null as loud from messages m join chats c on c.id = m.chat_id
       where c.external_id = 'Олег' and c.business_id = $1 and m.text like 'Нужен%' order by m.id`,
      [businessId],
    )
    expect(loud).toEqual([{ loud: false }, { loud: true }])
    expect(await cardsOf('Марина')).toEqual([])
  })
})
