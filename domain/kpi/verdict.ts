import type { Kopecks } from '../catalog.ts'
import { proportion } from '../proportion.ts'
import { type Measure, perOne, unknown } from './measure.ts'
import { LEAST_VISITS, STOP_DAYS } from './thresholds.ts'

/** What is known of a channel (or a campaign) in a period. */
export type ChannelFacts = {
  spend: Kopecks | null
  /** Leads of people who were no clients yet, and how many of these have come. */
  leads: number
  newClients: number
  /** First visits of these that were paid, and what they gave together: price − discount − refunds − variable cost. */
  paidVisits: number
  gave: Kopecks
}

/** `stop`, `works`, `early` (too few to say), `watch` (it worked and now can't be told), `free` (nothing is spent on it). */
export type Word = 'stop' | 'works' | 'early' | 'watch' | 'free'

export type Verdict = {
  word: Word
  /** Price of a client with the bounds that chance leaves: spend ÷ (leads × Wilson's bounds of the share that came); `to` null: no end. */
  cost: Measure<{ kopecks: Kopecks; from: Kopecks; to: Kopecks | null }>
  /** What a first visit gives before the price of the client. */
  gives: Measure<Kopecks>
  /** Lost on each client: the price above what the visit gives; null where nothing is lost. */
  loss: Kopecks | null
  /** With how many more leads, at the same shares and prices, it could be told; null: it can be told, or nobody knows. */
  missingLeads: number | null
  missingVisits: number
  /** The arithmetic points to `stop`; the word follows after `STOP_DAYS` such days in a row. */
  losing: boolean
}

const MOST_MISSING = 100_000

/** With how many paid first visits a channel is judged, and on how many days running it must lose; an owner may set others. */
export type StopRule = { leastVisits: number; stopDays: number }
export const USUAL_RULE: StopRule = { leastVisits: LEAST_VISITS, stopDays: STOP_DAYS }

/**
 * Whether a channel earns. `stop`: even the lowest price of a client that chance allows is above what a visit gives, with ≥ 10 paid first
 * visits, on three days running (`losingDays`: the days right before that said so). `works`: even the highest is below.
 */
export function channelVerdict(
  facts: ChannelFacts,
  before: { losingDays: number; worked: boolean },
  { leastVisits, stopDays }: StopRule = USUAL_RULE,
): Verdict {
  const { spend, leads, newClients, paidVisits, gave } = facts
  const gives: Measure<Kopecks> = paidVisits === 0 ? unknown('no_data') : { value: perOne(gave, paidVisits) }
  const missingVisits = Math.max(0, leastVisits - paidVisits)
  const cost = costOf(spend, leads, newClients)
  const rest = { cost, gives, loss: null, missingLeads: null, missingVisits, losing: false }
  if (spend === null || spend === 0) return { ...rest, word: 'free' }
  const early: Word = before.worked ? 'watch' : 'early'
  if (cost.value === null || gives.value === null) return { ...rest, word: early, missingLeads: null }
  const { kopecks, from, to } = cost.value
  const loss = kopecks > gives.value ? kopecks - gives.value : null
  if (missingVisits === 0 && from > gives.value) {
    const word = before.losingDays + 1 >= stopDays ? 'stop' : early
    return { ...rest, word, loss, losing: true }
  }
  if (missingVisits === 0 && to !== null && to < gives.value) return { ...rest, word: 'works' }
  return { ...rest, word: early, loss, missingLeads: missingLeads(facts, gives.value, leastVisits) }
}

function costOf(spend: Kopecks | null, leads: number, came: number): Verdict['cost'] {
  if (spend === null || spend === 0) return unknown('no_spend')
  if (came > leads) return unknown('contradiction')
  const share = proportion(came, leads)
  if (!share || came === 0) return unknown('no_clients')
  return {
    value: {
      kopecks: perOne(spend, came),
      from: perOne(spend, leads * share.to),
      to: share.from > 0 ? perOne(spend, leads * share.from) : null,
    },
  }
}

/** How many more leads it takes, all shares staying as they are, until an end of the interval leaves what a visit gives. */
function missingLeads(
  { spend, leads, newClients, paidVisits }: ChannelFacts,
  gives: Kopecks,
  leastVisits: number,
): number | null {
  const settled = (factor: number) => {
    const all = leads * factor
    const share = proportion(newClients * factor, all)!
    const low = (spend! * factor) / (all * share.to)
    const high = (spend! * factor) / (all * share.from)
    return paidVisits * factor >= leastVisits && (low > gives || high < gives)
  }
  let most = 2
  while (!settled(most)) {
    most *= 2
    if (leads * most > MOST_MISSING) return null
  }
  let least = 1
  for (let i = 0; i < 30; i++) {
    const middle = (least + most) / 2
    if (settled(middle)) most = middle
    else least = middle
  }
  return Math.ceil(leads * (most - 1))
}
