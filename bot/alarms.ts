import type { InlineKeyboardButton } from 'grammy/types'
import type { Alarmed } from '../db/alarms.ts'
import { precisionOf } from '../domain/kpi/measure.ts'
import { type Targets, thresholdsOf, type Watched } from '../domain/kpi/thresholds.ts'
import { appButton } from './app.ts'
import type { Say } from './texts.ts'

/** Where an owner sees more of a number: part of a link into the app, after the business. */
const SEEN_AT: Record<Watched, (businessId: number) => string> = {
  responseWithin60: (id) => `k_${id}_speed_7d`,
  responseMedian: (id) => `k_${id}_speed_7d`,
  botResponseMedian: (id) => `k_${id}_speed_7d`,
  accuracy: (id) => `p_${id}`,
  fallback: (id) => `p_${id}`,
  handover: (id) => `k_${id}_assistant_7d`,
  automatic: (id) => `k_${id}_assistant_7d`,
  leadToBooking: (id) => `k_${id}_funnel_7d`,
  noShow: (id) => `k_${id}_masters_7d`,
  waitingTooLong: (id) => `q_${id}`,
  scheduleAhead: (id) => `s_${id}_masters`,
}

export const seenAt = (kpi: Watched, businessId: number): string => SEEN_AT[kpi](businessId)

/** The button under what is told of these numbers: to the screen of the one, or to all of them. */
export function alarmButton(
  say: Say,
  { businessId, kpis, publicUrl }: { businessId: number; kpis: readonly Watched[]; publicUrl: string | null },
): InlineKeyboardButton[] {
  const places = new Set(kpis.map((kpi) => seenAt(kpi, businessId)))
  const waits = kpis.includes('waitingTooLong')
  const [only, ...others] = places
  const to = waits ? seenAt('waitingTooLong', businessId) : others.length === 0 ? only : undefined
  const caption = say(waits ? 'digest-queue' : 'digest-numbers')
  return appButton({ publicUrl }, caption, to ?? `k_${businessId}_overview_7d`)
}

/** KPIs that are times; the rest are shares, but for what is counted. */
const TIMES: readonly Watched[] = ['responseMedian', 'botResponseMedian']

/** A share in words: of few cases «3 из 12», else «25%». */
export function sayShare(say: Say, share: number, cases: number): string {
  const few = ['counts', 'of'].includes(precisionOf(cases))
  return few ? say('of-all', { hits: Math.round(share * cases), all: cases }) : `${Math.round(share * 100)}%`
}

/** Seconds in words: «8 с», «5 мин», «2 ч». */
export function saySeconds(say: Say, seconds: number): string {
  if (seconds < 90) return say('seconds', { seconds: Math.round(seconds) })
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? say('minutes', { minutes }) : say('hours', { hours: Math.round(minutes / 60) })
}

/** What is out of bounds, with the bound: «Неявки: 6 из 20, норма до 15%». */
export function sayAlarm(say: Say, { kpi, side, number, cases }: Alarmed, targets: Targets): string {
  if (kpi === 'waitingTooLong') return say('alarm-waiting', { count: number })
  if (kpi === 'scheduleAhead') return say('alarm-schedule')
  const { below, above } = thresholdsOf(targets).find((one) => one.kpi === kpi)!
  // The owner may have taken the bound away since: then it is told without.
  const bound = (side === 'low' ? below : above) ?? null
  const time = TIMES.includes(kpi)
  return say(`alarm-${side}`, {
    name: say(`alarm-name-${kpi}`),
    number: time ? saySeconds(say, number) : sayShare(say, number, cases),
    bound: bound === null ? '—' : time ? saySeconds(say, bound) : `${Math.round(bound * 100)}%`,
  })
}

/** What is within its bounds again. */
export const sayCleared = (say: Say, { kpi }: Pick<Alarmed, 'kpi'>): string =>
  say('alarm-cleared', { name: say(`alarm-name-${kpi}`) })
