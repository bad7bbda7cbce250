import { type RowFact, sheetColumns, sheetRows } from '../../db/kpi/rows.ts'
import type { Sql } from '../../db/sql.ts'
import type { Period } from '../../domain/kpi/period.ts'
import type { Sheet } from '../../domain/sheet.ts'
import { columnOf, type Language, nameOf, shown } from './words.ts'

/** So many rows go into a file at most. */
export const MOST_ROWS = 10_000

/** Which rows of which numbers a file is to hold. */
export type RowsAsked = {
  businessId: number
  fact: RowFact
  period: Period
  column: string | null
  value: string | null
  /** With names and phones. */
  people: boolean
  language: Language
  /** Rows that are passed over; none unless told. */
  skip?: number
}

/** The rows behind a number as a sheet, and whether there were more than it may hold. */
export async function factSheet(sql: Sql, asked: RowsAsked): Promise<Sheet & { cut: boolean }> {
  const { businessId, fact, period, column, value, people, language, skip = 0 } = asked
  const page = { column, value, skip, limit: MOST_ROWS + 1 }
  const rows = await sheetRows(sql, { businessId, period }, fact, page, people)
  const names = sheetColumns(fact, people)
  return {
    name: `${nameOf(fact, language)} ${period.from} – ${period.to}`,
    columns: names.map((name) => columnOf(name, language)),
    rows: rows.slice(0, MOST_ROWS).map((row) => names.map((name) => shown(name, row[name], language))),
    cut: rows.length > MOST_ROWS,
  }
}
