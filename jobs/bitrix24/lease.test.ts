import { afterEach, expect, test } from 'vitest'
import { TEN } from '../../db/bookings.sample.ts'
import { foldTouched } from '../../db/crm/fold.ts'
import { mirrorLog } from '../../db/crm/links.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import type { Bitrix } from './client.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'
import { refuse } from './fake/portal.ts'
import { mirrorDue, mirrorPortal } from './mirror.ts'
import type { Mirror } from './session.ts'

onEachDatabase('who speaks to a portal', (database) => {
  let salon: Mirrored
  afterEach(() => salon?.close())

  /** A node whose first request with this method inside is at the door of the portal until it is let in. */
  function slow(method: string) {
    const mirror = salon.node(database.db)
    const [atDoor, letIn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let waited = false
    const open: Mirror['open'] = (root, bucket) => {
      const bitrix = mirror.open(root, bucket)
      const batch: Bitrix['batch'] = async (commands) => {
        if (!waited && JSON.stringify(commands).includes(`"${method}"`)) {
          waited = true
          atDoor.resolve()
          await letIn.promise
        }
        return bitrix.batch(commands)
      }
      return { ...bitrix, batch }
    }
    return { mirror: { ...mirror, open }, atDoor: atDoor.promise, letIn: letIn.resolve }
  }

  const speak = (mirror: Mirror) => mirrorPortal(mirror, salon.studio.businessId)
  /** What has changed is due now. */
  const foldSoon = async () => {
    await foldTouched(database.db, salon.studio.businessId, salon.clock())
    salon.move(3000)
  }
  const bookFor = async (n: number) => {
    const booked = await salon.studio.book(salon.studio.wish([1, n + 1]), TEN, { clientId: salon.studio.clients[n]! })
    if (!booked.ok) throw new Error(booked.reason)
    return booked.visit.id
  }
  const reprice = (visit: number, price: number) =>
    database.db.query('update appointments set price = $2, version = version + 1 where id = $1', [visit, price])
  const amounts = () => salon.fake.deals().map(({ fields }) => fields.opportunity)

  test('a node that lives keeps the portal as long as its request takes', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    await bookFor(0)
    await foldSoon()
    const { mirror, atDoor, letIn } = slow('crm.item.add')
    const spoken = speak(mirror)
    await atDoor
    for (let second = 0; second < 60; second += 10) {
      salon.move(10_000)
      await salon.beat()
      expect(await speak(salon.mirror)).toBe(false)
    }
    letIn()
    await spoken
    await salon.settle()
    expect([salon.fake.deals().length, salon.fake.contacts().length]).toEqual([1, 1])
    expect(salon.errors).toEqual([])
  })

  test('a node that dies gives the portal up within half a minute: all goes on but for what it had on its way, which comes late and is not overtaken', async () => {
    salon = await mirrored(database.db, { clients: 2, masters: 2 })
    const visit = await bookFor(0)
    await salon.settle()
    await reprice(visit, 50_000)
    const { mirror, atDoor, letIn } = slow('crm.item.update')
    await foldSoon()
    const spoken = speak(mirror)
    await atDoor
    // It dies here, and somebody books and edits on.
    await bookFor(1)
    await reprice(visit, 70_000)
    await foldSoon()
    salon.move(26_000)
    expect(await speak(salon.mirror)).toBe(false)
    salon.move(1000)
    expect(await speak(salon.mirror)).toBe(true)
    expect(salon.fake.deals()).toHaveLength(2)
    const [before] = amounts()
    // What was on its way comes only now, when another node has the portal.
    letIn()
    await spoken
    expect(before).not.toBe(500)
    expect(amounts()[0]).toBe(500)
    await salon.settle()
    expect(amounts()[0]).toBe(700)
    const log = await mirrorLog(database.db, { businessId: salon.studio.businessId, before: null, limit: 10 })
    expect(log).toEqual([])
    expect(salon.errors).toEqual([])
  })

  test('a contact that the portal refuses keeps no deal waiting, and is tried at once when it is mended here', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    await database.db.query(`update clients set name = 'Анна' where id = $1`, [salon.studio.clients[0]!])
    const allow = salon.fake.fail({
      method: 'crm.item.add',
      times: 1,
      with: refuse('CRM_FIELD_ERROR_VALUE_NOT_VALID', 'Invalid value'),
    })
    await bookFor(0)
    for (let second = 0; second < 12; second += 3) {
      salon.move(3000)
      await mirrorDue(salon.mirror)
    }
    allow()
    expect(salon.fake.contacts()).toHaveLength(0)
    expect(salon.fake.deals()).toHaveLength(1)
    await database.db.query(`update clients set name = 'Анна Сергеевна' where id = $1`, [salon.studio.clients[0]!])
    for (let second = 0; second < 9; second += 3) {
      salon.move(3000)
      await mirrorDue(salon.mirror)
    }
    expect(salon.fake.contacts().map(({ fields }) => fields.name)).toEqual(['Анна Сергеевна'])
    expect(salon.fake.deals()[0]!.fields.contactId).toBe(salon.fake.contacts()[0]!.id)
  })
})
