import type { Kopecks, Minute } from './catalog.ts'
import { dayStart, localOf } from './time.ts'

export type VisitStatus = 'held' | 'booked' | 'confirmed' | 'arrived' | 'paid' | 'no_show' | 'cancelled'

/** What staff may do with a visit. */
export type VisitAction = 'arrived' | 'noShow' | 'pay' | 'refund' | 'unmark' | 'move' | 'cancel' | 'restore'

/** What decides about it. `markedAt`: when the last mark was made that still stands. */
export type VisitSight = {
  status: VisitStatus
  zone: string
  start: Minute
  price: Kopecks
  discount: Kopecks
  paid: Kopecks
  refunded: Kopecks
  markedAt: Minute | null
  now: Minute
}

/** Why not: too early, until `from`; too late; or it makes no sense in this state. */
export type Hindrance = { why: 'early'; from: Minute } | { why: 'late' } | { why: 'state' }

const STATE: Hindrance = { why: 'state' }

/** What keeps staff from an action now; null: they may. */
export function hindranceOf(action: VisitAction, visit: VisitSight): Hindrance | null {
  const { status, start, now, zone } = visit
  const awaited = status === 'booked' || status === 'confirmed'
  const from = dayStart(zone, localOf(zone, start).date)
  switch (action) {
    case 'arrived':
      return awaited ? notBefore(from, now) : STATE
    case 'noShow':
      return awaited ? notBefore(start, now) : STATE
    case 'pay':
      return awaited ? notBefore(from, now) : status === 'arrived' ? null : STATE
    case 'refund':
      return visit.paid > visit.refunded ? null : STATE
    case 'unmark':
      if (status !== 'arrived' && status !== 'no_show' && status !== 'paid') return STATE
      return visit.markedAt !== null && sameDay(zone, visit.markedAt, now) ? null : { why: 'late' }
    case 'move':
    case 'cancel':
      return awaited ? null : STATE
    case 'restore':
      return status !== 'cancelled' ? STATE : start < now ? { why: 'late' } : null
  }
}

export const VISIT_ACTIONS: readonly VisitAction[] = [
  'arrived',
  'noShow',
  'pay',
  'refund',
  'unmark',
  'move',
  'cancel',
  'restore',
]

/** True while an undo that lasts till the branch's midnight is still possible. */
export const sameDay = (zone: string, then: Minute, now: Minute): boolean =>
  localOf(zone, then).date === localOf(zone, now).date

/** What is still to be paid. */
export const leftToPay = ({ price, discount, paid, refunded }: Omit<VisitSight, 'zone'>): Kopecks =>
  Math.max(0, price - discount - paid + refunded)

const notBefore = (from: Minute, now: Minute): Hindrance | null => (now < from ? { why: 'early', from } : null)
