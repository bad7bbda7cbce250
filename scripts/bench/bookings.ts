import { deadlocks, hourBy, NOW, openStudio, type Studio } from '../../db/bookings.sample.ts'
import { openPostgres } from '../../db/postgres.ts'
import { type Db, instant } from '../../db/sql.ts'
import { startCluster } from '../../db/testing/cluster.ts'

type Attempt = { master: number; start: number }
type Way = { name: 'ours' | 'bare' | 'forUpdate'; table: string; attempt(attempt: Attempt): Promise<boolean> }

const CLIENTS = 50
const MASTERS = 5
const DAYS = 6
const ROUNDS = 7

/**
 * Bookings a second when 50 clients fight for the same slots on a durable PostgreSQL: `book()` against a bare insert that
 * the same constraint referees, and against check-then-insert under FOR UPDATE; medians of interleaved rounds.
 */
export async function benchBookings(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const db = openPostgres(await cluster.createDatabase(), { max: CLIENTS })
  try {
    const catalog = hourBy(MASTERS)
    const studio = await openStudio(db, { ...catalog, rules: { ...catalog.rules, stepMinutes: 30 } }, CLIENTS)
    for (const table of ['bare', 'checked']) await db.query(`create table ${table} (like occupancies including all)`)
    const ways = [ours(studio), bare(studio), checkedUnderLock(studio)]
    const rates = new Map<Way['name'], number[]>(ways.map(({ name }) => [name, []]))
    let doubles = 0
    for (let round = 0; round <= ROUNDS; round++) {
      for (let i = 0; i < ways.length; i++) {
        const way = ways[(round + i) % ways.length]!
        const rate = await measure(way)
        // The first round warms connections, plans and code up.
        if (round > 0) rates.get(way.name)!.push(rate)
        doubles += await overlaps(db, way.table)
        await db.query('truncate appointments, occupancies, bare, checked cascade')
      }
    }
    const [oursPerS, barePerS, forUpdatePerS] = ways.map(({ name }) => median(rates.get(name)!))
    return [
      {
        measure: 'bookings',
        ours_per_s: Math.round(oursPerS!),
        bare_per_s: Math.round(barePerS!),
        for_update_per_s: Math.round(forUpdatePerS!),
        ratio_bare: round2(oursPerS! / barePerS!),
        ratio_for_update: round2(oursPerS! / forUpdatePerS!),
        budget_bare: 0.3,
        budget_for_update: 1,
        doubles,
        deadlocks: await deadlocks(db),
      },
    ]
  } finally {
    await db.close()
    await cluster.stop()
  }
}

function ours(studio: Studio): Way {
  return {
    name: 'ours',
    table: 'occupancies',
    attempt: async ({ master, start }) => (await studio.book(studio.wish([1, master]), start)).ok,
  }
}

function bare({ db, businessId, resource }: Studio): Way {
  const text = `insert into bare (business_id, resource_id, during, kind)
    values ($1, $2, tstzrange($3::timestamptz, $4::timestamptz), 'visit') on conflict do nothing returning id`
  return {
    name: 'bare',
    table: 'bare',
    attempt: async ({ master, start }) => {
      const rows = await db.query(text, [businessId, resource(master), instant(start), instant(start + 60)])
      return rows.length === 1
    },
  }
}

function checkedUnderLock({ db, businessId, resource }: Studio): Way {
  const check = 'select 1 from checked where resource_id = $1 and during && tstzrange($2::timestamptz, $3::timestamptz)'
  const insert = `insert into checked (business_id, resource_id, during, kind)
    values ($1, $2, tstzrange($3::timestamptz, $4::timestamptz), 'visit')`
  return {
    name: 'forUpdate',
    table: 'checked',
    attempt: ({ master, start }) =>
      db.transaction(async (tx) => {
        const place = [resource(master), instant(start), instant(start + 60)]
        await tx.query('select 1 from resources where id = $1 for update', [resource(master)])
        const taken = await tx.query(check, place)
        if (taken.length > 0) return false
        await tx.query(insert, [businessId, ...place])
        return true
      }),
  }
}

/** Attempts a second: hour-long slots every half an hour, each tried by three clients at once, so at most a sixth can win. */
async function measure({ attempt }: Way): Promise<number> {
  const attempts: Attempt[] = []
  for (let day = 0; day < DAYS; day++)
    for (let half = 0; half < 16; half++)
      for (let master = 1; master <= MASTERS; master++)
        for (let tries = 0; tries < 3; tries++) attempts.push({ master, start: NOW + 60 + day * 1440 + half * 30 })
  let next = 0
  const worker = async () => {
    while (next < attempts.length) await attempt(attempts[next++]!)
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, worker))
  return (attempts.length / (performance.now() - began)) * 1000
}

async function overlaps(db: Db, table: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from ${table} a join ${table} b
     on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during`,
  )
  return row!.count
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

const round2 = (value: number): number => Math.round(value * 100) / 100
