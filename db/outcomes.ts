import type { ExperimentKind, Outcome, VariantKey } from '../domain/experiments.ts'
import { pastOf } from '../domain/experiments.ts'
import type { Arms } from '../domain/verdict.ts'
import type { Sql } from './sql.ts'

/** Who a client is today: the one that they were merged into, at last. Of table `c`. */
const PERSON = `case when c.merged_into is null then c.id else (
  with recursive up as (select c.id, c.merged_into
    union all select n.id, n.merged_into from clients n join up on n.id = up.merged_into)
  select id from up where merged_into is null) end`

/** True when a person came, or paid, within `days` after `since`; the owner's own tries don't count. */
const came = (person: string, since: string, days: string, outcome: string) => `case ${outcome}
  when 'visit' then exists (select 1 from appointments a where a.client_id = ${person} and a.status in ('arrived', 'paid')
    and not a.test and a.starts_at >= ${since} and a.starts_at < ${since} + make_interval(days => ${days}))
  else exists (select 1 from payments y join appointments a on a.id = y.appointment_id
    where a.client_id = ${person} and y.kind = 'payment' and not a.test and y.at >= ${since}
      and y.at < ${since} + make_interval(days => ${days})) end`

// Of each variant the first `size` clients are judged, each once their days are over: what comes later changes nothing any more.
const ARMS = `
with people as (
  select distinct on (x.experiment_id, ${PERSON}) x.experiment_id, ${PERSON} as person, x.variant, x.first_exposed_at as at
  from exposures x join clients c on c.id = x.client_id where x.business_id = $1 and ($2::bigint is null or x.experiment_id = $2)
  order by x.experiment_id, ${PERSON}, x.first_exposed_at, x.client_id),
placed as (
  select p.*, row_number() over (partition by experiment_id, variant order by at, person) as place from people p)
select p.experiment_id as id, p.variant, count(*)::int as exposed, count(*) filter (where ripe)::int as judged,
  count(*) filter (where ripe and ${came('p.person', 'p.at', 'e.window_days', 'e.outcome')})::int as came
from placed p join experiments e on e.id = p.experiment_id,
  lateral (select p.place <= e.size and p.at + make_interval(days => e.window_days) <= $3::timestamptz as ripe) r
group by p.experiment_id, p.variant`

const NOBODY = { exposed: 0, judged: 0, came: 0 }

/** How experiments stand, by id: one, or all of a business. Who was merged is one person, with what they saw first. */
export async function armsOf(
  sql: Sql,
  { businessId, id = null, now }: { businessId: number; id?: number | null; now: Date },
): Promise<Map<number, Arms>> {
  type Row = { id: number; variant: VariantKey; exposed: number; judged: number; came: number }
  const rows = await sql.query<Row>(ARMS, [businessId, id, now])
  const arms = new Map<number, Record<VariantKey, Arms[VariantKey]>>()
  for (const { id: experiment, variant, ...arm } of rows) {
    const both = arms.get(experiment) ?? { a: NOBODY, b: NOBODY }
    arms.set(experiment, { ...both, [variant]: arm })
  }
  return arms
}

/** Arms of an experiment that nobody has seen yet. */
export const NO_ARMS: Arms = { a: NOBODY, b: NOBODY }

/** How far the past is read. */
export const PAST_DAYS = 90

const TOLD = `select n.client_id, min(n.done_at) as at from notices n
  where n.business_id = $1 and n.kind like $2 and n.status in ('sent', 'delivered', 'read')
    and n.done_at >= $3::timestamptz and n.done_at < $4::timestamptz group by n.client_id`
const ANEW = `select l.client_id, min(l.created_at) as at from leads l
  where l.business_id = $1 and ($2::text is null or l.campaign = $2)
    and l.created_at >= $3::timestamptz and l.created_at < $4::timestamptz group by l.client_id`
const BOOKED = `select a.client_id, min(a.created_at) as at from appointments a
  where a.business_id = $1 and $2::text is null and not a.test and a.status <> 'held'
    and a.created_at >= $3::timestamptz and a.created_at < $4::timestamptz group by a.client_id`

/** Of how many clients of the last ninety days the outcome is known, and of how many it came, where an experiment would be. */
export async function usualOf(
  sql: Sql,
  place: {
    businessId: number
    kind: ExperimentKind
    target: string | null
    outcome: Outcome
    windowDays: number
    now: Date
  },
): Promise<{ all: number; came: number }> {
  const past = pastOf(place.kind, place.target)
  const [source, which] =
    past.from === 'notices' ? [TOLD, past.like] : past.from === 'leads' ? [ANEW, past.campaign] : [BOOKED, null]
  const until = new Date(place.now.getTime() - place.windowDays * 86_400_000)
  const since = new Date(until.getTime() - PAST_DAYS * 86_400_000)
  const [row] = await sql.query<{ all: number; came: number }>(
    `with people as (${source})
     select count(*)::int as all, count(*) filter (where ${came('p.client_id', 'p.at', '$5::int', '$6::text')})::int as came
     from people p`,
    [place.businessId, which, since, until, place.windowDays, place.outcome],
  )
  return row!
}
