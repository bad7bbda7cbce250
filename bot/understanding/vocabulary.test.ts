import { expect, test } from 'vitest'
import { model } from './model.ts'
import { packWords, unpackWords, vocabularyOf } from './vocabulary.ts'

test.each([
  ['запишиет меня на завтра', 'запишите меня на завтра'],
  ['сколко стоит маникрю', 'сколько стоит маникюр'],
  ['отменитте запись', 'отмените запись'],
  ['can I reshedule my apointment', 'can i reschedule my appointment'],
])('«%s» was meant as «%s»', (typed, meant) => {
  expect(model().vocabulary.mend(typed.toLowerCase())).toBe(meant)
})

test('a word that people use stays, in whatever form; so do short words, and words that are like no other', () => {
  for (const word of ['стрижкою', 'перенести', 'отменяю', 'дом', 'арманбек', 'калибровка'])
    expect(model().vocabulary.mend(word)).toBe(word)
})

test('of two words that are one slip away the more usual one is meant', () => {
  const { mend } = vocabularyOf([['завтра'], ['завтрак']])
  expect(mend('звтра')).toBe('завтра')
  expect(mend('завтрак')).toBe('завтрак')
})

test('what is packed is unpacked', () => {
  const words = ['запись', 'записать', 'записаться', 'запишите', 'а', 'слово', 'словосочетание', 'словосочетания']
  expect(unpackWords(packWords(words))).toEqual([...words].sort())
  expect(unpackWords(packWords([]))).toEqual([])
})
