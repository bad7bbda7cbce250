/** What a column holds: rubles, a share of 1, a date `2026-11-23`, a moment by the clock of its place `2026-11-23T15:30`. */
export const KINDS = ['text', 'number', 'money', 'share', 'date', 'moment', 'yes'] as const
export type Kind = (typeof KINDS)[number]

/** A value of a file. */
export type Raw = string | number | boolean | null

/** A table that goes out as a file. */
export type Sheet = {
  /** What the file is called, in words. */
  name: string
  columns: readonly { heading: string; kind: Kind }[]
  rows: readonly (readonly Raw[])[]
}

export const FORMATS = ['csv', 'xlsx'] as const
export type Format = (typeof FORMATS)[number]

export const TYPES: Record<Format, string> = {
  csv: 'text/csv;charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const YES = { ru: ['да', 'нет'], en: ['yes', 'no'] } as const
/** No more fits into a cell of Excel. */
const LONGEST_CELL = 32_767
const LONGEST_NAME = 100

/** What a spreadsheet would take for a formula, also behind spaces and in wide letters. */
const FORMULA = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/

/** Text that a spreadsheet takes for text. */
const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** A cell of a table in which `divider` parts the columns; nobody's words may run in a spreadsheet. */
export function csvCell(text: string, divider = ';'): string {
  const safe = harmless(text)
  return /["\r\n\t]/.test(safe) || safe.includes(divider) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows of ready cells as a file of UTF-8, which office programs know by its mark. */
export const csvLines = (rows: readonly (readonly string[])[], divider = ';'): string =>
  `\uFEFF${rows.map((row) => row.join(divider)).join('\r\n')}\r\n`

/**
 * A sheet as CSV that office programs of this language open by a double click: their divider, their decimal sign, their dates. `plain`: commas, points,
 * ISO dates and no mark in any language, for programs that read an address.
 */
export function csvOf({ columns, rows }: Sheet, language: 'ru' | 'en', marks: 'office' | 'plain' = 'office'): string {
  const russian = language === 'ru' && marks === 'office'
  const divider = russian ? ';' : ','
  const cell = (value: Raw, kind: Kind): string => {
    if (value === null) return ''
    // Numbers are no text: a minus is a minus.
    if (typeof value === 'number') return russian ? String(value).replace('.', ',') : String(value)
    if (typeof value === 'boolean') return YES[language][value ? 0 : 1]
    return csvCell(russian && (kind === 'date' || kind === 'moment') ? russianDate(value) : value, divider)
  }
  const lines = csvLines(
    [
      columns.map(({ heading }) => csvCell(heading, divider)),
      ...rows.map((row) => row.map((value, at) => cell(value, columns[at]!.kind))),
    ],
    divider,
  )
  return marks === 'office' ? lines : lines.slice(1)
}

const russianDate = (text: string) =>
  text.replace(/^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d).*)?$/, (_, year, month, day, clock) =>
    [`${day}.${month}.${year}`, clock].filter(Boolean).join(' '),
  )

/** A cell as a writer of XLSX takes it; null is an empty one. */
export type Cell = {
  value: string | number | Date
  type: StringConstructor | NumberConstructor | DateConstructor
  format?: string
  fontWeight?: 'bold'
} | null

const FORMAT: Partial<Record<Kind, string>> = {
  money: '#,##0.00',
  share: '0.0%',
  date: 'dd.mm.yyyy',
  moment: 'dd.mm.yyyy hh:mm',
}
/** Letters that XML has no place for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be left out
const UNFIT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** A sheet as rows of an Excel file: its headings, then numbers as numbers and dates as dates; text is text, whatever it begins with. */
export function xlsxCells({ columns, rows }: Sheet, language: 'ru' | 'en'): Cell[][] {
  const text = (words: string) => words.toWellFormed().replace(UNFIT, '').slice(0, LONGEST_CELL)
  const cell = (value: Raw, kind: Kind): Cell => {
    if (value === null || value === '') return null
    if (typeof value === 'boolean') return { value: YES[language][value ? 0 : 1], type: String }
    const format = FORMAT[kind]
    if (typeof value === 'number') return { value, type: Number, ...(format && { format }) }
    if (kind === 'date' || kind === 'moment') {
      // A file knows no zones: the clock of the place is written as it stands.
      const at = new Date(`${value.slice(0, 16)}${value.length > 10 ? ':00' : 'T00:00:00'}Z`)
      if (!Number.isNaN(at.getTime())) return { value: at, type: Date, format: format! }
    }
    return { value: text(value), type: String }
  }
  return [
    columns.map(({ heading }) => ({ value: text(heading), type: String, fontWeight: 'bold' })),
    ...rows.map((row) => row.map((value, at) => cell(value, columns[at]!.kind))),
  ]
}

/** How wide a column is to be, in letters. */
export const widthOf = ({ heading, kind }: Sheet['columns'][number]): number =>
  Math.min(40, Math.max(kind === 'moment' ? 17 : 11, heading.length + 2))

/** A name that every system takes for a file: «Каналы 2026-11-01 – 2026-11-30.xlsx». */
export function fileName(name: string, format: Format): string {
  const plain = name
    .toWellFormed()
    .replace(UNFIT, '')
    .replace(/[\\/:*?"<>|;\s]+/g, ' ')
    .replace(/^[.\s]+/, '')
  return `${plain.slice(0, LONGEST_NAME).trim() || 'okoshko'}.${format}`
}
