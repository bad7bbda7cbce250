import { findOffer, nearestSlots } from '../../db/offer.ts'
import { type Minute, rulesOf } from '../../domain/catalog.ts'
import type { Slot } from '../../domain/slots.ts'
import { localOf } from '../../domain/time.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { servicesOf, wishFrom } from './wish.ts'

/** Every start that the draft's wish may be booked at now; the client's own hold and moving visit don't count as taken. */
export async function startsFor(turn: Turn, draft: Draft): Promise<Slot[]> {
  const wish = wishFrom(turn.catalog, draft)
  if (!wish) return []
  const range = { from: turn.minute, to: turn.minute + (windowOf(turn, draft) + 1) * 1440 }
  const slots = await findOffer(turn.tx, turn.catalogs, { ...seeking(turn, draft), wish, range })
  // Where a visit stands already is no place to move it to.
  return draft.kind === 'move' ? slots.filter((slot) => slot.start !== draft.was) : slots
}

/** The three starts on offer nearest to a moment. */
export async function startsNear(turn: Turn, draft: Draft, around: Minute): Promise<Slot[]> {
  const wish = wishFrom(turn.catalog, draft)
  return wish ? nearestSlots(turn.tx, turn.catalogs, { ...seeking(turn, draft), wish, around }) : []
}

/** Starts by local date, both rising. */
export function byDay(zone: string, slots: readonly Slot[]): Map<string, number[]> {
  const days = new Map<string, number[]>()
  for (const { start } of slots) {
    const { date } = localOf(zone, start)
    const day = days.get(date)
    if (day) day.push(start)
    else days.set(date, [start])
  }
  return days
}

/** The booking window of a draft's services, days. */
export function windowOf({ catalog }: Turn, draft: Draft): number {
  const windows = servicesOf(catalog, draft).map((service) => rulesOf(catalog, service).windowDays)
  return windows.length > 0 ? Math.min(...windows) : catalog.rules.windowDays
}

function seeking(turn: Turn, draft: Draft) {
  return { businessId: turn.catalog.businessId, now: turn.minute, except: draft.holdId ?? draft.visitId }
}
