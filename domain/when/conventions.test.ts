import { describe, expect, test } from 'vitest'
import { addDays, instantOf, weekdayOf } from '../time.ts'
import { NOW, rows, said, TODAY, ZONE } from './when.sample.ts'

const isRead = (text: string, expected: string) => expect(said(text)).toBe(expected)
const at = (date: string, hours: number, minutes = 0) => instantOf(ZONE, date, hours * 60 + minutes)

describe('a part of the day has its hours', () => {
  test.each(
    rows(`
    завтра утром => 19.11 06:00–12:00
    завтра до обеда => 19.11 00:00–12:00
    завтра в обед => 19.11 12:00–15:00
    завтра днём => 19.11 12:00–17:00
    завтра после обеда => 19.11 13:00–18:00
    завтра ближе к вечеру => 19.11 16:00–19:00
    завтра вечером => 19.11 17:00–23:00
    завтра после работы => 19.11 18:00–23:00
    завтра после 16 => 19.11 16:00–24:00
    завтра до 16 => 19.11 00:00–16:00
    завтра с 12 до 16 => 19.11 12:00–16:00
    завтра около 16 => 19.11 15:30–16:30
    завтра в районе 16 => 19.11 15:30–16:30
    завтра часов в 5 => 19.11 17:00
  `),
  )('«%s» is %s', isRead)
})

test('hours from 1 to 7 are in the afternoon unless the morning is said, all others are as they are', () => {
  for (let hour = 1; hour <= 23; hour++) {
    const clock = `${String(hour <= 7 ? hour + 12 : hour).padStart(2, '0')}:00`
    for (const before of ['в', 'к', 'на', 'часов в']) expect(said(`завтра ${before} ${hour}`)).toBe(`19.11 ${clock}`)
  }
  for (let hour = 1; hour <= 11; hour++) {
    expect(said(`завтра в ${hour} утра`)).toBe(`19.11 ${String(hour).padStart(2, '0')}:00`)
    if (hour >= 5) expect(said(`завтра в ${hour} вечера`)).toBe(`19.11 ${hour + 12}:00`)
  }
})

test('a bare weekday is the nearest, today included while the time is ahead, else the same day next week', () => {
  expect(said('в среду')).toBe('18.11')
  expect(said('в среду в 12')).toBe('18.11 12:00')
  expect(said('в среду в 11')).toBe('25.11 11:00')
  expect(said('в среду до 12', at(TODAY, 11, 58))).toBe('18.11 00:00–12:00')
  expect(said('в среду до 12', at(TODAY, 12))).toBe('25.11 00:00–12:00')
})

test('«следующий» is of the next calendar week, from any day of the week', () => {
  const days = ['понедельник', 'вторник', 'среду', 'четверг', 'пятницу', 'субботу', 'воскресенье']
  for (let shift = 0; shift < 7; shift++) {
    const today = addDays('2026-11-16', shift)
    for (const [index, day] of days.entries()) {
      const date = addDays('2026-11-23', index)
      expect(said(`в следующую ${day}`, at(today, 9))).toBe(`${date.slice(8)}.11`)
    }
    expect(said('на следующей неделе', at(today, 9))).toBe('23.11–29.11')
  }
})

test('«на этой неделе» is today to Sunday, «на выходных» what is left of Saturday and Sunday', () => {
  expect(said('на этой неделе')).toBe('18.11–22.11')
  expect(said('на этой неделе', at('2026-11-22', 9))).toBe('22.11')
  expect(said('на выходных')).toBe('21.11–22.11')
  expect(said('на выходных', at('2026-11-22', 9))).toBe('22.11')
  expect(said('на следующих выходных', at('2026-11-22', 9))).toBe('28.11–29.11')
  expect(said('по будням', at('2026-11-21', 9))).toBe('23.11–27.11')
})

test('«через неделю» is that day, whole', () => {
  for (let shift = 0; shift < 7; shift++) {
    const today = addDays(TODAY, shift)
    const date = addDays(today, 7)
    expect(said('через неделю', at(today, 20))).toBe(`${date.slice(8)}.${date.slice(5, 7)}`)
  }
})

test('a day and month that are over are those of the next year', () => {
  expect(said('1 декабря', at('2026-12-02', 9))).toBe('01.12')
  expect(said('17 ноября в 15:00')).toBe('17.11 15:00')
  expect(said('29 февраля')).toBe('29.02')
})

test('«31 числа» is the next month that has it', () => {
  expect(said('31 числа')).toBe('31.12')
  expect(said('31 числа', at('2027-02-01', 9))).toBe('31.03')
  expect(said('30 числа', at('2027-01-31', 9))).toBe('30.03')
})

test('a time without a day is today while it is ahead, else tomorrow', () => {
  expect(said('в 15:00')).toBe('18.11 15:00')
  expect(said('в 10:00')).toBe('19.11 10:00')
  expect(said('в 11:00')).toBe('19.11 11:00')
  expect(said('утром', at(TODAY, 11, 58))).toBe('18.11 06:00–12:00')
  expect(said('утром', at(TODAY, 12))).toBe('19.11 06:00–12:00')
  expect(said('вечером', at(TODAY, 23, 30))).toBe('19.11 17:00–23:00')
})

test('«через час» runs over midnight and over a change of clocks', () => {
  expect(said('через час', at('2026-12-31', 23, 30))).toBe('01.01 00:30')
  const before = instantOf('Europe/Berlin', '2027-03-28', 90)
  expect(said('через час', before, 'Europe/Berlin')).toBe('28.03 03:30')
  const twice = instantOf('Europe/Berlin', '2027-10-31', 150)
  expect(said('через час', twice, 'Europe/Berlin')).toBe('31.10 02:30')
})

test('a time that the clocks skip is the one that they show then', () => {
  const now = instantOf('Europe/Berlin', '2027-03-27', 600)
  expect(said('завтра в 2:30 ночи', now, 'Europe/Berlin')).toBe('28.03 03:30')
})

test('the zone decides what day it is', () => {
  const evening = at(TODAY, 23)
  expect(said('завтра в 10', evening)).toBe('19.11 10:00')
  expect(said('завтра в 10', evening, 'Asia/Yekaterinburg')).toBe('20.11 10:00')
  expect(said('завтра в 10', evening, 'America/New_York')).toBe('19.11 10:00')
})

test('a range of weekdays that is on already is from today, but not on its last day', () => {
  expect(said('с пн по пт')).toBe('18.11–20.11')
  expect(said('с пн по ср')).toBe('23.11–25.11')
  expect(weekdayOf(TODAY)).toBe(3)
  expect(said('с пн по пт', NOW + 2 * 1440)).toBe('23.11–27.11')
})
