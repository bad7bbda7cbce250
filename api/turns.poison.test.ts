import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelsOf } from '../db/channels.ts'
import { addOwner } from '../db/clients.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { rowsOf, settled } from './testing/updates.ts'

/** The database refuses to let a message with these words be handled: its turn throws at the very end. */
const REFUSE = `create function refuse() returns trigger language plpgsql as $$ begin
  if new.direction = 'in' and new.status = 'handled' and new.text like 'яд%' then raise exception 'poison' using detail = new.text; end if;
  if new.direction = 'out' and new.status in ('queued', 'sending') and exists (select 1 from messages where chat_id = new.chat_id
    and status = 'received' and text = 'сильный яд') then raise exception 'stronger poison'; end if;
  return new; end $$`

onEachDatabase('a message that can not be handled', (database) => {
  let stand: Stand
  const owner = () => stand.telegram.person({ id: 7_500_000_000, first_name: 'Марина' })
  const tries = () => stand.log.filter((line) => line.event === 'turn.failed').map((line) => line.data?.attempts)
  const chatOf = async (id: number) =>
    (
      await database.db.query('select owner, queue_reason, draft, state from chats where external_id = $1', [
        String(id),
      ])
    )[0]
  const pass = async (ms: number) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + ms)
    await stand.system.loop.runDue()
    await settled(stand)
  }

  beforeAll(async () => {
    stand = await startStand(database.db)
    await database.db.query(REFUSE)
    await database.db.query(
      'create trigger refuse before insert or update on messages for each row execute function refuse()',
    )
    const [channel] = await channelsOf(database.db, 'telegram')
    const { businessId, clock } = stand
    const person = { name: 'Марина', channelId: channel!.id, externalId: String(owner().id), now: clock.now }
    await database.db.transaction((tx) => addOwner(tx, { businessId, ...person }))
    await owner().starts(stand.bot)
    await settled(stand)
  })
  afterAll(() => stand.stop())

  test('is tried three times at growing distances, then given up with a kind line, and its chat goes on', async () => {
    const { bot, telegram } = stand
    const vera = telegram.person({ first_name: 'Вера' })
    await vera.starts(bot)
    await settled(stand)
    await vera.sends(bot, 'яд +79001234567')
    await vera.sends(bot, 'сколько стоит')
    await settled(stand)
    expect(tries()).toEqual([1])
    await pass(100)
    expect(tries()).toEqual([1])
    await pass(100)
    expect(tries()).toEqual([1, 2])
    expect(await chatOf(vera.id)).toMatchObject({ owner: 'bot' })
    await pass(900)
    expect(tries()).toEqual([1, 2])
    await pass(100)
    expect(tries()).toEqual([1, 2, 3])
    await vera.sees(bot, /вышла заминка/)
    await vera.sees(bot, /Услуги и цены/)
    expect(await chatOf(vera.id)).toMatchObject({ owner: 'queue', queue_reason: 'trouble' })
    const card = await owner().sees(bot, /Нужен человек: сбой/)
    expect(card.text).not.toContain('9001234567')
    const [poison, ...rest] = (await rowsOf(database.db, vera)).filter((row) => row.direction === 'in').slice(1)
    expect(poison).toMatchObject({ status: 'failed', attempts: 3, reason: expect.stringContaining('poison') })
    expect(JSON.stringify(poison)).not.toContain('9001234567')
    expect(rest.map((row) => row.status)).toEqual(['handled'])
  })

  test('does not hold up other chats', async () => {
    const { bot, telegram } = stand
    const [ivan, oleg] = [telegram.person({ first_name: 'Иван' }), telegram.person({ first_name: 'Олег' })]
    await ivan.starts(bot)
    await settled(stand)
    await ivan.sends(bot, 'яд')
    await oleg.starts(bot)
    await oleg.sees(bot, /Здравствуйте/)
    await settled(stand)
    await pass(200)
    await pass(1000)
    await ivan.sees(bot, /вышла заминка/)
  })

  test('is closed even when giving it up throws as well: its chat is in the queue and goes on', async () => {
    const { bot, telegram } = stand
    const rita = telegram.person({ first_name: 'Рита' })
    await rita.starts(bot)
    await settled(stand)
    await rita.sends(bot, 'сильный яд')
    await rita.sends(bot, 'сколько стоит')
    await settled(stand)
    for (const ms of [200, 1000, 1000]) await pass(ms)
    await rita.sees(bot, /Услуги и цены/)
    expect(await chatOf(rita.id)).toMatchObject({ owner: 'queue', queue_reason: 'trouble' })
    const rows = (await rowsOf(database.db, rita)).filter((row) => row.direction === 'in')
    expect(rows.slice(0, 3).map((row) => row.status)).toEqual(['handled', 'failed', 'handled'])
    // The turn itself could not call anybody: the loop does.
    await pass(1)
    await owner().sees(bot, /Нужен человек: сбой[\s\S]*сильный яд/)
  })

  test('when an open conversation no longer replays, the second try drops it and the draft goes on', async () => {
    const nina = clientOf(stand, { first_name: 'Нина' })
    await nina.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await nina.plays('завтра в 16:00', /согласие/, tap('Даю согласие'), /зовут/)
    await settled(stand)
    // As after a deploy that reordered the screenplay: what is recorded is another kind of step than what is replayed.
    const [{ state }] = (await database.db.query(`select state::text as state from chats where external_id = $1`, [
      String(nina.person.id),
    ])) as [{ state: string }]
    expect(state).toContain('contact')
    await database.db.query('update chats set state = $2::jsonb where external_id = $1', [
      String(nina.person.id),
      broken(state),
    ])
    const before = tries().length
    await nina.plays('Нина')
    await settled(stand)
    expect(tries().slice(before)).toEqual([1])
    await pass(200)
    expect(tries().slice(before)).toEqual([1])
    // The draft knows what was asked: the words that failed are the answer.
    await nina.plays(/номер/)
    expect(await chatOf(nina.person.id)).toMatchObject({ owner: 'bot', draft: { services: [expect.any(Number)] } })
  })
})

/** The recorded conversation with its first step renamed. */
function broken(state: string): string {
  const changed = state.replace(/"send":\s*\[\s*\{\s*"payload":\s*"[^"]*"/, '"send":[{"payload":"another step"')
  if (changed === state) throw new Error(`no recorded step in ${state}`)
  return changed
}
