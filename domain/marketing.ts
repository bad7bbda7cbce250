import type { Minute } from './catalog.ts'
import { isQuiet } from './reminders.ts'
import { DAY, instantOf, localOf } from './time.ts'

/** What the consent to offers is about; it is given apart, for one channel. */
export const MARKETING = 'marketing'

/** Why a client gets no message with an offer inside. */
export type MarketingRefusal = 'erased' | 'barred' | 'blocked' | 'stopped' | 'no_consent' | 'limit'

/** What decides about it: `sent` are messages with offers of the last `LIMIT_DAYS`. */
export type MarketingState = {
  erased: boolean
  barred: boolean
  blocked: boolean
  stopped: boolean
  consented: boolean
  sent: number
}

/** No stretch of so many days has more offers than the limit: so no month of the calendar has. */
export const LIMIT_DAYS = 31

/** Why this client gets no offer now; null: they may get one. */
export function marketingRefusal(state: MarketingState, perMonth: number): MarketingRefusal | null {
  if (state.erased) return 'erased'
  if (state.barred) return 'barred'
  if (state.blocked) return 'blocked'
  if (state.stopped) return 'stopped'
  if (!state.consented) return 'no_consent'
  return state.sent >= perMonth ? 'limit' : null
}

const MORNING = 9 * 60

/** The same moment, or 9:00 of the branch's next morning where it falls into the quiet hours. */
export function awakeFrom(zone: string, minute: Minute): Minute {
  if (!isQuiet(zone, minute)) return minute
  const { date, minutes } = localOf(zone, minute)
  return instantOf(zone, date, minutes < MORNING ? MORNING : DAY + MORNING)
}
