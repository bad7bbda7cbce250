import type { Minute } from '../../domain/catalog.ts'

/** What is to happen in the simulated year, by its minute. */
export type Agenda<Event> = {
  add(at: Minute, event: Event): void
  /** Takes out all that is due by `now`, earliest first. */
  due(now: Minute): Event[]
}

const SLOT = 30

/** Events in half-hour slots: exact enough for people. */
export function createAgenda<Event>(): Agenda<Event> {
  const slots = new Map<number, Event[]>()
  let taken = Number.NEGATIVE_INFINITY
  return {
    add(at, event) {
      const slot = Math.max(Math.ceil(at / SLOT), taken + 1)
      const events = slots.get(slot)
      if (events) events.push(event)
      else slots.set(slot, [event])
    },
    due(now) {
      const until = Math.floor(now / SLOT)
      if (taken === Number.NEGATIVE_INFINITY) taken = Math.min(until, ...slots.keys()) - 1
      const found: Event[] = []
      for (let slot = taken + 1; slot <= until; slot++) {
        found.push(...(slots.get(slot) ?? []))
        slots.delete(slot)
      }
      taken = until
      return found
    },
  }
}
