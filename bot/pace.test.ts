import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createBusiness } from '../db/businesses.ts'
import { connectChannel } from '../db/channels.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { createPacer } from './pace.ts'

const NOW = Date.parse('2026-11-23T07:00:00Z')

onEachDatabase('the send limit', (database) => {
  let channelId = 0
  let chats = 0
  beforeAll(async () => {
    channelId = await database.db.transaction(async (tx) => {
      const businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now: new Date(NOW) })
      return connectChannel(tx, { businessId, kind: 'telegram', key: 'law', credentials: 'none' })
    })
  })
  beforeEach(() => database.db.query('update channels set tokens = 25, refilled_at = null where id = $1', [channelId]))

  const row = (more: { paced?: boolean; chatId?: number; recent?: number[] } = {}) => ({
    channelId,
    chatId: more.chatId ?? ++chats,
    paced: more.paced ?? false,
    recent: more.recent ?? null,
  })
  const pace = { perSecond: 1, burst: 3 }

  test('lets a burst through, then gives each further message a place of its own in the line', async () => {
    const pacer = createPacer()
    const waits: number[] = []
    for (let n = 0; n < 30; n++) waits.push(await pacer(database.db, row(), pace, new Date(NOW)))
    expect(waits.slice(0, 25)).toEqual(Array(25).fill(0))
    expect(waits.slice(25)).toEqual([40, 80, 120, 160, 200])
    // Who has waited for the place goes before who comes now.
    expect(await pacer(database.db, row(), pace, new Date(NOW + 40))).toBe(200)
    expect(await pacer(database.db, row({ paced: true }), pace, new Date(NOW + 40))).toBe(0)
  })

  test('what nodes have taken and not used is soon worth nothing: no window holds more than burst and rate', async () => {
    const nodes = [createPacer(), createPacer(), createPacer()]
    for (const node of nodes) expect(await node(database.db, row(), pace, new Date(NOW))).toBe(0)
    let sent = 0
    for (const node of nodes)
      for (let n = 0; n < 40; n++) if ((await node(database.db, row(), pace, new Date(NOW + 900))) === 0) sent++
    expect(sent).toBeLessThanOrEqual(25)
  })

  test('counts what other nodes have sent to a chat', async () => {
    const pacer = createPacer()
    const recent = [NOW - 100, NOW - 200, NOW - 300]
    expect(await pacer(database.db, row({ recent }), pace, new Date(NOW))).toBe(700)
    expect(await pacer(database.db, row({ recent: [NOW - 100] }), pace, new Date(NOW))).toBe(0)
  })

  test('a chat that has to wait takes no token of the bot', async () => {
    const pacer = createPacer()
    const recent = [NOW, NOW, NOW]
    for (let n = 0; n < 100; n++) await pacer(database.db, row({ recent }), pace, new Date(NOW))
    expect(await pacer(database.db, row(), pace, new Date(NOW))).toBe(0)
  })

  test('a clock that goes back an hour, or one that ran an hour ahead, stops nothing', async () => {
    const pacer = createPacer()
    const chatId = ++chats
    for (let n = 0; n < 30; n++) await pacer(database.db, row(), pace, new Date(NOW + 3_600_000))
    for (let n = 0; n < 5; n++) await pacer(database.db, row({ chatId }), pace, new Date(NOW + 3_601_000))
    const waits: number[] = []
    for (let n = 0; n < 3; n++) waits.push(await pacer(database.db, row({ chatId }), pace, new Date(NOW)))
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000)
    const later: number[] = []
    for (let n = 0; n < 10; n++) later.push(await createPacer()(database.db, row(), pace, new Date(NOW + 1000)))
    expect(later.filter((wait) => wait === 0).length).toBeGreaterThan(0)
  })
})
