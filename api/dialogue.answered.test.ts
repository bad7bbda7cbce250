import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres, type TestDatabase } from '../db/testing/databases.ts'
import type { On } from './testing/channels.ts'
import { booked, type Client, clientOf, settled, tapsAgain } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

/** One tap of each kind that the assistant knows; `visit`: a visit of the client's own. */
const samples = (visit: number) => [
  ...['book', 'resume', 'continue', 'services', 'more', 'masters', 'consent', 'agree', 'ok', 'drop'],
  ...['mine', 'keep', 'human', 'price', 'place', 'team', 'name', 'phone'],
  ...['loc:1', 'cat:1', 'cat:1:2', 'svc:1', 'mst:0', 'mst:1', 'day:2026-11-24', 'day:2026-11-24:1', 'days:0', 'days:1'],
  ...['time:29733000', 'pick:29733000', 'more:3', 'more:200', 'qa:1:0', 'qa:1:skip'],
  ...[`mv:${visit}`, 'mv:1', `cx:${visit}`, `cxr:${visit}:0`, `again:${visit}`, `again:${visit}:29733000`],
  ...[`come:${visit}:29733000`, 'come:1:2', `rate:${visit}:5`, `rate:${visit}:1`],
  ...['wl:2026-11-24:2026-11-24', 'wx:1', 'wn:1:29733000', 'wy:1:29733000'],
  ...['back:1', 'back:1:29733000', 'back:no:1', 'extra:1', 'extra:no:1', 'heard:1:maps', 'heard:1:nonsense'],
  ...['offers:yes:1:ru', 'offers:yes:77:en', 'offers:no', 'offers:text:1:ru', 'offers:text:77:ru', 'offers:off'],
  ...['psg:1:y', 'psg:1:n', 'take:1', 'return:1', 'canned:1', 'titles:1', 'reply:1:1', 'say:1:1', 'mark:1:c'],
  'something:else',
]

const FEATURES = new URL('../bot/features/', import.meta.url)

/** What the features listen to, read from their sources. */
function kinds(): (RegExp | string)[] {
  const found = readdirSync(FEATURES).flatMap((file) => {
    const source = readFileSync(new URL(file, FEATURES), 'utf8')
    return [...source.matchAll(/^(?:tap|\w+\.callbackQuery)\(\s*(?:\/(\S+)\/|'([^']+)')/gm)]
  })
  return found.map(([, pattern, word]) => (pattern === undefined ? word! : new RegExp(pattern)))
}

test('the samples leave no kind of tap out', () => {
  const all = kinds()
  expect(all.length).toBeGreaterThan(35)
  const missing = all.filter(
    (kind) => !samples(1).some((data) => (typeof kind === 'string' ? kind === data : kind.test(data))),
  )
  expect(missing).toEqual([])
})

/** Monday, 23 November 2026, 10:00 in Moscow. On one channel that changes what it showed, and on one that can't. */
const onBothKinds = (name: string, laws: (database: TestDatabase, on: On) => void) => {
  for (const on of ['telegram', 'whatsapp'] as const) onPostgres(`${name} in ${on}`, (database) => laws(database, on))
}

const CHAT = 'draft, state, owner, owner_member_id, queue_reason, queued_at, return_at, call_at'

/** The chat of a client as it stands; called, it stands so again, and what was shown since then is as never shown. */
async function standing(
  { db }: TestDatabase,
  { businessId }: Stand,
  { person }: Client,
): Promise<() => Promise<unknown>> {
  const who = [businessId, String(person.id)]
  const [before] = await db.query<{ row: object; last: number }>(
    'select to_jsonb(c) as row, (select max(id) from messages where chat_id = c.id) as last from chats c where business_id = $1 and external_id = $2',
    who,
  )
  return async () => {
    await db.query(
      `update messages set status = 'skipped' where chat_id = ($1::jsonb ->> 'id')::bigint and direction = 'out' and id > $2`,
      [JSON.stringify(before!.row), before!.last],
    )
    await db.query(
      `update chats set (${CHAT}) = (select ${CHAT} from jsonb_populate_record(null::chats, $3::jsonb))
       where business_id = $1 and external_id = $2`,
      [...who, JSON.stringify(before!.row)],
    )
  }
}

onBothKinds('whatever is tapped, the client sees an answer', (database, on) => {
  let stand: Stand
  let anna: Client
  let visit: number
  beforeAll(async () => {
    stand = await startStand(database.db, { on, template: 'salon' })
    anna = clientOf(stand)
    visit = await booked(stand, database.db, anna)
  })
  afterAll(() => stand.stop())

  const VISIBLE = ['sendMessage', 'editMessageText', 'answerCallbackQuery']
  /** All that was said to the client so far: messages, changes of them, and words over the screen. */
  const seen = () =>
    on === 'telegram'
      ? stand.bot.calls.filter(({ method, fields }) => VISIBLE.includes(method) && fields.text).length
      : anna.heard()

  const states: [name: string, reach: () => Promise<unknown>][] = [
    ['nothing is begun', async () => {}],
    ['a time is asked', () => anna.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)],
    ['it has only to be confirmed', () => anna.plays('завтра в 12:00', /Проверьте/)],
    [
      'the name is asked',
      async () => {
        await database.db.query('update clients set name = null where business_id = $1', [stand.businessId])
        await anna.plays('завтра в 13:00', /зовут/)
      },
    ],
    ['a visit is being moved', () => anna.plays('перенести запись', /выберите время/)],
    ['its cancellation is asked for', () => anna.plays('отменить запись', /Почему|без изменений/, 'отменить запись')],
    ['a person is awaited', () => anna.plays('позовите человека', /Передали|Менеджер/)],
    [
      'a person leads',
      async () => {
        await database.db.query(`update chats set owner = 'member', queue_reason = null where business_id = $1`, [
          stand.businessId,
        ])
      },
    ],
  ]
  for (const [turn, [name, reach]] of states.entries())
    test(`while ${name}`, async () => {
      await reach()
      await settled(stand, database.db)
      const back = await standing(database, stand, anna)
      const known = anna.shown().findLast(({ buttons }) => buttons.length > 0)!.message_id
      const silent: string[] = []
      for (const [index, data] of samples(visit).entries()) {
        const isKnown = (index + turn) % 2 === 0
        const heard = seen()
        await tapsAgain(stand, anna, data, isKnown ? known : 999_999)
        await settled(stand, database.db)
        if (seen() === heard) silent.push(`${data} under ${isKnown ? 'a known' : 'an unknown'} message`)
        await back()
      }
      expect(silent).toEqual([])
    }, 120_000)
})

/** Taps after which the same screen can't be had again. */
const ENDS = /^(ok|agree|time:|cxr:|drop|human|offers:|heard:)/

for (const on of ['whatsapp', 'instagram'] as const)
  onPostgres(`words in place of a button do what the button does in ${on}`, (database) => {
    let stand: Stand
    beforeAll(async () => {
      stand = await startStand(database.db, { on })
    })
    afterAll(() => stand.stop())

    test('on every screen of the way to a visit, and of what can be done with it', async () => {
      const anna = clientOf(stand)
      const way: [said: string, wanted: RegExp][] = [
        ['/start', /Здравствуйте/],
        ['записаться', /Что будем делать/],
        ['стрижки', /услугу/],
        ['мужская стрижка', /К кому/],
        ['Дмитрий', /выберите время/],
        ['завтра', /выберите время/],
        ['другие дни', /Выберите день/],
        ['завтра в 16:00', /согласие/],
        ['даю согласие', /зовут/],
        ['Анна', /номер/],
        ['+7 900 123-45-67', /Проверьте/],
        ['записать', /Готово, вы записаны/],
        ['мои записи', /Ваша запись/],
        ['перенести', /выберите время/],
        ['послезавтра в 12:00', /Перенести запись/],
        ['оставить как есть', /без изменений/],
        ['отменить запись', /Почему/],
      ]
      const apart: string[] = []
      for (const [said, wanted] of way) {
        await anna.person.sends(stand.bot, said)
        await settled(stand, database.db)
        const screen = anna.shown().at(-1)!
        expect(screen.text).toMatch(wanted)
        const back = await standing(database, stand, anna)
        const answerTo = async (act: () => Promise<unknown>) => {
          const heard = anna.heard()
          await act()
          await settled(stand, database.db)
          const [first] = anna.shown().slice(heard)
          await back()
          return first?.text ?? 'nothing'
        }
        for (const { text, callback_data: data = '' } of screen.buttons.flat()) {
          if (ENDS.test(data) || /[(]/.test(data)) continue
          const tapped = await answerTo(() => anna.person.taps(stand.bot, { data }, { message_id: screen.message_id }))
          const typed = await answerTo(() => anna.person.sends(stand.bot, text))
          if (typed !== tapped) apart.push(`${said} → ${text}: «${tapped}», typed «${typed}»`)
        }
      }
      expect(apart).toEqual([])
    }, 120_000)

    test('by its number too, in figures and in words, where that answers no question', async () => {
      const vera = clientOf(stand, { first_name: 'Вера' })
      await vera.plays(
        '/start',
        /Здравствуйте/,
        'второе',
        /Предстоящих записей нет/,
        '1. Записаться',
        /Что будем делать/,
      )
      await vera.plays('мужская стрижка послезавтра в 12:00 к Дмитрию', /согласие/, 'третий вариант', /Выберите день/)
      await vera.plays('ещё', /Ещё варианты/, 'послезавтра в 12:00', /согласие/, '1', /зовут/)
      // Words on a button are nobody's name, and a number of the telephone confirms nothing.
      await vera.plays('Даю согласие', /имя буквами/, 'Вера', /номер/, '+7 900 123-45-67', /Проверьте/)
      await vera.plays('+7 900 123-45-68', /номер записан[\s\S]*Проверьте/, 'записать', /Готово, вы записаны/)
      const kept = await database.db.query(`select phone from clients where name = 'Вера'`)
      expect(kept).toEqual([{ phone: '+79001234568' }])
      await vera.plays('записаться', /Что будем делать/, 'запишите меня', /Что будем делать/)
    })
  })
