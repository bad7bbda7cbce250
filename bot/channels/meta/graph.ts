import type { Http } from '../telegram/api.ts'

/** A call's result, or why there is none. `code` and `subcode` are Graph's own; 0 where the answer was none of Graph's. */
export type GraphAnswer<T> =
  | { ok: true; result: T }
  | { ok: false; status: number; code: number; subcode: number; description: string }

export type Graph = {
  post<T>(token: string, path: string, body: object): Promise<GraphAnswer<T>>
  get<T>(token: string, path: string): Promise<GraphAnswer<T>>
}

const VERSION = 'v24.0'
const TIMEOUT_MS = 10_000

type RawError = {
  error?: { message?: string; code?: number; error_subcode?: number; error_data?: { details?: string } }
}

/** Meta's Graph API over HTTP: WhatsApp and Instagram speak it. A broken wire rejects; what is refused is an answer. */
export function createGraph(root: string, http: Http): Graph {
  const call = async <T>(
    token: string,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<GraphAnswer<T>> => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const sent = body ? JSON.stringify(body) : ''
    const response = await http(`${root}/${VERSION}/${path}`, { method, body: sent, headers, timeoutMs: TIMEOUT_MS })
    const answer = (await response.json().catch(() => null)) as (T & RawError) | null
    if (answer && !answer.error && response.status < 400) return { ok: true, result: answer }
    const { message, code = 0, error_subcode: subcode = 0, error_data } = answer?.error ?? {}
    const words = [message, error_data?.details].filter(Boolean).join(': ')
    return { ok: false, status: response.status, code, subcode, description: words || `HTTP ${response.status}` }
  }
  return {
    post: (token, path, body) => call(token, 'POST', path, body),
    get: (token, path) => call(token, 'GET', path),
  }
}
