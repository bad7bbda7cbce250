import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import type { TestProject } from 'vitest/node'
import { migrate } from '../migrate.ts'
import { pgliteDb } from '../pglite.ts'
import { startCluster } from './cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Asked with GET, answers with the URL of a new migrated database. */
    postgresFactory: string
    /** File with a dump of a migrated PGlite that survives kills. */
    pgliteDump: string
    /** The same for a PGlite in memory, without what makes it survive: it starts in half of the time. */
    hastyDump: string
  }
}

/** Once per test run: a PostgreSQL cluster that hands out databases, and a dump from which PGlites start warm. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-test-'))
  const dumps = { durable: join(directory, 'pglite.tar'), hasty: join(directory, 'hasty.tar') }
  const [cluster] = await Promise.all([startCluster(), writeDumps(dumps)])
  const factory = createServer((_request, response) => {
    // A worker asks again at any time: a connection that is kept could be closed just then.
    response.setHeader('Connection', 'close')
    cluster.createDatabase().then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => factory.listen(0, '127.0.0.1', resolve))
  const address = factory.address()
  if (!address || typeof address === 'string') throw new Error('the database factory has no port')
  project.provide('postgresFactory', `http://127.0.0.1:${address.port}`)
  project.provide('pgliteDump', dumps.durable)
  project.provide('hastyDump', dumps.hasty)
  return async () => {
    factory.close()
    await cluster.stop()
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

async function writeDumps(files: { durable: string; hasty: string }): Promise<void> {
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
}

async function dumpTo(file: string, pg: PGlite): Promise<void> {
  const dump = await pg.dumpDataDir('none')
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()))
}
