import { CONTACT, camelOf, DEAL, type Fields, fieldsOf, LEAD, originalOf, upperOf } from './fields.ts'
import { filterOf, orderOf } from './filter.ts'
import { multiplied } from './multifields.ts'
import {
  type FakeItem,
  isoOf,
  isRefused,
  lacks,
  listOf,
  type Method,
  mapOf,
  numberOf,
  type Params,
  type Portal,
  paged,
  type Refused,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'
import { originalNames, refusedItem, stagesOf, written } from './values.ts'

const NOUN: Record<number, string> = { [LEAD]: 'LEAD', [DEAL]: 'DEAL', [CONTACT]: 'CONTACT' }

type Asked = { type: number; fields: Fields; items: Map<number, FakeItem>; original: boolean }

function asked(portal: Portal, params: Params): Asked | Refused {
  if (params.entityTypeId === undefined) return lacks('entityTypeId')
  const type = numberOf(params.entityTypeId) ?? 0
  const fields = fieldsOf(portal, type)
  if (!fields) return refuse('NOT_FOUND', 'Смарт-процесс не найден')
  return { type, fields, items: portal.items.get(type)!, original: originalNames(params) }
}

function found(portal: Portal, params: Params): (Asked & { item: FakeItem }) | Refused {
  const about = asked(portal, params)
  if (isRefused(about)) return about
  if (params.id === undefined) return lacks('id')
  const item = about.items.get(numberOf(params.id) ?? 0)
  return item ? { ...about, item } : refuse('NOT_FOUND', 'Элемент не найден')
}

/** An item as it is shown; `select` null: everything. */
function shown({ type, fields, original }: Asked, item: FakeItem, select: string[] | null): Row {
  const every = select === null || select.includes('*')
  const names = every
    ? Object.keys(fields)
    : select.map((name) => originalOf(fields, name, original)).filter((name) => name !== null)
  const row: Row = { id: item.id }
  for (const name of names) row[original ? name : camelOf(name)] = plain(fields, name, item)
  if (every) row.entityTypeId = type
  // Phones and addresses come only with everything, never by their name.
  if (type !== DEAL && select !== null && every) row.fm = item.fm.map((multi) => ({ ...multi }))
  return row
}

function plain(fields: Fields, name: string, item: FakeItem): unknown {
  if (name === 'id') return item.id
  const value = item.fields[name] ?? (fields[name]!.multiple ? [] : null)
  const { type } = fields[name]!
  return (type === 'datetime' || type === 'date') && typeof value === 'number' ? isoOf(value) : value
}

/** Adds an item for a user, as a person or a webhook does. */
export function addItem(portal: Portal, params: Params, userId: number): Reply {
  const about = asked(portal, params)
  if (isRefused(about)) return about
  const given = mapOf(params.fields)
  if (!given) return lacks('fields')
  const { type, fields, original } = about
  const values = written(portal, fields, given, original)
  if (isRefused(values)) return values as Refused
  const fm = type === DEAL ? [] : multiplied(portal, [], given.fm)
  if ('error' in fm) return fm
  const id = portal.nextId()
  const at = Math.floor(portal.now() / 1000) * 1000
  const whole = { ...startOf(portal, type, values, id, userId), ...stripped(values) }
  const refused = refusedItem(portal, type, whole)
  if (refused) return refused
  const stamps = { createdTime: at, updatedTime: at, movedTime: at, lastActivityTime: at }
  const people = { createdBy: userId, updatedBy: userId, movedBy: userId }
  const item: FakeItem = { id, fm, fields: { ...whole, ...stamps, ...people, ...endOf(portal, type, whole) } }
  about.items.set(id, item)
  portal.fire(`ONCRM${NOUN[type]}ADD`, { FIELDS: { ID: String(id) } })
  return { result: { item: shown(about, item, ['*']) } }
}

/** What a creation leaves out is as if it wasn't given: the portal puts its own. */
const stripped = (values: Row): Row => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

function startOf(portal: Portal, type: number, values: Row, id: number, userId: number): Row {
  const categoryId = type === DEAL ? (values.categoryId ?? 0) : undefined
  const first = portal.statuses
    .filter(({ entityId }) => entityId === stagesOf(type, categoryId))
    .sort((a, b) => a.sort - b.sort)[0]
  const any = { assignedById: userId, opened: 'Y', sourceId: null }
  if (type === CONTACT) return any
  const title = type === DEAL ? `Сделка #${id}` : `Лид #${id}`
  const sale = {
    title,
    opportunity: 0,
    isManualOpportunity: 'N',
    currencyId: 'RUB',
    stageId: first?.statusId,
    contactIds: [],
  }
  return type === DEAL ? { ...any, ...sale, categoryId } : { ...any, ...sale }
}

/** How far an item is by its stage. */
function endOf(portal: Portal, type: number, { stageId, categoryId }: Row): Row {
  if (type === CONTACT) return {}
  const stage = portal.statuses.find(
    (known) => known.entityId === stagesOf(type, categoryId) && known.statusId === stageId,
  )
  const semantic = stage?.semantics || 'P'
  return { stageSemanticId: semantic, ...(type === DEAL && { closed: semantic === 'P' ? 'N' : 'Y' }) }
}

/** Changes an item for a user. What changes nothing isn't saved: no time, no event. */
export function updateItem(portal: Portal, params: Params, userId: number): Reply {
  const about = found(portal, params)
  if (isRefused(about)) return about
  const given = mapOf(params.fields)
  if (!given) return lacks('fields')
  const { type, fields, item, original } = about
  const values = written(portal, fields, given, original)
  if (isRefused(values)) return values as Refused
  const fm = type === DEAL ? item.fm : multiplied(portal, item.fm, given.fm)
  if ('error' in fm) return fm
  const whole = { ...item.fields, ...values }
  // A stage belongs to its pipeline: into another one the item comes at its beginning.
  if (values.categoryId !== undefined && values.categoryId !== item.fields.categoryId && values.stageId === undefined)
    whole.stageId = startOf(portal, type, values, item.id, userId).stageId
  const refused = refusedItem(portal, type, whole)
  if (refused) return refused
  if (JSON.stringify([whole, fm]) !== JSON.stringify([item.fields, item.fm])) {
    const at = Math.floor(portal.now() / 1000) * 1000
    const moved = whole.stageId !== item.fields.stageId && { movedTime: at, movedBy: userId }
    item.fields = { ...whole, ...moved, ...endOf(portal, type, whole), updatedTime: at, updatedBy: userId }
    item.fm = fm
    portal.fire(`ONCRM${NOUN[type]}UPDATE`, { FIELDS: { ID: String(item.id) } })
  }
  return { result: { item: shown(about, item, ['*']) } }
}

export function deleteItem(portal: Portal, params: Params): Reply {
  const about = found(portal, params)
  if (isRefused(about)) return about
  about.items.delete(about.item.id)
  if (about.type === CONTACT) unlink(portal, about.item.id)
  portal.fire(`ONCRM${NOUN[about.type]}DELETE`, { FIELDS: { ID: String(about.item.id) } })
  return { result: [] }
}

function unlink(portal: Portal, contactId: number): void {
  for (const type of [LEAD, DEAL])
    for (const { fields } of portal.items.get(type)!.values()) {
      const left = ((fields.contactIds as number[] | undefined) ?? []).filter((id) => id !== contactId)
      fields.contactIds = left
      fields.contactId = left[0] ?? null
    }
}

function listItems(portal: Portal, params: Params): Reply {
  const about = asked(portal, params)
  if (isRefused(about)) return about
  const fits = filterOf(mapOf(params.filter) ?? {}, about.fields, about.original)
  if ('error' in fits) return fits
  const before = orderOf(mapOf(params.order) ?? {}, about.fields, about.original)
  if ('error' in before) return before
  const select = listOf(params.select)?.map(String) ?? null
  const all = [...about.items.values()].filter(fits).sort(before)
  const { page, ...rest } = paged(all, params)
  return { result: { items: page.map((item) => shown(about, item, select)) }, ...rest }
}

function describe(portal: Portal, params: Params): Reply {
  const about = asked(portal, params)
  if (isRefused(about)) return about
  const rows = Object.entries(about.fields).map(([name, { type, title, readOnly, multiple, upper }]) => [
    about.original ? name : camelOf(name),
    {
      type,
      isRequired: false,
      isReadOnly: readOnly ?? false,
      isImmutable: false,
      isMultiple: multiple ?? false,
      isDynamic: upper !== undefined,
      title,
      upperName: upper ?? upperOf(name),
    },
  ])
  return { result: { fields: Object.fromEntries(rows) } }
}

export const ITEMS: Record<string, Method> = {
  'crm.item.add': { scope: 'crm', run: (portal, params, { userId }) => addItem(portal, params, userId) },
  'crm.item.update': { scope: 'crm', run: (portal, params, { userId }) => updateItem(portal, params, userId) },
  'crm.item.get': {
    scope: 'crm',
    run: (portal, params) => {
      const about = found(portal, params)
      return isRefused(about) ? about : { result: { item: shown(about, about.item, ['*']) } }
    },
  },
  'crm.item.list': { scope: 'crm', run: listItems },
  'crm.item.delete': { scope: 'crm', run: deleteItem },
  'crm.item.fields': { scope: 'crm', run: describe },
}
