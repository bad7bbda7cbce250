import type { Kind } from './mask.ts'

/** Finds stretches of a text that must not leave. */
export type Find = (text: string) => { kind: Kind; from: number; to: number }[]

export const EMAIL = /[\p{L}\p{N}._%+-]{1,64} ?@ ?[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu

/** «anna собака mail точка ру», «anna (at) mail.ru». */
export const SPOKEN_EMAIL =
  /[\p{L}\p{N}._%+-]{1,64}\s*(?:собака|[([]at[)\]])\s*[\p{L}\p{N}-]{1,63}(?:\s*(?:\.|точка|dot)\s*[\p{L}\p{N}]{2,20}){1,3}/giu

const ZONES = 'ru|рф|su|com|net|org|info|me|io|app|pro|online|site|link|page|ly|cc|gg|be|by|kz|ua|uz|eu|de|uk|tv|ai|dev'
export const LINK = new RegExp(
  `(?:[a-z][a-z+.-]{1,20}:\\/\\/|www\\.)\\S+|(?<![\\p{L}\\p{N}@])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,5}(?:${ZONES})(?![\\p{L}\\p{N}])(?:[/?#:]\\S*)?`,
  'giu',
)

export const HANDLE = /@[\p{L}\p{N}_.]{2,64}/gu

/** «тг: anna_k», «инста anna.k»: a nick without its sign. */
export const NAMED_HANDLE =
  /(?<!\p{L})(?:тг|тел[её]г\p{L}{0,6}|tg|telegram|инст\p{L}{0,8}|insta(?:gram)?|ig|ник\p{L}{0,3}|вк(?:онтакте)?|vk|вотсап\p{L}?|ватсап\p{L}?|whats ?app|скайп\p{L}?|skype)(?![\p{L}\p{N}_])\s*[:=–—-]?\s*([a-z][a-z0-9_.]{3,64})/dgiu

// What people put between the digits of one number: «8 (912) 345-67-89», «8️⃣9️⃣», spaces that are not seen.
const BETWEEN = "[\\s\\p{Pd}\\p{Cf}\\p{M}().,/\\\\_·•'’+:*#~|=]{0,3}"
/** So many digits are somebody's number; fewer are a price, a year, an age. */
const LONG = 7
const LONG_NUMBER = new RegExp(`\\+?\\p{Nd}(?:${BETWEEN}\\p{Nd}){${LONG - 1},}\\p{M}*`, 'gu')

const DAY_MONTH = '(?:0?[1-9]|[12]\\d|3[01])\\.(?:0?[1-9]|1[0-2])(?:\\.(?:20)?\\d\\d)?'
const TIME = '(?:[01]?\\d|2[0-3])[:.][0-5]\\d'
const MOMENT = `(?:20\\d\\d-\\d\\d-\\d\\d|${DAY_MONTH}|${TIME})`
const MOMENTS = new RegExp(`^${MOMENT}(?:(?:\\s*[-–—,;/]\\s*|\\s+)${MOMENT}){0,3}$`)

const LEADING = new RegExp(`^(?:${MOMENT}[\\s,;]+){1,3}`)
const TRAILING = new RegExp(`(?:[\\s,;]+${MOMENT}){1,3}$`)
/** «15 89161234567»: an hour before a mobile number. */
const HOUR_BEFORE_PHONE = /^\d{1,2}[\s,;]+(?=(?:\+?7|8)\D{0,2}9\d{2}(?:\D{0,3}\d){7}$)/

/** Phones, cards and whatever else has seven digits and more; «21.11.2026 10:00–12:00» is none of them. */
export const longNumbers: Find = (text) =>
  [...text.matchAll(LONG_NUMBER)].flatMap((match) => {
    if (MOMENTS.test(match[0])) return []
    const { from, to } = withoutMoments(match[0])
    const digits = digitsIn(match[0].slice(from, to))
    const kind = digits <= 12 ? 'PHONE' : digits <= 19 ? 'CARD' : 'NUMBER'
    return [{ kind, from: match.index + from, to: match.index + to }]
  })

/** Where the number itself stands in «15:00, 8 916 123-45-67»: the time is wanted, as long as a whole number is left. */
function withoutMoments(run: string): { from: number; to: number } {
  const first = (LEADING.exec(run) ?? HOUR_BEFORE_PHONE.exec(run))?.[0].length ?? 0
  const from = digitsIn(run.slice(first)) >= LONG ? first : 0
  const last = TRAILING.exec(run.slice(from))?.[0].length ?? 0
  const to = digitsIn(run.slice(from, run.length - last)) >= LONG ? run.length - last : run.length
  return { from, to }
}

const digitsIn = (text: string) => text.match(/\p{Nd}/gu)?.length ?? 0

const UNITS = 'ноль|нол[ья]|один|одна|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять'
const TENS =
  '(?:один|две|три|четыр|пят|шест|сем|восем|девят)надцать|двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто'
const HUNDREDS = 'сто|двести|триста|четыреста|пятьсот|шестьсот|семьсот|восемьсот|девятьсот'
const ENGLISH = 'zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|double|triple|twenty|thirty|forty|fifty'
const SPOKEN = `(?<!\\p{L})(?:${UNITS}|${TENS}|${HUNDREDS}|${ENGLISH}|плюс|plus)(?!\\p{L})`
const SPOKEN_NUMBER = new RegExp(`(?:${SPOKEN}|\\p{Nd}{1,4})(?:[\\s,.–—-]{1,3}(?:${SPOKEN}|\\p{Nd}{1,4})){4,}`, 'giu')

/** A phone said in words: five numerals in a row and more, at least three of them words. */
export const spokenNumbers: Find = (text) =>
  [...text.matchAll(SPOKEN_NUMBER)].flatMap((match) =>
    (match[0].match(/\p{L}+/gu)?.length ?? 0) < 3
      ? []
      : [{ kind: 'PHONE', from: match.index, to: match.index + match[0].length }],
  )
