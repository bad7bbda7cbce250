import { parseArgs } from 'node:util'
import { runChaos } from './chaos/run.ts'

const USAGE = `npm run chaos [-- --kills 200] [--people 16] [--seed 1] [--database postgres|pglite]
Kills the product's processes at random moments while people book at it, then checks that nothing was lost, doubled or
left without an answer. Prints its counts as one JSON line and fails on a violation.`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    people: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'postgres' },
    help: { type: 'boolean', default: false },
  },
})
const [kills, people, seed] = [values.kills, values.people, values.seed].map(Number) as [number, number, number]
const { database } = values
const known = database === 'postgres' || database === 'pglite'
if (values.help || !known || ![kills, people, seed].every(Number.isSafeInteger)) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(values.help ? 0 : 1)
}

const result = await runChaos({
  kills,
  people,
  seed,
  database,
  onKill: (count) => {
    if (count % 10 === 0) process.stderr.write(`${count} of ${kills} kills\n`)
  },
})
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(result.violations.length > 0 ? 1 : 0)
