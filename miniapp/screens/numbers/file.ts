/** A value of a file: text as it is, numbers in the reader's own way of writing them. */
export type Raw = string | number | boolean | null

/** A table as CSV that office programs of this language open by a double click: their divider, their decimal sign, their mark of UTF-8. */
export function csvOf(heading: readonly string[], rows: readonly (readonly Raw[])[], language: 'ru' | 'en'): string {
  const divider = language === 'ru' ? ';' : ','
  const cell = (value: Raw): string => {
    if (value === null) return ''
    if (typeof value === 'number') return language === 'ru' ? String(value).replace('.', ',') : String(value)
    // What a spreadsheet would take for a formula is text.
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
    return /["\r\n;,\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `\uFEFF${[heading, ...rows].map((row) => row.map(cell).join(divider)).join('\r\n')}\r\n`
}

/** Hands a file to the browser. */
export function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
