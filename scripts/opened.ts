import { ConfigError, readConfig } from '../api/config.ts'
import { DirectoryTaken } from '../db/directory.ts'
import { migrate } from '../db/migrate.ts'
import { openPglite } from '../db/pglite.ts'
import { openPostgres } from '../db/postgres.ts'
import type { Db } from '../db/sql.ts'

/** Runs a command of the terminal on the migrated database of the settings; a trouble that its user can mend is said in a line. */
export async function onDatabase(work: (db: Db) => Promise<void>): Promise<void> {
  try {
    const { DATABASE_URL, DATA_DIR } = readConfig(process.env)
    const db = DATABASE_URL ? openPostgres(DATABASE_URL, { max: 1 }) : await openPglite(DATA_DIR)
    try {
      await migrate(db, DATABASE_URL)
      await work(db)
    } finally {
      await db.close()
    }
  } catch (error) {
    const expected = error instanceof ConfigError || error instanceof DirectoryTaken
    process.stderr.write(`${expected ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
