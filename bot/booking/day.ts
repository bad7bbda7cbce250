import type { Slot } from '../../domain/slots.ts'
import { localOf } from '../../domain/time.ts'
import type { When } from '../../domain/when.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import type { View } from '../show.ts'
import { sayDay } from '../words.ts'
import { byDay } from './offer.ts'
import { capital, isWithin, noTimeThatDay, timeScreen } from './times.ts'
import { zoneOf } from './wish.ts'

/**
 * Times of the day that was named, or of the nearest one that has some, with a line about why it is another. `slots` are all
 * starts on offer, at least one; what is shown becomes the draft's.
 */
export function dayView(turn: Turn, draft: Draft, when: When, slots: readonly Slot[]): View {
  const { say } = turn
  const zone = zoneOf(turn.catalog, draft)
  const today = localOf(zone, turn.minute).date
  const { hours } = when
  const days = byDay(zone, slots)
  const dates = [...days.keys()]
  const fits = (date: string) => !hours || days.get(date)!.some((start) => isWithin(zone, start, hours))
  const named = when.days ?? (draft.day ? { from: draft.day, to: draft.day } : { from: today, to: dates.at(-1)! })
  const found = dates.find((date) => date >= named.from && date <= named.to && fits(date))
  const next = found ?? dates.find((date) => date > named.from && fits(date))
  // No day at all has such hours: the named one is shown whole.
  const other = dates.find((date) => date >= named.from) ?? dates.at(-1)!
  const day = (date: string) => sayDay(say.language, date, today)
  const lead = found
    ? undefined
    : named.to < today
      ? say('day-past')
      : named.from > dates.at(-1)!
        ? say('day-too-far', { last: day(dates.at(-1)!) })
        : hours
          ? say('no-time-those-hours', { day: capital(day(named.from)) })
          : noTimeThatDay(turn, named.from, next ?? other)
  draft.day = next ?? other
  draft.start = undefined
  draft.asked = 'time'
  const wish = named.to < today ? undefined : { days: named, hours }
  return timeScreen(turn, draft, slots, { hours: next ? hours : null, lead, wish })
}
