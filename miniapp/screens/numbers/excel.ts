import write from 'write-excel-file/universal'
import { type Sheet, widthOf, xlsxCells } from '../../../domain/sheet.ts'

/** A sheet as an Excel file. */
export const excelOf = (sheet: Sheet, language: 'ru' | 'en'): Promise<Blob> =>
  write(xlsxCells(sheet, language), {
    sheet: language === 'ru' ? 'Таблица' : 'Table',
    columns: sheet.columns.map((column) => ({ width: widthOf(column) })),
    stickyRowsCount: 1,
  }).toBlob()
