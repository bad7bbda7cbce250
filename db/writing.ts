import type { Minute } from '../domain/catalog.ts'
import type { Plan } from '../domain/slots.ts'
import { clearExpired, lockAwaited, placesParams, vacate } from './occupancies.ts'
import { BEST_FOR, type Discounted, SPEND } from './offers.ts'
import { PLAN_FOR } from './reminders.ts'
import { takeSeat } from './sessions.ts'
import { instant, list, type Param, type Tx } from './sql.ts'
import type { Door } from './visits.ts'

/** The place that an appointment gives up for a new one; its row is locked by the caller. */
export type Leaving = { appointmentId: number; resources: readonly number[]; sessionId: number | null }

/** A place that nobody else can take now: time of masters and rooms, or a seat in a class. */
export type Place = {
  ok: true
  plan: Plan
  locationId: number
  sessionId: number | null
  /** Why staff left the rules for it. */
  reason: string | null
  /** True: it overlaps others for that reason, and its rows stand outside the constraint. */
  overlaps: boolean
  holdMinutes: number
  /** True: holds that ran out may stand in the way, and go first. */
  expired: boolean
  leaving: Leaving
}

export type Arrival = {
  businessId: number
  key: string
  clientId: number
  chatId?: number | null
  leadId?: number | null
  door: Door
  now: Minute
}

/** What goes into the same statement as a new appointment. */
export type Along = {
  /** Until when it is only held; null: it is a visit. */
  holdExpiresAt: Minute | null
  /** Its notices, as `wantedOf` gave them; null: none. */
  wanted: string | null
  /** True: its client's best offer is spent on it. */
  discounted: boolean
}

/**
 * What came of writing: `free` is false when somebody has the place after all, and the savepoint must undo the rest; `less` is what an
 * offer took off the price.
 */
export type Written = { id: number; free: boolean; less: Discounted | null }

/** Writes a new appointment with all it takes; null when another one has its key. */
export async function writeVisit(
  tx: Tx,
  arrival: Arrival,
  place: Place,
  { holdExpiresAt, wanted, discounted }: Along,
): Promise<Written | null> {
  return written(tx, arrival.businessId, place, arrival.now, CREATE[discounted ? 1 : 0][wanted === null ? 0 : 1], [
    ...placeParams(arrival.businessId, place, holdExpiresAt),
    arrival.key,
    arrival.clientId,
    arrival.chatId,
    arrival.leadId,
    place.locationId,
    place.sessionId,
    arrival.door,
    holdExpiresAt === null ? 'booked' : 'held',
    instant(place.plan.start),
    instant(place.plan.end),
    place.plan.price,
    place.reason,
    instant(arrival.now),
    ...(wanted === null ? [] : [wanted, place.plan.start]),
  ])
}

/** Gives a locked appointment another place. */
export async function rewriteVisit(
  tx: Tx,
  businessId: number,
  id: number,
  place: Place,
  now: Minute,
): Promise<Written | null> {
  const [, result] = await Promise.all([
    tx.query('delete from appointment_parts where appointment_id = $1', [id]),
    written(tx, businessId, place, now, CHANGE, [
      ...placeParams(businessId, place, null),
      id,
      place.locationId,
      place.sessionId,
      instant(place.plan.start),
      instant(place.plan.end),
      place.plan.price,
      place.reason,
    ]),
  ])
  return result
}

/** All in one go: old and new resources are locked, what is in the way is cleared, and the rest is one statement, which locks the new ones too. */
async function written(
  tx: Tx,
  businessId: number,
  { plan, sessionId, expired, leaving }: Place,
  now: Minute,
  text: string,
  params: Param[],
): Promise<Written | null> {
  const clears = expired || leaving.resources.length > 0
  const resources = [...new Set([...plan.occupancies.map(({ resourceId }) => resourceId), ...leaving.resources])]
  const [seat, , , , [row]] = await Promise.all([
    sessionId === null || takeSeat(tx, sessionId),
    clears && lockAwaited(tx, businessId, resources),
    leaving.resources.length > 0 && vacate(tx, leaving.appointmentId),
    expired && clearExpired(tx, plan.occupancies, now),
    tx.query<{ id: number; taken: number } & Partial<Discounted>>(text, params),
  ])
  if (!row) return null
  const { id, taken, discount, discountReason = null } = row
  return { id, free: seat && taken === plan.occupancies.length, less: discount ? { discount, discountReason } : null }
}

function placeParams(businessId: number, { plan, reason, overlaps }: Place, expiresAt: Minute | null) {
  const { parts, occupancies } = plan
  return [
    businessId,
    list(parts.map((part) => part.serviceId)),
    list(parts.map((part) => part.masterId)),
    list(parts.map((part) => part.start)),
    list(parts.map((part) => part.end)),
    list(parts.map((part) => part.price)),
    list(parts.map((part) => part.variableCost)),
    ...placesParams(occupancies),
    expiresAt === null ? null : instant(expiresAt),
    overlaps ? reason : null,
    list(parts.map((part) => part.minutes ?? 0)),
  ]
}

/** Rows of masters and rooms, locked in id order; to count them is to lock them before anything is written. */
const LOCKED = `locked as materialized (
    select 1 from resources where business_id = $1 and id = any($8::bigint[]) order by id for no key update)`

/** What an appointment consists of; occupancies in (resource, start) order, or writers deadlock. */
const CONTENTS = `parts as (
    insert into appointment_parts
      (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at, price, variable_cost,
        own_minutes)
    select $1, visit.id, p.n - 1, p.service, p.master, to_timestamp(p.f * 60), to_timestamp(p.t * 60), p.price, p.cost,
      nullif(p.own, 0)
    from visit, unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $13::int[])
      with ordinality as p(service, master, f, t, price, cost, own, n)),
  taken as (
    insert into occupancies (business_id, resource_id, during, kind, appointment_id, expires_at, overlap_reason)
    select $1, o.id, tstzrange(to_timestamp(o.f * 60), to_timestamp(o.t * 60)),
      case when $11::timestamptz is null then 'visit' else 'hold' end, visit.id, $11, $12
    from visit, unnest($8::bigint[], $9::bigint[], $10::bigint[]) as o(id, f, t) order by o.id, o.f
    on conflict do nothing returning 1)`

const TAKEN_COUNT = '(select count(*)::int from taken) as taken'

/** A new visit: with the best offer of its client or without, with notices or without. */
const createdBy = (discounted: boolean, noticed: boolean) => `with ${LOCKED},
  ${discounted ? `best as materialized (${BEST_FOR({ client: '$15', price: '$24::bigint', now: '$26' })}),` : ''}
  visit as (
    insert into appointments (business_id, key, client_id, chat_id, lead_id, location_id, session_id, seat_taken, door,
      status, starts_at, ends_at, price, hold_expires_at, overlap_reason, created_at, updated_at${discounted ? ', discount, discount_reason' : ''})
    select $1, $14, $15, $16, $17, $18, $19, $19::bigint is not null, $20, $21, $22::timestamptz, $23::timestamptz, $24,
      $11, $25, $26::timestamptz, $26::timestamptz${discounted ? ', coalesce(best.off, 0), best.reason' : ''}
    from (select count(*) from locked) l${discounted ? ' left join best on true' : ''}
    on conflict (business_id, key) do nothing
    returning id, business_id, version, client_id, discount, discount_reason),
  ${discounted ? `spent as (${SPEND('$26')}),` : ''}
  ${noticed ? `noticed as (${PLAN_FOR('visit', { business: '$1', client: '$15', wanted: '$27', start: '$28', now: '$26' })}),` : ''}
  ${CONTENTS}
  select visit.id, visit.discount, visit.discount_reason as "discountReason", ${TAKEN_COUNT} from visit`

const CREATE = [
  [createdBy(false, false), createdBy(false, true)],
  [createdBy(true, false), createdBy(true, true)],
] as const

const CHANGE = `with ${LOCKED}, visit as (
    update appointments set location_id = $15, session_id = $16, seat_taken = $16::bigint is not null,
      starts_at = $17::timestamptz, ends_at = $18::timestamptz, price = $19, overlap_reason = $20, hold_expires_at = null
    from (select count(*) from locked) l where business_id = $1 and id = $14 returning id),
  ${CONTENTS}
  select visit.id, ${TAKEN_COUNT} from visit`
