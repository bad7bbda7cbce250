import { expect, test } from 'vitest'
import { csvOf, fileName, type Sheet, xlsxCells } from './sheet.ts'

const SHEET: Sheet = {
  name: 'Записи',
  columns: [
    { heading: 'Имя', kind: 'text' },
    { heading: 'Сумма', kind: 'money' },
    { heading: 'Доля', kind: 'share' },
    { heading: 'День', kind: 'date' },
    { heading: 'Начало', kind: 'moment' },
    { heading: 'Пришли', kind: 'yes' },
  ],
  rows: [
    ['Анна; «Мир»', 1200.5, 0.25, '2026-11-23', '2026-11-23T15:30', true],
    ['=1+1', -50, null, null, null, false],
  ],
}

test('CSV opens in Russian Excel by a double click: its mark, semicolons, commas in numbers, dates as they are written here', () => {
  expect(csvOf(SHEET, 'ru')).toBe(
    '\uFEFFИмя;Сумма;Доля;День;Начало;Пришли\r\n"Анна; «Мир»";1200,5;0,25;23.11.2026;23.11.2026 15:30;да\r\n\'=1+1;-50;;;;нет\r\n',
  )
  expect(csvOf(SHEET, 'en')).toContain('Анна; «Мир»,1200.5,0.25,2026-11-23,2026-11-23T15:30,yes\r\n')
})

test('dividers, quotes and line breaks stay inside their cells', () => {
  const columns = ['a', 'b'].map((heading) => ({ heading, kind: 'text' as const }))
  const sheet: Sheet = { name: '', columns, rows: [['a;"b"', 'x\ny']] }
  expect(csvOf(sheet, 'ru')).toBe('\uFEFFa;b\r\n"a;""b""";"x\ny"\r\n')
})

test.each(['=1+1', '+7 900', '-2', '@sum', '\t=1', '  =1', '\uFEFF=1', '＝1', '\r=1', '\n@x'])(
  'nobody’s words run in a spreadsheet: %j is text in both kinds of file',
  (words) => {
    const sheet: Sheet = { name: 'x', columns: [{ heading: words, kind: 'text' }], rows: [[words]] }
    const [heading, cell] = csvOf(sheet, 'ru')
      .slice(1)
      .split('\r\n\r\n')[0]!
      .replaceAll('"', '')
      .split(/\r\n(?=')/)
    expect([heading![0], cell![0]]).toEqual(["'", "'"])
    expect(
      xlsxCells(sheet, 'ru')
        .flat()
        .map((one) => one?.type),
    ).toEqual([String, String])
  },
)

test('in Excel numbers are numbers and a clock is the clock of the place', () => {
  const [heading, first, second] = xlsxCells(SHEET, 'ru')
  expect(heading![0]).toEqual({ value: 'Имя', type: String, fontWeight: 'bold' })
  expect(first).toEqual([
    { value: 'Анна; «Мир»', type: String },
    { value: 1200.5, type: Number, format: '#,##0.00' },
    { value: 0.25, type: Number, format: '0.0%' },
    { value: new Date('2026-11-23T00:00:00Z'), type: Date, format: 'dd.mm.yyyy' },
    { value: new Date('2026-11-23T15:30:00Z'), type: Date, format: 'dd.mm.yyyy hh:mm' },
    { value: 'да', type: String },
  ])
  expect(second!.slice(1, 5)).toEqual([{ value: -50, type: Number, format: '#,##0.00' }, null, null, null])
})

test('what XML has no place for is left out, and what is no date stays text', () => {
  const columns = [{ heading: 'a', kind: 'date' as const }]
  const cells = xlsxCells({ name: '', columns, rows: [['a\u0000b\ud800'], ['2026-13-45']] }, 'ru')
  expect(cells.slice(1)).toEqual([[{ value: 'ab\ufffd', type: String }], [{ value: '2026-13-45', type: String }]])
})

test.each([
  ['Какой канал держать? 2026-11-01 – 2026-11-30', 'Какой канал держать 2026-11-01 – 2026-11-30.csv'],
  ['../../etc/passwd', 'etc passwd.csv'],
  ['', 'okoshko.csv'],
])('%j is a file called %j', (name, file) => expect(fileName(name, 'csv')).toBe(file))
