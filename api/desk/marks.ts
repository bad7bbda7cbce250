import { logChange } from '../../db/changes.ts'
import { hindered, lineOf, markVisit, unmarkVisit as unmark } from '../../db/marking.ts'
import { hurryNotice } from '../../db/notices.ts'
import { addPayment, type PaymentMethod } from '../../db/payments.ts'
import { editVisit, type LockedVisit } from '../../db/visitmarks.ts'
import type { Kopecks } from '../../domain/catalog.ts'
import { leftToPay, type VisitStatus } from '../../domain/visitstate.ts'
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

export type Paying = {
  /** What came now. */
  amount: Kopecks
  method: PaymentMethod
  /** The price in the end, where it was «from». */
  price?: Kopecks
  discount?: { amount: Kopecks } | { percent: number }
  /** Of the discount, or of «free of charge». */
  reason: string | null
  free: boolean
}

/** Money for a visit; when all of it is there, the visit is paid. */
export async function payVisit(system: System, by: By, seen: Seen, paying: Paying): Promise<Done | Refused> {
  return onVisit(system, by, seen, async (tx, visit, now) => {
    const refusal = hindered('pay', visit, now)
    if (refusal) return refusal
    const bill = billOf(visit, paying)
    if (!bill.ok) return bill
    const { amount, method } = paying
    const { price, discount, discountReason, paid } = bill
    const about = { businessId: by.businessId, appointmentId: visit.id, memberId: by.memberId, at: now }
    const paymentId =
      amount > 0 ? await addPayment(tx, { ...about, kind: 'payment', amount, method, reason: null }) : null
    const status: VisitStatus = paid ? 'paid' : 'arrived'
    await editVisit(tx, visit, { status, price, discount, discountReason }, now)
    const line = {
      ...lineOf(by, visit.id, now),
      action: 'paid',
      before: {
        status: visit.status,
        price: visit.price,
        discount: visit.discount,
        discountReason: visit.discountReason,
      },
      after: { status, price, discount, discountReason, amount, method, paymentId },
    }
    return { ok: true, id: visit.id, changeId: await logChange(tx, line), notice: null }
  })
}

type Bill = { ok: true; price: Kopecks; discount: Kopecks; discountReason: string | null; paid: boolean }

function billOf(visit: LockedVisit, { amount, price = visit.price, discount, reason, free }: Paying): Bill | Refused {
  const off = free
    ? price
    : discount
      ? 'amount' in discount
        ? discount.amount
        : Math.round((price * discount.percent) / 100)
      : visit.discount
  if (off > price) return unfit('discount', 'Скидка больше цены.')
  if (off !== visit.discount && off > 0 && !reason)
    return unfit('reason', free ? 'Почему бесплатно? Это увидит владелец.' : 'Укажите причину скидки.')
  const left = leftToPay({ ...visit, price, discount: off, now: 0 })
  if (amount > left) return unfit('amount', 'Больше, чем осталось заплатить.')
  if (amount === 0 && left > 0) return unfit('amount', 'Укажите сумму.')
  const discountReason = off === 0 ? null : (reason ?? visit.discountReason)
  return { ok: true, price, discount: off, discountReason, paid: amount === left }
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
