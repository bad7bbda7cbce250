import type { Slot } from '../../domain/slots.ts'
import { addDays, localOf } from '../../domain/time.ts'
import type { WaitWish } from '../../domain/waitlist.ts'
import type { Hours } from '../../domain/when.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { promiseWords } from '../promise.ts'
import { button, rows, type View } from '../show.ts'
import { waitButton } from '../waitlist.ts'
import { sayClock, sayDay, sayMoment, sayShortDay } from '../words.ts'
import { draftHead } from './describe.ts'
import { byDay, windowOf } from './offer.ts'
import { pageOf, turnOver } from './screens.ts'
import { hasChoice, isClass, servicesOf, zoneOf } from './wish.ts'

const TIMES_PER_PAGE = 20
const DAYS_PER_PAGE = 14

/** What of a day is looked at: a page of its times, or the hours that the client named; `lead` is a line to go first, `wish` what the client named. */
export type Look = { page?: number; hours?: Hours | null; lead?: string; wish?: WaitWish }

/**
 * Choice of a time on the draft's day, or the next one that has some; `slots` are all starts on offer. The day shown
 * becomes the draft's: a time that is typed next is read as one of it.
 */
export function timeScreen(turn: Turn, draft: Draft, slots: readonly Slot[], look: Look = {}): View {
  const { catalog, say } = turn
  const zone = zoneOf(catalog, draft)
  const days = byDay(zone, slots)
  const dates = [...days.keys()]
  const date = dates.find((known) => known >= (draft.day ?? '')) ?? dates.at(-1)
  if (!date) return noTimeScreen(turn, draft)
  const today = localOf(zone, turn.minute).date
  const lead =
    look.lead ?? (draft.day && isMissed(draft.day, date, today) ? noTimeThatDay(turn, draft.day, date) : null)
  const wish = look.wish ?? wishOf(draft, draft.day && isMissed(draft.day, date, today) ? draft.day : date, look)
  draft.day = date
  draft.until = undefined
  const starts = days.get(date)!
  const named = look.hours ? starts.filter((start) => isWithin(zone, start, look.hours!)) : []
  const shown = pageOf(named.length > 0 ? named : starts, look.page ?? 0, TIMES_PER_PAGE)
  const index = dates.indexOf(date)
  const beside = (other: string | undefined, caption: (day: string) => string) =>
    other ? [button(caption(sayShortDay(say.language, other, today)), `day:${other}`)] : []
  const text = say('ask-time', { what: draftHead(turn), day: capital(sayDay(say.language, date, today)) })
  return {
    text: lead ? `${lead}\n\n${text}` : text,
    buttons: [
      ...rows(
        shown.items.map((start) => button(sayClock(zone, start), `time:${start}`)),
        4,
      ),
      named.length > 0 && named.length < starts.length
        ? [button(say('whole-day'), `day:${date}`)]
        : turnOver(shown, (page) => `day:${date}:${page}`, [say('earlier-times'), say('more-times')]),
      [
        ...beside(dates[index - 1], (day) => `‹ ${day}`),
        button(say('other-days'), 'days:0'),
        ...beside(dates[index + 1], (day) => `${day} ›`),
      ],
      waitRow(turn, draft, wish),
      wayBack(turn, draft),
    ],
  }
}

/** What the client would wait for, of the day in view. */
const wishOf = ({ until }: Draft, from: string, { hours = null }: Look): WaitWish => ({
  days: { from, to: until && until > from ? until : from },
  hours,
})

/** Who moves a visit has a place already. */
const waitRow = ({ say }: Turn, { kind }: Draft, wish?: WaitWish) =>
  kind === 'book' && wish ? [waitButton(say, wish)] : []

const isMissed = (wished: string, shown: string, today: string) => wished !== shown && wished >= today

/** Why another day is shown than the one that was wished. */
export function noTimeThatDay({ say, minute, catalog, draft }: Turn, wished: string, shown: string): string {
  const today = localOf(zoneOf(catalog, draft), minute).date
  const day = capital(sayDay(say.language, wished, today))
  return say('no-time-that-day', { day, nearest: sayDay(say.language, shown, today) })
}

/** Back to what was chosen before, and on to one more service. */
function wayBack({ catalog, say }: Turn, draft: Draft) {
  const services = servicesOf(catalog, draft)
  if (draft.kind === 'move') {
    const another = services.length === 1 && hasChoice(catalog, draft)
    return [...(another ? [button(say('other-master'), 'masters')] : []), button(say('move-keep'), 'keep')]
  }
  const back = button(say('back'), hasChoice(catalog, draft) ? 'masters' : 'services')
  return services.some(isClass) ? [back] : [back, button(say('add-service'), 'more')]
}

/** Nothing is free in the whole booking window: another master if one was chosen, else a person has been called. */
function noTimeScreen(turn: Turn, draft: Draft): View {
  const { catalog, say } = turn
  const days = windowOf(turn, draft)
  const back = button(say('back'), hasChoice(catalog, draft) ? 'masters' : 'services')
  const wait = waitRow(turn, draft, wishedBy(turn, draft))
  if (isPicky(turn, draft)) {
    const text = say('no-time-master', { what: draftHead(turn), days })
    return { text, buttons: [[button(say('any-master'), 'mst:0')], wait, [back]] }
  }
  const keep = button(say('move-keep'), 'keep')
  const text = `${say('no-time', { what: draftHead(turn), days })} ${promiseWords(turn)}`
  return { text, buttons: [wait, [draft.kind === 'move' ? keep : back]] }
}

/** The days and hours that a draft names, or all in which it could be booked. */
export function wishedBy(turn: Turn, draft: Draft): WaitWish {
  const zone = zoneOf(turn.catalog, draft)
  const { day, until, hours = null, wanted } = draft
  if (wanted !== undefined) {
    const { date, minutes } = localOf(zone, wanted)
    return { days: { from: date, to: date }, hours: { from: minutes, to: minutes } }
  }
  if (day) return { days: { from: day, to: until && until > day ? until : day }, hours }
  const today = localOf(zone, turn.minute).date
  return { days: { from: today, to: addDays(today, windowOf(turn, draft)) }, hours }
}

/** True when somebody else could do what the draft asks of one master. */
export function isPicky({ catalog }: Turn, draft: Draft): boolean {
  return draft.kind === 'book' && typeof draft.master === 'number' && hasChoice(catalog, draft)
}

/** Choice of a day with the number of its free times; there are some. */
export function dayScreen(turn: Turn, draft: Draft, slots: readonly Slot[], page: number): View {
  const { catalog, say } = turn
  const zone = zoneOf(catalog, draft)
  const today = localOf(zone, turn.minute).date
  const days = [...byDay(zone, slots)]
  const shown = pageOf(days, page, DAYS_PER_PAGE)
  return {
    text: say('ask-day', { what: draftHead(turn) }),
    buttons: [
      ...rows(
        shown.items.map(([date, starts]) =>
          button(`${sayShortDay(say.language, date, today)} · ${starts.length}`, `day:${date}`),
        ),
        3,
      ),
      turnOver(shown, (to) => `days:${to}`),
      draft.kind === 'move' ? [button(say('move-keep'), 'keep')] : [],
      draft.day ? [button(say('back'), `day:${draft.day}`)] : [],
    ],
  }
}

/** The wished time is not to be had: the nearest ones, with their dates. */
export function nearestScreen(turn: Turn, draft: Draft, text: string, slots: readonly Slot[], wish?: WaitWish): View {
  const { catalog, say } = turn
  const zone = zoneOf(catalog, draft)
  return {
    text,
    buttons: [
      ...slots.map((slot) => [button(sayMoment(say.language, zone, slot.start), `time:${slot.start}`)]),
      [button(say('other-days'), 'days:0')],
      waitRow(turn, draft, wish),
    ],
  }
}

/** True for a start within hours of its day; an exact time is a minute long. */
export function isWithin(zone: string, start: number, { from, to }: Hours): boolean {
  const { minutes } = localOf(zone, start)
  return minutes >= from && (to === from ? minutes === from : minutes < to)
}

/** A line that begins with a capital letter. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
