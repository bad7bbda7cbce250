import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../api/testing/queue.ts'
import { startFakeTelegram } from '../../bot/channels/telegram/fake/telegram.ts'
import type { FakeBot } from '../../bot/channels/telegram/fake/world.ts'
import { openPglite } from '../../db/pglite.ts'
import { openPostgres } from '../../db/postgres.ts'
import type { Db } from '../../db/sql.ts'
import { freePort, startCluster } from '../../db/testing/cluster.ts'
import { startBalancer } from './balancer.ts'
import { type ProductNode, productNode } from './node.ts'
import { type Living, liveAsClient, liveAsOwner } from './people.ts'
import { type Kill, type Verdict, verify } from './verify.ts'

export type ChaosOptions = {
  kills: number
  people: number
  seed: number
  /** `postgres`: two nodes behind a balancer, by webhook; `pglite`: one node on its own directory, by polling. */
  database: 'postgres' | 'pglite'
  /** Between two kills, ms. */
  pause?: { least: number; most: number }
  onKill?: (count: number) => void
}

export type ChaosResult = Verdict & {
  kills: number
  /** Of them, those that met a process still starting. */
  killedInStart: number
  seconds: number
  /** From a kill to «ready», ms. */
  restart: { median: number; longest: number }
  /** How often a person waited in vain for longer than a lease. */
  silences: number
  /** Lines of the products' error log by event: kills leave some, none is a violation by itself. */
  errors: Record<string, number>
}

/** Longer than any lease, any retry of the platform and any wait for a place in the line. */
const LONGEST_QUIET_MS = 90_000
const PATIENCE_MS = 40_000

/** Lets people book at the real product while its processes are killed at random moments, then checks every promise. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const began = Date.now()
  const draw = seeded(options.seed)
  const stand = await startStand(options)
  const { bot, telegram, nodes } = stand
  const kills: Kill[] = []
  const restarts: number[] = []
  const troubles: string[] = []
  let silences = 0
  try {
    await Promise.all(nodes.map((node) => node.start()))
    const over = new AbortController()
    const closing = new AbortController()
    const life = (number: number, first_name: string, signal: AbortSignal): Living => ({
      bot,
      person: number === 0 ? stand.owner : telegram.person({ first_name }),
      draw: seeded(options.seed * 1000 + number),
      signal,
      patienceMs: PATIENCE_MS,
      thinkMs: 600,
      onSilence: () => silences++,
    })
    const noteTrouble = (error: unknown) => void troubles.push(error instanceof Error ? error.message : String(error))
    const owner = liveAsOwner(life(0, '', closing.signal)).catch(noteTrouble)
    const people = Array.from({ length: options.people }, (_, n) =>
      liveAsClient(life(n + 1, NAMES[n % NAMES.length]!, over.signal)).catch(noteTrouble),
    )
    const { least, most } = options.pause ?? { least: 300, most: 2700 }
    const starting = new Map<ProductNode, Promise<void>>()
    let killedInStart = 0
    for (let count = 1; count <= options.kills; count++) {
      // Time counts while somebody serves; now and then it is a starting process that dies.
      while (starting.size === nodes.length) await Promise.race(starting.values())
      await sleep(least + draw() * (most - least))
      const inStart = nodes.filter((node) => starting.has(node))
      const inService = nodes.filter((node) => !starting.has(node))
      const among = inService.length === 0 || (inStart.length > 0 && draw() < 0.2) ? inStart : inService
      const node = among[Math.floor(draw() * among.length)]!
      if (starting.has(node)) killedInStart++
      kills.push({ at: Date.now(), port: node.port })
      await node.kill()
      await starting.get(node)
      const started: Promise<void> = node
        .start()
        .then((ms) => void (ms !== null && restarts.push(ms)), noteTrouble)
        .finally(() => starting.get(node) === started && starting.delete(node))
      starting.set(node, started)
      options.onKill?.(count)
    }
    await Promise.all(starting.values())
    over.abort()
    await Promise.all(people)
    await quiet(stand.waiting, bot)
    closing.abort()
    await owner
    await Promise.all(nodes.map((node) => node.stop()))
    const verdict = await stand.look((db) => verify(db, { bot, kills }))
    const sorted = restarts.toSorted((a, b) => a - b)
    return {
      counts: verdict.counts,
      violations: [...troubles, ...verdict.violations],
      kills: kills.length,
      killedInStart,
      seconds: Math.round((Date.now() - began) / 1000),
      restart: { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 },
      silences,
      errors: errorsOf(nodes),
    }
  } finally {
    await stand.stop()
  }
}

const NAMES = ['Анна', 'Вера', 'Олег', 'Иван', 'Марина', 'Дина', 'Пётр', 'Юлия']

async function startStand({ database }: ChaosOptions) {
  // Redelivery in tens of milliseconds instead of seconds: what the platform waits is not what is tried here.
  const telegram = await startFakeTelegram({ redeliveryScale: 0.05 })
  const bot = telegram.addBot({})
  const owner = telegram.person({ first_name: 'Хозяйка' })
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-chaos-'))
  const cluster = database === 'postgres' ? await startCluster({ durable: true }) : null
  const url = await cluster?.createDatabase()
  const ports = await Promise.all(Array.from({ length: cluster ? 2 : 1 }, () => freePort()))
  const balancer = await startBalancer(ports)
  const nodes = ports.map((port) =>
    productNode(port, {
      TELEGRAM_BOT_TOKEN: bot.token,
      TELEGRAM_API_ROOT: telegram.root,
      OWNER_TELEGRAM_ID: String(owner.id),
      DATA_DIR: directory,
      ...(url && { DATABASE_URL: url, SECRET_KEY: 'a secret key of the chaos', PUBLIC_URL: balancer.url }),
    }),
  )
  const pool = url ? openPostgres(url, { max: 2 }) : null
  return {
    telegram,
    bot,
    owner,
    nodes,
    waiting: () => (pool ? waitingIn(pool) : waitingBehind(ports[0]!)),
    look: async <T>(see: (db: Db) => Promise<T>): Promise<T> => {
      if (pool) return see(pool)
      const db = await openPglite(directory)
      return see(db).finally(() => db.close())
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.kill()))
      await Promise.all([balancer.close(), telegram.close(), pool?.close()])
      await cluster?.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Waits until nothing is to be handled or delivered and nothing more is said, or for the longest time that may take. */
async function quiet(waiting: () => Promise<number>, bot: FakeBot): Promise<void> {
  const until = Date.now() + LONGEST_QUIET_MS
  for (let calm = 0, calls = -1; calm < 4 && Date.now() < until; ) {
    const open = (await waiting().catch(() => 1)) + bot.updates.pending.size
    calm = open === 0 && calls === bot.calls.length ? calm + 1 : 0
    calls = bot.calls.length
    await sleep(500)
  }
}

async function waitingIn(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from messages where status in ('received', 'queued', 'sending')`,
  )
  return row!.count
}

/** As the product itself says it: nobody else may open its directory. */
async function waitingBehind(port: number): Promise<number> {
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text())
  const counts = [...metrics.matchAll(/status="(?:received|queued|sending)"\} (\d+)/g)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

function errorsOf(nodes: readonly ProductNode[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const node of nodes) for (const [event, count] of node.errors) all[event] = (all[event] ?? 0) + count
  return all
}
