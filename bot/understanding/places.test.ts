import { expect, test } from 'vitest'
import { matchPlace } from './places.ts'

const places = [
  { name: 'Лён и мята на Липовом', district: 'Сокольники', address: 'Москва, Липовый переулок, 7' },
  { name: 'Лён и мята у реки', district: 'Центр', address: 'Москва, Набережная, 3' },
]

test.each([
  ['на липовом', 0],
  ['Липовый переулок', 0],
  ['в сокольниках', 0],
  ['который в Сокольниках, в 7', 0],
  ['на набережной', 1],
  ['в центре', 1],
  ['сокольинки', 0],
  ['лён и мята', null],
  ['в москве', null],
  ['в 3', null],
  ['на липовом или на набережной', null],
  ['переулок', null],
  ['', null],
] as const)('«%s» is branch %s', (text, index) => {
  expect(matchPlace(text, places)).toBe(index === null ? null : places[index])
})
