import { expect, test } from 'vitest'
import { newsOf, type Standing } from './news.ts'
import { hindranceOf, VISIT_ACTIONS, type VisitSight, type VisitStatus } from './visitstate.ts'

const minute = (iso: string) => Date.parse(iso) / 60_000
const START = minute('2026-11-24T15:30:00+03:00')
const visit = (status: VisitStatus, now: string, more: Partial<VisitSight> = {}): VisitSight => ({
  status,
  zone: 'Europe/Moscow',
  start: START,
  price: 120_000,
  discount: 0,
  paid: 0,
  refunded: 0,
  markedAt: null,
  now: minute(now),
  ...more,
})

test('what staff may do follows the state: each has its own verbs', () => {
  const allowed = (status: VisitStatus) =>
    VISIT_ACTIONS.filter((action) => hindranceOf(action, visit(status, '2026-11-24T15:30:00+03:00')) === null)
  expect(allowed('booked')).toEqual(['arrived', 'noShow', 'pay', 'move', 'cancel'])
  expect(allowed('confirmed')).toEqual(allowed('booked'))
  expect(allowed('arrived')).toEqual(['pay'])
  expect(allowed('paid')).toEqual([])
  expect(allowed('no_show')).toEqual([])
  expect(allowed('cancelled')).toEqual(['restore'])
  expect(allowed('held')).toEqual([])
})

test('nobody is missed before the start, and nobody is here before the branch’s day begins', () => {
  expect(hindranceOf('noShow', visit('booked', '2026-11-24T15:29:00+03:00'))).toEqual({ why: 'early', from: START })
  expect(hindranceOf('arrived', visit('booked', '2026-11-23T23:59:00+03:00'))).toEqual({
    why: 'early',
    from: minute('2026-11-24T00:00:00+03:00'),
  })
  expect(hindranceOf('arrived', visit('booked', '2026-11-24T00:00:00+03:00'))).toBeNull()
})

test('a mark is taken back till the branch’s midnight, wherever the clock of the server is', () => {
  const markedAt = minute('2026-11-24T23:50:00+03:00')
  expect(hindranceOf('unmark', visit('arrived', '2026-11-24T23:59:00+03:00', { markedAt }))).toBeNull()
  expect(hindranceOf('unmark', visit('arrived', '2026-11-25T00:00:00+03:00', { markedAt }))).toEqual({ why: 'late' })
})

test('a client is told the difference between what they know and what is', () => {
  const at = (start: number, ...masters: number[]): Standing => ({ start, masters })
  expect(newsOf(null, null)).toBeNull()
  expect(newsOf(null, at(1, 1))).toBe('booked')
  expect(newsOf(at(1, 1), null)).toBe('cancelled')
  expect(newsOf(at(1, 1), at(2, 1))).toBe('moved')
  expect(newsOf(at(1, 1), at(1, 2))).toBe('moved')
  expect(newsOf(at(1, 1), at(1, 1))).toBeNull()
})
