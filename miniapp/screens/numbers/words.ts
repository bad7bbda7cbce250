import { changeOf, type Measure, precisionOf, type Share } from '../../../domain/kpi/measure.ts'
import { type Language, money, type Style } from '../../format.ts'
import type { Text } from '../../texts/texts.ts'

export const UNKNOWN = '—'
const LOCALE: Record<Language, string> = { ru: 'ru-RU', en: 'en-GB' }

export const count = (value: number, { language }: Style): string =>
  new Intl.NumberFormat(LOCALE[language], { useGrouping: 'always' }).format(value).replace(/\s/g, '\u00a0')

/** «20%» of 0.2; a part of a percent where there is less than ten. */
export function percent(share: number, { language }: Style): string {
  const digits = share > 0 && share < 0.1 && Math.round(share * 1000) % 10 !== 0 ? 1 : 0
  const number = new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: digits }).format(share * 100)
  return `${number}%`
}

/** Whole rubles: an average has no kopecks worth reading. */
export const rubles = (kopecks: number, style: Style): string =>
  money(Math.round(kopecks / 100) * 100, style).replace('-', '−')

/** «12 с», «3 мин 20 с», «1 ч 5 мин». */
export function seconds(value: number, t: Text): string {
  const whole = Math.round(value)
  if (whole < 60) return t('num-s', { s: value > 0 && value < 1 ? '<1' : String(whole) })
  if (whole < 3600) {
    const rest = whole % 60
    return rest === 0 ? t('num-m', { m: Math.floor(whole / 60) }) : t('num-ms', { m: Math.floor(whole / 60), s: rest })
  }
  return t('num-hm', { h: Math.floor(whole / 3600), m: Math.round((whole % 3600) / 60) })
}

/** A share as far as its sample lets it be told: «3 из 12», «20%, скорее 15–26%», «20%». */
export function shareWords(t: Text, style: Style, { hits, all, share, from, to }: Share): string {
  const precision = precisionOf(all)
  if (precision === 'counts' || precision === 'of')
    return t('num-of', { hits: count(hits, style), all: count(all, style) })
  if (precision === 'plain') return percent(share, style)
  const bounds = { share: percent(share, style), from: Math.round(from * 100), to: Math.round(to * 100) }
  return t('num-likely', bounds)
}

/** The same where a big number and a small line stand apart: «20%», and «скорее 15–26%, 36 из 180» beneath. */
export function shareParts(
  t: Text,
  style: Style,
  { hits, all, share, from, to }: Share,
): { value: string; note?: string } {
  const sample = t('num-of', { hits: count(hits, style), all: count(all, style) })
  if (all < 30) return { value: sample }
  const likely = t('num-likely-note', { from: Math.round(from * 100), to: Math.round(to * 100), sample })
  return { value: percent(share, style), note: all < 200 ? likely : sample }
}

/** A measure in words, or a dash; the reason stands apart, in `whyWords`. */
export const told = <T>(measure: Measure<T>, words: (value: T) => string): string =>
  measure.value === null ? UNKNOWN : words(measure.value)

/** Why a number is not known. */
export const whyWords = <T>(t: Text, measure: Measure<T>): string | undefined =>
  'reason' in measure ? t(`num-why-${measure.reason}`, { missing: measure.missing ?? 0 }) : undefined

/** What has changed: words, a sign, and whether it is good; without a sign it may be chance. */
export type Changed = { words: string; sign: '▲' | '▼' | null; good: boolean | null }

const ONE_IN_TWENTY = 1.96

/** Two counts of the same length of time; only what chance would not do gets a sign. */
export function countChange(
  t: Text,
  style: Style,
  before: number,
  now: number,
  higher: 'good' | 'bad' | 'same',
): Changed {
  const was = t('num-was', { value: count(before, style) })
  const clear = before + now >= 30 && Math.abs(now - before) > ONE_IN_TWENTY * Math.sqrt(before + now)
  if (!clear) return { words: before === now ? was : `${was}, ${t('num-steady')}`, sign: null, good: null }
  return signed(was, now - before, higher)
}

/** Two amounts: nothing is known of their chance, so they stand side by side. */
export const moneyChange = (t: Text, style: Style, before: Measure<number> | number | null): Changed | null => {
  const value = typeof before === 'number' ? before : (before?.value ?? null)
  return value === null ? null : { words: t('num-was', { value: rubles(value, style) }), sign: null, good: null }
}

/** Two shares, by their intervals. */
export function shareChange(
  t: Text,
  style: Style,
  before: Measure<Share>,
  now: Measure<Share>,
  higher: 'good' | 'bad' | 'same',
): Changed | null {
  if (before.value === null) return null
  const { hits, all, share } = before.value
  const was = t('num-was', {
    value: all < 30 ? t('num-of', { hits, all }) : percent(share, style),
  })
  const change = changeOf(before, now)
  if (change.value?.clear) return signed(was, change.value.points, higher)
  return { words: all >= 30 && change.value ? `${was}, ${t('num-steady')}` : was, sign: null, good: null }
}

function signed(words: string, difference: number, higher: 'good' | 'bad' | 'same'): Changed {
  const up = difference > 0
  return { words, sign: up ? '▲' : '▼', good: higher === 'same' ? null : up === (higher === 'good') }
}
