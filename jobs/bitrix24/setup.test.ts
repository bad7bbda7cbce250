import { afterEach, describe, expect, test } from 'vitest'
import { MIRROR_FIELDS, MIRROR_STAGES, type MirrorSettings } from '../../domain/crm/settings.ts'
import { checkPortal } from './check.ts'
import { createBitrix, type Refusal } from './client.ts'
import type { FaultKind } from './fake/faults.ts'
import { refuse } from './fake/portal.ts'
import { bitrixStage, plainHttp, type Stage } from './fake/stage.ts'

import { type Prepared, prepare } from './setup.ts'
import { surveyPortal } from './survey.ts'

let stage: Stage
afterEach(() => stage?.fake.close())

const READ = ['nothing', 'resources', 'calendars', 'both'] as const
const busy = (read: (typeof READ)[number], write = false): MirrorSettings['busy'] => ({
  read,
  write,
  resources: {},
  users: {},
})

const done = (answer: Prepared | Refusal): Prepared => {
  if (!answer.ok) throw new Error(`refused: ${answer.trouble} ${answer.code}`)
  return answer
}

/** Everything in the portal that preparing may make, to be compared. */
const made = ({ fake: { portal } }: Stage) => ({
  pipelines: portal.categories.map(({ name }) => name),
  stages: portal.statuses
    .filter(({ entityId }) => entityId.startsWith('DEAL_STAGE'))
    .map((one) => [one.statusId, one.name]),
  sources: portal.statuses.filter(({ entityId }) => entityId === 'SOURCE').map(({ statusId }) => statusId),
  fields: portal.userFields.map(({ name }) => name),
})

/** The same, whatever was made first. */
const sorted = (of: Stage) => Object.fromEntries(Object.entries(made(of)).map(([key, list]) => [key, [...list].sort()]))

describe('the check of a webhook', () => {
  test('says nothing when nothing is lacking, by one request', async () => {
    stage = await bitrixStage()
    expect(await checkPortal(stage.bitrix, busy('both', true))).toEqual({ usable: true, lacks: [], retryAt: null })
    expect(stage.fake.seen().requests).toBe(1)
  })

  test('names each right that is missing, and whether the mirror can do without it', async () => {
    stage = await bitrixStage()
    const { id } = stage.fake.user()
    const root = stage.fake.webhook({ userId: id, scopes: [] })
    const bitrix = createBitrix({ ...stage, root, http: plainHttp })
    const { lacks, usable } = await checkPortal(bitrix, busy('both', true))
    expect(usable).toBe(false)
    expect(lacks).toEqual([
      { code: 'scopeCrm', vital: true },
      { code: 'scopeUser', vital: false },
      { code: 'scopeBooking', vital: false },
      { code: 'scopeCalendar', vital: false },
      { code: 'notAdmin', vital: false },
    ])
  })

  test('asks for booking and calendar only where the settings use them', async () => {
    stage = await bitrixStage()
    stage.fake.portal.webhooks[0]!.scopes = ['crm', 'user']
    const codes = []
    for (const read of READ) codes.push((await checkPortal(stage.bitrix, busy(read))).lacks.map(({ code }) => code))
    expect(codes).toEqual([[], ['scopeBooking'], ['scopeCalendar'], ['scopeBooking', 'scopeCalendar']])
  })

  test('tells an expired webhook, a plan without REST, a closed CRM, a portal asleep and a broken wire apart', async () => {
    stage = await bitrixStage()
    const { fake, bitrix } = stage
    const seen: unknown[] = []
    const look = async () => {
      const { usable, lacks } = await checkPortal(bitrix)
      seen.push([usable, ...lacks.map(({ code }) => code)])
    }
    const open = fake.fail({ method: 'crm.item.list', with: refuse('ACCESS_DENIED', 'Доступ запрещен') })
    await look()
    open()
    fake.fail({ with: 'before', times: 1 })
    await look()
    fake.sleep()
    await look()
    fake.wake()
    fake.portal.commercial = false
    await look()
    fake.portal.webhooks[0]!.expired = true
    await look()
    expect(seen).toEqual([
      [false, 'crmClosed'],
      [false, 'unreachable'],
      [false, 'asleep'],
      [false, 'plan'],
      [false, 'expired'],
    ])
  })
})

describe('preparing a portal', () => {
  test('makes the pipeline «Окошко» with the four stages and the lost one, sources and fields', async () => {
    stage = await bitrixStage()
    const { settings, steps } = done(await prepare(stage.bitrix, null))
    const { portal } = stage.fake
    const stages = portal.statuses.filter(({ entityId }) => entityId === `DEAL_STAGE_${settings.pipeline}`)
    expect(stages.sort((a, b) => a.sort - b.sort).map(({ name, semantics }) => [name, semantics])).toEqual([
      ['Новый лид', ''],
      ['Подтверждён', ''],
      ['Посещение', ''],
      ['Оплата', 'S'],
      ['Отказ', 'F'],
    ])
    expect(MIRROR_STAGES.map((key) => stages.find(({ statusId }) => statusId === settings.stages[key])?.name)).toEqual([
      'Новый лид',
      'Подтверждён',
      'Посещение',
      'Оплата',
      'Отказ',
    ])
    expect(Object.keys(settings.fields)).toEqual([...MIRROR_FIELDS])
    // «Веб-сайт» and «Электронная почта» were there: the same thing isn't made under another name.
    expect(settings.sources).toMatchObject({
      bot: 'OKOSHKO_BOT',
      manager: 'OKOSHKO_MANAGER',
      site: 'WEB',
      email: 'EMAIL',
    })
    expect(steps.filter(({ state }) => state === 'refused')).toEqual([])
  })

  test('a deal takes every field, stage and source that the settings name', async () => {
    stage = await bitrixStage()
    const { settings } = done(await prepare(stage.bitrix, null))
    for (const stageId of Object.values(settings.stages))
      for (const sourceId of Object.values(settings.sources)) {
        const fields = { categoryId: settings.pipeline, stageId, sourceId }
        expect(await stage.bitrix.call('crm.item.add', { entityTypeId: 2, fields })).toMatchObject({ ok: true })
        stage.move(1000)
      }
    const { service = '', startsAt = '', handover = '' } = settings.fields
    const fields = { [service]: 'Стрижка', [startsAt]: '2026-11-24T12:00:00+03:00', [handover]: 'Y' }
    const answer = await stage.bitrix.call<{ item: object }>('crm.item.update', {
      entityTypeId: 2,
      id: stage.fake.deals()[0]!.id,
      fields,
    })
    expect(answer.ok && answer.result.item).toMatchObject(fields)
  })

  test('a second run makes nothing, and gives the same settings', async () => {
    stage = await bitrixStage()
    const first = done(await prepare(stage.bitrix, null))
    const portal = made(stage)
    const second = done(await prepare(stage.bitrix, first.settings))
    expect(second.settings).toEqual(first.settings)
    expect(second.steps.every(({ state }) => state === 'found')).toBe(true)
    // Also by somebody who lost the settings.
    expect(done(await prepare(stage.bitrix, null)).settings).toEqual(first.settings)
    expect(made(stage)).toEqual(portal)
  })

  test('a dry run writes nothing and says what the real one then does', async () => {
    stage = await bitrixStage()
    const before = made(stage)
    const dry = done(await prepare(stage.bitrix, null, { dryRun: true }))
    expect(made(stage)).toEqual(before)
    const real = done(await prepare(stage.bitrix, null))
    expect(dry.settings.sources).toEqual(real.settings.sources)
    expect(dry.settings.fields).toEqual(real.settings.fields)
    const lists = ({ steps }: Prepared) => steps.filter(({ what }) => what === 'source' || what === 'field')
    expect(lists(dry)).toEqual(lists(real))
    expect(dry.steps.filter(({ what }) => what === 'pipeline')).toEqual(
      real.steps.filter(({ what }) => what === 'pipeline'),
    )
  })

  test.each<[string, FaultKind]>([
    ['the wire breaks after', 'after'],
    ['the wire breaks before', 'before'],
    ['a proxy gives up after', 'gateway'],
  ])('where %s any one of its requests, the next run goes on from there: nothing is there twice', async (_, kind) => {
    stage = await bitrixStage()
    const clean = done(await prepare(stage.bitrix, null)).settings
    const whole = sorted(stage)
    const { requests } = stage.fake.seen()
    expect(requests).toBeGreaterThan(20)
    for (let nth = 0; nth < requests; nth++) {
      await stage.fake.close()
      stage = await bitrixStage()
      let left = nth
      const http: typeof plainHttp = async (url, init) => {
        if (left-- === 0) stage.fake.fail({ with: kind, times: 1 })
        return plainHttp(url, init)
      }
      const bitrix = createBitrix({ ...stage, http })
      const first = await prepare(bitrix, null)
      const { settings } = first.ok ? first : done(await prepare(bitrix, null))
      expect(left).toBeLessThan(0)
      expect([nth, settings, sorted(stage)]).toEqual([nth, clean, whole])
    }
  })

  test("the owner's own pipeline keeps its stages and their names; what it lacks is put before success", async () => {
    stage = await bitrixStage()
    const before = made(stage).stages
    const { settings, steps } = done(await prepare(stage.bitrix, null, { pipeline: 0 }))
    expect(settings).toMatchObject({
      pipeline: 0,
      stages: { new: 'NEW', confirmed: 'OKO_CONFIRMED', visited: 'OKO_VISITED', paid: 'WON', lost: 'LOSE' },
    })
    expect(made(stage).stages).toEqual([...before, ['OKO_VISITED', 'Посещение'], ['OKO_CONFIRMED', 'Подтверждён']])
    const open = stage.fake.portal.statuses.filter(({ entityId, semantics }) => entityId === 'DEAL_STAGE' && !semantics)
    expect(
      open
        .sort((a, b) => a.sort - b.sort)
        .map(({ name }) => name)
        .slice(-2),
    ).toEqual(['Подтверждён', 'Посещение'])
    expect(steps.some(({ state }) => state === 'renamed' || state === 'removed')).toBe(false)
  })

  test('stages that people made in a pipeline of this name are not thrown away, nor those with deals in them', async () => {
    stage = await bitrixStage()
    const { fake, bitrix } = stage
    await bitrix.call('crm.category.add', { entityTypeId: 2, fields: { name: 'окошко' } })
    const own = { ENTITY_ID: 'DEAL_STAGE_1', STATUS_ID: 'UC_ABCDEF', NAME: 'Ждём предоплату', SORT: 25 }
    await bitrix.call('crm.status.add', { fields: own })
    fake.as().addDeal({ title: 'Стрижка', categoryId: 1, stageId: 'C1:FINAL_INVOICE' })
    const { settings, steps } = done(await prepare(bitrix, null))
    expect(settings.pipeline).toBe(1)
    const left = made(stage)
      .stages.map(([id]) => id!)
      .filter((id) => id.startsWith('C1:'))
    expect(left).toEqual([
      'C1:NEW',
      'C1:PREPARATION',
      'C1:EXECUTING',
      'C1:FINAL_INVOICE',
      'C1:WON',
      'C1:LOSE',
      'C1:UC_ABCDEF',
    ])
    expect(steps).toContainEqual({ what: 'stage', key: 'FINAL_INVOICE', name: 'Финальный счёт', state: 'refused' })
  })

  test('what the owner has mapped by hand stays, and what has vanished is made again', async () => {
    stage = await bitrixStage()
    const first = done(await prepare(stage.bitrix, null)).settings
    const chosen: MirrorSettings = {
      ...first,
      dealPer: 'appointment',
      stages: { ...first.stages, visited: first.stages.confirmed },
      sources: { ...first.sources, bot: 'CALL', radio: 'OTHER' },
      fields: { ...first.fields, branch: first.fields.master },
    }
    stage.fake.portal.statuses.splice(
      stage.fake.portal.statuses.findIndex(({ statusId }) => statusId === 'OKOSHKO_MANAGER'),
      1,
    )
    expect(done(await prepare(stage.bitrix, chosen)).settings).toEqual(chosen)
    expect(made(stage).sources).toContain('OKOSHKO_MANAGER')
  })

  test('stages that people renamed in our pipeline stay renamed', async () => {
    stage = await bitrixStage()
    const { settings } = done(await prepare(stage.bitrix, null))
    const visited = stage.fake.portal.statuses.find(({ statusId }) => statusId === settings.stages.visited)!
    visited.name = 'Клиент у нас'
    expect(done(await prepare(stage.bitrix, settings)).settings).toEqual(settings)
    expect(visited.name).toBe('Клиент у нас')
  })

  test('who is no administrator is told so before anything is half made', async () => {
    stage = await bitrixStage()
    const { id } = stage.fake.user()
    const before = made(stage)
    const bitrix = createBitrix({ ...stage, root: stage.fake.webhook({ userId: id }), http: plainHttp })
    expect(await prepare(bitrix, null)).toMatchObject({ ok: false, trouble: 'rights' })
    expect(made(stage)).toEqual(before)
  })

  test('an employee who only mirrors works with what the administrator has made', async () => {
    stage = await bitrixStage()
    const { settings } = done(await prepare(stage.bitrix, null))
    stage.fake.portal.userFields.pop()
    const { id } = stage.fake.user()
    const bitrix = createBitrix({ ...stage, root: stage.fake.webhook({ userId: id }), http: plainHttp })
    const again = done(await prepare(bitrix, settings))
    const { link, ...fields } = settings.fields
    expect(link).toBeDefined()
    expect(again.settings.fields).toEqual(fields)
    expect(again.steps.filter(({ state }) => state === 'refused')).toEqual([
      { what: 'field', key: 'link', name: 'Открыть в «Окошке»', state: 'refused' },
    ])
  })
})

describe('a look around in a portal', () => {
  test('shows pipelines, sources, fields, people and resources, of each as many as there are', async () => {
    stage = await bitrixStage()
    done(await prepare(stage.bitrix, null))
    for (let i = 0; i < 60; i++) stage.fake.user({ name: `Мастер ${i}`, lastName: '' })
    stage.fake.user({ active: false })
    const type = await stage.bitrix.call<{ id: number }>('booking.v1.resourceType.add', { fields: { name: 'Мастера' } })
    const typeId = type.ok ? type.result.id : 0
    const quiet = ['Info', 'Confirmation', 'Reminder', 'Feedback', 'Delayed'].map((kind) => [
      `is${kind}NotificationOn`,
      'N',
    ])
    for (let i = 0; i < 50; i++) {
      const fields = { name: `Кресло ${i}`, typeId, ...(i === 0 && Object.fromEntries(quiet)) }
      await stage.bitrix.call('booking.v1.resource.add', { fields })
    }
    const answer = await surveyPortal(stage.bitrix)
    if (!answer.ok) throw new Error(answer.code)
    const { pipelines, sources, fields, users, resources } = answer.survey
    expect(pipelines.map(({ name, stages }) => [name, stages.length])).toEqual([
      ['Окошко', 5],
      ['Общая', 8],
    ])
    expect(pipelines[0]!.stages.map(({ kind }) => kind)).toEqual(['open', 'open', 'open', 'won', 'lost'])
    expect(sources.length).toBe(12 + 9)
    expect(fields[0]).toEqual({
      name: 'ufCrmOkoshkoServ',
      original: 'UF_CRM_OKOSHKO_SERV',
      label: 'Услуга',
      type: 'string',
    })
    expect([users.length, resources.length]).toEqual([61, 50])
    expect(resources.slice(0, 2).map(({ notifies }) => notifies)).toEqual([false, true])
  })

  test('goes on without people and resources where the webhook may not see them', async () => {
    stage = await bitrixStage()
    stage.fake.portal.webhooks[0]!.scopes = ['crm']
    const answer = await surveyPortal(stage.bitrix)
    expect(answer).toMatchObject({ ok: true, survey: { users: [], resources: [] } })
  })
})
