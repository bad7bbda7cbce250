import { expect, test } from 'vitest'
import { parseTimetable, parseWeek } from './week.ts'

const DAY = { from: 600, to: 1200 }

test('a range of days opens each of its days and leaves the rest closed', () => {
  expect(parseWeek({ 'пн-пт': '10:00-20:00' })).toEqual([[DAY], [DAY], [DAY], [DAY], [DAY], [], []])
})

test('a list may mix single days and ranges', () => {
  expect(parseWeek({ 'пн, ср-чт, вс': '10:00-20:00' })).toEqual([[DAY], [], [DAY], [DAY], [], [], [DAY]])
})

test('a range may run over the end of the week', () => {
  expect(parseWeek({ 'сб-пн': '10:00-20:00' })).toEqual([[DAY], [], [], [], [], [DAY], [DAY]])
})

test('a break is the gap between two spans, in whatever order they are written', () => {
  const split = [
    { from: 600, to: 840 },
    { from: 900, to: 1200 },
  ]
  expect(parseWeek({ вт: '10:00-14:00, 15:00-20:00' })[1]).toEqual(split)
  expect(parseWeek({ вт: '15:00-20:00, 10:00-14:00' })[1]).toEqual(split)
})

test('spans that touch are one span, so that a visit may cross the seam', () => {
  expect(parseWeek({ пн: '10:00-14:00, 14:00-20:00' })[0]).toEqual([DAY])
})

test('hours past midnight belong to the day on which they begin', () => {
  expect(parseWeek({ пт: '18:00-02:00' })[4]).toEqual([{ from: 1080, to: 1560 }])
  expect(parseWeek({ пт: '18:00-02:00' })[5]).toEqual([])
})

test('midnight as the end is written either way, and a whole day is 00:00-24:00', () => {
  expect(parseWeek({ сб: '10:00-00:00' })[5]).toEqual([{ from: 600, to: 1440 }])
  expect(parseWeek({ сб: '10:00-24:00' })[5]).toEqual([{ from: 600, to: 1440 }])
  expect(parseWeek({ 'пн-вс': '00:00-24:00' })).toEqual(Array(7).fill([{ from: 0, to: 1440 }]))
})

test('spaces, capitals, long dashes and one-digit hours are forgiven', () => {
  expect(parseWeek({ ' Пн – Вт ': ' 9:00 — 20:00 ' })).toEqual([
    [{ from: 540, to: 1200 }],
    [{ from: 540, to: 1200 }],
    [],
    [],
    [],
    [],
    [],
  ])
})

test('an empty week is closed on all seven days', () => {
  expect(parseWeek({})).toEqual([[], [], [], [], [], [], []])
})

test('days written together do not share one list of spans', () => {
  const [monday, tuesday] = parseWeek({ 'пн-вт': '10:00-20:00' })
  expect(monday).not.toBe(tuesday)
  expect(monday?.[0]).not.toBe(tuesday?.[0])
})

test.each([
  [{ mon: '10:00-20:00' }, 'Days "mon": unknown day "mon", expected one of пн вт ср чт пт сб вс'],
  [{ 'пн,': '10:00-20:00' }, 'Days "пн,": unknown day ""'],
  [{ 'пн-ср-пт': '10:00-20:00' }, '"пн-ср-пт" is not a range of two days'],
  [{ 'пн-пн': '10:00-20:00' }, 'the range "пн-пн" begins and ends on the same day'],
  [{ 'пн-пт': '10:00-20:00', ср: '12:00-15:00' }, 'Hours of ср are written twice, the second time in "ср"'],
  [{ 'пн, пн': '10:00-20:00' }, 'Hours of пн are written twice'],
  [{ пн: '' }, 'Hours of "пн" are empty: leave out a day that is closed'],
  [{ пн: 'выходной' }, 'Hours of "пн": "выходной" is not a span'],
  [{ пн: '10:00' }, '"10:00" is not a span'],
  [{ пн: '10:00-12:00-14:00' }, '"10:00-12:00-14:00" is not a span'],
  [{ пн: '10.00-20.00' }, '"10.00" is not a time, expected like "09:30"'],
  [{ пн: '10-20' }, '"10" is not a time'],
  [{ пн: '10:00-25:00' }, 'there is no time "25:00"'],
  [{ пн: '10:00-24:01' }, 'there is no time "24:01"'],
  [{ пн: '10:60-20:00' }, 'there is no time "10:60"'],
  [{ пн: '24:00-02:00' }, 'begins at 24:00'],
  [{ пн: '10:00-10:00' }, '"10:00-10:00" is empty; round the clock is written as "00:00-24:00"'],
  [{ пн: '10:00-14:00, 13:00-20:00' }, 'Hours of "пн": spans overlap'],
  [{ пн: '18:00-02:00, 22:00-23:00' }, 'Hours of "пн": spans overlap'],
  [{ пт: '18:00-02:00', сб: '01:00-12:00' }, 'Hours of пт run past midnight into the hours of сб'],
  [{ вс: '18:00-02:00', пн: '01:00-12:00' }, 'Hours of вс run past midnight into the hours of пн'],
])('hours that make no sense are refused with the reason: %j', (written, reason) => {
  expect(() => parseWeek(written as Record<string, string>)).toThrow(reason)
})

test('a night may end exactly where the next morning begins', () => {
  const week = parseWeek({ пт: '18:00-02:00', сб: '02:00-12:00' })
  expect(week[5]).toEqual([{ from: 120, to: 720 }])
})

test('a class takes place on a weekday at a local time', () => {
  expect(parseTimetable('пн 19:00')).toEqual({ weekday: 0, minute: 1140 })
  expect(parseTimetable(' Вс  8:30 ')).toEqual({ weekday: 6, minute: 510 })
  expect(parseTimetable('ср 00:00')).toEqual({ weekday: 2, minute: 0 })
})

test.each([
  ['', 'expected a day and a time'],
  ['пн', 'expected a day and a time'],
  ['19:00', 'expected a day and a time'],
  ['пн 19:00 20:00', 'expected a day and a time'],
  ['пн, ср 19:00', 'expected a day and a time'],
  ['19:00 пн', '"пн" is not a time'],
  ['пон 19:00', 'unknown day "пон"'],
  ['пн 19', '"19" is not a time'],
  ['пн 25:00', 'there is no time "25:00"'],
  ['пн 24:00', 'not at 24:00'],
])('a timetable line that makes no sense is refused with the reason: "%s"', (at, reason) => {
  expect(() => parseTimetable(at)).toThrow(reason)
})
