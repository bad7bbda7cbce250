import type { Minute } from '../domain/catalog.ts'
import { instant, type Sql, type Tx } from './sql.ts'
import type { Visit } from './visits.ts'

export type Opening = {
  businessId: number
  /** Null: in whichever branch. */
  locationId: number | null
  from: Minute
  to: Minute
  /** The start of what stood there, if one thing did. */
  near: Minute | null
  now: Minute
}

/** An undo within this time leaves nothing free. */
const PATIENCE_MS = 10_000

/**
 * Notes that time became free, if anybody of the business waits: in the transaction that frees it, under whatever locks, since it only
 * inserts. `at once`: nobody can take it back.
 */
export async function openPlace(tx: Tx, opening: Opening, atOnce = false): Promise<void> {
  const { businessId, locationId, from, to, near, now } = opening
  const at = new Date(now * 60_000)
  const due = atOnce ? at : offeredFrom(at)
  await tx.query(
    `insert into openings (business_id, location_id, from_at, to_at, near, due_at)
     select $1, $2, $3::timestamptz, $4::timestamptz, $5::timestamptz, $6::timestamptz
     where exists (select 1 from waitlist where business_id = $1 and status in ('waiting', 'offered'))`,
    [businessId, locationId, instant(from), instant(to), near === null ? null : instant(near), due],
  )
}

/**
 * SQL: the same for rows `during`, `location_id` of a query (`rows`) in a statement of its own; `$1` business, `now` and `due` its parameters. What is
 * over frees nothing.
 */
export const openPlaces = (rows: string, now: string, due: string): string =>
  `insert into openings (business_id, location_id, from_at, to_at, near, due_at)
   select distinct $1::bigint, f.location_id, greatest(lower(f.during), ${now}), upper(f.during), lower(f.during), ${due} from ${rows} f
   where upper(f.during) > ${now} and exists (select 1 from waitlist where business_id = $1 and status in ('waiting', 'offered'))`

/** When a place that is free from `now` on is offered, if nobody takes that back. */
export const offeredFrom = (now: Date): Date => new Date(now.getTime() + PATIENCE_MS)

/** The place that a visit gives up. */
export const leftBy = ({ businessId, locationId, start, end }: Visit, now: Minute): Opening => ({
  businessId,
  locationId,
  from: start,
  to: end,
  near: start,
  now,
})

/**
 * Marks those whose wish a freed place may fit, and those of a catalog that has changed, to be looked at now; returns how many. Whether it
 * does fit is for the offer to say.
 */
export async function spreadOpenings(sql: Sql, now: Date): Promise<number> {
  const rows = await sql.query(SPREAD, [now])
  return rows.length
}

// The rows are locked in one order, or two nodes could deadlock; openings that another node has in work are left to it.
const SPREAD = `
with gone as (delete from openings where id in (select id from openings where due_at <= $1::timestamptz order by id limit 500
    for update skip locked) returning business_id, location_id, from_at, to_at, near),
found as (
  select w.id, (select g.near from gone g where g.business_id = w.business_id and (g.location_id is null or g.location_id = w.location_id)
      and g.from_at < w.ends_at and g.to_at > w.begins_at and g.near is not null order by g.near limit 1) as near
  from waitlist w where w.status = 'waiting' and w.due_at > $1::timestamptz and (
    exists (select 1 from gone g where g.business_id = w.business_id and (g.location_id is null or g.location_id = w.location_id)
      and g.from_at < w.ends_at and g.to_at > w.begins_at)
    or w.catalog_version <> (select b.version from businesses b where b.id = w.business_id))
  order by w.id for no key update of w)
update waitlist w set due_at = $1::timestamptz, near = found.near from found where w.id = found.id returning w.id`
