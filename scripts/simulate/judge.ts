import type { Sql } from '../../db/sql.ts'
import { localOf } from '../../domain/time.ts'
import type { Clock } from './salon.ts'

/** A notice that went out, and the truth at that moment as the rows tell it. */
export type Told = {
  messageId: number
  kind: string
  chain: string | null
  clientId: number
  chat: string
  text: string
  status: string | null
  start: number | null
  /** The client has a visit ahead. */
  comesAnyway: boolean
  /** An offer to somebody who wants none. */
  unwanted: boolean
  /** Who leads the dialogue. */
  leads: 'bot' | 'queue' | 'member'
}

/** What is held against the messages of a year. */
export type Verdict = {
  told: Record<string, number>
  skipped: Record<string, Record<string, number>>
  /** Messages that said what was not so when they went out. */
  contradictions: string[]
  atNight: number
  twice: number
}

export const newVerdict = (): Verdict => ({ told: {}, skipped: {}, contradictions: [], atNight: 0, twice: 0 })

const TOLD = `
select m.id as "messageId", n.kind, n.chain, n.client_id as "clientId", c.external_id as chat, m.text, a.status,
  floor(extract(epoch from a.starts_at) / 60)::bigint as start,
  exists (select 1 from appointments f where f.client_id = n.client_id and f.status in ('booked', 'confirmed')
    and f.starts_at > $2::timestamptz) as "comesAnyway",
  n.marketing and not exists (select 1 from consents p where p.client_id = n.client_id and p.channel_id = m.channel_id
    and p.purpose = 'marketing' and p.revoked_at is null) as unwanted,
  c.owner as leads
from messages m join notices n on n.message_id = m.id join chats c on c.id = m.chat_id
  left join appointments a on a.id = n.appointment_id
where m.id > $1 and m.direction = 'out' and m.status in ('sent', 'delivered', 'read') order by m.id`

/** The notices that went out after message `after`, with their visits as they are now: called before anybody does anything. */
export const toldAfter = (sql: Sql, after: number, { now }: Clock): Promise<Told[]> =>
  sql.query<Told>(TOLD, [after, now])

/** Holds what went out against the state of that very moment. */
export function judge(verdict: Verdict, told: readonly Told[], { now }: Clock, zone: string): void {
  const { minutes } = localOf(zone, Math.floor(now.getTime() / 60_000))
  for (const one of told) {
    const name = one.chain ? `${one.kind} (${one.chain})` : one.kind
    verdict.told[name] = (verdict.told[name] ?? 0) + 1
    const fault = faultOf(one, now, zone)
    if (fault) verdict.contradictions.push(`${one.kind} to client ${one.clientId}: ${fault}`)
    if (minutes < 9 * 60 || minutes >= 21 * 60) verdict.atNight++
  }
}

/** What a notice of each kind may not be sent upon. */
function faultOf(told: Told, now: Date, zone: string): string | null {
  const { kind, chain, status, start, text } = told
  if (told.unwanted) return 'an offer that the client does not want'
  if (chain !== null && chain !== 'feedback' && told.leads !== 'bot') return 'a person leads the dialogue'
  if ((chain === 'return' || chain === 'trial') && told.comesAnyway) return 'the client has booked already'
  if (chain === 'feedback')
    return status === null || status === 'arrived' || status === 'paid' ? null : `the visit is ${status}`
  if (kind.startsWith('remind')) {
    if (status !== 'booked' && status !== 'confirmed') return `the visit is ${status}`
    if (start === null || start * 60_000 <= now.getTime()) return 'the visit has begun'
    const { minutes } = localOf(zone, start)
    const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    return text.includes(time) ? null : `it does not say ${time}`
  }
  if (kind === 'no_show') return status === 'no_show' ? null : `the visit is ${status}`
  if (kind === 'cancelled') return status === 'cancelled' ? null : `the visit is ${status}`
  return null
}

const SKIPPED = `select kind, coalesce(reason, '') as reason, count(*)::int as count from notices
where status = 'skipped' group by 1, 2`

const TWICE = `select count(*)::int as count from (
  select n.appointment_id, n.kind, n.data ->> 'start', count(*) from notices n
  where n.status in ('sent', 'delivered', 'read') and n.appointment_id is not null and n.kind like 'remind%'
  group by 1, 2, 3 having count(*) > 1) again`

/** Completes the verdict by what the ledger says at the end. */
export async function sumUp(sql: Sql, verdict: Verdict): Promise<void> {
  for (const { kind, reason, count } of await sql.query<{ kind: string; reason: string; count: number }>(SKIPPED)) {
    const reasons = verdict.skipped[kind] ?? {}
    verdict.skipped[kind] = { ...reasons, [reason]: count }
  }
  verdict.twice = (await sql.query<{ count: number }>(TWICE))[0]!.count
}

/** How many messages of ours that nobody asked for one client got: the most in a day, the most in 30 days, the mean of a year. */
export type Load = { mostADay: number; mostAMonth: number; meanAYear: number }

const LOAD = `
with sent as (select n.client_id, coalesce(m.sent_at, m.created_at) as at from notices n join messages m on m.id = n.message_id
  where m.status in ('sent', 'delivered', 'read')),
days as (select client_id, count(*) as count from sent group by client_id, date_trunc('day', at)),
months as (select client_id, count(*) as count from sent group by client_id, date_trunc('month', at))
select (select coalesce(max(count), 0)::int from days) as "mostADay", (select coalesce(max(count), 0)::int from months) as "mostAMonth",
  round((select count(*) from sent)::numeric / greatest(1, (select count(distinct client_id) from sent)), 1)::float8 as "meanAYear"`

/** The load of the client who got most. */
export async function loadOf(sql: Sql): Promise<Load> {
  return (await sql.query<Load>(LOAD))[0]!
}
