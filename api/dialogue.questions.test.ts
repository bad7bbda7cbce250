import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { touchCatalog } from '../db/catalog.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('questions of the business’s own', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
    const ask = (key: string, text: string, options: string, variant: string | null, position: number) =>
      database.db.query(
        `insert into questions (business_id, key, text, options, variant, position) values ($1, $2, $3, $4::text[], $5, $6)`,
        [stand.businessId, key, text, options, variant, position],
      )
    await ask('first', 'Вы у нас впервые?', '{Да,Нет}', null, 1)
    await ask('wish', 'Есть пожелания?', '{}', null, 2)
    await ask('even', 'Как о нас узнали?', '{Друзья,Реклама}', 'a', 3)
    await ask('odd', 'Нужна парковка?', '{Да,Нет}', 'b', 3)
    await ask('fourth', 'Четвёртый вопрос?', '{}', null, 4)
    await touchCatalog(database.db, stand.businessId)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const answersOf = async (id: number) => {
    await settled(stand, database.db)
    const [row] = await database.db.query<{ answers: object; client: number }>(
      `select l.answers, l.client_id as client from leads l join identities i on i.client_id = l.client_id
       where i.external_id = $1 order by l.id desc limit 1`,
      [String(id)],
    )
    return row!
  }

  test('are three at most before a time is offered, each variant its own, and the answers land on the lead', async () => {
    const vera = clientOf(stand, { first_name: 'Вера' })
    await vera.plays('запишите на педикюр', /К кому/, tap('К любому, кто свободен'), /впервые/)
    await vera.plays(tap('Да'), /пожелания/, 'тишины', /узнали|парковка/)
    await vera.plays(tap(/Друзья|Нет/), /выберите время/)
    const { answers, client } = await answersOf(vera.person.id)
    expect(answers).toMatchObject({ first: 'Да', wish: 'тишины' })
    expect(client % 2 === 0 ? 'even' in answers : 'odd' in answers).toBe(true)
  })

  test('can each be skipped, and who names a time at once is not asked', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await oleg.plays('запишите на педикюр', /К кому/, tap('К любому, кто свободен'), /впервые/)
    await oleg.plays(
      tap('Пропустить'),
      /пожелания/,
      tap('Пропустить'),
      /узнали|парковка/,
      tap('Пропустить'),
      /выберите время/,
    )
    expect((await answersOf(oleg.person.id)).answers).toEqual({})
    const anna = clientOf(stand)
    await anna.plays('запишите на педикюр к Екатерине в пятницу в 12', /согласие/)
  })

  test('leave room for another question in between', async () => {
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.plays('запишите на педикюр', /К кому/, tap('К любому, кто свободен'), /впервые/)
    await ira.plays('а сколько это стоит?', /Педикюр — /, tap('Продолжить запись'), /впервые/)
  })
})
