import type { Minute } from '../domain/catalog.ts'

/** The question that a typed answer is read against. */
export type Asked = 'location' | 'service' | 'master' | 'time' | 'consent' | 'contact' | 'confirm' | 'cancelReason'

/**
 * A half-made booking, move or cancellation: a small row that survives restarts and pauses. Ids in it are looked up
 * again at every step, since the catalog may have changed meanwhile.
 */
export type Draft = {
  kind: 'book' | 'move' | 'cancel'
  locationId: number | null
  services: number[]
  /** null: any; undefined: not chosen yet. */
  master?: number | null
  /** Local date that is being looked at. */
  day?: string
  start?: Minute
  /** The hold, once a time is chosen. */
  holdId?: number
  /** The visit that is to be moved or cancelled, as the client saw it. */
  visitId?: number
  version?: number
  asked?: Asked
  leadId?: number | null
}

export const newDraft = (): Draft => ({ kind: 'book', locationId: null, services: [] })
