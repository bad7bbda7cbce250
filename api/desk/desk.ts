import { markUndone } from '../../db/changes.ts'
import type { Planned } from '../../db/notices.ts'
import type { Tx } from '../../db/sql.ts'
import { type LockedVisit, lockVisit } from '../../db/visitmarks.ts'
import type { Visit } from '../../db/visits.ts'
import type { Hindrance, VisitAction } from '../../domain/visitstate.ts'
import type { System } from '../system.ts'

/** Who stands at the desk: a member of the staff, or a program (`memberId` null). */
export type By = {
  businessId: number
  memberId: number | null
  /** A master who sees only own visits; null: all of them. */
  masterId: number | null
}

/** What came of a change of a visit; `notice` is what the client will be told, unless it is undone before. */
export type Done = {
  ok: true
  id: number
  changeId: number | null
  notice: Planned | null
  /** Of a new or moved visit. */
  visit?: Visit
  repeated?: boolean
}

/** Why nothing was changed. `field`: what of the request did not fit, with the sentence for it. */
export type Refused =
  | { ok: false; reason: 'gone' | 'changed' | 'taken' | 'closed' | 'forbidden' }
  | { ok: false; reason: 'hindered'; action: VisitAction; hindrance: Hindrance }
  | { ok: false; reason: 'unfit'; field: string; message: string }

export const GONE: Refused = { ok: false, reason: 'gone' }
export const CHANGED: Refused = { ok: false, reason: 'changed' }
export const unfit = (field: string, message: string): Refused => ({ ok: false, reason: 'unfit', field, message })

/** A visit as the caller saw it; `undoes`: the line of the log that the change takes back. */
export type Seen = { id: number; version: number; undoes?: number }

/**
 * Changes a visit that is still as the caller saw it, in one transaction with the line in the log and the notice. The change itself
 * writes nothing when it refuses.
 */
export async function onVisit(
  { db, clock, delivery }: System,
  by: By,
  seen: Seen,
  change: (tx: Tx, visit: LockedVisit, now: Date) => Promise<Done | Refused>,
): Promise<Done | Refused> {
  const result = await db.transaction(async (tx) => {
    const visit = await lockVisit(tx, { ...by, id: seen.id })
    if (!visit || visit.status === 'held') return GONE
    if (visit.version !== seen.version) return CHANGED
    const now = clock()
    const done = await change(tx, visit, now)
    if (done.ok && seen.undoes !== undefined) await markUndone(tx, seen.undoes, now)
    return done
  })
  expectNotice(delivery, result)
  return result
}

/** Sets the loop's timer for what a change has planned. */
export function expectNotice(delivery: System['delivery'], result: Done | Refused): void {
  if (result.ok && result.notice) delivery.onLater(result.notice.dueAt)
}
