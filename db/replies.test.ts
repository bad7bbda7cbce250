import { beforeAll, expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { createBusiness } from './businesses.ts'
import { addReply, changeReply, removeReply, repliesOf, replyById } from './replies.ts'
import { onEachDatabase } from './testing/databases.ts'

onEachDatabase('canned replies', (database) => {
  let ours = 0
  let theirs = 0
  beforeAll(async () => {
    const now = new Date('2026-11-23T07:00:00Z')
    ours = await database.db.transaction((tx) => createBusiness(tx, TEMPLATES.salon, { webKey: 'ours', now }))
    theirs = await database.db.transaction((tx) => createBusiness(tx, TEMPLATES.clinic, { webKey: 'theirs', now }))
  })

  test('a business begins with those of its trade, in their order', async () => {
    const replies = await repliesOf(database.db, ours)
    expect(replies.map(({ title, text }) => ({ title, text }))).toEqual(TEMPLATES.salon.replies)
  })

  test('a new one comes last, one title once', async () => {
    const id = await addReply(database.db, { businessId: ours, title: 'Парковка', text: 'Двор открыт.' })
    expect((await repliesOf(database.db, ours)).at(-1)).toEqual({ id, title: 'Парковка', text: 'Двор открыт.' })
    expect(await addReply(database.db, { businessId: ours, title: 'Парковка', text: 'Закрыт.' })).toBeNull()
    expect(await addReply(database.db, { businessId: theirs, title: 'Парковка', text: 'Двор.' })).not.toBeNull()
  })

  test('it is reworded and removed by its own business only', async () => {
    const [first, second] = await repliesOf(database.db, ours)
    const reworded = { ...first!, text: 'Ждём.' }
    expect(await changeReply(database.db, theirs, reworded)).toBe(false)
    expect(await changeReply(database.db, ours, reworded)).toBe(true)
    expect(await changeReply(database.db, ours, { ...first!, title: second!.title })).toBe(false)
    expect(await replyById(database.db, ours, first!.id)).toEqual(reworded)
    expect(await replyById(database.db, theirs, first!.id)).toBeNull()
    expect(await removeReply(database.db, theirs, first!.id)).toBe(false)
    expect(await removeReply(database.db, ours, first!.id)).toBe(true)
    expect(await removeReply(database.db, ours, first!.id)).toBe(false)
  })
})
