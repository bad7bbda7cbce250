import type { Portal } from './portal.ts'

export type FieldType =
  | 'integer'
  | 'string'
  | 'text'
  | 'double'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'user'
  | 'crm_status'
  | 'crm_category'
  | 'crm_contact'
  | 'crm_company'
  | 'crm_currency'
  | 'money'
  | 'url'
  | 'enumeration'

export type Field = { type: FieldType; title: string; readOnly?: boolean; multiple?: boolean; upper?: string }
export type Fields = Record<string, Field>

export const LEAD = 1
export const DEAL = 2
export const CONTACT = 3

const string = (title: string): Field => ({ type: 'string', title })
const read = (type: FieldType, title: string): Field => ({ type, title, readOnly: true })

const EVERY: Fields = {
  id: read('integer', 'ID'),
  createdTime: read('datetime', 'Дата создания'),
  updatedTime: read('datetime', 'Дата изменения'),
  createdBy: read('user', 'Кем создан'),
  updatedBy: read('user', 'Кем изменён'),
  lastActivityTime: read('datetime', 'Последняя активность'),
  assignedById: { type: 'user', title: 'Ответственный' },
  opened: { type: 'boolean', title: 'Доступен для всех' },
  comments: { type: 'text', title: 'Комментарий' },
  sourceId: { type: 'crm_status', title: 'Источник' },
  sourceDescription: { type: 'text', title: 'Дополнительно об источнике' },
  companyId: { type: 'crm_company', title: 'Компания' },
  originatorId: string('Внешний источник'),
  originId: string('Идентификатор элемента во внешнем источнике'),
  observers: { type: 'user', title: 'Наблюдатели', multiple: true },
  webformId: { type: 'integer', title: 'CRM-форма' },
  utmSource: string('Рекламная система'),
  utmMedium: string('Тип трафика'),
  utmCampaign: string('Обозначение рекламной кампании'),
  utmContent: string('Содержание кампании'),
  utmTerm: string('Условие поиска кампании'),
}

const SALE: Fields = {
  title: string('Название'),
  stageId: { type: 'crm_status', title: 'Стадия' },
  stageSemanticId: read('string', 'Группа стадии'),
  movedTime: read('datetime', 'Дата перемещения'),
  movedBy: read('user', 'Кем перемещён'),
  opportunity: { type: 'double', title: 'Сумма' },
  isManualOpportunity: { type: 'boolean', title: 'Режим расчета суммы' },
  currencyId: { type: 'crm_currency', title: 'Валюта' },
  contactId: { type: 'crm_contact', title: 'Контакт' },
  contactIds: { type: 'crm_contact', title: 'Контакты', multiple: true },
}

const PERSON: Fields = {
  honorific: string('Обращение'),
  name: string('Имя'),
  secondName: string('Отчество'),
  lastName: string('Фамилия'),
  birthdate: { type: 'date', title: 'Дата рождения' },
  post: string('Должность'),
}

const OWN: Record<number, Fields> = {
  [LEAD]: { ...EVERY, ...SALE, ...PERSON, companyTitle: string('Компания'), statusDescription: string('О стадии') },
  [DEAL]: {
    ...EVERY,
    ...SALE,
    typeId: string('Тип'),
    categoryId: { type: 'crm_category', title: 'Воронка' },
    isNew: read('boolean', 'Новая'),
    closed: read('boolean', 'Закрыта'),
    isRecurring: { type: 'boolean', title: 'Регулярная' },
    leadId: { type: 'integer', title: 'Лид' },
    quoteId: { type: 'integer', title: 'Предложение' },
    taxValue: { type: 'double', title: 'Сумма налога' },
    probability: { type: 'integer', title: 'Вероятность' },
    begindate: { type: 'date', title: 'Дата начала' },
    closedate: { type: 'date', title: 'Дата завершения' },
    additionalInfo: string('Дополнительная информация'),
  },
  [CONTACT]: {
    ...EVERY,
    ...PERSON,
    typeId: string('Тип'),
    companyIds: { type: 'crm_company', title: 'Компании', multiple: true },
    leadId: { type: 'integer', title: 'Лид' },
    export: { type: 'boolean', title: 'Участвует в экспорте' },
    originVersion: string('Версия оригинала'),
  },
}

/** Fields of a type, its user fields by their original names; null: there is no such type here. */
export function fieldsOf(portal: Portal, entityTypeId: number): Fields | null {
  const own = OWN[entityTypeId]
  if (!own) return null
  const added = portal.userFields.map(({ name, type, label, multiple }): [string, Field] => [
    name,
    { type: type as FieldType, title: label || name, multiple, upper: name },
  ])
  return entityTypeId === DEAL ? { ...own, ...Object.fromEntries(added) } : own
}

/** `UF_CRM_OKOSHKO_LINK` → `ufCrmOkoshkoLink`, `UF_CRM_1721244707107` → `ufCrm_1721244707107`. */
export const camelOf = (name: string): string =>
  name.startsWith('UF_') ? name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name

/** A field's original name by what a request calls it. */
export function originalOf(fields: Fields, name: string, original: boolean): string | null {
  if (name in fields) return name.startsWith('UF_') === original || !name.startsWith('UF_') ? name : null
  if (original) return null
  return Object.keys(fields).find((known) => known.startsWith('UF_') && camelOf(known) === name) ?? null
}

/** As the old API wrote it: `utmSource` → `UTM_SOURCE`. */
export const upperOf = (name: string): string => name.replace(/([A-Z])/g, '_$1').toUpperCase()
