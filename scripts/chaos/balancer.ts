import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Balancer = { url: string; close(): Promise<void> }

/** What stands before the nodes: hands each request to the next of them, and says 502 when that one is dead. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let next = 0
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const port = ports[next++ % ports.length]
    const { method, url, headers } = incoming
    const forward = request({ host: '127.0.0.1', port, method, path: url, headers, timeout: 15_000 }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
    })
    forward.on('timeout', () => forward.destroy(new Error('too slow')))
    forward.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end()
    })
    forward.end(Buffer.concat(chunks))
  }
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
