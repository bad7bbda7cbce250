import type { Values } from '../form.tsx'
import type { Settings } from './data.ts'

/** Ids of people, resources and pipelines are numbers there, and choices of a select are texts. */
const NUMBERS = /^(pipeline$|responsible\.|busy\.(users|resources)\.)/

/** Settings as the fields of a form: `responsible.byLocation.5`. */
export function flat(settings: Settings): Values {
  const values: Values = {}
  const walk = (inner: object, path: string) => {
    for (const [key, value] of Object.entries(inner)) {
      const at = path + key
      if (value !== null && typeof value === 'object') walk(value, `${at}.`)
      else values[at] = NUMBERS.test(at) && value !== null ? String(value) : value
    }
  }
  walk(settings, '')
  return values
}

/** Settings with what was typed into such fields; what was emptied is taken out. */
export function grown(settings: Settings, change: Values): Settings {
  const copy = structuredClone(settings)
  for (const [at, typed] of Object.entries(change)) {
    const path = at.split('.')
    const last = path.pop()!
    let inner = copy as unknown as Record<string, unknown>
    for (const key of path) inner = inner[key] as Record<string, unknown>
    // What stood empty before it was typed comes back as nothing at all.
    const value = typed === undefined || typed === null ? null : NUMBERS.test(at) ? Number(typed) : typed
    if (value === null && at !== 'responsible.default') delete inner[last]
    else inner[last] = value
  }
  return copy
}
