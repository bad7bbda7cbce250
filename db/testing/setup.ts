import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import type { TestProject } from 'vitest/node'
import { migrate } from '../migrate.ts'
import { pgliteDb } from '../pglite.ts'
import { answering } from './asked.ts'
import { type Cluster, startCluster } from './cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** To be `asked` for the URL of a new migrated database. */
    postgresFactory: string
    /** To be `asked` for the file with a dump of a migrated PGlite that survives kills. */
    durableDump: string
    /** The same for a PGlite in memory, without what makes it survive: it starts in half of the time. */
    hastyDump: string
  }
}

/**
 * Hands out databases for a test run: a PostgreSQL cluster of its own, and dumps from which PGlites start warm. Each is
 * made when the first test asks.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-test-'))
  let running: Promise<Cluster> | undefined
  const cluster = () => {
    running ??= startCluster()
    return running
  }
  let written: ReturnType<typeof writeDumps> | undefined
  const dumps = () => {
    written ??= writeDumps(directory)
    return written
  }
  const { url, close } = await answering({
    '/postgres': async () => (await cluster()).createDatabase(),
    '/durable': async () => (await dumps()).durable,
    '/hasty': async () => (await dumps()).hasty,
  })
  project.provide('postgresFactory', `${url}/postgres`)
  project.provide('durableDump', `${url}/durable`)
  project.provide('hastyDump', `${url}/hasty`)
  return async () => {
    close()
    await (await running)?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Nothing of a database in memory outlives its process: what is written for the case of a crash costs time only. */
const HASTY = [
  'full_page_writes = off',
  'synchronous_commit = off',
  'wal_init_zero = off',
  "max_wal_size = '64MB'",
  "min_wal_size = '2MB'",
  "shared_buffers = '16MB'",
]

async function writeDumps(directory: string): Promise<{ durable: string; hasty: string }> {
  const files = { durable: join(directory, 'durable.tar'), hasty: join(directory, 'hasty.tar') }
  const pg = await PGlite.create({
    dataDir: 'memory://',
    extensions: { btree_gist },
    initDbStartParams: ['--wal-segsize=1'],
  })
  await migrate(pgliteDb(pg))
  await dumpTo(files.durable, pg)
  for (const setting of HASTY) await pg.exec(`alter system set ${setting}`)
  // Nobody connects to them, and they are half of the files that each start unpacks.
  for (const unused of ['template0', 'template1']) {
    await pg.exec(`alter database ${unused} is_template false`)
    await pg.exec(`drop database ${unused}`)
  }
  await pg.exec('checkpoint')
  await dumpTo(files.hasty, pg)
  await pg.close()
  return files
}

async function dumpTo(file: string, pg: PGlite): Promise<void> {
  const dump = await pg.dumpDataDir('none')
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()))
}
