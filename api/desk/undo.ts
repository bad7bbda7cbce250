import { standingChange } from '../../db/changes.ts'
import { hindered } from '../../db/marking.ts'
import { minuteOf } from '../../db/sql.ts'
import { standingOf, standingOfVisit, tellPlace } from '../../db/tell.ts'
import { editVisit, lockVisit } from '../../db/visitmarks.ts'
import { sameStanding } from '../../domain/news.ts'
import type { VisitStatus } from '../../domain/visitstate.ts'
import type { System } from '../system.ts'
import { type By, CHANGED, type Done, GONE, onVisit, type Refused, type Seen, unfit } from './desk.ts'
import { unmarkVisit } from './marks.ts'
import { cancelVisit, noteVisit, rehouse, restoreVisit } from './places.ts'

/** What the undoer may do besides marking. */
export type May = { write: boolean; money: boolean }

type Before = {
  start?: string
  masters?: number[]
  end?: string
  lengths?: (number | null)[]
  status?: VisitStatus
  overlapReason?: string | null
  note?: string | null
}

/** Takes back one line of a visit's log. The client hears of it only when they heard of the change. */
export async function undoVisit(
  system: System,
  by: By,
  seen: Seen & { undoes: number },
  may: May,
): Promise<Done | Refused> {
  const about = { businessId: by.businessId, object: 'visit', objectId: seen.id, id: seen.undoes }
  const change = await system.db.transaction(async (tx) =>
    (await lockVisit(tx, { ...by, id: seen.id })) ? standingChange(tx, about) : null,
  )
  if (!change) return GONE
  const before = (change.before ?? {}) as Before
  const { action } = change
  if (['arrived', 'no_show', 'paid', 'refunded'].includes(action)) return unmarkVisit(system, by, seen, may.money)
  if (!may.write) return { ok: false, reason: 'forbidden' }
  switch (action) {
    case 'moved':
    case 'resized':
      return moveBack(system, by, seen, before, (change.after ?? {}) as Before)
    case 'cancelled': {
      const status = before.status === 'confirmed' ? 'confirmed' : 'booked'
      return restoreVisit(system, by, seen, { status, overlapReason: before.overlapReason ?? null, tell: true })
    }
    case 'booked':
    case 'restored':
      return cancelVisit(system, by, seen, { by: 'member', reason: null, tell: true })
    case 'noted':
      return noteVisit(system, by, seen, before.note ?? null)
    default:
      return unfit('change', 'Это отменить нельзя.')
  }
}

async function moveBack(
  system: System,
  by: By,
  seen: Seen & { undoes: number },
  before: Before,
  after: Before,
): Promise<Done | Refused> {
  return onVisit(system, by, seen, async (tx, visit, now) => {
    const refusal = hindered('move', visit, now)
    if (refusal) return refusal
    const start = minuteOf(new Date(before.start ?? Number.NaN))
    const there = { start: minuteOf(new Date(after.start ?? Number.NaN)), masters: after.masters ?? [] }
    if (!sameStanding(standingOf(visit), there)) return CHANGED
    if (after.end !== undefined && minuteOf(new Date(after.end)) !== visit.end) return CHANGED
    if (start < minuteOf(now)) return { ok: false, reason: 'hindered', action: 'restore', hindrance: { why: 'late' } }
    const { masters, lengths, overlapReason = null } = before
    const place = { start, masters, lengths, overlapReason }
    const moved = await rehouse(system, by, tx, visit, place, now)
    if (!moved.ok) return moved
    const { visit: back, changeId } = moved
    const status = before.status ?? 'booked'
    const version =
      status === back.status ? back.version : await editVisit(tx, visit, { status, price: back.price }, now)
    const news = { known: standingOf(visit), is: standingOfVisit(back), tell: true }
    const notice = await tellPlace(tx, by, { ...back, version }, news, now)
    return { ok: true, id: visit.id, changeId, notice, visit: { ...back, status, version } }
  })
}
