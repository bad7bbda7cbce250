import { expect, test } from 'vitest'
import { seeded } from '../seeded.ts'
import { addDays, instantOf, isDate, localOf } from '../time.ts'
import { readTimes, windowsOf } from '../when.ts'

const ZONES = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Vladivostok',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
]
const PIECES =
  "завтра сегодня послезавтра вчера в на к с до после около не или и , . ? пн вторник среду пятницу выходных неделе следующей этой через две недели день час 3 5 10 15 18 25 31 15:30 14-30 27.11 1430 ноября декабря числа утром вечером днём обеда работы вечера утра полпятого без пятнадцати шесть нет лучше не_могу занято кроме перенесите записана если давайте маникюр Анне 8_лет 1500_рублей 2_человека tomorrow at pm Friday next after 25th Nov or not can't".split(
    ' ',
  )
/** Words that mark no day: a time among them is never over. */
const UNMARKED = [
  'в 3',
  'в 10',
  'утром',
  'вечером',
  'после 18',
  'до обеда',
  'с 10 до 15',
  'полпятого',
  'в понедельник',
  'в среду в 12',
  'в субботу утром',
  '31 числа',
  '10 числа в 9',
  '5 мая',
  'на выходных',
  'на следующей неделе',
  'через неделю',
  'через час',
  'в начале недели',
  'по будням',
  'at noon',
  'next Friday',
  'in the evening',
  'on the 31st',
  'в конце месяца вечером',
]

const moments = (random: () => number, zone: string) =>
  instantOf(zone, addDays('2026-01-01', Math.floor(random() * 1500)), Math.floor(random() * 1440))

test('windows of any words are wall times of the calendar, sorted, none twice, from before to', () => {
  const random = seeded(7)
  for (let i = 0; i < 5_000; i++) {
    const length = 1 + Math.floor(random() * 12)
    const words = Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]!.replaceAll('_', ' '))
    const text = words.join(' ')
    const zone = ZONES[i % ZONES.length]!
    const now = moments(random, zone)
    const read = readTimes(text, now, zone)
    const windows = windowsOf(read, now, zone)
    for (const [index, { from, to }] of windows.entries()) {
      expect(from <= to, text).toBe(true)
      for (const wall of [from, to]) {
        expect(wall, text).toMatch(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/)
        expect(isDate(wall.slice(0, 10)), text).toBe(true)
      }
      const before = windows[index - 1]
      if (before) expect(before.from < from || (before.from === from && before.to < to), text).toBe(true)
    }
    for (const { hours, days } of [...read.alternatives, ...read.excluded]) {
      if (days) expect(days.from <= days.to, text).toBe(true)
      if (hours) expect(hours.from >= 0 && hours.to <= 1440 && hours.from <= hours.to, text).toBe(true)
    }
    const ends = read.spans.map(({ start, end }) => [start, end])
    expect(
      ends.flat().every((at, index, all) => at >= (all[index - 1] ?? 0) && at <= text.length),
      text,
    ).toBe(true)
  }
})

test('a time of which no day is marked is never over', () => {
  const random = seeded(11)
  for (let i = 0; i < 4_000; i++) {
    const zone = ZONES[i % ZONES.length]!
    const now = moments(random, zone)
    const text = UNMARKED[Math.floor(random() * UNMARKED.length)]!
    const windows = windowsOf(readTimes(text, now, zone), now, zone)
    expect(windows.length, text).toBeGreaterThan(0)
    for (const { to } of windows) {
      const clock = Number(to.slice(11, 13)) * 60 + Number(to.slice(14))
      const { date, minutes } = localOf(zone, now)
      const shown = `${date}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
      // Of a time that comes twice the wall clock does not tell which is meant.
      expect(instantOf(zone, to.slice(0, 10), clock) > now || to > shown, `${text} at ${shown}`).toBe(true)
    }
  }
})

test('what stands around a time changes nothing about it', () => {
  const now = instantOf('Europe/Moscow', '2026-11-18', 660)
  const around = [
    ['Здравствуйте! Запишите меня, пожалуйста, на маникюр ', ''],
    ['', ', к Марии, если можно'],
    ['добрый вечер, ребёнку 8 лет, стрижка ', ' спасибо'],
    ['Меня зовут Анна, 8 900 123-45-67, хочу ', '. Сколько стоит, 1500 рублей?'],
    ['hi there, could you please book me ', ' thank you!'],
  ] as const
  for (const text of [
    'завтра в 3',
    'в пятницу после 18',
    '27 ноября утром',
    'на выходных',
    'в пн или вт в 12',
    'послезавтра с 10 до 12',
    'через две недели',
    '31 числа в 14-30',
    'next Friday at 3pm',
  ])
    for (const [before, after] of around)
      expect(
        windowsOf(readTimes(before + text + after, now, 'Europe/Moscow'), now, 'Europe/Moscow'),
        before + text + after,
      ).toEqual(windowsOf(readTimes(text, now, 'Europe/Moscow'), now, 'Europe/Moscow'))
})
