import type { Minute } from '../domain/catalog.ts'
import type { Taken } from '../domain/standing.ts'
import { clearExpired } from './occupancies.ts'
import { openPlace } from './openings.ts'
import type { Block, TimeOff } from './schedule.ts'
import { instant, list, type Sql, type Tx } from './sql.ts'

/** Why a block may stand across others: staff were shown them and said so. */
const ACROSS = 'block'

const BLOCK = `o.id, o.resource_id as "resourceId", floor(date_part('epoch', lower(o.during)) / 60)::int as "from",
  ceil(date_part('epoch', upper(o.during)) / 60)::int as "to", o.version, o.reason, o.series`

/**
 * Takes time of locked resources for something that is no visit. Where it runs across others, of whom the caller knows,
 * it stands outside the constraint, and the offer heeds it all the same.
 */
export async function writeBlocks(
  tx: Tx,
  businessId: number,
  places: readonly Taken[],
  { reason, series, now }: { reason: string | null; series: string; now: Minute },
): Promise<Block[]> {
  const sorted = places.toSorted((a, b) => a.resourceId - b.resourceId || a.from - b.from)
  const [, rows] = await Promise.all([
    clearExpired(tx, sorted, now),
    tx.query<Block>(
      `insert into occupancies as o (business_id, resource_id, during, kind, reason, series, overlap_reason)
       select $1, p.id, p.during, 'block', $5, $6, case when ${crossed('p.id', 'p.during', '0')} then '${ACROSS}' end
       from (select id, tstzrange(to_timestamp(f * 60), to_timestamp(t * 60)) as during
             from unnest($2::bigint[], $3::bigint[], $4::bigint[]) as u(id, f, t) order by id, f) p
       returning ${BLOCK}`,
      [
        businessId,
        list(sorted.map(({ resourceId }) => resourceId)),
        list(sorted.map(({ from }) => from)),
        list(sorted.map(({ to }) => to)),
        reason,
        series,
      ],
    ),
  ])
  return rows
}

const crossed = (resource: string, during: string, except: string) =>
  `exists (select 1 from occupancies x where x.resource_id = ${resource} and x.overlap_reason is null
     and x.during && ${during} and x.id <> ${except})`

/** Gives a block of locked resources another place or reason; null when it is not there in that version any more. */
export async function changeBlock(
  tx: Tx,
  businessId: number,
  block: Taken & { id: number; version: number; reason: string | null; now: Minute },
): Promise<Block | null> {
  const { id, version, resourceId, from, to, reason } = block
  const [, [row]] = await Promise.all([
    clearExpired(tx, [block], block.now),
    tx.query<Block>(
      `update occupancies o set resource_id = $4, during = p.during, reason = $7, version = version + 1,
         overlap_reason = case when ${crossed('$4', 'p.during', 'o.id')} then '${ACROSS}' end
       from (select tstzrange($5::timestamptz, $6::timestamptz) as during) p
       where o.business_id = $1 and o.id = $2 and o.version = $3 and o.kind = 'block' returning ${BLOCK}`,
      [businessId, id, version, resourceId, instant(from), instant(to), reason],
    ),
  ])
  return row ?? null
}

/** Removes a block that the caller saw in this version, or all of its series that are not over. Returns what was removed. */
export async function removeBlocks(
  tx: Tx,
  businessId: number,
  { id, version, series, now }: { id: number; version: number; series: boolean; now: Minute },
): Promise<Block[]> {
  const removed = await tx.query<Block>(
    `delete from occupancies o using occupancies this
     where this.business_id = $1 and this.id = $2 and this.version = $3 and this.kind = 'block'
       and o.business_id = $1 and o.kind = 'block'
       and (o.id = this.id or ($4 and o.series = this.series and upper(o.during) > $5::timestamptz)) returning ${BLOCK}`,
    [businessId, id, version, series, instant(now)],
  )
  if (removed.length > 0) await openBlocks(tx, businessId, removed, now)
  return removed
}

/** What was closed is open again, for those who wait. */
export async function openBlocks(tx: Tx, businessId: number, closed: readonly Taken[], now: Minute): Promise<void> {
  const from = Math.min(...closed.map((block) => block.from))
  const to = Math.max(...closed.map((block) => block.to))
  await openPlace(tx, { businessId, locationId: null, from, to, near: null, now })
}

/** A block of a business; null when there is none. */
export async function blockById(sql: Sql, businessId: number, id: number): Promise<Block | null> {
  const [row] = await sql.query<Block>(
    `select ${BLOCK} from occupancies o where o.business_id = $1 and o.id = $2 and o.kind = 'block'`,
    [businessId, id],
  )
  return row ?? null
}

/** The blocks that a request with this key made already. */
export async function blocksOf(sql: Sql, businessId: number, series: string): Promise<Block[]> {
  return sql.query<Block>(
    `select ${BLOCK} from occupancies o where o.business_id = $1 and o.series = $2 order by lower(o.during), o.id`,
    [businessId, series],
  )
}

const OFF = `o.id, o.resource_id as "resourceId", floor(date_part('epoch', lower(o.during)) / 60)::int as "from",
  ceil(date_part('epoch', upper(o.during)) / 60)::int as "to", o.reason`

/** Resources are away for a while; the same absence told twice is one. Follow it with `touchCatalog`. */
export async function writeTimeOff(
  tx: Tx,
  businessId: number,
  places: readonly Taken[],
  reason: string | null,
): Promise<TimeOff[]> {
  const params = [
    businessId,
    list(places.map(({ resourceId }) => resourceId)),
    list(places.map(({ from }) => from)),
    list(places.map(({ to }) => to)),
  ]
  const wanted = `(select id, tstzrange(to_timestamp(f * 60), to_timestamp(t * 60)) as during
    from unnest($2::bigint[], $3::bigint[], $4::bigint[]) as u(id, f, t)) p`
  const [, rows] = await Promise.all([
    tx.query(
      `insert into time_off (business_id, resource_id, during, reason) select $1, p.id, p.during, $5 from ${wanted}
       where not exists (select 1 from time_off t where t.resource_id = p.id and t.during = p.during)`,
      [...params, reason],
    ),
    tx.query<TimeOff>(
      `select ${OFF} from time_off o join ${wanted} on o.resource_id = p.id and o.during = p.during
       where o.business_id = $1 order by o.id`,
      params,
    ),
  ])
  return rows
}

/** An absence of a business; null when there is none. */
export async function timeOffById(sql: Sql, businessId: number, id: number): Promise<TimeOff | null> {
  const [row] = await sql.query<TimeOff>(`select ${OFF} from time_off o where o.business_id = $1 and o.id = $2`, [
    businessId,
    id,
  ])
  return row ?? null
}

/** Ends an absence; false when somebody did already. Follow it with `touchCatalog`. */
export async function removeTimeOff(tx: Tx, businessId: number, id: number): Promise<boolean> {
  const rows = await tx.query('delete from time_off where business_id = $1 and id = $2 returning 1', [businessId, id])
  return rows.length === 1
}
