import { parseArgs } from 'node:util'
import { openPostgres } from '../db/postgres.ts'
import { startCluster } from '../db/testing/cluster.ts'
import { simulate } from './simulate/run.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
  },
})
const cluster = process.env.DATABASE_URL ? null : await startCluster()
const db = openPostgres(process.env.DATABASE_URL ?? (await cluster!.createDatabase()), { max: 10 })
const report = await simulate(db, {
  clients: Number(values.clients),
  days: Number(values.days),
  seed: Number(values.seed),
  onDay: (date, { booked, came }) => {
    if (date.endsWith('-01')) process.stderr.write(`${date}: ${booked} booked, ${came} came\n`)
  },
})
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
await db.close()
await cluster?.stop()
process.exit(report.broken.length > 0 ? 1 : 0)
