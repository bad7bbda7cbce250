import { expect, test } from 'vitest'
import { heardIn, isOwnWords } from './heard.ts'

test.each([
  ['подруга посоветовала', 'referral'],
  ['от друзей', 'referral'],
  ['на картах нашли', 'maps'],
  ['2гис', 'maps'],
  ['в инсте', 'social'],
  ['реклама в инстаграме', 'ads'],
  ['вк', 'social'],
  ['проходили мимо', 'sign'],
  ['живу рядом', 'sign'],
  ['яндекс', 'site'],
  ['яндекс карты', 'maps'],
  ['нашла в интернете', 'site'],
  ['a friend told me', 'referral'],
  ['google maps', 'maps'],
  ['да', null],
  ['спасибо большое', null],
  ['по другому', null],
])('«%s» is %s', (words, heard) => expect(heardIn(words)).toBe(heard))

test('a long story and a question are no answer', () => {
  expect(heardIn('а можно я приду с подругой которая тоже хочет постричься у вас')).toBeNull()
  expect([isOwnWords('по радио'), isOwnWords('а сколько стоит?'), isOwnWords('5')]).toEqual([true, false, false])
})
