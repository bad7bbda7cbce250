import type { Catalog } from '../domain/catalog.ts'
import { MASTER } from '../domain/catalog.ts'
import { openHours } from '../domain/hours.ts'
import { speedOf, sumOfKept } from '../domain/kpi/speed.ts'
import {
  ALARM_DAYS,
  alarmAfter,
  GOOD_WHEN_ABOVE,
  LONG_WAIT_MINUTES,
  SCHEDULE_DAYS,
  type Side,
  type Targets,
  thresholdsOf,
  type Watched,
} from '../domain/kpi/thresholds.ts'
import { isBetween } from '../domain/reminders.ts'
import { addDays, dayStart, localOf } from '../domain/time.ts'
import { answersBy } from './kpi/read.ts'
import { overviewOf } from './kpi/report.ts'
import { minuteOf, type Sql, type Tx } from './sql.ts'

/** A number out of bounds, as it was when that began; shares 0–1, times in seconds. */
export type Alarmed = { id: number; kpi: Watched; side: Side; number: number; cases: number; raisedAt: Date }

/** A KPI as it is now, and of how many cases; null: not known. */
export type Watching = Record<Watched, { number: number | null; cases: number }>

/** All numbers that have a target, over the last days up to now. */
export async function watchedNumbers(sql: Sql, catalog: Catalog, now: Date): Promise<Watching> {
  const { businessId } = catalog
  const today = localOf(catalog.timezone, minuteOf(now)).date
  const asked = { businessId, period: { from: addDays(today, 1 - ALARM_DAYS), to: today } }
  const { speed, assistant, funnel, noShow } = await overviewOf(sql, asked)
  const answered = await answersBy(sql, asked, ['answered'])
  const bot = sumOfKept(answered.filter(({ key }) => key === 'bot'))
  const [row] = await sql.query<{ waiting: number }>(
    `select count(*)::int as waiting from chats where business_id = $1 and owner = 'queue' and queued_at <= $2::timestamptz`,
    [businessId, new Date(now.getTime() - LONG_WAIT_MINUTES * 60_000)],
  )
  const share = ({ value }: typeof noShow) => ({ number: value?.share ?? null, cases: value?.all ?? 0 })
  return {
    responseWithin60: share(speed.within60),
    responseMedian: { number: speed.median.value, cases: speed.asked },
    botResponseMedian: { number: speedOf(bot).median.value, cases: bot.asked },
    accuracy: share(assistant.accuracy),
    fallback: share(assistant.fallback),
    handover: share(assistant.handover),
    automatic: share(assistant.automatic),
    leadToBooking: share(funnel.leadToBooking),
    noShow: share(noShow),
    waitingTooLong: { number: row!.waiting, cases: row!.waiting },
    scheduleAhead: { number: daysWithHours(catalog, today), cases: SCHEDULE_DAYS },
  }
}

/** Days of the next week on which somebody works; null where nobody is to. */
function daysWithHours({ resources, locations }: Catalog, today: string): number | null {
  const masters = resources.filter(({ kind }) => kind === MASTER)
  if (masters.length === 0) return null
  let days = 0
  for (let day = 0; day < SCHEDULE_DAYS; day++) {
    const date = addDays(today, day)
    const works = masters.some((master) => {
      const location = locations.find(({ id }) => id === master.locationId)
      if (!location) return false
      const zone = location.timezone
      return openHours(location, master, dayStart(zone, date), dayStart(zone, addDays(date, 1))).length > 0
    })
    if (works) days++
  }
  return days
}

/** What rose and what cleared by new numbers, to be told now. */
export type AlarmNews = { raised: Alarmed[]; cleared: Alarmed[] }

/** From the evening's beginning of quiet hours until the latest digest of the next day. */
const UNTOLD_MS = 15 * 3_600_000
const DAY_MS = 86_400_000

type Standing = Alarmed & { toldAt: Date | null }
const COLUMNS = `id, kpi, side, number, cases, raised_at as "raisedAt", told_at as "toldAt"`

/**
 * Holds numbers against their targets: alarms that rise become rows, those that clear are closed. Nodes take turns by the lock of the
 * business's numbers. `tellNow`: whether a KPI is spoken of at this hour; what rises at another waits for the digest, and is told once that has
 * not come for long. Of what clears only what was told is returned.
 */
export async function watchNumbers(
  tx: Tx,
  businessId: number,
  numbers: Watching,
  { now, targets, tellNow }: { now: Date; targets: Targets; tellNow: (kpi: Watched) => boolean },
): Promise<AlarmNews> {
  await tx.query('select 1 from kpi_state where business_id = $1 for no key update', [businessId])
  const standing = await tx.query<Standing>(
    `select ${COLUMNS} from alarms where business_id = $1 and cleared_at is null`,
    [businessId],
  )
  const news: AlarmNews = { raised: [], cleared: [] }
  for (const threshold of thresholdsOf(targets)) {
    const { kpi } = threshold
    const before = standing.find((one) => one.kpi === kpi) ?? null
    const { number, cases } = numbers[kpi]
    const found = alarmAfter(threshold, number, cases, before && { side: before.side })
    const after = found?.side === 'high' && GOOD_WHEN_ABOVE.includes(kpi) ? null : found
    if (before && before.side === after?.side) {
      if (before.toldAt || before.raisedAt.getTime() > now.getTime() - UNTOLD_MS || !tellNow(kpi)) continue
      await tx.query('update alarms set told_at = $2::timestamptz where id = $1', [before.id, now])
      news.raised.push(before)
      continue
    }
    if (before) {
      await tx.query('update alarms set cleared_at = $2::timestamptz where id = $1', [before.id, now])
      if (before.toldAt && !after && tellNow(kpi)) news.cleared.push(before)
    }
    if (after && number !== null) {
      const [raised] = await tx.query<Standing>(
        `insert into alarms (business_id, kpi, side, number, cases, raised_at, told_at)
         values ($1, $2, $3, $4, $5, $6::timestamptz, $7::timestamptz) returning ${COLUMNS}`,
        [businessId, kpi, after.side, number, cases, now, tellNow(kpi) ? now : null],
      )
      if (raised!.toldAt) news.raised.push(raised!)
    }
  }
  return news
}

/** Alarms that stand, the newest first, and those that cleared in quiet hours since the digest of the day before. */
export async function standingAlarms(
  sql: Sql,
  { businessId, timezone, settings }: Catalog,
  now: Date,
): Promise<{ standing: Alarmed[]; cleared: Alarmed[] }> {
  const rows = await sql.query<Standing & { clearedAt: Date | null }>(
    `select ${COLUMNS}, cleared_at as "clearedAt" from alarms
     where business_id = $1 and (cleared_at is null or cleared_at > $2::timestamptz) order by raised_at desc, id desc`,
    [businessId, new Date(now.getTime() - DAY_MS)],
  )
  const standing = rows.filter(({ clearedAt }) => clearedAt === null)
  const again = new Set(standing.map(({ kpi }) => kpi))
  const cleared = rows.filter(
    ({ kpi, clearedAt }) =>
      clearedAt && isBetween(timezone, minuteOf(clearedAt), settings.alarmQuiet) && !again.has(kpi),
  )
  return { standing, cleared }
}

/** Alarms that stand. */
export function alarmsNow(sql: Sql, businessId: number): Promise<Alarmed[]> {
  return sql.query<Alarmed>(`select ${COLUMNS} from alarms where business_id = $1 and cleared_at is null`, [businessId])
}

/** Notes that the digest has told of all that stands. */
export async function alarmsTold(tx: Tx, businessId: number, now: Date): Promise<void> {
  await tx.query(
    'update alarms set told_at = $2::timestamptz where business_id = $1 and told_at is null and cleared_at is null',
    [businessId, now],
  )
}

/** Whether a business is in use: it has services, and somebody wrote. */
export async function isInUse(sql: Sql, businessId: number): Promise<boolean> {
  const [row] = await sql.query<{ used: boolean }>(
    `select exists (select 1 from services where business_id = $1 and active)
       and exists (select 1 from leads where business_id = $1 and import_id is null) as used`,
    [businessId],
  )
  return row!.used
}
