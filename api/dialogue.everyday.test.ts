import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, clientOf, expectGoodManners, ownerOf, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('messages of every day', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const hour = (at: string) => {
    stand.clock.now = new Date(at)
  }

  test('«опаздываю» before a visit is passed on and answered honestly by what follows it', async () => {
    const vera = clientOf(stand, { first_name: 'Вера' })
    await booked(stand, database.db, vera, '12:00')
    const olga = clientOf(stand, { first_name: 'Ольга' })
    await booked(stand, database.db, olga, '13:00')
    hour('2026-11-24T08:40:00Z')
    await vera.plays('простите, опаздываю минут на 5', /вас ждут, время есть/)
    const tight = await vera.plays('ой, я опаздываю на 40 минут(', /После вас запись через \d+ мин/)
    expect(vera.captions(tight)).toContain('Перенести')
    await vera.plays('опаздываю, пробки', /На сколько минут/)
    await vera.plays('я на месте', /вас сейчас встретят/)
  })

  test('«опаздываю» without a visit near is no news for staff: it is said that no visit is seen, and who can help', async () => {
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.plays('/start', /Здравствуйте/, 'опаздываю на 10 минут', /не видно вашей записи/)
    await ira.plays('я на месте', /не видно вашей записи/, 'а если опоздаю?', /мастер вас подождёт/)
  })

  test('«стоп» and «не пишите» end offers, not visits', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await booked(stand, database.db, oleg, '17:00', 'послезавтра')
    await oleg.plays('не пишите мне больше', /Больше не пришлём предложений/)
    const [row] = await database.db.query<{ off: boolean; visits: number }>(
      `select i.marketing_off_at is not null as off,
         (select count(*)::int from appointments a where a.client_id = i.client_id and a.status = 'booked') as visits
       from identities i where i.external_id = $1`,
      [String(oleg.person.id)],
    )
    expect(row).toEqual({ off: true, visits: 1 })
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, 'стоп', /Больше не пришлём/)
    await anna.plays('запишите на маникюр', /К кому/, 'стоп', /не записываем/)
  })

  test('who is at the wrong door is told so, and another person’s booking goes to a person', async () => {
    const eve = clientOf(stand, { first_name: 'Ева' })
    await eve.plays('/start', /Здравствуйте/, 'ой, я ошиблась номером', /не для нас/)
    await eve.plays('отмените запись моей подруги', /Чужую запись/)
    expect(await ownerOf(stand, database.db, eve)).toEqual({ owner: 'queue', reason: 'wish' })
  })

  test('danger, a threat of law and a complaint go to a person at once, each with fitting words', async () => {
    const cases: [string, RegExp, string][] = [
      ['после процедуры идёт кровь, что делать', /103 или 112/, 'red-flag'],
      ['у меня сильная боль, терпеть не могу', /103 или 112/, 'red-flag'],
      ['я подам на вас в суд', /руководству/, 'red-flag'],
      ['ваш мастер опоздал на час, безобразие', /Очень жаль/, 'complaint'],
      ['вы мне ужасно испортили волосы, я в шоке', /Очень жаль/, 'complaint'],
    ]
    for (const [text, answer, reason] of cases) {
      const client = clientOf(stand, { first_name: 'Яна' })
      await client.plays('/start', /Здравствуйте/, text, answer)
      expect(await ownerOf(stand, database.db, client)).toEqual({ owner: 'queue', reason })
    }
  })

  test('a VIP, and whom staff bar, go straight to a person', async () => {
    for (const [column, reason] of [
      ['vip = true', 'vip'],
      ["barred_at = '2026-11-01'", 'barred'],
    ] as const) {
      const client = clientOf(stand, { first_name: 'Лев' })
      await client.plays('/start', /Здравствуйте/)
      await database.db.query(
        `update clients set ${column} where id = (select client_id from identities where external_id = $1)`,
        [String(client.person.id)],
      )
      await client.plays('хочу записаться на маникюр', /Ответ придёт сюда|менеджер/i)
      expect(await ownerOf(stand, database.db, client)).toEqual({ owner: 'queue', reason })
    }
  })

  test('two questions back, then a person: never a loop, never silence', async () => {
    const lia = clientOf(stand, { first_name: 'Лия' })
    await lia.plays('/start', /Здравствуйте/, 'бырдык кымс', /Пока не понимаю|Уточните/)
    await lia.plays('шмяк трям', /Всё ещё не понимаю/, 'дрыц', /Не получилось понять/)
    expect(await ownerOf(stand, database.db, lia)).toEqual({ owner: 'queue', reason: 'unclear' })
  })

  test('what is understood in between begins the count anew', async () => {
    const mia = clientOf(stand, { first_name: 'Мия' })
    await mia.plays(
      '/start',
      /Здравствуйте/,
      'бырдык кымс',
      /Пока не понимаю|Уточните/,
      'где вы находитесь?',
      /Липовый/,
    )
    await mia.plays('шмяк трям', /Пока не понимаю|Уточните/, tap('Записаться'), /Что будем делать/)
    await settled(stand, database.db)
    expect(await ownerOf(stand, database.db, mia)).toMatchObject({ owner: 'bot' })
  })

  test('what was understood, by whom and what came of it is kept of every message', async () => {
    const rows = await database.db.query<{ source: string; outcome: string }>(
      'select source, outcome from understandings group by 1, 2',
    )
    const pairs = rows.map((row) => `${row.source} ${row.outcome}`)
    expect(pairs).toEqual(expect.arrayContaining(['button answered', 'local answered', 'local handed_over']))
  })
})
