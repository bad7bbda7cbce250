import { expect, test } from 'vitest'
import { askedOf, queryOf, searchOf } from './asked.ts'

const of = (search: string) => askedOf(new URLSearchParams(search))

test('an address says the same period after it was read and written again', () => {
  for (const search of ['', '?period=7d', '?from=2026-11-01&till=2026-11-30&vs=weekday', '?vs=mark&mark=2026-11-01'])
    expect(searchOf(of(search))).toBe(search)
})

test('what is no date and no comparison is left out; a day of the digest is that day', () => {
  expect(queryOf(of('from=yesterday&till=2026-11-01&vs=luck&mark=soon'))).toBe('days=30')
  expect(queryOf(of('vs=mark'))).toBe('days=30')
  expect(queryOf(of('date=2026-11-17'))).toBe('from=2026-11-17&to=2026-11-17')
})

test('a mark is compared with the 30 days before it', () => {
  expect(queryOf(of('vs=mark&mark=2026-11-01'))).toBe('from=2026-11-01&to=2026-11-30&comparison=previous')
})
