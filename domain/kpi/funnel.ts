import { type Measure, type Share, shareOf } from './measure.ts'

/** The way of a lead: clicks of an ad where they are known, leads, and how far these came. Seeds 000 §3, 002 §4. */
export type FunnelCounts = { clicks: number | null; leads: number; booked: number; visited: number; paid: number }

export type Funnel = FunnelCounts & {
  /** Leads of clicks; seed 000: 180 of 600 is 30%. */
  clickToLead: Measure<Share>
  /** Lead conversion rate, LCR; seed 000: 36 of 180 is 20%. */
  leadToBooking: Measure<Share>
  bookingToVisit: Measure<Share>
  visitToPayment: Measure<Share>
  leadToPayment: Measure<Share>
}

/** Shares of each step; a step with more people than the one before contradicts, and says so. */
export function funnelOf(counts: FunnelCounts): Funnel {
  const { clicks, leads, booked, visited, paid } = counts
  return {
    ...counts,
    clickToLead: clicks === null ? { value: null, reason: 'no_data' } : shareOf(leads, clicks),
    leadToBooking: shareOf(booked, leads),
    bookingToVisit: shareOf(visited, booked),
    visitToPayment: shareOf(paid, visited),
    leadToPayment: shareOf(paid, leads),
  }
}

/** What became of visits whose time has come. */
export type VisitCounts = { came: number; noShow: number; cancelled: number; cancelledLate: number }

/** Share of no-shows among visits that were due: came or not; cancelled ones freed their place. Seeds 001 §1, 002 §2. */
export const noShowShare = ({ came, noShow }: VisitCounts): Measure<Share> => shareOf(noShow, came + noShow)

/** Share of visits cancelled too late to fill the place again, among all that were booked for the time. Issue: «late cancel». */
export const lateCancelShare = ({ came, noShow, cancelled, cancelledLate }: VisitCounts): Measure<Share> =>
  cancelledLate > cancelled
    ? { value: null, reason: 'contradiction' }
    : shareOf(cancelledLate, came + noShow + cancelled)

/** Share of clients of a service who came again within the time looked at. Seed 000 §4: the second visit. */
export const repeatShare = (clients: number, returned: number): Measure<Share> => shareOf(returned, clients)

/** Share of a master's open minutes that visits took; more than there were (a deliberate overlap) stays above 1. Seed 001: «заполняемость». */
export function occupancyOf(busyMinutes: number, openMinutes: number): Measure {
  if (openMinutes === 0) return { value: null, reason: busyMinutes === 0 ? 'no_data' : 'contradiction' }
  return { value: busyMinutes / openMinutes }
}
