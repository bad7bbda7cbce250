import type { Catalog, Minute } from '../domain/catalog.ts'
import type { Wish } from '../domain/slots.ts'
import type { WaitWish } from '../domain/waitlist.ts'
import { instant, list, minuteOf, type Sql, type Tx } from './sql.ts'

export type WaitStatus = 'waiting' | 'offered' | 'booked' | 'declined' | 'expired' | 'cancelled'

/** Somebody who waits for a place. */
export type Waiting = {
  id: number
  businessId: number
  clientId: number
  chatId: number | null
  locationId: number
  services: number[]
  /** Null: any. */
  masterId: number | null
  wish: WaitWish
  endsAt: Minute
  status: WaitStatus
  passed: Minute[]
  misses: number
  /** The hold of what is offered; of a booked one its visit. */
  appointmentId: number | null
  offeredUntil: Minute | null
  near: Minute | null
  version: number
}

export type WaitingRow = {
  id: number
  business_id: number
  client_id: number
  chat_id: number | null
  location_id: number
  services: number[]
  resource_id: number | null
  from_day: string
  to_day: string
  from_minute: number | null
  to_minute: number | null
  ends_at: Date
  status: WaitStatus
  passed: number[]
  misses: number
  appointment_id: number | null
  offered_until: Date | null
  near: Date | null
  version: number
}

/** Columns of a `WaitingRow`, of entry `w`. */
export const WAITING = `w.id, w.business_id, w.client_id, w.chat_id, w.location_id, to_json(w.services) as services, w.resource_id,
  w.from_day::text as from_day, w.to_day::text as to_day, w.from_minute, w.to_minute, w.ends_at, w.status, to_json(w.passed) as passed,
  w.misses, w.appointment_id, w.offered_until, w.near, w.version`

/** Entry `w` still waits. */
export const OPEN = `w.status in ('waiting', 'offered')`

export function waitingOf(row: WaitingRow): Waiting {
  const { from_minute: from, to_minute: to } = row
  return {
    id: row.id,
    businessId: row.business_id,
    clientId: row.client_id,
    chatId: row.chat_id,
    locationId: row.location_id,
    services: row.services,
    masterId: row.resource_id,
    wish: {
      days: { from: row.from_day, to: row.to_day },
      hours: from === null || to === null ? null : { from, to },
    },
    endsAt: minuteOf(row.ends_at),
    status: row.status,
    passed: row.passed,
    misses: row.misses,
    appointmentId: row.appointment_id,
    offeredUntil: row.offered_until && minuteOf(row.offered_until),
    near: row.near && minuteOf(row.near),
    version: row.version,
  }
}

/** What an entry asks of the slot engine: its master for every service that they do, anybody for the rest. */
export const wishOfWaiting = (catalog: Catalog, { locationId, services, masterId }: WaitedFor): Wish => ({
  locationId,
  parts: services.map((serviceId) => {
    const service = catalog.services.find(({ id }) => id === serviceId)
    const does = service?.capacity === 1 && service.masters.some(({ resourceId }) => resourceId === masterId)
    return { serviceId, masterId: does ? masterId : null }
  }),
})

/** What is waited for, apart from when. */
export type WaitedFor = Pick<Waiting, 'locationId' | 'services' | 'masterId'>

export type Joining = {
  businessId: number
  clientId: number
  chatId: number | null
  locationId: number
  services: readonly number[]
  masterId: number | null
  wish: WaitWish
  bounds: { from: Minute; to: Minute }
  /** Starts on offer now that the client does not want. */
  passed: readonly Minute[]
  catalogVersion: number
  memberId: number | null
  now: Minute
}

/** After so long it is looked for a place anyway: what became free while they joined was told to nobody. */
const FIRST_LOOK = 1

/** Puts a client into the list; who waits for the same service already has a new wish, and keeps their turn. */
export async function joinWaitlist(tx: Tx, joining: Joining): Promise<{ waiting: Waiting; repeated: boolean }> {
  const { wish, bounds, now } = joining
  const [row] = await tx.query<WaitingRow & { repeated: boolean }>(
    `insert into waitlist as w (business_id, client_id, chat_id, location_id, service_id, services, resource_id, from_day, to_day,
       from_minute, to_minute, begins_at, ends_at, status, passed, due_at, catalog_version, member_id, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6::bigint[], $7, $8::date, $9::date, $10, $11, $12::timestamptz, $13::timestamptz, 'waiting',
       $14::bigint[], $15::timestamptz, $16, $17, $18::timestamptz, $18::timestamptz)
     on conflict (client_id, service_id) where status in ('waiting', 'offered') do update set chat_id = coalesce(excluded.chat_id, w.chat_id),
       location_id = excluded.location_id, services = excluded.services, resource_id = excluded.resource_id, from_day = excluded.from_day,
       to_day = excluded.to_day, from_minute = excluded.from_minute, to_minute = excluded.to_minute, begins_at = excluded.begins_at,
       ends_at = excluded.ends_at, passed = excluded.passed, misses = 0, catalog_version = excluded.catalog_version,
       due_at = case w.status when 'offered' then w.due_at else excluded.due_at end, updated_at = excluded.updated_at,
       version = w.version + 1
     returning ${WAITING}, w.version > 1 as repeated`,
    [
      joining.businessId,
      joining.clientId,
      joining.chatId,
      joining.locationId,
      joining.services[0],
      list(joining.services),
      joining.masterId,
      wish.days.from,
      wish.days.to,
      wish.hours?.from,
      wish.hours?.to,
      instant(bounds.from),
      instant(bounds.to),
      list(joining.passed),
      instant(now + FIRST_LOOK),
      joining.catalogVersion,
      joining.memberId,
      instant(now),
    ],
  )
  return { waiting: waitingOf(row!), repeated: row!.repeated }
}

/** What a client waits for, in the order in which they asked. */
export async function waitingOfClient(sql: Sql, businessId: number, clientId: number): Promise<Waiting[]> {
  const rows = await sql.query<WaitingRow>(
    `select ${WAITING} from waitlist w where w.business_id = $1 and w.client_id = $2 and ${OPEN} order by w.created_at, w.id`,
    [businessId, clientId],
  )
  return rows.map(waitingOf)
}

/** Locks an entry, before any visit or resource; null when there is none (of this client). */
export async function lockWaiting(
  tx: Tx,
  { businessId, id, clientId }: { businessId: number; id: number; clientId?: number },
): Promise<Waiting | null> {
  const [row] = await tx.query<WaitingRow>(
    `select ${WAITING} from waitlist w where w.business_id = $1 and w.id = $2 and ($3::bigint is null or w.client_id = $3)
     for no key update`,
    [businessId, id, clientId],
  )
  return row ? waitingOf(row) : null
}

/** Ends a locked entry. */
export async function endWaiting(
  tx: Tx,
  id: number,
  status: Exclude<WaitStatus, 'waiting' | 'offered'>,
  now: Date,
  appointmentId: number | null = null,
): Promise<void> {
  await tx.query(
    `update waitlist set status = $2, appointment_id = $3, due_at = null, offered_until = null, version = version + 1,
       updated_at = $4::timestamptz where id = $1`,
    [id, status, appointmentId, now],
  )
}
