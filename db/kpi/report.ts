import type { AssistantSettings, Catalog, Kopecks } from '../../domain/catalog.ts'
import { type AssistantQuality, assistantQuality } from '../../domain/kpi/assistant.ts'
import { type ChannelReport, channelReports, firstDayFor } from '../../domain/kpi/channels.ts'
import { cohortTable, lifetimeOf } from '../../domain/kpi/cohorts.ts'
import {
  type Funnel,
  funnelOf,
  lateCancelShare,
  noShowShare,
  occupancyOf,
  repeatShare,
} from '../../domain/kpi/funnel.ts'
import { type Measure, perOne, type Share, unknown } from '../../domain/kpi/measure.ts'
import { averageCheck, clientCost, contribution, orderCost } from '../../domain/kpi/money.ts'
import { type Speed, speedOf, sumOfKept } from '../../domain/kpi/speed.ts'
import { type StopRule, USUAL_RULE } from '../../domain/kpi/verdict.ts'
import { addDays, localOf } from '../../domain/time.ts'
import { minuteOf, type Sql } from '../sql.ts'
import { type Stop, stopsOf } from '../stops.ts'
import type { AnswerWay } from './facts.ts'
import { spendBy } from './money.ts'
import { type Asked, answersBy, cohortCells, dialoguesBy, habitsOf, leadsBy, overviewSums } from './read.ts'
import { type ToldSource, toldSources } from './told.ts'
import { mastersOf, servicesOf } from './work.ts'

/** The numbers of a period that an owner sees first. Money in kopecks, times in seconds. */
export type Overview = {
  leads: number
  newClients: number
  visits: number
  came: number
  revenue: Kopecks
  spend: Kopecks | null
  averageCheck: Measure<Kopecks>
  /** All spend over all new clients, and the same of bought leads only; organic ones cost nothing and are apart. */
  cac: Measure<Kopecks>
  cacPaid: Measure<Kopecks>
  newPaid: number
  newOrganic: number
  cpo: Measure<Kopecks>
  /** What a visit leaves: price − discount − variable cost; and the first visit of a client, less the price of the client. */
  margin: Measure<Kopecks>
  contribution: Measure<Kopecks>
  noShow: Measure<Share>
  lateCancel: Measure<Share>
  discounts: Kopecks
  freeVisits: number
  funnel: Funnel
  /** First answers to new leads. */
  speed: Speed
  assistant: AssistantQuality
}

/** The overview of a period: one short query. */
export async function overviewOf(sql: Sql, asked: Asked): Promise<Overview> {
  const { leads, visits: visit, answers, dialogues, spent, costs } = await overviewSums(sql, asked)
  const of = (paid: boolean | null, key: keyof (typeof leads)[number]) =>
    leads.reduce((sum, row) => sum + (paid === null || row.paid === paid ? Number(row[key]) : 0), 0)
  const spend = spent?.amount ?? null
  const operating = costs.length > 0 ? costs.reduce((sum, { amount }) => sum + amount, 0) : null
  const newClients = of(null, 'newClients')
  const cac = clientCost(spend, newClients)
  const margin: Measure<Kopecks> =
    visit.came === 0 ? unknown('no_data') : { value: perOne(contribution(visit), visit.came) }
  return {
    leads: of(null, 'leads'),
    newClients,
    visits: visit.visits,
    came: visit.came,
    revenue: visit.revenue,
    spend,
    averageCheck: averageCheck(visit.revenue, visit.paidVisits),
    cac,
    cacPaid: clientCost(spend, of(true, 'newClients')),
    newPaid: of(true, 'newClients'),
    newOrganic: of(false, 'newClients'),
    cpo: orderCost(spend, operating, visit.came),
    margin,
    contribution: margin.value === null ? margin : cac.value === null ? cac : { value: margin.value - cac.value },
    noShow: noShowShare(visit),
    lateCancel: lateCancelShare(visit),
    discounts: visit.discount,
    freeVisits: visit.free,
    funnel: funnelOf({
      clicks: spent?.clicks ?? null,
      leads: of(null, 'leads'),
      booked: of(null, 'booked'),
      visited: of(null, 'visited'),
      paid: of(null, 'paidLeads'),
    }),
    speed: speedOf(sumOfKept(answers)),
    assistant: assistantQuality(dialogues),
  }
}

/** A channel that the owner has stopped: when, and what was spent on it since, within the period. */
export type Stopped = Stop & { spentSince: Kopecks }

/** When a channel of a business is to be stopped. */
export const ruleOf = ({ stopVisits, stopDays }: AssistantSettings): StopRule => ({
  leastVisits: stopVisits,
  stopDays,
})

export type Channels = {
  /** Bought leads by source, against what was spent on it; `stop`: it stands still. */
  channels: (ChannelReport & { stop: Stopped | null })[]
  /** The same by source and campaign, `source / campaign`. */
  campaigns: (ChannelReport & { source: string; campaign: string | null })[]
  /** Leads that nobody paid for, by source. */
  organic: { source: string; leads: number; newClients: number; revenue: Kopecks }[]
  /** Stops of channels that stood in the period, those that were taken back too. */
  stops: Stop[]
  /** Where clients say they heard of the business, of those who were asked. */
  told: ToldSource[]
}

/** Channels of a period with their verdicts. A lead counts as bought when its way here says so. */
export async function channelsOf(sql: Sql, asked: Asked, rule: StopRule = USUAL_RULE): Promise<Channels> {
  const { businessId, period } = asked
  const longer = { from: firstDayFor(period, rule), to: period.to }
  const [days, spent, organic, stops, told] = await Promise.all([
    leadsBy(sql, { ...asked, period: longer }, ['day', 'source', 'campaign', 'paid']),
    spendBy(sql, businessId, longer, ['day', 'source', 'campaign']),
    leadsBy(sql, asked, ['source', 'paid']),
    stopsOf(sql, businessId, { from: longer.from, to: period.to }),
    toldSources(sql, asked),
  ])
  const stopOf = (source: string): Stopped | null => {
    const stop = stops.find((one) => one.source === source && one.resumedDay === null)
    const since = spent.filter((one) => stop && one.source === source && one.day >= stop.day)
    return stop ? { ...stop, spentSince: since.reduce((sum, { amount }) => sum + amount, 0) } : null
  }
  const bought = days.filter(({ paid }) => paid).map((row) => ({ ...row, leads: row.fresh }))
  const bySource = <T extends { source: string }>(row: T) => ({ ...row, key: row.source })
  const byCampaign = <T extends { source: string; campaign: string | null }>(row: T) => ({
    ...row,
    key: JSON.stringify([row.source, row.campaign]),
  })
  return {
    channels: channelReports(bought.map(bySource), spent.map(bySource), period, rule).map((report) => ({
      ...report,
      stop: stopOf(report.key),
    })),
    campaigns: channelReports(bought.map(byCampaign), spent.map(byCampaign), period, rule).map((report) => {
      const [source, campaign] = JSON.parse(report.key) as [string, string | null]
      return { ...report, source, campaign }
    }),
    organic: organic
      .filter(({ paid }) => !paid)
      .map(({ source, leads, newClients, revenue }) => ({ source, leads, newClients, revenue })),
    stops,
    told,
  }
}

/** The funnel of a period, and by source. */
export async function funnelsOf(
  sql: Sql,
  asked: Asked,
): Promise<{ all: Funnel; bySource: (Funnel & { source: string })[] }> {
  const [rows, [spent]] = await Promise.all([
    leadsBy(sql, asked, ['source']),
    spendBy(sql, asked.businessId, asked.period),
  ])
  const counts = ({ leads, booked, visited, paidLeads }: (typeof rows)[number]) => ({
    leads,
    booked,
    visited,
    paid: paidLeads,
  })
  const total = rows.map(counts).reduce(
    (sum, one) => ({
      leads: sum.leads + one.leads,
      booked: sum.booked + one.booked,
      visited: sum.visited + one.visited,
      paid: sum.paid + one.paid,
    }),
    { leads: 0, booked: 0, visited: 0, paid: 0 },
  )
  return {
    all: funnelOf({ clicks: spent?.clicks ?? null, ...total }),
    bySource: rows.map((row) => ({ source: row.source, ...funnelOf({ clicks: null, ...counts(row) }) })),
  }
}

/** The speed of first answers of a period: to new leads (`all`), and every way of looking at all waits for a first answer. */
export type Speeds = { all: Speed; waits: Speed } & Record<
  'byOpening' | 'byAnswerer' | 'byOpen' | 'byChannel' | 'byDistrict' | 'byHour' | 'byDay',
  (Speed & { key: string | number | boolean | null })[]
>

export async function speedsOf(sql: Sql, asked: Asked): Promise<Speeds> {
  const rows = await answersBy(sql, asked, ['opening', 'answered', 'open', 'channel', 'district', 'hour'])
  const ways = Map.groupBy(rows, ({ by }) => by)
  const of = (way: AnswerWay) => ways.get(way) ?? []
  const by = <T>(way: AnswerWay, told: (row: (typeof rows)[number]) => T) =>
    [...Map.groupBy(of(way), told)].map(([key, some]) => ({ key, ...speedOf(sumOfKept(some)) }))
  const own = ({ key }: { key: string | null }) => key
  return {
    all: speedOf(sumOfKept(of('opening').filter(({ key }) => key === 'lead'))),
    waits: speedOf(sumOfKept(of('opening'))),
    byOpening: by('opening', own),
    byAnswerer: by('answered', own),
    byOpen: by('open', ({ key }) => key === 'true'),
    byChannel: by('channel', own),
    byDistrict: by('district', own),
    byHour: by('hour', ({ key }) => Number(key)).toSorted((a, b) => a.key - b.key),
    byDay: by('opening', ({ day }) => day).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  }
}

/** The assistant's quality in a period, by day and by channel. */
export async function assistantOf(sql: Sql, asked: Asked) {
  const [[all], days, channels] = await Promise.all([
    dialoguesBy(sql, asked),
    dialoguesBy(sql, asked, ['day']),
    dialoguesBy(sql, asked, ['channel']),
  ])
  return {
    all: assistantQuality(all!),
    byDay: days.map(({ day, ...counts }) => ({ day, ...assistantQuality(counts) })),
    byChannel: channels.map(({ channel, ...counts }) => ({ channel, ...assistantQuality(counts) })),
  }
}

/** Cohorts up to now, with LTV as it has happened and by the formula, from clients who first came a year ago or earlier. */
export async function cohortsOf(sql: Sql, catalog: Catalog, now: Date, raw = false) {
  const today = localOf(catalog.timezone, minuteOf(now)).date
  const [cells, habits] = await Promise.all([
    cohortCells(sql, catalog.businessId, raw),
    habitsOf(sql, catalog.businessId, addDays(today, -YEAR_DAYS), raw),
  ])
  const paid = cells.reduce((sum, { revenue }) => sum + revenue, 0)
  const visits = cells.reduce((sum, cell) => sum + cell.visits, 0)
  return {
    rows: cohortTable(cells, today.slice(0, 7)),
    lifetime: lifetimeOf(averageCheck(paid, visits), habits),
    habits,
  }
}

const YEAR_DAYS = 365

/** Masters of a period with their occupancy; only one where `masterId` says so, and then without money. */
export async function masterReports(sql: Sql, catalog: Catalog, asked: Asked, masterId: number | null = null) {
  const masters = await mastersOf(sql, catalog, asked, masterId)
  return masters.map(({ price, ...master }) => ({
    ...master,
    price: masterId === null ? price : null,
    occupancy: occupancyOf(master.busyMinutes, master.openMinutes),
    noShowShare: noShowShare({ ...master, cancelled: 0, cancelledLate: 0 }),
  }))
}

/** Services of a period: what they bring, and whether their clients come again. */
export async function serviceReports(sql: Sql, { businessId, period }: Asked, now: Date) {
  const services = await servicesOf(sql, businessId, period, now)
  return services.map((service) => ({
    ...service,
    margin: service.came === 0 ? unknown('no_data') : { value: perOne(contribution(service), service.came) },
    repeat: repeatShare(service.settled, service.returned),
  }))
}
