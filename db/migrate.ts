import { fileURLToPath } from 'node:url'
import type { PgliteDatabase } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import type { Db } from './sql.ts'

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/** Any number that no other program of this database uses for an advisory lock. */
const MIGRATION_LOCK = 7_240_711

/** Brings the database to the newest schema. Safe to run from several processes at once: one works, the others wait. */
export async function migrate(db: Db, url?: string): Promise<void> {
  if (db.kind === 'pglite') return migratePglite(db.orm as unknown as PgliteDatabase, { migrationsFolder })
  if (!url) throw new Error('migrating PostgreSQL needs its URL: the lock lives on a connection of its own')
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await migratePostgres(drizzle({ client }), { migrationsFolder })
  } finally {
    await client.end()
  }
}

/** Refuses to run with a clock that differs from the database's by more than 2 s: due rows and order depend on it. */
export async function checkClock(db: Db, now: Date): Promise<void> {
  const [row] = await db.query<{ at: Date }>('select clock_timestamp() as at')
  const off = Math.abs(row!.at.getTime() - now.getTime())
  if (off > 2000)
    throw new Error(
      `this machine's clock differs from the database's by ${(off / 1000).toFixed(1)} s; set both by NTP and start again`,
    )
}
