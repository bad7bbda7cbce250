import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startFakeTelegram } from '../../bot/channels/telegram/fake/telegram.ts'
import type { FakeBot } from '../../bot/channels/telegram/fake/world.ts'
import { openPglite } from '../../db/pglite.ts'
import { openPostgres } from '../../db/postgres.ts'
import type { Db } from '../../db/sql.ts'
import { freePort, startCluster } from '../../db/testing/cluster.ts'
import { pick, seeded } from '../../domain/seeded.ts'
import { act, type Deeds } from './actor.ts'
import { startBalancer, startNode } from './nodes.ts'
import { broken, type Verdict, verify } from './verify.ts'

export type ChaosOptions = {
  kills: number
  people: number
  seed: number
  /** `pglite`: one node on an embedded database, killed and started on the same directory. */
  database: 'postgres' | 'pglite'
  /** An empty PostgreSQL database that is there already; without it one of its own, with fsync. */
  url?: string
  /** A dump of a migrated PGlite to begin with. */
  dump?: Blob
  onKill?: (count: number) => void
}

export type ChaosResult = { kills: number; deeds: Deeds; verdict: Verdict; broken: string[]; seconds: number }

const LONGEST_WAIT_MS = 120_000
/** What each person has done at least from one kill to the next, however slow the machine is: kills that nobody works under prove nothing. */
const STEPS_BETWEEN = 3

/** Runs a scripted load against the real program and kills its nodes at random moments; then checks every promise. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const begun = Date.now()
  const stand = await startStand(options)
  const random = seeded(options.seed)
  const deeds: Deeds = { booked: 0, moved: 0, cancelled: 0, steps: 0, stuck: [] }
  let over = false
  try {
    const people = Array.from({ length: options.people }, (_, index) =>
      act(stand.person, stand.bot, seeded(options.seed * 1000 + index), () => over, deeds),
    )
    let ended = false
    const all = Promise.all(people).finally(() => {
      ended = true
    })
    const worked = async (steps: number, done = () => true) => {
      const few = () => deeds.steps < steps * options.people || !done()
      while (few() && !ended && Date.now() - begun < LONGEST_WAIT_MS) await pause(50)
    }
    for (let kill = 1; kill <= options.kills; kill++) {
      await pause(300 + random() * 1200)
      await worked(kill * STEPS_BETWEEN)
      await pick(random, stand.nodes).killAndRestart()
      options.onKill?.(kill)
    }
    await worked((options.kills + 1) * STEPS_BETWEEN, () => deeds.booked > 0)
    over = true
    await all
    const verdict = await stand.settled((db) => verify(db, stand.bot, deeds.booked))
    const wrong = broken(verdict, options.kills)
    if (deeds.stuck.length > 0) wrong.push(`${deeds.stuck.length} people got no answer: ${deeds.stuck[0]}`)
    return { kills: options.kills, deeds, verdict, broken: wrong, seconds: Math.round((Date.now() - begun) / 1000) }
  } finally {
    await stand.stop()
  }
}

async function startStand({ database, url: given, dump }: ChaosOptions) {
  const telegram = await startFakeTelegram({ redeliveryScale: 0.1 })
  const bot = telegram.addBot({})
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-chaos-'))
  if (dump) await (await openPglite(directory, dump)).close()
  const cluster = database === 'postgres' && !given ? await startCluster({ durable: true }) : null
  const url = given ?? (await cluster?.createDatabase())
  const ports = await Promise.all(Array.from({ length: url ? 2 : 1 }, () => freePort()))
  const nodes: Awaited<ReturnType<typeof startNode>>[] = []
  const balancer = await startBalancer(ports, (index) => nodes[index]?.up ?? false)
  const env: Record<string, string> = {
    TELEGRAM_BOT_TOKEN: bot.token,
    TELEGRAM_API_ROOT: telegram.root,
    PUBLIC_URL: balancer.url,
    DATA_DIR: directory,
    ...(url && { DATABASE_URL: url, SECRET_KEY: 'a secret key of the chaos run' }),
  }
  const started = ports.map((port) => startNode(env, port, (line) => process.stderr.write(`${line}\n`)))
  nodes.push(...(await Promise.all(started)))
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
    await balancer.stop()
    await telegram.close()
    await cluster?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  return {
    bot,
    nodes,
    person: () => telegram.person({ first_name: 'Анна' }),
    stop,
    /** Waits until nothing is under way, then looks into the database; an embedded one only after its node has stopped. */
    async settled<T>(look: (db: Db) => Promise<T>): Promise<T> {
      await telegram.drained(bot)
      await quiet(bot, ports[0]!)
      if (!url) await Promise.all(nodes.map((node) => node.stop()))
      const db = url ? openPostgres(url, { max: 2 }) : await openPglite(directory)
      try {
        return await look(db)
      } finally {
        await db.close()
      }
    },
  }
}

/** Waits until the program says that nothing waits to be handled or delivered, and nothing was sent for a while. */
async function quiet(bot: FakeBot, port: number): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MS
  for (let calls = -1; Date.now() < deadline; ) {
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text())
    const waiting = ['received', 'queued', 'sending'].some((status) => !metrics.includes(`{status="${status}"} 0\n`))
    if (!waiting && calls === bot.calls.length) return
    calls = bot.calls.length
    await pause(500)
  }
}
