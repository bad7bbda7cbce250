import { migrate } from '../db/migrate.ts'
import { openPostgres } from '../db/postgres.ts'

const USAGE = `DATABASE_URL=postgres://… npm run migrate
Brings a PostgreSQL database to the newest schema. Node does it by itself at the start; a Worker can't.`

const url = process.env.DATABASE_URL
if (!url) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(1)
}
const db = openPostgres(url, { max: 1 })
try {
  await migrate(db, url)
  const [row] = await db.query<{ steps: number }>('select count(*)::int as steps from drizzle.__drizzle_migrations')
  process.stdout.write(`The schema is up to date: ${row!.steps} migrations.\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  await db.close()
}
