import { parseArgs } from 'node:util'
import { runChaos } from './chaos/run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    people: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'postgres' },
  },
})
const kills = Number(values.kills)
const database = values.database === 'pglite' ? 'pglite' : 'postgres'

const result = await runChaos({
  kills,
  people: Number(values.people),
  seed: Number(values.seed),
  database,
  onKill: (count) => {
    if (count % 10 === 0) process.stderr.write(`${count} of ${kills} kills\n`)
  },
})
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(result.broken.length > 0 ? 1 : 0)
