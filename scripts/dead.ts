import { parseArgs } from 'node:util'
import { deadLetters, requeue } from '../db/messages.ts'
import { onDatabase } from './opened.ts'

const USAGE = `npm run dead [-- --limit 50] [-- --requeue <id>]
Lists the messages that were given up, newest first, one JSON line each, without what was said or to whom; or gives one
of them its tries again. Stop an embedded Okoshko first.`

const { values } = parseArgs({
  options: { limit: { type: 'string' }, requeue: { type: 'string' }, help: { type: 'boolean' } },
})
const limit = Number(values.limit ?? 50)
const id = values.requeue === undefined ? null : Number(values.requeue)
if (values.help || !Number.isSafeInteger(limit) || limit < 1 || (id !== null && !Number.isSafeInteger(id))) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(values.help ? 0 : 1)
}

await onDatabase(async (db) => {
  if (id === null)
    for (const letter of await deadLetters(db, limit)) process.stdout.write(`${JSON.stringify(letter)}\n`)
  else if (await requeue(db, id, new Date())) process.stdout.write(`${JSON.stringify({ requeued: id })}\n`)
  else {
    process.stderr.write(`no message ${id} was given up\n`)
    process.exitCode = 1
  }
})
