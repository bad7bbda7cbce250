import { expect, test } from 'vitest'
import { createSlips, isSlip } from './typos.ts'

test.each([
  ['swapped letters', 'уклдака', 'укладка', 'strict', true],
  ['a doubled letter', 'массажж', 'массаж', 'strict', true],
  ['a neighbour on the keyboard', 'мвссаж', 'массаж', 'strict', true],
  ['a letter that sounds alike', 'педекюр', 'педикюр', 'strict', true],
  ['a missing letter', 'масаж', 'массаж', 'usual', true],
  ['a letter too many', 'стрипжка', 'стрижка', 'usual', true],
  ['any letter', 'манинюр', 'маникюр', 'free', true],
  ['the first one missing', 'аникюр', 'маникюр', 'free', true],
  ['a missing letter, strictly', 'масаж', 'массаж', 'strict', false],
  ['any letter, usually', 'манинюр', 'маникюр', 'usual', false],
  ['the first one missing, usually', 'аникюр', 'маникюр', 'usual', false],
  ['another first letter', 'лечение', 'течение', 'usual', false],
  ['two slips', 'маникююрр', 'маникюр', 'free', false],
  ['the same word', 'маникюр', 'маникюр', 'free', false],
  ['nothing', '', 'маникюр', 'free', false],
] as const)('%s: «%s» for «%s», %s', (_, typed, meant, care, expected) => {
  expect(isSlip(typed, meant, care)).toBe(expected)
})

test('a slip is found with what may follow the word, and in no other word', () => {
  const slips = createSlips<string>()
  slips.add('стрижк', 'ending', 'haircut')
  slips.add('окрашив', 'any', 'colour')
  slips.add('брови', 'none', 'brows')
  expect(slips.find('стришкой')).toEqual(['haircut'])
  expect(slips.find('стришковый')).toEqual([])
  expect(slips.find('окрашевание')).toEqual(['colour'])
  expect(slips.find('борви')).toEqual(['brows'])
  expect(slips.find('брвиками')).toEqual([])
  expect(slips.find('стрижка')).toEqual([])
  expect(slips.find('')).toEqual([])
})

test('the longest word that fits is meant', () => {
  const slips = createSlips<string>()
  slips.add('покрас', 'ending', 'short')
  slips.add('покраск', 'ending', 'long')
  expect(slips.find('покарска')).toEqual(['long'])
})
