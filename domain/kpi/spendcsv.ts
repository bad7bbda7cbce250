import type { Kopecks } from '../catalog.ts'
import { isDate } from '../time.ts'

/** What was spent on a channel on a day; `campaign` null: it is not told apart. */
export type SpendRow = { day: string; channel: string; campaign: string | null; amount: Kopecks; clicks: number | null }

/** What is wrong with a line; `line` counts from 1, the heading too. */
export type SpendFault = {
  line: number
  fault: 'no_heading' | 'bad_day' | 'no_channel' | 'bad_amount' | 'bad_clicks' | 'repeated' | 'too_long' | 'too_many'
  /** What stands there; of `repeated` the line that it repeats. */
  value: string
}

export const MOST_SPEND_ROWS = 5000
const LONGEST_NAME = 100

const HEADINGS: Record<keyof SpendRow, RegExp> = {
  day: /^(дата|день|date|day)$/,
  channel: /^(канал|источник|площадка|channel|source|utm_source)$/,
  campaign: /^(кампания|campaign|utm_campaign)$/,
  amount: /^(расход|расходы|сумма|потрачено|стоимость|amount|cost|spend)([, (].*)?$/,
  clicks: /^(клики|переходы|clicks)$/,
}

/**
 * Reads spend from CSV with a heading, columns in any order, divided by `;`, `,` or tabs; amounts in rubles («1 234,50 ₽»), days as 2026-11-30
 * or 30.11.2026. Every line is either a row or has its fault told.
 */
export function readSpend(csv: string): { rows: SpendRow[]; faults: SpendFault[] } {
  const lines = csv.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const divider = [';', '\t', ','].toSorted((a, b) => lines[0]!.split(b).length - lines[0]!.split(a).length)[0]!
  const heading = cellsOf(lines[0]!, divider).map((cell) => cell.toLowerCase())
  const at = (key: keyof SpendRow) => heading.findIndex((cell) => HEADINGS[key].test(cell))
  const columns = {
    day: at('day'),
    channel: at('channel'),
    campaign: at('campaign'),
    amount: at('amount'),
    clicks: at('clicks'),
  }
  const missing = (['day', 'channel', 'amount'] as const).filter((key) => columns[key] < 0)
  if (missing.length > 0) return { rows: [], faults: missing.map((value) => ({ line: 1, fault: 'no_heading', value })) }
  if (lines.length > MOST_SPEND_ROWS + 1)
    return { rows: [], faults: [{ line: MOST_SPEND_ROWS + 2, fault: 'too_many', value: String(MOST_SPEND_ROWS) }] }
  const rows: SpendRow[] = []
  const faults: SpendFault[] = []
  const seen = new Map<string, number>()
  for (const [index, text] of lines.entries()) {
    if (index === 0 || text.trim() === '') continue
    const line = index + 1
    const cells = cellsOf(text, divider)
    const found = rowOf((key) => cells[columns[key]] ?? '')
    if ('fault' in found) {
      faults.push({ line, ...found })
      continue
    }
    const key = JSON.stringify([found.day, found.channel, found.campaign])
    const first = seen.get(key)
    if (first !== undefined) faults.push({ line, fault: 'repeated', value: String(first) })
    else rows.push(found)
    seen.set(key, first ?? line)
  }
  return { rows, faults }
}

function rowOf(cell: (key: keyof SpendRow) => string): SpendRow | Omit<SpendFault, 'line'> {
  const day = dayIn(cell('day'))
  if (day === null) return { fault: 'bad_day', value: cell('day') }
  const [channel, campaign] = [cell('channel'), cell('campaign')]
  if (channel === '') return { fault: 'no_channel', value: '' }
  if (channel.length > LONGEST_NAME || campaign.length > LONGEST_NAME)
    return { fault: 'too_long', value: (channel.length > LONGEST_NAME ? channel : campaign).slice(0, 20) }
  const amount = kopecksIn(cell('amount'))
  if (amount === null) return { fault: 'bad_amount', value: cell('amount') }
  const clicks = cell('clicks').replace(/\s/g, '')
  if (clicks !== '' && !/^\d{1,9}$/.test(clicks)) return { fault: 'bad_clicks', value: cell('clicks') }
  return { day, channel, campaign: campaign || null, amount, clicks: clicks === '' ? null : Number(clicks) }
}

function cellsOf(line: string, divider: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const sign = line[i]!
    if (quoted && sign === '"' && line[i + 1] === '"') cell += line[++i]
    else if (sign === '"') quoted = !quoted
    else if (sign === divider && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  return [...cells, cell.trim()]
}

function dayIn(text: string): string | null {
  const [, date, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/.exec(text) ?? []
  const full = year && `${year.length === 2 ? `20${year}` : year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`
  const day = full ?? text
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && isDate(day) ? day : null
}

/** Rubles as people write them, in kopecks; null where it is no amount or below zero. */
export function kopecksIn(text: string): Kopecks | null {
  const plain = text.replace(/[\s\u00A0\u202F]|₽|руб\.?|р\.?$/gi, '')
  const [, whole, part = ''] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(plain) ?? []
  return whole === undefined ? null : Number(whole) * 100 + Number(part.padEnd(2, '0'))
}
