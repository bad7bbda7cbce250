import { BOOKINGS } from './bookings.ts'
import { CALENDAR } from './calendar.ts'
import { DUPLICATES } from './duplicates.ts'
import { ITEMS } from './items.ts'
import { PEOPLE } from './people.ts'
import type { Method } from './portal.ts'
import { STATUSES } from './statuses.ts'
import { TIMELINE } from './timeline.ts'
import { USER_FIELDS } from './userfields.ts'

const ALL = { ...ITEMS, ...DUPLICATES, ...STATUSES, ...USER_FIELDS, ...TIMELINE, ...PEOPLE, ...BOOKINGS, ...CALENDAR }
const BY_NAME = new Map(Object.entries(ALL).map(([name, method]) => [name.toLowerCase(), method]))

/** A method by its name, in whatever letters. */
export function methodBy(name: string): Method | undefined {
  return BY_NAME.get(name.toLowerCase()) ?? (name.toLowerCase() === 'method.get' ? METHOD_GET : undefined)
}

/** Whether there is a method, and whether this webhook may call it. */
const METHOD_GET: Method = {
  scope: '',
  run: (_portal, params, { scopes }) => {
    const method = methodBy(String(params.name ?? params.NAME ?? ''))
    const isAvailable = method !== undefined && (method.scope === '' || scopes.includes(method.scope))
    return { result: { isExisting: method !== undefined, isAvailable } }
  },
}
