import type { Kopecks } from '../domain/catalog.ts'
import type { Tx } from './sql.ts'

export const PAYMENT_METHODS = ['cash', 'card', 'transfer', 'online'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

export type Payment = {
  businessId: number
  appointmentId: number
  kind: 'payment' | 'refund'
  amount: Kopecks
  method: PaymentMethod
  reason: string | null
  memberId: number | null
  at: Date
}

/** Writes down money that came or went back; the visit's row is locked by the caller. */
export async function addPayment(tx: Tx, payment: Payment): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into payments (business_id, appointment_id, kind, amount, method, reason, member_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz) returning id`,
    [
      payment.businessId,
      payment.appointmentId,
      payment.kind,
      payment.amount,
      payment.method,
      payment.reason,
      payment.memberId,
      payment.at,
    ],
  )
  return row!.id
}

/** Takes back what was written down by mistake; the audit log keeps it. False when it is gone already. */
export async function dropPayment(tx: Tx, businessId: number, id: number): Promise<boolean> {
  const rows = await tx.query('delete from payments where business_id = $1 and id = $2 returning 1', [businessId, id])
  return rows.length === 1
}
