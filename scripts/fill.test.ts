import { expect, test } from 'vitest'
import { cohortCells } from '../db/kpi/read.ts'
import { overviewOf, speedsOf } from '../db/kpi/report.ts'
import { sheetRows } from '../db/kpi/rows.ts'
import type { Sql } from '../db/sql.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { type Filled, fillYear } from './fill/run.ts'

const NOW = new Date('2026-12-31T12:00:00Z')
const LEADS = 2000

onPostgres('a filled year', (database) => {
  test('is a salon that could be, the same for a seed, and its numbers are those of its rows', async () => {
    const filled: Filled[] = []
    for (const seed of [1, 1, 2]) filled.push(await fillYear(database.db, { leads: LEADS, seed, now: NOW }))
    const told = async ({ businessId, firstDay, lastDay }: Filled, raw: boolean) => {
      const asked = { businessId, period: { from: firstDay, to: lastDay }, raw }
      return {
        overview: await overviewOf(database.db, asked),
        speeds: await speedsOf(database.db, asked),
        cohorts: await cohortCells(database.db, businessId, raw),
      }
    }
    const [first, again, other] = await Promise.all(filled.map((year) => told(year, false)))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(await told(filled[0]!, true)).toEqual(first)
    const { leads, funnel, noShow, cac, margin, speed, spend } = first!.overview
    expect(leads).toBe(LEADS)
    const within = (value: number | null | undefined, from: number, to: number) => {
      expect(value).toBeGreaterThan(from)
      expect(value).toBeLessThan(to)
    }
    within(funnel.leadToBooking.value?.share, 0.14, 0.3)
    within(noShow.value?.share, 0.03, 0.2)
    within(speed.within60.value?.share, 0.5, 0.95)
    within(cac.value, 10_000, 200_000)
    within(margin.value, 50_000, 400_000)
    expect(spend).toBeGreaterThan(0)
    const [row] = await database.db.query<{ night: number; free: number; refunds: number; ahead: number }>(
      `select count(*) filter (where extract(hour from starts_at at time zone 'Europe/Moscow') not between 10 and 20)::int as night,
         count(*) filter (where discount > 0)::int as free, count(*) filter (where starts_at > $2::timestamptz)::int as ahead,
         (select count(*)::int from payments where business_id = $1 and kind = 'refund') as refunds
       from appointments where business_id = $1`,
      [filled[0]!.businessId, NOW],
    )
    expect(row!.night).toBe(0)
    expect([row!.free, row!.refunds, row!.ahead].map((count) => count > 0)).toEqual([true, true, true])
  }, 120_000)

  test('a page of dialogues reads what belongs to its rows, however much else there is', async () => {
    const { businessId, firstDay, lastDay } = await fillYear(database.db, { leads: LEADS, seed: 3, now: NOW })
    await database.db.query('analyze')
    const explained = {
      query: (text: string, params: Parameters<Sql['query']>[1]) =>
        database.db.query(`explain (analyze, buffers, format json) ${text}`, params),
    } as unknown as Sql
    const blocksOf = async (limit: number): Promise<number> => {
      const page = { column: null, value: null, skip: 0, limit }
      const period = { from: firstDay, to: lastDay }
      const [row] = await sheetRows(explained, { businessId, period }, 'dialogues', page, false)
      const [{ Plan: plan }] = row!['QUERY PLAN'] as [{ Plan: Record<string, number> }]
      expect(plan['Actual Rows']).toBe(limit)
      return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!
    }
    const [few, many] = [await blocksOf(50), await blocksOf(500)]
    process.stdout.write(`blocks of 50 rows: ${few}, of 500: ${many}\n`)
    expect(many / 500).toBeLessThan(150)
    expect(few).toBeLessThan(50 * 150 + 1000)
  }, 120_000)
})
