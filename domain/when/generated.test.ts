import { expect, test } from 'vitest'
import { addDays, dayOf, instantOf, weekdayOf } from '../time.ts'
import { said, TODAY, ZONE } from './when.sample.ts'

const forms = (lines: string) =>
  lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '))

const MONTHS = forms(`
  январь января январю январём январе янв January jan
  февраль февраля февралю февралём феврале фев February feb
  март марта марту мартом марте мар March mar
  апрель апреля апрелю апрелем апреле апр April apr
  май мая маю маем мае May
  июнь июня июню июнем июне June jun
  июль июля июлю июлем июле July jul
  август августа августу августом августе авг August aug
  сентябрь сентября сентябрю сентябрём сентябре сен September sept
  октябрь октября октябрю октябрём октябре окт October oct
  ноябрь ноября ноябрю ноябрём ноябре ноя November nov
  декабрь декабря декабрю декабрём декабре дек December dec
`)
const WEEKDAYS = forms(`
  понедельник понедельника понедельнику понедельником понедельнике понедельникам пн Monday mon
  вторник вторника вторнику вторником вторнике вторникам вт Tuesday tue
  среда среды среде среду средой средам ср Wednesday wed
  четверг четверга четвергу четвергом четверге четвергам чт Thursday thu
  пятница пятницы пятнице пятницу пятницей пятницам пт Friday fri
  суббота субботы субботе субботу субботой субботам сб Saturday sat
  воскресенье воскресенья воскресенью воскресеньем воскресеньям вс Sunday sun
`)
const PARTS = [
  ['', ''],
  [' утром', ' 06:00–12:00'],
  [' с утра', ' 06:00–12:00'],
  [' до обеда', ' 00:00–12:00'],
  [' в обед', ' 12:00–15:00'],
  [' днём', ' 12:00–17:00'],
  [' после обеда', ' 13:00–18:00'],
  [' ближе к вечеру', ' 16:00–19:00'],
  [' вечером', ' 17:00–23:00'],
  [' после работы', ' 18:00–23:00'],
  [' в 3', ' 15:00'],
  [' в 15:30', ' 15:30'],
  [' после 18', ' 18:00–24:00'],
  [' с 10 до 12', ' 10:00–12:00'],
  [' in the morning', ' 06:00–12:00'],
  [' at 3pm', ' 15:00'],
] as const

const short = (date: string) => `${date.slice(8)}.${date.slice(5, 7)}`

test('every month in every case, after every preposition, with every part of the day', () => {
  for (const [index, names] of MONTHS.entries())
    for (const name of names)
      for (const before of ['', 'на ', 'к ', 'Запишите меня на ', 'can I come on '])
        for (const [part, hours] of PARTS) {
          const text = `${before}27 ${name}${part}`
          expect(said(text), text).toBe(`27.${String(index + 1).padStart(2, '0')}${hours}`)
        }
})

test('every weekday in every case, after every preposition, with every part of the day, from every day of the week', () => {
  for (let shift = 0; shift < 7; shift++) {
    const today = addDays(TODAY, shift)
    const now = instantOf(ZONE, today, 0)
    for (const [index, names] of WEEKDAYS.entries())
      for (const name of names)
        for (const before of ['', 'в ', 'на ', 'к ', 'можно маникюр на ', 'is there anything on '])
          for (const [part, hours] of PARTS) {
            const text = `${before}${name}${part}`
            const date = addDays(today, (index + 1 - weekdayOf(today) + 7) % 7)
            expect(said(text, now), text).toBe(short(date) + hours)
          }
  }
})

test('two weekdays with a time said once: it holds for both, in the order of the calendar', () => {
  for (const [first, names] of WEEKDAYS.entries())
    for (const [second, others] of WEEKDAYS.entries()) {
      if (first === second) continue
      for (const join of [' или ', ' либо в ', ', ', ' и ', '/']) {
        const dates = [first, second].map((index) => addDays(TODAY, (index - 2 + 7) % 7)).sort()
        const text = `${names[0]}${join}${others[0]} после 17`
        expect(said(text), text).toBe(dates.map((date) => `${short(date)} 17:00–24:00`).join('; '))
      }
    }
})

test('every day of two years, as it is said and written', () => {
  for (let date = TODAY; dayOf(date) < dayOf(TODAY) + 730; date = addDays(date, 1)) {
    const [year, month, day] = date.split('-') as [string, string, string]
    const now = instantOf(ZONE, addDays(date, -40), 600)
    for (const text of [
      `${Number(day)} ${MONTHS[Number(month) - 1]![1]}`,
      `${MONTHS[Number(month) - 1]!.find((name) => /^[A-Z]/.test(name))} ${Number(day)}`,
      `${day}.${month}`,
      `${Number(day)}.${month}.${year}`,
      `${year}-${month}-${day}`,
    ])
      expect(said(`на ${text} к Анне`, now), `${text} ${date}`).toBe(short(date))
  }
})

const HOURS = 'час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать'.split(' ')
const TO = 'часу двум трём четырём пяти шести семи восьми девяти десяти одиннадцати двенадцати'.split(' ')
const OF =
  'первого второго третьего четвёртого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого'.split(
    ' ',
  )
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

test('every hour in words, with halves, quarters and minutes before it', () => {
  for (let hour = 1; hour <= 12; hour++) {
    const i = hour - 1
    const at = (hour <= 7 ? hour + 12 : hour) * 60
    const before = hour === 1 ? 12 : hour - 1
    const last = (before <= 7 ? before + 12 : before) * 60
    for (const [text, minutes] of [
      [`в ${HOURS[i]}`, at],
      [`в ${hour}`, at],
      [`в ${hour}:00`, at],
      [`к ${TO[i]}`, at],
      [`в пол${OF[i]}`, last + 30],
      [`в пол ${OF[i]}`, last + 30],
      [`пол ${hour}`, last + 30],
      [`в половине ${OF[i]}`, last + 30],
      [`четверть ${OF[i]}`, last + 15],
      [`20 минут ${OF[i]}`, last + 20],
      [`без четверти ${HOURS[i]}`, last + 45],
      [`без пятнадцати ${HOURS[i]}`, last + 45],
      [`без 15 ${hour}`, last + 45],
      [`без двадцати ${HOURS[i]}`, last + 40],
      [`без десяти ${hour}`, last + 50],
      [`без пяти минут ${HOURS[i]}`, last + 55],
    ] as const)
      expect(said(`завтра ${text}`), text).toBe(`19.11 ${clock(minutes)}`)
  }
})

test('every quarter of an hour in every spelling', () => {
  for (let minutes = 8 * 60; minutes < 22 * 60; minutes += 15) {
    const [hour, rest] = [String(Math.floor(minutes / 60)), String(minutes % 60).padStart(2, '0')]
    // «в 14-15» is from two to three.
    const next = Number(rest) === Number(hour) + 1
    const texts = next ? [] : [`в ${hour}-${rest}`, `к ${hour} ${rest}`]
    for (const text of [`${hour}:${rest}`, `${hour}.${rest}`, `в ${hour.padStart(2, '0')}${rest}`, ...texts])
      for (const full of [`завтра ${text}`, `Здравствуйте, можно на завтра ${text} к Ольге на маникюр?`])
        expect(said(full), full).toBe(`19.11 ${clock(minutes)}`)
  }
})

test('every pair of hours as a window', () => {
  for (let from = 8; from < 21; from++)
    for (let to = from + 1; to <= 22; to++) {
      const hours = `19.11 ${clock(from * 60)}–${clock(to * 60)}`
      for (const text of [
        `с ${from} до ${to}`,
        `между ${from} и ${to}`,
        `с ${from}:00 до ${to}:00`,
        `${from}:00–${to}:00`,
      ])
        expect(said(`завтра ${text}`), text).toBe(hours)
    }
})
