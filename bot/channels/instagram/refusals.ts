import { type Beyond, type Codes, type Refusal, type Verdict, verdictBy } from '../meta/verdicts.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

const CODES: Codes = {
  throttled: { 4: MINUTE, 17: MINUTE, 32: MINUTE, 613: 10 * SECOND, 80002: MINUTE, 80006: MINUTE },
  beyond: {
    '10:2018278': 'window',
    '10:2534022': 'window',
    '10:2018065': 'window',
    '100:2534014': 'undeliverable',
    '100:2018001': 'undeliverable',
    '100:33': 'undeliverable',
    '200:1545041': 'undeliverable',
    '200:2018108': 'undeliverable',
    '200:2534015': 'undeliverable',
    551: 'undeliverable',
    '613:1893061': 'limited',
  } satisfies Record<string, Beyond>,
  account: new Set([368, 2022]),
  token: new Set([0, 3, 10, 102, 190]),
  server: new Set([-1, 1, 2, 1200, 9007]),
}

/** What to do about a refusal of Instagram's Graph API. */
export const verdictOf = (refusal: Refusal): Verdict => verdictBy(CODES, refusal)
