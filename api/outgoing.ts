import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { isClosedAddress, isClosedHost } from '../domain/addresses.ts'
import { type HookPost, HookTrouble } from '../jobs/webhooks.ts'

const KEPT_MS = 10_000

/**
 * Requests to addresses that people have typed in. A name is looked up once, and the connection goes to what was looked at: one that leads
 * into a closed network is not called, however often its answer changes. `closed`: closed networks too.
 */
export function outgoingPost({ closed, look = lookup }: { closed: boolean; look?: Look }): HookPost {
  const dispatcher = new Agent({ keepAliveTimeout: KEPT_MS, connect: closed ? {} : { lookup: openOnly(look) } })
  return async (url, { headers, body, timeoutMs, mostBytes }) => {
    // An address in figures is not looked up at all.
    if (!closed && isClosedHost(new URL(url).hostname)) throw new HookTrouble('closed')
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher })
      const { statusCode: status } = answer
      const retryAfter = String(answer.headers['retry-after'] ?? '') || null
      // Who says 2xx has it; how the sentence ends does not matter.
      if (status >= 200 && status < 300) {
        void answer.body.dump({ limit: mostBytes }).catch(() => {})
        return { status, retryAfter, text: '' }
      }
      return { status, retryAfter, text: await beginning(answer.body, mostBytes) }
    } catch (error) {
      throw troubleOf(error, signal)
    }
  }
}

/** The beginning of an answer; what breaks off says as much as it said. */
async function beginning(stream: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of stream) {
      parts.push(part)
      bytes += part.length
      if (bytes >= mostBytes) break
    }
  } catch {}
  return Buffer.concat(parts).subarray(0, mostBytes).toString('utf8')
}

/** How a name is looked up: `dns.lookup`, asked for all it knows. */
type Look = (
  hostname: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

const openOnly =
  (look: Look): LookupFunction =>
  (hostname, options, callback) =>
    look(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 4)
      const open = found.filter(({ address }) => !isClosedAddress(address))
      const [first] = open
      if (!first) return callback(Object.assign(new Error('no address in the open network'), { code: CLOSED }), '', 4)
      if (options.all) return callback(null, open)
      callback(null, first.address, first.family)
    })

const CLOSED = 'ERR_CLOSED_ADDRESS'

function troubleOf(error: unknown, signal: AbortSignal): unknown {
  const because = { cause: error }
  if (signal.aborted) return new HookTrouble('timeout', because)
  const code = codeOf(error)
  if (code === CLOSED) return new HookTrouble('closed', because)
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return new HookTrouble('timeout', because)
  if (/^(ENOTFOUND|EAI_)/.test(code)) return new HookTrouble('name', because)
  if (/CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return new HookTrouble('tls', because)
  return error
}

function codeOf(error: unknown): string {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code, errors } = e as { code?: unknown; errors?: unknown[] }
    if (typeof code === 'string' && code !== 'UND_ERR_SOCKET') return code
    if (errors?.[0]) return codeOf(errors[0])
  }
  return ''
}
