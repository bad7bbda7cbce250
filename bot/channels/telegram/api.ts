/** A call's result, or why there is none. */
export type Answer<T> =
  | { ok: true; result: T }
  | { ok: false; status: number; description: string; retryAfterMs: number | null }

/** One HTTP exchange; rejects when there was no whole answer in time. Node gives undici here, Workers their fetch. */
export type Http = (
  url: string,
  init: {
    /** POST unless told; a GET goes without its body. */
    method?: 'GET' | 'POST'
    body: string | FormData
    headers?: Record<string, string>
    timeoutMs: number
    signal?: AbortSignal
  },
) => Promise<{ status: number; json: () => Promise<unknown> }>

export type TelegramApi = {
  call<T>(token: string, method: string, params?: object, options?: CallOptions): Promise<Answer<T>>
}

export type CallOptions = { files?: Record<string, File>; timeoutMs?: number; signal?: AbortSignal }

/** The Bot API over HTTP. A broken wire rejects; what the platform refuses is an answer. */
export function createTelegramApi(root: string, http: Http): TelegramApi {
  return {
    async call<T>(token: string, method: string, params: object = {}, options: CallOptions = {}) {
      const { timeoutMs = 10_000, signal } = options
      const url = `${root}/bot${token}/${method}`
      const response = await http(url, { ...bodyOf(params, options.files), timeoutMs, signal })
      const answer = (await response.json().catch(() => null)) as RawAnswer<T> | null
      if (answer?.ok) return { ok: true, result: answer.result }
      const retryAfter = answer?.parameters?.retry_after
      return {
        ok: false,
        status: answer?.error_code ?? response.status,
        description: answer?.description ?? `HTTP ${response.status}`,
        retryAfterMs: retryAfter === undefined ? null : retryAfter * 1000,
      }
    },
  }
}

type RawAnswer<T> =
  | { ok: true; result: T }
  | { ok: false; error_code?: number; description?: string; parameters?: { retry_after?: number } }

function bodyOf(
  params: object,
  files: CallOptions['files'],
): { body: string | FormData; headers?: Record<string, string> } {
  if (!files) return { body: JSON.stringify(params), headers: { 'content-type': 'application/json' } }
  const form = new FormData()
  for (const [key, value] of Object.entries(params))
    if (value !== undefined) form.set(key, typeof value === 'string' ? value : JSON.stringify(value))
  for (const [key, file] of Object.entries(files)) form.set(key, file)
  return { body: form }
}
