import { type Cell, plainOf, type Sheet, textOf } from './cells.ts'
import { type Field, headsOf } from './columns.ts'
import { type Calendar, momentIn } from './days.ts'
import type { Plan } from './plan.ts'

/** A line of a table that is about a visit; merged cells are filled with what stands above. */
export type Line = {
  /** As a spreadsheet counts it, from 1. */
  line: number
  /** True: it goes on with the visit of the line before, by another service. */
  goesOn: boolean
  cell: (field: Field) => Cell
}

/** How many lines are not about a visit, by kind. */
export type Noise = { blank: number; total: number; heading: number }

const TOTAL = /^(под)?(итог(о|и)?|всего|total|grand total|subtotal|sum)([^а-яa-z]|$)/

/** Parts of one visit that merged cells leave empty in its further lines. */
const OF_VISIT = [
  'date',
  'time',
  'client',
  'surname',
  'phone',
  'master',
  'status',
  'source',
  'created',
  'replied',
  'receipt',
  'method',
] as const
const OF_DAY = ['date'] as const

/** The lines under the heads that are about visits; what else stands there (blank lines, sums, heads again, days as headings) is counted. */
export function linesOf(
  rows: Sheet['rows'],
  { head, columns }: Plan,
  calendar: Calendar,
): { lines: Line[]; noise: Noise } {
  const noise: Noise = { blank: 0, total: 0, heading: 0 }
  const lines: Line[] = []
  const heads = headsOf(rows, head).map(plainOf)
  const at = (row: readonly Cell[], field: Field): Cell =>
    columns[field] === null ? null : (row[columns[field]] ?? null)
  const empty = (row: readonly Cell[], field: Field) => textOf(at(row, field)) === ''
  const body = rows.slice(head + 1)
  // Days as groups: a line without its day has its own client; else it belongs to the client above.
  const groups = body.some((row) => empty(row, 'date') && !empty(row, 'client') && !empty(row, 'service'))
  let above: Partial<Record<Field, Cell>> = {}
  for (const [index, row] of body.entries()) {
    const filled = row.filter((cell) => textOf(cell) !== '')
    if (filled.length === 0) noise.blank++
    else if (filled.slice(0, 3).some((cell) => typeof cell === 'string' && TOTAL.test(plainOf(textOf(cell)))))
      noise.total++
    else if (isHeads(row, heads)) noise.heading++
    else if (filled.length === 1) {
      noise.heading++
      const day = momentIn(filled[0], calendar)
      if (day) above = { date: filled[0]! }
    } else {
      const goesOn =
        !groups &&
        lines.length > 0 &&
        (['date', 'client', 'phone'] as const).every((field) => empty(row, field)) &&
        columns.client !== null &&
        empty(row, 'time') &&
        above.date !== undefined &&
        above.client !== undefined
      const from = above
      const taken = goesOn ? OF_VISIT : empty(row, 'date') ? OF_DAY : []
      const cell = (field: Field): Cell => {
        const own = at(row, field)
        return textOf(own) === '' && (taken as readonly Field[]).includes(field) ? (from[field] ?? null) : own
      }
      lines.push({ line: head + 2 + index, goesOn, cell })
      above = Object.fromEntries(OF_VISIT.map((field) => [field, cell(field)]))
      if (textOf(above.client) === '') above.client = undefined
    }
  }
  return { lines, noise }
}

/** The heads again, as pages of a printed table have them. */
function isHeads(row: readonly Cell[], heads: readonly string[]): boolean {
  let found = 0
  for (const [column, cell] of row.entries()) {
    const text = textOf(cell)
    if (text === '') continue
    if (plainOf(text) !== heads[column]) return false
    found++
  }
  return found > 1
}
