import { parseArgs } from 'node:util'
import { migrate } from '../db/migrate.ts'
import { openPostgres } from '../db/postgres.ts'
import type { Db } from '../db/sql.ts'
import { startCluster } from '../db/testing/cluster.ts'
import { fillYear } from './fill/run.ts'
import { simulate } from './simulate/run.ts'

const USAGE = `npm run simulate [-- --clients 10000 --days 365 --seed 1]
  Plays people who book, come and stay away with the real assistant, day by day, on an empty database, and prints a report as JSON;
  exits with 1 when a promise to clients was broken.
npm run simulate -- --fill [--leads 1000000 --seed 1]
  Writes a salon with a year of so many leads up to yesterday, and what came of them: dialogues and first answers, visits, no-shows,
  discounts, payments, refunds, spend and costs; counts its numbers and prints what it wrote as JSON. Meanwhile nobody else can write.

Both work in the database at DATABASE_URL, or without it in a temporary PostgreSQL that is gone afterwards.`

const { values } = parseArgs({
  options: {
    fill: { type: 'boolean', default: false },
    leads: { type: 'string', default: '1000000' },
    clients: { type: 'string', default: '10000' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})
const [leads, clients, days, seed] = [values.leads, values.clients, values.days, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
]

/** Prints the report; false when a promise was broken. */
async function run(db: Db): Promise<boolean> {
  const report = values.fill
    ? await fillYear(db, { leads, seed, now: new Date() })
    : await simulate(db, {
        clients,
        days,
        seed,
        onDay: (date, { booked, came }) => {
          if (date.endsWith('-01')) process.stderr.write(`${date}: ${booked} booked, ${came} came\n`)
        },
      })
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  return !('broken' in report) || report.broken.length === 0
}

const isWhole = [leads, clients, days, seed].every((value) => Number.isSafeInteger(value) && value > 0)
if (values.help || !isWhole) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(values.help ? 0 : 1)
}
const cluster = process.env.DATABASE_URL ? null : await startCluster()
const url = process.env.DATABASE_URL ?? (await cluster!.createDatabase())
const db = openPostgres(url, { max: 10 })
if (values.fill) await migrate(db, url)
const kept = await run(db)
await db.close()
await cluster?.stop()
process.exit(kept ? 0 : 1)
