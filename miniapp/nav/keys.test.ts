import { expect, test } from 'vitest'
import { chordOf } from './keys.ts'

const press = (code: string, held: Partial<Record<'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey', boolean>> = {}) =>
  chordOf({ code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held })

test('a key is known by its place on the keyboard, so that any layout works', () => {
  expect(press('KeyN')).toBe('KeyN')
  expect(press('Numpad3', { altKey: true })).toBe('Alt+Digit3')
  expect(press('Slash', { shiftKey: true })).toBe('Shift+Slash')
})

test('Ctrl and ⌘ are one', () => {
  expect(press('KeyZ', { ctrlKey: true })).toBe('Mod+KeyZ')
  expect(press('KeyZ', { metaKey: true })).toBe('Mod+KeyZ')
})
