import type { Minute } from '../domain/catalog.ts'
import { isDate } from '../domain/time.ts'
import type { Hours } from '../domain/when.ts'

const ASKED = [
  'location',
  'service',
  'master',
  'question',
  'time',
  'consent',
  'contact',
  'confirm',
  'cancelReason',
] as const

/** The question that a typed answer is read against. */
export type Asked = (typeof ASKED)[number]

/**
 * A half-made booking, move or cancellation: a small row that survives restarts and pauses. Ids in it are looked up
 * again at every step, since the catalog may have changed meanwhile.
 */
export type Draft = {
  kind: 'book' | 'move' | 'cancel'
  locationId: number | null
  services: number[]
  /** Of a booking: null is any, undefined is not chosen yet. */
  master?: number | null
  /** Of a move: the master of each service. */
  masters?: (number | null)[]
  /** Local date that is being looked at. */
  day?: string
  /** The last of the days that are wished, where `day` is the first. */
  until?: string
  /** A time that was wished before it could be offered. */
  wanted?: Minute
  /** A part of the day that is wished: local minutes. */
  hours?: Hours
  /** Services of which one was to be chosen, by the last question. */
  among?: number[]
  /** More people than one are to come, and it was said how that goes. */
  several?: boolean
  /** Told to let them know when something becomes free: as soon as it is known what of. */
  waits?: boolean
  /** Who waited for this place, by the entry of the list. */
  waitId?: number
  start?: Minute
  /** The hold, once a time is chosen. */
  holdId?: number
  /** The visit that is to be moved or cancelled, as the client saw it, and when it is. */
  visitId?: number
  version?: number
  was?: Minute
  asked?: Asked
  /** Answers to the business's own questions, by key; a skipped one is empty. */
  answers?: Record<string, string>
}

export const newDraft = (): Draft => ({ kind: 'book', locationId: null, services: [] })

/** A draft as it stands in the database: what another version of the program wrote, or nobody, is left out. */
export function draftFrom(stored: unknown): Draft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { kind, services, ...rest } = stored as Record<string, unknown>
  if (kind !== 'book' && kind !== 'move' && kind !== 'cancel') return null
  const draft: Draft = { kind, locationId: idOf(rest.locationId) ?? null, services: idsOf(services) }
  if (rest.master === null) draft.master = null
  for (const key of ['master', 'wanted', 'start', 'holdId', 'visitId', 'version', 'was', 'waitId'] as const)
    draft[key] = idOf(rest[key]) ?? (draft[key] as number | undefined)
  if (Array.isArray(rest.masters)) draft.masters = rest.masters.map((id) => idOf(id) ?? null)
  if (Array.isArray(rest.among)) draft.among = idsOf(rest.among)
  if (rest.several === true) draft.several = true
  if (rest.waits === true) draft.waits = true
  const { from, to } = (rest.hours ?? {}) as Record<string, unknown>
  if (isMinutes(from) && isMinutes(to)) draft.hours = { from, to }
  if (typeof rest.day === 'string' && isDate(rest.day)) draft.day = rest.day
  if (typeof rest.until === 'string' && isDate(rest.until)) draft.until = rest.until
  if (typeof rest.answers === 'object' && rest.answers !== null)
    draft.answers = Object.fromEntries(Object.entries(rest.answers).map(([key, value]) => [key, String(value)]))
  draft.asked = ASKED.find((asked) => asked === rest.asked)
  return draft
}

const isMinutes = (value: unknown): value is number => idOf(value) !== undefined && idOf(value)! <= 1440
const idOf = (value: unknown): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined)
const idsOf = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap((id) => idOf(id) ?? []) : [])
