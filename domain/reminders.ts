import { type Catalog, type Minute, rulesOf } from './catalog.ts'
import { DAY, instantOf, localOf } from './time.ts'

/** `remind_24h`: so long before the visit; `remind_again`: asks once more who has not answered. */
export type ReminderKind = `remind_${number}h` | 'remind_again'

/** A reminder that is to go out at `due`, or (`reason`) that the night keeps from going out. */
export type Reminder = { kind: ReminderKind; due: Minute; reason: 'quiet' | 'together' | null }

/** When a visit is, as reminders see it: its branch's zone, and how many hours before it the client is reminded. */
export type Reminded = { zone: string; start: Minute; hours: readonly number[] }

/** Nobody is reminded from 21:00 to 9:00 of the branch's clock; what falls into the night comes at 20:30 before it. */
const NIGHT = 21 * 60
const MORNING = 9 * 60
const EVENING = 20 * 60 + 30
/** The client has just spoken of the visit: sooner a reminder makes no sense. */
const JUST_NOW = 120
/** Of two reminders so near to each other only the one nearer to the visit is sent. */
const TOGETHER = 60
const ASK_AGAIN_AFTER = 240
const NEXT_MORNING = DAY + MORNING + 30
const LEAST_GAP = 120
/** So near to the visit nobody is asked again whether they come. */
const TOO_NEAR = 180
const LONGEST_DELAY = 180

const kindOf = (hours: number): ReminderKind => `remind_${hours}h`

/** True for a kind of the ledger that is a reminder. */
export const isReminder = (kind: string): kind is ReminderKind => kind.startsWith('remind_')

/** Hours before a visit at which its clients are reminded: its first service decides. */
export function remindHours(catalog: Catalog, serviceId: number | undefined): readonly number[] {
  const service = catalog.services.find(({ id }) => id === serviceId)
  return (service ? rulesOf(catalog, service) : catalog.rules).remindHours
}

/** True in the hours in which nobody is reminded. */
export const isQuiet = (zone: string, minute: Minute): boolean =>
  isBetween(zone, minute, { from: NIGHT / 60, to: MORNING / 60 })

/** True from one full hour of a clock until another, also over midnight; never where they are the same. */
export function isBetween(zone: string, minute: Minute, { from, to }: { from: number; to: number }): boolean {
  const { minutes } = localOf(zone, minute)
  const [start, end] = [from * 60, to * 60]
  return start <= end ? minutes >= start && minutes < end : minutes >= start || minutes < end
}

/** When the next night of the branch begins. */
export function nightAfter(zone: string, minute: Minute): Minute {
  const { date, minutes } = localOf(zone, minute)
  return instantOf(zone, date, minutes < NIGHT ? NIGHT : DAY + NIGHT)
}

/** When the night of the branch that it is now is over. */
export function morningAfter(zone: string, minute: Minute): Minute {
  const { date, minutes } = localOf(zone, minute)
  return instantOf(zone, date, minutes < MORNING ? MORNING : DAY + MORNING)
}

/** The same moment, or 20:30 of the evening before the night that it falls into. */
function beforeNight(zone: string, minute: Minute): Minute {
  if (!isQuiet(zone, minute)) return minute
  const { date, minutes } = localOf(zone, minute)
  return instantOf(zone, date, minutes < MORNING ? EVENING - DAY : EVENING)
}

/**
 * The reminders of a visit, soonest first. `known`: when its client last heard of it; those that would have come before then, or
 * right after, are none. One that can't come because the night is in between stays, with the reason.
 */
export function remindersOf({ zone, start, hours }: Reminded, known: Minute): Reminder[] {
  const sensible = [...new Set(hours)]
    .sort((a, b) => b - a)
    .filter((count) => start - count * 60 >= known + JUST_NOW)
    .map((count) => ({ kind: kindOf(count), due: beforeNight(zone, start - count * 60) }))
  return sensible.map(({ kind, due }, index) => {
    if (due < known + JUST_NOW) return { kind, due, reason: 'quiet' }
    const next = sensible[index + 1]
    return { kind, due, reason: next && next.due - due < TOGETHER ? 'together' : null }
  })
}

/**
 * When to ask once more whether the client comes: four hours after the first time, else that evening, else the next morning. Null
 * when none of these is awake, clear of the other reminders and early enough before the visit.
 */
export function askAgainAt({ zone, start, hours }: Reminded, askedAt: Minute): Minute | null {
  const { date } = localOf(zone, askedAt)
  const others = hours.map((count) => beforeNight(zone, start - count * 60)).filter((due) => due > askedAt)
  const candidates = [askedAt + ASK_AGAIN_AFTER, instantOf(zone, date, EVENING), instantOf(zone, date, NEXT_MORNING)]
  const fits = (minute: Minute) =>
    !isQuiet(zone, minute) &&
    minute >= askedAt + LEAST_GAP &&
    minute <= start - TOO_NEAR &&
    others.every((due) => Math.abs(due - minute) >= LEAST_GAP)
  return candidates.find(fits) ?? null
}

/** When staff are asked about a visit that ends at `end`: at a full hour, so that what ends within one is asked together. */
export function askAt(zone: string, end: Minute): Minute {
  return end + ((60 - (localOf(zone, end).minutes % 60)) % 60)
}

/** Until when a reminder that is late still helps: half of its hours, three hours at most. */
export function freshUntil(kind: ReminderKind, due: Minute): Minute {
  const hours = Number(/\d+/.exec(kind)?.[0] ?? 4)
  return due + Math.min(LONGEST_DELAY, hours * 30)
}

/** Why a reminder that is due does not go out at `now` after all; null: it does. What staff want sent `byHand` no rule of planning keeps. */
export function hushed(
  reminded: Reminded,
  { kind, due, now, byHand = false }: { kind: ReminderKind; due: Minute; now: Minute; byHand?: boolean },
): 'late' | 'quiet' | 'rules' | 'together' | null {
  const { zone, start, hours } = reminded
  if (now >= start || now >= freshUntil(kind, due)) return 'late'
  if (isQuiet(zone, now)) return 'quiet'
  if (byHand) return null
  // Whose reminders were switched off meanwhile is asked nothing more either.
  if (kind === 'remind_again') return hours.length === 0 ? 'rules' : null
  const mine = hours.find((count) => kindOf(count) === kind)
  if (mine === undefined) return 'rules'
  // After an outage several may be due at once: the one nearest to the visit says it all.
  return hours.some((count) => count < mine && beforeNight(zone, start - count * 60) <= now) ? 'together' : null
}
