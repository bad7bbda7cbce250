import type { Catalog, Minute } from '../domain/catalog.ts'
import {
  CHAINS,
  type Chain,
  chainsOn,
  dueOf,
  firstDue,
  type Happened,
  type Sight,
  servicesOf,
} from '../domain/chains.ts'
import { loadCatalog } from './catalog.ts'
import { REACHABLE } from './reminders.ts'
import { instant, json, minuteOf, type Sql, type Tx } from './sql.ts'

type First = { chain: Chain; due: Minute }

/** What starts a chain: a visit, known by its id or by the key under which it is written in the same go. */
type Start = { businessId: number; clientId: number } & ({ id: number } | { key: string })

const packed = ({ chain: { name, marketing }, due }: First) => ({ chain: name, marketing, due: instant(due) })

/** Of tables `a` (the visit), `c` (its client) and `w`; a step that an undo silenced is planned again. */
const PLAN = (visit: string, superseding: string) => `
with ${superseding} w as (select * from jsonb_to_recordset($3::jsonb) as w(chain text, marketing boolean, due timestamptz))
insert into notices (business_id, kind, client_id, status, due_at, marketing, chain, step, trigger_id, data, created_at)
select $1, 'chain_' || w.chain, c.id, 'planned', w.due, w.marketing, w.chain, 1, a.id,
  jsonb_strip_nulls(jsonb_build_object('chatId', a.chat_id)), $4::timestamptz
from appointments a join clients c on c.business_id = a.business_id and c.id = a.client_id cross join w
where a.business_id = $1 and ${visit} and not a.test and c.erased_at is null and ${REACHABLE}
on conflict (client_id, chain, trigger_id, step) where chain is not null
do update set status = 'planned', reason = null, done_at = null, due_at = excluded.due_at
where notices.status = 'skipped' and notices.reason = 'undone'`

/** A later visit starts its chains anew: what an earlier one still had to say is not said. Staff may mark them in any order. */
const SUPERSEDING = `gone as (update notices n set status = 'skipped', reason = 'superseded', done_at = $4::timestamptz
  where n.business_id = $1 and n.client_id = $5 and n.status = 'planned' and n.trigger_id <> $2
    and n.chain in (select x ->> 'chain' from jsonb_array_elements($3::jsonb) x)
    and exists (select 1 from appointments o join appointments v on v.business_id = $1 and v.id = $2
      where o.business_id = $1 and o.id = n.trigger_id and o.starts_at <= v.starts_at)),`
const PLAN_VISITED = PLAN('a.id = $2', SUPERSEDING)
const PLAN_BOOKED = { id: PLAN('a.id = $2', ''), key: PLAN('a.key = $2', '') }

const firsts = (catalog: Catalog, trigger: Chain['trigger'], happened: Happened, now: Minute) =>
  chainsOn(catalog)
    .filter((chain) => chain.trigger === trigger)
    .flatMap((chain): First[] => {
      const due = firstDue(chain, happened, now)
      return due === null ? [] : [{ chain, due }]
    })

/** So near to a visit nothing is offered besides. */
const TOO_NEAR = 120

/**
 * Ends what asked this client to book, and plans what follows a booking. Goes out together with the writing of the visit, and does
 * nothing where no chain is on.
 */
export async function followBooking(
  tx: Tx,
  catalog: Catalog,
  visit: Start & { locationId: number; start: Minute; services: readonly number[] },
  now: Minute,
): Promise<void> {
  if (catalog.rehearsal || chainsOn(catalog).length === 0) return
  const { businessId, clientId, start } = visit
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const services = servicesOf(catalog, visit.services)
  const planned = firsts(catalog, 'booked', { zone, services, at: now }, now).filter(
    ({ due }) => due + TOO_NEAR <= start,
  )
  const [which, text] = 'id' in visit ? [visit.id, PLAN_BOOKED.id] : [visit.key, PLAN_BOOKED.key]
  await Promise.all([
    endByBooking(tx, { businessId, clientId, now }),
    planned.length > 0 && tx.query(text, [businessId, which, json(planned.map(packed)), instant(now)]),
  ])
}

/** Names of the chains that ask for a booking, as an array of the database. */
export const ENDED_BY_BOOKING = `{${CHAINS.filter(({ stop }) => stop.includes('booked')).map(({ name }) => name)}}`

/** A booking ends what asks for one. */
async function endByBooking(
  tx: Sql,
  { businessId, clientId, now }: { businessId: number; clientId: number; now: Minute },
): Promise<void> {
  await tx.query(
    `update notices set status = 'skipped', reason = 'booked', done_at = $4::timestamptz, lease_until = null
     where business_id = $1 and client_id = $2 and status = 'planned' and chain = any($3::text[])`,
    [businessId, clientId, ENDED_BY_BOOKING, instant(now)],
  )
}

type Visited = {
  client_id: number
  status: string
  ends_at: Date
  zone: string
  services: number[]
}

/**
 * Plans the chains that follow a visit which took place, or silences them where it is taken back. For a visit whose status staff have
 * just changed, in a business that has chains.
 */
export async function followVisit(
  tx: Tx,
  { businessId, id }: { businessId: number; id: number },
  now: Date,
): Promise<void> {
  const catalog = await loadCatalog(tx, businessId)
  const [visit] = await tx.query<Visited>(
    `select a.client_id, a.status, a.ends_at, l.timezone as zone,
       (select coalesce(json_agg(p.service_id order by p.position), '[]') from appointment_parts p where p.appointment_id = a.id) as services
     from appointments a join locations l on l.id = a.location_id where a.business_id = $1 and a.id = $2`,
    [businessId, id],
  )
  if (!visit) return
  if (visit.status !== 'arrived' && visit.status !== 'paid') {
    await tx.query(
      `update notices set status = 'skipped', reason = 'undone', done_at = $3::timestamptz, lease_until = null
       where business_id = $1 and trigger_id = $2 and status = 'planned' and chain is not null`,
      [businessId, id, now],
    )
    return
  }
  const happened = { zone: visit.zone, services: servicesOf(catalog, visit.services), at: minuteOf(visit.ends_at) }
  const planned = firsts(catalog, 'visited', happened, minuteOf(now))
  if (planned.length === 0) return
  await tx.query(PLAN_VISITED, [businessId, id, json(planned.map(packed)), now, visit.client_id])
}

/** What a step of a chain rests on, besides the client and the channel, read when it is due. */
export type StepSight = Sight & {
  perHour: number
  /** The best chat for an offer: one where offers are agreed to; null: none. */
  agreed: {
    id: number
    channelId: number
    kind: string
    language: 'ru' | 'en'
    owner: 'bot'
    blocked: false
    windowUntil: string | null
  } | null
}

/** A claimed step of a chain. */
export type DueStep = {
  id: number
  businessId: number
  clientId: number
  chain: Chain
  step: number
  triggerId: number
}

/** Reads what decides about a step; null when the visit that started it is gone. */
export async function sightOf(tx: Tx, due: DueStep, now: Date): Promise<StepSight | null> {
  const { businessId, clientId, chain, step, triggerId } = due
  const status = chain.trigger === 'visited' ? '{arrived,paid}' : '{booked,confirmed}'
  const stands = `a.status = any($7::text[]) and (a.status in ('arrived', 'paid') or a.starts_at > $6::timestamptz)`
  const [row] = await tx.query<StepSight>(
    `select x.active is true as active, coalesce(x.per_hour, 0) as "perHour", not (${stands}) as changed, a.test,
       exists (select 1 from appointments b where b.business_id = $1 and b.client_id = $2 and b.id <> a.id and not b.test
         and b.status in ('booked', 'confirmed', 'arrived', 'paid') and b.starts_at > a.starts_at) as booked,
       exists (select 1 from chats h where h.business_id = $1 and h.client_id = $2 and (h.owner <> 'bot' or exists (
         select 1 from messages m where m.chat_id = h.id and m.author = 'member' and m.created_at > p.done_at))) as person,
       exists (select 1 from feedback f where f.appointment_id = a.id) or p.data ->> 'answer' = 'no' as answered,
       (select json_build_object('id', r.id, 'channelId', r.channel_id, 'kind', k.kind, 'language', r.language, 'owner', r.owner,
           'blocked', false, 'windowUntil', r.window_until)
        from chats r join channels k on k.id = r.channel_id
          join identities i on i.channel_id = r.channel_id and i.external_id = r.external_id
        where r.business_id = $1 and r.client_id = $2 and i.blocked_at is null and i.marketing_off_at is null
          and exists (select 1 from consents o where o.client_id = $2 and o.channel_id = r.channel_id
            and o.purpose = 'marketing' and o.revoked_at is null)
        order by r.id is not distinct from a.chat_id desc, r.id desc limit 1) as agreed
     from appointments a left join chains x on x.business_id = a.business_id and x.name = $4
       left join notices p on p.business_id = a.business_id and p.client_id = $2 and p.trigger_id = a.id and p.chain = $4
         and p.step = $5 - 1
     where a.business_id = $1 and a.id = $3`,
    [businessId, clientId, triggerId, chain.name, step, now, status],
  )
  return row ?? null
}

/**
 * How many of a chain's messages went out in the last hour, newest first, and how many that are due stand before this one. Whoever asks
 * is alone with the chain until the end of the transaction.
 */
export async function paceSight(
  tx: Tx,
  { businessId, id, chain }: DueStep,
  { perHour, now }: { perHour: number; now: Date },
): Promise<{ sent: Minute[]; waiting: number }> {
  const [, [row]] = await Promise.all([
    tx.query(`select pg_advisory_xact_lock(hashtextextended('chain ' || $2, $1))`, [businessId, chain.name]),
    tx.query<{ sent: number[] | null; waiting: number }>(
      `select (select json_agg(s.minute) from (select floor(extract(epoch from n.done_at) / 60)::bigint as minute from notices n
          where n.business_id = $1 and n.chain = $2 and n.status in ('sent', 'delivered', 'read')
            and n.done_at > $4::timestamptz - interval '2 hours' order by n.done_at desc limit $5) s) as sent,
         (select count(*)::int from notices n where n.business_id = $1 and n.chain = $2 and n.status = 'planned'
           and n.due_at <= $4::timestamptz and n.id < $3) as waiting`,
      [businessId, chain.name, id, now, perHour],
    ),
  ])
  return { sent: row?.sent ?? [], waiting: row?.waiting ?? 0 }
}

/** A due step waits until `dueAt`: for the morning, or for its turn. */
export async function postponeStep(tx: Tx, id: number, dueAt: Minute): Promise<void> {
  await tx.query(
    `update notices set due_at = $2::timestamptz, lease_until = null, attempts = 0 where id = $1 and status = 'planned'`,
    [id, instant(dueAt)],
  )
}

/** Plans the step after one that has just gone out; nothing after the last. */
export async function planNextStep(
  tx: Tx,
  { businessId, clientId, chain, step, triggerId }: DueStep,
  happened: Happened,
): Promise<void> {
  const next = chain.steps[step]
  if (!next) return
  await tx.query(
    `insert into notices (business_id, kind, client_id, status, due_at, marketing, chain, step, trigger_id, data, created_at)
     select $1, 'chain_' || $3, $2, 'planned', $6::timestamptz, $8, $3, $4::int + 1, a.id,
       jsonb_strip_nulls(jsonb_build_object('chatId', a.chat_id)), $7::timestamptz
     from appointments a where a.business_id = $1 and a.id = $5 on conflict do nothing`,
    [
      businessId,
      clientId,
      chain.name,
      step,
      triggerId,
      instant(dueOf(next, happened)),
      instant(happened.at),
      chain.marketing,
    ],
  )
}
