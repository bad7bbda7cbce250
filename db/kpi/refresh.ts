import { LATEST_ANSWER_DAYS } from '../../domain/kpi/speed.ts'
import { addDays } from '../../domain/time.ts'
import { type Db, list, type Sql, type Tx } from '../sql.ts'
import { daysParamsIn, type Fact, RAW, TABLES } from './facts.ts'

/** How often the numbers of a business are made up to date by themselves. */
const EVERY_MS = 5 * 60_000
/** No transaction is longer: what was being written at the last refresh is looked at again. */
const OVERLAP_MS = 15 * 60_000
const DAY_MS = 86_400_000

type Stale = Record<Fact, Iterable<string>>

/** How much was counted anew. */
export type Refreshed = { days: number; whole: boolean }

/**
 * Brings the dashboard's tables up to date with the rows: days that something has changed in since the last time are counted
 * anew, all of them the first time or with `whole`; with `ifDue` only when its time has come. Nodes take turns on a business.
 */
export function refreshKpis(
  db: Db,
  {
    businessId,
    now,
    whole = false,
    ifDue = false,
  }: { businessId: number; now: Date; whole?: boolean; ifDue?: boolean },
): Promise<Refreshed> {
  return db.transaction(async (tx) => {
    const { at: refreshedAt, due } = await lockState(tx, businessId, now)
    // Another node has just done it.
    if (ifDue && refreshedAt !== null && due > now) return { days: 0, whole: false }
    const touched = await tx.query<{ client: number | null; at: Date | null }>(
      'delete from kpi_touched where business_id = $1 returning client_id as client, at',
      [businessId],
    )
    const all = whole || refreshedAt === null || touched.some(({ client, at }) => client === null && at === null)
    const stale = all
      ? await everything(tx, businessId, now)
      : await staleSince(tx, businessId, touched, refreshedAt, now)
    const zones = await zonesOf(tx, businessId)
    let days = 0
    for (const fact of Object.keys(TABLES) as Fact[])
      for (const run of all ? await cleared(tx, businessId, fact, stale[fact]) : runsOf(stale[fact])) {
        days += run.days
        await recount(tx, businessId, fact, zones, run, !all)
      }
    await tx.query(
      'update kpi_state set refreshed_at = $2::timestamptz, due_at = $3::timestamptz where business_id = $1',
      [businessId, now, new Date(now.getTime() + EVERY_MS)],
    )
    return { days, whole: all }
  })
}

/** Businesses whose numbers are due to be made up to date; those that never were are. */
export async function dueForRefresh(sql: Sql, now: Date, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select b.id from businesses b left join kpi_state s on s.business_id = b.id
     where s.due_at is null or s.due_at <= $1::timestamptz order by s.due_at nulls first limit $2`,
    [now, limit],
  )
  return rows.map(({ id }) => id)
}

/** When the numbers of a business were last made up to date; null: never. */
export async function refreshedAt(sql: Sql, businessId: number): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    'select refreshed_at as at from kpi_state where business_id = $1',
    [businessId],
  )
  return row?.at ?? null
}

async function lockState(tx: Tx, businessId: number, now: Date): Promise<{ at: Date | null; due: Date }> {
  await tx.query(
    'insert into kpi_state (business_id, due_at) values ($1, $2::timestamptz) on conflict (business_id) do nothing',
    [businessId, now],
  )
  const [row] = await tx.query<{ at: Date | null; due: Date }>(
    'select refreshed_at as at, due_at as due from kpi_state where business_id = $1 for no key update',
    [businessId],
  )
  return row!
}

type Touched = { client: number | null; at: Date | null }

async function staleSince(
  tx: Tx,
  businessId: number,
  touched: readonly Touched[],
  since: Date,
  now: Date,
): Promise<Stale> {
  const clients = list(new Set(touched.flatMap(({ client }) => client ?? [])))
  const instants = JSON.stringify([...new Set(touched.flatMap(({ at }) => at?.toISOString() ?? []))])
  const before = new Date(Math.min(since.getTime(), now.getTime()) - OVERLAP_MS)
  const [[row], [chats], recent] = await Promise.all([
    tx.query<{ visits: string[]; leads: string[]; days: string[]; firsts: string[] }>(STALE, [
      businessId,
      clients,
      instants,
    ]),
    tx.query<{ theirs: number[]; talking: number[] }>(CHATS, [businessId, clients, before]),
    localDates(tx, businessId, before, now),
  ])
  const { visits, leads, days, firsts } = row!
  const waits = await tx.query<{ day: string }>(WAITS, [
    businessId,
    list(chats!.theirs),
    list(chats!.talking),
    new Date(before.getTime() - (LATEST_ANSWER_DAYS + 1) * DAY_MS),
    before,
  ])
  return {
    visits,
    masters: visits,
    leads,
    cohorts: [...visits, ...firsts],
    answers: [...leads, ...waits.map(({ day }) => day), ...recent],
    dialogues: [...days, ...recent],
  }
}

/** `$2` clients and `$3` moments of rows that were touched. */
const STALE = `
with moments as (select x::timestamptz as at from jsonb_array_elements_text($3::jsonb) x),
days as (
  select distinct (m.at at time zone b.timezone)::date as day from moments m join businesses b on b.id = $1
  union select distinct (m.at at time zone 'UTC')::date from moments m),
leads_of as (
  select (l.created_at at time zone b.timezone)::date as day from leads l join businesses b on b.id = $1
  where l.business_id = $1 and l.client_id = any($2::bigint[])),
came as (
  select v.client_id, v.day, v.starts_at in (select at from moments) as touched from bi_visits v
  where v.business_id = $1 and v.client_id = any($2::bigint[]) and v.came)
select
  (select coalesce(json_agg(distinct (m.at at time zone l.timezone)::date), '[]') from moments m join locations l on l.business_id = $1) as visits,
  (select coalesce(json_agg(distinct day), '[]') from (select day from leads_of union select day from days) d) as leads,
  (select coalesce(json_agg(distinct day), '[]') from days) as days,
  -- The day of a first visit that is the first now, or was it before; one that was touched is among the visits.
  (select coalesce(json_agg(distinct day), '[]') from (
     select min(day) as day from came group by client_id
     union select min(day) from came where not touched group by client_id) d) as firsts`

/** Chats of clients `$2`, and those in which something was said, sent or noted since `$3`. */
const CHATS = `
select (select coalesce(json_agg(id), '[]') from chats where business_id = $1 and client_id = any($2::bigint[])) as theirs,
  (select coalesce(json_agg(chat_id), '[]') from (
     select chat_id from messages where business_id = $1 and (created_at >= $3::timestamptz or sent_at >= $3::timestamptz)
     union select chat_id from events where business_id = $1 and at >= $3::timestamptz and chat_id is not null) t) as talking`

/**
 * Days of waits: all of chats `$2`; of those in which something was said only what began or was answered since `$5`, as nothing that is said
 * later changes another. The chats are parameters: as a join they would not reach into the arms of the view, and all of it would be counted.
 */
const WAITS = `
select day::text as day from bi_answers where business_id = $1 and chat_id = any($2::bigint[])
union select day::text from bi_answers where business_id = $1 and chat_id = any($3::bigint[]) and asked_at >= $4::timestamptz
  and (stored_at >= $5::timestamptz or answered_at >= $5::timestamptz)`

async function localDates(sql: Sql, businessId: number, from: Date, to: Date): Promise<string[]> {
  const [row] = await sql.query<{ first: string; last: string }>(
    `select ($2::timestamptz at time zone timezone)::date::text as first, ($3::timestamptz at time zone timezone)::date::text as last
     from businesses where id = $1`,
    [businessId, from, to],
  )
  const days: string[] = []
  for (let day = row!.first; day <= row!.last; day = addDays(day, 1)) days.push(day)
  return days
}

/** The first and the last of all days that rows fall on. */
async function everything(tx: Tx, businessId: number, now: Date): Promise<Stale> {
  const [row] = await tx.query<{ first: string | null; last: string }>(
    `select least((select min(created_at) from leads where business_id = $1), (select min(starts_at) from appointments where business_id = $1),
         (select min(created_at) from understandings where business_id = $1))::date::text as first,
       (greatest((select max(starts_at) from appointments where business_id = $1), $2::timestamptz) + interval '2 days')::date::text as last`,
    [businessId, now],
  )
  const { first, last } = row!
  const days = first === null ? [] : [addDays(first, -2), last]
  return { leads: days, answers: days, visits: days, masters: days, dialogues: days, cohorts: days }
}

/** By whose clocks days are told. */
async function zonesOf(tx: Tx, businessId: number): Promise<string[]> {
  const rows = await tx.query<{ zone: string }>(
    'select timezone as zone from businesses where id = $1 union select timezone from locations where business_id = $1',
    [businessId],
  )
  return rows.map(({ zone }) => zone)
}

type Run = { from: string; to: string; days: number }

async function cleared(tx: Tx, businessId: number, fact: Fact, days: Iterable<string>): Promise<Run[]> {
  await tx.query(`delete from ${TABLES[fact]} where business_id = $1`, [businessId])
  const [from, to] = [...days]
  return from === undefined || to === undefined ? [] : [{ from, to, days: 1 }]
}

/** Days as runs of neighbours. */
function runsOf(days: Iterable<string>): Run[] {
  const runs: Run[] = []
  for (const day of [...new Set(days)].toSorted()) {
    const last = runs.at(-1)
    if (last && addDays(last.to, 1) === day) Object.assign(last, { to: day, days: last.days + 1 })
    else runs.push({ from: day, to: day, days: 1 })
  }
  return runs
}

async function recount(
  tx: Tx,
  businessId: number,
  fact: Fact,
  zones: string[],
  { from, to }: Run,
  clear: boolean,
): Promise<void> {
  if (clear)
    await tx.query(`delete from ${TABLES[fact]} where business_id = $1 and day between $2::date and $3::date`, [
      businessId,
      from,
      to,
    ])
  await tx.query(`insert into ${TABLES[fact]} ${RAW[fact]}`, daysParamsIn(zones, businessId, from, to))
}
