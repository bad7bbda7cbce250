import type { APIError } from 'openai'

/** Why there is no answer; each is expected, and the local path goes on. */
export type Reason =
  | 'no_key'
  | 'over_budget'
  | 'open_circuit'
  | 'timeout'
  | 'rate_limited'
  | 'quota'
  | 'server'
  | 'bad_json'
  | 'refused'
  | 'truncated'
  | 'network'

/** One request that brought nothing. */
export type Failure = {
  reason: Reason
  /** The HTTP status; null: there was no answer, or a whole one that can't be used. */
  status: number | null
  /** The server's own word for it («model_not_found»): never a sentence, which may quote what was sent. */
  code: string | null
  param: string | null
  /** For our own reading only; never logged. */
  message: string
  /** Worth another try at once. */
  passing: boolean
  /** No use to try soon with the same key and model. */
  hopeless: boolean
  retryAfterMs: number | null
}

export const failure = (reason: Reason, more: Partial<Failure> = {}): Failure => ({
  reason,
  status: null,
  code: null,
  param: null,
  message: '',
  passing: false,
  hopeless: false,
  retryAfterMs: null,
  ...more,
})

/** What an error of the SDK, or of the wire below it, stands for. `now`: ms since 1970, for a date in `retry-after`. */
export function failureOf(error: unknown, now: number): Failure {
  const { status, code, type, param, message, headers } = error as Partial<APIError>
  const name = error instanceof Error ? error.name : ''
  if (typeof status !== 'number') {
    // A body that is not JSON; all else that has no status is a wire that broke.
    return name === 'SyntaxError' ? failure('bad_json') : failure('network', { passing: true })
  }
  const said = {
    status,
    code: wordOf(code) ?? wordOf(type),
    param: typeof param === 'string' ? param : null,
    message: typeof message === 'string' ? message : '',
    retryAfterMs: retryAfterOf(headers, now),
  }
  if (status === 401) return failure('no_key', { ...said, hopeless: true })
  if (status === 402 || code === 'insufficient_quota' || type === 'insufficient_quota')
    return failure('quota', { ...said, hopeless: true })
  if (status === 403 || status === 404) return failure('server', { ...said, hopeless: true })
  if (status === 408) return failure('timeout', said)
  if (status === 429) return failure('rate_limited', { ...said, passing: true })
  if (status >= 500) return failure('server', { ...said, passing: true })
  return failure(/content_(filter|policy)/.test(said.code ?? '') ? 'refused' : 'server', said)
}

const wordOf = (value: unknown): string | null =>
  typeof value === 'string' && /^\w{1,64}$/.test(value) && !/\d{4}/.test(value) ? value : null

function retryAfterOf(headers: Headers | undefined, now: number): number | null {
  const inMs = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (inMs >= 0) return inMs
  const given = headers?.get('retry-after') ?? ''
  const inSeconds = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now
  return inSeconds >= 0 ? inSeconds : null
}
