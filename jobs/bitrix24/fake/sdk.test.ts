import { ApiVersion, B24Hook } from '@bitrix24/b24jssdk'
import { afterEach, describe, expect, test } from 'vitest'
import { type FakeBitrix, startFakeBitrix } from './fake.ts'

let fake: FakeBitrix
afterEach(() => fake?.close())

/** Bitrix24's own SDK, as it is published; it knows nothing of us. It speaks https only, the portal here is on loopback. */
function sdk(root: string): B24Hook {
  const { host, pathname } = new URL(root)
  const [, , userId, secret] = pathname.split('/')
  const b24 = new B24Hook(
    { b24Url: `https://${host}`, userId: Number(userId), secret: secret! },
    { restrictionParams: { maxRetries: 1, retryOnNetworkError: false } },
  )
  b24.getHttpClient(ApiVersion.v2).ajaxClient.interceptors.request.use((config) => {
    config.url = config.url?.replace(`https://${host}`, `http://${host}`)
    return config
  })
  return b24
}

const DEAL = 2
type Deal = { id: number; title: string; stageId: string; opportunity: number; contactIds: number[] }

describe("Bitrix24's own SDK is at home in the fake", () => {
  test('it adds, reads, changes and deletes a deal', async () => {
    fake = await startFakeBitrix()
    const { call } = sdk(fake.webhook()).actions.v2
    const fields = { title: 'Стрижка', opportunity: 1500.5, isManualOpportunity: 'Y' }
    const added = await call.make<{ item: Deal }>({ method: 'crm.item.add', params: { entityTypeId: DEAL, fields } })
    const { item } = added.getData()!.result
    expect(item).toMatchObject({ title: 'Стрижка', opportunity: 1500.5, stageId: 'NEW', contactIds: [] })
    const about = { entityTypeId: DEAL, id: item.id }
    await call.make({ method: 'crm.item.update', params: { ...about, fields: { stageId: 'WON' } } })
    const read = await call.make<{ item: Deal }>({ method: 'crm.item.get', params: about })
    expect(read.getData()!.result.item.stageId).toBe('WON')
    expect((await call.make({ method: 'crm.item.delete', params: about })).isSuccess).toBe(true)
    expect(fake.deals()).toEqual([])
  })

  test('it pages through 120 deals by its cursor, and by pages that are counted', async () => {
    fake = await startFakeBitrix()
    for (let i = 0; i < 120; i++) fake.as().addDeal({ title: `Запись ${i}` })
    const { call, callList } = sdk(fake.webhook()).actions.v2
    const params = { entityTypeId: DEAL, select: ['id', 'title'] }
    const all = await callList.make<Deal>({ method: 'crm.item.list', params, idKey: 'id', customKeyForResult: 'items' })
    expect(all.getData()!.map(({ title }) => title)).toEqual(fake.deals().map(({ fields }) => fields.title))
    const page = await call.make<{ items: Deal[] }>({ method: 'crm.item.list', params: { ...params, start: 100 } })
    expect(page.getData()!.result.items).toHaveLength(20)
    expect(page.getTotal()).toBe(120)
    expect(page.isMore()).toBe(false)
  })

  test('its batch is understood, with names, errors beside results and references', async () => {
    fake = await startFakeBitrix()
    const { batch } = sdk(fake.webhook()).actions.v2
    const response = await batch.make({
      calls: {
        contact: { method: 'crm.item.add', params: { entityTypeId: 3, fields: { name: 'Анна' } } },
        deal: {
          method: 'crm.item.add',
          params: { entityTypeId: DEAL, fields: { title: 'Я', contactIds: ['$result[contact][item][id]'] } },
        },
        nobody: { method: 'crm.item.get', params: { entityTypeId: DEAL, id: 4711 } },
      },
      options: { isHaltOnError: false, returnAjaxResult: true },
    })
    const rows = response.getData() as unknown as Record<
      string,
      { isSuccess: boolean; getErrorMessages: () => string[] }
    >
    expect([rows.contact!.isSuccess, rows.deal!.isSuccess, rows.nobody!.isSuccess]).toEqual([true, true, false])
    expect(rows.nobody!.getErrorMessages().join()).toContain('Элемент не найден')
    expect(fake.deals()[0]!.fields.contactIds).toEqual([fake.contacts()[0]!.id])
  })

  test('it sees the errors as the portal means them: rights, an expired webhook, a plan', async () => {
    fake = await startFakeBitrix()
    const { call } = sdk(fake.webhook({ scopes: ['user'] })).actions.v2
    const codes: unknown[] = []
    const look = async () => {
      const params = { entityTypeId: DEAL }
      const answer = await call.make({ method: 'crm.item.list', params }).catch((error: { code: string }) => error)
      const errors = 'errors' in answer ? [...answer.errors.values()] : [answer]
      codes.push((errors[0] as { code?: string }).code)
    }
    await look()
    fake.portal.webhooks[0]!.scopes = ['crm']
    fake.portal.commercial = false
    await look()
    fake.portal.webhooks[0]!.expired = true
    await look()
    expect(codes).toEqual(['insufficient_scope', 'ACCESS_DENIED', 'expired_token'])
  })

  test('fields of people, phones of contacts, bookings and comments go through it', async () => {
    fake = await startFakeBitrix()
    const { call } = sdk(fake.webhook()).actions.v2
    const make = async <T>(method: string, params: object): Promise<T> => {
      const answer = await call.make<T>({ method, params: params as never })
      expect([method, answer.getErrorMessages()]).toEqual([method, []])
      return answer.getData()!.result
    }
    const fm = [{ typeId: 'PHONE', valueType: 'WORK', value: '+79161234567' }]
    await make('crm.item.add', { entityTypeId: 3, fields: { name: 'Анна', fm } })
    const found = await make<{ CONTACT: number[] }>('crm.duplicate.findbycomm', {
      type: 'PHONE',
      values: ['89161234567'],
    })
    expect(found.CONTACT).toEqual([fake.contacts()[0]!.id])
    const dealId = fake.as().addDeal({ title: 'Стрижка' })
    const fields = { ENTITY_ID: dealId, ENTITY_TYPE: 'deal', COMMENT: 'Записалась сама' }
    expect(await make<number>('crm.timeline.comment.add', { fields })).toBeGreaterThan(0)
    const { id: typeId } = await make<{ id: number }>('booking.v1.resourceType.add', { fields: { name: 'Мастера' } })
    const resource = await make<{ id: number }>('booking.v1.resource.add', { fields: { name: 'Ольга', typeId } })
    const at = (timestamp: number) => ({ timestamp, timezone: 'Europe/Moscow' })
    const datePeriod = { from: at(1_800_000_000), to: at(1_800_003_600) }
    await make('booking.v1.booking.add', { fields: { resourceIds: [resource.id], datePeriod } })
    expect(fake.portal.bookings.size).toBe(1)
  })
})
