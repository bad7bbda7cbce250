import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../db/testing/cluster.ts'

const PROGRAM = fileURLToPath(new URL('../../api/node.ts', import.meta.url))

export type Node = {
  up: boolean
  /** Kills the process as a power cut would, and starts it again. Resolves when it is up. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

/** Starts the real program with `env` on a port of its own; what it logs as errors goes to `onError`. */
export async function startNode(
  env: Record<string, string>,
  port: number,
  onError: (line: string) => void,
): Promise<Node> {
  let child: ChildProcess
  const node: Node = {
    up: false,
    async killAndRestart() {
      node.up = false
      await ended(child, 'SIGKILL')
      child = await launch()
    },
    async stop() {
      node.up = false
      await ended(child, 'SIGTERM')
    },
  }
  const launch = () =>
    new Promise<ChildProcess>((resolve, reject) => {
      const started = spawn(process.execPath, [PROGRAM], {
        env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      const hear = (chunk: Buffer) => {
        said += chunk
        if (!node.up && said.includes('Website chat:')) {
          node.up = true
          resolve(started)
        }
        for (const line of String(chunk).split('\n')) if (line.includes('"level":50')) onError(line)
      }
      started.stdout.on('data', hear)
      started.stderr.on('data', hear)
      started.once('exit', (code) => reject(new Error(`a node stopped by itself with ${code}: ${said.slice(-2000)}`)))
    })
  child = await launch()
  return node
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

/** The one public address before all nodes: passes each request on to some node that is up, or answers 502. */
export async function startBalancer(ports: readonly number[], isUp: (index: number) => boolean) {
  const port = await freePort()
  let next = 0
  const server = createServer((incoming, outgoing) => {
    const candidates = ports.map((_, index) => (next + index) % ports.length).filter(isUp)
    const target = candidates[0]
    next = (next + 1) % ports.length
    if (target === undefined) return void outgoing.writeHead(502).end()
    const onward = request(
      {
        host: '127.0.0.1',
        port: ports[target],
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        answer.once('error', () => outgoing.destroy())
      },
    )
    onward.once('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()))
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
