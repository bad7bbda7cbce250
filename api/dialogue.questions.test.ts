import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { touchCatalog } from '../db/catalog.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('questions of the business’s own', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
    const ask = (key: string, text: string, options: string, position: number) =>
      database.db.query(
        `insert into questions (business_id, key, text, options, position) values ($1, $2, $3, $4::text[], $5)`,
        [stand.businessId, key, text, options, position],
      )
    await ask('first', 'Вы у нас впервые?', '{Да,Нет}', 1)
    await ask('wish', 'Есть пожелания?', '{}', 2)
    await ask('known', 'Как о нас узнали?', '{Друзья,Реклама}', 3)
    await ask('fourth', 'Четвёртый вопрос?', '{}', 4)
    await touchCatalog(database.db, stand.businessId)
  })
  afterEach(() => expectGoodManners(stand))
  afterAll(() => stand.stop())

  const answersOf = async (id: number) => {
    await settled(stand, database.db)
    const [row] = await database.db.query<{ answers: object }>(
      `select l.answers from leads l join identities i on i.client_id = l.client_id
       where i.external_id = $1 order by l.id desc limit 1`,
      [String(id)],
    )
    return row!
  }

  test('are three at most before a time is offered, and the answers land on the lead', async () => {
    const vera = clientOf(stand, { first_name: 'Вера' })
    await vera.plays('запишите на педикюр', /К кому/, tap('К любому, кто свободен'), /впервые/)
    await vera.plays(tap('Да'), /пожелания/, 'тишины', /узнали/)
    await vera.plays(tap('Друзья'), /выберите время/)
    expect((await answersOf(vera.person.id)).answers).toEqual({ first: 'Да', wish: 'тишины', known: 'Друзья' })
  })

  test('can each be skipped, and who names a time at once is not asked', async () => {
    const oleg = clientOf(stand, { first_name: 'Олег' })
    await oleg.plays('запишите на педикюр', /К кому/, tap('К любому, кто свободен'), /впервые/)
    await oleg.plays(tap('Пропустить'), /пожелания/, tap('Пропустить'), /узнали/, tap('Пропустить'), /выберите время/)
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
