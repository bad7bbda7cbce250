import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { rowsOf, settled } from './testing/updates.ts'

onEachDatabase('an edit of a message that is still in the queue', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  test('rewrites it instead of adding a row, and the person sees where things stand in the end', async () => {
    const { bot, telegram } = stand
    const vera = clientOf(stand, { first_name: 'Вера' })
    await vera.plays('/start', /Здравствуйте/, tap('Записаться'), /Что будем делать/)
    await settled(stand)
    const edits = async () => (await rowsOf(database.db, vera.person)).filter((row) => row.method === 'editMessageText')
    const before = (await edits()).length
    const calls = bot.calls.length
    // The platform asks to wait: what is said meanwhile stands in the queue.
    telegram.fail({ chat: vera.person.id, with: { code: 429, retry_after: 30 } })
    await vera.person.taps(bot, 'Стрижки')
    await settled(stand)
    for (const caption of ['Стрижки', 'Стрижки', 'Стрижки', 'Стрижки']) await vera.person.taps(bot, caption)
    await settled(stand)
    expect((await edits()).slice(before)).toMatchObject([{ status: 'queued', attempts: 0 }])
    await vera.person.sends(bot, 'адрес')
    await settled(stand)
    await vera.person.taps(bot, 'Стрижки')
    await settled(stand)
    expect((await edits()).slice(before)).toHaveLength(1)
    await pass(stand, 30_000)
    await vera.sees(/Выберите услугу/)
    const done = bot.calls.slice(calls).filter((call) => call.code === 200 && call.method !== 'answerCallbackQuery')
    expect(done.map((call) => call.method)).toEqual(['editMessageText', 'sendMessage'])
    expect(vera.person.unanswered(bot)).toBe(0)
    expect((await rowsOf(database.db, vera.person)).filter((row) => !['sent', 'handled'].includes(row.status))).toEqual(
      [],
    )
  })
})
