import { logChange } from '../../db/changes.ts'
import { hindered, lineOf, markVisit, unmarkVisit as unmark } from '../../db/marking.ts'
import { hurryNotice } from '../../db/notices.ts'
import { type Paying, payLocked, type Unfit } from '../../db/paying.ts'
import { addPayment, type PaymentMethod } from '../../db/payments.ts'
import { editVisit } from '../../db/visitmarks.ts'
import type { Kopecks } from '../../domain/catalog.ts'
import type { System } from '../system.ts'
import { type By, type Done, onVisit, type Refused, type Seen, unfit } from './desk.ts'

/** The client is here. */
export async function markArrived(system: System, by: By, seen: Seen): Promise<Done | Refused> {
  return onVisit(system, by, seen, (tx, visit, now) => markVisit(tx, by, visit, 'arrived', { tell: false, now }))
}

/** The client did not come; they are told later, unless it is taken back. */
export async function markNoShow(system: System, by: By, seen: Seen, tell: boolean): Promise<Done | Refused> {
  return onVisit(system, by, seen, (tx, visit, now) => markVisit(tx, by, visit, 'no_show', { tell, now }))
}

/** Money for a visit; when all of it is there, the visit is paid. */
export async function payVisit(system: System, by: By, seen: Seen, paying: Paying): Promise<Done | Refused> {
  return onVisit(system, by, seen, async (tx, visit, now) => {
    const paid = await payLocked(tx, by, visit, paying, now)
    return paid.ok || paid.reason !== 'unfit' ? paid : { ...paid, message: UNFIT[paid.what] }
  })
}

const UNFIT: Record<Unfit['what'], string> = {
  discount: 'Скидка больше цены.',
  why_free: 'Почему бесплатно? Это увидит владелец.',
  why: 'Укажите причину скидки.',
  too_much: 'Больше, чем осталось заплатить.',
  nothing: 'Укажите сумму.',
}

/** Money that goes back; the visit took place all the same. */
export async function refundVisit(
  system: System,
  by: By,
  seen: Seen,
  { amount, method, reason }: { amount: Kopecks; method: PaymentMethod; reason: string },
): Promise<Done | Refused> {
  return onVisit(system, by, seen, async (tx, visit, now) => {
    const refusal = hindered('refund', visit, now)
    if (refusal) return refusal
    if (amount > visit.paid - visit.refunded) return unfit('amount', 'Больше, чем было заплачено.')
    const about = { businessId: by.businessId, appointmentId: visit.id, memberId: by.memberId, at: now }
    const paymentId = await addPayment(tx, { ...about, kind: 'refund', amount, method, reason })
    await editVisit(tx, visit, {}, now)
    const after = { amount, method, reason, paymentId }
    const changeId = await logChange(tx, { ...lineOf(by, visit.id, now), action: 'refunded', after })
    return { ok: true, id: visit.id, changeId, notice: null }
  })
}

/** Takes the last mark or payment back till the branch's midnight, or a refund (`undoes`). `money`: the caller may take payments back. */
export async function unmarkVisit(system: System, by: By, seen: Seen, money: boolean): Promise<Done | Refused> {
  return onVisit(system, by, seen, (tx, visit, now) => unmark(tx, by, visit, { undoes: seen.undoes, money, now }))
}

/** What waits to be told about a visit is told at once, or (`never`) not at all. */
export async function hurryVisit(system: System, by: By, id: number, never: boolean): Promise<boolean> {
  const { db, clock, delivery } = system
  const now = clock()
  const notice = await db.transaction(async (tx) => {
    const hurried = await hurryNotice(tx, { businessId: by.businessId, appointmentId: id, now, never })
    if (hurried) {
      const action = never ? 'notify_never' : 'notify_now'
      await logChange(tx, { ...lineOf(by, id, now), action, after: { kind: hurried.kind } })
    }
    return hurried
  })
  if (notice && !never) delivery.onLater(now)
  return notice !== null
}
