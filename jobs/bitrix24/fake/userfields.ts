import {
  type FakeUserField,
  type FakeWebhook,
  lacks,
  type Method,
  mapOf,
  type Params,
  type Portal,
  paged,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'
import { isAdmin } from './statuses.ts'

const TYPES = ['string', 'integer', 'double', 'boolean', 'datetime', 'date', 'money', 'url', 'address', 'enumeration']
/** With its prefix, as the reference says: 20 characters. */
const LONGEST = 20

const ADMIN_ONLY = refuse('', 'Access denied.')

function add(portal: Portal, params: Params, by: FakeWebhook): Reply {
  const fields = mapOf(params.fields)
  if (!fields) return lacks('fields')
  if (!isAdmin(portal, by)) return ADMIN_ONLY
  const given = String(fields.FIELD_NAME ?? '')
  const type = String(fields.USER_TYPE_ID ?? '')
  if (!given) return refuse('', "The 'FIELD_NAME' field is required.")
  if (!type) return refuse('', "The 'USER_TYPE_ID' field is required.")
  if (!TYPES.includes(type)) return refuse('', 'Invalid user type specified.')
  const name = given.startsWith('UF_CRM_') ? given : `UF_CRM_${given}`
  if (!/^[A-Z0-9_]+$/.test(name) || name.length > LONGEST) return refuse('ERROR_CORE', 'Недопустимое имя поля.')
  if (portal.userFields.some((known) => known.name === name))
    return refuse('ERROR_CORE', `Поле ${name} для объекта CRM_DEAL уже существует.`)
  const id = portal.nextId()
  const label = String(fields.LABEL ?? fields.EDIT_FORM_LABEL ?? '')
  const xmlId = fields.XML_ID === undefined ? null : String(fields.XML_ID)
  portal.userFields.push({ id, name, type, label, xmlId, multiple: fields.MULTIPLE === 'Y' })
  return { result: id }
}

const rowOf = ({ id, name, type, label, xmlId, multiple }: FakeUserField, labels: boolean): Row => ({
  ID: String(id),
  ENTITY_ID: 'CRM_DEAL',
  FIELD_NAME: name,
  USER_TYPE_ID: type,
  XML_ID: xmlId,
  SORT: '100',
  MULTIPLE: multiple ? 'Y' : 'N',
  MANDATORY: 'N',
  SHOW_FILTER: 'N',
  SHOW_IN_LIST: 'Y',
  EDIT_IN_LIST: 'Y',
  IS_SEARCHABLE: 'N',
  SETTINGS: {},
  ...(labels && { EDIT_FORM_LABEL: label, LIST_COLUMN_LABEL: label, LIST_FILTER_LABEL: label }),
})

function list(portal: Portal, params: Params, by: FakeWebhook): Reply {
  if (!isAdmin(portal, by)) return ADMIN_ONLY
  const { LANG, ...filter } = mapOf(params.filter) ?? {}
  const rows = portal.userFields
    .map((field) => rowOf(field, LANG !== undefined))
    .filter((row) => Object.entries(filter).every(([key, value]) => String(row[key] ?? '') === String(value)))
  const { page, ...rest } = paged(rows, params)
  return { result: page, ...rest }
}

export const USER_FIELDS: Record<string, Method> = {
  'crm.deal.userfield.add': { scope: 'crm', run: add },
  'crm.deal.userfield.list': { scope: 'crm', run: list },
}
