import { expect, test } from 'vitest'
import { maskedPhone } from './phone.ts'

test('a masked number keeps its country and the last two digits', () => {
  expect(maskedPhone('+79123456734')).toBe('+7…34')
})
