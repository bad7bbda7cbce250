import { expect, test } from 'vitest'
import type { SaidRow } from './bridge.ts'
import { fitted, parts } from './fit.ts'

const row = (body: Record<string, unknown>, method = 'sendMessage', targetId: number | null = null): SaidRow => ({
  author: 'bot',
  method,
  body,
  text: (body.text as string | undefined) ?? null,
  targetId,
})

test('a text that fits stays as it is', () => {
  const fits = row({ text: 'а'.repeat(4096), reply_markup: {} })
  expect(fitted(fits)).toEqual([fits])
})

test('no word of a long text is lost, no part is longer than the platform takes', () => {
  const words = Array.from({ length: 3000 }, (_, n) => `слово${n}${n % 40 === 39 ? '\n\n' : n % 10 === 9 ? '\n' : ' '}`)
  const found = parts(words.join(''), 4096)
  expect(found.length).toBeGreaterThan(5)
  expect(found.every((part) => part.length <= 4096 && part === part.trim())).toBe(true)
  expect(found.slice(0, -1).every((part) => part.length > 2048)).toBe(true)
  expect(found.join(' ').split(/\s+/)).toEqual(words.map((word) => word.trim()))
})

test('a text without a gap is cut, but no character in two', () => {
  const found = parts('🙂'.repeat(5001), 4095)
  expect(found.join('')).toBe('🙂'.repeat(5001))
  expect(found.every((part) => part.isWellFormed() && part.length <= 4095)).toBe(true)
})

test('a long edit goes on in messages of its own, and the buttons stand under the last part', () => {
  const buttons = { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] }
  const text = `${'а'.repeat(3000)}\n\n${'б'.repeat(3000)}`
  expect(fitted(row({ text, reply_markup: buttons }, 'editMessageText', 7))).toEqual([
    row({ text: 'а'.repeat(3000) }, 'editMessageText', 7),
    row({ text: 'б'.repeat(3000), reply_markup: buttons }),
  ])
})

test('a long caption is cut with a sign that it was', () => {
  const [cut] = fitted(row({ document: 'calendar:1', caption: 'слово '.repeat(300) }, 'sendDocument'))
  expect(String(cut?.body.caption).length).toBeLessThanOrEqual(1024)
  expect(cut?.body.caption).toMatch(/слово…$/)
})
