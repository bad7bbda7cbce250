import type { Catalog } from '../domain/catalog.ts'
import { localOf } from '../domain/time.ts'
import type { Say } from './texts.ts'
import { sayDayMonth, sayMoney } from './words.ts'

/** A discount in words: its code, «10%» or a sum, and the last day on which a visit may be booked by it. */
export function offerWords(
  { timezone }: Catalog,
  say: Say,
  offer: { code: string; percent: number | null; amount: number | null; expiresAt: Date },
) {
  const last = localOf(timezone, Math.floor((offer.expiresAt.getTime() - 1) / 60_000)).date
  const size = offer.percent === null ? sayMoney(offer.amount ?? 0) : `${offer.percent}%`
  return { code: offer.code, size, until: sayDayMonth(say.language, last) }
}
