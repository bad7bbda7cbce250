import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A server under measurement, in a process of its own. */
export type Server = {
  /** Where it takes updates, with the headers that it wants. */
  hook: { origin: string; path: string; headers: Record<string, string> }
  /** CPU time of the process so far, µs, and its resident memory, bytes. */
  usage: () => Promise<Usage>
  stop: () => Promise<void>
}

export type Usage = { cpuUs: number; rss: number }

/** The flags of `npm start`: without a limit V8 lets the heap grow to half as much again before it cleans up. */
const LIMITS = ['--max-semi-space-size=8', '--max-old-space-size=256']

/** Starts a module of this folder as a server; it gets `settings` as JSON and says where it listens. */
export async function startServer(module: string, settings: object): Promise<Server> {
  const child = fork(new URL(module, import.meta.url), [JSON.stringify(settings)], { execArgv: LIMITS })
  child.once('exit', (code) => {
    if (code) throw new Error(`${module} ended with ${code}`)
  })
  const hook = (await answerOf(child)) as Server['hook']
  return {
    hook,
    usage: async () => {
      child.send('usage')
      return (await answerOf(child)) as Usage
    },
    stop: async () => {
      const gone = once(child, 'exit')
      child.send('stop')
      await gone
    },
  }
}

/** The other side: tells where this process listens, then answers the parent until it is told to stop. */
export function serveParent(
  hook: Server['hook'],
  work: { idle?: () => Promise<void>; stop: () => Promise<void> },
): void {
  process.on('message', async (message) => {
    if (message === 'usage') {
      // What follows the last answer (its mark) belongs to the measure.
      await work.idle?.()
      const { user, system } = process.cpuUsage()
      process.send?.({ cpuUs: user + system, rss: process.memoryUsage.rss() } satisfies Usage)
    } else {
      await work.stop()
      process.exit(0)
    }
  })
  process.once('disconnect', () => process.exit(1))
  process.send?.(hook)
}

/** What the parent started this process with. */
export function settings<Settings>(): Settings {
  return JSON.parse(process.argv[2] ?? '{}') as Settings
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message')
  return message
}
