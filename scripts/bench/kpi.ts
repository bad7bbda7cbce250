import { DAY as DAY_MINUTES, hourBy, openStudio, TEN } from '../../db/bookings.sample.ts'
import { loadCatalog } from '../../db/catalog.ts'
import { dailyOf } from '../../db/kpi/daily.ts'
import { spendBy } from '../../db/kpi/money.ts'
import { type Asked, answersBy, cohortCells, leadsBy, visitsBy } from '../../db/kpi/read.ts'
import { refreshKpis } from '../../db/kpi/refresh.ts'
import {
  assistantOf,
  channelsOf,
  cohortsOf,
  funnelsOf,
  masterReports,
  overviewOf,
  serviceReports,
  speedsOf,
} from '../../db/kpi/report.ts'
import { openPostgres } from '../../db/postgres.ts'
import type { Db } from '../../db/sql.ts'
import { startCluster } from '../../db/testing/cluster.ts'
import { clientCost } from '../../domain/kpi/money.ts'
import { comparedWith } from '../../domain/kpi/period.ts'
import { speedOf, sumOfKept } from '../../domain/kpi/speed.ts'
import { fillYear } from '../fill/run.ts'

const NOW = new Date('2026-12-31T12:00:00Z')
const MONTH = { from: '2026-11-20', to: '2026-12-19' }
const BEFORE = comparedWith(MONTH, 'previous')!
const DAY = '2026-11-20'
const ROUNDS = 41
const WRITES = 160

/**
 * The numbers of a filled year (`npm run simulate -- --fill`) as the owner reads them, thirty days beside the thirty before: from the tables
 * kept for it and from rows in the same run, with equal answers; then what keeping them costs. Medians and p95 of warm rounds, milliseconds.
 */
export async function benchKpi(leads: number): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const db = openPostgres(await cluster.createDatabase(), { max: 4 })
  try {
    const filled = await fillYear(db, { leads, seed: 1, now: NOW })
    const { businessId, rows } = filled
    return [
      { measure: 'kpi.fill', seconds: filled.seconds, rows, mb: await megabytes(db) },
      ...(await reads(db, businessId)),
      ...(await refreshes(db, businessId, filled.seconds.rollups! * 1000)),
      await writes(db),
    ]
  } finally {
    await db.close()
    await cluster.stop()
  }
}

async function reads(db: Db, businessId: number): Promise<object[]> {
  const catalog = await loadCatalog(db, businessId)
  const both = <T>(of: (asked: Asked) => Promise<T>, raw = false) =>
    Promise.all([MONTH, BEFORE].map((period) => of({ businessId, period, raw })))
  const compared = async (measure: string, of: (asked: Asked) => Promise<unknown>) => {
    const kept = await timed(ROUNDS, () => both(of))
    const begun = performance.now()
    const counted = await both(of, true)
    const raw = performance.now() - begun
    const same = JSON.stringify(await both(of)) === JSON.stringify(counted)
    if (!same) throw new Error(`${measure}: the tables and the rows say different things`)
    return { measure, ...kept, budget_ms: 10, raw_ms: round(raw), times_faster: Math.round(raw / kept.ms), same }
  }
  const sections: Record<string, (asked: Asked) => Promise<unknown>> = {
    days: (asked) => dailyOf(db, asked),
    funnel: (asked) => funnelsOf(db, asked),
    channels: (asked) => channelsOf(db, asked),
    cohorts: () => cohortsOf(db, catalog, NOW),
    speed: (asked) => speedsOf(db, asked),
    assistant: (asked) => assistantOf(db, asked),
    masters: (asked) => masterReports(db, catalog, asked),
    services: (asked) => serviceReports(db, asked, NOW),
  }
  const took: Record<string, number> = {}
  for (const [name, of] of Object.entries(sections)) {
    took[name] = (await timed(9, () => of({ businessId, period: MONTH }))).ms
  }
  return [
    { measure: 'select 1', ...(await timed(ROUNDS, () => db.query('select 1'))) },
    await compared('kpi.four', (asked) => four(db, asked)),
    await compared('kpi.report', (asked) => overviewOf(db, asked)),
    { measure: 'kpi.sections, one period', ...took },
  ]
}

/** First answers by channel, price of a client by source, no-shows by district; of the period shown the cohorts too, which have none. */
async function four(db: Db, asked: Asked) {
  const { businessId, period, raw } = asked
  const [answers, leads, spent, cohorts, visits] = await Promise.all([
    answersBy(db, asked, ['channel']),
    leadsBy(db, asked, ['source']),
    spendBy(db, businessId, period, ['source']),
    period === MONTH ? cohortCells(db, businessId, raw) : null,
    visitsBy(db, asked, ['district']),
  ])
  return {
    speeds: [...Map.groupBy(answers, ({ key }) => key)].map(([key, some]) => [key, speedOf(sumOfKept(some))]),
    prices: spent.map(({ source, amount }) =>
      clientCost(amount, leads.find((row) => row.source === source)?.newClients ?? 0),
    ),
    cohorts,
    noShows: visits.map(({ district, noShow, came }) => [district, noShow, came]),
  }
}

/** What it takes to bring the tables up to date, beside counting the same day from rows. */
async function refreshes(db: Db, businessId: number, whole: number): Promise<object[]> {
  let minutes = 0
  const refresh = () => {
    minutes++
    return refreshKpis(db, { businessId, now: new Date(NOW.getTime() + minutes * 60_000) })
  }
  const changed = (text: string) => async (round: number) => {
    await db.query(text, [businessId, round])
    const begun = performance.now()
    await refresh()
    return performance.now() - begun
  }
  const lead = changed(
    `update leads set campaign = 'changed' where id = (select min(id) + 1 + $2 * 17 from leads where business_id = $1)`,
  )
  const visit = changed(
    `update appointments set price = price + 1, version = version + 1 where id = (select min(id) + 1 + $2 * 17 from appointments where business_id = $1)`,
  )
  const day = changed(
    `insert into kpi_touched (business_id, at) select $1, '${DAY}T09:00:00Z'::timestamptz + make_interval(secs => $2::int)`,
  )
  const period = { from: DAY, to: DAY }
  const asked = { businessId, period, raw: true }
  const rows = await timed(3, () => overviewOf(db, asked))
  return [
    { measure: 'kpi.refresh, nothing changed', ...(await timed(9, refresh)) },
    { measure: 'kpi.refresh, one day', ...(await timed(9, day)), day_from_rows_ms: rows.ms },
    { measure: 'kpi.refresh, one lead', ...(await timed(9, lead)) },
    { measure: 'kpi.refresh, one visit', ...(await timed(9, visit)) },
    { measure: 'kpi.rebuild', ms: Math.round(whole) },
  ]
}

/** `book()` with the trigger that notes what is to be counted anew, and without it: microseconds a booking, medians of rounds in turn. */
async function writes(db: Db): Promise<object> {
  const studio = await openStudio(db, hourBy(WRITES / 8), WRITES)
  const times = { on: [] as number[], off: [] as number[] }
  for (let round = 0; round < 7; round++)
    for (const way of ['on', 'off'] as const) {
      await db.query(`alter table appointments ${way === 'on' ? 'enable' : 'disable'} trigger user`)
      const day = (round * 2 + (way === 'on' ? 0 : 1)) * DAY_MINUTES + TEN
      const begun = performance.now()
      for (let i = 0; i < WRITES; i++) {
        const booked = await studio.book(studio.wish([1, 1 + (i >> 3)]), day + (i % 8) * 60)
        if (!booked.ok) throw new Error(`a free place was not booked: ${JSON.stringify(booked)}`)
      }
      // The first round warms up.
      if (round > 0) times[way].push(((performance.now() - begun) / WRITES) * 1000)
    }
  await db.query('alter table appointments enable trigger user')
  const [noted, bare] = [median(times.on), median(times.off)]
  return {
    measure: 'kpi.booking',
    noted_us: Math.round(noted),
    bare_us: Math.round(bare),
    ratio: round(noted / bare),
    budget: 1.15,
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** Median and p95 of rounds after one that warms up; what `work` returns as a number is taken for its time. */
async function timed(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<{ ms: number; p95_ms: number }> {
  const times: number[] = []
  for (let i = 0; i <= rounds; i++) {
    const begun = performance.now()
    const told = await work(i)
    if (i > 0) times.push(typeof told === 'number' ? told : performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  return { ms: round(times[rounds >> 1]!), p95_ms: round(times[Math.ceil(rounds * 0.95) - 1]!) }
}

async function megabytes(db: Db): Promise<number> {
  const [row] = await db.query<{ bytes: number }>('select pg_database_size(current_database()) as bytes')
  return Math.round(row!.bytes / 1_048_576)
}
