import type { Minute } from './catalog.ts'

/** Where a visit stands, as somebody knows it; null: there is none. */
export type Standing = { start: Minute; masters: readonly number[] } | null

export type News = 'booked' | 'moved' | 'cancelled'

/** What a client who knows `known` is to be told now that it is `is`; null: nothing has changed for them. */
export function newsOf(known: Standing, is: Standing): News | null {
  if (known === null) return is === null ? null : 'booked'
  if (is === null) return 'cancelled'
  return sameStanding(known, is) ? null : 'moved'
}

/** True for the same time with the same masters. */
export function sameStanding(one: Standing, other: Standing): boolean {
  if (one === null || other === null) return one === other
  return one.start === other.start && one.masters.join() === other.masters.join()
}
