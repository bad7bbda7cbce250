import type { InlineKeyboardButton } from 'grammy/types'
import type { DigestNumbers, DueDigest } from '../db/digests.ts'
import type { Measure, Share } from '../domain/kpi/measure.ts'
import { addDays } from '../domain/time.ts'
import { sayAlarm, sayCleared, saySeconds, sayShare, seenAt } from './alarms.ts'
import { appButton } from './app.ts'
import { LONGEST_CAPTION, LONGEST_TEXT, parts } from './fit.ts'
import type { View } from './show.ts'
import type { Say } from './texts.ts'
import { sayDate, sayDayMonth, sayDuration, sayMoney } from './words.ts'

/** The digest of a person's businesses: what broke first, the numbers against before and the norm, tomorrow, who waits, one advice each. */
export function digestView(say: Say, businesses: readonly DigestNumbers[], publicUrl: string | null): View {
  const several = businesses.length > 1
  const [first] = businesses
  const sections = businesses.map((one) => [...(several ? [one.name] : []), ...sectionOf(say, one)].join('\n'))
  return {
    text: [greeting(say, first!), ...sections].join('\n\n'),
    buttons: businesses.flatMap((one) => buttonsOf(say, one, several, publicUrl)),
  }
}

function greeting(say: Say, { plan: { kind, period } }: DigestNumbers): string {
  const { language } = say
  if (kind === 'day') return say('digest-hello-day', { date: sayDate(language, period.to) })
  return say(`digest-hello-${kind}`, {
    from: sayDayMonth(language, period.from),
    to: sayDayMonth(language, period.to),
  })
}

function sectionOf(say: Say, numbers: DigestNumbers): string[] {
  const { now, compared, usual, norm, plan, knownDays, tomorrow, waiting, alarms, cleared } = numbers
  const { kind } = plan
  const count = new Intl.NumberFormat(say.language, { maximumFractionDigits: 1 })
  const line = (name: string, value: string, before: string, often: string | null) =>
    [
      `${name}: ${value}`,
      say(`digest-before-${kind}`, { value: before }),
      ...(often === null ? [] : [say('digest-usual', { value: often })]),
    ].join(' · ')
  const counted = (name: string, value: number, before: number, often?: number) =>
    line(name, count.format(value), count.format(before), often === undefined ? null : count.format(often))
  const quickly = (of: typeof now) => speedIn(say, of)
  const missed = (of: typeof now) => shareIn(say, of.noShow, say('digest-no-visits'))
  return [
    ...alarms.map((one) => `! ${sayAlarm(say, one, numbers.targets)}`),
    ...cleared.map((one) => sayCleared(say, one)),
    counted(say('digest-leads'), now.leads, compared.leads, usual?.leads),
    line(say('digest-speed'), quickly(now), quickly(compared), norm && quickly(norm)),
    counted(say('digest-booked'), now.funnel.booked, compared.funnel.booked, usual?.booked),
    counted(say('digest-came'), now.came, compared.came, usual?.came),
    line(
      say('digest-revenue'),
      moneyIn(say, now),
      moneyIn(say, compared),
      usual && sayMoney(Math.round(usual.revenue / 100) * 100),
    ),
    line(say('digest-no-show'), missed(now), missed(compared), norm && missed(norm)),
    ...(usual === null && kind !== 'month' ? [say('digest-no-norm', { days: knownDays })] : []),
    tomorrow.openMinutes === 0
      ? say('digest-tomorrow-closed')
      : say('digest-tomorrow', { share: `${Math.round((tomorrow.busyMinutes / tomorrow.openMinutes) * 100)}%` }),
    ...(waiting > 0 ? [say('digest-waiting', { count: waiting })] : []),
    '',
    adviceIn(say, numbers),
  ]
}

/** Half of the first answers and the share within a minute; or why that is not known. */
function speedIn(say: Say, { speed }: DigestNumbers['now']): string {
  if (speed.asked === 0) return say('digest-nobody-asked')
  const within = shareIn(say, speed.within60, '—')
  const { median } = speed
  return median.value === null
    ? say('digest-unanswered', { within })
    : say('digest-answered', { median: saySeconds(say, median.value), within })
}

const shareIn = (say: Say, { value }: Measure<Share>, otherwise: string): string =>
  value === null ? otherwise : sayShare(say, value.share, value.all)

/** Visits without a payment written down say nothing of money. */
function moneyIn(say: Say, { came, revenue }: DigestNumbers['now']): string {
  return came > 0 && revenue === 0 ? say('digest-unpaid') : sayMoney(revenue)
}

function adviceIn(say: Say, { advice }: DigestNumbers): string {
  if (advice.kind === 'waiting') return say('advice-waiting', { count: advice.count })
  if (advice.kind === 'channel')
    return say('advice-channel', {
      channel: advice.channel,
      cost: sayMoney(roubles(advice.cost)),
      gives: sayMoney(roubles(advice.gives)),
      loss: sayMoney(roubles(advice.loss)),
    })
  if (advice.kind === 'alarm') return say(SLOW.includes(advice.kpi) ? 'advice-slow' : `advice-${advice.kpi}`)
  if (advice.kind === 'empty')
    return say('advice-empty', {
      share: `${Math.round(advice.occupancy * 100)}%`,
      free: sayDuration(say, [advice.freeMinutes]),
      count: advice.waitlist,
    })
  return say('advice-nothing')
}

/** Of whatever answers late there is one advice. */
const SLOW: readonly string[] = ['responseWithin60', 'responseMedian', 'botResponseMedian', 'waitingTooLong']

const roubles = (kopecks: number) => Math.round(kopecks / 100) * 100

const dayAfter = (today: string) => addDays(today, 1).replaceAll('-', '')

/** What `k_…` of a link says of a digest's period. */
const SPANS = { week: 'overview_7d', month: 'overview_30d' }

function buttonsOf(
  say: Say,
  { businessId, name, plan, waiting, advice, today }: DigestNumbers,
  several: boolean,
  publicUrl: string | null,
): InlineKeyboardButton[][] {
  const at = { publicUrl }
  const span = plan.kind === 'day' ? `day_${plan.period.to.replaceAll('-', '')}` : SPANS[plan.kind]
  const caption = several ? say('digest-numbers-of', { name }) : say('digest-numbers')
  const rest = [
    ...(waiting > 0 ? appButton(at, say('digest-queue'), `q_${businessId}`) : []),
    ...(advice.kind === 'channel' ? appButton(at, say('digest-channels'), `k_${businessId}_channels_30d`) : []),
    ...(advice.kind === 'alarm' ? appButton(at, say('digest-look'), seenAt(advice.kpi, businessId)) : []),
    ...(advice.kind === 'empty' ? appButton(at, say('digest-tomorrow-day'), `d_${businessId}_${dayAfter(today)}`) : []),
  ]
  return [appButton(at, caption, `k_${businessId}_${span}`), rest].filter((row) => row.length > 0)
}

/** By this a picture is drawn when it is delivered: `digest:ru:2026-11-23:1,2`. */
export const pictureName = ({ language, businesses }: Pick<DueDigest, 'language' | 'businesses'>, to: string): string =>
  `digest:${language}:${to}:${businesses.join(',')}`

/** The rows of a digest: with a picture the text is its caption where it fits, else follows it; the buttons stand under the last. */
export function digestRows(
  { text, buttons = [] }: View,
  photo: string | null,
): { method: string; text: string | null; body: Record<string, unknown> }[] {
  const keys = buttons.length > 0 && { reply_markup: { inline_keyboard: buttons } }
  if (photo && text.length <= LONGEST_CAPTION)
    return [{ method: 'sendPhoto', text, body: { photo, caption: text, ...keys } }]
  const texts = parts(text, LONGEST_TEXT)
  const said = texts.map((part, index) => ({
    method: 'sendMessage',
    text: part,
    body: { text: part, ...(index === texts.length - 1 && keys) },
  }))
  return photo ? [{ method: 'sendPhoto', text: null, body: { photo } }, ...said] : said
}
