import { expect, test } from 'vitest'
import { mergeField, sameValue } from './merge.ts'

const early = new Date('2027-03-01T10:00:00Z')
const late = new Date('2027-03-01T11:00:00Z')
const sides = { oursAt: early, theirsAt: late }

test('what one side has changed goes to the other; what neither has stays', () => {
  expect(mergeField({ ...sides, base: ['A', 'A'], ours: 'B', theirs: 'A' })).toEqual({ act: 'write', conflict: false })
  expect(mergeField({ ...sides, base: ['A', 'A'], ours: 'A', theirs: 'B' })).toEqual({ act: 'take', conflict: false })
  expect(mergeField({ ...sides, base: ['A', 'x'], ours: 'A', theirs: 'x' })).toEqual({
    act: 'nothing',
    conflict: false,
  })
})

test('what both have changed goes by the later edit, and is a conflict', () => {
  const both = { base: ['A', 'A'] as const, ours: 'B', theirs: 'C' }
  expect(mergeField({ ...sides, ...both })).toEqual({ act: 'take', conflict: true })
  expect(mergeField({ ...both, oursAt: late, theirsAt: early })).toEqual({ act: 'write', conflict: true })
  expect(mergeField({ ...sides, ...both, theirs: 'B' })).toEqual({ act: 'nothing', conflict: false })
})

test('a write of which nobody heard is known by its value: it is no edit of theirs', () => {
  const lost = { ...sides, base: ['A', 'A'] as const, sent: 'B', theirs: 'B' }
  expect(mergeField({ ...lost, ours: 'C' })).toEqual({ act: 'write', conflict: false })
  expect(mergeField({ ...lost, ours: 'B' })).toEqual({ act: 'nothing', conflict: false })
  // Somebody went over it.
  expect(mergeField({ ...lost, ours: 'C', theirs: 'D' })).toEqual({ act: 'take', conflict: true })
  expect(mergeField({ ...lost, base: null, ours: 'C' })).toEqual({ act: 'write', conflict: false })
})

test('values are the same however the portal writes them', () => {
  for (const [a, b] of [
    [1500, '1500.00'],
    [null, ''],
    ['2027-03-01T12:00+03:00', '2027-03-01T09:00:00Z'],
    [' Анна', 'Анна'],
    [7, '7'],
  ])
    expect(sameValue(a, b), `${a} and ${b}`).toBe(true)
  for (const [a, b] of [
    ['007', 7],
    ['+7900', 7900],
    [0, null],
  ])
    expect(sameValue(a, b), `${a} and ${b}`).toBe(false)
})
