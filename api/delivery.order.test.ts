import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FaultKind } from '../bot/channels/telegram/fake/faults.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { seeded } from '../domain/seeded.ts'
import { pass, queueTexts, waiting } from './testing/queue.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { rowsOf, settled } from './testing/updates.ts'

const CHATS = 12
/** Two in each of so many rounds. */
const ROWS = 15

onPostgres('two nodes deliver through a platform in bad weather', (database) => {
  let stand: Stand
  let other: Awaited<ReturnType<Stand['node']>>
  beforeAll(async () => {
    stand = await startStand(database.db)
    other = await stand.node(database.another())
  })
  afterAll(async () => {
    await other.stop()
    await stand.stop()
  })

  test('each chat gets all its messages in order, doubled only where the platform took one and its answer was lost', async () => {
    const { bot, telegram } = stand
    const people = Array.from({ length: CHATS }, (_, n) => telegram.person({ first_name: `Гость ${n}` }))
    for (const one of people) await one.starts(bot)
    await settled(stand, other.system)
    const begun = bot.calls.length
    const draw = seeded(20_261_123)
    const kinds: FaultKind[] = [{ code: 429, retry_after: 3 }, { code: 500 }, { code: 502 }, 'lost', { slow: 5 }]
    const planned: (() => void)[] = []
    for (let round = 0; round < 60; round++) {
      if (round < ROWS) for (const one of people) await queueTexts(stand, one, [`№ ${2 * round}`, `№ ${2 * round + 1}`])
      for (let n = 0; n < 4; n++)
        planned.push(
          telegram.fail({
            method: 'sendMessage',
            chat: people[Math.floor(draw() * CHATS)]!.id,
            with: kinds[Math.floor(draw() * kinds.length)]!,
          }),
        )
      await pass(stand, 250, other.system)
    }
    // The weather clears up; who waits longest for another attempt waits minutes.
    for (const takeBack of planned) takeBack()
    for (let round = 0; round < 40 && (await waiting(stand)) > 0; round++) await pass(stand, 60_000, other.system)
    expect(await waiting(stand)).toBe(0)

    const calls = bot.calls.slice(begun).filter((call) => call.method === 'sendMessage')
    const met = (description: string) => calls.filter((call) => call.description?.includes(description)).length
    // The weather was bad enough to prove something.
    expect(
      [met('lost'), met('Too Many'), met('gateway'), calls.filter((call) => call.code === 500).length].every(
        (n) => n > 3,
      ),
    ).toBe(true)
    let doubled = 0
    for (const one of people) {
      const numbers = bot.sent
        .filter((message) => message.chat_id === one.id && message.text.includes('№'))
        .map((message) => Number(message.text.split('№ ')[1]))
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      expect(new Set(numbers).size).toBe(2 * ROWS)
      doubled += numbers.length - 2 * ROWS
      const rows = (await rowsOf(database.db, one)).filter((row) => row.text?.includes('№'))
      expect(rows.map((row) => row.status)).toEqual(Array(2 * ROWS).fill('sent'))
      const own = calls.filter((call) => String(call.fields.chat_id) === String(one.id))
      const wires = own.filter((call) => call.code >= 500 || call.description === 'lost').length
      expect(rows.reduce((sum, row) => sum + row.attempts, 0)).toBe(wires)
      // 429 is obeyed: nothing goes to that chat before the time that it named.
      own.forEach((call, index) => {
        const next = own[index + 1]
        if (call.code === 429 && next) expect(next.at - call.at).toBeGreaterThanOrEqual(3000)
      })
    }
    expect(doubled).toBe(met('lost'))
    expect(stand.log.filter((line) => line.level === 'error')).toEqual([])
  })
})
