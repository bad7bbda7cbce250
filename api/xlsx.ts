import { type Sheet, widthOf, xlsxCells } from '../domain/sheet.ts'

/** Writes a sheet as an Excel file. */
export type Xlsx = (sheet: Sheet, language: 'ru' | 'en') => Promise<Uint8Array>

/** On Node only. What it takes is loaded with the first file. */
export const writeXlsx: Xlsx = async (sheet, language) => {
  const { default: write } = await import('write-excel-file/node')
  return write(xlsxCells(sheet, language), {
    sheet: language === 'ru' ? 'Таблица' : 'Table',
    columns: sheet.columns.map((column) => ({ width: widthOf(column) })),
    stickyRowsCount: 1,
  }).toBuffer()
}
