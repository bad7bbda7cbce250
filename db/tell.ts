import type { Minute } from '../domain/catalog.ts'
import type { Standing } from '../domain/news.ts'
import { planMasterNews } from './masternews.ts'
import { type Planned, planNews } from './notices.ts'
import type { Tx } from './sql.ts'
import type { Visit } from './visits.ts'

/** Who changes a visit: a member of the staff, or a program (`memberId` null). `people`: through it people of the staff do, in another program. */
export type Teller = { businessId: number; memberId: number | null; people?: boolean }

/** Where a visit stands, for its client. */
export const standingOf = (visit: { start: Minute; masters: readonly number[] }): Standing => ({
  start: visit.start,
  masters: visit.masters,
})

export const standingOfVisit = (visit: Visit): Standing => ({
  start: visit.start,
  masters: visit.parts.map(({ masterId }) => masterId),
})

type News = { known: Standing; is: Standing; by?: 'client' | 'member'; tell: boolean; fresh?: boolean }

/**
 * Plans what the client is told about the new place of a visit, and its masters of one that they knew (`fresh`: nobody did). A program
 * tells its clients by itself.
 */
export async function tellPlace(
  tx: Tx,
  by: Teller,
  visit: { id: number; clientId: number; version: number },
  news: News,
  now: Date,
): Promise<Planned | null> {
  const { memberId, people = memberId !== null } = by
  if (!people) return null
  const about = aboutOf(by, visit, now)
  if (!news.fresh) await planMasterNews(tx, { ...about, memberId, known: news.known, is: news.is })
  return planNews(tx, { ...about, ...news })
}

const aboutOf = (by: Teller, visit: { id: number; clientId: number; version: number }, now: Date) => ({
  businessId: by.businessId,
  appointmentId: visit.id,
  version: visit.version,
  clientId: visit.clientId,
  memberId: by.memberId,
  now,
})
