import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as russian } from '@orama/stemmers/russian'

const words = (text: string) =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .match(/\p{L}+/gu) ?? []
const stemOf = (word: string) => (/^[a-z]/.test(word) ? english(word) : russian(word))

/** Stems of a text that say something: not its politeness, not its grammar, not its «не». */
export function contentOf(text: string): string[] {
  return words(text)
    .filter((word) => word.length > 1 && !EMPTY.has(word) && !NO.test(word) && !DAY.test(word))
    .map(stemOf)
}

const EMPTY = new Set(
  `а без бы был была были было быть в вам вами вас ваш ваша ваше ваши ваших весь во вот все всегда вы где да дело день для до добрый
  его ее если есть еще же за здесь здравствуйте и из или имеется имеются их к как какие какой когда конечно которая которые который
  ли либо лучше мне можем можете можно мой мы на нам нами нас находимся находится находятся наш наша наше наши наших него нее них но
  ну о об один одна одно он она они от по под пожалуйста поэтому при про прямо рады расположен расположены расположена с сам своя
  свои со сожалению спасибо так также там тем то тоже того только тому том тут у уж уже хорошо что чтобы эта эти это этого этом
  лет год года час часа часов минут минуты метр метра метров день дня дней раз благодарим вопрос приветствую ответим ответить помочь подскажем подскажу подсказать сообщаем сообщить уважением вечер утро рад рада
  a an and are as at be but by can could do does for from have has hello hi i if in is it its may me my of off on or our please
  so sorry thank thanks that the their them there these they this those to us was we were will with would yes you your certainly sure
  happy glad course help located year years hour hours minute minutes old`.split(/\s+/),
)

const NO =
  /^(?:не|нет|нету|нельзя|ни|никогда|никак\p{L}*|без|кроме|закрыт\p{L}*|no|not|never|without|cannot|except|closed|don|doesn|isn|aren|won|t)$/u

/** True when a text denies something. A «нет» that answers the question itself is left out: «Нет, парковка платная». */
export function saysNo(text: string): boolean {
  return words(text.replace(/^\s*(?:нет|no|к сожалению|увы|unfortunately)\s*,/i, '')).some((word) => NO.test(word))
}

/** Numbers of a text, in digits or in words: «10:00» and «10» are one. */
export function numbersIn(text: string): string[] {
  const digits = text.match(/\d+(?:[:.,]\d+)*/g) ?? []
  const plain = digits.map((number) => number.replace(/^0+(?=\d)/, '').replace(/[:.]00$/, ''))
  return [
    ...plain,
    ...words(text)
      .filter((word) => NUMERAL.test(word))
      .map(stemOf),
  ]
}

const NUMERAL =
  /^(?:дв(?:а|е|ух|ум|умя)|тр(?:и|ех|ем|емя)|четыр\p{L}*|пят[ьи]\p{L}*|шест[ьи]\p{L}*|сем[ьи]\p{L}{0,6}|вос[еь]м\p{L}*|девят\p{L}*|десят\p{L}*|двенадцат\p{L}*|двадцат\p{L}*|тридцат\p{L}*|сорок\p{L}*|сто|двест\p{L}*|тысяч\p{L}*|миллион\p{L}*|пол(?:овин|тор)\p{L}*|круглосуточн\p{L}*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|half)$/u

/** Stems of words that promise an advantage: each needs a fact of its own. */
export function specialsIn(text: string): string[] {
  return words(text)
    .filter((word) => CLAIM.test(word))
    .map(stemOf)
}

const CLAIM =
  /^(?:бесплатн|даром|скидк|подар|акци|бонус|сертификат|возврат|компенсац|дешев|лучш|перв|единственн|free|discount|gift|bonus|promo|sale|cheap|best|compensat)\p{L}*$/u

const DAYS = [
  'пн|понедельник\\p{L}{0,3}|mon(?:day)?s?',
  'вт|вторник\\p{L}{0,3}|tue(?:s(?:day)?)?s?',
  'ср|сред[аеуыо]\\p{L}{0,2}|wed(?:nesday)?s?',
  'чт|четверг\\p{L}{0,3}|thu(?:rs(?:day)?)?s?',
  'пт|пятниц\\p{L}{0,3}|fri(?:day)?s?',
  'сб|суббот\\p{L}{0,3}|sat(?:urday)?s?',
  'вс|воскресен\\p{L}{0,4}|sun(?:day)?s?',
]
const SPANS: [RegExp, number[]][] = [
  [/(?<!\p{L})(?:ежедневно|каждый день|без выходных|every day|daily)/iu, [0, 1, 2, 3, 4, 5, 6]],
  [/(?<!\p{L})(?:будн|weekday)/iu, [0, 1, 2, 3, 4]],
  [/(?<!\p{L})(?:выходны(?:е|м|х)|weekend)/iu, [5, 6]],
]
const DAY = new RegExp(`^(?:${DAYS.join('|')}|будн\\p{L}*|выходн\\p{L}*|ежедневно|weekdays?|weekends?|daily)$`, 'u')
const ONE_DAY = new RegExp(`(?<!\\p{L})(?:${DAYS.map((day) => `(${day})`).join('|')})(?!\\p{L})`, 'giu')

/** Weekdays that a text names («д0» is Monday), those between the ends of «пн–пт» and «с понедельника по пятницу» too. */
export function daysIn(text: string): string[] {
  const found = new Set(SPANS.flatMap(([pattern, days]) => (pattern.test(text) ? days : [])))
  let last: { day: number; to: number } | null = null
  for (const match of text.matchAll(ONE_DAY)) {
    const day = match.slice(1).findIndex((group) => group !== undefined)
    const through: boolean =
      last !== null && /^\s*(?:[-–—]|по|до|to|till|through)\s*$/iu.test(text.slice(last.to, match.index))
    for (let next: number = through ? last!.day : day; next !== day; next = (next + 1) % 7) found.add(next)
    found.add(day)
    last = { day, to: match.index + match[0].length }
  }
  return [...found].map((day) => `д${day}`)
}
