import type { Service } from '../domain/catalog.ts'

/** What a free message asks for, as far as plain words tell. */
export type Intent = 'book' | 'mine' | 'move' | 'cancel' | 'price' | 'place' | 'human' | 'hello' | 'drop'

const INTENTS: readonly [Intent, RegExp][] = [
  ['human', /менеджер|администратор|оператор|человек|жив(ой|ым|ого)|manager|human|operator|person/],
  ['move', /перенес|перенос|перезапи|передвин|другое время|reschedul|\bmove\b/],
  ['cancel', /отмен|отказ|не (смогу|приду|получится)|cancel/],
  ['mine', /мои записи|моя запись|когда я записан|my (visit|booking|appointment)/],
  ['price', /цен|стоит|стоимост|прайс|сколько|price|cost|how much/],
  ['place', /адрес|где вы|как (до|про)ехать|часы|до скольки|работаете|парковк|address|where|open|hours/],
  ['book', /запи[сш]|запиши|окошк|свободн|хочу на|book|appointment/],
  ['drop', /^(стоп|назад|не надо|передумал[аи]?|stop|back|never mind)$/],
  ['hello', /^(привет|здравствуй|добрый (день|вечер)|доброе утро|меню|hello|hi|hey|menu)/],
]

/** The intent of a free message; null when no word tells. */
export function intentOf(text: string): Intent | null {
  const plain = text.trim().toLowerCase().replaceAll('ё', 'е')
  return INTENTS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

/** True for words that leave whatever question is open: a call for a person, a change of mind. */
export function meantForMenu(text: string): boolean {
  const intent = intentOf(text)
  return intent === 'human' || intent === 'drop' || intent === 'mine' || intent === 'cancel' || intent === 'move'
}

/** «да», «нет» and their kin as an answer to a question; null for anything else. */
export function yesOrNo(text: string): boolean | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[.!,]+$/g, '')
  if (/^(да|ага|угу|конечно|давайте|верно|подтверждаю|записывайте|ок|ok|okay|yes|sure|yep|\+)$/.test(plain)) return true
  return /^(нет|не|не надо|не нужно|no|nope|-)$/.test(plain) ? false : null
}

/** Services whose name a typed answer means: all words of it stand in the name, or the other way round. */
export function servicesNamed(text: string, services: readonly Service[]): Service[] {
  const asked = stems(text)
  if (asked.length === 0) return []
  const exact = services.filter((service) => stems(service.name).join(' ') === asked.join(' '))
  if (exact.length > 0) return exact
  const score = (service: Service) => {
    const own = stems(service.name)
    return asked.filter((stem) => own.some((other) => other.startsWith(stem) || stem.startsWith(other))).length
  }
  const best = Math.max(...services.map(score))
  return best === 0 ? [] : services.filter((service) => score(service) === best)
}

/** The person whose name, in whatever case, stands in the text; null for none or several. */
export function personNamed<T extends { name: string }>(text: string, people: readonly T[]): T | null {
  const words = stems(text)
  const found = people.filter((person) => {
    const [first] = stems(person.name)
    return first !== undefined && words.some((word) => word === first)
  })
  return found.length === 1 ? found[0]! : null
}

/** True for «любой», «без разницы», «всё равно». */
export function meansAny(text: string): boolean {
  return /люб(ой|ая|ому|ого)|без разницы|вс[её] равно|не важно|неважно|any(one|body)?\b/i.test(text)
}

/** Words without their endings: enough to match a short answer against a handful of names. */
function stems(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/\p{L}{3,}/gu) ?? []
  return words.map((word) =>
    word.length > 3
      ? word.replace(/(ами|ями|ого|его|ому|ему|ая|яя|ую|юю|ой|ей|ый|ий|ые|ие|ых|их|а|я|у|ю|е|ы|и|о)$/, '')
      : word,
  )
}
