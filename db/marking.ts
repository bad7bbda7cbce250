import { type Hindrance, hindranceOf, sameDay, type VisitAction, type VisitStatus } from '../domain/visitstate.ts'
import { logChange, markUndone, standingChange } from './changes.ts'
import { type Planned, planNoShow, silenceNoShow } from './notices.ts'
import { dropPayment } from './payments.ts'
import { minuteOf, type Tx } from './sql.ts'
import { editVisit, type LockedVisit, type VisitEdit } from './visitmarks.ts'

/** Who marks a visit: a member of the staff, or a program (`memberId` null). */
export type Marker = { businessId: number; memberId: number | null }

/** `changeId`: the line of the log by which it is taken back; `notice`: what the client will be told. */
export type Marked = { ok: true; id: number; changeId: number; notice: Planned | null }

export type Hindered = { ok: false; reason: 'hindered'; action: VisitAction; hindrance: Hindrance }

/** What keeps staff from an action on a locked visit; null: they may. */
export function hindered(action: VisitAction, visit: LockedVisit, now: Date): Hindered | null {
  const hindrance = hindranceOf(action, { ...visit, now: minuteOf(now) })
  return hindrance && { ok: false, reason: 'hindered', action, hindrance }
}

/** Marks a locked visit: the client came, or did not, which they are told later (`tell`) unless it is taken back. */
export async function markVisit(
  tx: Tx,
  by: Marker,
  visit: LockedVisit,
  status: 'arrived' | 'no_show',
  { tell, now }: { tell: boolean; now: Date },
): Promise<Marked | Hindered> {
  const refusal = hindered(status === 'arrived' ? 'arrived' : 'noShow', visit, now)
  if (refusal) return refusal
  const { businessId, memberId } = by
  const version = await editVisit(tx, visit, { status }, now)
  const line = { ...lineOf(by, visit.id, now), action: status, before: { status: visit.status }, after: { status } }
  const changeId = await logChange(tx, line)
  // A program tells its clients by itself.
  const about = { businessId, memberId, appointmentId: visit.id, version, clientId: visit.clientId, tell, now }
  const notice = status === 'no_show' && memberId !== null ? await planNoShow(tx, about) : null
  return { ok: true, id: visit.id, changeId, notice }
}

export const MARKS = ['arrived', 'no_show', 'paid'] as const

/**
 * Takes the last mark or payment of a locked visit back till the branch's midnight, or a refund (`undoes`). What waits to be told is
 * not told. `money`: the caller may take payments back.
 */
export async function unmarkVisit(
  tx: Tx,
  by: Marker,
  visit: LockedVisit,
  { undoes, money, now }: { undoes?: number; money: boolean; now: Date },
): Promise<Marked | Hindered | { ok: false; reason: 'forbidden' }> {
  const about = { businessId: by.businessId, object: 'visit', objectId: visit.id }
  const refund = undoes && (await standingChange(tx, { ...about, id: undoes, actions: ['refunded'] }))
  const refusal = refund ? null : hindered('unmark', visit, now)
  if (refusal) return refusal
  const last = refund || (await standingChange(tx, { ...about, actions: MARKS }))
  // Only the last mark can be taken back: what stood before an earlier one is not what stands now.
  if (!last || (undoes ?? last.id) !== last.id || !sameDay(visit.zone, minuteOf(last.at), minuteOf(now)))
    return { ok: false, reason: 'hindered', action: 'unmark', hindrance: { why: 'late' } }
  const { paymentId } = (last.after ?? {}) as { paymentId?: number | null }
  if (!money && last.action !== 'arrived' && last.action !== 'no_show') return { ok: false, reason: 'forbidden' }
  if (paymentId) await dropPayment(tx, by.businessId, paymentId)
  const back = (last.before ?? {}) as VisitEdit & { status?: VisitStatus }
  await editVisit(tx, visit, back, now)
  await markUndone(tx, last.id, now)
  await silenceNoShow(tx, { businessId: by.businessId, appointmentId: visit.id, now })
  const line = { ...lineOf(by, visit.id, now), action: 'undone', before: { action: last.action }, after: back }
  return { ok: true, id: visit.id, changeId: await logChange(tx, line), notice: null }
}

/** The beginning of a line of the log about a visit. */
export const lineOf = ({ businessId, memberId }: Marker, id: number, at: Date) => ({
  businessId,
  at,
  memberId,
  object: 'visit',
  objectId: id,
})
