import { z } from '@hono/zod-openapi'
import { minuteOf } from '../db/sql.ts'
import { daysOf, type Period } from '../domain/kpi/period.ts'
import { addDays, localOf } from '../domain/time.ts'
import { localDate } from './routing.ts'
import type { System } from './system.ts'

const DEFAULT_DAYS = 30
export const MOST_DAYS = 750

/** Without `from` the period is so many days up to `to`, and without that up to today. */
export const periodQuery = z.object({
  from: localDate.optional(),
  to: localDate.optional(),
  days: z.coerce.number().int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS),
})

/** The period asked for, in the business's dates; a sentence where it makes none. */
export async function periodOf(
  { db, catalogs, clock }: Pick<System, 'db' | 'catalogs' | 'clock'>,
  businessId: number,
  asked: z.infer<typeof periodQuery>,
): Promise<Period | string> {
  const { timezone } = await catalogs.of(db, businessId)
  const today = localOf(timezone, minuteOf(clock())).date
  const to = asked.to ?? today
  const from = asked.from ?? addDays(to, 1 - asked.days)
  if (from > to) return 'Конец должен быть позже начала.'
  return daysOf({ from, to }) > MOST_DAYS ? 'Слишком длинный период.' : { from, to }
}
