import { exportClient } from '../db/clients-export.ts'
import type { Sql } from '../db/sql.ts'
import { csvCell, csvLines } from '../domain/sheet.ts'

/** A file to give away. */
export type GivenFile = { name: string; type: string; body: string }

export const EXPORTS = ['json', 'csv'] as const
export type ExportFormat = (typeof EXPORTS)[number]

/** All that is kept of a person as a file: JSON, or one table of three columns for a spreadsheet. */
export function clientFile(id: number, data: Record<string, unknown>, format: ExportFormat): GivenFile {
  const name = `client-${id}.${format}`
  if (format === 'json')
    return { name, type: 'application/json; charset=utf-8', body: `${JSON.stringify(data, null, 2)}\n` }
  const rows = Object.entries(data).flatMap(([section, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((entry, index) =>
      Object.entries((entry ?? {}) as Record<string, unknown>).map(([field, held]) => [
        Array.isArray(value) ? `${section} ${index + 1}` : section,
        field,
        held === null ? '' : typeof held === 'object' ? JSON.stringify(held) : String(held),
      ]),
    ),
  )
  return { name, type: 'text/csv; charset=utf-8', body: csvLines(rows.map((row) => row.map((text) => csvCell(text)))) }
}

/** The file that the reference `client:<id>:<format>` of an attachment stands for; null when they are gone, undefined for other references. */
export async function givenFile(sql: Sql, businessId: number, reference: string): Promise<File | null | undefined> {
  const [, id, format] = /^client:(\d+):(json|csv)$/.exec(reference) ?? []
  if (!id) return undefined
  const data = await exportClient(sql, businessId, Number(id))
  const file = data && clientFile(Number(id), data, format as ExportFormat)
  return file && new File([file.body], file.name, { type: file.type })
}
