import { expect, test } from 'vitest'
import { verdictOf } from './refusals.ts'

test.each([
  [10, 2534022, 400, { outcome: 'elsewhere', why: 'window' }],
  [10, 2018278, 400, { outcome: 'elsewhere', why: 'window' }],
  [10, 0, 403, { outcome: 'again', broken: true }],
  [100, 2534014, 400, { outcome: 'elsewhere', why: 'undeliverable' }],
  [551, 1545041, 400, { outcome: 'elsewhere', why: 'undeliverable' }],
  [200, 1545041, 403, { outcome: 'elsewhere', why: 'undeliverable' }],
  [200, 0, 403, { outcome: 'again', broken: true }],
  [190, 463, 401, { outcome: 'again', broken: true }],
  [368, 0, 403, { outcome: 'elsewhere', why: 'account', broken: true }],
  [4, 0, 400, { outcome: 'later', afterMs: 60_000 }],
  [613, 0, 400, { outcome: 'later', afterMs: 10_000 }],
  [613, 1893061, 400, { outcome: 'elsewhere', why: 'limited' }],
  [1200, 0, 400, { outcome: 'again' }],
  [2, 0, 500, { outcome: 'again' }],
  [0, 0, 502, { outcome: 'again' }],
  [0, 0, 429, { outcome: 'later', afterMs: 2000 }],
  [100, 0, 400, { outcome: 'never' }],
])('code %i:%i with HTTP %i', (code, subcode, status, verdict) => {
  expect(verdictOf({ code, subcode, status })).toEqual(verdict)
})
