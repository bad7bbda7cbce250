export type Params = Record<string, unknown>
export type Row = Record<string, unknown>

/** An error as the portal writes it; `status` is that of a call by itself, a batch is always 200. */
export type Refused = { status: number; error: string | number; error_description: string }
export type Reply = { result: unknown; next?: number; total?: number } | Refused

/** Who calls: an incoming webhook, with the rights of its user. */
export type FakeWebhook = { userId: number; code: string; scopes: string[]; expired: boolean }

export type Method = {
  /** `''`: any webhook may. */
  scope: string
  run: (portal: Portal, params: Params, by: FakeWebhook) => Reply
}

export type FakeUser = { id: number; name: string; lastName: string; admin: boolean; active: boolean; position: string }

/** A value of a list: a source, or a stage of a pipeline. */
export type FakeStatus = {
  id: number
  entityId: string
  statusId: string
  name: string
  sort: number
  system: boolean
  /** `S`: won, `F`: lost, empty: on the way. */
  semantics: '' | 'S' | 'F'
  color: string
}

export type FakeCategory = { id: number; name: string; sort: number; isDefault: boolean }
export type FakeUserField = {
  id: number
  name: string
  type: string
  label: string
  xmlId: string | null
  multiple: boolean
}
export type FakeMulti = { id: number; typeId: string; valueType: string; value: string }

/** A lead (1), deal (2) or contact (3); own fields by their names in camelCase, user fields by `UF_CRM_…`; times are ms. */
export type FakeItem = { id: number; fields: Row; fm: FakeMulti[] }

export type FakeComment = { id: number; ownerType: string; ownerId: number; text: string; authorId: number; at: number }
export type FakeActivity = {
  id: number
  ownerTypeId: number
  ownerId: number
  title: string
  description: string
  /** Ms. */
  deadline: number
  responsibleId: number
  completed: boolean
  at: number
  editedAt: number
  editorId: number
}
export type FakeResource = { id: number; typeId: number; name: string; fields: Row; slots: Row[] }
export type FakeBooking = {
  id: number
  resourceIds: number[]
  name: string | null
  description: string | null
  /** Seconds. */
  from: number
  to: number
  timezone: string
  externalData: Row[]
  clients: Row[]
}
export type FakeEvent = {
  id: number
  userId: number
  name: string
  /** Seconds. */
  from: number
  to: number
  accessibility: 'busy' | 'absent' | 'quest' | 'free'
  /** From the midnight of its first day to that of its last. */
  wholeDay: boolean
  /** Of an invitation: the host's, accepted, declined, not answered. */
  status: 'H' | 'Y' | 'N' | 'Q'
}

/** A request as it was seen at the door. */
export type FakeRequest = {
  at: number
  method: string
  source: string
  status: number
  /** Methods inside, for a batch. */
  inside: string[]
  /** What was sent, with the commands of a batch as they can be read. */
  said: string
  /** What was done to it on purpose. */
  fault: string | null
}

export type Portal = {
  now: () => number
  domain: string
  memberId: string
  /** Set: every answer is this status with a page of HTML. */
  asleep: number | null
  /** REST is sold with commercial plans only. */
  commercial: boolean
  webhooks: FakeWebhook[]
  users: FakeUser[]
  statuses: FakeStatus[]
  categories: FakeCategory[]
  userFields: FakeUserField[]
  items: Map<number, Map<number, FakeItem>>
  comments: Map<number, FakeComment>
  activities: Map<number, FakeActivity>
  resources: Map<number, FakeResource>
  resourceTypes: { id: number; name: string }[]
  bookings: Map<number, FakeBooking>
  calendar: FakeEvent[]
  requests: FakeRequest[]
  /** Says that something of the portal has changed. */
  fire: (event: string, data: Row) => void
  nextId: () => number
}

export const refuse = (error: string | number, error_description: string, status = 400): Refused => ({
  status,
  error,
  error_description,
})

/** The portal's refusal of a call that lacks what it needs. */
export const lacks = (name: string): Refused => refuse('100', `Could not find value for parameter {${name}}`)

export const isRefused = (reply: object | null): reply is Refused => reply !== null && 'error' in reply

/** What is a map in PHP, however it came. */
export function mapOf(value: unknown): Row | null {
  return value !== null && typeof value === 'object' ? (value as Row) : null
}

export function listOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value
  const map = mapOf(value)
  return map ? Object.values(map) : null
}

export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null
}

/** Moscow's wall, to the second: what the portal writes. */
export function isoOf(ms: number): string {
  const wall = new Date(Math.floor(ms / 1000) * 1000 + 3 * 3_600_000).toISOString()
  return `${wall.slice(0, 19)}+03:00`
}

/** Reads a moment; one without a zone is the portal's own. */
export function momentOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(value) || value.length === 10
  const ms = Date.parse(zoned ? value : `${value}+03:00`)
  return Number.isNaN(ms) ? null : value.length === 10 ? ms - 3 * 3_600_000 : ms
}

/** Pages are of 50, whatever is asked. */
export const PAGE = 50

export function paged<T>(all: T[], params: Params): { page: T[]; next?: number; total?: number } {
  const start = numberOf(params.start) ?? 0
  // A list that isn't counted gives its first page and says nothing of others.
  if (start < 0) return { page: all.slice(0, PAGE) }
  const page = all.slice(start, start + PAGE)
  return { page, total: all.length, ...(start + PAGE < all.length && { next: start + PAGE }) }
}
