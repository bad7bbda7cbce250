import type { Sent } from '../../deliver.ts'
import type { GraphAnswer } from './graph.ts'

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

/** A refusal of the Graph API. Codes that say nothing more have no subcode. */
export type Refusal = { code: number; subcode?: number; status: number }

/** Codes of one platform by what follows from them; `code:subcode` goes before `code`. */
export type Codes = {
  /** The app or the account sends too fast: how long to wait, ms. */
  throttled: Readonly<Record<number, number>>
  beyond: Readonly<Record<string, Beyond>>
  /** Of the account, not of the message. */
  account: ReadonlySet<number>
  /** Of the token: somebody has to give another one, meanwhile nothing is lost. */
  token: ReadonlySet<number>
  server: ReadonlySet<number>
}

/** What to do about a code of the Graph API. Unknown ones by their HTTP status. */
export function verdictBy(codes: Codes, { code, subcode = 0, status }: Refusal): Verdict {
  const why = codes.beyond[`${code}:${subcode}`] ?? codes.beyond[code]
  if (why) return { outcome: 'elsewhere', why }
  const waitMs = codes.throttled[code]
  if (waitMs !== undefined) return { outcome: 'later', afterMs: waitMs }
  if (codes.account.has(code)) return { outcome: 'elsewhere', why: 'account', broken: true }
  if (codes.server.has(code) || status >= 500) return { outcome: 'again' }
  // Permissions are 200 to 299 everywhere; 0 is no code at all.
  const unknown = codes.token.has(code) && (code !== 0 || status === 401 || status === 403)
  if ((code >= 200 && code < 300) || unknown) return { outcome: 'again', broken: true }
  return status === 429 ? { outcome: 'later', afterMs: 2000 } : { outcome: 'never' }
}

/** What became of a message, by the platform's answer to it. */
export function sentBy<T>(
  answer: GraphAnswer<T>,
  idIn: (result: T) => string | undefined,
  verdictOf: (refusal: Refusal) => Verdict,
): Sent {
  if (answer.ok) return { ok: true, platformId: idIn(answer.result) ?? null }
  const verdict = verdictOf(answer)
  const reason = `${answer.code || answer.status}: ${answer.description}`
  switch (verdict.outcome) {
    case 'later':
      return { ok: false, outcome: 'later', reason, afterMs: verdict.afterMs }
    case 'elsewhere':
      return { ok: false, outcome: 'elsewhere', reason: verdict.why, why: verdict.why, broken: verdict.broken }
    default:
      return { ok: false, outcome: verdict.outcome, reason, broken: 'broken' in verdict ? verdict.broken : undefined }
  }
}

/** The platform said that the window is closed, or we know it. */
export const SHUT: Sent = { ok: false, outcome: 'elsewhere', reason: 'window', why: 'window' }
