import { expect, test } from 'vitest'
import { type Draft, draftFrom, newDraft } from './draft.ts'

test('what was saved comes back the same, undefined left out', () => {
  const drafts: Draft[] = [
    newDraft(),
    { kind: 'book', locationId: 1, services: [1, 2], master: null, day: '2026-11-27', wanted: 5, asked: 'time' },
    { kind: 'book', locationId: 1, services: [1], master: 7, start: 29_000_000, holdId: 3, asked: 'confirm' },
    {
      kind: 'move',
      locationId: 1,
      services: [1, 2],
      masters: [4, null],
      visitId: 9,
      version: 2,
      was: 29_000_000,
      asked: 'time',
    },
    { kind: 'cancel', locationId: null, services: [], visitId: 9, version: 2, asked: 'cancelReason' },
  ]
  for (const draft of drafts) expect(draftFrom(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
})

test('what nobody of ours has written is no draft, or one without the parts that cannot be', () => {
  for (const stored of [null, undefined, 0, 'book', [], {}, { kind: 'sell' }]) expect(draftFrom(stored)).toBeNull()
  const kept = draftFrom({
    kind: 'book',
    services: [1, 'x', null, 2.5, 3],
    master: 'Анна',
    day: '2026-02-31',
    start: Number.NaN,
    asked: 'why',
    locationId: {},
  })
  expect(kept).toEqual({ kind: 'book', locationId: null, services: [1, 3] })
})
