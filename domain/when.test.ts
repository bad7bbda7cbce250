import { describe, expect, test } from 'vitest'
import { addDays, instantOf, weekdayOf } from './time.ts'
import { readTimes, type When } from './when.ts'

const ZONE = 'Europe/Moscow'
/** Wednesday, 18 November 2026, 11:00. */
const NOW = instantOf(ZONE, '2026-11-18', 11 * 60)
const TODAY = '2026-11-18'

/** The first of what is wished. */
function firstOf(text: string, now: number, zone: string): When | 'impossible' | null {
  const { alternatives, impossible } = readTimes(text, now, zone)
  return impossible ? 'impossible' : (alternatives[0] ?? null)
}

/** «19.11 15:30», «19.11 10:00–12:00», «15:30», «19.11–22.11»; `impossible` and null as they are. */
function read(text: string, now = NOW, zone = ZONE): string | null {
  const when = firstOf(text, now, zone)
  if (!when || when === 'impossible') return when
  const day = (date: string) => `${date.slice(8)}.${date.slice(5, 7)}`
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const { days, hours } = when
  const dates = days && (days.from === days.to ? day(days.from) : `${day(days.from)}–${day(days.to)}`)
  const times = hours && (hours.from === hours.to ? clock(hours.from) : `${clock(hours.from)}–${clock(hours.to)}`)
  return [dates, times].filter(Boolean).join(' ')
}

const table = (rows: [string, string | null][]) =>
  test.each(rows)('«%s» is %s', (text, expected) => expect(read(text)).toBe(expected))

describe('days', () => {
  table([
    ['сегодня', '18.11'],
    ['завтра', '19.11'],
    ['послезавтра', '20.11'],
    ['вчера', '17.11'],
    ['через неделю', '25.11'],
    ['через две недели', '02.12'],
    ['через 2 недели в понедельник', '30.11'],
    ['через 3 дня', '21.11'],
    ['на этой неделе', '18.11–22.11'],
    ['на следующей неделе', '23.11–29.11'],
    ['на следующей неделе в пятницу', '27.11'],
    ['в пятницу на следующей неделе', '27.11'],
    ['на выходных', '21.11–22.11'],
    ['в следующую пятницу', '27.11'],
    ['в эту пятницу', '20.11'],
    ['в пятницу 27 ноября', '27.11'],
    ['27.11', '27.11'],
    ['27.11.2026', '27.11'],
    ['27/11', '27.11'],
    ['2026-11-27', '27.11'],
    ['27 числа', '27.11'],
    ['27-го', '27.11'],
    ['на 27', '27.11'],
    ['27', '27.11'],
    ['31 числа', '31.12'],
    ['1 ноября', '01.11'],
    ['завтра не могу, давайте послезавтра', '20.11'],
    ['в понедельник или вторник', '23.11'],
    ['tomorrow', '19.11'],
    ['the day after tomorrow', '20.11'],
    ['next friday', '27.11'],
    ['on Nov 27th', '27.11'],
    ['27 of November', '27.11'],
    ['in two weeks', '02.12'],
    ['this weekend', '21.11–22.11'],
  ])

  test('«как можно раньше» is any day from today on', () => {
    expect(firstOf('как можно раньше', NOW, ZONE)).toEqual({
      days: { from: TODAY, to: addDays(TODAY, 365) },
      hours: null,
    })
  })

  test('a date of a year that is over rolls over to the next one', () => {
    expect(firstOf('10 марта', NOW, ZONE)).toEqual({ days: { from: '2027-03-10', to: '2027-03-10' }, hours: null })
    expect(firstOf('29 февраля', NOW, ZONE)).toEqual({ days: { from: '2028-02-29', to: '2028-02-29' }, hours: null })
  })
})

describe('times', () => {
  table([
    ['15:30', '15:30'],
    ['в 15-30', '15:30'],
    ['в 15.30', '15:30'],
    ['10.00', '10:00'],
    ['15', '15:00'],
    ['в 3', '15:00'],
    ['в три', '15:00'],
    ['к шести', '18:00'],
    ['часов в 5', '17:00'],
    ['в 8', '08:00'],
    ['в 8 вечера', '20:00'],
    ['вечером в 8', '20:00'],
    ['утром в 7', '07:00'],
    ['7 утра', '07:00'],
    ['в час дня', '13:00'],
    ['12 дня', '12:00'],
    ['в 12 ночи', '00:00'],
    ['в полдень', '12:00'],
    ['15 часов 30 минут', '15:30'],
    ['полпятого', '16:30'],
    ['в половине третьего', '14:30'],
    ['без пятнадцати шесть', '17:45'],
    ['четверть шестого', '17:15'],
    ['около 16', '15:30–16:30'],
    ['в районе 16', '15:30–16:30'],
    ['после 18', '18:00–24:00'],
    ['не раньше 17', '17:00–24:00'],
    ['до 15', '00:00–15:00'],
    ['с 10 до 3', '10:00–15:00'],
    ['18:00–20:00', '18:00–20:00'],
    ['10-12', '10:00–12:00'],
    ['14-30', '14:30'],
    ['утром', '06:00–12:00'],
    ['до обеда', '00:00–12:00'],
    ['в обед', '12:00–15:00'],
    ['днём', '12:00–17:00'],
    ['после обеда', '13:00–18:00'],
    ['ближе к вечеру', '16:00–19:00'],
    ['вечером', '17:00–23:00'],
    ['после работы', '18:00–23:00'],
    ['3pm', '15:00'],
    ['at 3', '15:00'],
    ['half past three', '15:30'],
    ['noon', '12:00'],
    ['after 6', '18:00–24:00'],
    ['in the morning', '06:00–12:00'],
  ])

  test('every hour reads as itself, from 1 to 7 in the afternoon', () => {
    for (let hour = 0; hour < 24; hour++) {
      const expected = `${String(hour >= 1 && hour <= 7 ? hour + 12 : hour).padStart(2, '0')}:00`
      for (const text of [`в ${hour}`, `${hour}`, `на ${hour}`, `к ${hour} часам`])
        expect(read(text), text).toBe(expected)
    }
  })
})

describe('days with times', () => {
  table([
    ['завтра в 15:30', '19.11 15:30'],
    ['послезавтра, часов в 5', '20.11 17:00'],
    ['27.11 15-30', '27.11 15:30'],
    ['27 ноября в 3', '27.11 15:00'],
    ['в 3 27 ноября', '27.11 15:00'],
    ['27 ноября 15:30', '27.11 15:30'],
    ['пятница 16', '20.11 16:00'],
    ['2.12 вечером', '02.12 17:00–23:00'],
    ['завтра вечером в 8', '19.11 20:00'],
    ['завтра с 10 до 15', '19.11 10:00–15:00'],
    ['в пятницу после 18', '20.11 18:00–24:00'],
    ['завтра не могу, давайте послезавтра в 10', '20.11 10:00'],
    ['через час', '18.11 12:00'],
    ['через полчаса', '18.11 11:30'],
    ['tomorrow at 3pm', '19.11 15:00'],
  ])

  test('today’s weekday means today while the time is ahead, else a week later', () => {
    expect(read('в среду')).toBe('18.11')
    expect(read('в среду в 15:00')).toBe('18.11 15:00')
    expect(read('в среду в 10:00')).toBe('25.11 10:00')
    expect(read('в среду утром')).toBe('18.11 06:00–12:00')
    expect(read('в среду утром', NOW + 60)).toBe('25.11 06:00–12:00')
  })
})

describe('no time, or one that cannot be', () => {
  table([
    ['31 февраля', 'impossible'],
    ['30.02', 'impossible'],
    ['32 ноября', 'impossible'],
    ['25:00', 'impossible'],
    ['завтра в 10:75', 'impossible'],
    ['35 числа', 'impossible'],
    ['что?', null],
    ['вторую', null],
    ['на 2 человека', null],
    ['ребёнку 8 лет', null],
    ['1500 рублей', null],
    ['дом 15 квартира 3', null],
    ['8-900-123-45-67', null],
    ['+7 900 123 45 67', null],
    ['мартини', null],
    ['среди прочего', null],
    ['Maria', null],
    ['', null],
    ['👍', null],
  ])
})

describe('generated', () => {
  const MONTHS: readonly string[][] = [
    'январь января январю январём январе янв'.split(' '),
    'февраль февраля февралю февралём феврале фев'.split(' '),
    'март марта марту мартом марте мар'.split(' '),
    'апрель апреля апрелю апрелем апреле апр'.split(' '),
    'май мая маю маем мае'.split(' '),
    'июнь июня июню июнем июне июн'.split(' '),
    'июль июля июлю июлем июле июл'.split(' '),
    'август августа августу августом августе авг'.split(' '),
    'сентябрь сентября сентябрю сентябрём сентябре сен сент'.split(' '),
    'октябрь октября октябрю октябрём октябре окт'.split(' '),
    'ноябрь ноября ноябрю ноябрём ноябре ноя нояб'.split(' '),
    'декабрь декабря декабрю декабрём декабре дек'.split(' '),
  ]
  const WEEKDAYS: readonly string[][] = [
    'пн понедельник понедельника понедельнику понедельником понедельнике Monday mon'.split(' '),
    'вт вторник вторника вторнику вторником вторнике Tuesday tue'.split(' '),
    'ср среда среды среде среду средой Wednesday wed'.split(' '),
    'чт четверг четверга четвергу четвергом четверге Thursday thu'.split(' '),
    'пт пятница пятницы пятнице пятницу пятницей Friday fri'.split(' '),
    'сб суббота субботы субботе субботу субботой Saturday sat'.split(' '),
    'вс воскресенье воскресенья воскресенью воскресеньем Sunday sun'.split(' '),
  ]

  test('every month in every case, with every preposition, capital letters and a time', () => {
    for (const [index, forms] of MONTHS.entries())
      for (const form of forms)
        for (const before of ['', 'на ', 'к ', 'с ', 'Запишите на '])
          for (const [after, time] of [
            ['', ''],
            [' в 15:30', ' 15:30'],
            [' в 3', ' 15:00'],
            [' вечером', ' 17:00–23:00'],
          ]) {
            const text = `${before}27 ${form.toUpperCase()}${after}`
            expect(read(text), text).toBe(`27.${String(index + 1).padStart(2, '0')}${time}`)
          }
  })

  test('every day of the year as it is said and as it is written', () => {
    for (let date = TODAY; date < '2027-11-18'; date = addDays(date, 1)) {
      const [, month, day] = date.split('-') as [string, string, string]
      const expected = { days: { from: date, to: date }, hours: null }
      expect(firstOf(`${Number(day)} ${MONTHS[Number(month) - 1]![1]}`, NOW, ZONE)).toEqual(expected)
      expect(firstOf(`${day}.${month}.${date.slice(0, 4)}`, NOW, ZONE)).toEqual(expected)
    }
  })

  test('every weekday in every case is the nearest one, from every day of the week', () => {
    for (let shift = 0; shift < 7; shift++) {
      const today = addDays(TODAY, shift)
      const now = instantOf(ZONE, today, 11 * 60)
      for (const [index, forms] of WEEKDAYS.entries())
        for (const form of forms)
          for (const before of ['', 'в ', 'на ', 'к ']) {
            const date = addDays(today, (index + 1 - weekdayOf(today) + 7) % 7)
            expect(firstOf(before + form, now, ZONE), before + form).toEqual({
              days: { from: date, to: date },
              hours: null,
            })
          }
    }
  })
})

test('the zone of the branch decides what day it is', () => {
  const evening = instantOf(ZONE, TODAY, 23 * 60)
  expect(read('завтра', evening, 'Asia/Yekaterinburg')).toBe('20.11')
  expect(read('через час', evening, 'Asia/Yekaterinburg')).toBe('19.11 02:00')
})
