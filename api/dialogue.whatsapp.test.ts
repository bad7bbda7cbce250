import { afterEach, beforeEach, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onPostgres('a client in WhatsApp', (database) => {
  let stand: Stand
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db, { on: 'whatsapp' })
    anna = clientOf(stand)
  })
  afterEach(async () => {
    await settled(stand, database.db)
    expectGoodManners(stand)
    await stand.stop()
  })

  test('books by buttons, lists and words, and is never sent what the platform would refuse', async () => {
    const id = await booked(stand, database.db, anna)
    expect(id).toBeGreaterThan(0)
    const { calls } = stand.whatsapp!.number
    expect(calls.filter(({ status }) => status !== 200)).toEqual([])
    const [row] = await database.db.query(
      `select a.door, c.kind from appointments a join chats h on h.id = a.chat_id join channels c on c.id = h.channel_id where a.id = $1`,
      [id],
    )
    expect(row).toEqual({ door: 'whatsapp', kind: 'whatsapp' })
    await anna.plays('мои записи', /Ваша запись/, tap('Отменить'), /Почему отменяем/)
  })
})
