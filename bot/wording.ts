import { FluentResource } from '@fluent/bundle'

/** A text of the assistant as its file has it. */
export type Entry = {
  key: string
  /** Heading of its part of the file. */
  group: string
  /** As an owner reads and rewrites it: the pattern without the file's indentation. */
  text: string
  /** Variables that may stand in it. */
  variables: readonly string[]
  /** Those without which a client would miss something. */
  needed: readonly string[]
}

/** What may be left unsaid without loss: the client sees it elsewhere, or it is an ornament. */
const SPARE = new Set(['business', 'directions', 'address', 'promo'])
const LONGEST = 2000

/** The texts of a Fluent file, in its order. */
export function entriesOf(source: string): Entry[] {
  let group = ''
  const found: Entry[] = []
  const lines = source.split('\n')
  for (const [at, line] of lines.entries()) {
    const heading = /^## (.+)$/.exec(line)?.[1]
    if (heading) group = heading
    const [, key, first] = /^([a-z][\w-]*) = ?(.*)$/.exec(line) ?? []
    if (!key) continue
    const rest = lines.slice(at + 1)
    const end = rest.findIndex((next) => next !== '' && !next.startsWith(' '))
    const body = rest.slice(0, end === -1 ? undefined : end).map((next) => next.replace(/^ {4}/, ''))
    const text = [first, ...body].join('\n').trim()
    const { all, said } = variablesOf(patternOf(key, text))
    found.push({ key, group, text, variables: all, needed: said.filter((name) => !SPARE.has(name)) })
  }
  return found
}

export type Wrong =
  | { reason: 'empty' | 'long' | 'broken' }
  | { reason: 'missing' | 'unknown'; variables: readonly string[] }

/** What is wrong with an owner's wording of a text; null when it may be said. */
export function wrongWith({ key, variables, needed }: Entry, text: string): Wrong | null {
  if (text.trim() === '') return { reason: 'empty' }
  if (text.length > LONGEST) return { reason: 'long' }
  const pattern = patternOf(key, text)
  if (pattern === null) return { reason: 'broken' }
  const { all, said, other } = variablesOf(pattern)
  if (other) return { reason: 'broken' }
  const unknown = all.filter((name) => !variables.includes(name))
  if (unknown.length > 0) return { reason: 'unknown', variables: unknown }
  const missing = needed.filter((name) => !said.includes(name))
  return missing.length > 0 ? { reason: 'missing', variables: missing } : null
}

/** An owner's wordings as a Fluent file; each must have passed `wrongWith`. */
export const sourceOf = (wordings: readonly { key: string; text: string }[]): string =>
  wordings.map(({ key, text }) => `${key} =\n${indented(text)}\n`).join('')

type Pattern = FluentResource['body'][number]['value']

/** The text as the only message of a file; null when it is none, or more than that. */
function patternOf(key: string, text: string): Pattern | null {
  const { body } = new FluentResource(sourceOf([{ key, text }]))
  const [message] = body
  if (body.length !== 1 || message?.id !== key || message.value === null) return null
  if (Object.keys(message.attributes).length > 0) return null
  // What the parser could not read it leaves out: a wording with half of its words is none.
  return readLength(message.value) >= letters(outsideBraces(text)) ? message.value : null
}

function outsideBraces(text: string): string {
  const less = text.replace(/\{[^{}]*\}/g, '')
  return less === text ? text : outsideBraces(less)
}

const letters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

function readLength(node: unknown): number {
  if (typeof node === 'string') return letters(node)
  if (Array.isArray(node)) return node.reduce((sum: number, part) => sum + readLength(part), 0)
  if (typeof node !== 'object' || node === null) return 0
  const { type, variants } = node as { type?: string; variants?: { value: unknown }[] }
  return type === 'select' ? (variants ?? []).reduce((sum, { value }) => sum + readLength(value), 0) : 0
}

/** Signs that mean something to Fluent at the beginning of a line are written as text, outside of braces. */
function indented(text: string): string {
  let depth = 0
  return text
    .trim()
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => {
      const special = depth === 0 && /^\s*([[*.])/.test(line)
      depth += (line.match(/\{/g)?.length ?? 0) - (line.match(/\}/g)?.length ?? 0)
      if (line.trim() === '') return ''
      return `    ${special ? line.replace(/^\s*([[*.])/, '{"$1"}') : depth === 0 ? line.trimEnd() : line}`
    })
    .join('\n')
}

/** Variables of a pattern: all, those whose value is said, and whether it asks for what only the product's own texts may. */
function variablesOf(pattern: unknown): { all: string[]; said: string[]; other: boolean } {
  const all = new Set<string>()
  const said = new Set<string>()
  let other = false
  const walk = (node: unknown, selector: boolean): void => {
    if (Array.isArray(node)) for (const part of node) walk(part, selector)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    const { type, name, selector: chosen, variants } = node as Record<string, unknown>
    if (type === 'var') {
      all.add(String(name))
      if (!selector) said.add(String(name))
    } else if (type === 'select') {
      walk(chosen, true)
      for (const { value } of variants as { value: unknown }[]) walk(value, false)
    } else if (type !== 'str' && type !== 'num') other = true
  }
  walk(pattern, false)
  return { all: [...all], said: [...said], other }
}
