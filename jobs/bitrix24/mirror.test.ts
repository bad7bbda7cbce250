import { afterEach, expect, test } from 'vitest'
import { NOW, TEN } from '../../db/bookings.sample.ts'
import { cancel } from '../../db/cancel.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'

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
})
