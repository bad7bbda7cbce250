import { refreshKpis } from '../../db/kpi/refresh.ts'
import type { Db } from '../../db/sql.ts'
import { minuteOf } from '../../db/sql.ts'
import { addDays, localOf } from '../../domain/time.ts'
import { writeContacts, writeDialogues, type Year } from './contacts.ts'
import { openPlace, type Place } from './place.ts'
import { writeVisits } from './visits.ts'
import { chancesOf } from './ways.ts'

export type Filled = {
  businessId: number
  firstDay: string
  lastDay: string
  /** Rows by table. */
  rows: Record<string, number>
  /** What each step took. */
  seconds: Record<string, number>
}

const TRIGGERED = ['leads', 'appointments', 'payments', 'understandings', 'locations', 'working_hours']
const COUNTED = ['clients', 'leads', 'messages', 'understandings', 'events', 'appointments', 'payments', 'ad_spend']
/** Visits of the busiest day for each lead of the year. */
const VISITS_A_LEAD = 0.32 / 365
const PEAK = 1.75

/**
 * Writes a business with a year of `leads` contacts up to yesterday and all that came of them, by a few statements in one transaction, and counts
 * its numbers. The same seed gives the same year. Who else writes into these tables waits until it is there.
 */
export async function fillYear(
  db: Db,
  { leads, seed, now }: { leads: number; seed: number; now: Date },
): Promise<Filled> {
  const seconds: Record<string, number> = {}
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    const result = await work()
    seconds[step] = Math.round((performance.now() - begun) / 100) / 10
    return result
  }
  const year = await db.transaction(async (tx) => {
    // The numbers are counted whole at the end: what each row would note about them is not needed.
    for (const table of TRIGGERED) await tx.query(`alter table ${table} disable trigger user`)
    await tx.query('lock table clients, chats in share row exclusive mode')
    const place: Place = await openPlace(tx, { visitsADay: leads * VISITS_A_LEAD * PEAK, now })
    const lastDay = addDays(localOf(place.zone, minuteOf(now)).date, -1)
    const made: Year = { place, leads, chance: chancesOf(seed), now, firstDay: addDays(lastDay, -364), lastDay }
    await timed('contacts', () => writeContacts(tx, made))
    await timed('dialogues', () => writeDialogues(tx, made))
    await timed('visits', () => writeVisits(tx, made))
    for (const table of TRIGGERED) await tx.query(`alter table ${table} enable trigger user`)
    return made
  })
  const { businessId } = year.place
  await timed('vacuum', () => db.query('vacuum analyze'))
  await timed('rollups', () => refreshKpis(db, { businessId, now }))
  await db.query('vacuum analyze')
  const rows: Record<string, number> = {}
  for (const table of COUNTED) {
    const [row] = await db.query<{ count: number }>(
      `select count(*)::int as count from ${table} where business_id = $1`,
      [businessId],
    )
    rows[table] = row!.count
  }
  return { businessId, firstDay: year.firstDay, lastDay: year.lastDay, rows, seconds }
}
