import { expect, test } from 'vitest'
import { verdictOf } from './refusals.ts'

test.each([
  [131047, 400, { outcome: 'elsewhere', why: 'window' }],
  [470, 400, { outcome: 'elsewhere', why: 'window' }],
  [131026, 400, { outcome: 'elsewhere', why: 'undeliverable' }],
  [131050, 400, { outcome: 'elsewhere', why: 'opted_out' }],
  [131049, 400, { outcome: 'elsewhere', why: 'limited' }],
  [130497, 400, { outcome: 'elsewhere', why: 'undeliverable' }],
  [132015, 400, { outcome: 'elsewhere', why: 'template' }],
  [368, 400, { outcome: 'elsewhere', why: 'account', broken: true }],
  [131031, 403, { outcome: 'elsewhere', why: 'account', broken: true }],
  [131056, 400, { outcome: 'later', afterMs: 6000 }],
  [130429, 429, { outcome: 'later', afterMs: 2000 }],
  [4, 400, { outcome: 'later', afterMs: 60_000 }],
  [80007, 400, { outcome: 'later', afterMs: 60_000 }],
  [190, 401, { outcome: 'again', broken: true }],
  [0, 401, { outcome: 'again', broken: true }],
  [200, 403, { outcome: 'again', broken: true }],
  [131000, 500, { outcome: 'again' }],
  [131016, 400, { outcome: 'again' }],
  [0, 502, { outcome: 'again' }],
  [0, 429, { outcome: 'later', afterMs: 2000 }],
  [100, 400, { outcome: 'never' }],
  [131008, 400, { outcome: 'never' }],
  [131009, 400, { outcome: 'never' }],
])('code %i with HTTP %i', (code, status, verdict) => {
  expect(verdictOf({ code, status })).toEqual(verdict)
})
