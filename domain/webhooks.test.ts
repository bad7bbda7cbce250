import { expect, test } from 'vitest'
import { type BookingState, HOOK_TRIED_MS, hookKindOf, nextTry, previousOf } from './webhooks.ts'

const since = new Date('2026-11-23T07:00:00Z')

/** Moments of all tries of a delivery that nobody takes, in milliseconds from the first. */
function triesWith(luck: number): number[] {
  const tries: number[] = []
  let now: Date | null = since
  while (now) {
    tries.push(now.getTime() - since.getTime())
    now = nextTry({ attempts: tries.length, since }, now, luck)
  }
  return tries
}

test('tries grow apart, and end a day after the first, whatever the luck', () => {
  for (const luck of [0, 0.5, 1]) {
    const tries = triesWith(luck)
    expect(tries.at(-1)).toBe(HOOK_TRIED_MS)
    expect(tries.length).toBeGreaterThanOrEqual(13)
    const pauses = tries.slice(1).map((at, i) => at - tries[i]!)
    expect(pauses[0]).toBe(4000 + 2000 * luck)
    // The last one is cut by the end of the day.
    const grown = pauses.slice(0, -1)
    expect(grown).toEqual([...grown].sort((a, b) => a - b))
  }
  expect(triesWith(0)).not.toEqual(triesWith(1))
})

test('a pause that is asked for is kept where it is longer than ours, up to an hour', () => {
  const after = (askedMs: number) => nextTry({ attempts: 1, since }, since, 0.5, askedMs)!.getTime() - since.getTime()
  expect([after(1000), after(60_000), after(86_400_000)]).toEqual([5000, 60_000, 3_600_000])
})

const visit: BookingState = {
  id: 1,
  version: 1,
  status: 'booked',
  door: 'web',
  zone: 'Europe/Moscow',
  start: '2026-11-30T07:00:00+00:00',
  end: '2026-11-30T08:00:00+00:00',
  location: { id: 1, name: 'Лён', address: 'Липовый' },
  parts: [{ service: { id: 1, name: 'Стрижка' }, master: { id: 2, name: 'Анна' }, start: 'a', end: 'b', price: 100 }],
  client: 3,
  lead: null,
  price: 100,
  discount: 0,
  cancelledBy: null,
  cancelledAt: null,
  createdAt: since.toISOString(),
  updatedAt: since.toISOString(),
}
const kindOf = (before: Partial<BookingState> | null, after: Partial<BookingState> | null) =>
  hookKindOf({ object: 'booking', before: before && { ...visit, ...before }, after: after && { ...visit, ...after } })

test('a change is the event that says most of it', () => {
  const otherMaster = { parts: [{ ...visit.parts[0]!, master: { id: 9, name: 'Мария' } }] }
  const otherService = { parts: [{ ...visit.parts[0]!, service: { id: 9, name: 'Укладка' } }] }
  expect(kindOf(null, {})).toBe('booking.created')
  expect(kindOf(null, { status: 'cancelled' })).toBeNull()
  expect(kindOf({}, null)).toBeNull()
  expect(kindOf({}, { start: 'later' })).toBe('booking.moved')
  expect(kindOf({}, otherMaster)).toBe('booking.moved')
  expect(kindOf({ status: 'confirmed' }, { start: 'later' })).toBe('booking.moved')
  expect(kindOf({}, { status: 'cancelled', start: 'later' })).toBe('booking.cancelled')
  expect(kindOf({ status: 'cancelled' }, { start: 'later' })).toBe('booking.status')
  expect(kindOf({}, { status: 'confirmed' })).toBe('booking.confirmed')
  expect(kindOf({ status: 'arrived' }, { status: 'confirmed' })).toBe('booking.status')
  expect(kindOf({}, otherService)).toBe('booking.updated')
  expect(kindOf({}, { discount: 10 })).toBe('booking.updated')
  expect(kindOf({}, { version: 5, updatedAt: 'now' })).toBeNull()
})

test('what was before names the fields that differ, without counters', () => {
  expect(previousOf(visit, { ...visit, version: 2, updatedAt: 'now', price: 200 })).toEqual({ price: 100 })
  expect(previousOf(visit, { ...visit, version: 2 })).toBeNull()
})
