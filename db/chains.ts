import type { Minute } from '../domain/catalog.ts'
import { CHAINS, type Chain, concerns, dueOf, type Habits, spread, USUAL_PER_HOUR } from '../domain/chains.ts'
import { type By, logChange } from './changes.ts'
import { REACHABLE } from './reminders.ts'
import { instant, json, minuteOf, type Sql, type Tx } from './sql.ts'

/** How a chain stands in a business, and what came of it in the last `RESULT_DAYS`. */
export type ChainState = {
  name: Chain['name']
  active: boolean
  since: Date | null
  perHour: number
  /** 0: it was never touched. */
  version: number
  planned: number
  sent: number
  answered: number
  booked: number
}

const RESULT_DAYS = 90
/** A visit that is booked so long after a message came of it. */
const EFFECT_DAYS = 14

const RESULTS = `select n.chain,
  count(*) filter (where n.status = 'planned')::int as planned,
  count(*) filter (where n.told)::int as sent,
  count(*) filter (where n.told and (n.data ? 'answer' or n.chain = 'feedback' and exists (select 1 from feedback f
    where f.business_id = n.business_id and f.appointment_id = n.trigger_id)))::int as answered,
  count(distinct n.trigger_id) filter (where n.told and case when n.chain = 'upsell' then n.data ->> 'answer' = 'yes'
    when n.marketing then exists (select 1 from appointments a where a.business_id = n.business_id and a.client_id = n.client_id
      and a.status not in ('held', 'cancelled') and not a.test and a.created_at >= n.done_at
      and a.created_at < n.done_at + interval '${EFFECT_DAYS} days') end)::int as booked
from (select n.*, n.status in ('sent', 'delivered', 'read') and coalesce(m.status, 'sent') not in ('skipped', 'failed') as told
      from notices n left join messages m on m.id = n.message_id
      where n.business_id = $1 and n.chain is not null
        and (n.status = 'planned' or n.done_at > $2::timestamptz - interval '${RESULT_DAYS} days')) n
group by n.chain`

/** All chains of a business, in their order. */
export async function chainStates(sql: Sql, businessId: number, now: Date): Promise<ChainState[]> {
  const rows = await sql.query<Partial<ChainState> & { name: string }>(
    `select coalesce(c.name, r.chain) as name, coalesce(c.active, false) as active, c.since, c.per_hour as "perHour", c.version,
       r.planned, r.sent, r.answered, r.booked
     from (select * from chains where business_id = $1) c full join (${RESULTS}) r on r.chain = c.name`,
    [businessId, now],
  )
  return CHAINS.map(({ name }) => {
    const row = rows.find((one) => one.name === name)
    return {
      name,
      active: row?.active ?? false,
      since: row?.since ?? null,
      perHour: row?.perHour ?? USUAL_PER_HOUR,
      version: row?.version ?? 0,
      planned: row?.planned ?? 0,
      sent: row?.sent ?? 0,
      answered: row?.answered ?? 0,
      booked: row?.booked ?? 0,
    }
  })
}

/** A client whom a chain would reach now, and when. */
export type Reached = {
  clientId: number
  name: string | null
  visitId: number
  visitAt: Date
  zone: string
  due: Minute
}

/** Who has not been for longer is not written to out of the blue. */
const PAST_DAYS = 180
const MOST_REACHED = 2000

const AGREED = `exists (select 1 from consents o join identities i on i.client_id = o.client_id and i.channel_id = o.channel_id
  where o.business_id = $1 and o.client_id = c.id and o.purpose = 'marketing' and o.revoked_at is null
    and i.marketing_off_at is null and i.blocked_at is null)`

type Candidate = {
  client_id: number
  name: string | null
  id: number
  starts_at: Date
  at: Date
  zone: string
  home: string
  services: Habits[]
}

/**
 * Whom a chain would reach besides those whose visits are still to come, soonest first: what has happened already, and of it the latest
 * visit of each client who may be written to. `due` keeps the pace of the chain.
 */
export async function reachOfChain(
  sql: Sql,
  { businessId, chain, perHour, now }: { businessId: number; chain: Chain; perHour: number; now: Date },
): Promise<Reached[]> {
  const visited = chain.trigger === 'visited'
  const rows = await sql.query<Candidate>(
    `select distinct on (a.client_id) a.client_id, c.name, a.id, a.starts_at, ${visited ? 'a.ends_at' : '$2::timestamptz'} as at,
       l.timezone as zone, h.timezone as home,
       (select coalesce(json_agg(json_build_object('capacity', s.capacity, 'cycleDays', s.cycle_days, 'goesWith', s.goes_with,
          'trial', s.trial)), '[]')
        from appointment_parts p join services s on s.id = p.service_id and s.active where p.appointment_id = a.id) as services
     from appointments a join clients c on c.business_id = a.business_id and c.id = a.client_id
       join locations l on l.id = a.location_id join businesses h on h.id = a.business_id
     where a.business_id = $1 and not a.test and c.erased_at is null and c.merged_into is null and c.barred_at is null
       and ${
         visited
           ? `a.status in ('arrived', 'paid') and a.ends_at > $2::timestamptz - interval '${PAST_DAYS} days' and not exists (
         select 1 from appointments b where b.business_id = $1 and b.client_id = a.client_id and b.id <> a.id and not b.test
           and b.status in ('booked', 'confirmed', 'arrived', 'paid') and b.starts_at > a.starts_at)`
           : `a.status in ('booked', 'confirmed') and a.starts_at > $2::timestamptz + interval '3 hours'`
       }
       and not exists (select 1 from notices n where n.business_id = $1 and n.trigger_id = a.id and n.chain = $3
         and (n.status <> 'skipped' or n.reason <> 'rules'))
       and ${REACHABLE} ${chain.marketing ? `and ${AGREED}` : ''}
     order by a.client_id, a.starts_at desc limit ${MOST_REACHED}`,
    [businessId, now, chain.name],
  )
  const moment = minuteOf(now)
  const [step] = chain.steps
  const fitting = rows
    .filter((row) => concerns(chain, row.services))
    .map(({ client_id: clientId, name, id: visitId, starts_at: visitAt, at, zone, services }) => {
      const due = dueOf(step!, { zone, services, at: minuteOf(at) })
      return { clientId, name, visitId, visitAt, zone, due }
    })
    // A question about a visit of last month is none.
    .filter(({ due }) => chain.marketing || moment - due < step!.fresh * 60)
    .sort((a, b) => a.due - b.due || a.clientId - b.clientId)
  const turns = spread(
    fitting.map(({ due }) => due),
    { zone: rows[0]?.home ?? '', perHour },
    moment,
  )
  return fitting.map((one, index) => ({ ...one, due: turns[index]! })).sort((a, b) => a.due - b.due)
}

export type ChainChange = {
  active?: boolean
  perHour?: number
  /** True: with those whom it reaches now (`reachOfChain`); else only what happens from now on starts it. */
  reach?: boolean
}

/** `state`: as the chain stands now, whether it was switched or somebody was faster. */
export type Switched = { ok: true; reached: number; state: ChainState } | { ok: false; state: ChainState }

/** All that switching writes besides its line of the log, if nobody was faster: the first steps of whom it reaches, or silence. */
const SWITCH = `
with written as (insert into chains as c (business_id, name, active, since, per_hour) values ($1, $2, $3, $4::timestamptz, $5)
    on conflict (business_id, name) do update set active = excluded.active, per_hour = excluded.per_hour, version = c.version + 1,
      since = case when c.active then c.since else excluded.since end where c.version = $6 returning version, since),
  touched as (update businesses set version = version + 1 where id = $1 and exists (select 1 from written)),
  silenced as (update notices set status = 'skipped', reason = 'rules', done_at = $4::timestamptz, lease_until = null
    where business_id = $1 and chain = $2 and status = 'planned' and not $3::boolean and exists (select 1 from written)),
  enrolled as (insert into notices (business_id, kind, client_id, status, due_at, marketing, chain, step, trigger_id, data, created_at)
    select $1, 'chain_' || $2, a.client_id, 'planned', w.due, $8, $2, 1, a.id,
      jsonb_strip_nulls(jsonb_build_object('chatId', a.chat_id)), $4::timestamptz
    from jsonb_to_recordset($7::jsonb) as w(visit bigint, due timestamptz)
      join appointments a on a.business_id = $1 and a.id = w.visit
    where exists (select 1 from written)
    on conflict (client_id, chain, trigger_id, step) where chain is not null
    do update set status = 'planned', reason = null, done_at = null, due_at = excluded.due_at
    where notices.status = 'skipped' and notices.reason = 'rules' returning 1)
select version, since, (select count(*)::int from enrolled) as reached from written`

/**
 * Switches a chain on or off, if it still is as the caller saw it (`version`, 0: never touched). Off, what it still had to say is not
 * said. Catalogs are read anew.
 */
export async function switchChain(
  tx: Tx,
  { businessId, memberId, now }: By,
  { chain, version, change }: { chain: Chain; version: number; change: ChainChange },
): Promise<Switched> {
  const { name, marketing } = chain
  const stands = async () => (await chainStates(tx, businessId, now)).find((one) => one.name === name)!
  const state = await stands()
  if (state.version !== version) return { ok: false, state }
  const was = { active: state.active, perHour: state.perHour }
  const is = { active: change.active ?? was.active, perHour: change.perHour ?? was.perHour }
  const asked = is.active && change.reach === true
  const found = asked ? await reachOfChain(tx, { businessId, chain, perHour: is.perHour, now }) : []
  const firsts = found.map(({ visitId, due }) => ({ visit: visitId, due: instant(due) }))
  const [written] = await tx.query<{ version: number; since: Date | null; reached: number }>(SWITCH, [
    businessId,
    name,
    is.active,
    now,
    is.perHour,
    version,
    json(firsts),
    marketing,
  ])
  // Somebody was faster since.
  if (!written) return { ok: false, state: await stands() }
  const { reached, ...stamp } = written
  const object = { object: 'chain', objectId: CHAINS.indexOf(chain) + 1, action: 'changed' }
  const after = { name, ...is, ...(asked && { reached }) }
  await logChange(tx, { businessId, at: now, memberId, ...object, before: { name, ...was }, after })
  return { ok: true, reached, state: { ...state, ...is, ...stamp, planned: is.active ? state.planned + reached : 0 } }
}
