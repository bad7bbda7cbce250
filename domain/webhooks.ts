/** Kinds of events that an address may ask for; the words of the app and the page for developers follow this order. */
export const HOOK_KINDS = [
  'lead.created',
  'lead.updated',
  'booking.created',
  'booking.moved',
  'booking.confirmed',
  'booking.cancelled',
  'booking.status',
  'booking.updated',
  'payment.created',
  'payment.refunded',
  'payment.deleted',
] as const
export type HookKind = (typeof HOOK_KINDS)[number]
/** What a try by hand sends, to any address. */
export const TEST_KIND = 'test'

export const HOOK_STATES = ['on', 'off', 'paused', 'gone'] as const
export type HookState = (typeof HOOK_STATES)[number]

type Named = { id: number; name: string }
export type HookPart = { service: Named; master: Named; start: string; end: string; price: number }

/** An object as the database keeps it for an event; instants as text. */
export type BookingState = {
  id: number
  version: number
  status: string
  door: string
  zone: string
  start: string
  end: string
  location: Named & { address: string }
  parts: HookPart[]
  client: number
  lead: number | null
  price: number
  discount: number
  cancelledBy: string | null
  cancelledAt: string | null
  createdAt: string
  updatedAt: string
}
export type LeadState = {
  id: number
  version: number
  stage: string
  lostReason: string | null
  source: string
  medium: string | null
  campaign: string | null
  paid: boolean
  promo: string | null
  district: string | null
  chatId: number | null
  channel: string | null
  client: number
  createdAt: string
}
export type PaymentState = {
  id: number
  kind: 'payment' | 'refund'
  amount: number
  method: string
  at: string
  visit: number
  zone: string
}

export type HookChange =
  | { object: 'lead'; before: LeadState | null; after: LeadState | null }
  | { object: 'booking'; before: BookingState | null; after: BookingState | null }
  | { object: 'payment'; before: PaymentState | null; after: PaymentState | null }

/** What of a booking moves it: when, where and with whom. */
const placeOf = ({ start, end, location, parts }: BookingState) =>
  JSON.stringify([start, end, location.id, parts.map(({ master, start: from }) => [master.id, from])])

/** Which event a change is; null: none, as when a transaction ends where it began. */
export function hookKindOf({ object, before, after }: HookChange): HookKind | null {
  if (object === 'payment') {
    if (after) return after.kind === 'refund' ? 'payment.refunded' : 'payment.created'
    return before && 'payment.deleted'
  }
  if (!after) return null
  if (object === 'lead') return before ? (previousOf(before, after) ? 'lead.updated' : null) : 'lead.created'
  if (!before) return after.status === 'cancelled' ? null : 'booking.created'
  if (after.status === 'cancelled' && before.status !== 'cancelled') return 'booking.cancelled'
  if (before.status === 'cancelled' && after.status !== 'cancelled') return 'booking.status'
  if (placeOf(before) !== placeOf(after)) return 'booking.moved'
  const comes = before.status === 'booked' && after.status === 'confirmed'
  if (before.status !== after.status) return comes ? 'booking.confirmed' : 'booking.status'
  return previousOf(before, after) ? 'booking.updated' : null
}

/** Grow with every write, and say nothing by themselves. */
const OWN_COUNTERS = ['version', 'updatedAt']

/** What of an object was otherwise before, by the names of its fields; null: nothing. */
export function previousOf<T extends object>(before: T, after: T): Partial<T> | null {
  const differing = Object.entries(before).filter(
    ([key, value]) => !OWN_COUNTERS.includes(key) && JSON.stringify(value) !== JSON.stringify(after[key as keyof T]),
  )
  return differing.length > 0 ? (Object.fromEntries(differing) as Partial<T>) : null
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
/** Pauses between tries: close together while it may be a restart, then apart. */
const PAUSES_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  4 * HOUR_MS,
  4 * HOUR_MS,
  4 * HOUR_MS,
  4 * HOUR_MS,
]
/** How long one delivery is tried. */
export const HOOK_TRIED_MS = 24 * HOUR_MS
/** How long an address may fail until what happens waits for somebody to look. */
export const HOOK_PATIENCE_MS = 72 * HOUR_MS
/** How long the secret before the newest one still signs. */
export const HOOK_OLD_SECRET_MS = 24 * HOUR_MS
/** The longest pause that an address may ask for. */
const MOST_ASKED_MS = HOUR_MS

/**
 * When a delivery is tried again after its `attempts`th try failed; null: not any more. `luck` is 0–1, so that what failed together does not come
 * back together; `askedMs`: the pause that the answer asked for. A day after `since` is the last try.
 */
export function nextTry(
  { attempts, since }: { attempts: number; since: Date },
  now: Date,
  luck: number,
  askedMs: number | null = null,
): Date | null {
  const end = since.getTime() + HOOK_TRIED_MS
  if (now.getTime() >= end) return null
  const usual = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1]! * (0.8 + 0.4 * luck)
  const pause = Math.max(usual, Math.min(askedMs ?? 0, MOST_ASKED_MS))
  return new Date(Math.min(now.getTime() + pause, end))
}

const SECRET_PREFIX = 'whsec_'

/** The text form of a secret, as the published standard has it. */
export const hookSecretOf = (bytes: Uint8Array): string => SECRET_PREFIX + btoa(String.fromCharCode(...bytes))

/** The bytes of a secret's text form. */
export const hookSecretBytes = (secret: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (char) => char.charCodeAt(0))
