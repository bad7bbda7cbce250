import type { Upload } from './body.ts'
import { badRequest, type Refusal } from './refusal.ts'
import { CALL_RULES, OBJECT_RULES } from './rules.ts'
import spec from './spec.json' with { type: 'json' }

type Fields = Record<string, unknown>
type SpecFields = Record<string, (string | true)[]>
/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown, field: string) => string | undefined
type Part = { name: string; types: string[]; required: boolean; check: Check }

const methodSpecs = spec.methods as unknown as Record<string, SpecFields>
const typeSpecs = spec.types as unknown as Record<string, SpecFields | string[]>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const mustBe = (field: string, type: string) => `Field "${field}" must be of type ${type}`

const PRIMITIVES: Record<string, Check> = {
  String: (value, field) => (typeof value === 'string' ? undefined : mustBe(field, 'String')),
  Integer: (value, field) => (Number.isSafeInteger(value) ? undefined : mustBe(field, 'Number')),
  Float: (value, field) => (Number.isFinite(value) ? undefined : mustBe(field, 'Number')),
  Boolean: (value, field) => (typeof value === 'boolean' ? undefined : mustBe(field, 'Boolean')),
  // A file never stands in the fields: it is a part of its own, see checkCall.
  InputFile: (_value, field) => mustBe(field, 'String'),
}
const LABELS: Record<string, string> = {
  InlineKeyboardButton: 'inline keyboard button',
  KeyboardButton: 'keyboard button',
  InlineKeyboardMarkup: 'reply keyboard markup',
  ReplyKeyboardMarkup: 'reply keyboard markup',
}

const compiled = new Map<string, Check>()

/** One check per type of the specification, compiled at its first use; the Map lets a type contain itself. */
function typeCheck(type: string): Check {
  const ready = PRIMITIVES[type] ?? compiled.get(type)
  if (ready) return ready
  const check = compileType(type)
  compiled.set(type, check)
  return check
}

function compileType(type: string): Check {
  if (type.startsWith('=')) return (value, field) => (value === type.slice(1) ? undefined : `wrong ${field} specified`)
  if (type.startsWith('Array of ')) return arrayCheck(type.slice('Array of '.length))
  const known = typeSpecs[type]
  if (!known) throw new Error(`spec.json does not say what a ${type} is`)
  return Array.isArray(known) ? unionCheck(type, known) : objectCheck(type, known)
}

function arrayCheck(element: string): Check {
  let check: Check | undefined
  return (value, field) => {
    if (!Array.isArray(value)) return mustBe(field, 'Array')
    check ??= typeCheck(element)
    for (const item of value) {
      const complaint = check(item, field)
      if (complaint) return complaint
    }
    return undefined
  }
}

function objectCheck(type: string, fields: SpecFields): Check {
  const rule = OBJECT_RULES[type]
  const label = LABELS[type] ?? type
  let parts: Part[] | undefined
  const say = (complaint: string | undefined) =>
    complaint && !/^(can't parse|[A-Z]+_|reply markup is)/.test(complaint)
      ? `can't parse ${label}: ${complaint}`
      : complaint
  return (value, field) => {
    if (type === 'KeyboardButton' && typeof value === 'string') return rule?.({ text: value })
    if (!isObject(value)) return mustBe(field, 'Object')
    parts ??= partsOf(fields)
    for (const part of parts) {
      const given = value[part.name]
      if (given === undefined || given === null) {
        if (part.required) return say(`Can't find field "${part.name}"`)
        continue
      }
      const complaint = part.check(given, part.name)
      if (complaint) return say(complaint)
    }
    return rule && say(rule(value))
  }
}

/** Members are told apart by their constant field (`type`), or by their first required field. */
function unionCheck(name: string, members: readonly string[]): Check {
  const fits = (member: string, value: Fields): boolean => {
    const fields = typeSpecs[member]
    if (!fields || Array.isArray(fields)) return true
    const entries = Object.entries(fields)
    const literal = entries.find(([, types]) => String(types[0]).startsWith('='))
    if (literal) return value[literal[0]] === String(literal[1][0]).slice(1)
    const key = entries.find(([, types]) => types.at(-1) === true)
    return !key || value[key[0]] !== undefined
  }
  return (value, field) => {
    if (!isObject(value)) return mustBe(field, 'Object')
    let first: string | undefined
    for (const member of members) {
      if (!fits(member, value)) continue
      const complaint = typeCheck(member)(value, field)
      if (!complaint) return undefined
      first ??= complaint
    }
    return first ?? `can't parse ${name}: unknown kind of object`
  }
}

function anyOf(types: readonly string[], field: string): Check {
  const [first] = types
  if (types.length === 1 && first) return typeCheck(first)
  if (types.every((type) => type in typeSpecs)) return unionCheck(field, types)
  return (value, name) => {
    const complaints = types.map((type) => typeCheck(type)(value, name))
    return complaints.includes(undefined) ? undefined : complaints[0]
  }
}

function partsOf(fields: SpecFields): Part[] {
  return Object.entries(fields).map(([name, described]) => {
    const types = described.filter((type) => type !== true)
    return { name, types, required: described.at(-1) === true, check: anyOf(types, name) }
  })
}

const methods = new Map(
  Object.entries(methodSpecs).map(([name, fields]) => [name.toLowerCase(), { name, parts: partsOf(fields) }]),
)

function missing({ name, types }: Part): Refusal {
  if (name === 'chat_id') return badRequest('chat_id is empty')
  if (name === 'text') return badRequest('message text is empty')
  if (name === 'message_id') return badRequest('message identifier is not specified')
  if (name === 'user_id') return badRequest('invalid user_id specified')
  if (types.includes('InputFile')) return badRequest(`there is no ${name} in the request`)
  return badRequest(`parameter "${name}" is required`)
}

/** A string where the specification wants more: a form field, or an object that the caller serialised itself. */
function decode(part: Part, value: string, textual: boolean): { value: unknown } | Refusal {
  if (part.types.includes('String') && !(part.types.includes('Integer') && /^-?\d{1,15}$/.test(value))) return { value }
  if (part.types.some((type) => type === 'Integer' || type === 'Float')) {
    return { value: textual && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value }
  }
  if (part.types.includes('Boolean')) {
    return { value: textual && /^(true|false|1|0|yes|no)$/i.test(value) ? /^(true|1|yes)$/i.test(value) : value }
  }
  try {
    return { value: JSON.parse(value) }
  } catch {
    return badRequest(`can't parse ${part.name.replaceAll('_', ' ')} JSON object`)
  }
}

/** The method's right name (case does not matter in calls), or nothing for an unknown one. */
export const methodNamed = (name: string): string | undefined => methods.get(name.toLowerCase())?.name

/** Checks a call against the specification. Returns its fields decoded and without nulls, or the refusal; fields that the
 *  specification does not know are ignored, as the real server does. */
export function checkCall(
  method: string,
  fields: Fields,
  files: ReadonlyMap<string, Upload> = new Map(),
  textual = false,
): { fields: Fields } | Refusal {
  const known = methods.get(method.toLowerCase())
  if (!known) return { code: 404, description: 'Not Found: method not found' }
  const accepted: Fields = {}
  for (const part of known.parts) {
    let value = fields[part.name]
    if (typeof value === 'string') {
      const decoded = decode(part, value, textual)
      if ('code' in decoded) return decoded
      value = decoded.value
    }
    if (value === undefined || value === null) {
      const uploaded = part.types.includes('InputFile') && files.has(part.name)
      if (part.required && !uploaded) return missing(part)
      continue
    }
    const complaint = part.check(value, part.name)
    if (complaint) return badRequest(complaint)
    accepted[part.name] = value
  }
  return CALL_RULES[known.name]?.(accepted) ?? { fields: accepted }
}
