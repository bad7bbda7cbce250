import { hc } from 'hono/client'
import type { Api } from '../../api/api.ts'
import { sessionToken, signedOut } from './session.ts'

/** Kinds of trouble, as the app speaks of them. */
export type TroubleKind =
  | 'offline'
  | 'slow'
  | 'server'
  | 'forbidden'
  | 'gone'
  | 'limited'
  | 'conflict'
  | 'invalid'
  | 'session'

/** A refused or failed call. `details` is the rest of the API's `error` object (fields, both versions, places nearby). */
export class ApiError extends Error {
  readonly kind: TroubleKind
  readonly status: number
  readonly code: string
  readonly details: Record<string, unknown>
  /** Seconds to wait; of a 429. */
  readonly wait: number

  constructor(status: number, code: string, message: string, details: Record<string, unknown> = {}, wait = 0) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.details = details
    this.wait = wait
    this.kind = kindOf(status)
  }
}

function kindOf(status: number): TroubleKind {
  if (status === 0) return 'offline'
  if (status === 401) return 'session'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'gone'
  if (status === 409) return 'conflict'
  if (status === 429) return 'limited'
  return status >= 500 ? 'server' : 'invalid'
}

export type CallOptions = {
  signal?: AbortSignal
  /** Version of the object that was edited: a stale one is a conflict. */
  version?: number
  /** One key per thing that is made, kept over retries: it is made once. */
  key?: string
  /** Goes on after the page is gone. */
  outlives?: boolean
}

const PATIENCE_MS = 30_000

/** Calls the API: JSON in and out, signed by the session. Throws ApiError and nothing else. */
export async function call<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  if (options.key) headers['Idempotency-Key'] = options.key
  const response = await signedFetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: options.signal,
    keepalive: options.outlives,
  })
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  throw await errorOf(response)
}

/** `fetch` with the session's token; for streams, files and the typed client. Throws ApiError when nothing answers. */
export async function signedFetch(
  input: RequestInfo | URL,
  init: RequestInit = {},
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  const headers = new Headers(init.headers)
  const token = sessionToken()
  if (token) headers.set('Authorization', `Bearer ${token}`)
  const signals = [init.signal, Number.isFinite(patienceMs) ? AbortSignal.timeout(patienceMs) : null]
  const signal = AbortSignal.any(signals.filter((one) => one instanceof AbortSignal))
  const response = await fetch(input, { ...init, headers, signal }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, 'offline', 'offline')
  })
  if (response.status === 401 && token) signedOut(token)
  return response
}

/** The error that an answer carries. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: Record<string, unknown> } | null
  const { code, message, ...details } = body?.error ?? {}
  const wait = Number(response.headers.get('Retry-After') ?? details.seconds ?? 20)
  return new ApiError(response.status, String(code ?? 'unknown'), String(message ?? ''), details, wait)
}

/** The API with its types: `read(api.me.$get())`. */
export const { api } = hc<Api>('/', {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => signedFetch(input, init),
})

/** The body of an answer of `api`, typed; throws ApiError. */
export async function read<R extends { ok: boolean; json(): Promise<unknown> }>(
  answer: Promise<R>,
): Promise<Awaited<ReturnType<R['json']>>> {
  const response = await answer
  if (!response.ok) throw await errorOf(response as unknown as Response)
  return (await response.json()) as Awaited<ReturnType<R['json']>>
}
