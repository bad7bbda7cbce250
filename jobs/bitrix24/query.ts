const REFERENCE = Symbol('reference')

/** A result of an earlier command of the same batch, as a parameter of a later one. */
export type Reference = { [REFERENCE]: string }

/** `resultOf('contact', 'item', 'id')`: what the command `contact` of this batch will have given. */
export function resultOf(command: string, ...path: (string | number)[]): Reference {
  return { [REFERENCE]: `$result[${[command, ...path].join('][')}]` }
}

/** A batch's command: parameters as PHP reads them from a query. */
export function commandOf(method: string, params: object): string {
  const pairs: string[] = []
  flatten(params, '', pairs)
  return pairs.length > 0 ? `${method}?${pairs.join('&')}` : method
}

function flatten(value: unknown, name: string, pairs: string[]): void {
  if (value === undefined) return
  if (value !== null && typeof value === 'object' && !(REFERENCE in value) && !(value instanceof Date)) {
    const entries = Object.entries(value)
    // An empty list has no query of its own; an empty text is read as «nothing» by every field that takes lists.
    if (entries.length === 0 && name) pairs.push(`${encodeURIComponent(name)}=`)
    for (const [key, inner] of entries) flatten(inner, name ? `${name}[${key}]` : key, pairs)
    return
  }
  pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`)
}

function textOf(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') return (value as Reference)[REFERENCE]
  // What a client wrote must not be replaced by a result of ours.
  return String(value).replaceAll('$result[', '$ result[')
}
