import { noticeView } from '../bot/notices.ts'
import { minuteOf } from '../db/sql.ts'
import type { Visit } from '../db/visits.ts'
import { type News, type Standing, sameStanding } from '../domain/news.ts'
import { type Handler, sendNotice, skipNotice, unreachable } from './handler.ts'

/** Of a visit whose time is past it is too late to tell after this. */
const LATE_MINUTES = 60

/** Tells a client what staff did with their visit, if that still is so. */
export const tellNews =
  (kind: News): Handler =>
  async (tx, due) => {
    const { addressee, visit, catalog, notice, now } = due
    if (!visit) return skipNotice(tx, due, 'gone')
    const start = (kind === 'cancelled' ? notice.data.known?.start : null) ?? visit.start
    const late = minuteOf(now) >= Math.max(start, minuteOf(notice.dueAt) + LATE_MINUTES)
    const reason = stillSo(kind, notice.data.is ?? null, visit)
      ? (unreachable(addressee) ?? (late ? 'late' : null))
      : becauseOf(visit)
    if (reason !== null) return skipNotice(tx, due, reason)
    await sendNotice(tx, due, (say) => noticeView(catalog, say, visit, kind, notice.data))
  }

const becauseOf = ({ status }: Visit) => (status === 'arrived' || status === 'paid' ? 'here' : 'changed')

/** True when the visit is what the notice says: another version of it may be the same to the client. */
function stillSo(kind: News, told: Standing, visit: Visit): boolean {
  if (kind === 'cancelled') return visit.status === 'cancelled'
  if (visit.status !== 'booked' && visit.status !== 'confirmed') return false
  return sameStanding(told, { start: visit.start, masters: visit.parts.map(({ masterId }) => masterId) })
}
