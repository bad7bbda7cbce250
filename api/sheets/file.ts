import { memberOf } from '../../db/members.ts'
import type { Sql } from '../../db/sql.ts'
import { reachOf } from '../../domain/roles.ts'
import { csvOf, type Format, fileName, type Sheet, TYPES } from '../../domain/sheet.ts'
import type { Xlsx } from '../xlsx.ts'
import { factSheet, type RowsAsked } from './facts.ts'
import type { Language } from './words.ts'

export type Sheets = { db: Sql; xlsx: Xlsx | null }

/** A sheet as a file. */
export async function fileOf(xlsx: Xlsx | null, sheet: Sheet, format: Format, language: Language): Promise<File> {
  if (format === 'xlsx' && !xlsx) throw new Error('no Excel files are written here')
  const body = format === 'csv' ? csvOf(sheet, language) : new Uint8Array(await xlsx!(sheet, language))
  return new File([body], fileName(sheet.name, format), { type: TYPES[format] })
}

/** A table as it stood on a screen, on its way into a chat. */
export type GivenSheet = { sheet: Sheet; format: Format; language: Language }
/** Rows that are read when they go out, for a member who may still see them then. */
export type GivenRows = Omit<RowsAsked, 'businessId'> & { format: Format; memberId: number }

export const sheetReference = (given: GivenSheet): string => `sheet:${JSON.stringify(given)}`
export const rowsReference = (given: GivenRows): string => `rows:${JSON.stringify(given)}`

/** The file that a reference of ours stands for; null: whoever asked may not have it any more; undefined for other references. */
export async function sheetFile({ db, xlsx }: Sheets, businessId: number, reference: string) {
  const [, kind, json] = /^(sheet|rows):(\{.*\})$/s.exec(reference) ?? []
  if (!kind || !json) return undefined
  if (kind === 'sheet') {
    const { sheet, format, language } = JSON.parse(json) as GivenSheet
    return fileOf(xlsx, sheet, format, language)
  }
  const { format, memberId, ...asked } = JSON.parse(json) as GivenRows
  const member = await memberOf(db, businessId, memberId)
  if (!member || reachOf(member.role, 'numbers') !== 'all') return null
  if (asked.people && reachOf(member.role, 'clients.read') !== 'all') return null
  return fileOf(xlsx, await factSheet(db, { businessId, ...asked }), format, asked.language)
}
