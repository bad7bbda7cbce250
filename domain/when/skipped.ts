import { numberAt } from './numbers.ts'
import type { Token } from './tokens.ts'

/**
 * How many tokens from here on speak of no time to come, though their words could: «добрый день», «в прошлый раз»,
 * «день рождения», «два дня назад», «каждые 3 недели», «за 2 часа», «на днях». 0 for all others.
 */
export function skippedAt(tokens: readonly Token[], i: number): number {
  const { word, known, digital } = tokens[i]!
  if (!known && !digital && !OPENS.has(word) && !GREETS.test(word) && !STREET.test(word) && !LENGTH.test(word)) return 0
  const next = tokens[i + 1]
  if (GREETS.test(word) && (next?.known?.part || next?.known?.unit === 'day' || next?.known?.group)) return 2
  if (word === 'good' || word === 'доброго' || word === 'добрый') return 0
  if ((known?.unit === 'day' || known?.part === 'day') && /^(рожд|рожден|открыт)/.test(next?.word ?? '')) return 2
  if (word === 'с' && next?.word === 'днем') return 2
  if (known?.which && /^(раз|раза|визит|визита|посещени|сеанс|запись|записи|записью|time|visit)/.test(next?.word ?? ''))
    return 2
  if (word === 'на' && next?.word === 'днях') return 2
  if (word === 'час' && next?.word === 'пик') return 2
  // «на 5 с плюсом»
  if (digital && next?.word === 'с' && /^плюс/.test(tokens[i + 2]?.word ?? '')) return 3
  const street = STREET.test(word) ? streetAt(tokens, i) : 0
  if (street > 0) return street
  // «сантиметра на 3 короче»
  if (LENGTH.test(word) && next?.word === 'на' && numberAt(tokens, i + 2)) return 3
  if (word === 'до' && isFarewell(tokens, i)) return 2
  if (word === 'end' && next?.word === 'up') return 2
  return measureAt(tokens, i) || agoAt(tokens, i)
}

const GREETS =
  /^(добр(ый|ое|ого|ой|ым|ая)|доброе|хорош(его|ей|их|ий)|приятн(ого|ой|ых)|удачн(ого|ой)|отличн(ого|ых)|прекрасн(ого|ых)|good|nice|great|lovely|happy)$/
/** Streets have the names of dates: «улица 8 Марта». */
const STREET = /^(ул|улиц[аеуы]|улице|проспект|пр|площад[ьи]|переул|метро|станци[яи]|street)$/
const LENGTH = /^(сантиметр|сантим|см$|миллиметр|мм$|тон(а|ов)?$)/

/** «улица 8 Марта, 10», «проспект 40 лет Октября, 12»: the number of the house is of the street. */
function streetAt(tokens: readonly Token[], i: number): number {
  if (!numberAt(tokens, i + 1)) return 0
  const month = /^лет$/.test(tokens[i + 2]?.word ?? '') ? i + 3 : i + 2
  if (tokens[month]?.known?.month === undefined) return 0
  return numberAt(tokens, month + 1) && tokens[month + 1]!.gap !== 'stop' ? month + 2 - i : month + 1 - i
}

const OPENS = new Set(
  'за по раз каждые каждый каждую каждого каждой течение течении every each per once within на с до час'.split(' '),
)

/** «до завтра» at the end of a message is said for goodbye. */
function isFarewell(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1]
  if (next?.known?.day !== 1 && next?.known?.weekday === undefined) return false
  const alone = !tokens[i + 2] || tokens[i + 2]!.gap === 'stop'
  if (i === 0) return alone && next.known.day === 1
  return (
    alone &&
    (tokens[i]!.gap === 'stop' ||
      tokens[i]!.gap === 'comma' ||
      /^(ок|хорошо|спасибо|пока|ладно|тогда|все)$/.test(tokens[i - 1]!.word))
  )
}

/** «за 2 часа», «раз в неделю», «каждые три дня», «в течение часа», «по 2 часа», «3 раза в месяц». */
function measureAt(tokens: readonly Token[], i: number): number {
  const { word } = tokens[i]!
  const long = /^(течение|течении|within)$/.test(word)
  if (!long && !/^(за|по|каждые|каждый|каждую|каждого|каждой|раз|раза|every|each|per|once)$/.test(word)) return 0
  let at = i + 1
  if (/^раза?$|^once$/.test(word)) {
    if (!/^(в|a|every|per)$/.test(tokens[at]?.word ?? '')) return 0
    at++
  }
  const count = numberAt(tokens, at)
  if (count && !count.ordinal) at += count.length
  const known = tokens[at]?.known
  // «каждый вечер» is a part of the day still, «в течение недели» and «дня» are days.
  if (!known?.unit || (long && !count && (known.unit === 'week' || known.unit === 'day'))) return 0
  if (known.part && !count) return 0
  return at + 1 - i
}

/** «неделю назад», «2 дня назад», «a week ago». */
function agoAt(tokens: readonly Token[], i: number): number {
  const count = numberAt(tokens, i) ?? (/^an?$/.test(tokens[i]!.word) ? { length: 1 } : null)
  let at = i + (count?.length ?? 0)
  if (tokens[at]?.int !== undefined && tokens[at]!.int > 0 && tokens[at]!.gap === 'hyphen') at++
  const unit = tokens[at]?.known?.unit
  return unit && /^(назад|ago)$/.test(tokens[at + 1]?.word ?? '') ? at + 2 - i : 0
}
