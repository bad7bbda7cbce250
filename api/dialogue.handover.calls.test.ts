import { afterEach, beforeEach, expect, test } from 'vitest'
import { onEachDatabase, onPostgres } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, hired, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'

const MINUTE = 60_000
const CARD = /^Нужен человек/

/** How often a member was called about a dialogue; `quiet`: without a sound. */
function calls({ bot }: Stand, { person }: Client, { quiet = false } = {}): number {
  const sent = bot.calls.filter(
    ({ method, fields, code }) =>
      method === 'sendMessage' &&
      code === 200 &&
      String(fields.chat_id) === String(person.id) &&
      /Нужен человек/.test(String(fields.text)) &&
      (fields.disable_notification === true) === quiet,
  )
  return sent.length
}

// The salon is open from 10 to 21 on a Monday, and the next person is called after five minutes.
onEachDatabase('a dialogue that waits', (database) => {
  let stand: Stand
  let anna: Client
  const start = async (now = '2026-11-23T07:00:00Z') => {
    stand = await startStand(database.db, { now })
    anna = clientOf(stand)
  }
  /** What still waits must not be called about at the next stand. */
  const stop = async () => {
    await stand.stop()
    await database.db.query('update chats set call_at = null, return_at = null')
  }
  const hire = (...about: [name: string, role?: 'owner' | 'admin' | 'manager' | 'master', onDuty?: boolean]) =>
    hired(stand, database.db, ...about)
  const after = async (ms: number) => {
    await pass(stand, ms)
    await settled(stand, database.db)
  }
  const called = (...members: Client[]) => members.map((member) => calls(stand, member))
  beforeEach(() => start())
  afterEach(async () => {
    expectGoodManners(stand)
    await stop()
  })

  test('tells all who are called, at any time, what was understood by then, in their own words', async () => {
    const marina = await hire('Марина')
    const owner = await hire('Хозяйка', 'owner', false)
    await anna.plays('хочу на маникюр к ольге в среду после работы', /Маникюр · Ольга/, 'позовите человека', /Передали/)
    const words =
      /Начатая запись: Маникюр · Ольга\nПонято: позвать человека · Маникюр · Ольга · ср 25 ноября, 18:00–23:00/
    await marina.sees(words)
    await after(6 * MINUTE)
    await owner.sees(words)
    const late = await hire('Олег')
    await late.sees(words)
  })

  test('calls those on duty whose work it is, then the others on duty, then the owner, each once', async () => {
    const staff = [
      await hire('Марина'),
      await hire('Олег', 'admin'),
      await hire('Анна', 'master'),
      await hire('Ира', 'manager', false),
      await hire('Хозяйка', 'owner', false),
    ]
    await anna.plays('позовите человека', /Передали[\s\S]*обычно в течение 5 мин/)
    await settled(stand, database.db)
    const heard = anna.heard()
    expect(called(...staff)).toEqual([1, 1, 0, 0, 0])
    await after(5 * MINUTE - 1)
    expect(called(...staff)).toEqual([1, 1, 0, 0, 0])
    await after(1)
    expect(called(...staff)).toEqual([1, 1, 1, 0, 0])
    await staff[2]!.sees(/^Ждёт 5 мин, пока без ответа\.\n\nНужен человек/)
    await after(5 * MINUTE)
    expect(called(...staff)).toEqual([1, 1, 1, 0, 1])
    await staff[4]!.sees(/^Ждёт 10 мин/)
    for (let more = 0; more < 5; more++) await after(5 * MINUTE)
    expect(called(...staff)).toEqual([1, 1, 1, 0, 1])
    expect(anna.heard()).toBe(heard)
  })

  test('without anybody whose work it is the owner is called first', async () => {
    const staff = [await hire('Марина', 'manager', false), await hire('Юлия', 'master'), await hire('Хозяйка', 'owner')]
    await anna.plays('позовите человека', /Передали/)
    await settled(stand, database.db)
    expect(called(...staff)).toEqual([0, 0, 1])
    await after(5 * MINUTE)
    expect(called(...staff)).toEqual([0, 1, 1])
  })

  test('calls nobody any more when it is taken, answered or given back', async () => {
    const [marina, owner] = [await hire('Марина'), await hire('Хозяйка', 'owner')]
    await anna.plays('позовите человека', /Передали/)
    await marina.plays(CARD, tap('Взять'), /Диалог ведёте вы/)
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await oleg.plays('позовите человека', /Передали/)
    const card = await marina.sees(CARD)
    await settled(stand, database.db)
    await marina.person.replies(stand.bot, card.message_id, 'Слушаю')
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.plays('позовите человека', /Передали/)
    const { message_id } = await marina.sees(CARD)
    await settled(stand, database.db)
    await marina.person.taps(stand.bot, 'Вернуть ассистенту', { message_id })
    await ira.sees(/Снова на связи/)
    await after(20 * MINUTE)
    expect(called(marina, owner)).toEqual([3, 0])
  })

  test('calls a person who comes on duty meanwhile, and tells who comes to the bot only then', async () => {
    const marina = await hire('Марина')
    const ira = await hire('Ира', 'manager', false)
    await anna.plays('позовите человека', /Передали/)
    await settled(stand, database.db)
    await database.db.query('update members set on_duty = true where business_id = $1', [stand.businessId])
    await after(5 * MINUTE)
    expect(called(marina, ira)).toEqual([1, 1])
    const owner = await hire('Хозяйка', 'owner')
    await settled(stand, database.db)
    expect(called(owner)).toEqual([1])
    await after(5 * MINUTE)
    expect(called(marina, ira, owner)).toEqual([1, 1, 1])
  })

  test('at night only the owner knows, without a sound; in the morning those on duty are called', async () => {
    await stop()
    await start('2026-11-23T19:30:00Z')
    const staff = [await hire('Марина'), await hire('Юлия', 'master'), await hire('Хозяйка', 'owner')]
    const said = await anna.plays('позовите человека', /Передали/)
    expect(said.text).toBe(
      'Передали менеджеру вместе с перепиской. Ответим здесь, когда откроемся: завтра в 10:00. Телефон: +7 (495) 000-00-11.',
    )
    await anna.plays('вы тут', /Ответим здесь, когда откроемся: завтра в 10:00/)
    await settled(stand, database.db)
    expect(staff.map((member) => calls(stand, member, { quiet: true }))).toEqual([0, 0, 1])
    await staff[2]!.sees(/Клиент: вы тут/)
    await after(11 * 60 * MINUTE)
    expect(called(...staff)).toEqual([0, 0, 0])
    await after(30 * MINUTE)
    expect(called(...staff)).toEqual([1, 0, 0])
    await after(5 * MINUTE)
    expect(called(...staff)).toEqual([1, 1, 0])
    await after(5 * MINUTE)
    expect(called(...staff)).toEqual([1, 1, 1])
  })

  test('what waits when the branch closes goes on at its next opening, with those who were not called', async () => {
    await stop()
    await start('2026-11-23T17:57:00Z')
    const staff = [await hire('Марина'), await hire('Хозяйка', 'owner')]
    const said = await anna.plays('позовите человека', /Передали/)
    // Three minutes before closing nobody promises five.
    expect(said.text).toContain('когда откроемся: завтра в 10:00')
    await settled(stand, database.db)
    expect(called(...staff)).toEqual([1, 0])
    await after(5 * MINUTE)
    await after(11 * 60 * MINUTE)
    expect(called(...staff)).toEqual([1, 0])
    await after(2 * 60 * MINUTE)
    expect(called(...staff)).toEqual([1, 1])
  })

  test('without staff nothing is promised, and nothing fails', async () => {
    const said = await anna.plays('позовите человека', /Передали/)
    expect(said.text).toContain('Ответ придёт сюда. Срочное')
    await after(20 * MINUTE)
    expect(stand.log).toEqual([])
  })
})

onPostgres('two nodes call staff about what waits', (database) => {
  test('each member once, whichever node finds it due', async () => {
    const stand = await startStand(database.db)
    const other = await stand.node(database.another())
    const staff: Client[] = [
      await hired(stand, database.db, 'Марина'),
      await hired(stand, database.db, 'Юлия', 'master'),
      await hired(stand, database.db, 'Хозяйка', 'owner'),
    ]
    const clients = Array.from({ length: 12 }, () => clientOf(stand))
    await Promise.all(clients.map((client) => client.plays('позовите человека', /Передали/)))
    await settled(stand, database.db)
    for (let round = 0; round < 30; round++) {
      await pass(stand, MINUTE, other.system)
      await settled(stand, database.db)
    }
    expect(staff.map((member) => calls(stand, member))).toEqual([12, 12, 12])
    expect(stand.log.filter((line) => line.level === 'error')).toEqual([])
    await other.stop()
    await stand.stop()
  })
})
