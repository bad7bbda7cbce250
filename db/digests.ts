import type { Catalog } from '../domain/catalog.ts'
import {
  type Advice,
  ALL_KINDS,
  adviceOf,
  DIGEST_HOUR,
  DIGEST_HOURS,
  DIGEST_LATEST_HOURS,
  type DigestKinds,
  type DigestPlan,
  digestPlan,
  usualOf,
} from '../domain/kpi/digest.ts'
import { datesOf, daysOf, MARK_DAYS } from '../domain/kpi/period.ts'
import type { Targets } from '../domain/kpi/thresholds.ts'
import { addDays, localOf } from '../domain/time.ts'
import { type Alarmed, standingAlarms } from './alarms.ts'
import { leadsBy, visitsBy } from './kpi/read.ts'
import { channelsOf, masterReports, type Overview, overviewOf, ruleOf } from './kpi/report.ts'
import { minuteOf, type Sql, type Tx } from './sql.ts'

/** Whose digest is due, where it goes, and which businesses it is about. */
export type DueDigest = {
  recipient: string
  businessId: number
  memberId: number
  language: 'ru' | 'en'
  chatId: number
  channelId: number
  /** The day of the digest by the recipient's clock, and when it is of no use any more. */
  day: string
  until: Date
  businesses: number[]
  wanted: DigestKinds
}

/** What a member wants: an hour, `none`; owners want it unless they say otherwise, admins only if they say so. */
const ASKED = `m.preferences ->> 'digest'`

/** A kind of digest is wanted unless it is refused. */
const KIND = (name: string) => `m.preferences ->> 'digest${name}' is distinct from 'none'`

/** A member whom a bot reaches in Telegram, of a business with services to which somebody wrote before today. */
const WANTS = `
select m.id, m.business_id, m.external_id as recipient, m.role, m.language, c.id as chat_id, c.channel_id,
  $1::timestamptz at time zone b.timezone as local, b.timezone,
  case when ${ASKED} ~ '^[0-9]{1,2}$' then least(greatest((${ASKED})::int, ${DIGEST_HOURS.from}), ${DIGEST_HOURS.to}) else ${DIGEST_HOUR} end as hour,
  ${KIND('Day')} as day, ${KIND('Week')} as week, ${KIND('Month')} as month
from members m join businesses b on b.id = m.business_id
  join channels k on k.id = m.channel_id and k.kind = 'telegram'
  join chats c on c.channel_id = m.channel_id and c.external_id = m.external_id
where m.removed_at is null and ${ASKED} is distinct from 'none' and (m.role = 'owner' or m.role = 'admin' and ${ASKED} is not null)
  and not exists (select 1 from identities i where i.channel_id = m.channel_id and i.external_id = m.external_id and i.blocked_at is not null)
  and exists (select 1 from services s where s.business_id = b.id and s.active)
  and exists (select 1 from leads l where l.business_id = b.id and l.import_id is null
    and l.created_at < date_trunc('day', $1::timestamptz at time zone b.timezone) at time zone b.timezone)`

/** Digests that are due: their hour has come and is not long past, and nobody has sent one that day. */
export function dueDigests(sql: Sql, now: Date, limit: number): Promise<DueDigest[]> {
  return sql.query<DueDigest>(
    `with wants as (${WANTS}),
     one as (select distinct on (recipient) * from wants order by recipient, role = 'owner' desc, id)
     select o.recipient, o.business_id as "businessId", o.id as "memberId", o.language, o.chat_id as "chatId", o.channel_id as "channelId",
       o.local::date::text as day, (date_trunc('day', o.local) + make_interval(hours => o.hour + ${DIGEST_LATEST_HOURS})) at time zone o.timezone as until,
       (select json_agg(w.business_id order by w.id) from wants w where w.recipient = o.recipient) as businesses,
       json_build_object('day', o.day, 'week', o.week, 'month', o.month) as wanted
     from one o where extract(hour from o.local) >= o.hour and extract(hour from o.local) < o.hour + ${DIGEST_LATEST_HOURS}
       and (o.day or o.week and extract(isodow from o.local) = 1 or o.month and extract(day from o.local) = 1)
       and not exists (select 1 from digests d where d.recipient = o.recipient and d.day = o.local::date)
     order by o.id limit $2`,
    [now, limit],
  )
}

/** Takes a person's digest of a day; false: it was sent already, by whichever node. */
export async function claimDigest(tx: Tx, digest: DueDigest, now: Date): Promise<boolean> {
  const { businessId, memberId, recipient, day } = digest
  const rows = await tx.query(
    `insert into digests (business_id, member_id, recipient, day, sent_at) values ($1, $2, $3, $4::date, $5::timestamptz)
     on conflict do nothing returning id`,
    [businessId, memberId, recipient, day, now],
  )
  return rows.length > 0
}

/** What is usual for as many days as the period has; null: there is no norm. Money in kopecks. */
export type Usual = { leads: number; booked: number; came: number; revenue: number }

/** What a digest says of one business. */
export type DigestNumbers = {
  businessId: number
  name: string
  today: string
  plan: DigestPlan
  now: Overview
  compared: Overview
  usual: Usual | null
  /** Of the norm's days; null where there is no norm. */
  norm: Overview | null
  /** Days of data up to the period's end. */
  knownDays: number
  tomorrow: { busyMinutes: number; openMinutes: number }
  waiting: number
  alarms: Alarmed[]
  /** The bounds that these are out of. */
  targets: Targets
  /** Numbers that came back within bounds in the night, when nobody was told. */
  cleared: Alarmed[]
  advice: Advice
}

/** Channels are judged by so many days. */
const CHANNEL_DAYS = MARK_DAYS

/** The numbers of a business for the digest of this morning, from the dashboard's tables as they stand. */
export async function digestNumbers(
  sql: Sql,
  catalog: Catalog,
  now: Date,
  wanted: DigestKinds = ALL_KINDS,
): Promise<DigestNumbers> {
  const { businessId, timezone, settings } = catalog
  const today = localOf(timezone, minuteOf(now)).date
  const plan = digestPlan(today, wanted)
  const { period } = plan
  const of = (days: typeof period) => overviewOf(sql, { businessId, period: days })
  const next = addDays(today, 1)
  const month = { from: addDays(period.to, 1 - CHANNEL_DAYS), to: period.to }
  const own = await of(period)
  const compared = await of(plan.compared)
  const norm = plan.norm && (await of(plan.norm))
  const { channels } = await channelsOf(sql, { businessId, period: month }, ruleOf(settings))
  // Of what the owner has stopped nobody is told again.
  const running = channels.filter(({ stop }) => stop === null)
  const masters = await masterReports(sql, catalog, { businessId, period: { from: next, to: next } })
  const firstDay = await firstDayOf(sql, businessId)
  const [stands] = await sql.query<{ waiting: number; waitlist: number }>(
    `select (select count(*)::int from chats where business_id = $1 and owner = 'queue') as waiting,
       (select count(*)::int from waitlist where business_id = $1 and status = 'waiting') as waitlist`,
    [businessId],
  )
  const { waiting, waitlist } = stands!
  const { standing, cleared } = await standingAlarms(sql, catalog, now)
  const tomorrow = masters.reduce(
    (sum, { busyMinutes, openMinutes }) => ({
      busyMinutes: sum.busyMinutes + busyMinutes,
      openMinutes: sum.openMinutes + openMinutes,
    }),
    { busyMinutes: 0, openMinutes: 0 },
  )
  const usual = (sum: number) => (plan.norm ? usualOf(sum, plan.norm, daysOf(period), firstDay) : null)
  const leads = norm && usual(norm.leads)
  return {
    businessId,
    name: catalog.name,
    today,
    plan,
    now: own,
    compared,
    usual:
      norm && leads !== null
        ? {
            leads,
            booked: usual(norm.funnel.booked)!,
            came: usual(norm.came)!,
            revenue: usual(norm.revenue)!,
          }
        : null,
    norm: leads === null ? null : norm,
    knownDays: firstDay === null || firstDay > period.to ? 0 : daysOf({ from: firstDay, to: period.to }),
    tomorrow,
    waiting,
    alarms: standing,
    targets: settings.targets,
    cleared,
    advice: adviceOf({ waiting, channels: running, alarms: standing.map(({ kpi }) => kpi), tomorrow, waitlist }),
  }
}

/** The days of a digest's picture. */
const PICTURE_DAYS = 7

/** A day of the picture; null: from before anything was counted, which is a gap and no zero. */
export type PictureDay = { date: string; leads: number | null; booked: number | null; came: number | null }

/** Leads, bookings and visits by day up to `to`, of one or several businesses together. */
export async function pictureDays(sql: Sql, businessIds: readonly number[], to: string): Promise<PictureDay[]> {
  const period = { from: addDays(to, 1 - PICTURE_DAYS), to }
  const days: PictureDay[] = datesOf(period).map((date) => ({ date, leads: null, booked: null, came: null }))
  for (const businessId of businessIds) {
    const first = await firstDayOf(sql, businessId)
    const leads = await leadsBy(sql, { businessId, period }, ['day'])
    const visits = await visitsBy(sql, { businessId, period }, ['day'])
    for (const day of days) {
      if (first === null || day.date < first) continue
      const lead = leads.find((row) => row.day === day.date)
      day.leads = (day.leads ?? 0) + (lead?.leads ?? 0)
      day.booked = (day.booked ?? 0) + (lead?.booked ?? 0)
      day.came = (day.came ?? 0) + (visits.find((row) => row.day === day.date)?.came ?? 0)
    }
  }
  return days
}

/** The first day that anything was counted on; null: nothing was. */
async function firstDayOf(sql: Sql, businessId: number): Promise<string | null> {
  const [row] = await sql.query<{ day: string | null }>(
    `select min(day)::text as day from (select min(day) as day from kpi_leads where business_id = $1
       union all select min(day) from kpi_visits where business_id = $1) d`,
    [businessId],
  )
  return row!.day
}
