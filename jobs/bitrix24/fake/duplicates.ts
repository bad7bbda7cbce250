import { CONTACT, LEAD } from './fields.ts'
import { comparable } from './multifields.ts'
import { listOf, type Method, type Params, type Portal, type Reply, refuse } from './portal.ts'

function find(portal: Portal, params: Params): Reply {
  const type = String(params.type ?? '').toUpperCase()
  if (!params.type) return refuse('Communication type is not defined', "Parameter 'type' is required.")
  if (type !== 'PHONE' && type !== 'EMAIL')
    return refuse(`Communication type '${params.type}' is not supported in current context`, '')
  const values = listOf(params.values)
  if (!values || values.length === 0)
    return refuse('Communication values is not defined', "Parameter 'values' is required.")
  const wanted = new Set(values.slice(0, 20).map((value) => comparable(type, String(value))))
  const result: Record<string, number[]> = {}
  for (const [name, entityTypeId] of [['LEAD', LEAD] as const, ['CONTACT', CONTACT] as const]) {
    if (params.entity_type && params.entity_type !== name) continue
    const ids = [...portal.items.get(entityTypeId)!.values()]
      .filter(({ fm }) => fm.some((multi) => multi.typeId === type && wanted.has(comparable(type, multi.value))))
      .map(({ id }) => id)
    if (ids.length > 0) result[name] = ids.slice(0, 20)
    if (ids.length >= 20) break
  }
  return { result: Object.keys(result).length > 0 ? result : [] }
}

export const DUPLICATES: Record<string, Method> = { 'crm.duplicate.findbycomm': { scope: 'crm', run: find } }
