import { dueForRefresh, refreshKpis } from '../db/kpi/refresh.ts'
import type { Db } from '../db/sql.ts'

/** Brings the numbers of businesses that are due up to date, one after the other; returns how many. One that fails doesn't stop the rest. */
export async function refreshDue(
  { db, clock, onError }: { db: Db; clock: () => Date; onError: (error: unknown) => void },
  limit: number,
): Promise<number> {
  const due = await dueForRefresh(db, clock(), limit)
  for (const businessId of due) await refreshKpis(db, { businessId, now: clock(), ifDue: true }).catch(onError)
  return due.length
}
