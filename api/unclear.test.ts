import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../db/sql.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, settled } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Group = {
  word: string | null
  count: number
  phrases: { text: string; count: number; messages: number[] }[]
  meanings: { intent: string; confidence: number }[]
}

onEachDatabase('what was not understood', (database) => {
  let stand: Stand
  let admin: Staff
  let vera: Client
  let db: Db
  const said = [
    'а где у вас припарковать пепелац',
    'пепелац куда припарковать можно',
    'припарковать пепелац где',
    'фыва олдж цукен',
  ]
  beforeAll(async () => {
    db = database.db
    stand = await startStand(db)
    admin = await signIn(db, stand, 'admin', { name: 'Анна' })
    vera = clientOf(stand, { first_name: 'Вера' })
    await vera.plays('/start', /Здравствуйте/)
    for (const words of said) {
      await vera.plays(words, /./)
      await settled(stand, db)
    }
    // Whatever the assistant made of it, staff say that it was not understood.
    await db.query(`update understandings set answered = false, intent = 'out_of_scope'`)
  })
  afterAll(() => stand.stop())

  const groups = async () =>
    (await admin.call<{ items: Group[]; phrases: number }>('GET', '/api/assistant/groups')).body
  const parking = async () => (await groups()).items.find(({ word }) => word !== null)!
  const idsOf = (group: Group) => group.phrases.flatMap(({ messages }) => messages)

  test('stands in groups by likeness, the biggest first, each with its likeliest meanings', async () => {
    const { items, phrases } = await groups()
    expect(phrases).toBe(4)
    expect(items.map(({ phrases }) => phrases.length)).toEqual([3, 1])
    expect(['припарковать', 'пепелац']).toContain(items[0]!.word)
    const [first, second] = items[0]!.meanings
    expect(first!.confidence).toBeGreaterThanOrEqual(second!.confidence)
    expect(items[0]!.meanings.map(({ intent }) => intent)).not.toContain('out_of_scope')
  })

  test('the preview tells the truth: how many will be understood, and what else changes', async () => {
    const group = await parking()
    const lesson = { messages: idsOf(group), intent: 'address' }
    const { body } = await admin.call('POST', '/api/assistant/groups/preview', lesson)
    expect(body.of).toBe(3)
    const taught = await admin.call('POST', '/api/assistant/groups/teach', lesson)
    expect([taught.status, taught.body.phrases]).toEqual([201, 3])
    // The first dialogue waits for a person by now: the assistant is silent there.
    const nina = clientOf(stand, { first_name: 'Нина' })
    await nina.plays('/start', /Здравствуйте/)
    let understood = 0
    for (const words of said.slice(0, 3)) {
      const seen = await nina.plays(words, /./)
      if (/парковки у нас нет/.test(seen.text ?? '')) understood++
      await settled(stand, db)
    }
    expect(understood).toBe(body.understood)
    expect(understood).toBeGreaterThanOrEqual(2)
    expect((await groups()).items.map(({ phrases }) => phrases.length)).toEqual([1])
    expect((await admin.call('POST', '/api/assistant/groups/undo', { change: taught.body.change })).status).toBe(200)
    expect(await db.query('select 1 from phrases where business_id = $1', [stand.businessId])).toEqual([])
    expect(idsOf(await parking()).sort()).toEqual(idsOf(group).sort())
    expect((await admin.call('POST', '/api/assistant/groups/undo', { change: taught.body.change })).status).toBe(404)
  })

  test('an undone lesson gives an earlier example its meaning back', async () => {
    const text = said[0]!
    await admin.call('POST', '/api/assistant/phrases', { text, intent: 'hours' })
    const group = await parking()
    const lesson = { messages: idsOf(group), intent: 'address' }
    const { change } = (await admin.call('POST', '/api/assistant/groups/teach', lesson)).body
    await admin.call('POST', '/api/assistant/groups/undo', { change })
    expect(await db.query('select text, intent from phrases where business_id = $1', [stand.businessId])).toEqual([
      { text, intent: 'hours' },
    ])
  })

  test('a group that is none of ours is put away without an example, and comes back', async () => {
    const alone = (await groups()).items.find(({ phrases }) => phrases[0]!.text === said[3])!
    const away = { messages: idsOf(alone), intent: 'out_of_scope', teach: false }
    const { body } = await admin.call('POST', '/api/assistant/groups/teach', away)
    expect(body.phrases).toBe(0)
    expect((await groups()).items.some(({ phrases }) => phrases[0]!.text === said[3])).toBe(false)
    await admin.call('POST', '/api/assistant/groups/undo', { change: body.change })
    expect((await groups()).items.some(({ phrases }) => phrases[0]!.text === said[3])).toBe(true)
  })

  test('messages of another business can be neither seen nor taught', async () => {
    const other = await startStand(db)
    const owner = await signIn(db, other, 'owner')
    const lesson = { messages: idsOf(await parking()), intent: 'address' }
    expect((await owner.call('GET', '/api/assistant/groups')).body.items).toEqual([])
    expect((await owner.call('POST', '/api/assistant/groups/preview', lesson)).status).toBe(404)
    expect((await owner.call('POST', '/api/assistant/groups/teach', lesson)).status).toBe(404)
    expect((await owner.call('POST', '/api/assistant/groups/undo', { change: 1 })).status).toBe(404)
    await other.stop()
  })
})
