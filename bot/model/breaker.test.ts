import { expect, test } from 'vitest'
import { createBreaker } from './breaker.ts'

function frozen(options: { failures?: number; pauseMs?: number } = {}) {
  let now = 1_000
  const breaker = createBreaker({ clock: () => now, failures: 3, pauseMs: 100, ...options })
  const fail = (times: number, key = 'a') => Array.from({ length: times }, () => breaker.failed(key))
  return { breaker, fail, wait: (ms: number) => (now += ms) }
}

test('failures in a row open the circuit of their own key; a success between them starts the count anew', () => {
  const { breaker, fail } = frozen()
  fail(2)
  breaker.succeeded('a')
  fail(2)
  expect(breaker.allows('a')).toBe(true)
  fail(1)
  expect([breaker.allows('a'), breaker.allows('b')]).toEqual([false, true])
})

test('after the pause one trial goes through; its success closes the circuit, its failure opens it again', () => {
  const { breaker, fail, wait } = frozen()
  fail(3)
  wait(99)
  expect(breaker.allows('a')).toBe(false)
  wait(1)
  expect([breaker.allows('a'), breaker.allows('a')]).toEqual([true, false])
  fail(1)
  wait(99)
  expect(breaker.allows('a')).toBe(false)
  wait(1)
  expect(breaker.allows('a')).toBe(true)
  breaker.succeeded('a')
  fail(2)
  expect([breaker.allows('a'), breaker.allows('a')]).toEqual([true, true])
})

test('a trial that never tells its end does not shut the circuit for ever', () => {
  const { breaker, fail, wait } = frozen()
  fail(3)
  wait(100)
  expect(breaker.allows('a')).toBe(true)
  wait(100)
  expect(breaker.allows('a')).toBe(true)
})

test('a hopeless failure opens at once; a wish to wait is kept, up to ten minutes', () => {
  const { breaker, wait } = frozen()
  breaker.failed('a', { hopeless: true })
  expect(breaker.allows('a')).toBe(false)
  breaker.failed('b', { holdMs: 500 })
  wait(499)
  expect(breaker.allows('b')).toBe(false)
  wait(1)
  expect(breaker.allows('b')).toBe(true)
  breaker.failed('c', { holdMs: 86_400_000 })
  wait(600_000)
  expect(breaker.allows('c')).toBe(true)
})
