import type { Minute } from '../domain/catalog.ts'
import { inOrder } from '../domain/hours.ts'
import type { Busy, Plan } from '../domain/slots.ts'
import { instant, list, type Sql, type Tx } from './sql.ts'

/**
 * Waits until nobody else decides about the resources, and keeps others waiting until the transaction ends. Call once per
 * transaction with all that it may touch: locks taken piecemeal deadlock. Writes nothing, so that whoever then finds the
 * place taken commits for free; whoever takes it locks the rows too.
 */
export async function awaitResources(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(${QUEUE}, (id % 2147483647)::int) from unnest($1::bigint[]) as r(id)`, [
    inTurn(ids),
  ])
}

/** What a decision rests on, read in one statement and so of one moment. `known`: the visit that `key` already made. */
export type Sight = { version: number; known: number | null; busy: Busy; expired: boolean }

/** Waits as `awaitResources` does, for no resource too, and then looks at what has come of those who went before. */
export async function look(
  tx: Tx,
  ids: readonly number[],
  { businessId, key, interest }: { businessId: number; key: string | null; interest: Interest },
): Promise<Sight> {
  const [row] = await tx.query<Omit<Sight, 'busy' | 'version'> & { busy: string | null; version: number | null }>(
    `select version, busy, expired, known from look_alone(${QUEUE}, $8::bigint[], $1::bigint[], $2::timestamptz, $3::timestamptz,
       $4::timestamptz, $5::bigint, $6::bigint, $7)`,
    [...busyParams(interest), businessId, key, inTurn(ids)],
  )
  const { version, busy, expired, known } = row!
  if (version === null) throw new Error(`no business ${businessId}`)
  return { version, known, busy: unpackBusy(busy), expired: expired === true }
}

/** Those of further resources that are to be had without waiting: to wait for them out of order could deadlock. */
export async function tryResources(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from unnest($1::bigint[]) as r(id) where pg_try_advisory_xact_lock(${QUEUE}, (id % 2147483647)::int)`,
    [list(ids)],
  )
  return rows.map(({ id }) => id)
}

const inTurn = (ids: readonly number[]): string => list(ids.toSorted((a, b) => a - b))

/** First half of the advisory lock's key, the second is the resource: whatever else this database locks so has another. */
const QUEUE = 7240

/** Locks the rows of awaited resources in id order; `FOR NO KEY UPDATE` lets foreign keys point at them meanwhile. */
export async function lockAwaited(tx: Tx, businessId: number, ids: readonly number[]): Promise<void> {
  await tx.query(
    'select 1 from resources where business_id = $1 and id = any($2::bigint[]) order by id for no key update',
    [businessId, list(ids)],
  )
}

/** Awaits and locks resources: for whoever changes what they take or when they work. Once per transaction. */
export async function lockResources(tx: Tx, businessId: number, ids: readonly number[]): Promise<void> {
  await Promise.all([awaitResources(tx, ids), lockAwaited(tx, businessId, ids)])
}

export type Interest = {
  resourceIds: readonly number[]
  from: Minute
  to: Minute
  now: Minute
  /** An appointment whose own time doesn't count: a client's hold, a visit that is being moved. */
  except?: number | null
}

/** Busy times of resources within [from, to), those that other calendars know of too. Expired holds don't count. */
export async function loadBusy(sql: Sql, interest: Interest): Promise<Busy> {
  const [row] = await sql.query<{ busy: string | null }>(BUSY, busyParams(interest))
  return unpackBusy(row!.busy)
}

/**
 * Occupancies of resource `r.id` within $2–$3, for a lateral join (GiST can't search a list): two branches, so that each uses its own partial
 * index; parameters behind subselects, or PostgreSQL plans anew each time, which takes longer than the search.
 */
export const overlapping = (columns: string) => `
  select ${columns} from occupancies
  where resource_id = r.id and overlap_reason is null and during && (select tstzrange($2::timestamptz, $3::timestamptz))
  union all
  select ${columns} from occupancies
  where resource_id = r.id and overlap_reason is not null
    and during && (select tstzrange($2::timestamptz, $3::timestamptz))`

/** What of these resources is taken (migration `look_alone`). Parameters 1–5 are `busyParams`. */
const BUSY =
  'select busy, expired from busy_within($1::bigint[], $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::bigint)'

const busyParams = ({ resourceIds, from, to, now, except }: Interest) => [
  list(resourceIds),
  instant(from),
  instant(to),
  instant(now),
  // Not null: what belongs to no appointment, as a class or a block, would count as belonging to it.
  except ?? 0,
]

function unpackBusy(packed: string | null): Map<number, number[]> {
  const busy = new Map<number, number[]>()
  if (packed === null) return busy
  const numbers = packed.split(',').map(Number)
  for (let i = 0; i < numbers.length; i += 3) {
    const times = busy.get(numbers[i]!)
    if (times) times.push(numbers[i + 1]!, numbers[i + 2]!)
    else busy.set(numbers[i]!, [numbers[i + 1]!, numbers[i + 2]!])
  }
  for (const [id, times] of busy) busy.set(id, sorted(times))
  return busy
}

/** Pairs in the order of their beginnings; most come so. */
function sorted(times: number[]): number[] {
  for (let i = 2; i < times.length; i += 2) if (times[i]! < times[i - 2]!) return inOrder(pairsOf(times))
  return times
}

const pairsOf = (times: readonly number[]) =>
  Array.from({ length: times.length / 2 }, (_, i) => ({ from: times[2 * i]!, to: times[2 * i + 1]! }))

/**
 * Removes expired holds that stand in the way of places on locked resources: their rows still block the constraint.
 * A hold goes whole, so that to have any row is to have all of them. Rows on other resources are locked in id order.
 */
export async function clearExpired(tx: Tx, places: Plan['occupancies'], now: Minute): Promise<void> {
  await tx.query(
    `with dead as (
       select id from occupancies where expires_at <= $4::timestamptz and appointment_id in (
         select o.appointment_id from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as p(id, f, t)
         join occupancies o on o.resource_id = p.id and o.overlap_reason is null and o.expires_at <= $4::timestamptz
           and o.during && tstzrange(to_timestamp(p.f * 60), to_timestamp(p.t * 60)))
       order by id for update)
     delete from occupancies o using dead where o.id = dead.id`,
    [...placesParams(places), instant(now)],
  )
}

/** Places as three lists for `unnest`: resource, from, to. */
export const placesParams = (places: Plan['occupancies']): string[] => [
  list(places.map((place) => place.resourceId)),
  list(places.map((place) => place.from)),
  list(places.map((place) => place.to)),
]

/** Turns a hold's time into a visit's; false when the hold was cleared away, as it had run out. */
export async function keepHeld(tx: Tx, appointmentId: number): Promise<boolean> {
  const rows = await tx.query(
    `update occupancies set kind = 'visit', expires_at = null where appointment_id = $1 returning 1`,
    [appointmentId],
  )
  return rows.length > 0
}

/** Frees all that an appointment occupies. */
export async function vacate(tx: Tx, appointmentId: number): Promise<void> {
  await tx.query('delete from occupancies where appointment_id = $1', [appointmentId])
}

/** The resources that an appointment occupies or, its hold having been cleared, was to be with. */
export async function resourcesOfAppointment(tx: Tx, appointmentId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select resource_id as id from occupancies where appointment_id = $1
     union select resource_id from appointment_parts where appointment_id = $1`,
    [appointmentId],
  )
  return rows.map((row) => row.id)
}

/** Staff take a resource's time for something that is no visit; false when the place is taken. */
export async function block(
  tx: Tx,
  businessId: number,
  place: Plan['occupancies'][number],
  reason: string,
  now: Minute,
): Promise<boolean> {
  const [, , rows] = await Promise.all([
    lockResources(tx, businessId, [place.resourceId]),
    clearExpired(tx, [place], now),
    tx.query(
      `insert into occupancies (business_id, resource_id, during, kind, reason)
       values ($1, $2, tstzrange($3::timestamptz, $4::timestamptz), 'block', $5) on conflict do nothing returning 1`,
      [businessId, place.resourceId, instant(place.from), instant(place.to), reason],
    ),
  ])
  return rows.length === 1
}

/** Who or what takes a place. */
export type Standing = {
  kind: 'visit' | 'hold' | 'session' | 'block' | 'external'
  visitId: number | null
  client: string | null
  service: string | null
  reason: string | null
  start: Date
  end: Date
}

/** The first that stands in the way on any of these resources within [from, to), of other calendars only where nothing of ours does; null when nothing does. */
export async function whoStands(sql: Sql, businessId: number, { resourceIds, from, to, now, except }: Interest) {
  const [row] = await sql.query<Standing>(
    `select kind, "visitId", client, reason, start, "end", service from (
     select 0 as rank, o.kind, o.appointment_id as "visitId", c.name as client, o.reason, lower(o.during) as start, upper(o.during) as "end",
       coalesce((select s.name from appointment_parts p join services s on s.id = p.service_id
          where p.appointment_id = a.id order by p.position limit 1), ss.name) as service
     from occupancies o left join appointments a on a.id = o.appointment_id left join clients c on c.id = a.client_id
       left join sessions e on e.id = o.session_id left join services ss on ss.id = e.service_id
     where o.business_id = $1 and o.resource_id = any($2::bigint[]) and o.during && tstzrange($3::timestamptz, $4::timestamptz)
       and (o.expires_at is null or o.expires_at > $5::timestamptz) and o.appointment_id is distinct from $6::bigint
     union all
     select 1, 'external', null, null, null, lower(e.during), upper(e.during), null from external_busy e
     where e.business_id = $1 and e.resource_id = any($2::bigint[]) and e.during && tstzrange($3::timestamptz, $4::timestamptz)
    ) found order by rank, start limit 1`,
    [businessId, list(resourceIds), instant(from), instant(to), instant(now), except ?? 0],
  )
  return row ?? null
}
