import type { Kopecks } from '../catalog.ts'
import { type Measure, perOne, shareOf, unknown } from './measure.ts'
import { lifetimeValue } from './money.ts'

/** One cell: what clients whose first visit was in a month did so many months later; month 0 is their first. */
export type CohortCell = { month: string; since: number; clients: number; visits: number; revenue: Kopecks }

export type CohortRow = {
  /** 'YYYY-MM' of the first visits. */
  month: string
  clients: number
  cells: {
    since: number
    clients: number
    share: ReturnType<typeof shareOf>
    revenue: Kopecks
    /** What one client of the cohort has brought by the end of that month: LTV that has really happened. */
    perClient: Measure<Kopecks>
    /** The month is not over: it can only grow. */
    running: boolean
  }[]
}

/** 'YYYY-MM' so many months later. */
export function addMonths(month: string, count: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** Months from one to another. */
export function monthsBetween(from: string, to: string): number {
  const of = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
  return of(to) - of(from)
}

/**
 * The table of cohorts up to the month `now` ('YYYY-MM'), oldest first: who came again in each month since, and what a client has brought
 * by then. A month in which nobody came is a 0 that is known; one that has not begun is not there. Seed 000 §3: «LTV по когорте».
 */
export function cohortTable(cells: readonly CohortCell[], now: string): CohortRow[] {
  const months = [...new Set(cells.map(({ month }) => month))].filter((month) => month <= now).toSorted()
  return months.map((month) => {
    const own = new Map(cells.filter((cell) => cell.month === month).map((cell) => [cell.since, cell]))
    const clients = own.get(0)?.clients ?? 0
    let brought = 0
    const row = Array.from({ length: monthsBetween(month, now) + 1 }, (_, since) => {
      const cell = own.get(since)
      brought += cell?.revenue ?? 0
      return {
        since,
        clients: cell?.clients ?? 0,
        share: shareOf(cell?.clients ?? 0, clients),
        revenue: cell?.revenue ?? 0,
        perClient: clients === 0 ? unknown('no_data') : { value: perOne(brought, clients) },
        running: addMonths(month, since) === now,
      }
    })
    return { month, clients, cells: row }
  })
}

/** Clients whose first visit is a year old at least: visits in that first year, and years (at least 1 each) from the first visit to the last. */
export type Habits = { clients: number; visits: number; years: number }

/** Clients from on which their habits are worth a formula. */
const LEAST_CLIENTS = 30

/** LTV by the seed's formula from what clients of a year and more did: check × visits a year × years they stayed so far, a lower bound. Seed 000 §3. */
export function lifetimeOf(check: Measure<Kopecks>, { clients, visits, years }: Habits): Measure<Kopecks> {
  if (clients < LEAST_CLIENTS) return unknown('too_few', LEAST_CLIENTS - clients)
  return lifetimeValue(check, visits / clients, years / clients)
}
