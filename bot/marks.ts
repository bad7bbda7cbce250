import type { InlineKeyboardButton } from 'grammy/types'
import type { AskedVisit } from '../db/asks.ts'
import { button } from './show.ts'
import type { Say } from './texts.ts'
import { sayClock } from './words.ts'

/** A card by which staff mark visits that are over; `open`: the button into the app, where there is one. */
export function marksView(say: Say, visits: readonly AskedVisit[], open: readonly InlineKeyboardButton[]) {
  const many = visits.length > 1
  const numbered = (index: number, text: string) => (many ? `${index + 1}. ${text}` : text)
  const lines = visits.map((visit, index) => numbered(index, lineOf(say, visit)))
  const buttons = visits.map((visit, index) => {
    const tap = (key: string, verb: string) => button(numbered(index, say(key)), `mark:${visit.id}:${verb}`)
    if (isAwaited(visit)) return [tap('marks-came', 'c'), tap('marks-missed', 'n')]
    return isMarked(visit) ? [tap('marks-undo', 'u')] : []
  })
  const left = visits.filter(isAwaited).length
  const head = left === 0 ? say('marks-done') : say('marks-ask', { count: visits.length })
  const keyboard = [...buttons, [...open]].filter((row) => row.length > 0)
  return { text: [head, ...lines].join('\n'), keyboard }
}

/** True for a visit that nobody has marked. */
export const isAwaited = ({ status }: Pick<AskedVisit, 'status'>): boolean =>
  status === 'booked' || status === 'confirmed'

const isMarked = ({ status }: AskedVisit) => status === 'arrived' || status === 'no_show'

/** What a visit was marked as, and by whom, in words. */
export function markWords(say: Say, { status, by }: AskedVisit): string {
  const state = say(`marks-is-${status}`)
  return by ? say('marks-by', { state, name: by }) : state
}

function lineOf(say: Say, visit: AskedVisit): string {
  // A line without a button of its visit would not be found when the client's data is deleted.
  const named = isAwaited(visit) || isMarked(visit)
  const masters = [...new Set(visit.masters.map(({ name }) => name))].join(', ')
  const what = [`${visit.services.join(' + ')}`, masters].filter(Boolean).join(' · ')
  const line = say('marks-line', {
    time: sayClock(visit.zone, visit.start),
    name: named ? (visit.client ?? say('card-client')) : say('card-client'),
    what,
  })
  return isAwaited(visit) ? line : `${line}: ${markWords(say, visit)}`
}
