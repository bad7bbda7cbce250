import type { Cell, Sheet } from '../domain/imports/cells.ts'
import { unpackedZip } from './zip.ts'

export const MOST_FILE_BYTES = 5_000_000
export const MOST_ROWS = 20_000
const MOST_COLUMNS = 100
/** What a spreadsheet may become when it is unpacked: more is a trap, or takes the memory of everybody. */
const MOST_UNPACKED_BYTES = 40_000_000

/** Why a file is not read. */
export type Unreadable = 'empty' | 'old_excel' | 'broken' | 'too_many_rows' | 'too_many_columns'

/** Sheets of a spreadsheet (XLSX), or the one sheet of a table in text (CSV, in whichever letters and dividers). */
export async function readTable(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet[] | Unreadable> {
  if (bytes.length === 0) return 'empty'
  const begins = (...codes: number[]) => codes.every((code, at) => bytes[at] === code)
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return 'old_excel'
  const sheets = begins(0x50, 0x4b, 0x03, 0x04) ? await readSpreadsheet(bytes) : await readText(textOf(bytes))
  if (typeof sheets === 'string') return sheets
  const filled = sheets.filter(({ rows }) => rows.length > 0)
  if (filled.length === 0) return 'empty'
  if (filled.some(({ rows }) => rows.length > MOST_ROWS + 50)) return 'too_many_rows'
  return filled.some(({ rows }) => rows.some((row) => row.length > MOST_COLUMNS)) ? 'too_many_columns' : filled
}

/** Both readers are loaded by who needs them: most never do. */
async function readSpreadsheet(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet[] | Unreadable> {
  const zip = await unpackedZip(bytes, (name) => /\.(xml|rels)$/.test(name), MOST_UNPACKED_BYTES)
  if (!zip) return 'broken'
  const { default: readSheets } = await import('read-excel-file/universal')
  try {
    return (await readSheets(zip.buffer)).map(({ sheet, data }) => ({ name: sheet, rows: data as Cell[][] }))
  } catch {
    return 'broken'
  }
}

async function readText(text: string): Promise<Sheet[] | Unreadable> {
  const [, divider, rest] = /^sep=(.)\r?\n([\s\S]*)$/.exec(text) ?? []
  const body = rest ?? text
  if (body.trim() === '') return 'empty'
  if (body.includes('\0')) return 'broken'
  const { parse } = await import('csv-parse/sync')
  const delimiter = divider ?? dividerOf(body)
  try {
    return [
      {
        name: '',
        rows: parse(body, {
          delimiter,
          relax_column_count: true,
          relax_quotes: true,
          to: MOST_ROWS + 100,
        }) as string[][],
      },
    ]
  } catch {
    // A quote that is never closed: taken as it stands.
    return [
      {
        name: '',
        rows: body
          .split(/\r\n|\r|\n/)
          .slice(0, MOST_ROWS + 100)
          .map((line) => line.split(delimiter)),
      },
    ]
  }
}

/** What divides most lines into the same number of cells. */
function dividerOf(text: string): string {
  const lines = text
    .slice(0, 50_000)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 60)
  const score = (divider: string) => {
    const counts = lines
      .map((line) => line.replace(/"[^"]*"/g, '').split(divider).length - 1)
      .filter((count) => count > 0)
    const often = Math.max(0, ...counts.map((count) => counts.filter((other) => other === count).length))
    return often * 100 + Math.max(0, ...counts)
  }
  return [';', '\t', ','].toSorted((a, b) => score(b) - score(a))[0]!
}

/** Letters of a file: UTF-8, UTF-16 as spreadsheets save it, else the Cyrillic of Windows. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1251').decode(bytes)
  }
}
