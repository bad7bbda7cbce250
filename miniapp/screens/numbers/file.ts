import { csvOf, type Format, fileName, type Sheet, TYPES } from '../../../domain/sheet.ts'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { inTelegram } from '../../telegram/telegram.ts'
import type { Text } from '../../texts/texts.ts'

/** Gives a table away: a browser saves it, in Telegram, which can't download, the bot sends it to the member's own chat. */
export async function giveTable(t: Text, sheet: Sheet, format: Format, language: 'ru' | 'en'): Promise<void> {
  if (inTelegram()) {
    await call('POST', '/api/sheets/send', { sheet, format })
    say({ text: t('num-file-sent') })
  } else await saveTable(t, sheet, format, language)
}

/** Saves a table as a file of the browser's. */
export async function saveTable(t: Text, sheet: Sheet, format: Format, language: 'ru' | 'en'): Promise<void> {
  const body = format === 'csv' ? csvOf(sheet, language) : await excel(sheet, language)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([body], { type: TYPES[format] }))
  link.download = fileName(sheet.name, format)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  say({ text: t('num-file-saved') })
}

/** What writes Excel files is loaded with the first of them. */
const excel = async (sheet: Sheet, language: 'ru' | 'en') => (await import('./excel.ts')).excelOf(sheet, language)
