import { expect, test } from 'vitest'
import { phoneOf, withoutPhones } from './phone.ts'

const SPELLINGS = [
  '+79001234567',
  '79001234567',
  '89001234567',
  '9001234567',
  '8 900 123-45-67',
  '8-900-123-45-67',
  '8 (900) 123 45 67',
  '+7 (900) 123-45-67',
  '+7 900 123 45 67',
  '8.900.123.45.67',
  '900 123 45 67',
  '(900) 123-45-67',
  '8 9 0 0 1 2 3 4 5 6 7',
]
const FOREIGN = ['+375291234567', '+375 29 123-45-67', '+1 212 555 0134', '+49 1512 3456789', '+998 90 123 45 67']

test('a Russian number in any spelling is one number', () => {
  for (const text of SPELLINGS) expect(phoneOf(text), text).toBe('+79001234567')
})

test('a foreign number keeps its country', () => {
  expect(FOREIGN.map(phoneOf)).toEqual([
    '+375291234567',
    '+375291234567',
    '+12125550134',
    '+4915123456789',
    '+998901234567',
  ])
})

test('a number is found among words', () => {
  expect(phoneOf('мой номер 8 900 123-45-67, звоните')).toBe('+79001234567')
})

test('what is no number is none', () => {
  for (const text of [
    '',
    'Анна',
    '12345',
    '15:30',
    '27.11.2026',
    '123456789012345678',
    '+7',
    'в 15:30',
    '1500 2000',
    '89001234567 или 89007654321',
  ])
    expect(phoneOf(text), text).toBeNull()
})

test('whatever would be taken as a phone is hidden but for its last two digits, alone and within words', () => {
  for (const phone of [...SPELLINGS, ...FOREIGN]) {
    const last = phone.replace(/\D/g, '').slice(-2)
    for (const text of [phone, `мой номер ${phone}, звоните`, `${phone} Анна`, `тел:${phone}.`, `Анна\n${phone}`]) {
      const shown = withoutPhones(text)
      expect(shown.replace(/\D/g, '').length, `${text} → ${shown}`).toBeLessThanOrEqual(2)
      expect(shown).toContain(`•••`)
      if (!phone.includes('9 0 0')) expect(shown).toContain(last)
    }
  }
})

test('dates, times, prices and addresses are not hidden', () => {
  for (const text of [
    '27 ноября в 15:30',
    '27.11.2026 15:30',
    'дом 15, квартира 120',
    '1500–2000 рублей',
    'с 10 до 15',
    '2026-11-27 15:30:00',
  ])
    expect(withoutPhones(text)).toBe(text)
})
