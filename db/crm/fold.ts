import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { type Db, list, type Sql, type Tx } from '../sql.ts'
import { addBookings } from './bookings.ts'
import { UNHEARD } from './links.ts'
import { ADD_BOOKED, ADD_HANDED, BUMP_TALK } from './talk.ts'

/** So long a change waits for those that come with it: a booking is a contact, a name and a visit. */
const TOGETHER_MS = 2000
/** Rows of one round. */
const MOST = 2000

type Touched = { client: number | null; lead: number | null; visit: number | null; chat: number | null }

/**
 * Turns what has changed into links that are due: many changes of one thing are one. Returns how many changes were taken; a portal that another
 * node folds at this moment is left to it.
 */
export const foldTouched = (db: Db, businessId: number, now: Date): Promise<number> =>
  db.transaction((tx) => foldIn(tx, businessId, now))

/** The same in the caller's transaction. */
export async function foldIn(tx: Tx, businessId: number, now: Date): Promise<number> {
  const [portal] = await tx.query<{ settings: MirrorSettings | null }>(
    'select settings from crm_portals where business_id = $1 for no key update skip locked',
    [businessId],
  )
  if (!portal?.settings) return 0
  const touched = await tx.query<Touched>(
    `delete from crm_touched where id in (select id from crm_touched where business_id = $1 order by id limit ${MOST})
     returning client_id as client, lead_id as lead, appointment_id as visit, chat_id as chat`,
    [businessId],
  )
  if (touched.length === 0) return 0
  const idsOf = (of: (row: Touched) => number | null) => list(new Set(touched.flatMap((row) => of(row) ?? [])))
  const [clients, leads] = [idsOf(({ client }) => client), idsOf(({ lead }) => lead)]
  const [visits, chats] = [idsOf(({ visit }) => visit), idsOf(({ chat }) => chat)]
  const due = new Date(now.getTime() + TOGETHER_MS)
  if (portal.settings.dealPer === 'lead') {
    await tx.query(ADD_LEADS, [businessId, leads, visits, now])
    await tx.query(PIN_VISITS, [businessId, visits])
  }
  await tx.query(ADD_VISITS, [businessId, visits, now])
  await addBookings(tx, { businessId, visits, busy: portal.settings.busy, now })
  await tx.query(ADD_CONTACTS, [businessId, clients, leads, visits, now])
  await tx.query(BUMP, [businessId, clients, leads, visits, chats, now, due])
  await tx.query(ADD_BOOKED, [businessId, visits, now, due])
  await tx.query(BUMP_TALK, [businessId, chats, clients, due])
  await tx.query(ADD_HANDED, [businessId, chats, now, due])
  return touched.length
}

/** What of visits is mirrored: not a hold, not the past of a table, not the owner's own try. */
const MIRRORED = `a.status <> 'held' and a.import_id is null and not a.test`

/** A lead is a deal; so is the lead of a visit. */
const ADD_LEADS = `
insert into crm_links (business_id, kind, lead_id, wanted, touched_at)
select l.business_id, 'deal', l.id, 0, $4::timestamptz from leads l
where l.business_id = $1 and l.import_id is null and (l.id = any($2::bigint[])
  or l.id in (select a.lead_id from appointments a where a.business_id = $1 and a.id = any($3::bigint[]) and ${MIRRORED}))
order by l.id on conflict do nothing`

/** A lead's deal shows one visit: the first, and another one once that is cancelled. */
const PIN_VISITS = `
with free as (
  select distinct on (a.lead_id) a.lead_id, a.id from appointments a
    join crm_links k on k.lead_id = a.lead_id and k.kind = 'deal'
    left join appointments p on p.id = k.appointment_id
  where a.business_id = $1 and a.id = any($2::bigint[]) and ${MIRRORED}
    and not exists (select 1 from crm_links o where o.appointment_id = a.id and o.kind = 'deal')
    and (p.id is null or p.status = 'cancelled' and a.status <> 'cancelled')
  order by a.lead_id, a.status = 'cancelled', a.id)
update crm_links k set appointment_id = f.id from free f where k.lead_id = f.lead_id and k.kind = 'deal'`

/** Every other visit is a deal by itself. */
const ADD_VISITS = `
insert into crm_links (business_id, kind, appointment_id, wanted, touched_at)
select a.business_id, 'deal', a.id, 0, $3::timestamptz from appointments a
where a.business_id = $1 and a.id = any($2::bigint[]) and ${MIRRORED}
  and not exists (select 1 from crm_links o where o.appointment_id = a.id and o.kind = 'deal')
order by a.id on conflict do nothing`

/** Whose deal it is becomes a contact as soon as there is a name or a phone. */
const ADD_CONTACTS = `
with theirs as (
  select l.client_id as id from crm_links k join leads l on l.id = k.lead_id and l.business_id = k.business_id
  where k.business_id = $1 and k.kind = 'deal' and (k.lead_id = any($3::bigint[]) or k.appointment_id = any($4::bigint[]) or l.client_id = any($2::bigint[]))
  union select a.client_id from crm_links k join appointments a on a.id = k.appointment_id and a.business_id = k.business_id
  where k.business_id = $1 and k.kind = 'deal' and (k.appointment_id = any($4::bigint[]) or a.client_id = any($2::bigint[])))
insert into crm_links (business_id, kind, client_id, wanted, touched_at)
select c.business_id, 'contact', c.id, 0, $5::timestamptz from clients c join theirs t on t.id = c.id
where (c.name is not null or c.phone is not null) and c.merged_into is null and c.erased_at is null and not c.anonymous
order by c.id on conflict do nothing`

/** Whatever is new or was touched is wanted anew. */
const BUMP = `
update crm_links k set wanted = wanted + 1, touched_at = $6::timestamptz, attempts = 0,
  due_at = case when ${UNHEARD} then due_at else least(case when attempts = 0 then due_at end, $7::timestamptz) end
where k.business_id = $1 and k.kind in ('contact', 'deal', 'booking') and k.gone_at is null and (k.wanted = 0
  or k.client_id = any($2::bigint[]) or k.lead_id = any($3::bigint[]) or k.appointment_id = any($4::bigint[])
  or k.lead_id in (select id from leads where business_id = $1 and (client_id = any($2::bigint[]) or chat_id = any($5::bigint[])))
  or k.appointment_id in (select id from appointments where business_id = $1 and (client_id = any($2::bigint[]) or lead_id = any($3::bigint[]))))`

/** Deals of these clients are looked at again, but for those that are being looked at: their contact is there now. */
export async function bumpDealsOf(
  sql: Sql,
  businessId: number,
  { clients, except, now }: { clients: readonly number[]; except: readonly number[]; now: Date },
): Promise<void> {
  if (clients.length === 0) return
  await sql.query(
    `update crm_links k set wanted = wanted + 1, due_at = case when ${UNHEARD} then due_at else least(due_at, $4::timestamptz) end
     where k.business_id = $1 and k.kind = 'deal' and k.gone_at is null and k.id <> all($3::bigint[])
       and (k.lead_id in (select id from leads where business_id = $1 and client_id = any($2::bigint[]))
         or k.appointment_id in (select id from appointments where business_id = $1 and client_id = any($2::bigint[])))`,
    [businessId, list(clients), list(except), now],
  )
}

/** Something else than before is to be looked at, though nothing of ours has changed: what the portal has is another. */
export async function bumpLinks(sql: Sql, businessId: number, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `update crm_links k set wanted = wanted + 1, due_at = case when ${UNHEARD} then due_at else least(due_at, $3::timestamptz) end
     where k.business_id = $1 and k.id = any($2::bigint[])`,
    [businessId, list(ids), now],
  )
}
