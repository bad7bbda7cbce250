import type { Minute } from '../domain/catalog.ts'
import type { Busy, Plan } from '../domain/slots.ts'
import { instant, list, type Sql, type Tx } from './sql.ts'

/**
 * Locks resources in id order. Call once per transaction with all that it may touch: locks taken piecemeal deadlock.
 * `FOR NO KEY UPDATE` lets foreign keys of other rows point here meanwhile.
 */
export async function lockResources(tx: Tx, businessId: number, ids: readonly number[]): Promise<void> {
  await tx.query(
    `select 1 from resources where business_id = $1 and id = any($2::bigint[]) order by id for no key update`,
    [businessId, list(ids)],
  )
}

/**
 * Busy times of resources within [from, to), one packed text per resource. Expired holds don't count, nor does what
 * belongs to the appointment `except` (a client's own hold, a visit that is being moved).
 */
export async function loadBusy(
  sql: Sql,
  resourceIds: readonly number[],
  range: { from: Minute; to: Minute },
  now: Minute,
  except: number | null = null,
): Promise<Busy> {
  const rows = await sql.query<{ id: number; packed: string }>(BUSY, [
    list(resourceIds),
    instant(range.from),
    instant(range.to),
    instant(now),
    except,
  ])
  return new Map(rows.map((row) => [row.id, row.packed.split(',').map(Number)]))
}

// Two branches, so that each uses its own partial index; lateral, because GiST can't search a list.
const BUSY = `
select r.id, string_agg(
    floor(date_part('epoch', lower(o.during)) / 60)::int || ',' || ceil(date_part('epoch', upper(o.during)) / 60)::int,
    ',' order by lower(o.during)) as packed
from unnest($1::bigint[]) as r(id), lateral (
  select during from occupancies
  where resource_id = r.id and during && tstzrange($2::timestamptz, $3::timestamptz) and overlap_reason is null
    and (expires_at is null or expires_at > $4::timestamptz) and appointment_id is distinct from $5::bigint
  union all
  select during from occupancies
  where resource_id = r.id and during && tstzrange($2::timestamptz, $3::timestamptz) and overlap_reason is not null
    and (expires_at is null or expires_at > $4::timestamptz) and appointment_id is distinct from $5::bigint
) o
group by r.id`

type Occupancies = Plan['occupancies']

/**
 * Takes the places of an appointment, rows in (resource, start) order, after clearing expired holds out of the way.
 * True when all were free; false leaves the transaction to be rolled back to the caller's savepoint.
 * The resources must be locked.
 */
export async function occupy(
  tx: Tx,
  businessId: number,
  appointmentId: number,
  places: Occupancies,
  options: { expiresAt: Minute | null; overlapReason: string | null; now: Minute },
): Promise<boolean> {
  const ids = list(places.map((place) => place.resourceId))
  const from = list(places.map((place) => place.from))
  const to = list(places.map((place) => place.to))
  const [, taken] = await Promise.all([
    tx.query(
      `delete from occupancies o using unnest($1::bigint[], $2::bigint[], $3::bigint[]) as p(id, f, t)
       where o.resource_id = p.id and o.overlap_reason is null and o.expires_at <= $4::timestamptz
         and o.during && tstzrange(to_timestamp(p.f * 60), to_timestamp(p.t * 60))`,
      [ids, from, to, instant(options.now)],
    ),
    tx.query<{ count: number }>(
      `with taken as (
         insert into occupancies (business_id, resource_id, during, kind, appointment_id, expires_at, overlap_reason)
         select $1, p.id, tstzrange(to_timestamp(p.f * 60), to_timestamp(p.t * 60)),
           case when $6::timestamptz is null then 'visit' else 'hold' end, $2, $6, $7
         from unnest($3::bigint[], $4::bigint[], $5::bigint[]) as p(id, f, t) order by p.id, p.f
         on conflict do nothing returning 1)
       select count(*)::int as count from taken`,
      [
        businessId,
        appointmentId,
        ids,
        from,
        to,
        options.expiresAt === null ? null : instant(options.expiresAt),
        options.overlapReason,
      ],
    ),
  ])
  return taken[0]!.count === places.length
}

/** Frees all that an appointment occupies. */
export async function vacate(tx: Tx, appointmentId: number): Promise<void> {
  await tx.query('delete from occupancies where appointment_id = $1', [appointmentId])
}

/** The resources that an appointment occupies or, its hold having been swept, was to be with. */
export async function resourcesOfAppointment(tx: Tx, appointmentId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select resource_id as id from occupancies where appointment_id = $1
     union select resource_id from appointment_parts where appointment_id = $1`,
    [appointmentId],
  )
  return rows.map((row) => row.id)
}

/** Staff take a resource's time for something that is no visit; false when the place is taken. */
export async function block(tx: Tx, businessId: number, place: Occupancies[number], reason: string): Promise<boolean> {
  await lockResources(tx, businessId, [place.resourceId])
  const rows = await tx.query(
    `insert into occupancies (business_id, resource_id, during, kind, reason)
     values ($1, $2, tstzrange($3::timestamptz, $4::timestamptz), 'block', $5) on conflict do nothing returning 1`,
    [businessId, place.resourceId, instant(place.from), instant(place.to), reason],
  )
  return rows.length === 1
}
