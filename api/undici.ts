import { Agent, request } from 'undici'
import type { Http } from '../bot/channels/telegram/api.ts'

/** HTTP through undici's own request: a third of the CPU that node-fetch or Node's fetch takes per call. */
export function undiciHttp(): Http {
  const dispatcher = new Agent({ connections: 50, keepAliveTimeout: 30_000 })
  return async (url, { body, headers, signal }) => {
    const sent = typeof body === 'string' ? { body, headers } : await encoded(body)
    const response = await request(url, { method: 'POST', dispatcher, signal, ...sent })
    return { status: response.statusCode, json: () => response.body.json() }
  }
}

/** undici takes only forms of its own making; any Response can encode one. */
async function encoded(form: FormData): Promise<{ body: Uint8Array; headers: Record<string, string> }> {
  const response = new Response(form)
  const type = response.headers.get('content-type') ?? ''
  return { body: new Uint8Array(await response.arrayBuffer()), headers: { 'content-type': type } }
}
