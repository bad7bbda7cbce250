import type { GraphAnswer } from '../meta/graph.ts'

/** Why a person can't be reached here now: a code of the ledger. */
export type Beyond = 'window' | 'undeliverable' | 'opted_out' | 'limited' | 'account' | 'template'

/**
 * What follows from a refusal. `again`: a broken wire or server; `later`: too fast; `elsewhere`: not by this channel, not now;
 * `never`: wrong in itself. `broken`: nothing of this channel goes out until somebody puts it right.
 */
export type Verdict =
  | { outcome: 'again'; broken?: true }
  | { outcome: 'later'; afterMs: number }
  | { outcome: 'elsewhere'; why: Beyond; broken?: true }
  | { outcome: 'never' }

const SECOND = 1000
const MINUTE = 60 * SECOND

/** The app or the number sends too fast; how long to wait. One message in six seconds may go to one person. */
const THROTTLED: Readonly<Record<number, number>> = {
  4: MINUTE,
  80007: MINUTE,
  130429: 2 * SECOND,
  131048: 10 * MINUTE,
  131056: 6 * SECOND,
}

const BEYOND: Readonly<Record<number, Beyond>> = {
  470: 'window',
  131047: 'window',
  131026: 'undeliverable',
  131021: 'undeliverable',
  130472: 'undeliverable',
  130497: 'undeliverable',
  131062: 'undeliverable',
  131049: 'limited',
  131050: 'opted_out',
}

/** Of the account, not of the message. */
const ACCOUNT = new Set([368, 131031, 131042, 131045, 133010])
/** Of the token: somebody has to give another one, meanwhile nothing is lost. */
const TOKEN = new Set([0, 3, 10, 190, 131005])
const SERVER = new Set([1, 2, 131000, 131016, 133004])

/** What to do about a code of the Graph API, or of a status that says `failed`. Unknown ones by their HTTP status. */
export function verdictOf(code: number, status: number): Verdict {
  const waitMs = THROTTLED[code]
  if (waitMs !== undefined) return { outcome: 'later', afterMs: waitMs }
  const why = BEYOND[code]
  if (why) return { outcome: 'elsewhere', why }
  if (ACCOUNT.has(code)) return { outcome: 'elsewhere', why: 'account', broken: true }
  if (code >= 132_000 && code < 133_000) return { outcome: 'elsewhere', why: 'template' }
  if (SERVER.has(code) || status >= 500) return { outcome: 'again' }
  if ((code >= 200 && code < 300) || (TOKEN.has(code) && (code !== 0 || status === 401 || status === 403)))
    return { outcome: 'again', broken: true }
  return status === 429 ? { outcome: 'later', afterMs: 2 * SECOND } : { outcome: 'never' }
}

/** The same of an answer, which may be no answer of Graph's. */
export const verdictOn = ({ code, status }: Extract<GraphAnswer<never>, { ok: false }>): Verdict =>
  verdictOf(code, status)
