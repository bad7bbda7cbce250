import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { drizzle } from 'drizzle-orm/pglite'
import { takeDirectory } from './directory.ts'
import { type Db, type Orm, type Param, parameter, type Sql, type Tx } from './sql.ts'

const parsers = { 20: Number }

/**
 * Opens the embedded database in `dataDir` (made when missing; null: in memory). Throws `DirectoryTaken` when another
 * process uses the directory: PGlite itself takes no lock and would lose rows.
 */
export async function openPglite(dataDir: string | null, loadDataDir?: Blob): Promise<Db> {
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true })
  const release = dataDir === null ? () => {} : takeDirectory(dataDir)
  try {
    const pg = await PGlite.create({
      dataDir: dataDir === null ? 'memory://' : join(dataDir, 'pglite'),
      extensions: { btree_gist },
      loadDataDir,
    })
    return { ...pgliteDb(pg), close: () => pg.close().finally(release) }
  } catch (error) {
    release()
    throw error
  }
}

/** An open PGlite as `Db`. */
export function pgliteDb(pg: PGlite): Db {
  // The one connection is busy with its transaction: a query beside it would wait for itself for ever.
  const inside = new AsyncLocalStorage<boolean>()
  const refuseInside = () => {
    if (inside.getStore()) throw new Error('inside a transaction use its own tx, not the database')
  }
  const orm = drizzle({ client: pg, casing: 'snake_case' })
  return {
    kind: 'pglite',
    query: (text, params) => {
      refuseInside()
      return queryOf(pg)(text, params)
    },
    sequence: async (statements) => {
      refuseInside()
      const all: unknown[][] = []
      for (const [text, params] of statements) all.push(await queryOf(pg)(text, params))
      return all
    },
    get orm() {
      refuseInside()
      return orm
    },
    transaction: (work) => {
      refuseInside()
      return pg.transaction((tx) => inside.run(true, () => work(over(tx)))) as Promise<never>
    },
    close: () => pg.close(),
  }
}

function queryOf(pg: Pick<PGlite, 'query'>): Sql['query'] {
  return async <Row>(text: string, params: readonly Param[] = []) =>
    (await pg.query<Row>(text, params.map(parameter), { parsers })).rows
}

function over(tx: Transaction): Tx {
  let orm: Orm | undefined
  const query = queryOf(tx as Pick<PGlite, 'query'>)
  return {
    transaction: true,
    query,
    last: query,
    get orm() {
      orm ??= drizzle({ client: tx as unknown as PGlite, casing: 'snake_case' })
      return orm
    },
  }
}
