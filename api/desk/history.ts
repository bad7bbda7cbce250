import { instant, minuteOf } from '../../db/sql.ts'
import type { VisitCard } from '../../db/visitcard.ts'
import { sameDay } from '../../domain/visitstate.ts'

const iso = (text: string) => new Date(text).toISOString()
const MONEY_ACTIONS = ['paid', 'priced', 'refunded', 'undone']

/** What staff changed and what the client did by themselves, newest first. */
export function historyOf(card: VisitCard, sight: { money: boolean; write: boolean; now: Date }) {
  const now = minuteOf(sight.now)
  const { zone } = card.location
  let lastMark = true
  let lastPlace = true
  const changes = card.changes.map((change) => {
    const { id, at, action, member, undone } = change
    const mark = ['arrived', 'no_show', 'paid'].includes(action)
    const place = ['booked', 'moved', 'resized', 'cancelled', 'restored'].includes(action)
    const latest = !undone && ((mark && lastMark) || (place && lastPlace) || action === 'refunded')
    if (!undone) {
      lastMark &&= !mark
      lastPlace &&= !place
    }
    const today = sameDay(zone, minuteOf(new Date(at)), now)
    const mine = place ? sight.write : sight.money || (mark && action !== 'paid')
    const ahead = Date.parse(String(change.before?.start ?? instant(card.start))) >= sight.now.getTime()
    const hide = !sight.money && MONEY_ACTIONS.includes(action)
    return {
      changeId: id,
      at: iso(at),
      who: member,
      action,
      before: hide ? null : change.before,
      after: hide ? null : change.after,
      undoable: latest && mine && (place ? ahead && fits(card.status, action) : today),
      undone,
    }
  })
  const events = card.events.map(({ at, kind }) => ({
    changeId: null,
    at: iso(at),
    who: null,
    action: `client_${kind}`,
    before: null,
    after: null,
    undoable: false,
    undone: false,
  }))
  return [...changes, ...events].sort((a, b) => b.at.localeCompare(a.at))
}

const fits = (status: VisitCard['status'], action: string) =>
  action === 'cancelled' ? status === 'cancelled' : status === 'booked' || status === 'confirmed'
