import { CONTACT, DEAL, type Field, type Fields, LEAD, originalOf } from './fields.ts'
import { listOf, momentOf, numberOf, type Params, type Portal, type Refused, type Row, refuse } from './portal.ts'

const wrong = (field: string): Refused => refuse('CRM_FIELD_ERROR_VALUE_NOT_VALID', `Неверное значение поля "${field}"`)

/** What of a request's `fields` is written: names that don't exist and fields that can't be written are passed over. */
export function written(portal: Portal, fields: Fields, given: Row, original: boolean): Row | Refused {
  const values: Row = {}
  for (const [key, value] of Object.entries(given)) {
    const name = originalOf(fields, key, original)
    const field = name === null ? null : fields[name]!
    if (!name || !field || field.readOnly) continue
    const read = field.multiple ? many(field, value) : one(field, value)
    if (read === WRONG) return wrong(key)
    if (read === SINGLE)
      return refuse('100', `Expected iterable value for multiple field, but got \`${typeof value}\` instead`)
    values[name] = read
  }
  return values.contactIds !== undefined || values.contactId !== undefined ? withContacts(portal, values) : values
}

const WRONG = Symbol('wrong')
const SINGLE = Symbol('single')

function many(field: Field, value: unknown): unknown {
  if (value === '' || value === null) return []
  const list = listOf(value)
  if (!list) return SINGLE
  const read = list.filter((inner) => inner !== '').map((inner) => one(field, inner))
  return read.includes(WRONG) ? WRONG : read
}

function one({ type }: Field, value: unknown): unknown {
  if (value === null || value === '') return type === 'string' || type === 'text' ? '' : null
  if (typeof value === 'object') return WRONG
  if (type === 'boolean') return ['Y', '1', 'true'].includes(String(value)) ? 'Y' : 'N'
  if (type === 'date' || type === 'datetime') return momentOf(value) ?? WRONG
  if (type === 'double') return numberOf(value) ?? WRONG
  if (
    type === 'integer' ||
    type === 'user' ||
    type === 'crm_contact' ||
    type === 'crm_company' ||
    type === 'crm_category'
  )
    return Number.isInteger(numberOf(value)) ? numberOf(value) : WRONG
  return String(value)
}

function withContacts(portal: Portal, values: Row): Row | Refused {
  const ids = values.contactIds === undefined ? [values.contactId].filter(Boolean) : (values.contactIds as number[])
  if (ids.some((id) => !portal.items.get(CONTACT)!.has(id as number))) return wrong('contactIds')
  return { ...values, contactIds: ids, contactId: ids[0] ?? null }
}

/** The list in which the stages of an item are. */
export const stagesOf = (type: number, categoryId: unknown): string =>
  type === LEAD ? 'STATUS' : categoryId ? `DEAL_STAGE_${categoryId}` : 'DEAL_STAGE'

/** Whether an item as it would be is one the portal keeps. */
export function refusedItem(portal: Portal, type: number, item: Row): Refused | null {
  const status = (entityId: string, statusId: unknown) =>
    portal.statuses.some((known) => known.entityId === entityId && known.statusId === statusId)
  if (item.sourceId && !status('SOURCE', item.sourceId)) return wrong('sourceId')
  const users = [item.assignedById, ...((item.observers as number[] | undefined) ?? [])]
  if (users.some((id) => id && !portal.users.some((user) => user.id === id))) return wrong('assignedById')
  if (type === CONTACT) return item.name || item.lastName ? null : refuse('', 'Поля «Имя» и «Фамилия» не заполнены')
  if (type === DEAL && !portal.categories.some(({ id }) => id === item.categoryId)) return wrong('categoryId')
  return status(stagesOf(type, item.categoryId), item.stageId) ? null : wrong('stageId')
}

/** Whether a request wants user fields by their original names. */
export const originalNames = (params: Params): boolean => ['Y', '1', 'true'].includes(String(params.useOriginalUfNames))
