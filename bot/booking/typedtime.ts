import { addDays, instantOf, localOf } from '../../domain/time.ts'
import type { Hours, When } from '../../domain/when.ts'
import type { Ctx, Turn } from '../context.ts'
import { send } from '../show.ts'
import { sayMoment } from '../words.ts'
import { chooseTime } from './choose.ts'
import { dayView } from './day.ts'
import { byDay, startsFor } from './offer.ts'
import { timesOrPerson } from './proceed.ts'
import { isWithin, nearestScreen } from './times.ts'
import { zoneOf } from './wish.ts'

type Days = Map<string, number[]>

/** The times that a message wishes, at least one. */
export type Wishes = readonly [When, ...When[]]

/**
 * Days or times were named in words: the time is chosen, or what that day has is shown. Of several wishes the first counts
 * that something is free for.
 */
export async function applyWhen(ctx: Ctx, wishes: Wishes): Promise<void> {
  const { turn } = ctx
  const { draft, catalog, say } = turn
  if (!draft) return
  await ctx.conversation.exitAll()
  const slots = await startsFor(turn, draft)
  if (slots.length === 0) return send(ctx, await timesOrPerson(turn))
  // «Ближайшее» to a list of times is the first of them.
  if (draft.asked === 'time' && wishes.length === 1 && isSoonest(wishes[0])) return chooseTime(ctx, slots[0]!.start)
  const zone = zoneOf(catalog, draft)
  const days = byDay(zone, slots)
  // «А в среду?» after «вечером» is about Wednesday evening.
  const [first, ...others] = wishes.map((wish) => (wish.hours ? wish : { ...wish, hours: draft.hours ?? null }))
  const when = [first!, ...others].find((wish) => isOffered(turn, wish, days, zone)) ?? first!
  const exact = exactStart(turn, when, days, zone)
  if (exact === null) {
    draft.hours = when.hours ?? undefined
    return send(ctx, dayView(turn, draft, when, slots))
  }
  if (exact > turn.minute || !when.days) return chooseTime(ctx, exact)
  draft.asked = 'time'
  draft.start = undefined
  const lead = say('time-past', { time: sayMoment(say.language, zone, exact) })
  await send(ctx, nearestScreen(turn, draft, lead, slots.slice(0, 3)))
}

/** «Как можно скорее» is read as all days that there are. */
const isSoonest = ({ days, hours }: When) => !hours && days !== null && days.to > addDays(days.from, 300)

/** True when some start on offer is what a wish names. */
function isOffered({ draft }: Turn, { days: named, hours }: When, days: Days, zone: string): boolean {
  const from = named?.from ?? draft?.day ?? ''
  const to = named?.to ?? draft?.day ?? '9999'
  return [...days].some(
    ([date, starts]) => date >= from && date <= to && (!hours || starts.some((start) => isWithin(zone, start, hours))),
  )
}

/** The moment that was wished, null where only a day or a part of it was named. */
function exactStart({ minute, draft }: Turn, { days: named, hours }: When, days: Days, zone: string): number | null {
  if (!hours || hours.from !== hours.to) return null
  const at = (date: string) => instantOf(zone, date, hours.from)
  const offers = (date: string) => days.get(date)?.includes(at(date)) === true
  if (named) {
    const inside = [...days.keys()].find((date) => date >= named.from && date <= named.to && offers(date))
    return at(inside ?? named.from)
  }
  if (draft?.day && at(draft.day) > minute) return at(draft.day)
  const today = localOf(zone, minute).date
  if (at(today) > minute) return at(today)
  // A time without a day that is over today: the next day that has it, else tomorrow.
  return at([...days.keys()].find((date) => date > today && offers(date)) ?? addDays(today, 1))
}

/** The moment, day or part of a day to come back to when the rest of a wish is known. */
export function rememberWhen({ draft, minute, catalog }: Turn, { days, hours }: When): void {
  if (!draft) return
  const zone = zoneOf(catalog, draft)
  const today = localOf(zone, minute).date
  if (days && days.to < today) return
  if (days) draft.until = days.to > days.from ? days.to : undefined
  draft.day = days?.from ?? draft.day
  draft.start = undefined
  if (!isExact(hours)) {
    draft.wanted = undefined
    draft.hours = hours ?? draft.hours
    return
  }
  draft.hours = undefined
  const date = days?.from ?? draft.day ?? (instantOf(zone, today, hours.from) > minute ? today : addDays(today, 1))
  draft.wanted = instantOf(zone, date, hours.from)
}

const isExact = (hours: Hours | null): hours is Hours => hours !== null && hours.from === hours.to
