/** A JSON Schema, or a part of one. */
export type Schema = Record<string, unknown>

// What strict structured outputs understand; any other keyword is refused.
const KEYWORDS = new Set([
  'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf', 'description', 'title',
  'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'pattern', 'format',
]) // biome-ignore format: a list
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])
const MOST = { depth: 10, properties: 5000, choices: 1000, letters: 120_000 }

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What strict mode refuses in a schema, in the words of the API after «Invalid schema for response_format»; or nothing. */
export function strictComplaint(root: unknown): string | undefined {
  const size = { properties: 0, choices: 0, letters: 0 }
  if (!isObject(root) || root.type !== 'object') return `schema must be a JSON Schema of 'type: "object"'`
  if (root.anyOf) return "In context=(), 'anyOf' is not permitted at the root"
  const complaint = complaintAbout(root, [], size)
  if (complaint) return complaint
  if (size.properties > MOST.properties) return `there are more than ${MOST.properties} properties`
  if (size.choices > MOST.choices) return `there are more than ${MOST.choices} enum values`
  return size.letters > MOST.letters ? `names and enum values are longer than ${MOST.letters} characters` : undefined
}

function complaintAbout(
  schema: unknown,
  path: string[],
  size: { properties: number; choices: number; letters: number },
): string | undefined {
  const context = `In context=(${path.map((step) => `'${step}'`).join(', ')})`
  if (!isObject(schema)) return `${context}, schema must be an object`
  if (path.filter((step) => step === 'properties' || step === 'items').length > MOST.depth)
    return `${context}, schema is nested deeper than ${MOST.depth} levels`
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword))
  if (unknown) return `${context}, '${unknown}' is not permitted`
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  if (!schema.anyOf && !types.every((type) => TYPES.has(String(type))))
    return `${context}, schema must have a 'type' key`

  if (schema.enum !== undefined) {
    if (!Array.isArray(schema.enum) || schema.enum.length === 0) return `${context}, enum must have at least one value`
    size.choices += schema.enum.length
    size.letters += schema.enum.join('').length
  }
  const parts: [unknown, string[]][] = []
  if (Array.isArray(schema.anyOf))
    for (const [index, part] of schema.anyOf.entries()) parts.push([part, ['anyOf', `${index}`]])
  if (types.includes('array')) {
    if (schema.items === undefined) return `${context}, array schema missing items`
    parts.push([schema.items, ['items']])
  }
  if (types.includes('object')) {
    const properties = isObject(schema.properties) ? schema.properties : {}
    const names = Object.keys(properties)
    if (schema.additionalProperties !== false)
      return `${context}, 'additionalProperties' is required to be supplied and to be false`
    const required = Array.isArray(schema.required) ? schema.required : []
    const missing = names.find((name) => !required.includes(name))
    if (missing || required.length !== names.length)
      return `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing ?? ''}'`
    size.properties += names.length
    size.letters += names.join('').length
    for (const name of names) parts.push([properties[name], ['properties', name]])
  }
  for (const [part, steps] of parts) {
    const complaint = complaintAbout(part, [...path, ...steps], size)
    if (complaint) return complaint
  }
  return undefined
}

/** The smallest value that a strict schema allows: nothing found, nothing chosen. */
export function smallest(schema: Schema): unknown {
  const [option] = Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]).slice(-1) : []
  if (option) return smallest(option)
  const types = [schema.type].flat()
  if (types.includes('null')) return null
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (types.includes('object'))
    return Object.fromEntries(
      Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, part]) => [name, smallest(part)]),
    )
  if (types.includes('array')) return []
  if (types.includes('string')) return ''
  return types.includes('boolean') ? false : (schema.minimum ?? 0)
}
