import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WebMessage } from '../bot/channels/web/messages.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('a visitor of the website chat', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  const call = async (path: string, token: string | null, body?: unknown) => {
    const response = await fetch(`${stand.url}/chat/api${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    expect(response.ok, `${path} ${response.status}`).toBe(true)
    return response.json()
  }

  test('finds the way to a person under every question, the one about the phone among them', async () => {
    const [channel] = await database.db.query<{ key: string }>(
      `select key from channels where kind = 'web' and business_id = $1`,
      [stand.businessId],
    )
    const { token } = (await call('/session', null, { channel: channel!.key })) as { token: string }
    let cursor = 0
    const say = async (text: string, expected: RegExp): Promise<WebMessage> => {
      await call('/messages', token, { id: crypto.randomUUID(), text })
      for (let round = 0; round < 100; round++) {
        await stand.system.drain.idle()
        const news = (await call(`/updates?after=${cursor}`, token)) as { messages: WebMessage[]; cursor: number }
        cursor = news.cursor
        const seen = news.messages.find((message) => expected.test(message.text))
        if (seen) return seen
      }
      throw new Error(`no ${expected}`)
    }
    for (const [text, expected] of [
      ['мужская стрижка', /К кому/],
      ['Дмитрий', /выберите время/],
      ['завтра в 12:00', /согласие/],
      ['да', /зовут/],
      ['Анна', /напишите номер телефона/],
      ['8 900 123-45-67', /Проверьте запись/],
      ['да', /Готово/],
    ] as const) {
      const buttons = (await say(text, expected)).buttons?.flat() ?? []
      expect(
        buttons.some((button) => button.data === 'human'),
        text,
      ).toBe(true)
      expect(
        buttons.some((button) => button.contact),
        text,
      ).toBe(text === 'Анна')
    }
  })

  test('who comes again by another link is another touch, and the first one stays; without marks, or after staff put it right, it is none', async () => {
    const { db } = database
    const [channel] = await db.query<{ key: string }>(
      `select key from channels where kind = 'web' and business_id = $1`,
      [stand.businessId],
    )
    const { token } = (await call('/session', null, { channel: channel!.key })) as { token: string }
    const write = async (page: string) => {
      await call('/messages', token, { id: crypto.randomUUID(), text: 'какой у вас адрес?', page })
      await stand.system.drain.idle()
    }
    const leads = () =>
      db.query<{ id: number; source: string; campaign: string | null }>(
        `select l.id, l.source, l.campaign from leads l join channels c on c.id = l.channel_id
         where c.kind = 'web' and l.client_id = (select max(client_id) from leads) order by l.id`,
      )
    const vk = 'https://salon.example/?utm_source=vk&utm_medium=cpc&utm_campaign=autumn'
    for (const page of [vk, vk, 'https://salon.example/', 'https://salon.example/?utm_source=maps&utm_campaign=card'])
      await write(page)
    expect((await leads()).map(({ source, campaign }) => [source, campaign])).toEqual([
      ['vk', 'autumn'],
      ['maps', 'card'],
    ])
    const [, last] = await leads()
    await db.query(`update leads set source = 'referral', campaign = null, version = version + 1 where id = $1`, [
      last!.id,
    ])
    await write('https://salon.example/?utm_source=maps&utm_campaign=card')
    expect((await leads()).map(({ source }) => source)).toEqual(['vk', 'referral'])
  })
})
