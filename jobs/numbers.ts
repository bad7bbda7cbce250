import type { Texts } from '../bot/texts.ts'
import type { Catalogs } from '../db/catalog.ts'
import { dueForRefresh, refreshKpis } from '../db/kpi/refresh.ts'
import type { Db } from '../db/sql.ts'
import { watchBusiness } from './alarms.ts'

export type Numbers = {
  db: Db
  catalogs: Catalogs
  texts: Texts
  publicUrl?: string | null
  clock: () => Date
  onError: (error: unknown) => void
}

/**
 * Brings the numbers of businesses that are due up to date and holds them against their targets, one after the other; returns how many. One
 * that fails doesn't stop the rest.
 */
export async function refreshDue({ clock, onError, ...options }: Numbers, limit: number): Promise<number> {
  const { db } = options
  const due = await dueForRefresh(db, clock(), limit)
  for (const businessId of due)
    await refreshKpis(db, { businessId, now: clock(), ifDue: true })
      .then(() => watchBusiness({ ...options, now: clock() }, businessId))
      .catch(onError)
  return due.length
}
