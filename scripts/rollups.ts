import { parseArgs } from 'node:util'
import { dueForRefresh, refreshKpis } from '../db/kpi/refresh.ts'
import { onDatabase } from './opened.ts'

const USAGE = `npm run rollups [-- --business <id>]
Counts the tables of the numbers anew from rows, for one business or for all, and prints a JSON line for each. Safe beside a running
Okoshko on PostgreSQL; stop an embedded one first.`

/** More businesses than one installation has. */
const ALL = 1_000_000
const END_OF_TIME = new Date('9999-01-01T00:00:00Z')

const { values } = parseArgs({ options: { business: { type: 'string' }, help: { type: 'boolean' } } })
const only = values.business === undefined ? null : Number(values.business)
if (values.help || (only !== null && !Number.isSafeInteger(only))) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(values.help ? 0 : 1)
}

await onDatabase(async (db) => {
  for (const businessId of await dueForRefresh(db, END_OF_TIME, ALL)) {
    if (only !== null && businessId !== only) continue
    const begun = performance.now()
    await refreshKpis(db, { businessId, now: new Date(), whole: true })
    const ms = Math.round(performance.now() - begun)
    process.stdout.write(`${JSON.stringify({ business: businessId, ms })}\n`)
  }
})
