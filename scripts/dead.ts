import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../api/config.ts'
import { DirectoryTaken } from '../db/directory.ts'
import { deadLetters, requeue } from '../db/messages.ts'
import { migrate } from '../db/migrate.ts'
import { openPglite } from '../db/pglite.ts'
import { openPostgres } from '../db/postgres.ts'

const USAGE = `npm run dead [-- --limit 50] [-- --requeue <id>]
Lists the messages that were given up, newest first, one JSON line each, without what was said or to whom; or gives one
of them its tries again. Stop an embedded Okoshko first.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { limit: { type: 'string' }, requeue: { type: 'string' }, help: { type: 'boolean' } },
  })
  const limit = Number(values.limit ?? 50)
  const id = values.requeue === undefined ? null : Number(values.requeue)
  if (values.help || !Number.isSafeInteger(limit) || limit < 1 || (id !== null && !Number.isSafeInteger(id))) {
    process.stderr.write(`${USAGE}\n`)
    process.exitCode = values.help ? 0 : 1
    return
  }
  const config = readConfig(process.env)
  const db = config.DATABASE_URL ? openPostgres(config.DATABASE_URL, { max: 1 }) : await openPglite(config.DATA_DIR)
  try {
    await migrate(db, config.DATABASE_URL)
    if (id === null)
      for (const letter of await deadLetters(db, limit)) process.stdout.write(`${JSON.stringify(letter)}\n`)
    else if (await requeue(db, id, new Date())) process.stdout.write(`${JSON.stringify({ requeued: id })}\n`)
    else {
      process.stderr.write(`no message ${id} was given up\n`)
      process.exitCode = 1
    }
  } finally {
    await db.close()
  }
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof DirectoryTaken
  process.stderr.write(`${expected ? (error as Error).message : String(error)}\n`)
  process.exitCode = 1
})
