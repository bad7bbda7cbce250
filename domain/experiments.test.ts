import { expect, test } from 'vitest'
import { assigned, isTriedText, pastOf, windowDaysOf } from './experiments.ts'

const clients = Array.from({ length: 20_000 }, (_, index) => index + 1)

test('half of the clients get each variant, whichever the experiment and whatever ids there are', () => {
  for (const experiment of [1, 2, 3, 40, 999])
    for (const ids of [clients, clients.map((id) => id * 2), clients.map((id) => id * 16)]) {
      const share = ids.filter((id) => assigned(experiment, id) === 'a').length / ids.length
      // Four standard deviations.
      expect(Math.abs(share - 0.5)).toBeLessThan(0.0142)
    }
})

test('the variant in one experiment says nothing of that in another', () => {
  const same = clients.filter((id) => assigned(7, id) === assigned(8, id)).length / clients.length
  expect(Math.abs(same - 0.5)).toBeLessThan(0.0142)
})

test('a client’s variant is the same for ever', () => {
  // Written down once: a release that moves clients to other variants spoils what runs.
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((id) => assigned(1, id)).join('')).toBe('bbbbbaab')
})

test('messages may be worded anew, not buttons and questions', () => {
  const tried = ['remind-ask', 'remind', 'remind-again', 'booked', 'notice-no-show', 'chain-return', 'hello']
  expect(tried.filter(isTriedText)).toEqual(tried)
  expect(['menu-book', 'ask-time', 'chain-return-button', 'summary', 'human-called'].filter(isTriedText)).toEqual([])
})

test('the usual share is read of those who were told the same before', () => {
  expect(pastOf('text', 'remind-ask')).toEqual({ from: 'notices', like: 'remind_%' })
  expect(pastOf('text', 'notice-no-show')).toEqual({ from: 'notices', like: 'no_show%' })
  expect(pastOf('text', 'booked')).toEqual({ from: 'bookings' })
  expect(pastOf('landing', 'spring')).toEqual({ from: 'leads', campaign: 'spring' })
  expect(pastOf('chain', 'return')).toEqual({ from: 'notices', like: 'chain_return%' })
  expect(pastOf('first', null)).toEqual({ from: 'leads', campaign: null })
  expect([windowDaysOf('text', 'remind'), windowDaysOf('chain', 'return')]).toEqual([3, 30])
})
