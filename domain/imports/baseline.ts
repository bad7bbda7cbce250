import type { Kopecks } from '../catalog.ts'
import { noShowShare, repeatShare } from '../kpi/funnel.ts'
import { type Measure, type Share, shareOf, unknown } from '../kpi/measure.ts'
import { averageCheck, revenueByFewerNoShows } from '../kpi/money.ts'
import { daysOf, type Period } from '../kpi/period.ts'
import { type Answers, type Speed, speedOf } from '../kpi/speed.ts'

/** What tables of the past say of a business, summed. Money in kopecks. */
export type PastFacts = {
  /** The first and the last day of visits; null: there are none. */
  period: Period | null
  visits: number
  came: number
  noShow: number
  cancelled: number
  paidVisits: number
  revenue: Kopecks
  discounts: Kopecks
  discounted: number
  /** Visits that took place and were paid less than they cost, and by how much. */
  unpaid: number
  unpaidAmount: Kopecks
  /** Visits of clients whom a table tells apart, and these clients. */
  named: number
  clients: number
  /** Of clients whose first visit lies `BACK_DAYS` before the end at least: how many there are, and how many came again within that time. */
  settled: number
  returned: number
  /** Whether some table tells how visits ended, and what was paid. */
  statesTold: boolean
  /** Visits whose source is known. */
  sourced: number
  /** Visits of which it is known when they were booked, and how many of these outside 9–21. */
  booked: number
  bookedByNight: number
  answers: Answers | null
  sources: readonly { source: string; visits: number; clients: number; revenue: Kopecks }[]
}

/** Within so many days a client is expected back. */
export const BACK_DAYS = 60
/** With fewer cases a share says nothing, with fewer days a month can't be told. */
const LEAST_CASES = 30
const LEAST_DAYS = 14
const MONTH_DAYS = 30

/** What reminders bring no-shows down to. Seed 001 §3: 15% → 7%. */
const NO_SHOW_TARGET = 0.07
/** Of clients who did not come back so many return when they are asked; of cancelled places so many are filled. Cautious guesses, shown as such. */
const BACK_WHEN_ASKED = 0.1
const FILLED_PLACES = 1 / 3
/** A source is told for less than this share of visits: nobody knows which advertising works. */
const SOURCES_KNOWN = 0.5
/** Seed 003: most first replies within a minute. */
const ANSWERED_IN_TIME = 0.7

/** Where money goes: `cases` of `all`, and how much it is in the time of the tables. */
export type Leak = {
  kind: 'no_show' | 'cancelled' | 'unpaid' | 'discounts' | 'not_back'
  cases: number
  all: number
  amount: Measure<Kopecks>
}

/** What to hand over to the assistant, and what it brings a month, where that can be told; `from`: the numbers it follows from. */
export type Step = {
  kind: 'reminders' | 'win_back' | 'waitlist' | 'payments' | 'replies' | 'night' | 'ask_source'
  monthly: Measure<Kopecks>
  from: Record<string, number>
}

export type Baseline = {
  period: Period | null
  days: number
  facts: Omit<PastFacts, 'answers' | 'sources' | 'period'>
  averageCheck: Measure<Kopecks>
  /** Money of thirty days. */
  monthly: Measure<Kopecks>
  noShow: Measure<Share>
  repeat: Measure<Share>
  /** Null: no table tells when contacts were answered. */
  response: Speed | null
  sourceKnown: Measure<Share>
  sources: PastFacts['sources']
  leaks: Leak[]
  steps: Step[]
}

/** How a business did before the assistant: what is known of it, where money goes, and what to hand over first. */
export function baselineOf(facts: PastFacts): Baseline {
  const { period, answers, sources, ...rest } = facts
  const days = period === null ? 0 : daysOf(period)
  const check = averageCheck(facts.revenue, facts.paidVisits)
  const perMonth = (amount: Measure<Kopecks>): Measure<Kopecks> =>
    amount.value === null
      ? amount
      : days < LEAST_DAYS
        ? unknown('too_few', LEAST_DAYS - days)
        : { value: Math.round((amount.value * MONTH_DAYS) / days) }
  const noShow = facts.statesTold
    ? atLeast(noShowShare({ ...facts, cancelledLate: 0 }), facts.came + facts.noShow)
    : unknown('no_data')
  const repeat = atLeast(repeatShare(facts.settled, facts.returned), facts.settled)
  const monthly = perMonth(facts.revenue > 0 ? { value: facts.revenue } : unknown('no_data'))
  const response = answers === null ? null : speedOf(answers)
  return {
    period,
    days,
    facts: rest,
    averageCheck: check,
    monthly,
    noShow,
    repeat,
    response,
    sourceKnown: shareOf(facts.sourced, facts.visits),
    sources: sources.toSorted((a, b) => b.revenue - a.revenue || b.visits - a.visits),
    leaks: leaksOf(facts, check),
    steps: stepsOf(facts, { check, monthly, noShow, repeat, response, perMonth, days }),
  }
}

const atLeast = (share: Measure<Share>, cases: number): Measure<Share> =>
  cases > 0 && cases < LEAST_CASES ? unknown('too_few', LEAST_CASES - cases) : share

const times = (count: number, check: Measure<Kopecks>): Measure<Kopecks> =>
  check.value === null ? check : { value: Math.round(count * check.value) }

function leaksOf(facts: PastFacts, check: Measure<Kopecks>): Leak[] {
  const leaks: Leak[] = [
    { kind: 'no_show', cases: facts.noShow, all: facts.came + facts.noShow, amount: times(facts.noShow, check) },
    { kind: 'cancelled', cases: facts.cancelled, all: facts.visits, amount: times(facts.cancelled, check) },
    { kind: 'unpaid', cases: facts.unpaid, all: facts.came, amount: { value: facts.unpaidAmount } },
    { kind: 'discounts', cases: facts.discounted, all: facts.came, amount: { value: facts.discounts } },
    {
      kind: 'not_back',
      cases: facts.settled - facts.returned,
      all: facts.settled,
      amount: times(facts.settled - facts.returned, check),
    },
  ]
  return leaks.filter(({ cases }) => cases > 0).toSorted((a, b) => (b.amount.value ?? -1) - (a.amount.value ?? -1))
}

type Known = Pick<Baseline, 'days' | 'monthly' | 'noShow' | 'repeat' | 'response'> & {
  check: Measure<Kopecks>
  perMonth: (amount: Measure<Kopecks>) => Measure<Kopecks>
}

/** What brings most a month stands first; what can't be told in money comes after. */
function stepsOf(facts: PastFacts, { check, monthly, noShow, repeat, response, perMonth, days }: Known): Step[] {
  const steps: Step[] = []
  if (noShow.value !== null && noShow.value.share > NO_SHOW_TARGET) {
    const gain = revenueByFewerNoShows(noShow.value.share, NO_SHOW_TARGET)
    const brings: Measure<Kopecks> =
      gain.value === null ? gain : monthly.value === null ? monthly : { value: Math.round(gain.value * monthly.value) }
    const from = {
      share: noShow.value.share,
      target: NO_SHOW_TARGET,
      revenue: monthly.value ?? 0,
      gain: gain.value ?? 0,
    }
    steps.push({ kind: 'reminders', monthly: brings, from })
  }
  const away = facts.settled - facts.returned
  if (repeat.value !== null && away > 0)
    steps.push({
      kind: 'win_back',
      monthly: perMonth(times(away * BACK_WHEN_ASKED, check)),
      from: { away, share: BACK_WHEN_ASKED, check: check.value ?? 0, days },
    })
  if (facts.cancelled > 0)
    steps.push({
      kind: 'waitlist',
      monthly: perMonth(times(facts.cancelled * FILLED_PLACES, check)),
      from: { cancelled: facts.cancelled, check: check.value ?? 0, days },
    })
  if (facts.unpaid > 0)
    steps.push({
      kind: 'payments',
      monthly: perMonth({ value: facts.unpaidAmount }),
      from: { unpaid: facts.unpaid, amount: facts.unpaidAmount, days },
    })
  const inTime = response?.within60.value
  if (response && inTime && inTime.all >= LEAST_CASES && inTime.share < ANSWERED_IN_TIME)
    steps.push({
      kind: 'replies',
      monthly: unknown('no_data'),
      from: { late: inTime.all - inTime.hits, all: inTime.all, median: response.median.value ?? 0 },
    })
  if (facts.bookedByNight > 0 && facts.booked >= LEAST_CASES)
    steps.push({ kind: 'night', monthly: unknown('no_data'), from: { night: facts.bookedByNight, all: facts.booked } })
  if (facts.visits > 0 && facts.sourced / facts.visits < SOURCES_KNOWN)
    steps.push({
      kind: 'ask_source',
      monthly: unknown('no_data'),
      from: { unknown: facts.visits - facts.sourced, all: facts.visits },
    })
  return steps.toSorted((a, b) => (b.monthly.value ?? -1) - (a.monthly.value ?? -1))
}
