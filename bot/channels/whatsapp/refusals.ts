import { type Beyond, type Codes, type Refusal, type Verdict, verdictBy } from '../meta/verdicts.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

const CODES: Codes = {
  // One message in six seconds may go to one person.
  throttled: { 4: MINUTE, 80007: MINUTE, 130429: 2 * SECOND, 131048: 10 * MINUTE, 131056: 6 * SECOND },
  beyond: {
    470: 'window',
    131047: 'window',
    131026: 'undeliverable',
    131021: 'undeliverable',
    130472: 'undeliverable',
    130497: 'undeliverable',
    131062: 'undeliverable',
    131049: 'limited',
    131050: 'opted_out',
  } satisfies Record<number, Beyond>,
  account: new Set([368, 131031, 131042, 131045, 133010]),
  token: new Set([0, 3, 10, 190, 131005]),
  server: new Set([1, 2, 131000, 131016, 133004]),
}

/** What to do about a code of the Graph API, or of a status that says `failed`. */
export const verdictOf = (refusal: Refusal): Verdict =>
  refusal.code >= 132_000 && refusal.code < 133_000
    ? { outcome: 'elsewhere', why: 'template' }
    : verdictBy(CODES, refusal)
