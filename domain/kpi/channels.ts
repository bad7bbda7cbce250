import type { Kopecks } from '../catalog.ts'
import { addDays } from '../time.ts'
import type { Measure } from './measure.ts'
import { clientCost } from './money.ts'
import { daysOf, type Period } from './period.ts'
import { channelVerdict, type StopRule, USUAL_RULE, type Verdict } from './verdict.ts'

/** A channel's day, or a campaign's: leads that were bought and what became of them. */
export type BoughtDay = {
  day: string
  key: string
  leads: number
  newClients: number
  firstPaid: number
  gave: Kopecks
}
export type SpentDay = { day: string; key: string; amount: Kopecks; clicks: number | null }

export type ChannelReport = {
  key: string
  spend: Kopecks | null
  clicks: number | null
  leads: number
  newClients: number
  /** CAC: spend ÷ new clients. Seed 000 §3. */
  cac: Measure<Kopecks>
  verdict: Verdict
}

/**
 * Channels (or campaigns) of a period with their verdicts, the most expensive first. The days before the period must be given too, as many as it
 * has, or as the rule wants: from them come «three days running» and «worked before».
 */
export function channelReports(
  bought: readonly BoughtDay[],
  spent: readonly SpentDay[],
  period: Period,
  rule: StopRule = USUAL_RULE,
): ChannelReport[] {
  const keys = [...new Set([...bought, ...spent].map(({ key }) => key))]
  const reports = keys.map((key) => reportOf(key, of(bought, key), of(spent, key), period, rule))
  return reports
    .filter(({ spend, leads }) => spend !== null || leads > 0)
    .toSorted((a, b) => (b.spend ?? 0) - (a.spend ?? 0) || b.leads - a.leads || (a.key < b.key ? -1 : 1))
}

const of = <T extends { key: string }>(rows: readonly T[], key: string) => rows.filter((row) => row.key === key)

function reportOf(
  key: string,
  bought: readonly BoughtDay[],
  spent: readonly SpentDay[],
  period: Period,
  rule: StopRule,
): ChannelReport {
  const shifted = (days: number): Period => ({ from: addDays(period.from, -days), to: addDays(period.to, -days) })
  const verdictIn = (window: Period, losingDays = 0, worked = false) =>
    channelVerdict(factsIn(bought, spent, window), { losingDays, worked }, rule)
  let losingDays = 0
  while (losingDays < rule.stopDays - 1 && verdictIn(shifted(losingDays + 1)).losing) losingDays++
  const worked = verdictIn(shifted(daysOf(period))).word === 'works'
  const { spend, clicks, leads, newClients } = factsIn(bought, spent, period)
  return {
    key,
    spend,
    clicks,
    leads,
    newClients,
    cac: clientCost(spend, newClients),
    verdict: verdictIn(period, losingDays, worked),
  }
}

function factsIn(bought: readonly BoughtDay[], spent: readonly SpentDay[], { from, to }: Period) {
  const inside = ({ day }: { day: string }) => day >= from && day <= to
  const [days, money] = [bought.filter(inside), spent.filter(inside)]
  const sum = <T>(rows: readonly T[], value: (row: T) => number) => rows.reduce((all, row) => all + value(row), 0)
  return {
    spend: money.length > 0 ? sum(money, ({ amount }) => amount) : null,
    clicks: money.some(({ clicks }) => clicks !== null) ? sum(money, ({ clicks }) => clicks ?? 0) : null,
    leads: sum(days, (day) => day.leads),
    newClients: sum(days, (day) => day.newClients),
    paidVisits: sum(days, (day) => day.firstPaid),
    gave: sum(days, (day) => day.gave),
  }
}

/** The first day that a report of a period needs. */
export const firstDayFor = (period: Period, { stopDays }: StopRule = USUAL_RULE): string =>
  addDays(period.from, -Math.max(daysOf(period), stopDays))
