import { CONTACT, DEAL, LEAD } from './fields.ts'
import {
  type FakeActivity,
  type FakeWebhook,
  isoOf,
  lacks,
  listOf,
  type Method,
  mapOf,
  momentOf,
  numberOf,
  type Params,
  type Portal,
  paged,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'

const TYPES: Record<string, number> = { lead: LEAD, deal: DEAL, contact: CONTACT }

function addComment(portal: Portal, params: Params, { userId }: FakeWebhook): Reply {
  const fields = mapOf(params.fields)
  if (!fields) return lacks('fields')
  const ownerType = String(fields.ENTITY_TYPE ?? '').toLowerCase()
  const ownerId = numberOf(fields.ENTITY_ID)
  if (ownerId === null || !ownerType) return refuse('100', 'ENTITY_ID and ENTITY_TYPE are required')
  const text = String(fields.COMMENT ?? '')
  if (!text.trim()) return refuse('INVALID_ARG_VALUE', 'Empty comment message.')
  if (!portal.items.get(TYPES[ownerType] ?? 0)?.has(ownerId)) return refuse('OWNER_NOT_FOUND', 'Owner was not found.')
  const id = portal.nextId()
  const authorId = numberOf(fields.AUTHOR_ID) ?? userId
  portal.comments.set(id, { id, ownerType, ownerId, text, authorId, at: portal.now() })
  portal.fire('ONCRMTIMELINECOMMENTADD', { FIELDS: { ID: String(id) } })
  return { result: id }
}

function updateComment(portal: Portal, params: Params): Reply {
  const comment = portal.comments.get(numberOf(params.id) ?? 0)
  if (params.id === undefined) return lacks('id')
  if (!comment) return refuse('NOT_FOUND', 'Not found.')
  const fields = mapOf(params.fields)
  if (!fields) return lacks('fields')
  if (!String(fields.COMMENT ?? '').trim()) return refuse('INVALID_ARG_VALUE', 'Empty comment message.')
  comment.text = String(fields.COMMENT)
  portal.fire('ONCRMTIMELINECOMMENTUPDATE', { FIELDS: { ID: String(comment.id) } })
  return { result: comment.id }
}

function listComments(portal: Portal, params: Params): Reply {
  const filter = mapOf(params.filter) ?? {}
  if (!filter.ENTITY_ID || !filter.ENTITY_TYPE) return refuse('100', 'ENTITY_ID and ENTITY_TYPE are required in filter')
  const down = Object.values(mapOf(params.order) ?? {}).some((way) => String(way).toUpperCase() === 'DESC')
  const rows = [...portal.comments.values()]
    .filter(
      ({ ownerType, ownerId }) =>
        ownerType === String(filter.ENTITY_TYPE).toLowerCase() && ownerId === numberOf(filter.ENTITY_ID),
    )
    .sort((a, b) => (down ? b.id - a.id : a.id - b.id))
    .map(({ id, ownerType, ownerId, text, authorId, at }) => ({
      ID: String(id),
      ENTITY_ID: String(ownerId),
      ENTITY_TYPE: ownerType,
      CREATED: isoOf(at),
      COMMENT: text,
      AUTHOR_ID: String(authorId),
    }))
  const { page, ...rest } = paged(rows, params)
  return { result: page, ...rest }
}

function addTodo(portal: Portal, params: Params, { userId }: FakeWebhook): Reply {
  for (const name of ['ownerTypeId', 'ownerId', 'deadline']) if (params[name] === undefined) return lacks(name)
  const ownerTypeId = numberOf(params.ownerTypeId) ?? 0
  const ownerId = numberOf(params.ownerId) ?? 0
  if (!portal.items.get(ownerTypeId)?.has(ownerId)) return refuse('OWNER_NOT_FOUND', 'Owner was not found.')
  const deadline = momentOf(params.deadline)
  if (deadline === null) return refuse('WRONG_DATETIME_FORMAT', 'Wrong datetime format')
  const id = portal.nextId()
  const responsibleId = numberOf(params.responsibleId) ?? userId
  const words = { title: String(params.title ?? ''), description: String(params.description ?? '') }
  portal.activities.set(id, {
    id,
    ownerTypeId,
    ownerId,
    ...words,
    deadline,
    responsibleId,
    completed: false,
    at: portal.now(),
    editedAt: portal.now(),
    editorId: userId,
  })
  portal.fire('ONCRMACTIVITYADD', { FIELDS: { ID: String(id) } })
  return { result: { id } }
}

function updateTodo(portal: Portal, params: Params): Reply {
  for (const name of ['id', 'ownerTypeId', 'ownerId', 'deadline']) if (params[name] === undefined) return lacks(name)
  const todo = portal.activities.get(numberOf(params.id) ?? 0)
  if (!todo || todo.ownerId !== numberOf(params.ownerId)) return refuse('NOT_FOUND', 'Not found.')
  if (todo.completed) return refuse('CAN_NOT_UPDATE_COMPLETED_TODO', 'Закрытое дело нельзя изменять')
  const deadline = momentOf(params.deadline)
  if (deadline === null) return refuse('WRONG_DATETIME_FORMAT', 'Wrong datetime format')
  todo.deadline = deadline
  if (params.title !== undefined) todo.title = String(params.title)
  if (params.description !== undefined) todo.description = String(params.description)
  todo.responsibleId = numberOf(params.responsibleId) ?? todo.responsibleId
  portal.fire('ONCRMACTIVITYUPDATE', { FIELDS: { ID: String(todo.id) } })
  return { result: { id: todo.id } }
}

const rowOf = (one: FakeActivity): Row => ({
  ID: String(one.id),
  OWNER_ID: String(one.ownerId),
  OWNER_TYPE_ID: String(one.ownerTypeId),
  TYPE_ID: '6',
  PROVIDER_ID: 'CRM_TODO',
  PROVIDER_TYPE_ID: 'TODO',
  SUBJECT: one.title,
  DESCRIPTION: one.description,
  DEADLINE: isoOf(one.deadline),
  CREATED: isoOf(one.at),
  COMPLETED: one.completed ? 'Y' : 'N',
  LAST_UPDATED: isoOf(one.editedAt),
  EDITOR_ID: String(one.editorId),
  RESPONSIBLE_ID: String(one.responsibleId),
})

/** Exactly, or one of a list. */
const fits = (row: Row, key: string, value: unknown): boolean =>
  key.startsWith('@')
    ? (listOf(value) ?? []).map(String).includes(String(row[key.slice(1)] ?? ''))
    : String(row[key] ?? '') === String(value)

function listActivities(portal: Portal, params: Params): Reply {
  const filter = mapOf(params.filter) ?? {}
  const rows = [...portal.activities.values()]
    .map(rowOf)
    .filter((row) => Object.entries(filter).every(([key, value]) => fits(row, key, value)))
  const { page, ...rest } = paged(rows, params)
  return { result: page, ...rest }
}

function updateActivity(portal: Portal, params: Params, { userId }: FakeWebhook): Reply {
  const one = portal.activities.get(numberOf(params.id) ?? 0)
  if (!one) return refuse('', 'Activity is not found')
  const fields = mapOf(params.fields)
  if (!fields) return lacks('fields')
  if (fields.COMPLETED !== undefined) one.completed = fields.COMPLETED === 'Y'
  if (fields.SUBJECT !== undefined) one.title = String(fields.SUBJECT)
  Object.assign(one, { editedAt: portal.now(), editorId: userId })
  portal.fire('ONCRMACTIVITYUPDATE', { FIELDS: { ID: String(one.id) } })
  return { result: true }
}

export const TIMELINE: Record<string, Method> = {
  'crm.timeline.comment.add': { scope: 'crm', run: addComment },
  'crm.timeline.comment.update': { scope: 'crm', run: updateComment },
  'crm.timeline.comment.list': { scope: 'crm', run: listComments },
  'crm.activity.todo.add': { scope: 'crm', run: addTodo },
  'crm.activity.todo.update': { scope: 'crm', run: updateTodo },
  'crm.activity.list': { scope: 'crm', run: listActivities },
  'crm.activity.update': { scope: 'crm', run: updateActivity },
}
