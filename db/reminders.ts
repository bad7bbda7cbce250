import type { Catalog, Minute } from '../domain/catalog.ts'
import { askAgainAt, askAt, type Reminded, type Reminder, remindersOf, remindHours } from '../domain/reminders.ts'
import { type Catalogs, loadCatalog } from './catalog.ts'
import { instant, json, list, minuteOf, type Sql, type Tx } from './sql.ts'

/** What of a visit decides about its reminders. */
export type Awaited = { locationId: number; start: Minute; end: Minute; parts: readonly { serviceId: number }[] }

/** A visit as the rules of reminders see it. */
export function remindedOf(catalog: Catalog, { locationId, start, parts }: Omit<Awaited, 'end'>): Reminded {
  return { zone: zoneOf(catalog, locationId), start, hours: remindHours(catalog, parts[0]?.serviceId) }
}

const zoneOf = (catalog: Catalog, locationId: number) =>
  catalog.locations.find(({ id }) => id === locationId)?.timezone ?? catalog.timezone

/** A chat by which the client of table `c` can be reached. */
export const REACHABLE = `exists (select 1 from chats r left join identities i on i.channel_id = r.channel_id and i.external_id = r.external_id
  where r.business_id = c.business_id and r.client_id in (c.id, c.merged_into) and i.blocked_at is null)`

const ROW = `(business_id, kind, appointment_id, version, client_id, status, reason, due_at, data, created_at, done_at)`

/** Of tables `a` and `w`; parameters: the moment, the start in minutes. */
const VALUES = (now: string, start: string) => `a.business_id, w.kind, a.id, a.version, a.client_id,
  case when w.reason is null then 'planned' else 'skipped' end, w.reason, w.due, jsonb_build_object('start', ${start}),
  ${now}::timestamptz, case when w.reason is null then null else ${now}::timestamptz end`

/** Kinds that are planned with the place of a visit. */
const AHEAD = `(kind like 'remind%' or kind like 'ask%')`

/** Where the parameters of a statement stand that plans reminders; `wanted` is what `wantedOf` gave. */
type Places = Record<'business' | 'client' | 'wanted' | 'start' | 'now', string>

/** Writes the notices of the one visit in `visits`. Staff are asked also about a client whom no chat reaches. */
export const PLAN_FOR = (visits: string, { business, client, wanted, start, now }: Places) => `
insert into notices ${ROW} select ${VALUES(now, `${start}::bigint`)}
from ${visits} a cross join jsonb_to_recordset(${wanted}::jsonb) as w(kind text, due timestamptz, reason text)
where w.kind like 'ask%' or exists (select 1 from clients c where c.business_id = ${business} and c.id = ${client} and ${REACHABLE})
on conflict do nothing`

const PLAN_ANEW = `
with gone as (update notices set status = 'skipped', reason = 'superseded', done_at = $4::timestamptz
  where business_id = $1 and appointment_id = $2 and status = 'planned' and ${AHEAD})
${PLAN_FOR(`(select * from appointments where business_id = $1 and id = $2 and status in ('booked', 'confirmed'))`, {
  business: '$1',
  client: '$6',
  wanted: '$3',
  start: '$5',
  now: '$4',
})}`

/** The reminders that a visit gets with its place, and the question to staff at its end, as a parameter; null: none. */
export function wantedOf(catalog: Catalog, visit: Awaited, now: Minute): string | null {
  if (catalog.rehearsal) return null
  const asking =
    visit.end > now ? [{ kind: 'ask_marks', due: askAt(zoneOf(catalog, visit.locationId), visit.end) }] : []
  const wanted = [...remindersOf(remindedOf(catalog, visit), now), ...asking]
  return wanted.length > 0 ? json(wanted.map(packed)) : null
}

/**
 * Plans the reminders of a visit that has just got another place, in place of those of the earlier one; no reminder for a client whom
 * no chat reaches. One statement, meant to be sent together with the writing of the visit.
 */
export async function planReminders(
  tx: Tx,
  catalog: Catalog,
  which: { businessId: number; id: number; clientId: number },
  visit: Awaited,
  now: Minute,
): Promise<void> {
  const wanted = wantedOf(catalog, visit, now) ?? '[]'
  await tx.query(PLAN_ANEW, [which.businessId, which.id, wanted, instant(now), visit.start, which.clientId])
}

const packed = ({ kind, due, reason = null }: { kind: string; due: Minute; reason?: Reminder['reason'] }) => ({
  kind,
  due: instant(due),
  reason,
})

/** Silences the reminders of a visit that is cancelled by now. */
export async function silenceReminders(
  tx: Tx,
  { businessId, id, now }: { businessId: number; id: number; now: Minute },
): Promise<void> {
  await tx.query(
    `update notices set status = 'skipped', reason = 'changed', done_at = $2::timestamptz
     where business_id = $3 and appointment_id = $1 and status = 'planned' and ${AHEAD}
       and exists (select 1 from appointments where id = $1 and status = 'cancelled')`,
    [id, instant(now), businessId],
  )
}

/** A second question that is to be asked of a visit at that start. */
export type Again = { businessId: number; visit: number; start: Minute; due: Minute }

/** When the second question of a visit whose client is reminded now is due; null: none is. */
export function askingAgain(visit: { businessId: number; id: number }, reminded: Reminded, now: Minute): Again | null {
  const due = askAgainAt(reminded, now)
  return due === null ? null : { businessId: visit.businessId, visit: visit.id, start: reminded.start, due }
}

/** Plans second questions, of visits that have none yet. */
export async function planAskingAgain(tx: Tx, again: readonly Again[], now: Minute): Promise<void> {
  if (again.length === 0) return
  const rows = again.map(({ businessId, visit, start, due }) => ({
    business: businessId,
    visit,
    start,
    due: instant(due),
  }))
  await tx.query(
    `insert into notices ${ROW} select ${VALUES('$2', 'w.start')}
     from (select *, 'remind_again' as kind, null::text as reason from jsonb_to_recordset($1::jsonb)
         as r(business bigint, visit bigint, start bigint, due timestamptz)) w
       join appointments a on a.business_id = w.business and a.id = w.visit
     where not exists (select 1 from notices n where n.appointment_id = a.id
       and n.kind = 'remind_again' and (n.data ->> 'start')::bigint = w.start)
     on conflict do nothing`,
    [json(rows), instant(now)],
  )
}

type Ahead = { id: number; version: number; starts_at: Date; updated_at: Date; location_id: number; service_id: number }

/**
 * Plans anew what is not yet due of all visits ahead, by the rules as this transaction sees them: for a change of the rules or of a
 * zone, or for one client whom a chat reaches only now. What was sent for the same place, or staff did not want, is not sent again.
 */
export async function replanReminders(
  tx: Tx,
  businessId: number,
  at: Date,
  clientId: number | null = null,
): Promise<void> {
  const ahead = await tx.query<Ahead>(
    `select a.id, a.version, a.starts_at, a.updated_at, a.location_id,
       (select p.service_id from appointment_parts p where p.appointment_id = a.id order by p.position limit 1) as service_id
     from appointments a join clients c on c.id = a.client_id
     where a.business_id = $1 and a.starts_at > $2::timestamptz and a.status in ('booked', 'confirmed') and not a.test
       and ($3::bigint is null or a.client_id = $3) and ${REACHABLE}`,
    [businessId, at, clientId],
  )
  if (ahead.length === 0) return
  const catalog = await loadCatalog(tx, businessId)
  const now = minuteOf(at)
  const wanted = ahead.flatMap(({ id, version, ...row }) => {
    const start = minuteOf(row.starts_at)
    const visit = { locationId: row.location_id, start, parts: [{ serviceId: row.service_id }] }
    return remindersOf(remindedOf(catalog, visit), minuteOf(row.updated_at))
      .filter(({ due, reason }) => due > now && reason === null)
      .map((reminder) => ({ visit: id, version, start, ...packed(reminder) }))
  })
  await tx.query(REPLAN, [businessId, list(ahead.map(({ id }) => id)), json(wanted), at])
}

const REPLAN = `
with w as materialized (select * from jsonb_to_recordset($3::jsonb)
  as w(visit bigint, version int, start bigint, kind text, due timestamptz, reason text)),
gone as (update notices n set status = 'skipped', reason = 'rules', done_at = $4::timestamptz
  where n.business_id = $1 and n.appointment_id = any($2::bigint[]) and n.status = 'planned' and n.kind like 'remind%h'
    and n.due_at > $4::timestamptz
    and not exists (select 1 from w where w.visit = n.appointment_id and w.version = n.version and w.kind = n.kind))
insert into notices ${ROW} select ${VALUES('$4', 'w.start')}
from w join appointments a on a.id = w.visit and a.business_id = $1 and a.version = w.version
where not exists (select 1 from notices n where n.appointment_id = a.id and n.kind = w.kind
  and (n.status = 'sent' or n.reason = 'unwanted') and (n.data ->> 'start')::bigint = w.start)
on conflict (appointment_id, version, kind) where appointment_id is not null
do update set status = 'planned', reason = null, done_at = null, due_at = excluded.due_at
where notices.status = 'planned' or notices.status = 'skipped' and notices.reason = 'rules'`

/** Where a visit is confirmed the catalog may be known only by its last reading: what it plans is read again when it is sent. */
export const catalogFor = async (sql: Sql, catalogs: Catalogs, businessId: number): Promise<Catalog> =>
  catalogs.last(businessId) ?? (await catalogs.of(sql, businessId))
