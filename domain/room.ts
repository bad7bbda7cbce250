import type { Minute } from './catalog.ts'
import type { Slot } from './slots.ts'

/** How many visits of one length still fit, when each master takes them one after another: starts are tried in their order. */
export function roomFor(slots: readonly Slot[], minutes: number): { places: number; nearest: Minute | null } {
  const freeFrom = new Map<number, Minute>()
  let places = 0
  for (const { start, masters } of slots)
    for (const master of masters) {
      if (start < (freeFrom.get(master) ?? Number.NEGATIVE_INFINITY)) continue
      freeFrom.set(master, start + minutes)
      places++
    }
  return { places, nearest: slots[0]?.start ?? null }
}
