import { expect, test } from 'vitest'
import { addDays } from '../time.ts'
import { readTimes, windowsOf } from '../when.ts'
import { NOW, shown, TODAY, ZONE } from './when.sample.ts'

const read = (text: string, today?: string) => readTimes(text, NOW, ZONE, { today })
const pieces = (text: string) => read(text).spans.map(({ start, end }) => text.slice(start, end))

test('what is said is kept: days and hours apart, several as alternatives', () => {
  expect(read('в пн или вт после работы').alternatives).toEqual([
    { days: { from: '2026-11-23', to: '2026-11-23' }, hours: { from: 1080, to: 1380 } },
    { days: { from: '2026-11-24', to: '2026-11-24' }, hours: { from: 1080, to: 1380 } },
  ])
  expect(read('в 3').alternatives).toEqual([{ days: null, hours: { from: 900, to: 900 } }])
  expect(read('завтра').alternatives).toEqual([{ days: { from: '2026-11-19', to: '2026-11-19' }, hours: null }])
  expect(read('хочу на стрижку').alternatives).toEqual([])
})

test('a time without a day is of the date under discussion, while it is ahead there', () => {
  const on = (text: string, today: string) => shown(windowsOf(read(text, today), NOW, ZONE))
  expect(on('в 3', '2026-11-25')).toBe('25.11 15:00')
  expect(on('вечером', '2026-11-25')).toBe('25.11 17:00–23:00')
  expect(on('завтра в 3', '2026-11-25')).toBe('19.11 15:00')
  expect(on('в 9', TODAY)).toBe('19.11 09:00')
  expect(on('в тот же день в 5', '2026-11-25')).toBe('25.11 17:00')
  expect(on('на следующий день', '2026-11-25')).toBe('26.11')
})

test('what is ruled out is kept beside what is wished', () => {
  const days = (from: string, to = from) => ({ days: { from, to }, hours: null })
  expect(read('кроме среды').excluded).toEqual([days('2026-11-18')])
  expect(read('завтра не могу, давайте в пятницу').excluded).toEqual([days('2026-11-19')])
  expect(read('завтра в 10 не смогу').excluded).toEqual([{ ...days('2026-11-19'), hours: { from: 600, to: 600 } }])
  expect(read('на следующей неделе кроме вторника и выходных').excluded).toEqual([
    days('2026-11-24'),
    days('2026-11-28', '2026-11-29'),
  ])
  expect(read('в декабре, только не по средам').excluded).toHaveLength(5)
  expect(read('завтра в 10').excluded).toEqual([])
})

test('as soon as possible is any day of a year, and no window', () => {
  const soon = read('запишите как можно раньше')
  expect(soon).toMatchObject({
    soon: true,
    alternatives: [{ days: { from: TODAY, to: addDays(TODAY, 365) }, hours: null }],
  })
  expect(windowsOf(soon, NOW, ZONE)).toEqual([])
  expect(shown(windowsOf(read('как можно скорее, но после 18'), NOW, ZONE))).toBe('18.11 18:00–24:00')
  expect(read('завтра, как можно раньше').soon).toBe(false)
})

test('a day or an hour that cannot be is impossible, unless it is corrected', () => {
  for (const text of ['32 ноября', '31 февраля', 'в 25:00', 'завтра в 10:75', '35 числа', 'давайте 30.02 в 15:00'])
    expect(read(text).impossible, text).toBe(true)
  expect(read('32 ноября, ой, 22 ноября')).toMatchObject({
    impossible: false,
    alternatives: [{ days: { from: '2026-11-22' } }],
  })
  expect(read('завтра в 15').impossible).toBe(false)
})

test('the places of the text that speak of time are told, with their prepositions', () => {
  expect(pieces('Запишите на завтра в 15:00 к Ане')).toEqual(['на завтра в 15:00'])
  expect(pieces('маникюр в пятницу, можно после 18?')).toEqual(['в пятницу', 'после 18'])
  expect(pieces('завтра не могу, давайте послезавтра')).toEqual(['завтра', 'послезавтра'])
  expect(pieces('ЗАВТРА, Ёлкина Мая, к 15ти')).toEqual(['ЗАВТРА', 'к 15ти'])
  expect(pieces('ребёнку 8 лет, номер 8 900 123-45-67')).toEqual([])
})

test('capital letters, «ё», stresses and invisible characters change nothing', () => {
  for (const text of [
    'ЗАВТРА ДНЁМ',
    'Завтра днем',
    'за\u0301втра днём',
    'зав\u200bтра дне\u0308м',
    '\u00a0завтра\u00a0днём',
  ])
    expect(shown(windowsOf(read(text), NOW, ZONE)), text).toBe('19.11 12:00–17:00')
})

test('a text made to cost is read as far as people would go on', () => {
  for (const piece of ['в 5 или ', 'завтра, ', '1 ', '1-', '25,', 'пн ', 'не могу завтра, '])
    expect(read(piece.repeat(300)).alternatives.length).toBeLessThanOrEqual(40)
})
