import { afterEach, beforeEach, expect, test } from 'vitest'
import { onEachDatabase, onPostgres, type TestDatabase } from '../db/testing/databases.ts'
import { type Client, chatIdOf, clientOf, expectGoodManners, hired, ownerOf, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { settled as allSettled, spread } from './testing/updates.ts'

const leaderOf = async (database: TestDatabase, { businessId }: Stand, { person }: Client) => {
  const [row] = await database.db.query<{ name: string | null }>(
    `select m.name from chats c left join members m on m.id = c.owner_member_id and c.owner = 'member'
     where c.external_id = $1 and c.business_id = $2`,
    [String(person.id), businessId],
  )
  return row!.name
}

onEachDatabase('«Взять»', (database) => {
  let stand: Stand
  let marina: Client
  let oleg: Client
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db)
    marina = await hired(stand, database.db, 'Марина')
    oleg = await hired(stand, database.db, 'Олег', 'admin')
    anna = clientOf(stand)
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })
  const called = async () => {
    await anna.plays('позовите человека', /Передали/)
    const cards = { marina: await marina.sees(/Нужен человек/), oleg: await oleg.sees(/Нужен человек/) }
    await settled(stand, database.db)
    return cards
  }
  const chatOf = (client: Client) => client.person.chat(stand.bot)
  const captions = (client: Client, id: number) =>
    client.captions(chatOf(client).find((message) => message.message_id === id)!)

  test('the first has the dialogue: the tap is answered, and the cards of all say who leads it', async () => {
    const cards = await called()
    expect(captions(oleg, cards.oleg.message_id)).toEqual(['Взять', 'Вернуть ассистенту', 'Шаблоны'])
    await marina.plays(tap('Взять'), /^Диалог ведёте вы\.\n\nНужен человек/)
    await oleg.sees(/^Диалог ведёт Марина\.\n\nНужен человек/)
    await anna.sees(/Менеджер читает вашу переписку/)
    await settled(stand, database.db)
    expect(marina.person.toasts(stand.bot)).toEqual([expect.stringContaining('Диалог ваш')])
    expect(captions(marina, cards.marina.message_id)).toEqual(['Шаблоны', 'Вернуть ассистенту'])
    expect(captions(oleg, cards.oleg.message_id)).toEqual([])
    expect(await leaderOf(database, stand, anna)).toBe('Марина')
    // The cards were changed where they stand: nothing new was said.
    expect(chatOf(oleg).filter((message) => /Нужен человек/.test(message.text))).toHaveLength(1)
  })

  test('who comes second hears who was first, and nothing changes', async () => {
    await called()
    await anna.plays('я ещё тут')
    await oleg.sees(/я ещё тут/)
    await settled(stand, database.db)
    await marina.plays(tap('Взять'), /Диалог ведёте вы/)
    await settled(stand, database.db)
    // The button is still under the message that was passed on.
    await oleg.plays(tap('Взять'))
    await marina.plays(tap('Взять'))
    await settled(stand, database.db)
    expect(oleg.person.toasts(stand.bot)).toEqual(['Диалог уже ведёт Марина.'])
    expect(marina.person.toasts(stand.bot).at(-1)).toBe('Диалог ведёте вы.')
    expect(await leaderOf(database, stand, anna)).toBe('Марина')
  })

  test('a reply takes as well; another’s reply takes over, and who led is told', async () => {
    const cards = await called()
    await marina.person.replies(stand.bot, cards.marina.message_id, 'Слушаю вас')
    await anna.sees(/^Слушаю вас$/)
    await oleg.sees(/^Диалог ведёт Марина/)
    await settled(stand, database.db)
    await oleg.person.replies(stand.bot, cards.oleg.message_id, 'Я помогу')
    await anna.sees(/^Я помогу$/)
    await marina.sees(/^Диалог ведёт Олег\.$/)
    expect(await leaderOf(database, stand, anna)).toBe('Олег')
    await anna.plays('спасибо')
    await oleg.sees(/Клиент: спасибо/)
    await settled(stand, database.db)
    expect(chatOf(marina).map((message) => message.text)).not.toContain('Клиент: спасибо')
  })

  test('given back, the cards say so, and the dialogue can be taken anew', async () => {
    const cards = await called()
    await marina.plays(tap('Взять'), /Диалог ведёте вы/, tap('Вернуть ассистенту'), /^Диалог ведёт ассистент/)
    await oleg.sees(/^Диалог ведёт ассистент/)
    await anna.sees(/Снова на связи ассистент/)
    await settled(stand, database.db)
    expect(captions(oleg, cards.oleg.message_id)).toEqual(['Взять', 'Шаблоны'])
    await oleg.plays(tap('Взять'), /Диалог ведёте вы/)
    await marina.sees(/^Диалог ведёт Олег/)
    expect(await ownerOf(stand, database.db, anna)).toMatchObject({ owner: 'member' })
  })

  test('a client who makes up such a tap takes nothing', async () => {
    await called()
    const chatId = await chatIdOf(stand, anna)
    await anna.plays('/start', /Здравствуйте/)
    const screen = chatOf(anna).at(-1)!
    const stored = stand.bot.chats.get(anna.person.id)!.messages.get(screen.message_id)!
    const keyboard = (stored.message as { reply_markup?: { inline_keyboard: { callback_data: string }[][] } })
      .reply_markup!.inline_keyboard
    keyboard[0]![0]!.callback_data = `take:${chatId}`
    await anna.plays(tap({ data: `take:${chatId}` }), /Эта кнопка устарела/)
    expect(await leaderOf(database, stand, anna)).toBeNull()
  })
})

onPostgres('two members press «Взять» at the same moment', (database) => {
  test('on two nodes exactly one has it, each hears the truth, and nothing deadlocks', async () => {
    const stand = await startStand(database.db)
    const other = await stand.node(database.another())
    spread(stand, [stand.url, other.url])
    const [marina, oleg] = [await hired(stand, database.db, 'Марина'), await hired(stand, database.db, 'Олег')]
    const wins = new Map<string, number>()
    for (let round = 0; round < 25; round++) {
      const client = clientOf(stand)
      await client.plays('позовите человека', /Передали/)
      for (const member of [marina, oleg]) await member.sees(/Нужен человек/)
      await allSettled(stand, other.system)
      const before = [marina, oleg].map((member) => member.person.toasts(stand.bot).length)
      await Promise.all([marina, oleg].map((member) => member.plays(tap('Взять'))))
      await allSettled(stand, other.system)
      const winner = await leaderOf(database, stand, client)
      const [hers, his] = [marina, oleg].map((member, n) => member.person.toasts(stand.bot).slice(before[n]))
      const won = [expect.stringContaining('Диалог ваш')]
      const lost = [`Диалог уже ведёт ${winner}.`]
      expect([hers, his]).toEqual(winner === 'Марина' ? [won, lost] : [lost, won])
      const heads = [marina, oleg].map((member) => {
        const card = member.person.chat(stand.bot).findLast((message) => /Нужен человек/.test(message.text))
        return card!.text.split('\n')[0]
      })
      const yours = 'Диалог ведёте вы.'
      expect(heads).toEqual(winner === 'Марина' ? [yours, 'Диалог ведёт Марина.'] : ['Диалог ведёт Олег.', yours])
      wins.set(winner!, (wins.get(winner!) ?? 0) + 1)
    }
    expect([...wins.values()].reduce((sum, count) => sum + count, 0)).toBe(25)
    const [stats] = await database.db.query(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    )
    expect(stats).toEqual({ deadlocks: 0 })
    expectGoodManners(stand)
    await other.stop()
    await stand.stop()
  })
})
