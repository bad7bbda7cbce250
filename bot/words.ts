import type { Catalog, Kopecks, Location, Minute, Service } from '../domain/catalog.ts'
import { addDays, localOf, weekdayOf } from '../domain/time.ts'
import type { Hours } from '../domain/when.ts'
import type { Language, Say } from './texts.ts'

const WEEKDAYS = {
  ru: ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}
const SHORT = {
  ru: ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
}
const MONTHS = {
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
}
const NEAR = { ru: ['сегодня', 'завтра'], en: ['today', 'tomorrow'] }

/** «15:30» at the branch. */
export function sayClock(zone: string, minute: Minute): string {
  const { minutes } = localOf(zone, minute)
  return clock(minutes)
}

/** «пятница, 27 ноября»: weekday, date and month in words. */
export function sayDate(language: Language, date: string): string {
  const [, month, day] = date.split('-').map(Number)
  const weekday = WEEKDAYS[language][weekdayOf(date) - 1]
  return language === 'ru'
    ? `${weekday}, ${day} ${MONTHS.ru[month! - 1]}`
    : `${weekday}, ${day} ${MONTHS.en[month! - 1]}`
}

/** «27 ноября». */
export function sayDayMonth(language: Language, date: string): string {
  const [, month, day] = date.split('-').map(Number)
  return `${day} ${MONTHS[language][month! - 1]}`
}

/** «завтра, пятница, 27 ноября» when it is near, else without the first word. */
export function sayDay(language: Language, date: string, today: string): string {
  const near = date === today ? NEAR[language][0] : date === addDays(today, 1) ? NEAR[language][1] : null
  return near ? `${near}, ${sayDate(language, date)}` : sayDate(language, date)
}

/** «завтра» when it is near, else «пятница, 27 ноября»: for what needs no more than that. */
export function sayNearDay(language: Language, date: string, today: string): string {
  const near = date === today ? NEAR[language][0] : date === addDays(today, 1) ? NEAR[language][1] : null
  return near ?? sayDate(language, date)
}

/** «пт 27» for a small button, «вт 1.12» in another month than today's. */
export function sayShortDay(language: Language, date: string, today: string): string {
  const month = date.slice(0, 7) === today.slice(0, 7) ? '' : `.${date.slice(5, 7)}`
  return `${SHORT[language][weekdayOf(date) - 1]} ${Number(date.slice(8))}${month}`
}

/** «пятница, 27 ноября, 15:30». */
export function sayMoment(language: Language, zone: string, minute: Minute): string {
  const { date, minutes } = localOf(zone, minute)
  return `${sayDate(language, date)}, ${clock(minutes)}`
}

/** «1 800 ₽»; kopecks only where there are some. */
export function sayMoney(kopecks: Kopecks): string {
  const rubles = Math.floor(kopecks / 100)
  const rest = kopecks % 100
  const whole = String(rubles).replace(/\B(?=(\d{3})+$)/g, ' ')
  return `${whole}${rest === 0 ? '' : `,${String(rest).padStart(2, '0')}`} ₽`
}

/** Price of a service for the price list: the least of its masters' prices. */
export function sayPrice(say: Say, service: Service): string {
  const prices = service.masters.map((master) => master.price ?? service.price)
  const least = Math.min(service.price, ...prices)
  const from = service.priceFrom || Math.max(service.price, ...prices) > least
  if (least === 0) return say('price-free')
  return from ? say('price-from', { price: sayMoney(least) }) : sayMoney(least)
}

/** Length of a service, pauses included: «1 ч 30 мин». */
export function sayDuration(say: Say, segments: readonly number[]): string {
  const total = segments.reduce((sum, minutes) => sum + minutes, 0)
  const hours = Math.floor(total / 60)
  const minutes = total % 60
  if (hours === 0) return say('minutes', { minutes })
  return minutes === 0 ? say('hours', { hours }) : say('hours-minutes', { hours, minutes })
}

/** A window of local wall time: «вт 24 ноября, 18:00–23:00», «вт 24 ноября, 15:00», whole days without a time. */
export function sayWindow(language: Language, { from, to }: { from: string; to: string }): string {
  const day = (date: string) =>
    `${SHORT[language][weekdayOf(date) - 1]} ${Number(date.slice(8))} ${MONTHS[language][Number(date.slice(5, 7)) - 1]}`
  const [date, begins] = from.split('T') as [string, string]
  const [end, ends] = to.split('T') as [string, string]
  if (begins === '00:00' && ends === '00:00' && end > date) {
    const last = addDays(end, -1)
    return last === date ? day(date) : `${day(date)} – ${day(last)}`
  }
  return `${day(date)}, ${from === to ? begins : `${begins}–${ends}`}`
}

/** A part of a day in words: «утром», «после 18:00», «с 14:00 до 16:00»; an exact time is its clock. */
export function sayPart(say: Say, { from, to }: Hours): string {
  if (from === to) return clock(from)
  const part = PARTS.find((one) => one.from === from && one.to === to)
  if (part) return say(part.key)
  if (to >= LATE) return say('part-after', { time: clock(from) })
  return from === 0
    ? say('part-before', { time: clock(to) })
    : say('part-between', { from: clock(from), to: clock(to) })
}

/** Parts of a day that have a name. */
const PARTS = [
  { from: 6 * 60, to: 12 * 60, key: 'part-morning' },
  { from: 12 * 60, to: 17 * 60, key: 'part-day' },
  { from: 17 * 60, to: 23 * 60, key: 'part-evening' },
] as const
/** From then on a part of a day has no end that matters. */
const LATE = 23 * 60

/** Opening hours as lines: «пн–пт 10:00–20:00». */
export function sayHours(say: Say, location: Location): string {
  const days = location.hours.map((spans) =>
    spans.length === 0 ? say('closed') : spans.map((span) => `${clock(span.from)}–${clock(span.to % 1440)}`).join(', '),
  )
  const names = SHORT[say.language]
  const lines: string[] = []
  for (let from = 0; from < 7; ) {
    let to = from
    while (to < 6 && days[to + 1] === days[from]) to++
    lines.push(`${from === to ? names[from] : `${names[from]}–${names[to]}`} ${days[from]}`)
    from = to + 1
  }
  return lines.join('\n')
}

/** Name of a resource, or an empty string when it is gone from the catalog. */
export function nameOf(catalog: Catalog, resourceId: number): string {
  return catalog.resources.find((resource) => resource.id === resourceId)?.name ?? ''
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
