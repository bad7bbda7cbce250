import type { Kopecks, Minute } from '../domain/catalog.ts'
import type { VisitSight, VisitStatus } from '../domain/visitstate.ts'
import { followVisit } from './chainsteps.ts'
import { minuteOf, type Tx } from './sql.ts'

/** A visit whose row is locked for a change by staff, with what decides about the change. */
export type LockedVisit = Omit<VisitSight, 'now'> & {
  id: number
  businessId: number
  version: number
  end: Minute
  clientId: number
  leadId: number | null
  masters: number[]
  discountReason: string | null
  overlapReason: string | null
  note: string | null
}

type Row = {
  id: number
  version: number
  status: VisitStatus
  starts_at: Date
  ends_at: Date
  client_id: number
  lead_id: number | null
  price: number
  discount: number
  discount_reason: string | null
  overlap_reason: string | null
  note: string | null
  zone: string
  masters: number[] | null
  paid: number
  refunded: number
  marked_at: Date | null
}

/** The latest mark or payment of a visit that was not taken back. */
export const LAST_MARK = `from changes m where m.business_id = a.business_id and m.object = 'visit' and m.object_id = a.id
  and m.action in ('arrived', 'no_show', 'paid') and m.undone_at is null order by m.id desc limit 1`

/** What was paid for a visit and what went back, of table `a`. */
export const MONEY = `coalesce((select sum(p.amount)::bigint from payments p where p.appointment_id = a.id and p.kind = 'payment'), 0) as paid,
  coalesce((select sum(p.amount)::bigint from payments p where p.appointment_id = a.id and p.kind = 'refund'), 0) as refunded`

/** Locks a visit; null when there is none, or none of this master (`masterId`; null: of anybody). */
export async function lockVisit(
  tx: Tx,
  { businessId, id, masterId }: { businessId: number; id: number; masterId: number | null },
): Promise<LockedVisit | null> {
  // The lock first, in a statement of its own: one statement would read payments and changes of before the wait.
  const [, [row]] = await Promise.all([
    tx.query('select 1 from appointments where business_id = $1 and id = $2 for no key update', [businessId, id]),
    tx.query<Row>(
      `select a.id, a.version, a.status, a.starts_at, a.ends_at, a.client_id, a.lead_id, a.price, a.discount, a.discount_reason,
         a.overlap_reason, a.note, l.timezone as zone, ${MONEY}, (select m.at ${LAST_MARK}) as marked_at,
         (select json_agg(p.resource_id order by p.position) from appointment_parts p where p.appointment_id = a.id) as masters
       from appointments a join locations l on l.id = a.location_id
       where a.business_id = $1 and a.id = $2 and ($3::bigint is null or exists (select 1 from appointment_parts p
         where p.appointment_id = a.id and p.resource_id = $3))`,
      [businessId, id, masterId],
    ),
  ])
  if (!row) return null
  const { starts_at, ends_at, client_id, lead_id, discount_reason, overlap_reason, marked_at, masters, ...rest } = row
  return {
    ...rest,
    businessId,
    start: minuteOf(starts_at),
    end: minuteOf(ends_at),
    clientId: client_id,
    leadId: lead_id,
    discountReason: discount_reason,
    overlapReason: overlap_reason,
    masters: masters ?? [],
    markedAt: marked_at && minuteOf(marked_at),
  }
}

/** What of a locked visit staff may set besides its place. */
export type VisitEdit = {
  status?: VisitStatus
  price?: Kopecks
  discount?: Kopecks
  discountReason?: string | null
  note?: string | null
}

/** Changes a locked visit; returns its new version. */
export async function editVisit(tx: Tx, visit: LockedVisit, edit: VisitEdit, now: Date): Promise<number> {
  const { status, price, discount, discountReason, note } = { ...visit, ...edit }
  const [row] = await tx.query<{ version: number; chained: boolean }>(
    `update appointments set status = $3, price = $4, discount = $5, discount_reason = $6, note = $7, version = version + 1,
       updated_at = $8::timestamptz where business_id = $1 and id = $2
     returning version, exists (select 1 from chains where business_id = $1 and active) as chained`,
    [visit.businessId, visit.id, status, price, discount, discountReason, note, now],
  )
  if (edit.status && visit.leadId !== null) await stageLead(tx, visit.leadId)
  if (edit.status && edit.status !== visit.status && row!.chained) await followVisit(tx, visit, now)
  return row!.version
}

/** The note of a visit that was just made. */
export async function noteNew(tx: Tx, id: number, note: string): Promise<void> {
  await tx.query('update appointments set note = $2 where id = $1', [id, note])
}

/** A lead's stage follows the facts: a visit that took place, a payment. One that was lost for good stays where no visit is. */
async function stageLead(tx: Tx, leadId: number): Promise<void> {
  await tx.query(
    `update leads l set stage = v.stage, lost_reason = null
     from (select case when bool_or(status = 'paid') then 'paid' when bool_or(status = 'arrived') then 'visited'
             when bool_or(status in ('booked', 'confirmed', 'no_show')) then 'booked' end as stage
           from appointments where lead_id = $1) v
     where l.id = $1 and v.stage is not null and l.stage <> v.stage`,
    [leadId],
  )
}
