/** How dates, money and phones are written; always in the branch's zone, never in the device's. */
export type Language = 'ru' | 'en'
export type Style = { language: Language; zone: string; currency: string }

const NBSP = '\u00a0'
const LOCALE: Record<Language, string> = { ru: 'ru-RU', en: 'en-GB' }

const cache = new Map<string, Intl.DateTimeFormat>()

/** Formats are dear to make, and a day has two hundred of them. */
function dateFormat(language: Language, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${JSON.stringify(options)}`
  const format = cache.get(key) ?? new Intl.DateTimeFormat(LOCALE[language], { timeZone: zone, ...options })
  cache.set(key, format)
  return format
}

export type Moment = Date | string

const partsOf = (at: Moment, style: Style, options: Intl.DateTimeFormatOptions) =>
  Object.fromEntries(
    dateFormat(style.language, style.zone, options)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  ) as Record<Intl.DateTimeFormatPartTypes, string>

/** «15:30». */
export function time(at: Moment, style: Style): string {
  return dateFormat(style.language, style.zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(at),
  )
}

/** «15:30–16:30». */
export const span = (from: Moment, to: Moment, style: Style) => `${time(from, style)}–${time(to, style)}`

/** «ср 18 ноября», of an instant; `short`: «ср 18 ноя». */
export function day(at: Moment, style: Style, short = false): string {
  const { weekday, day, month } = partsOf(at, style, { weekday: 'short', day: 'numeric', month: 'long' })
  return `${weekday} ${day}${NBSP}${short ? month.slice(0, 3) : month}`
}

/** «ср 18 ноября», of a date 'YYYY-MM-DD', which has no zone. */
export const dateDay = (date: string, style: Style, short = false) =>
  day(`${date}T12:00:00Z`, { ...style, zone: 'UTC' }, short)

/** «ср 18 ноября, 15:30». */
export const dayTime = (at: Moment, style: Style) => `${day(at, style)}, ${time(at, style)}`

/** The branch's date of an instant, 'YYYY-MM-DD'. */
export function dateAt(at: Moment, zone: string): string {
  return dateFormat('en', zone, { year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(new Date(at))
    .reduce((date, { type, value }) => date.replace(type, value), 'year-month-day')
}

/** Minutes between the wall clocks of a zone and the device at an instant. */
export function zoneGap(zone: string, at: Date): number {
  const { year, month, day, hour, minute } = partsOf(
    at,
    { language: 'en', zone, currency: 'RUB' },
    {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    },
  )
  const there = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))
  return Math.round((there - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000) + at.getTimezoneOffset()
}

/** «Екатеринбург» of 'Asia/Yekaterinburg'; a zone we have no word for keeps its own name. */
export function city(zone: string, language: Language): string {
  const own = zone.split('/').at(-1)!.replaceAll('_', ' ')
  return language === 'ru' ? (CITIES[zone] ?? own) : own
}

const CITIES: Record<string, string> = {
  'Europe/Kaliningrad': 'Калининград',
  'Europe/Moscow': 'Москва',
  'Europe/Samara': 'Самара',
  'Europe/Saratov': 'Саратов',
  'Europe/Volgograd': 'Волгоград',
  'Asia/Yekaterinburg': 'Екатеринбург',
  'Asia/Omsk': 'Омск',
  'Asia/Novosibirsk': 'Новосибирск',
  'Asia/Krasnoyarsk': 'Красноярск',
  'Asia/Irkutsk': 'Иркутск',
  'Asia/Yakutsk': 'Якутск',
  'Asia/Vladivostok': 'Владивосток',
  'Asia/Magadan': 'Магадан',
  'Asia/Kamchatka': 'Камчатка',
}

/** «1 ч 30 мин», «45 мин». */
export function duration(minutes: number, language: Language): string {
  const [hourWord, minuteWord] = language === 'ru' ? ['ч', 'мин'] : ['h', 'min']
  const hours = Math.floor(minutes / 60)
  const rest = Math.round(minutes % 60)
  return [hours > 0 && `${hours}${NBSP}${hourWord}`, (rest > 0 || hours === 0) && `${rest}${NBSP}${minuteWord}`]
    .filter((part) => part !== false)
    .join(NBSP)
}

/** «1 200 ₽» of kopecks; the kopecks are written only where there are some. */
export function money(kopecks: number, style: Style): string {
  const whole = kopecks % 100 === 0
  return new Intl.NumberFormat(LOCALE[style.language], {
    style: 'currency',
    currency: style.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: whole ? 0 : 2,
  })
    .formatToParts(kopecks / 100)
    .filter(({ type }) => type !== 'currency' && type !== 'literal')
    .map(({ value }) => value.replace(/\s/g, NBSP))
    .join('')
    .concat(NBSP, symbolOf(style))
}

function symbolOf({ language, currency }: Style): string {
  const parts = new Intl.NumberFormat(LOCALE[language], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

/** Kopecks of «1 200,50»; null for what is no amount. */
export function readMoney(typed: string): number | null {
  const plain = typed.replace(/[\s\u00a0\u202f₽]/g, '').replace(',', '.')
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null
}

/** «+7 912 345-67-89» of '+79123456789'; another country's number is left in one piece. */
export function phone(number: string): string {
  const [, code, first, second, third] = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number) ?? []
  return code ? `+7${NBSP}${code}${NBSP}${first}-${second}-${third}` : number
}
