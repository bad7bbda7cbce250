import type { Kopecks } from '../domain/catalog.ts'
import { leftToPay, type VisitStatus } from '../domain/visitstate.ts'
import { logChange } from './changes.ts'
import { type Hindered, hindered, lineOf, type Marked, type Marker } from './marking.ts'
import { addPayment, type PaymentMethod } from './payments.ts'
import type { Tx } from './sql.ts'
import { editVisit, type LockedVisit } from './visitmarks.ts'

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

/** What of a payment does not fit, and the field it stands in. */
export type Unfit = {
  ok: false
  reason: 'unfit'
  field: 'discount' | 'reason' | 'amount'
  what: 'discount' | 'why' | 'why_free' | 'too_much' | 'nothing'
}

/** Money for a locked visit; when all of it is there, the visit is paid. */
export async function payLocked(
  tx: Tx,
  by: Marker,
  visit: LockedVisit,
  paying: Paying,
  now: Date,
): Promise<Marked | Hindered | Unfit> {
  const refusal = hindered('pay', visit, now)
  if (refusal) return refusal
  const bill = billOf(visit, paying)
  if (!bill.ok) return bill
  const { businessId, memberId } = by
  const { amount, method } = paying
  const { price, discount, discountReason, paid } = bill
  const about = { businessId, appointmentId: visit.id, memberId, at: now }
  const paymentId =
    amount > 0 ? await addPayment(tx, { ...about, kind: 'payment', amount, method, reason: null }) : null
  const status: VisitStatus = paid ? 'paid' : 'arrived'
  await editVisit(tx, visit, { status, price, discount, discountReason }, now)
  const before = {
    status: visit.status,
    price: visit.price,
    discount: visit.discount,
    discountReason: visit.discountReason,
  }
  const after = { status, price, discount, discountReason, amount, method, paymentId }
  const changeId = await logChange(tx, { ...lineOf(by, visit.id, now), action: 'paid', before, after })
  return { ok: true, id: visit.id, changeId, notice: null }
}

type Bill = { ok: true; price: Kopecks; discount: Kopecks; discountReason: string | null; paid: boolean }

const unfit = (field: Unfit['field'], what: Unfit['what']): Unfit => ({ ok: false, reason: 'unfit', field, what })

function billOf(visit: LockedVisit, { amount, price = visit.price, discount, reason, free }: Paying): Bill | Unfit {
  const off = free
    ? price
    : discount
      ? 'amount' in discount
        ? discount.amount
        : Math.round((price * discount.percent) / 100)
      : visit.discount
  if (off > price) return unfit('discount', 'discount')
  if (off !== visit.discount && off > 0 && !reason) return unfit('reason', free ? 'why_free' : 'why')
  const left = leftToPay({ ...visit, price, discount: off, now: 0 })
  if (amount > left) return unfit('amount', 'too_much')
  if (amount === 0 && left > 0) return unfit('amount', 'nothing')
  const discountReason = off === 0 ? null : (reason ?? visit.discountReason)
  return { ok: true, price, discount: off, discountReason, paid: amount === left }
}

/** Another price of a locked visit for which nothing was paid yet; null: it is too late for that. */
export async function repriceLocked(
  tx: Tx,
  by: Marker,
  visit: LockedVisit,
  price: Kopecks,
  now: Date,
): Promise<Marked | null> {
  const open = visit.status === 'booked' || visit.status === 'confirmed' || visit.status === 'arrived'
  if (!open || visit.paid > visit.refunded || price < visit.discount) return null
  await editVisit(tx, visit, { price }, now)
  const line = { ...lineOf(by, visit.id, now), action: 'priced', before: { price: visit.price }, after: { price } }
  return { ok: true, id: visit.id, changeId: await logChange(tx, line), notice: null }
}
