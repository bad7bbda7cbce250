import type { Kopecks } from '../catalog.ts'
import { type Measure, perOne, type Share, unknown } from './measure.ts'

/** AOV, the average check: money kept (payments − refunds) ÷ paid visits. Seed 001 §1. */
export function averageCheck(revenue: Kopecks, paidVisits: number): Measure<Kopecks> {
  if (paidVisits === 0) return revenue === 0 ? unknown('no_data') : unknown('contradiction')
  return { value: perOne(revenue, paidVisits) }
}

/**
 * CAC = marketing spend of the period ÷ new clients of the period. Seed 000 §3: 30 000 ₽ ÷ 36 = 833.33 ₽, which the seed rounds to 833 ₽.
 * Nothing spent is no price of a client: an organic one has none (`no_spend`); spent and nobody came: `no_clients`.
 */
export function clientCost(spend: Kopecks | null, newClients: number): Measure<Kopecks> {
  if (spend === null || spend === 0) return unknown('no_spend')
  if (newClients === 0) return unknown('no_clients')
  return { value: perOne(spend, newClients) }
}

/**
 * CAC after conversion has grown by `gain` (0.3 is +30%). Seed 000 §3: 833 ₽ becomes 641 ₽; 36 × 1.3 = 46.8 clients is a mean over
 * months, with whole people it would be 638 ₽ (47) or 652 ₽ (46).
 */
export function clientCostAfter(spend: Kopecks | null, newClients: number, gain: number): Measure<Kopecks> {
  const now = clientCost(spend, newClients)
  if (now.value === null) return now
  return gain <= -1 ? unknown('no_clients') : { value: perOne(spend!, newClients * (1 + gain)) }
}

/** CPO = (marketing + operating costs of the orders) ÷ orders. Seed 000 §3. */
export function orderCost(marketing: Kopecks | null, operating: Kopecks | null, orders: number): Measure<Kopecks> {
  if (marketing === null && operating === null) return unknown('no_spend')
  const costs = (marketing ?? 0) + (operating ?? 0)
  if (orders === 0) return costs === 0 ? unknown('no_data') : unknown('no_clients')
  return { value: perOne(costs, orders) }
}

/** Contribution of one visit = price − discount − variable cost − CAC. Seed 001 §3: 1200 − 300 − 400 = 500 ₽. May be negative. */
export function contribution(visit: {
  price: Kopecks
  discount?: Kopecks
  variableCost: Kopecks
  cac?: Kopecks
}): Kopecks {
  return visit.price - (visit.discount ?? 0) - visit.variableCost - (visit.cac ?? 0)
}

/** LTV = average check × visits a year × years that a client stays. Seed 000 §3. */
export function lifetimeValue(
  check: Measure<Kopecks>,
  visitsPerYear: number | null,
  years: number | null,
): Measure<Kopecks> {
  if (check.value === null) return check
  if (visitsPerYear === null || years === null) return unknown('no_data')
  if (visitsPerYear < 0 || years < 0) return unknown('contradiction')
  return { value: Math.round(check.value * visitsPerYear * years) }
}

/** Extra revenue = leads × gain of conversion in points × average check. Seed 003: 200 × 10% × 1500 ₽ = 30 000 ₽, so «10%» are points, 20% → 30%. */
export function extraRevenue(leads: number, points: number, check: Measure<Kopecks>): Measure<Kopecks> {
  if (check.value === null) return check
  return { value: Math.round((leads * points * check.value) / 100) }
}

/**
 * By how much revenue grows when no-shows fall from one share to another: (1 − after) ÷ (1 − before) − 1. Seed 001 §3: 15% → 7% is
 * +9.4%, which the seed gives as ≈9%.
 */
export function revenueByFewerNoShows(before: number, after: number): Measure {
  if ([before, after].some((share) => share < 0 || share > 1)) return unknown('contradiction')
  return before === 1 ? unknown('no_data') : { value: (1 - after) / (1 - before) - 1 }
}

/** The same of two measured shares, each as it is known. */
export function fewerNoShows(before: Measure<Share>, after: Measure<Share>): Measure {
  if (before.value === null) return before
  return after.value === null ? after : revenueByFewerNoShows(before.value.share, after.value.share)
}

/** In how many months the assistant pays back: set-up ÷ (monthly gain − monthly cost). Seed 000 §3, seed 003 «1–3 месяца». */
export function paybackMonths(setup: Kopecks, monthlyGain: Measure<Kopecks>, monthlyCost: Kopecks): Measure {
  if (monthlyGain.value === null) return monthlyGain
  const left = monthlyGain.value - monthlyCost
  return left <= 0 ? unknown('never') : { value: setup / left }
}

/** Hours of manual work that the assistant saved: dialogues it led alone × minutes that one takes a person ÷ 60. Seed 001 §1. */
export function savedHours(dialogues: number, minutesEach: number): Measure {
  return dialogues === 0 ? unknown('no_data') : { value: (dialogues * minutesEach) / 60 }
}

/** What these hours would have cost: hours × the price of one. Nobody has told what an hour costs: not known. */
export function savedMoney(hours: Measure, hourPrice: Kopecks): Measure<Kopecks> {
  if (hours.value === null) return hours
  return hourPrice === 0 ? unknown('no_price') : { value: Math.round(hours.value * hourPrice) }
}

/** An amount over so many days, in whole kopecks, the first days bear the rest; the sum is exact. */
export function overDays(amount: Kopecks, days: number): Kopecks[] {
  const each = Math.floor(amount / days)
  const rest = amount - each * days
  return Array.from({ length: days }, (_, day) => each + (day < rest ? 1 : 0))
}
