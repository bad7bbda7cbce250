import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openPglite } from '../pglite.ts'
import { openPostgres } from '../postgres.ts'
import type { Db } from '../sql.ts'
import { asked } from './asked.ts'

export type TestDatabase = {
  readonly kind: 'postgres' | 'pglite'
  /** The open database, from the first test on. */
  readonly db: Db
  /** Another pool on the same PostgreSQL: a second node. PGlite has one process and gives the same. */
  another(): Db
  /** Of PostgreSQL only. */
  readonly url: string
}

/** Runs the same laws on PGlite and on real PostgreSQL, each describe block on a fresh migrated database of its own. */
export function onEachDatabase(name: string, laws: (database: TestDatabase) => void): void {
  for (const kind of ['pglite', 'postgres'] as const) describe(`${name} [${kind}]`, () => laws(testDatabase(kind)))
}

/** Laws that hold on PostgreSQL by other means. */
export function onPglite(name: string, laws: (database: TestDatabase) => void): void {
  describe(`${name} [pglite]`, () => laws(testDatabase('pglite')))
}

/** Laws that need real concurrency. */
export function onPostgres(name: string, laws: (database: TestDatabase) => void): void {
  describe(`${name} [postgres]`, () => laws(testDatabase('postgres')))
}

function testDatabase(kind: 'postgres' | 'pglite'): TestDatabase {
  const opened: Db[] = []
  let url = ''
  beforeAll(async () => {
    if (kind === 'pglite') {
      const dump = await asked(inject('hastyDump'))
      opened.push(await openPglite(null, new Blob([readFileSync(dump)])))
    } else {
      url = await asked(inject('postgresFactory'))
      opened.push(openPostgres(url, { max: 20 }))
    }
  })
  afterAll(async () => {
    for (const db of opened) await db.close()
  })
  const first = () => {
    const [db] = opened
    if (!db) throw new Error('the database opens before the first test, not while tests are collected')
    return db
  }
  return {
    kind,
    get db() {
      return first()
    },
    get url() {
      return url
    },
    another() {
      if (kind === 'pglite') return first()
      const db = openPostgres(url, { max: 20 })
      opened.push(db)
      return db
    },
  }
}
