import { afterEach, describe, expect, test } from 'vitest'
import type { Http } from '../../bot/channels/telegram/api.ts'
import { EMPTY_BUCKET } from './bucket.ts'
import { type Answer, createBitrix, type Refusal } from './client.ts'
import { refuse } from './fake/portal.ts'
import { bitrixStage, plainHttp, type Stage, stillClock } from './fake/stage.ts'
import { commandOf, resultOf } from './query.ts'
import { masked, mayBeDone, troubleOf } from './trouble.ts'

const DEAL = { entityTypeId: 2 }
type Item = { item: { id: number; title: string; contactIds: number[] } }

let stage: Stage
afterEach(() => stage?.fake.close())

const refusalOf = (answer: Answer<unknown>): Refusal => {
  if (answer.ok) throw new Error('it was not refused')
  return answer
}

describe('a call', () => {
  test('gives what the portal gave, with the next page and how many there are', async () => {
    stage = await bitrixStage()
    for (let i = 0; i < 51; i++) stage.fake.as().addDeal({ title: `Запись ${i}` })
    const first = await stage.bitrix.call<{ items: object[] }>('crm.item.list', DEAL)
    expect(first).toMatchObject({ ok: true, next: 50, total: 51 })
    const second = await stage.bitrix.call<{ items: object[] }>('crm.item.list', { ...DEAL, start: 50 })
    expect(second).toMatchObject({ ok: true, next: null, total: 51 })
    expect(second.ok && second.result.items).toHaveLength(1)
  })

  test('waits for the bucket by itself: a hundred calls at once never fill the portal over', async () => {
    stage = await bitrixStage()
    const before = stage.now()
    await Promise.all(Array.from({ length: 100 }, () => stage.bitrix.call('profile', {})))
    expect(stage.fake.seen()).toMatchObject({ requests: 100, overRate: 0 })
    expect(stage.fake.seen().fullest).toBeLessThanOrEqual(50)
    expect(stage.now() - before).toBeGreaterThanOrEqual(30_000)
    // What is left of the bucket is handed back, for whoever holds the portal next.
    expect(stage.bucket.state.level).toBeGreaterThan(0)
  })

  test('a portal that others have filled refuses once; after that nothing goes for ten seconds', async () => {
    stage = await bitrixStage()
    const neighbour = createBitrix({
      ...stage,
      http: plainHttp,
      bucket: { state: EMPTY_BUCKET },
      rate: { size: 1000, perSecond: 1000 },
    })
    for (let i = 0; i < 50; i++) await neighbour.call('profile', {})
    const before = stage.now()
    const answers = await Promise.all(Array.from({ length: 10 }, () => stage.bitrix.call('profile', {})))
    expect(answers.map(({ ok }) => ok)).toEqual([false, ...Array(9).fill(true)])
    const { trouble, code, retryAt } = refusalOf(answers[0]!)
    expect([trouble, code, retryAt!.getTime() - before]).toEqual(['busy', 'QUERY_LIMIT_EXCEEDED', 10_000])
    expect(stage.fake.seen().overRate).toBe(1)
  })

  test('whose waiting is stopped was not sent, and the next ones go on', async () => {
    stage = await bitrixStage()
    let stopped = 0
    const wait = (ms: number) => (stopped++ === 0 ? Promise.reject(new Error('closing')) : stage.wait(ms))
    const bitrix = createBitrix({ ...stage, wait, http: plainHttp })
    const answers = await Promise.all(Array.from({ length: 42 }, () => bitrix.call('profile', {})))
    expect(refusalOf(answers[40]!)).toMatchObject({ trouble: 'busy', code: 'NOT_SENT' })
    expect(answers.filter(({ ok }) => ok)).toHaveLength(41)
    expect(stage.fake.seen()).toMatchObject({ requests: 41, overRate: 0 })
  })

  test('a method that has used its time up rests until the portal gives it back; others go on', async () => {
    stage = await bitrixStage({ limits: { operating: 10, cost: (name) => (name === 'crm.item.list' ? 6 : 0) } })
    await stage.bitrix.call('crm.item.list', DEAL)
    stage.move(60_000)
    await stage.bitrix.call('crm.item.list', DEAL)
    const refused = refusalOf(await stage.bitrix.call('crm.item.list', DEAL))
    expect(refused).toMatchObject({ trouble: 'busy', code: 'OPERATION_TIME_LIMIT' })
    expect(refused.retryAt!.getTime() - stage.now()).toBe(540_000)
    const { requests } = stage.fake.seen()
    expect(refusalOf(await stage.bitrix.call('crm.item.list', DEAL)).retryAt).toEqual(refused.retryAt)
    const both = await stage.bitrix.batch({
      list: { method: 'crm.item.list', params: DEAL },
      me: { method: 'profile', params: {} },
    })
    expect([both.list.ok, both.me.ok]).toEqual([false, true])
    expect(stage.fake.seen().requests).toBe(requests + 1)
    stage.move(540_000)
    expect((await stage.bitrix.call('crm.item.list', DEAL)).ok).toBe(true)
  })

  test('says what is wrong: each trouble has a name, and only the wire and the sleeper leave it open whether it was done', async () => {
    stage = await bitrixStage()
    const { fake, bitrix } = stage
    const add = () => bitrix.call('crm.item.add', { ...DEAL, fields: { title: 'Стрижка' } })
    const troubles: unknown[] = []
    const see = async (answer: Promise<Answer<unknown>>) => {
      const refusal = refusalOf(await answer)
      troubles.push([refusal.trouble, mayBeDone(refusal), fake.deals().length])
    }
    fake.fail({ with: 'before', times: 1 })
    await see(add())
    fake.fail({ with: 'after', times: 1 })
    await see(add())
    fake.fail({ with: 'error', times: 1 })
    await see(add())
    fake.fail({ with: 'gateway', times: 1 })
    await see(add())
    fake.sleep()
    await see(add())
    fake.sleep(200)
    await see(add())
    fake.wake()
    await see(bitrix.call('crm.item.get', { ...DEAL, id: 999 }))
    await see(bitrix.call('crm.item.add', { ...DEAL, fields: { stageId: 'NOWHERE' } }))
    await see(bitrix.call('crm.nothing', {}))
    fake.portal.webhooks[0]!.scopes = ['user']
    await see(add())
    fake.portal.commercial = false
    await see(add())
    fake.portal.webhooks[0]!.expired = true
    await see(add())
    expect(troubles).toEqual([
      ['broken', true, 0],
      ['broken', true, 1],
      ['asleep', true, 1],
      ['asleep', true, 2],
      ['asleep', true, 2],
      ['asleep', true, 2],
      ['missing', false, 2],
      ['refused', false, 2],
      ['refused', false, 2],
      ['rights', false, 2],
      ['plan', false, 2],
      ['expired', false, 2],
    ])
  })

  test('never shows the secret of the webhook, whatever breaks', async () => {
    const root = 'https://salon.bitrix24.ru/rest/1/abcdef123456/'
    const http: Http = (url) => Promise.reject(new Error(`connect ECONNREFUSED ${url}`))
    const bitrix = createBitrix({ ...stillClock(), root, http, bucket: { state: EMPTY_BUCKET } })
    const { description } = refusalOf(await bitrix.call('profile', {}))
    expect(description).toBe('connect ECONNREFUSED https://salon.bitrix24.ru/rest/1/…/profile.json')
    expect(masked(root)).toBe('https://salon.bitrix24.ru/rest/1/…/')
  })
})

describe('a batch', () => {
  test('is one request, and each command has an answer of its own', async () => {
    stage = await bitrixStage()
    const answers = await stage.bitrix.batch({
      good: { method: 'crm.item.add', params: { ...DEAL, fields: { title: 'Стрижка & «укладка» = 1?' } } },
      bad: { method: 'crm.item.add', params: { ...DEAL, fields: { stageId: 'NOWHERE' } } },
      list: { method: 'crm.item.list', params: { ...DEAL, select: ['title'] } },
    })
    expect(answers.good).toMatchObject({ ok: true, result: { item: { title: 'Стрижка & «укладка» = 1?' } } })
    expect(answers.bad).toMatchObject({ ok: false, trouble: 'refused', code: 'CRM_FIELD_ERROR_VALUE_NOT_VALID' })
    expect(answers.list).toMatchObject({ ok: true, total: 1, next: null })
    expect(stage.fake.seen().requests).toBe(1)
  })

  test('of 120 is three requests, none of them longer than 50', async () => {
    stage = await bitrixStage()
    const one = { method: 'profile', params: {} }
    const answers = await stage.bitrix.batch(Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`k${i}`, one])))
    expect(Object.values(answers).filter(({ ok }) => ok)).toHaveLength(120)
    expect(stage.fake.portal.requests.map(({ inside }) => inside.length)).toEqual([50, 50, 20])
  })

  test('with nothing but errors has lists for maps, and is understood', async () => {
    stage = await bitrixStage()
    const { a } = await stage.bitrix.batch({ a: { method: 'crm.item.get', params: { ...DEAL, id: 7 } } })
    expect(a).toMatchObject({ ok: false, trouble: 'missing', code: 'NOT_FOUND' })
  })

  test('keys that are numbers come back as a list, and are understood', async () => {
    stage = await bitrixStage()
    const answers = await stage.bitrix.batch({
      0: { method: 'profile', params: {} },
      1: { method: 'scope', params: {} },
    })
    expect(Object.values<Answer<unknown>>(answers).map(({ ok }) => ok)).toEqual([true, true])
  })

  test('a later command uses what an earlier one gave; what a client wrote is never taken for such a reference', async () => {
    stage = await bitrixStage()
    const answers = await stage.bitrix.batch({
      contact: { method: 'crm.item.add', params: { entityTypeId: 3, fields: { name: 'Анна' } } },
      deal: {
        method: 'crm.item.add',
        params: {
          ...DEAL,
          fields: { title: 'Я $result[contact][item][id]', contactIds: [resultOf('contact', 'item', 'id')] },
        },
      },
    })
    const { item } = (answers.deal as { result: Item }).result
    expect(item.contactIds).toEqual([stage.fake.contacts()[0]!.id])
    expect(item.title).toBe('Я $ result[contact][item][id]')
  })

  test('that breaks is broken for each of its commands, done or not', async () => {
    stage = await bitrixStage()
    stage.fake.fail({ with: 'after', times: 1 })
    const add = { method: 'crm.item.add', params: { ...DEAL, fields: { title: 'Стрижка' } } }
    const { a, b } = await stage.bitrix.batch({ a: add, b: add })
    expect([a, b].map((answer) => refusalOf(answer).trouble)).toEqual(['broken', 'broken'])
    expect(stage.fake.deals()).toHaveLength(2)
  })

  test('is refused as a whole for each of its commands, and tells when to come again', async () => {
    stage = await bitrixStage()
    stage.fake.fail({ with: refuse('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503), times: 1 })
    const one = { method: 'profile', params: {} }
    const { a, b } = await stage.bitrix.batch({ a: one, b: one })
    const until = new Date(stage.now() + 10_000)
    for (const answer of [a, b]) expect(refusalOf(answer)).toMatchObject({ trouble: 'busy', retryAt: until })
  })

  test('one method is refused inside it, the others are not', async () => {
    stage = await bitrixStage()
    stage.fake.fail({ method: 'crm.item.add', with: refuse('ACCESS_DENIED', 'Доступ запрещен') })
    const { a, b } = await stage.bitrix.batch({
      a: { method: 'crm.item.add', params: { ...DEAL, fields: {} } },
      b: { method: 'profile', params: {} },
    })
    expect([refusalOf(a).trouble, b.ok]).toEqual(['rights', true])
  })

  test('writes lists, emptiness and truth as PHP reads them', () => {
    expect(decodeURIComponent(commandOf('m', { a: [1, 2], b: { c: null }, d: true, e: [], f: undefined }))).toBe(
      'm?a[0]=1&a[1]=2&b[c]=&d=1&e=',
    )
    expect(commandOf('profile', {})).toBe('profile')
  })
})

test('errors are told apart also where the portal puts words instead of a code', () => {
  expect(troubleOf(400, 'Access denied.', 'Нет прав на выполнение операции')).toBe('rights')
  expect(troubleOf(400, '', 'Access denied.')).toBe('rights')
  expect(troubleOf(400, 'Status is not found.', 'Элемент не найден')).toBe('missing')
  expect(troubleOf(403, 'ACCESS_DENIED', 'REST API is available only on commercial plans.')).toBe('plan')
  expect(troubleOf(400, 'ACCESS_DENIED', 'Доступ запрещен')).toBe('rights')
  expect(troubleOf(400, '1021', 'Booking not found')).toBe('missing')
  expect(troubleOf(400, '1018', 'Empty resource collection')).toBe('refused')
  expect(troubleOf(503, 'OVERLOAD_LIMIT', 'REST API is blocked due to overload')).toBe('asleep')
  expect(troubleOf(401, 'NO_AUTH_FOUND', 'Wrong authorization data')).toBe('expired')
  expect(troubleOf(401, 'INVALID_CREDENTIALS', 'Invalid request credentials')).toBe('expired')
  expect(troubleOf(403, 'INVALID_CREDENTIALS', 'Invalid request credentials')).toBe('rights')
})
