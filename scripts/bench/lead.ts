import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { API_KEY, type Stand, startStand } from '../../api/testing/stand.ts'
import { openPostgres } from '../../db/postgres.ts'
import type { Db } from '../../db/sql.ts'
import { startCluster } from '../../db/testing/cluster.ts'

const PER_SECOND = 200
const SECONDS = 10
/** Each contact comes so often: a button that was pressed again, a program that did not hear our answer. */
const TIMES = 3
const CONNECTIONS = 10

/**
 * `POST /api/lead` on two nodes and one durable PostgreSQL at 200 requests a second, each contact thrice and shuffled, with the dialogues that
 * follow at work; against one insert per request behind the same kind of server. Milliseconds are of the whole request;
 * CPU is of this process per request, with whoever sends them: it says what a busy machine's clock does not.
 */
export async function benchLead(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const url = await cluster.createDatabase()
  const dbs = [0, 1].map(() => openPostgres(url, { max: CONNECTIONS }))
  const stand = await startStand(dbs[0]!)
  const other = await stand.node(dbs[1]!)
  const bare = await startBare(stand, dbs[0]!)
  const ticking = setInterval(() => {
    stand.clock.now = new Date()
  }, 50)
  try {
    stand.clock.now = new Date()
    const lead = (count: number, first: number) =>
      shuffled(repeated(count, first)).map((body, i) => () => post(`${i % 2 ? other.url : stand.url}/api/lead`, body))
    const insert = (count: number, first: number) => repeated(count, first).map((body) => () => post(bare.url, body))
    await atRate(insert(PER_SECOND, 0))
    await atRate(lead(PER_SECOND, 0))
    const count = PER_SECOND * SECONDS
    const before = await rowsOf(dbs[0]!)
    const plain = await atRate(insert(count, 10_000))
    const inserted = await rowsOf(dbs[0]!)
    const ours = await atRate(lead(count, 20_000))
    const after = await rowsOf(dbs[0]!)
    const people = Math.ceil(count / TIMES)
    return [
      {
        measure: 'lead.200',
        requests: count,
        people,
        answered: ours.statuses.get(201) ?? 0,
        leads: after.leads - inserted.leads,
        clients: after.clients - inserted.clients,
        doubles: after.leads - inserted.leads - people,
        plain_inserted: inserted.leads - before.leads,
        per_s: ours.perS,
        p50_ms: ours.p50,
        p99_ms: ours.p99,
        plain_p50_ms: plain.p50,
        plain_p99_ms: plain.p99,
        ratio: rounded(ours.p50 / plain.p50),
        cpu_ms: ours.cpuMs,
        plain_cpu_ms: plain.cpuMs,
        ratio_cpu: rounded(ours.cpuMs / plain.cpuMs),
      },
    ]
  } finally {
    clearInterval(ticking)
    await bare.stop()
    await other.stop()
    await stand.stop()
    for (const db of dbs) await db.close()
    await cluster.stop()
  }
}

type Body = { client_name: string; phone: string; source: string; utm_campaign: string; consent: true }

/** So many requests, each contact several times. */
function repeated(count: number, first: number): Body[] {
  return Array.from({ length: count }, (_, i) => ({
    client_name: 'Анна',
    phone: `+7900${String(first + Math.floor(i / TIMES)).padStart(7, '0')}`,
    source: 'bench',
    utm_campaign: 'autumn',
    consent: true,
  }))
}

/** The same order in each run: neighbours of one contact come at once on both nodes, or far apart. */
function shuffled<T>(list: readonly T[]): T[] {
  let seed = 7
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed
  }
  return list
    .map((one, i) => ({ one, at: i + (random() % 60) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

async function post(url: string, body: Body): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${API_KEY}` },
    body: JSON.stringify(body),
  })
  await response.arrayBuffer()
  return response.status
}

/** Begins a request every few milliseconds, whatever became of those before. */
async function atRate(requests: readonly (() => Promise<number>)[]) {
  const statuses = new Map<number, number>()
  const times: number[] = []
  const spent = process.cpuUsage()
  const began = performance.now()
  const running = requests.map(async (request, i) => {
    const due = began + (i * 1000) / PER_SECOND
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    const status = await request()
    times.push(performance.now() - due)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  })
  await Promise.all(running)
  times.sort((a, b) => a - b)
  const part = (share: number) => rounded(times[Math.floor(times.length * share)]!)
  const perS = rounded((requests.length * 1000) / (performance.now() - began))
  const { user, system } = process.cpuUsage(spent)
  const cpuMs = rounded((user + system) / 1000 / requests.length)
  return { statuses, p50: part(0.5), p99: part(0.99), perS, cpuMs }
}

/** One insert per request, behind the same server as ours. */
async function startBare({ businessId }: Stand, db: Db) {
  const [client] = await db.query<{ id: number }>(
    'insert into clients (business_id, created_at) values ($1, $2::timestamptz) returning id',
    [businessId, new Date()],
  )
  const app = new Hono()
  app.post('/', async (c) => {
    const { source, utm_campaign } = (await c.req.json()) as Body
    const [row] = await db.query<{ id: number }>(
      'insert into leads (business_id, client_id, source, campaign, created_at) values ($1, $2, $3, $4, $5::timestamptz) returning id',
      [businessId, client!.id, source, utm_campaign, new Date()],
    )
    return c.json({ id: row!.id }, 201)
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  const address = server.address() as { port: number }
  const stop = async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${address.port}/`, stop }
}

async function rowsOf(db: Db): Promise<{ leads: number; clients: number }> {
  const [row] = await db.query<{ leads: number; clients: number }>(
    'select (select count(*) from leads)::int as leads, (select count(*) from clients)::int as clients',
  )
  return row!
}

const rounded = (value: number): number => Number(value.toPrecision(3))
