import { DAY, deadlocks, hourBy, NOW, openStudio, type Studio } from '../../db/bookings.sample.ts'
import { openPostgres } from '../../db/postgres.ts'
import { type Db, instant, list } from '../../db/sql.ts'
import { startCluster } from '../../db/testing/cluster.ts'

type Attempt = { master: number; start: number }
type Way = { name: 'ours' | 'bare' | 'forUpdate'; table: string; attempt(attempt: Attempt): Promise<boolean> }

const CLIENTS = 50
const MASTERS = 5
const DAYS = 6
const ROUNDS = 9

/**
 * Bookings a second when 50 clients fight for the same slots on a durable PostgreSQL with three years of history: `book()`
 * against a bare insert that the same constraint referees, and against check-then-insert under FOR UPDATE. Medians of
 * interleaved rounds; each round is another week, so that plans and statistics stay as they are.
 */
export async function benchBookings(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const db = openPostgres(await cluster.createDatabase(), { max: CLIENTS })
  try {
    const catalog = hourBy(MASTERS)
    const studio = await openStudio(db, { ...catalog, rules: { ...catalog.rules, stepMinutes: 30 } }, CLIENTS)
    await writeHistory(studio)
    const ways = [ours(studio), bare(studio), underLock(studio)]
    const rates = new Map<Way['name'], number[]>(ways.map(({ name }) => [name, []]))
    for (let round = 0; round <= ROUNDS; round++) {
      for (let i = 0; i < ways.length; i++) {
        const way = ways[(round + i) % ways.length]!
        const rate = await measure(way, NOW + 60 + round * DAYS * DAY)
        // The first round warms connections, plans and code up.
        if (round > 0) rates.get(way.name)!.push(rate)
      }
    }
    const [oursPerS, barePerS, forUpdatePerS] = ways.map(({ name }) => median(rates.get(name)!))
    let doubles = 0
    for (const { table } of ways) doubles += await overlaps(db, table)
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

/** Eight visits a day with each master for 750 days, in our tables and in those of the references. */
async function writeHistory({ db, businessId, locationId, clients, resource, service }: Studio): Promise<void> {
  const masters = list(Array.from({ length: MASTERS }, (_, i) => resource(i + 1)))
  await db.query(
    `with visit as (
       insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price,
         created_at, updated_at)
       select $1, concat_ws(' ', m, d, h), $2, $3, 'telegram', 'paid', at, at + interval '1 hour', 200000, at, at
       from unnest($5::bigint[]) m, generate_series(1, 750) d, generate_series(0, 7) h,
         lateral (select $6::timestamptz - d * interval '1 day' + h * interval '1 hour' as at) t
       returning id, split_part(key, ' ', 1)::bigint as master, starts_at, ends_at),
     part as (
       insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at,
         price, variable_cost)
       select $1, id, 0, $4, master, starts_at, ends_at, 200000, 0 from visit)
     insert into occupancies (business_id, resource_id, during, kind, appointment_id)
     select $1, master, tstzrange(starts_at, ends_at), 'visit', id from visit`,
    [businessId, clients[0], locationId, service(1), masters, instant(NOW + 60)],
  )
  for (const table of ['bare', 'checked']) {
    await db.query(`create table ${table} (like occupancies including all)`)
    await db.query(
      `insert into ${table} (business_id, resource_id, during, kind)
       select business_id, resource_id, during, kind from occupancies`,
    )
  }
  await db.query('vacuum analyze')
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

function underLock({ db, businessId, resource }: Studio): Way {
  const check = `select 1 from checked
    where resource_id = $1 and overlap_reason is null and during && tstzrange($2::timestamptz, $3::timestamptz)`
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
async function measure({ attempt }: Way, from: number): Promise<number> {
  const attempts: Attempt[] = []
  for (let day = 0; day < DAYS; day++)
    for (let half = 0; half < 16; half++)
      for (let master = 1; master <= MASTERS; master++)
        for (let tries = 0; tries < 3; tries++) attempts.push({ master, start: from + day * DAY + half * 30 })
  let next = 0
  const client = async () => {
    while (next < attempts.length) await attempt(attempts[next++]!)
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return (attempts.length / (performance.now() - began)) * 1000
}

async function overlaps(db: Db, table: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from ${table} a join ${table} b
     on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during
     where lower(a.during) >= $1::timestamptz`,
    [instant(NOW)],
  )
  return row!.count
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

const round2 = (value: number): number => Math.round(value * 100) / 100
