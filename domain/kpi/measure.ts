import { type Proportion, proportion } from '../proportion.ts'

/** Why a number can't be known. */
export type Unknown =
  /** Nothing happened that could be counted. */
  | 'no_data'
  /** Too little happened: `missing` more are needed. */
  | 'too_few'
  /** No advertising spend was written down. */
  | 'no_spend'
  /** Nobody has said what an hour of work costs. */
  | 'no_price'
  /** Money was spent and nobody came. */
  | 'no_clients'
  /** Most of it has not happened yet: half of those who wrote got no answer. */
  | 'unanswered'
  /** No gain: it never pays back. */
  | 'never'
  /** The rows contradict each other: more came than were booked. */
  | 'contradiction'

/** A number, or why there is none: what is not known is never shown as 0. */
export type Measure<T = number> = { value: T } | { value: null; reason: Unknown; missing?: number }

/** A number that can't be known. */
export const unknown = (reason: Unknown, missing?: number): { value: null; reason: Unknown; missing?: number } =>
  missing === undefined ? { value: null, reason } : { value: null, reason, missing }

/** A share with its 95% interval and what it was counted from. */
export type Share = Proportion & { hits: number; all: number }

/** `hits` of `all` with Wilson's interval; more hits than there were tries contradict. */
export function shareOf(hits: number, all: number): Measure<Share> {
  if (hits > all || hits < 0) return unknown('contradiction')
  const found = proportion(hits, all)
  return found === null ? unknown('no_data') : { value: { ...found, hits, all } }
}

/** How a share may be shown: below 5 numbers only, below 30 without a percent, below 200 with its interval. */
export function precisionOf(all: number): 'counts' | 'of' | 'interval' | 'plain' {
  return all < 5 ? 'counts' : all < 30 ? 'of' : all < 200 ? 'interval' : 'plain'
}

/** Integer division of money, half a kopeck rounded up. */
export const perOne = (total: number, count: number): number => Math.round(total / count)

/** A change between two shares; `clear` only where their intervals lie apart, so that chance is not taken for news. */
export function changeOf(before: Measure<Share>, after: Measure<Share>): Measure<{ points: number; clear: boolean }> {
  if (before.value === null) return before
  if (after.value === null) return after
  const [a, b] = [before.value, after.value]
  const enough = Math.min(a.all, b.all) >= 30
  return { value: { points: (b.share - a.share) * 100, clear: enough && (b.from > a.to || b.to < a.from) } }
}
