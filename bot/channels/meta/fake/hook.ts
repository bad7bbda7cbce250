import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signatureOf } from '../webhook.ts'

/** An account at one of Meta's fakes, as far as its webhook goes. */
export type Hooked = {
  appSecret: string
  verifyToken: string
  webhook: string | null
  /** Webhooks that wait for their 200, and when all before them are through. */
  waiting: number
  lanes: Map<unknown, Promise<void>>
  failures: { status: number; at: number }[]
}

export const unhooked = (nth: number): Hooked => ({
  appSecret: `secret of app ${nth}`,
  verifyToken: `verify-${nth}-token`,
  webhook: null,
  waiting: 0,
  lanes: new Map(),
  failures: [],
})

/** The server's clock in ms, and by what the pauses between redeliveries are multiplied. */
export type Clocked = { now: () => number; scale: number }

/** Enters an address as a webhook, which must answer the handshake. */
export async function subscribe(hooked: Hooked, url: string): Promise<void> {
  const challenge = '1158201444'
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': hooked.verifyToken,
    'hub.challenge': challenge,
  })
  const response = await fetch(`${url}?${query}`)
  if (response.status !== 200 || (await response.text()) !== challenge)
    throw new Error(`the webhook did not answer the challenge: ${response.status}`)
  hooked.webhook = url
}

/** A webhook's body as bytes; what is not ASCII is escaped, as the platform does. */
export function bytesOf(body: object): Uint8Array {
  const text = JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return new TextEncoder().encode(text)
}

const RETRY_MS = 1000
const MOST_TRIES = 12

/** Sends a webhook, signed. One person's webhooks go one after another; everything goes again until it is taken. */
export function tell(world: Clocked, hooked: Hooked, bytes: Uint8Array, lane: unknown = {}): Promise<void> {
  const before = hooked.lanes.get(lane) ?? Promise.resolve()
  hooked.waiting++
  const done = before.then(async () => {
    const signature = await signatureOf(hooked.appSecret, bytes)
    for (let nth = 0; nth < MOST_TRIES && hooked.webhook; nth++) {
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
      const status = await fetch(hooked.webhook, {
        method: 'POST',
        headers,
        body: bytes as Uint8Array<ArrayBuffer>,
      }).then(
        async (response) => {
          await response.arrayBuffer()
          return response.status
        },
        () => 0,
      )
      if (status === 200) return
      hooked.failures.push({ status, at: world.now() })
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * world.scale * 2 ** nth))
    }
  })
  const over = done.finally(() => {
    hooked.waiting--
    if (hooked.lanes.get(lane) === over) hooked.lanes.delete(lane)
  })
  hooked.lanes.set(lane, over)
  return over
}

/** Resolves when every webhook has its 200. */
export async function drained(hooked: Hooked): Promise<void> {
  while (hooked.waiting > 0) await Promise.all(hooked.lanes.values())
}

/** Serves a fake on loopback; closing it tells nobody any more. */
export async function serveFake(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  accounts: readonly Hooked[],
): Promise<{ root: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent && !response.destroyed) response.writeHead(500).end('{}')
    })
  })
  // As the fake of Telegram: a wire that is closed in a long silence would be a failure of the platform.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    for (const account of accounts) account.webhook = null
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  }
  return { root: `http://127.0.0.1:${port}`, close }
}
