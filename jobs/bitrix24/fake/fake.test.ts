import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Refusal } from '../client.ts'
import { makeDoorkeeper } from './limits.ts'
import { bitrixStage, type Stage } from './stage.ts'

let stage: Stage
let stop: (() => void) | undefined
afterEach(async () => {
  stop?.()
  stop = undefined
  await stage?.fake.close()
})

const LEAD = 1
const DEAL = 2
const CONTACT = 3
type Multi = { id: number; value: string; valueType: string }
type Item = { id: number; updatedTime: string; updatedBy: number; fm: Multi[] } & Record<string, unknown>

/** Calls what must go well. */
async function call<T>(method: string, params: object): Promise<T> {
  const answer = await stage.bitrix.call<T>(method, params)
  if (!answer.ok) throw new Error(`${method}: ${answer.code} ${answer.description}`)
  return answer.result
}

/** Calls what must be refused. */
async function code(method: string, params: object): Promise<string> {
  return ((await stage.bitrix.call(method, params)) as Refusal).code
}

const add = async (entityTypeId: number, fields: object) =>
  (await call<{ item: Item }>('crm.item.add', { entityTypeId, fields })).item
const update = async (entityTypeId: number, id: number, fields: object) =>
  (await call<{ item: Item }>('crm.item.update', { entityTypeId, id, fields })).item
const list = async (entityTypeId: number, params: object) =>
  (await call<{ items: Item[] }>('crm.item.list', { entityTypeId, ...params })).items

describe('an item of the fake portal', () => {
  test('passes over what it does not know, and refuses what it lacks or what is wrong', async () => {
    stage = await bitrixStage()
    const item = await add(DEAL, {
      title: 'Стрижка',
      noSuchField: 1,
      id: 777,
      TITLE: 'old style',
      stageSemanticId: 'S',
    })
    expect(item).toMatchObject({ title: 'Стрижка', stageId: 'NEW', stageSemanticId: 'P', categoryId: 0 })
    expect([item.id === 777, 'noSuchField' in item]).toEqual([false, false])
    expect(await code('crm.item.add', { fields: {} })).toBe('100')
    expect(await code('crm.item.add', { entityTypeId: DEAL })).toBe('100')
    expect(await code('crm.item.add', { entityTypeId: 1268, fields: { title: '' } })).toBe('NOT_FOUND')
    for (const fields of [
      { stageId: 'C5:NEW' },
      { categoryId: 5 },
      { sourceId: 'BOT' },
      { assignedById: 99 },
      { opportunity: 'много' },
      { contactIds: [99] },
    ])
      expect(await code('crm.item.add', { entityTypeId: DEAL, fields })).toBe('CRM_FIELD_ERROR_VALUE_NOT_VALID')
    expect(await code('crm.item.add', { entityTypeId: DEAL, fields: { contactIds: 'x' } })).toBe('100')
    expect((await stage.bitrix.call('crm.item.add', { entityTypeId: CONTACT, fields: { post: 'x' } })).ok).toBe(false)
  })

  test('keeps its time when nothing changes: no event, no new «updated»', async () => {
    stage = await bitrixStage()
    const { id, updatedTime } = await add(DEAL, { title: 'Стрижка' })
    stage.move(60_000)
    expect((await update(DEAL, id, { title: 'Стрижка' })).updatedTime).toBe(updatedTime)
    expect(stage.fake.events.counts.fired).toBe(1)
    expect((await update(DEAL, id, { title: 'Укладка' })).updatedTime).toBe('2026-11-23T12:01:00+03:00')
    stage.move(60_000)
    const { id: human } = stage.fake.user()
    stage.fake.as(human).moveStage(id, 'WON')
    const [moved] = await list(DEAL, { filter: { id } })
    expect(moved).toMatchObject({ updatedBy: human, movedBy: human, closed: 'Y', stageSemanticId: 'S' })
  })

  test('is found by what was changed since, by its origin, by lists and halves of words; an unknown field is refused', async () => {
    stage = await bitrixStage()
    const ids: number[] = []
    for (const name of ['Анна', 'Борис', 'Вера']) {
      ids.push((await add(CONTACT, { name, originatorId: 'okoshko', originId: `c-${name}` })).id)
      stage.move(10_000)
    }
    const seen = async (filter: object, order: object = {}) =>
      (await list(CONTACT, { filter, order, select: ['id'] })).map(({ id }) => ids.indexOf(id))
    expect(await seen({ '>updatedTime': '2026-11-23T12:00:00+03:00' })).toEqual([1, 2])
    expect(await seen({ '>=updatedTime': '2026-11-23T09:00:10Z' })).toEqual([1, 2])
    expect(await seen({ originatorId: 'okoshko', originId: 'c-Вера' })).toEqual([2])
    expect(await seen({ '@id': [ids[0], ids[2]] }, { updatedTime: 'DESC' })).toEqual([2, 0])
    expect(await seen({ '!@id': [ids[0]] })).toEqual([1, 2])
    expect(await seen({ '%name': 'ер' })).toEqual([2])
    expect(await seen({ '!name': 'Анна', '<id': ids[2] })).toEqual([1])
    expect(await seen({ 0: { logic: 'OR', 0: { name: 'Анна' }, 1: { name: 'Вера' } } })).toEqual([0, 2])
    for (const params of [{ filter: { phone: 1 } }, { filter: { '>updatedTime': 'вчера' } }, { order: { id: 'UP' } }])
      expect(await code('crm.item.list', { entityTypeId: CONTACT, ...params })).toBe('INVALID_ARG_VALUE')
  })

  test('has its phones as the portal keeps them: a key edits, emptiness deletes, all else adds once more', async () => {
    stage = await bitrixStage()
    const phone = (value: string) => ({ typeId: 'PHONE', valueType: 'WORK', value })
    const { id, fm } = await add(CONTACT, { name: 'Анна', fm: [phone('+79160000001')] })
    const first = fm[0]!.id
    const values = async (change: object) => (await update(CONTACT, id, { fm: change })).fm.map(({ value }) => value)
    expect(await values({ n0: phone('+79160000002') })).toEqual(['+79160000001', '+79160000002'])
    expect(await values({ [first]: { value: '+79160000003' } })).toEqual(['+79160000003', '+79160000002'])
    expect(await values({ [first]: { value: '' } })).toEqual(['+79160000002'])
    expect(await values([phone('+79160000002')])).toEqual(['+79160000002', '+79160000002'])
    // They come only with everything, never by their name.
    expect((await list(CONTACT, { select: ['id', 'fm'] }))[0]).toEqual({ id })
    expect((await list(CONTACT, { select: ['*'] }))[0]!.fm).toHaveLength(2)
  })

  test('is found by a phone however it is written; nobody is an empty list', async () => {
    stage = await bitrixStage()
    const contact = stage.fake.as().addContact({ name: 'Анна', phone: '8 (916) 123-45-67' })
    const fm = [{ typeId: 'PHONE', valueType: 'WORK', value: '+79161234567' }]
    const lead = (await add(LEAD, { title: 'Заявка', fm })).id
    const find = (params: object) =>
      call('crm.duplicate.findbycomm', { type: 'PHONE', values: ['+7 916 1234567'], ...params })
    expect(await find({})).toEqual({ LEAD: [lead], CONTACT: [contact] })
    expect(await find({ entity_type: 'CONTACT' })).toEqual({ CONTACT: [contact] })
    expect(await find({ values: ['+79990000000'] })).toEqual([])
    expect(await code('crm.duplicate.findbycomm', { values: ['1'] })).toBe('Communication type is not defined')
  })

  test("knows its user fields by both names, and takes no other's", async () => {
    stage = await bitrixStage()
    const fields = { FIELD_NAME: 'OKOSHKO_LINK', USER_TYPE_ID: 'url', LABEL: 'Ссылка' }
    await call('crm.deal.userfield.add', { fields })
    expect(await code('crm.deal.userfield.add', { fields })).toBe('ERROR_CORE')
    expect((await add(DEAL, { ufCrmOkoshkoLink: 'https://a.example' })).ufCrmOkoshkoLink).toBe('https://a.example')
    const original = {
      entityTypeId: DEAL,
      useOriginalUfNames: 'Y',
      fields: { UF_CRM_OKOSHKO_LINK: 'https://b.example' },
    }
    const { item } = await call<{ item: Item }>('crm.item.add', original)
    expect(item.UF_CRM_OKOSHKO_LINK).toBe('https://b.example')
    expect(await list(DEAL, { filter: { ufCrmOkoshkoLink: 'https://b.example' }, select: ['id'] })).toEqual([
      { id: item.id },
    ])
  })
})

describe('bookings and calendars of the fake portal', () => {
  const at = (timestamp: number) => ({ timestamp, timezone: 'Europe/Moscow' })
  const period = (from: number, to: number) => ({ from: at(from), to: at(to) })

  test('a resource takes one booking at a time, and writes to clients unless it is told not to', async () => {
    stage = await bitrixStage()
    const { id: typeId } = await call<{ id: number }>('booking.v1.resourceType.add', { fields: { name: 'Мастера' } })
    const { id } = await call<{ id: number }>('booking.v1.resource.add', { fields: { name: 'Ольга', typeId } })
    expect(stage.fake.portal.resources.get(id)!.fields.isReminderNotificationOn).toBe('Y')
    const book = (from: number, to: number) => ({ fields: { resourceIds: [id], datePeriod: period(from, to) } })
    const first = await call<{ id: number }>('booking.v1.booking.add', book(1000, 2000))
    expect(await code('booking.v1.booking.add', book(1500, 2500))).toBe('1018')
    expect(await code('booking.v1.booking.add', book(3000, 2500))).toBe('422')
    expect(await code('booking.v1.booking.add', { fields: { resourceIds: [], datePeriod: period(1, 2) } })).toBe('1018')
    const second = stage.fake.as().book(id, 2000, 3000)
    const within = (dateFrom: number, dateTo: number) =>
      call<{ booking: { id: number }[] }>('booking.v1.booking.list', { filter: { within: { dateFrom, dateTo } } })
    expect((await within(0, 1500)).booking.map((one) => one.id)).toEqual([first.id])
    expect((await within(1500, 9000)).booking.map((one) => one.id)).toEqual([first.id, second])
    await call('booking.v1.booking.update', { id: first.id, fields: { datePeriod: period(500, 2000) } })
    const link = { moduleId: 'crm', entityTypeId: 'DEAL', value: '1' }
    await call('booking.v1.booking.externalData.set', { bookingId: first.id, externalData: [link] })
    await call('booking.v1.booking.delete', { id: first.id })
    expect(await code('booking.v1.booking.delete', { id: first.id })).toBe('1021')
  })

  test('a user is busy when their calendar says so, by whole days of the portal', async () => {
    stage = await bitrixStage()
    const from = Date.parse('2026-11-24T07:00:00Z') / 1000
    stage.fake.as().plan({ from, to: from + 3600 })
    stage.fake.as().plan({ from, to: from + 3600, accessibility: 'free' })
    const look = (day: string) =>
      call<Record<string, object[]>>('calendar.accessibility.get', { users: [1, 7], from: day, to: day })
    expect((await look('2026-11-24'))['1']).toMatchObject([
      { DATE_FROM: '24.11.2026 10:00:00', DATE_FROM_TS_UTC: String(from) },
    ])
    expect(await look('2026-11-25')).toEqual({ 1: [], 7: [] })
    const refused = await stage.bitrix.call('calendar.accessibility.get', { users: [1], from: '2026-11-24' })
    expect(refused).toMatchObject({ ok: false, code: '', trouble: 'refused' })
  })
})

describe('the timeline of the fake portal', () => {
  test('keeps comments and things to do by their deal; a deal that is not there has none', async () => {
    stage = await bitrixStage()
    const id = stage.fake.as().addDeal({ title: 'Стрижка' })
    const comment = (ENTITY_ID: number, COMMENT: string) => ({ fields: { ENTITY_ID, ENTITY_TYPE: 'deal', COMMENT } })
    const commentId = await call<number>('crm.timeline.comment.add', comment(id, 'Просит перенести'))
    await call('crm.timeline.comment.update', { id: commentId, fields: { COMMENT: 'Перенесена' } })
    const rows = await call<object[]>('crm.timeline.comment.list', { filter: { ENTITY_ID: id, ENTITY_TYPE: 'deal' } })
    expect(rows).toMatchObject([{ ID: String(commentId), COMMENT: 'Перенесена' }])
    expect(await code('crm.timeline.comment.add', comment(99, 'Нет такой'))).toBe('OWNER_NOT_FOUND')
    expect(await code('crm.timeline.comment.add', comment(id, ' '))).toBe('INVALID_ARG_VALUE')
    const todo = { ownerTypeId: DEAL, ownerId: id, title: 'Ответить', responsibleId: 1 }
    expect(await code('crm.activity.todo.add', todo)).toBe('100')
    await call('crm.activity.todo.add', { ...todo, deadline: '2026-11-23T12:15:00+03:00' })
    const filter = { OWNER_TYPE_ID: DEAL, OWNER_ID: id, PROVIDER_ID: 'CRM_TODO' }
    const todos = await call<object[]>('crm.activity.list', { filter })
    expect(todos).toMatchObject([{ SUBJECT: 'Ответить', COMPLETED: 'N', DEADLINE: '2026-11-23T12:15:00+03:00' }])
  })
})

describe('events of the fake portal', () => {
  /** Somebody who listens; answers each post with this status. */
  async function listener(status = 200) {
    const posts: URLSearchParams[] = []
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      posts.push(new URLSearchParams(body))
      response.writeHead(status).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stop = () => server.close()
    return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  }

  test('say only what has changed, with the token, for our own writes as for people', async () => {
    stage = await bitrixStage()
    const { posts, url } = await listener()
    const { token } = stage.fake.events.subscribe(url)
    const { id } = await add(DEAL, { title: 'Стрижка' })
    stage.fake.as().moveStage(id, 'WON')
    stage.fake.as().deleteDeal(id)
    await stage.fake.events.drained()
    expect(posts.map((post) => [post.get('event'), post.get('data[FIELDS][ID]')])).toEqual([
      ['ONCRMDEALADD', String(id)],
      ['ONCRMDEALUPDATE', String(id)],
      ['ONCRMDEALDELETE', String(id)],
    ])
    expect(posts[0]!.get('auth[application_token]')).toBe(token)
    expect([...posts[0]!.keys()].some((key) => key.includes('TITLE'))).toBe(false)
  })

  test('are never posted again, whatever the answer was', async () => {
    stage = await bitrixStage()
    const { posts, url } = await listener(500)
    stage.fake.events.subscribe(url)
    await add(DEAL, { title: 'Стрижка' })
    await stage.fake.events.drained()
    expect([posts.length, stage.fake.events.counts.failed]).toEqual([1, 1])
  })

  test('are lost, doubled and shuffled when asked, the same way for the same seed', async () => {
    const run = async () => {
      stage = await bitrixStage()
      const { posts, url } = await listener()
      stage.fake.events.subscribe(url, ['ONCRMDEALADD'])
      stage.fake.events.weather({ lose: 0.3, double: 0.3, hold: true, seed: 7 })
      const ids = Array.from({ length: 40 }, () => stage.fake.as().addDeal({ title: 'Стрижка' }))
      await stage.fake.events.drained()
      expect(posts).toEqual([])
      stage.fake.events.release()
      await stage.fake.events.drained()
      const seen = posts.map((post) => Number(post.get('data[FIELDS][ID]')))
      const { lost, doubled } = stage.fake.events.counts
      expect(seen.length).toBe(40 - lost + doubled)
      expect(Math.min(lost, doubled)).toBeGreaterThan(3)
      expect(seen).not.toEqual([...seen].sort((a, b) => a - b))
      expect(seen.every((id) => ids.includes(id))).toBe(true)
      stop?.()
      await stage.fake.close()
      return seen
    }
    expect(await run()).toEqual(await run())
  })
})

test('a share of calls fails by a seed: as many as asked, each in its own way', async () => {
  stage = await bitrixStage()
  stage.fake.suffer({ share: 0.2, seed: 11 })
  const troubles = new Map<string, number>()
  for (let i = 0; i < 500; i++) {
    const answer = await stage.bitrix.call('crm.item.add', { entityTypeId: DEAL, fields: { title: `${i}` } })
    const name = answer.ok ? 'ok' : answer.trouble
    troubles.set(name, (troubles.get(name) ?? 0) + 1)
  }
  expect(500 - troubles.get('ok')!).toBeGreaterThan(75)
  expect(500 - troubles.get('ok')!).toBeLessThan(125)
  expect([...troubles.keys()].sort()).toEqual(['asleep', 'broken', 'busy', 'ok'])
  // What was done and not answered is there all the same.
  expect(stage.fake.deals().length).toBeGreaterThan(troubles.get('ok')!)
  expect(stage.fake.seen().overRate).toBe(0)
})

test('the fifty-first request is refused, and half a second later there is room for one', async () => {
  stage = await bitrixStage()
  const { root } = stage
  const from = async (times: number) => {
    const statuses: number[] = []
    for (let i = 0; i < times; i++) statuses.push((await fetch(`${root}profile`, { method: 'POST' })).status)
    return statuses
  }
  expect((await from(51)).filter((status) => status === 503)).toHaveLength(1)
  stage.move(500)
  expect(await from(2)).toEqual([200, 503])
  expect(stage.fake.seen()).toMatchObject({ fullest: 50, overRate: 2 })
})

test('each address has a bucket of its own, and each method of a webhook its working time', () => {
  const door = makeDoorkeeper(() => 0, { operating: 1, cost: () => 1 })
  const enter = (source: string) => Array.from({ length: 51 }, () => door.enter(source)).filter(Boolean).length
  expect([enter('10.0.0.1'), enter('10.0.0.2')]).toEqual([1, 1])
  door.spend('a', 'crm.item.list')
  door.spend('a', 'crm.item.list')
  const allowed = (code: string, method: string) => door.allow(code, method) === null
  expect([allowed('a', 'crm.item.list'), allowed('b', 'crm.item.list'), allowed('a', 'crm.item.get')]).toEqual([
    false,
    true,
    true,
  ])
})

test('a form is read as PHP reads it, and so is a query', async () => {
  stage = await bitrixStage()
  const body = new URLSearchParams({ entityTypeId: '2', 'fields[title]': 'Стрижка', 'fields[observers][]': '1' })
  const response = await fetch(`${stage.root}crm.item.add.json`, { method: 'POST', body })
  expect(await response.json()).toMatchObject({ result: { item: { title: 'Стрижка', observers: [1] } } })
  const got = await fetch(`${stage.root}crm.item.list?entityTypeId=2&filter[%25title]=риж`)
  expect(await got.json()).toMatchObject({ total: 1 })
})
