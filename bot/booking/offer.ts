import { findOffer, nearestSlots } from '../../db/offer.ts'
import type { Minute } from '../../domain/catalog.ts'
import type { Slot } from '../../domain/slots.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { windowOf } from './screens.ts'
import { wishFrom } from './wish.ts'

/** Every start that the draft's wish may be booked at now; the client's own hold and moving visit don't count as taken. */
export async function startsFor(turn: Turn, draft: Draft): Promise<Slot[]> {
  const wish = wishFrom(turn.catalog, draft)
  if (!wish) return []
  const range = { from: turn.minute, to: turn.minute + (windowOf(turn, draft) + 1) * 1440 }
  return findOffer(turn.tx, turn.catalogs, { ...seeking(turn, draft), wish, range })
}

/** The three starts on offer nearest to a moment. */
export async function startsNear(turn: Turn, draft: Draft, around: Minute): Promise<Slot[]> {
  const wish = wishFrom(turn.catalog, draft)
  return wish ? nearestSlots(turn.tx, turn.catalogs, { ...seeking(turn, draft), wish, around }) : []
}

function seeking(turn: Turn, draft: Draft) {
  return { businessId: turn.catalog.businessId, now: turn.minute, except: draft.holdId ?? draft.visitId }
}
