import { addDays, instantOf, localOf } from '../../domain/time.ts'
import type { Hours, When } from '../../domain/when.ts'
import type { Turn } from '../context.ts'
import { plainWords } from '../plain.ts'
import { zoneOf } from './wish.ts'

/** How far from a time another one is wished; `open`: just later or earlier on that day. */
export type Shift = { days: number; minutes: number } | { open: 'later' | 'earlier' }

const COUNT =
  '(?:(?<count>\\d{1,3}|полтора|полторы|пол|один|одну|два|две|пару|три|четыре|a|an|one|two|three|half an) ?)?'
const UNIT =
  '(?<unit>часик|часок|час(?:а|ов|ика)?|минут(?:ок|ки|у|ы)?|мин|день|денек|дня|дней|сутки|недел(?:ю|и|ь|ьку)|hours?|minutes?|mins?|days?|weeks?)'
const LATER = 'позже|попозже|позднее|вперед|later'
const EARLIER = 'раньше|пораньше|назад|earlier'
const WAY = `(?<way>${LATER}|${EARLIER})`
const PATTERNS = [
  new RegExp(`(?<!\\p{L})(?:на )?${COUNT}${UNIT} ${WAY}(?!\\p{L})`, 'u'),
  new RegExp(`(?<!\\p{L})${WAY} на ${COUNT}${UNIT}(?!\\p{L})`, 'u'),
]
const OPEN = /(?<!\p{L})(?<way>попозже|позже|пораньше|раньше|later|earlier)(?!\p{L})/u
const COUNTS: Record<string, number> = {
  полтора: 1.5,
  полторы: 1.5,
  пол: 0.5,
  'half an': 0.5,
  два: 2,
  две: 2,
  two: 2,
  пару: 2,
  три: 3,
  three: 3,
  четыре: 4,
}

/** «На день позже», «на полчаса раньше», «an hour later», «попозже»: a wish that is told by another time; null for any other. */
export function shiftIn(text: string): Shift | null {
  const plain = plainWords(text)
  for (const pattern of PATTERNS) {
    const said = pattern.exec(plain)?.groups
    if (!said) continue
    const { count = '', unit = '', way = '' } = said
    const times = (COUNTS[count] ?? (Number.parseInt(count, 10) || 1)) * (isLater(way) ? 1 : -1)
    if (/^(ден|дн|сут|day)/u.test(unit)) return { days: times, minutes: 0 }
    if (/^(недел|week)/u.test(unit)) return { days: 7 * times, minutes: 0 }
    return { days: 0, minutes: (/^(мин|min)/u.test(unit) ? 1 : 60) * times }
  }
  const open = OPEN.exec(plain)?.groups?.way
  return open ? { open: isLater(open) ? 'later' : 'earlier' } : null
}

/** The hours of the time that is spoken of, where a text wishes the same ones; null for any other. */
export function sameHours({ draft, catalog }: Turn, text: string): Hours | null {
  const base = draft?.start ?? draft?.was
  if (base === undefined || !SAME.test(plainWords(text))) return null
  const { minutes } = localOf(zoneOf(catalog, draft), base)
  return { from: minutes, to: minutes }
}

const SAME = /(?<!\p{L})((в |на )?(то|это) же (самое )?время|same (time|hour))(?!\p{L})/u

const isLater = (way: string) => new RegExp(`^(?:${LATER})$`, 'u').test(way)

/** The time that a text wishes by the one that is spoken of: chosen in the draft, or the visit's that is to be moved. */
export function shiftedFrom({ draft, catalog }: Turn, text: string): When | null {
  const base = draft?.start ?? draft?.was
  const shift = base === undefined ? null : shiftIn(text)
  if (base === undefined || !shift) return null
  const zone = zoneOf(catalog, draft)
  const { date, minutes } = localOf(zone, base)
  if ('open' in shift) {
    const hours = shift.open === 'later' ? { from: minutes + 1, to: 1440 } : { from: 0, to: minutes }
    return { days: { from: date, to: date }, hours }
  }
  // Days keep the clock, hours keep the time between.
  const at = localOf(zone, instantOf(zone, addDays(date, Math.round(shift.days)), minutes) + shift.minutes)
  return { days: { from: at.date, to: at.date }, hours: { from: at.minutes, to: at.minutes } }
}
