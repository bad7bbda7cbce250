import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../../api/node.ts', import.meta.url))
const LONGEST_START_MS = 30_000

/** The product as a process of its own, which can be killed at any moment and is started again. */
export type ProductNode = {
  readonly port: number
  readonly alive: boolean
  /** Starts it; resolves with the ms until it is ready to serve, or null if it was killed before. */
  start(): Promise<number | null>
  /** SIGKILL: no handler of the product sees it. */
  kill(): Promise<void>
  /** SIGTERM: it ends what it has begun. */
  stop(): Promise<void>
  /** The last lines of its log, and how many of them were errors. */
  readonly log: string[]
  readonly errors: Map<string, number>
}

/** A node on `port` with this environment and no other. */
export function productNode(port: number, env: Record<string, string>): ProductNode {
  let child: ChildProcess | null = null
  const log: string[] = []
  const errors = new Map<string, number>()

  const note = (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      log.push(line)
      if (log.length > 200) log.shift()
      const event = /^\{"level":50.*"msg":"([^"]+)"/.exec(line)?.[1] ?? (line.startsWith('{') ? null : 'stderr')
      if (event) errors.set(event, (errors.get(event) ?? 0) + 1)
    }
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const dying = child
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return
    const gone = new Promise((resolve) => dying.once('exit', resolve))
    dying.kill(signal)
    await gone
  }

  return {
    port,
    log,
    errors,
    get alive() {
      return child !== null && child.exitCode === null && child.signalCode === null
    },
    async start() {
      const began = performance.now()
      const born = spawn(process.execPath, [ENTRY], {
        env: {
          PATH: process.env.PATH ?? '',
          TZ: 'UTC',
          HOST: '127.0.0.1',
          PORT: String(port),
          LOG_LEVEL: 'warn',
          ...env,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child = born
      born.stderr?.setEncoding('utf8').on('data', note)
      while (performance.now() - began < LONGEST_START_MS) {
        if (born.exitCode !== null || born.signalCode !== null) {
          if (born.signalCode === 'SIGKILL') return null
          throw new Error(`the product ended by itself (${born.exitCode}):\n${log.slice(-20).join('\n')}`)
        }
        const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
          (response) => response.ok,
          () => false,
        )
        if (ready) return Math.round(performance.now() - began)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(`the product did not start:\n${log.slice(-20).join('\n')}`)
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
