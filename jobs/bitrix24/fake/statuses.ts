import { DEAL, LEAD } from './fields.ts'
import {
  type FakeStatus,
  type FakeWebhook,
  lacks,
  type Method,
  mapOf,
  numberOf,
  type Params,
  type Portal,
  type Refused,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'

/** Stages with which every pipeline begins its life. */
const STAGES: [string, string, FakeStatus['semantics'], boolean][] = [
  ['NEW', 'Новая', '', true],
  ['PREPARATION', 'Подготовка документов', '', false],
  ['PREPAYMENT_INVOICE', 'Cчёт на предоплату', '', false],
  ['EXECUTING', 'В работе', '', false],
  ['FINAL_INVOICE', 'Финальный счёт', '', false],
  ['WON', 'Сделка успешна', 'S', true],
  ['LOSE', 'Сделка провалена', 'F', true],
  ['APOLOGY', 'Анализ причины провала', 'F', false],
]

const LEAD_STAGES: [string, string, FakeStatus['semantics'], boolean][] = [
  ['NEW', 'Не обработан', '', true],
  ['IN_PROCESS', 'В работе', '', false],
  ['PROCESSED', 'Обработан', '', false],
  ['CONVERTED', 'Качественный лид', 'S', true],
  ['JUNK', 'Некачественный лид', 'F', true],
]

const SOURCES: [string, string][] = [
  ['CALL', 'Звонок'],
  ['EMAIL', 'Электронная почта'],
  ['WEB', 'Веб-сайт'],
  ['ADVERTISING', 'Реклама'],
  ['PARTNER', 'Существующий клиент'],
  ['RECOMMENDATION', 'По рекомендации'],
  ['TRADE_SHOW', 'Выставка'],
  ['WEBFORM', 'CRM-форма'],
  ['CALLBACK', 'Обратный звонок'],
  ['RC_GENERATOR', 'Генератор продаж'],
  ['STORE', 'Интернет-магазин'],
  ['OTHER', 'Другое'],
]

/** A portal's lists on its first day. */
export function firstStatuses(portal: Portal): void {
  portal.categories.push({ id: 0, name: 'Общая', sort: 300, isDefault: true })
  addStages(portal, 'DEAL_STAGE', '', STAGES)
  addStages(portal, 'STATUS', '', LEAD_STAGES)
  addStages(
    portal,
    'SOURCE',
    '',
    SOURCES.map(([id, name]) => [id, name, '', false]),
  )
}

function addStages(portal: Portal, entityId: string, prefix: string, stages: typeof STAGES): void {
  for (const [i, [statusId, name, semantics, system]] of stages.entries())
    portal.statuses.push({
      id: portal.nextId(),
      entityId,
      statusId: prefix + statusId,
      name,
      semantics,
      system,
      sort: (i + 1) * 10,
      color: '',
    })
}

const SEMANTICS = { '': 'process', S: 'success', F: 'failure' } as const

const rowOf = ({ id, entityId, statusId, name, sort, system, semantics, color }: FakeStatus): Row => ({
  ID: String(id),
  ENTITY_ID: entityId,
  STATUS_ID: statusId,
  NAME: name,
  NAME_INIT: system ? name : '',
  SORT: String(sort),
  SYSTEM: system ? 'Y' : 'N',
  COLOR: color,
  SEMANTICS: semantics || null,
  CATEGORY_ID: /_(\d+)$/.exec(entityId)?.[1] ?? null,
  ...(isStage(entityId) && { EXTRA: { SEMANTICS: SEMANTICS[semantics], COLOR: color } }),
})

const isStage = (entityId: string): boolean => /^(DEAL_STAGE(_\d+)?|STATUS)$/.test(entityId)

const ADMIN_ONLY = refuse('Access denied.', 'Нет прав на выполнение операции')

export const isAdmin = (portal: Portal, { userId }: FakeWebhook): boolean =>
  portal.users.some(({ id, admin }) => id === userId && admin)

function addStatus(portal: Portal, params: Params, by: FakeWebhook): Reply {
  if (!isAdmin(portal, by)) return ADMIN_ONLY
  const fields = mapOf(params.fields)
  if (!fields) return lacks('fields')
  const entityId = String(fields.ENTITY_ID ?? '')
  if (!entityId) return refuse('The field ENTITY_ID is required.', 'Не указан `ENTITY_ID`')
  const categoryId = /^DEAL_STAGE_(\d+)$/.exec(entityId)?.[1]
  if (!portal.statuses.some((known) => known.entityId === entityId))
    return refuse('Specified entity type is not supported.', 'Указан неподдерживаемый тип справочника')
  const given = String(fields.STATUS_ID ?? '')
  if (!given) return refuse('The field STATUS_ID is required.', 'Не указан `STATUS_ID`')
  if (!String(fields.NAME ?? '').trim()) return refuse('', 'Не заполнено обязательное поле "Заголовок"')
  const prefix = categoryId ? `C${categoryId}:` : ''
  const statusId = given.startsWith(prefix) ? given : prefix + given
  const longest = isStage(entityId) ? 21 : 50
  if (statusId.length > longest || (isStage(entityId) && !/^[\w:-]+$/.test(statusId)))
    return refuse('Invalid parameters.', 'Переданы некорректные параметры.')
  const list = portal.statuses.filter((known) => known.entityId === entityId)
  if (list.some((known) => known.statusId === statusId))
    return refuse('Duplicate STATUS_ID.', 'Такой `STATUS_ID` уже существует')
  const semantics = String(fields.SEMANTICS ?? '') as FakeStatus['semantics']
  const sort = numberOf(fields.SORT) ?? 10
  const won = list.find((known) => known.semantics === 'S')
  if (semantics === '' && won && sort >= won.sort && isStage(entityId))
    return refuse('', 'Нельзя создать промежуточную стадию после успешной')
  if (semantics === 'S' && won) return refuse('Error on creating status.', 'Успешная стадия может быть только одна')
  const id = portal.nextId()
  const name = String(fields.NAME)
  portal.statuses.push({
    id,
    entityId,
    statusId,
    name,
    sort,
    semantics,
    system: false,
    color: String(fields.COLOR ?? ''),
  })
  return { result: id }
}

function byId(portal: Portal, params: Params): FakeStatus | Refused {
  const id = numberOf(params.id ?? params.ID)
  if (id === null) return refuse('Invalid identifier.', 'Передан некорректный идентификатор.')
  return portal.statuses.find((known) => known.id === id) ?? refuse('Status is not found.', 'Элемент не найден')
}

function updateStatus(portal: Portal, params: Params, by: FakeWebhook): Reply {
  if (!isAdmin(portal, by)) return ADMIN_ONLY
  const status = byId(portal, params)
  if ('error' in status) return status
  const fields = mapOf(params.fields)
  if (!fields) return lacks('fields')
  if (fields.NAME !== undefined) status.name = String(fields.NAME)
  if (fields.SORT !== undefined) status.sort = numberOf(fields.SORT) ?? status.sort
  if (fields.COLOR !== undefined) status.color = String(fields.COLOR)
  return { result: status.id }
}

function deleteStatus(portal: Portal, params: Params, by: FakeWebhook): Reply {
  if (!isAdmin(portal, by)) return ADMIN_ONLY
  const status = byId(portal, params)
  if ('error' in status) return status
  if (status.system && mapOf(params.params)?.FORCED !== 'Y')
    return refuse(
      'CRM System Status can be deleted only if parameter FORCED is specified and equal to "Y".',
      'Системный элемент можно удалить только с параметром `FORCED = "Y"`',
    )
  const used = [LEAD, DEAL].some((type) =>
    [...portal.items.get(type)!.values()].some(({ fields }) => fields.stageId === status.statusId),
  )
  if (used && isStage(status.entityId))
    return refuse('There are active items in this status.', 'Есть связанные элементы, удаление невозможно')
  portal.statuses.splice(portal.statuses.indexOf(status), 1)
  return { result: true }
}

function listStatuses(portal: Portal, params: Params): Reply {
  const filter = mapOf(params.filter) ?? {}
  const rows = portal.statuses
    .map(rowOf)
    .filter((row) => Object.entries(filter).every(([key, value]) => String(row[key] ?? '') === String(value)))
  const order = Object.entries(mapOf(params.order) ?? { SORT: 'ASC' })
  rows.sort((a, b) => {
    for (const [key, way] of order) {
      const found = (numberOf(a[key]) ?? 0) - (numberOf(b[key]) ?? 0)
      if (found !== 0) return String(way).toUpperCase() === 'DESC' ? -found : found
    }
    return Number(a.ID) - Number(b.ID)
  })
  return { result: rows, total: rows.length }
}

function addCategory(portal: Portal, params: Params, by: FakeWebhook): Reply {
  if (numberOf(params.entityTypeId) !== DEAL)
    return params.entityTypeId === undefined ? lacks('entityTypeId') : refuse('NOT_FOUND', 'Смарт-процесс не найден')
  if (!isAdmin(portal, by)) return refuse('ACCESS_DENIED', 'Доступ запрещен')
  const name = String(mapOf(params.fields)?.name ?? '').trim()
  if (!name) return refuse(0, "Field 'NAME' is required")
  const id = Math.max(...portal.categories.map((category) => category.id)) + 1
  const category = { id, name, sort: Math.max(0, numberOf(mapOf(params.fields)?.sort) ?? 500), isDefault: false }
  portal.categories.push(category)
  addStages(portal, `DEAL_STAGE_${id}`, `C${id}:`, STAGES)
  return { result: { category: shownCategory(category) } }
}

const shownCategory = ({ id, name, sort, isDefault }: Portal['categories'][number]): Row => ({
  id,
  name,
  sort,
  entityTypeId: DEAL,
  isDefault: isDefault ? 'Y' : 'N',
  originId: '',
  originatorId: '',
})

export const STATUSES: Record<string, Method> = {
  'crm.status.list': { scope: 'crm', run: listStatuses },
  'crm.status.add': { scope: 'crm', run: addStatus },
  'crm.status.update': { scope: 'crm', run: updateStatus },
  'crm.status.delete': { scope: 'crm', run: deleteStatus },
  'crm.category.add': { scope: 'crm', run: addCategory },
  'crm.category.list': {
    scope: 'crm',
    run: (portal, params) => {
      if (params.entityTypeId === undefined) return lacks('entityTypeId')
      if (numberOf(params.entityTypeId) !== DEAL) return refuse('NOT_FOUND', 'Смарт-процесс не найден')
      const categories = [...portal.categories].sort((a, b) => a.sort - b.sort).map(shownCategory)
      return { result: { categories }, total: categories.length }
    },
  },
}
