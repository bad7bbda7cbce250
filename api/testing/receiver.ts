import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  at: string
  headers: IncomingHttpHeaders
  body: string
  json: { id: string; type: string; [key: string]: unknown }
}

/** What the receiver does with a request: an answer, nothing at all, or a line that breaks. */
export type Behaviour =
  | { status: number; headers?: Record<string, string>; text?: string; slowMs?: number }
  | 'silence'
  | 'reset'

export type Receiver = {
  url: string
  got: Received[]
  /** Of the next requests, one after another; the last holds. 204 unless told. */
  does: (...behaviours: Behaviour[]) => void
  /** Requests that are answered at this moment, at most so far. */
  most: () => number
  /** Lets go whoever waits. */
  release: () => void
  close: () => Promise<void>
}

/** Somebody's own program on loopback: takes webhooks, and fails in every way that it is told to. */
export async function startReceiver(): Promise<Receiver> {
  const got: Received[] = []
  let plan: Behaviour[] = []
  let last: Behaviour = { status: 204 }
  let [now, most] = [0, 0]
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('error', () => {})
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      got.push({ at: request.url ?? '', headers: request.headers, body, json: JSON.parse(body) })
      now++
      most = Math.max(most, now)
      response.on('close', () => now--)
      const behaviour = plan.shift() ?? last
      if (behaviour === 'silence') return void waiting.add(() => response.destroy())
      if (behaviour === 'reset') return void request.socket.resetAndDestroy()
      const answer = () => {
        response.writeHead(behaviour.status, behaviour.headers)
        response.end(behaviour.text)
      }
      behaviour.slowMs === undefined ? answer() : setTimeout(answer, behaviour.slowMs)
    })
  })
  // As the fake of Telegram: a wire that is closed in a long silence would be a failure of the platform.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const release = () => {
    for (const go of waiting) go()
    waiting.clear()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    does: (...behaviours) => {
      plan = behaviours.slice(0, -1)
      last = behaviours.at(-1)!
    },
    most: () => most,
    release,
    close: () => {
      release()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Checks a request as the published standard says, by Node's own crypto and nothing of ours. `now`: seconds of the receiver's clock, of which
 * the request's may differ by five minutes.
 */
export function isGenuine(secret: string, { headers, body }: Received, now: number): boolean {
  const id = String(headers['webhook-id'])
  const timestamp = String(headers['webhook-timestamp'])
  if (Math.abs(now - Number(timestamp)) > 300) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const [version, signature = ''] = one.split(',')
      const given = Buffer.from(signature, 'base64')
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
    })
}
