import { type Fields, originalOf } from './fields.ts'
import { type FakeItem, listOf, mapOf, momentOf, numberOf, type Refused, type Row, refuse } from './portal.ts'

type Test = (item: FakeItem) => boolean

const OPERATORS = ['!=%', '!%=', '!@', '!%', '!=', '>=', '<=', '=%', '%=', '@', '%', '!', '>', '<', '=']

/** Reads a filter of `crm.item.list`: prefixes before names, nested conditions under numbers, `logic`. */
export function filterOf(filter: Row, fields: Fields, original: boolean): Test | Refused {
  const tests: Test[] = []
  const or = String(filter.logic ?? 'AND').toUpperCase() === 'OR'
  for (const [key, value] of Object.entries(filter)) {
    if (key === 'logic') continue
    if (/^\d+$/.test(key)) {
      const inner = filterOf(mapOf(value) ?? {}, fields, original)
      if ('error' in inner) return inner
      tests.push(inner)
      continue
    }
    const operator = OPERATORS.find((known) => key.startsWith(known)) ?? ''
    const name = originalOf(fields, key.slice(operator.length), original)
    if (!name || name === 'fm')
      return refuse(
        'INVALID_ARG_VALUE',
        `Invalid filter: field '${key.slice(operator.length)}' is not allowed in filter`,
      )
    const test = testOf(operator, value, fields[name]!.type)
    if (!test) return refuse('INVALID_ARG_VALUE', `Invalid filter: field '${name}' has invalid value`)
    tests.push((item) => test(name === 'id' ? item.id : item.fields[name]))
  }
  return (item) => (or && tests.length > 0 ? tests.some((test) => test(item)) : tests.every((test) => test(item)))
}

function testOf(operator: string, wanted: unknown, type: string): ((value: unknown) => boolean) | null {
  const negated = operator.startsWith('!')
  const kind = operator.replace('!', '').replace('%=', '=%')
  const plain = (value: unknown): unknown => (type === 'datetime' || type === 'date' ? momentOf(value) : value)
  if (kind === '@' || ((kind === '' || kind === '=') && listOf(wanted))) {
    const list = listOf(wanted)?.map(plain)
    if (!list) return null
    return (value) => list.some((one) => same(value, one)) !== negated
  }
  if (listOf(wanted)) return null
  if (kind === '%' || kind === '=%') {
    const text = String(wanted).toLowerCase()
    const pattern = kind === '%' ? `%${text}%` : text
    const regexp = new RegExp(`^${pattern.split('%').map(escaped).join('.*')}$`, 's')
    return (value) => regexp.test(String(value ?? '').toLowerCase()) !== negated
  }
  const bound = plain(wanted)
  if (bound === null && wanted !== null && wanted !== '') return null
  if (kind === '' || kind === '=') return (value) => same(value, bound) !== negated
  return (value) => {
    if (value === null || value === undefined) return false
    const order = compare(value, bound)
    return kind === '>' ? order > 0 : kind === '>=' ? order >= 0 : kind === '<' ? order < 0 : order <= 0
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function same(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => same(one, wanted))
  if (value === true || value === false) return same(value ? 'Y' : 'N', wanted)
  return String(value ?? '') === String(wanted ?? '')
}

export function compare(a: unknown, b: unknown): number {
  const left = numberOf(a)
  const right = numberOf(b)
  if (left !== null && right !== null) return left - right
  return String(a ?? '') < String(b ?? '') ? -1 : String(a ?? '') > String(b ?? '') ? 1 : 0
}

/** Sorts as asked, by id last. */
export function orderOf(
  order: Row,
  fields: Fields,
  original: boolean,
): ((a: FakeItem, b: FakeItem) => number) | Refused {
  const keys: { name: string; sign: number }[] = []
  for (const [key, direction] of Object.entries(order)) {
    const name = originalOf(fields, key, original)
    if (!name) return refuse('INVALID_ARG_VALUE', `Invalid order: field '${key}' is not allowed in order`)
    const way = String(direction).toUpperCase()
    if (way !== 'ASC' && way !== 'DESC')
      return refuse(
        'INVALID_ARG_VALUE',
        `Invalid order: allowed sort directions are \`ASC, DESC\`. But got '${direction}' for field '${key}'`,
      )
    keys.push({ name, sign: way === 'ASC' ? 1 : -1 })
  }
  return (a, b) => {
    for (const { name, sign } of keys) {
      const found = name === 'id' ? a.id - b.id : compare(a.fields[name], b.fields[name])
      if (found !== 0) return found * sign
    }
    return a.id - b.id
  }
}
