import type { Service } from '../domain/catalog.ts'
import { formsOf } from '../domain/names.ts'

/** What a free message asks for, as far as plain words tell. */
export type Intent = 'human' | 'move' | 'cancel' | 'mine' | 'price' | 'place' | 'book' | 'drop' | 'hello' | 'thanks'

// `\b` knows Latin letters only: the looks around stand for it.
const word = (pattern: string) => new RegExp(`(?<!\\p{L})(?:${pattern})`, 'u')

const INTENTS: readonly [Intent, RegExp][] = [
  [
    'human',
    word(
      'менеджер|администратор|админ(?!\\p{L})|оператор|(позов|соедин|свяж|поговор|живо|нужен|нужна)[\\p{L}]*( \\p{L}+)? (человек|кого)|^человек(а|ом|у)?$|manager|human|operator|(real|live) person|talk to (a )?person',
    ),
  ],
  [
    'move',
    word(
      'перенес|перенос|перезапи|передвин|сдвин|друг(ое время|ой день|ие дни|ую дату|ую запись)|reschedul|move(?!\\p{L})|(an)?other (time|day)',
    ),
  ],
  ['cancel', word('отмен|откаж|отказ|не (смогу|приду|придем|получится|сможем)|cancel')],
  [
    'mine',
    word(
      'мои записи|моя запись|моей записи|мою запись|когда я записан|на когда я запис|my (visit|booking|appointment)',
    ),
  ],
  [
    'price',
    word(
      'сколько (это )?(стоит|стоят|будет|возьм)|цен[аыеуо]|прайс|стоимост|почем|расценк|(какие|ваши|все) услуг|price|cost|how much',
    ),
  ],
  [
    'place',
    word(
      'адрес|где вы|где находит|где это|как (до вас |к вам )?(до|про)(ехать|браться|йти)|часы (работы|и адрес)|до скольки|со скольки|во сколько (откр|закр)|(вы|когда) работаете|режим работы|парков|address|where are|where is|directions|opening|what time do you|hours',
    ),
  ],
  ['book', word('запи[сш]|окошк|свободн|хочу (на|сделать)|можно на|book|appointment')],
  ['drop', /^(стоп|назад|не надо|не нужно|передумал[аи]?|отбой|stop|back|never ?mind)$/],
  [
    'hello',
    /^(привет(ик|ствую)?|здравствуй(те)?|здрасьте|добрый (день|вечер)|доброе утро|доброго|хай|меню|помощь|hello|hi|hey|good (morning|day|evening)|menu|help)(?!\p{L})/u,
  ],
  [
    'thanks',
    /^(большое )?(спасибо|спс|благодар|до свидания|до встречи|всего доброго|пока$|отлично$|супер$|хорошо$|понятно$|ясно$|ок$|ok$|thanks|thank you|thx|bye|great$)/,
  ],
]

/** A message without what only looks: invisible characters, capitals, «ё», doubled spaces, the stop at the end. */
export function plainWords(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!,)]+$/, '')
}

/** The intent of a free message; null when no word tells. */
export function intentOf(text: string): Intent | null {
  const plain = plainWords(text)
  return INTENTS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

const YES =
  /^(да|ага|угу|конечно|давайте|давай|верно|все|так|именно|точно|подтверждаю|подтвердить|записывайте|запишите|записать|меня|ок|окей|хорошо|отлично|супер|пожалуйста|спасибо|подходит|устраивает|согласен|согласна|соглашаюсь|даю|согласие|можно|переносите|перенести|book|it|ok|okay|yes|yeah|yep|sure|agree|i|confirm|please|correct|right)$/
const WEAK = /^(все|так|меня|пожалуйста|спасибо|можно|i|it|please)$/
const NO =
  /^(нет|не|надо|нужно|записывайте|хочу|согласен|согласна|соглашаюсь|буду|спасибо|оставьте|оставить|оставляем|как|есть|no|nope|not|don|t|do|agree|i|thanks|leave|keep|it)$/

/** «да», «нет» and their kin as an answer to a question; null for anything else. */
export function yesOrNo(text: string): boolean | null {
  const plain = plainWords(text)
  if (/^(👍|👌|✅|\+|➕)/u.test(plain)) return true
  if (/^(👎|❌|-)$/u.test(plain)) return false
  const words = plain.match(/\p{L}+/gu) ?? []
  if (words.length === 0) return null
  if (
    /^(нет|не|no|nope|not|don|оставьте|оставить|оставляем|leave|keep|do)$/.test(words[0]!) &&
    words.every((one) => NO.test(one))
  )
    return false
  return words.every((one) => YES.test(one)) && !words.every((one) => WEAK.test(one)) ? true : null
}

/** What a text says about services: those named in full, and those of which one may be meant. */
export type Named = { sure: Service[]; maybe: Service[] }

/**
 * Services whose names a text holds, in whatever case. «Маникюр с гель-лаком» is not also «Маникюр»; «стрижка и укладка»
 * names one for sure and leaves several haircuts to choose from.
 */
export function servicesNamed(text: string, services: readonly Service[]): Named {
  const asked = stems(text)
  const own = services.map((service) => ({ service, stems: stems(service.name) }))
  const full = own.filter((one) => one.stems.length > 0 && one.stems.every((stem) => asked.some(like(stem))))
  const sure = full.filter(
    (one) =>
      !full.some(
        (other) => other.stems.length > one.stems.length && one.stems.every((stem) => other.stems.includes(stem)),
      ),
  )
  const clashing = sure.filter((one) => sure.some((other) => other !== one && clash(asked, one.stems, other.stems)))
  if (clashing.length > 0)
    return {
      sure: sure.filter((one) => !clashing.includes(one)).map((one) => one.service),
      maybe: clashing.map((one) => one.service),
    }
  const more = sure.length === 0 || /[,+]|(^| )(и|плюс|еще|and|plus)( |$)/.test(plainWords(text))
  const rest = more ? asked.filter((stem) => !sure.some((one) => one.stems.some(like(stem)))) : []
  const scores = own.map((one) => rest.filter((stem) => one.stems.some(like(stem))).length)
  const best = Math.max(0, ...scores)
  return {
    sure: sure.map((one) => one.service),
    maybe: best === 0 ? [] : services.filter((_, index) => scores[index] === best),
  }
}

/** True when two names want the same word of the text: «мужская стрижка и борода» is one of two, not both. */
function clash(asked: readonly string[], one: readonly string[], other: readonly string[]): boolean {
  return one.some((stem) => other.some(like(stem)) && asked.filter(like(stem)).length < 2)
}

/** The person whose name, in whatever case or short form, stands in the text; null for none or several. */
export function personNamed<T extends { name: string }>(text: string, people: readonly T[]): T | null {
  const words = [...plainWords(text).matchAll(/(\d+\s+)?(\p{L}+)/gu)].flatMap((match) => (match[1] ? [] : match[2]!))
  const scores = people.map(
    ({ name }) => name.split(/\s+/).filter((part) => words.some((one) => formsOf(part).has(one))).length,
  )
  const best = Math.max(0, ...scores)
  const found = people.filter((_, index) => scores[index] === best)
  return best > 0 && found.length === 1 ? found[0]! : null
}

/** The branch whose name, district or street a text names; null for none or several. */
export function placeNamed<T extends { name: string; district: string | null; address: string }>(
  text: string,
  places: readonly T[],
): T | null {
  const asked = stems(text)
  const scores = places.map((place) => {
    const own = stems(`${place.name} ${place.district ?? ''} ${place.address}`)
    return asked.filter((stem) => own.some(like(stem))).length
  })
  const best = Math.max(0, ...scores)
  const found = places.filter((_, index) => scores[index] === best)
  return best > 0 && found.length === 1 ? found[0]! : null
}

/** True for «любой», «без разницы», «всё равно». */
export function meansAny(text: string): boolean {
  return /люб(ой|ая|ому|ого)|кто угодно|кому угодно|кто свободен|без разницы|все равно|не важно|неважно|(?<!\p{L})any(one|body)?(?!\p{L})|no matter|whoever/u.test(
    plainWords(text),
  )
}

const FILLERS = new Set(
  'на за до от из по со ко во об мы он но не да нет меня мне нас вам вас это для при под над про или что как где когда можно нужно надо хочу хотела хотел запишите запиши записаться запись записать пожалуйста сделать the and for want would like please book with'.split(
    ' ',
  ),
)
const ENDING =
  /(иями|ями|ами|иях|ого|его|ому|ему|ыми|ими|ией|иям|ая|яя|ую|юю|ой|ей|ый|ий|ые|ие|ых|их|ом|ем|ам|ям|ах|ях|ов|ев|ью|ия|ии|ию|а|я|у|ю|е|ы|и|о|ь|й)$/

/**
 * Words without their endings and without fillers: enough to match a short answer against a handful of names. Two letters
 * are a word only as an abbreviation («ТО»), or where little else is said.
 */
function stems(text: string): string[] {
  const words = text.replace(/\p{Cf}/gu, '').match(/[\p{L}\d]{2,}/gu) ?? []
  const spoken = words.filter((one) => one.length > 2 || words.length <= 2 || /\d|^\p{Lu}+$/u.test(one)).map(plainWords)
  return spoken.filter((one) => !FILLERS.has(one)).map((one) => (one.length > 3 ? one.replace(ENDING, '') : one))
}

/** The same word but for its ending: one stem begins the other, and what differs is short. */
const like = (a: string) => (b: string) => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short === long || (short.length >= 4 && long.length - short.length <= 2 && long.startsWith(short))
}
