import { expect, test } from 'vitest'
import { codeFrom, codeIn, normalCode } from './offers.ts'

test('a code is a word and three digits, as long as there are some left', () => {
  expect(codeFrom(10)).toBe('МОРЕ100')
  expect(codeFrom(26 * 317 + 10)).toBe('МОРЕ417')
  expect(codeFrom(26 * 900 + 10)).toBe('МОРЕ100')
  expect(codeFrom(26 * 900 + 10, 4)).toBe('МОРЕ1900')
})

test('every code that is made is found again, typed alone, in small letters, with a gap, or on the other keyboard', () => {
  const latin: Record<string, string> = Object.fromEntries(
    [...'АВСЕНКМОРТХ'].map((letter, index) => [letter, 'ABCEHKMOPTX'[index]!]),
  )
  for (let roll = 0; roll < 26 * 900; roll += 7) {
    const code = codeFrom(roll, roll % 9)
    const gap = code.toLowerCase().replace(/(?=\d)/, ' ')
    const other = code.replace(/\p{L}/gu, (letter) => latin[letter]!)
    for (const typed of [code, gap, other, `«${code}»`, `промокод ${code}`, `у меня код: ${gap}, примените`])
      expect(codeIn(typed), typed).toBe(code)
  }
})

test('a code that is called so is read, whatever its word', () => {
  expect(codeIn('промокод СКИДКА10')).toBe('СКИДКА10')
  expect(codeIn('Хочу по купону лето-2026')).toBe('ЛЕТО2026')
  expect(codeIn('promo code SUMMER10')).toBe(normalCode('SUMMER10'))
})

test('what is no code is none', () => {
  for (const text of [
    'завтра в 15',
    'маникюр 500',
    'море',
    'код',
    'какой у вас код домофона?',
    'код подъезда 5',
    'перезвоните на 89001234567',
    'стрижка завтра 10',
    'до 18',
    'реку 2026 раз',
  ])
    expect(codeIn(text), text).toBeNull()
})
