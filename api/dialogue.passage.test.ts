import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WebMessage } from '../bot/channels/web/messages.ts'
import type { Db } from '../db/sql.ts'
import { onPostgres } from '../db/testing/databases.ts'
import {
  clientOf,
  expectGoodManners,
  hired,
  instagramClient,
  ownerOf,
  settled,
  telegramClient,
  whatsappClient,
} from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('a dialogue that goes on in Telegram', (database) => {
  let stand: Stand
  let staff: Staff
  let anna: ReturnType<typeof whatsappClient>
  beforeEach(async () => {
    stand = await startStand(database.db, { on: 'whatsapp' })
    staff = await signIn(database.db, stand, 'admin')
    anna = whatsappClient(stand)
  })
  afterEach(async () => {
    await settled(stand, database.db)
    expectGoodManners(stand)
    await stand.stop()
  })

  const one = async <T extends Record<string, unknown>>(sql: string, ...params: (string | number)[]) => {
    const [row] = await database.db.query<T>(sql, params)
    return row!
  }
  const clientIdOf = async (person: { id: number }) =>
    (
      await one<{ id: number }>(
        'select client_id as id from chats where external_id = $1 and business_id = $2',
        String(person.id),
        stand.businessId,
      )
    ).id
  /** Half of a booking in WhatsApp, and the link that was asked for. */
  const beginsAndAsks = async () => {
    await anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    const { text } = await anna.plays('можно перейти в телеграм?', /Продолжим в Telegram/)
    return payloadIn(text)
  }

  test('what was begun goes on there after one tap that proves the number, and both chats are one client', async () => {
    const payload = await beginsAndAsks()
    const there = telegramClient(stand, { first_name: 'Аня' })
    await there.person.starts(stand.bot, payload)
    const asked = await there.sees(/отправьте свой номер/)
    expect(asked.text).not.toMatch(/стрижк|Дмитрий/i)
    await there.person.sharesContact(stand.bot, `+${anna.person.whatsapp.phone}`)
    await there.sees(/Вы с нами в Telegram[\s\S]*время/)
    await anna.sees(/Продолжаем в Telegram/)
    await settled(stand, database.db)
    expect(await clientIdOf(there.person)).toBe(await clientIdOf(anna.person))
    // The open question is answered there, and the reminder is wanted there.
    await there.plays('завтра в 16:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    await there.person.sharesContact(stand.bot, `+${anna.person.whatsapp.phone}`)
    await there.plays(/Проверьте/, 'да', /вы записаны/)
    await settled(stand, database.db)
    await anna.plays('мои записи', /Ваша запись[\s\S]*16:00/)
    const heard = there.heard()
    await pass(stand, new Date('2026-11-23T16:00:00+03:00').getTime() - stand.clock.now.getTime())
    await settled(stand, database.db)
    expect(
      there
        .shown()
        .slice(heard)
        .map(({ text }) => text)
        .join(),
    ).toMatch(/Напоминаем|Придёте/)
    const leads = await database.db.query(`select source from leads where business_id = $1`, [stand.businessId])
    expect(leads).toEqual([{ source: 'whatsapp' }])
  })

  test('a link that was passed on shows its finder nothing, and its owner is asked', async () => {
    const payload = await beginsAndAsks()
    const finder = telegramClient(stand, { first_name: 'Борис' })
    await finder.person.starts(stand.bot, payload)
    await finder.sees(/отправьте свой номер/)
    await finder.person.sharesContact(stand.bot, '+79990000001')
    await finder.sees(/Спросили вас в прежнем чате/)
    await anna.plays(/Вашу ссылку открыли/, 'нет', /ничего не покажем/)
    await finder.sees(/ссылка уже не действует/)
    await settled(stand, database.db)
    expect(await clientIdOf(finder.person)).not.toBe(await clientIdOf(anna.person))
    expect(JSON.stringify(finder.shown())).not.toMatch(/стрижк|Дмитрий/i)
    // No consent, no phone; and the booking that was begun is where it was.
    const kept = JSON.stringify(await database.db.query('select text, body from messages'))
    expect(kept).not.toContain('9990000001')
    await anna.plays('завтра в 16:00', /согласие/)
  })

  test('it opens once, for one chat, within a day', async () => {
    const payload = await beginsAndAsks()
    const first = telegramClient(stand, { first_name: 'Первый' })
    const second = telegramClient(stand, { first_name: 'Второй' })
    const both = [first, second]
    await Promise.all(both.map(({ person }) => person.starts(stand.bot, payload)))
    await settled(stand, database.db)
    const opened = both.filter((one) => /отправьте свой номер/.test(one.shown().at(-1)!.text))
    const refused = both.filter((one) => /ссылка уже не действует/.test(one.shown().at(-1)!.text))
    expect([opened.length, refused.length]).toEqual([1, 1])
    const late = opened[0]!
    stand.clock.now = new Date(stand.clock.now.getTime() + 25 * 3_600_000)
    await late.person.sharesContact(stand.bot, `+${anna.person.whatsapp.phone}`)
    await late.sees(/согласие|номер/)
    await settled(stand, database.db)
    expect(await clientIdOf(late.person)).not.toBe(await clientIdOf(anna.person))
  })

  test('who waits for a person, or has one, has them there too, in the same place of the line', async () => {
    const boss = await hired(stand, database.db, 'Хозяйка', 'owner')
    await anna.plays('мужская стрижка', /К кому/, 'позовите менеджера', /Передали менеджеру/)
    await settled(stand, database.db)
    const former = await one<{ id: number; at: Date }>(
      'select id, queued_at as at from chats where external_id = $1 and business_id = $2',
      String(anna.person.id),
      stand.businessId,
    )
    await pass(stand, 3 * 60_000)
    const { body } = await staff.call('POST', `/api/chats/${former.id}/passage`)
    expect(body.text).toMatch(/Продолжим в Telegram[\s\S]*https:\/\/t\.me\/\w+\?start=g_/)
    const there = telegramClient(stand, { first_name: 'Анна' })
    await there.person.starts(stand.bot, payloadIn(body.text))
    await there.sees(/отправьте свой номер/)
    await there.person.sharesContact(stand.bot, `+${anna.person.whatsapp.phone}`)
    await there.sees(/Менеджер видит всю переписку/)
    await boss.sees(/Нужен человек/)
    await settled(stand, database.db)
    expect(await ownerOf(stand, database.db, anna)).toEqual({ owner: 'bot', reason: null })
    expect(await ownerOf(stand, database.db, there)).toEqual({ owner: 'queue', reason: 'asked' })
    const now = await one<{ id: number; at: Date }>(
      'select id, queued_at as at from chats where external_id = $1 and business_id = $2',
      String(there.person.id),
      stand.businessId,
    )
    expect(now.at).toEqual(former.at)
    const marks = async (id: number) =>
      (await staff.call('GET', `/api/chats/${id}/messages`)).body.marks.map(
        ({ kind, chatId }: { kind: string; chatId: number | null }) => [kind, chatId],
      )
    expect(await marks(former.id)).toContainEqual(['left', now.id])
    expect(await marks(now.id)).toContainEqual(['arrived', former.id])
  })

  test('who has a name of their own there is another person: nothing is joined and nothing shown', async () => {
    const there = telegramClient(stand, { first_name: 'Олег' })
    await there.plays(
      'массаж послезавтра в 18:00',
      /согласие/,
      'да',
      /зовут/,
      'Олег',
      /номер/,
      '+79991112233',
      /Проверьте/,
    )
    await anna.plays('мужская стрижка завтра в 16:00', /согласие|К кому/)
    await settled(stand, database.db)
    await database.db.query(
      `update clients set name = 'Анна' where id = (select client_id from identities where external_id = $1 and business_id = $2)`,
      [String(anna.person.id), stand.businessId],
    )
    const { text } = await anna.plays('можно перейти в телеграм?', /Продолжим в Telegram/)
    await there.person.starts(stand.bot, payloadIn(text))
    await there.sees(/отправьте свой номер/)
    await there.person.sharesContact(stand.bot, `+${anna.person.whatsapp.phone}`)
    await there.sees(/другое имя/)
    await settled(stand, database.db)
    expect(await clientIdOf(there.person)).not.toBe(await clientIdOf(anna.person))
  })
})

onPostgres('a dialogue of Instagram that goes on in Telegram', (database) => {
  test('goes on after a typed «да» in the former chat, and here too when a client writes there again', async () => {
    const stand = await startStand(database.db, { on: 'instagram' })
    const ira = instagramClient(stand)
    await ira.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    const { text } = await ira.plays('можно перейти в телеграм?', /Продолжим в Telegram/)
    const there = telegramClient(stand, { first_name: 'Ира' })
    await there.person.starts(stand.bot, payloadIn(text))
    await there.sees(/Спросили вас в прежнем чате/)
    await ira.plays(/Вашу ссылку открыли/, 'да')
    await there.plays(/Вы с нами в Telegram[\s\S]*время/, 'завтра в 16:00', /согласие/, 'да', /зовут/, 'Ира', /номер/)
    await there.plays('+7 900 123-45-67', /Проверьте/, 'да', /вы записаны/)
    await ira.plays('мои записи', /Ваша запись[\s\S]*16:00/)
    await settled(stand, database.db)
    expectGoodManners(stand)
    await stand.stop()
  })
})

onPostgres('a dialogue of the site that goes on in Telegram', (database) => {
  test.each([
    ['the assistant', false],
    ['a person', true],
  ])('where no number is known, a tap in the former chat is the proof, also where %s leads', async (_who, led) => {
    const stand = await startStand(database.db)
    const session = await post(stand, '/session', { channel: await webKey(stand, database.db) })
    const say = (body: object) => post(stand, '/messages', { id: crypto.randomUUID(), ...body }, session.token)
    const read = async () => {
      await settled(stand, database.db)
      const response = await fetch(`${stand.url}/chat/api/messages`, {
        headers: { Authorization: `Bearer ${session.token}` },
      })
      return ((await response.json()) as { messages: WebMessage[] }).messages
    }
    await say({ text: 'мужская стрижка' })
    await say({ text: 'Дмитрий' })
    await read()
    await say({ text: 'можно перейти в телеграм?' })
    const link = (await read()).flatMap(({ buttons }) => buttons?.flat() ?? []).find(({ url }) => url)!.url!
    const staff = await signIn(database.db, stand, 'manager')
    const [former] = (await staff.call('GET', '/api/chats?segment=all')).body.items
    if (led) await staff.call('POST', `/api/chats/${former.id}/take`)
    const anna = clientOf(stand)
    await anna.person.starts(stand.bot, new URL(link).searchParams.get('start')!)
    await anna.sees(/Спросили вас в прежнем чате/)
    const question = (await read()).at(-1)!
    const yes = question.buttons!.flat().find(({ text }) => text === 'Да, это я')!
    await say({ tap: { message: question.id, data: yes.data } })
    if (led) {
      await anna.sees(/Менеджер видит всю переписку/)
      await settled(stand, database.db)
      expect(await ownerOf(stand, database.db, anna)).toEqual({ owner: 'member', reason: null })
    } else await anna.plays(/Вы с нами в Telegram[\s\S]*время/, 'завтра в 16:00', /согласие/)
    await settled(stand, database.db)
    expect((await read()).at(-1)!.text).toMatch(/Продолжаем в Telegram/)
    expectGoodManners(stand)
    await stand.stop()
  })
})

async function webKey(stand: Stand, db: Db): Promise<string> {
  const [row] = await db.query<{ key: string }>(`select key from channels where kind = 'web' and business_id = $1`, [
    stand.businessId,
  ])
  return row!.key
}

async function post(stand: Stand, path: string, body: object, token?: string): Promise<{ token: string }> {
  const response = await fetch(`${stand.url}/chat/api${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  expect(response.ok, `${path} ${response.status}`).toBe(true)
  return (await response.json()) as { token: string }
}

const payloadIn = (text: string) => /start=(g_[\w-]{43})/.exec(text)![1]!
