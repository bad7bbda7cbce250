import { expect, test } from 'vitest'
import { plainWord, stemOf, tokensOf } from './tokens.ts'

test('words are plain, and know where they stand in the text', () => {
  const text = 'Ёлка,  ГЕЛЬ-лак\u200b и 3D!'
  const tokens = tokensOf(text)
  expect(tokens.map(({ word }) => word)).toEqual(['елка', 'гель', 'лак', '3d'])
  expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual(['Ёлка', 'ГЕЛЬ', 'лак\u200b', '3D'])
})

test('what stands between words is told, and joints are no words', () => {
  const gaps = (text: string) => tokensOf(text).map(({ gap }) => gap)
  expect(gaps('маникюр педикюр')).toEqual(['none', 'none'])
  expect(gaps('маникюр, педикюр')).toEqual(['none', 'sign'])
  expect(gaps('маникюр + педикюр')).toEqual(['none', 'and'])
  expect(gaps('маникюр, и еще педикюр')).toEqual(['none', 'and'])
  expect(gaps('маникюр или, может, педикюр')).toEqual(['none', 'or', 'sign'])
  expect(gaps('сход-развал сход/развал')).toEqual(['none', 'none', 'none', 'none'])
  expect(gaps('да\nнет — нет')).toEqual(['sign', 'sign'])
})

test('a word knows its neighbours as they were spoken', () => {
  const [one, other] = tokensOf('и на то, же')
  expect(one).toMatchObject({ word: 'на', before: 'и', after: 'то' })
  expect(other).toMatchObject({ word: 'то', before: 'на', after: '' })
})

test('letters said three times are said once, decomposed ones are made whole', () => {
  expect(plainWord('Стриииижка')).toBe('стрижка')
  expect(plainWord('массаж')).toBe('массаж')
  expect(plainWord('Чи\u0438\u0306'.normalize('NFD'))).toBe('чий')
})

test('stems of both languages; short words are their own', () => {
  expect([stemOf('маникюром'), stemOf('manicures'), stemOf('то')]).toEqual(['маникюр', 'manicur', 'то'])
})
