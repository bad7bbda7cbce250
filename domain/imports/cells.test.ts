import { expect, test } from 'vitest'
import { endIn, lengthIn, moneyIn, plainOf, textOf, timeIn } from './cells.ts'
import { momentIn, orderOf } from './days.ts'

const CALENDAR = { today: '2026-11-22', zone: 'Europe/Moscow', order: 'dmy' } as const
const WALL = new Date(Date.UTC(2026, 1, 1, 14, 30))

test('a day is read in whichever form it stands, with its time where there is one', () => {
  const day = '2026-02-01'
  const forms: [unknown, string, number | null][] = [
    ['01.02.2026', day, null],
    ['1.2.26', day, null],
    ['01.02.2026 г.', day, null],
    ['01.02.2026 (пн)', day, null],
    ['1 фев', day, null],
    ['1 февраля 2026 г. в 14:30', day, 870],
    ['пн, 1 фев. 2026, 14:30', day, 870],
    ['01-фев-2026', day, null],
    ['Feb 1, 2026', day, null],
    ['2026-02-01 14:30', day, 870],
    ['2026-02-01T14:30:15', day, 870],
    ['2026/2/1', day, null],
    ['20260201', day, null],
    ['2026-02-01T11:30:00Z', day, 870],
    ['2026-02-01T14:30:00+03:00', day, 870],
    ['01.02.2026 14:30–15:30', day, 870],
    [46_054, day, null],
    ['46054', day, null],
    [46_054.604_166_666_7, day, 870],
    [WALL, day, 870],
    [new Date(Date.UTC(2026, 1, 1)), day, null],
    ['15.11', '2026-11-15', null],
    // Still ahead this year: it was last year.
    ['01.12', '2025-12-01', null],
    ['29 фев', '2024-02-29', null],
  ]
  for (const [cell, date, minutes] of forms)
    expect([cell, momentIn(cell as string, CALENDAR)]).toEqual([cell, { date, minutes }])
})

test('what is no day that exists is none: words, days that no month has, times, shares', () => {
  for (const cell of [
    'вчера',
    'сегодня',
    '31.02.2026',
    '2026-13-01',
    '00.00.0000',
    '12:30',
    '2 из 3',
    'скоро',
    '',
    null,
    12,
    true,
    '1 200,00 ₽',
  ])
    expect([cell, momentIn(cell, CALENDAR)]).toEqual([cell, null])
})

test('where one day of a column can only be read the other way round, all are', () => {
  expect(orderOf(['02/03/2026', '02/13/2026', '2026-01-01'])).toBe('mdy')
  expect(orderOf(['02/03/2026', '13.02.2026'])).toBe('dmy')
  expect(orderOf(['02/03/2026'])).toBe('dmy')
  expect(momentIn('02/03/2026', { ...CALENDAR, order: 'mdy' })?.date).toBe('2026-02-03')
  expect(momentIn('02/03/2026', CALENDAR)?.date).toBe('2026-03-02')
})

test('money is kopecks, however thousands and parts are divided; what is no amount is none', () => {
  const amounts: [string | number, number | null][] = [
    ['1 200,00 ₽', 120_000],
    ['1 200 руб.', 120_000],
    ['1 200 р.', 120_000],
    ['1200', 120_000],
    ['1.200,50', 120_050],
    ['1,200.50', 120_050],
    ['1.200', 120_000],
    ['12,5', 1250],
    // Old Windows letters have no «₽».
    ['500,00 ?', 50_000],
    [1200.5, 120_050],
    ['- 500', -50_000],
    ['0', 0],
    ['бесплатно', null],
    ['10%', null],
    ['12.34.56', null],
    ['', null],
    ['1 200 и ещё', null],
    ['99999999999', null],
  ]
  for (const [cell, kopecks] of amounts) expect([cell, moneyIn(cell)]).toEqual([cell, kopecks])
})

test('times, their ends and lengths', () => {
  expect(
    ['14:30', '9', '9.15', '9 ч', '2:05 PM', '12:00 am', '14ч30', '25:00', '14:60', 'днём', 0.604_166_666_7, WALL].map(
      timeIn,
    ),
  ).toEqual([870, 540, 555, 540, 845, 0, 870, null, null, null, 870, 870])
  expect(['14:30-15:45', '14:30 – 15:45', '14:30', '01.02.2026 14:30–15:45'].map(endIn)).toEqual([945, 945, null, 945])
  expect(['1 ч 30 мин', '90', '1:30', '1,5 ч', '45 сек', '0:00:45', 'долго', -5].map((cell) => lengthIn(cell))).toEqual(
    [5400, 5400, 5400, 5400, 45, 45, null, null],
  )
  expect(lengthIn(45, 'seconds')).toBe(45)
})

test('words are compared without quotes, case and doubled spaces', () => {
  expect(plainOf(' SPA-уход  «Весна»: ')).toBe('spa-уход весна')
  expect(plainOf('Алёна')).toBe(plainOf('АЛЕНА'))
  expect(textOf('  Анна\u00a0\u00a0Петрова\n')).toBe('Анна Петрова')
})
