import { afterEach, expect, test } from 'vitest'
import { NOW, TEN } from '../../db/bookings.sample.ts'
import { cancel } from '../../db/cancel.ts'
import { mirrorLog } from '../../db/crm/links.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import { visitById } from '../../db/visits.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'
import { mirrorDue } from './mirror.ts'

onEachDatabase('the mirror', (database) => {
  let salon: Mirrored
  afterEach(() => salon?.fake.close())

  const deal = () => salon.fake.deals()[0]!.fields

  test('a contact and its visit are one deal that goes through the stages', async () => {
    salon = await mirrored(database.db)
    const { studio, fake, lead, settle } = salon
    const [clientId] = studio.clients
    await database.db.query(`update clients set name = 'Анна', phone = '+79001234567' where id = $1`, [clientId!])
    const leadId = await lead(clientId!)
    await settle()
    expect(fake.deals()).toHaveLength(1)
    expect(deal()).toMatchObject({ title: 'Заявка, 01.03 8:00', stageId: 'NEW', utmCampaign: 'spring' })
    const booked = await studio.book(studio.wish([1, 1]), TEN, { clientId: clientId!, leadId })
    expect(booked.ok).toBe(true)
    await settle()
    expect(fake.deals()).toHaveLength(1)
    expect(deal()).toMatchObject({ stageId: 'PREPARATION', currencyId: 'RUB', originatorId: 'okoshko' })
    expect(fake.contacts()).toHaveLength(1)
    expect(fake.contacts()[0]).toMatchObject({ fields: { name: 'Анна' }, fm: [{ value: '+79001234567' }] })
    expect(deal().contactId).toBe(fake.contacts()[0]!.id)
    const visit = booked.ok ? booked.visit : null
    await database.db.transaction((tx) =>
      cancel(tx, {
        businessId: studio.businessId,
        id: visit!.id,
        version: visit!.version,
        by: 'client',
        reason: null,
        now: NOW,
      }),
    )
    await settle()
    expect(deal()).toMatchObject({ stageId: 'LOSE', UF_CRM_OKOSHKO_RESULT: 'отменил клиент' })
    expect(salon.errors).toEqual([])
  })

  /** A visit whose deal stands in the portal. */
  async function booked() {
    const { studio, settle } = salon
    const result = await studio.book(studio.wish([1, 1]), TEN)
    if (!result.ok) throw new Error(result.reason)
    await settle()
    const { id } = result.visit
    const visit = async () => (await visitById(database.db, studio.businessId, id))!
    return { id, visit, dealId: salon.fake.deals()[0]!.id }
  }
  const log = () => mirrorLog(database.db, { businessId: salon.studio.businessId, before: null, limit: 50 })
  /** A minute passes: the portal is asked what has changed. */
  const minute = async () => {
    salon.move(61_000)
    await mirrorDue(salon.mirror)
    await salon.settle()
  }

  test('a stage moved by hand marks the visit, and then the payment', async () => {
    salon = await mirrored(database.db)
    const { visit, dealId } = await booked()
    salon.move(2 * 3_600_000)
    salon.fake.as().moveStage(dealId, 'EXECUTING')
    await minute()
    expect((await visit()).status).toBe('arrived')
    salon.fake.as().moveStage(dealId, 'WON')
    await minute()
    expect((await visit()).status).toBe('paid')
    expect(deal()).toMatchObject({ stageId: 'WON', UF_CRM_OKOSHKO_RESULT: 'оплачено' })
    expect((await log()).map(({ field, won }) => [field, won])).toEqual([
      ['stageId', 'theirs'],
      ['stageId', 'theirs'],
    ])
    expect(salon.errors).toEqual([])
  })

  test('a deal moved to «Отказ» cancels the visit; what can’t be done is put back and said in a comment', async () => {
    salon = await mirrored(database.db)
    const { visit, dealId } = await booked()
    salon.fake.as().moveStage(dealId, 'NEW')
    await minute()
    expect((await visit()).status).toBe('booked')
    expect(deal().stageId).toBe('PREPARATION')
    expect((await log())[0]).toMatchObject({ field: 'stageId', won: 'ours', refused: 'state' })
    salon.fake.as().moveStage(dealId, 'LOSE')
    await minute()
    expect(await visit()).toMatchObject({ status: 'cancelled' })
    expect(deal().stageId).toBe('LOSE')
    expect(salon.errors).toEqual([])
  })

  test('an amount, a name and a phone that were changed by hand are taken over, a phone only with consent', async () => {
    salon = await mirrored(database.db, { clients: 1 })
    const { visit, dealId } = await booked()
    const [contact] = salon.fake.contacts()
    salon.fake.as().editDeal(dealId, { opportunity: 777 })
    salon.fake.as().editContact(contact!.id, { name: 'Анна Сергеевна' })
    salon.fake.as().changePhone(contact!.id, '8 (900) 765-43-21')
    await minute()
    expect((await visit()).price).toBe(77_700)
    const [client] = await database.db.query<{ name: string; phone: string | null }>(
      'select name, phone from clients where id = $1',
      [salon.studio.clients[0]!],
    )
    expect(client).toEqual({ name: 'Анна Сергеевна', phone: null })
    expect(salon.fake.contacts()[0]!.fm[0]!.value).toBe('8 (900) 765-43-21')
    expect((await log()).find(({ field }) => field === 'phone')).toMatchObject({ refused: 'consent' })
    expect(salon.errors).toEqual([])
  })

  test('a deal deleted by hand is not made anew, and its visit stays', async () => {
    salon = await mirrored(database.db)
    const { visit, dealId, id } = await booked()
    salon.fake.as().deleteDeal(dealId)
    await database.db.query('update appointments set version = version + 1 where id = $1', [id])
    await salon.settle()
    await minute()
    expect(salon.fake.deals()).toEqual([])
    expect((await visit()).status).toBe('booked')
    expect((await log())[0]).toMatchObject({ field: 'deleted', won: 'noted' })
  })

  test('of two edits of one field the later wins, and both stand in the log; nothing else is touched', async () => {
    salon = await mirrored(database.db)
    const { id, dealId } = await booked()
    salon.fake.as().editDeal(dealId, { opportunity: 500, title: 'Анна, постоянная' })
    salon.move(10_000)
    await database.db.query('update appointments set price = 90000, version = version + 1 where id = $1', [id])
    await salon.settle()
    expect(deal()).toMatchObject({ opportunity: 900, title: 'Анна, постоянная' })
    expect((await log()).find(({ field }) => field === 'opportunity')).toMatchObject({
      ours: 900,
      theirs: 500,
      won: 'ours',
    })
    const writes = salon.fake.portal.requests.length
    await minute()
    await minute()
    // Two polls of two lists, and no write.
    expect(salon.fake.portal.requests.length - writes).toBe(4)
  })
})
