import { expect, test } from 'vitest'
import {
  city,
  dateAt,
  dateDay,
  dayTime,
  duration,
  money,
  phone,
  readMoney,
  type Style,
  span,
  zoneGap,
} from './format.ts'

const RU: Style = { language: 'ru', zone: 'Asia/Yekaterinburg', currency: 'RUB' }
const EN: Style = { ...RU, language: 'en' }
const AT = '2026-11-18T10:30:00Z'
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('an instant is written in the time of the branch, 24 hours in English too', () => {
  expect(plain(dayTime(AT, RU))).toBe('ср 18 ноября, 15:30')
  expect(plain(dayTime(AT, EN))).toBe('Wed 18 November, 15:30')
  expect(span(AT, '2026-11-18T19:05:00Z', RU)).toBe('15:30–00:05')
  expect(plain(dateDay('2026-11-19', RU, true))).toBe('чт 19 ноя')
})

test('the date is that of the branch, also where the device is on another day', () => {
  expect(dateAt('2026-11-18T20:00:00Z', 'Asia/Yekaterinburg')).toBe('2026-11-19')
  expect(dateAt('2026-11-18T20:00:00Z', 'Europe/Kaliningrad')).toBe('2026-11-18')
})

test('the gap between the branch and the device is known in minutes', () => {
  const at = new Date(AT)
  expect(zoneGap('Asia/Yekaterinburg', at) - zoneGap('Europe/Moscow', at)).toBe(120)
  for (const seconds of ['00', '29', '31', '59'])
    expect(zoneGap('UTC', new Date(`2026-11-18T10:30:${seconds}Z`))).toBe(at.getTimezoneOffset())
  expect(city('Asia/Yekaterinburg', 'ru')).toBe('Екатеринбург')
  expect(city('Asia/Yekaterinburg', 'en')).toBe('Yekaterinburg')
})

test('money is whole roubles unless there are kopecks, and never breaks over a line', () => {
  expect(money(120_000, RU)).toBe('1\u00a0200\u00a0₽')
  expect(money(120_050, RU)).toBe('1\u00a0200,50\u00a0₽')
  expect(plain(money(120_000, EN))).toBe('1,200 ₽')
  expect(plain(money(-30_000, RU))).toBe('-300 ₽')
})

test('a typed amount is read as kopecks, and anything else is not', () => {
  expect(readMoney('1 200,50 ₽')).toBe(120_050)
  expect(readMoney('0')).toBe(0)
  for (const typed of ['', 'двести', '1.2.3', '-5', '1,005']) expect(readMoney(typed)).toBeNull()
})

test('lengths and phones', () => {
  expect(plain(duration(90, 'ru'))).toBe('1 ч 30 мин')
  expect(plain(duration(120, 'ru'))).toBe('2 ч')
  expect(plain(duration(45, 'en'))).toBe('45 min')
  expect(plain(phone('+79123456789'))).toBe('+7 912 345-67-89')
})
