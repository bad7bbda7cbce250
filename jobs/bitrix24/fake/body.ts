import type { Params, Row } from './portal.ts'

/** Reads a body as PHP would: JSON where it says so, otherwise a form with brackets in its names. */
export function bodyOf(type: string, text: string): Params | null {
  if (!text) return {}
  if (!type.includes('json')) return formOf(text)
  try {
    const read: unknown = JSON.parse(text)
    return read !== null && typeof read === 'object' ? (read as Params) : {}
  } catch {
    return null
  }
}

/** `a[b][]=1&c=2` → `{ a: { b: ['1'] }, c: '2' }`; a later name overwrites. */
export function formOf(query: string): Params {
  const root: Row = {}
  for (const [name, value] of new URLSearchParams(query)) {
    const first = /^[^[]+/.exec(name)?.[0]
    if (first === undefined) continue
    const rest = [...name.slice(first.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]!)
    put(root, [first, ...rest], value)
  }
  return listed(root) as Params
}

function put(into: Row, [key, ...rest]: string[], value: string): void {
  const name = key === '' ? String(Object.keys(into).length) : key!
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const inner = into[name]
  const map = inner !== null && typeof inner === 'object' ? (inner as Row) : {}
  into[name] = map
  put(map, rest, value)
}

/** Maps whose keys count from nought are lists. */
function listed(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const)
  return entries.length > 0 && entries.every(([key], i) => key === String(i))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries)
}
