import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf, settled } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('a wish in several short messages', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db, { patienceMs: 900 })
  })
  afterAll(() => stand.stop())

  const said = (client: ReturnType<typeof clientOf>) =>
    stand.bot.chats
      .get(client.person.id)!
      .shown.filter((one) => one.from !== 'person')
      .map((one) => one.text)

  test('is answered once, by all of its words', async () => {
    const vera = clientOf(stand, { first_name: 'Вера' })
    for (const text of ['здравствуйте', 'на завтра', 'маникюр хочу']) await vera.person.sends(stand.bot, text)
    await stand.telegram.drained(stand.bot)
    await stand.system.drain.idle()
    await pass(stand, 1000)
    await settled(stand, database.db)
    expect(said(vera)).toHaveLength(1)
    expect(said(vera)[0]).toMatch(/Маникюр/)
    expect(said(vera)[0]).toMatch(/вторник, 24 ноября|Завтра/)
    const rows = await database.db.query<{ status: string; n: number }>(
      `select status, count(*)::int as n from messages m join chats c on c.id = m.chat_id
       where direction = 'in' and c.external_id = $1 group by 1`,
      [String(vera.person.id)],
    )
    expect(rows).toEqual([{ status: 'handled', n: 3 }])
  })

  test('a greeting alone is answered when nothing follows; a whole wish at once', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await oleg.person.sends(stand.bot, 'привет')
    await stand.telegram.drained(stand.bot)
    await stand.system.drain.idle()
    expect(said(oleg)).toHaveLength(0)
    await pass(stand, 1000)
    await settled(stand, database.db)
    expect(said(oleg)).toHaveLength(1)
    await oleg.plays('сколько стоит педикюр?', /Педикюр — /)
  })

  test('a phone in any of them is hidden in all that is kept', async () => {
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.person.sends(stand.bot, 'добрый день')
    await ira.person.sends(stand.bot, 'запишите на педикюр, мой номер 89001234567')
    await stand.telegram.drained(stand.bot)
    await stand.system.drain.idle()
    await pass(stand, 1000)
    await settled(stand, database.db)
    const rows = await database.db.query(
      `select text, body from messages m join chats c on c.id = m.chat_id where c.external_id = $1 and direction = 'in'`,
      [String(ira.person.id)],
    )
    expect(JSON.stringify(rows)).not.toMatch(/9001234567/)
  })
})
