import type { Booked } from './book.ts'
import { cancel } from './cancel.ts'
import type { Catalogs } from './catalog.ts'
import { logChange } from './changes.ts'
import { type Hindered, hindered, lineOf, type Marked } from './marking.ts'
import { restore } from './restore.ts'
import { minuteOf, type Tx } from './sql.ts'
import { standingOf, standingOfVisit, type Teller, tellPlace } from './tell.ts'
import type { LockedVisit } from './visitmarks.ts'
import type { Visit } from './visits.ts'

export type Cancelling = { by: 'client' | 'member'; reason: string | null; tell: boolean }

/** Cancels a locked visit: its place is free at once, and the client is told later. */
export async function cancelLocked(
  tx: Tx,
  by: Teller,
  visit: LockedVisit,
  how: Cancelling,
  now: Date,
): Promise<Marked | Hindered | { ok: false; reason: 'changed' }> {
  const refusal = hindered('cancel', visit, now)
  if (refusal) return refusal
  const { businessId } = by
  const { id, version } = visit
  const { reason, tell } = how
  const gone = await cancel(tx, { businessId, id, version, by: how.by, reason, now: minuteOf(now) })
  if (!gone) return { ok: false, reason: 'changed' }
  const before = { status: visit.status, overlapReason: visit.overlapReason }
  const after = { status: 'cancelled', by: how.by, reason }
  const changeId = await logChange(tx, { ...lineOf(by, id, now), action: 'cancelled', before, after })
  const news = { known: standingOf(visit), is: null, by: how.by, tell }
  return { ok: true, id, changeId, notice: await tellPlace(tx, by, gone, news, now) }
}

export type Restoring = { status: 'booked' | 'confirmed'; overlapReason: string | null; tell: boolean }

/** Gives a locked, cancelled visit its old place again, while that is free and ahead. */
export async function restoreLocked(
  tx: Tx,
  catalogs: Catalogs,
  by: Teller,
  visit: LockedVisit,
  how: Restoring,
  now: Date,
): Promise<(Marked & { visit: Visit }) | Hindered | Extract<Booked, { ok: false }>> {
  const refusal = hindered('restore', visit, now)
  if (refusal) return refusal
  const { tell, ...as } = how
  const { id, version } = visit
  const restored = await restore(tx, catalogs, { businessId: by.businessId, id, version, ...as, now: minuteOf(now) })
  if (!restored.ok) return restored
  const before = { status: 'cancelled' }
  const line = { ...lineOf(by, id, now), action: 'restored', before, after: { status: as.status } }
  const changeId = await logChange(tx, line)
  const news = { known: null, is: standingOfVisit(restored.visit), tell }
  const notice = await tellPlace(tx, by, restored.visit, news, now)
  return { ok: true, id, changeId, visit: restored.visit, notice }
}
