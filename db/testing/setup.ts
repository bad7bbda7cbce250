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
    /** File with a dump of a migrated PGlite. */
    pgliteDump: string
  }
}

/** Once per test run: a PostgreSQL cluster that hands out databases, and a dump from which PGlites start warm. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-test-'))
  const dump = join(directory, 'pglite.tar')
  const [cluster] = await Promise.all([startCluster(), writeDump(dump)])
  const factory = createServer((_request, response) => {
    cluster.createDatabase().then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => factory.listen(0, '127.0.0.1', resolve))
  const address = factory.address()
  if (!address || typeof address === 'string') throw new Error('the database factory has no port')
  project.provide('postgresFactory', `http://127.0.0.1:${address.port}`)
  project.provide('pgliteDump', dump)
  return async () => {
    factory.close()
    await cluster.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function writeDump(file: string): Promise<void> {
  const pg = await PGlite.create({ dataDir: 'memory://', extensions: { btree_gist } })
  await migrate(pgliteDb(pg))
  const dump = await pg.dumpDataDir('none')
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()))
  await pg.close()
}
