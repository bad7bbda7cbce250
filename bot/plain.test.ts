import { describe, expect, test } from 'vitest'
import { yesOrNo } from './plain.ts'

describe('yes and no', () => {
  test.each([
    ['да', true],
    ['Да!', true],
    ['да, всё верно', true],
    ['ага', true],
    ['записывайте', true],
    ['согласна', true],
    ['даю согласие', true],
    ['👍', true],
    ['+', true],
    ['+ да', true],
    ['+79001234567', null],
    ['+7 (900) 123-45-67', null],
    ['yes please', true],
    ['нет', false],
    ['нет, спасибо', false],
    ['не согласен', false],
    ['не надо', false],
    ['no', false],
    ['I do not agree', null],
    ['do not agree', false],
    ['да, но в 16:00', null],
    ['нет, лучше в пятницу', null],
    ['спасибо', null],
    ['да нет', null],
    ['данные', null],
    ['', null],
    ['🙂', null],
  ] as const)('«%s» is %s', (text, expected) => expect(yesOrNo(text)).toBe(expected))
})
