// node scripts/telegram-spec.ts <path to api.json>: makes the fake Telegram's spec.json from the machine-readable Bot API.
import { readFileSync, writeFileSync } from 'node:fs'

interface SourceField {
  name: string
  types: string[]
  required: boolean
  description: string
}
interface Source {
  version: string
  release_date: string
  methods: Record<string, { fields?: SourceField[] }>
  types: Record<string, { fields?: SourceField[]; subtypes?: string[] }>
}
type Fields = Record<string, (string | true)[]>

const elementOf = (type: string): string => type.replace(/^(Array of )+/, '')

/** The value that a discriminating field always has («must be photo», «always "emoji"»), if its description names one. */
function literalOf(field: SourceField): string | undefined {
  return /(?:, must be|, always) "?([a-z0-9_]+)"?$/.exec(field.description)?.[1]
}

function compactFields(fields: SourceField[] = []): Fields {
  return Object.fromEntries(
    fields.map((field) => {
      const literal = literalOf(field)
      const types = literal ? [`=${literal}`] : field.types
      return [field.name, field.required ? [...types, true] : types]
    }),
  )
}

/** Only what a bot sends: the types that methods' fields reach; a union is a list of its members. */
function reachableTypes(source: Source): Record<string, Fields | string[]> {
  const found = new Map<string, Fields | string[]>()
  const visit = (name: string): void => {
    const type = source.types[elementOf(name)]
    if (!type || elementOf(name) === 'InputFile' || found.has(elementOf(name))) return
    found.set(elementOf(name), type.subtypes ?? compactFields(type.fields))
    type.subtypes?.forEach(visit)
    for (const field of type.fields ?? []) field.types.forEach(visit)
  }
  for (const method of Object.values(source.methods))
    for (const field of method.fields ?? []) field.types.forEach(visit)
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const path = process.argv[2]
if (!path) {
  process.stderr.write('usage: node scripts/telegram-spec.ts <path to api.json>\n')
  process.exit(2)
}
const source: Source = JSON.parse(readFileSync(path, 'utf8'))
const methods = Object.fromEntries(
  Object.entries(source.methods).map(([name, method]) => [name, compactFields(method.fields)]),
)
const compact = {
  source: `PaulSonOfLars/telegram-bot-api-spec, MIT licence, © 2020 Paul Larsen; ${source.version} of ${source.release_date}`,
  methods,
  types: reachableTypes(source),
}
// One line per method and type, so that the next version of the API is a readable diff.
const section = (entries: Record<string, unknown>): string =>
  Object.entries(entries)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',\n')
const text = `{"source":${JSON.stringify(compact.source)},\n"methods":{\n${section(compact.methods)}},\n"types":{\n${section(compact.types)}}}\n`
const target = new URL('../bot/channels/telegram/fake/spec.json', import.meta.url)
writeFileSync(target, text)
process.stdout.write(
  `spec.json: ${Object.keys(compact.methods).length} methods, ${Object.keys(compact.types).length} types, ${text.length} characters\n`,
)
