import { Agent, type Dispatcher } from 'undici'
import type { Http } from '../bot/channels/telegram/api.ts'

/**
 * HTTP through undici's dispatcher: no streams and no abort signals for an answer of a few kilobytes, half the CPU of its
 * `request` and a sixth of what node-fetch takes per call.
 */
export function undiciHttp(): Http {
  const dispatcher = new Agent({ connections: 50, keepAliveTimeout: 30_000 })
  return async (url, { method = 'POST', body, headers, timeoutMs, signal }) => {
    const { origin, pathname, search } = new URL(url)
    const sent = typeof body === 'string' ? { body, headers } : await encoded(body)
    const options = { origin, path: pathname + search, method, ...sent, ...(method === 'GET' && { body: undefined }) }
    return exchange(dispatcher, options, timeoutMs, signal)
  }
}

function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): ReturnType<Http> {
  return new Promise((resolve, reject) => {
    let status = 0
    let request: Dispatcher.DispatchController | undefined
    let broken: Error | undefined
    const parts: Buffer[] = []
    const give = (reason: unknown) => {
      broken = reason instanceof Error ? reason : new Error(String(reason))
      request?.abort(broken)
      end()
      reject(broken)
    }
    const timer = setTimeout(() => give(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const aborted = () => give(signal?.reason)
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
    }
    if (signal?.aborted) return aborted()
    signal?.addEventListener('abort', aborted)
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        request = controller
        if (broken) controller.abort(broken)
      },
      onResponseStart(_controller, code) {
        status = code
      },
      onResponseData(_controller, part) {
        parts.push(part)
      },
      onResponseEnd() {
        end()
        resolve({ status, json: async () => JSON.parse(Buffer.concat(parts).toString()) })
      },
      onResponseError(_controller, error) {
        end()
        reject(error)
      },
    })
  })
}

/** undici takes only forms of its own making; any Response can encode one. */
async function encoded(form: FormData): Promise<{ body: Uint8Array; headers: Record<string, string> }> {
  const response = new Response(form)
  const type = response.headers.get('content-type') ?? ''
  return { body: new Uint8Array(await response.arrayBuffer()), headers: { 'content-type': type } }
}
