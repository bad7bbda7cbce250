import { follows, type HourAtom, type Reader } from './atoms.ts'
import { numberAt } from './numbers.ts'
import type { Token } from './tokens.ts'
import type { Part } from './words.ts'

/** The hours of the parts of a day. */
const HOURS: Record<Exclude<Part, 'noon'>, [number, number]> = {
  morning: [6, 12],
  lunch: [12, 15],
  day: [12, 17],
  evening: [17, 23],
  night: [0, 6],
  work: [18, 23],
}
const BEFORE = new Set(['до', 'перед', 'before', 'until', 'till'])
const AFTER = new Set(['после', 'after', 'с', 'со', 'post'])

/** «утром», «до обеда», «ближе к вечеру», «после работы», «в первой половине дня»; null for none. */
export function partAt(reader: Reader, i: number): HourAtom | null {
  const { tokens } = reader
  const { word, known } = tokens[i]!
  if (BEFORE.has(word) || AFTER.has(word)) return boundedPart(tokens, i)
  if (word === 'ближе' || word === 'под' || word === 'closer' || word === 'towards' || word === 'toward')
    return nearPart(tokens, i)
  if ((word === 'районе' || word === 'около') && tokens[i + 1]?.known?.part === 'lunch')
    return part(i, i + 2, ...HOURS.lunch, 'lunch')
  if (known?.ordinal !== undefined || known?.third) return ofDay(tokens, i)
  if (word === 'послеобеденное' || word === 'послеобеденный') return part(i, i + 1, 13, 18, 'day')
  if (word === 'late' && tokens[i + 1]?.word === 'afternoon') return part(i, i + 2, 16, 19, 'evening')
  if (!known?.part || known.part === 'noon' || known.part === 'work') return null
  if (known.adjective) return ofAdjective(reader, i, known.part)
  if (!isNamed(reader, i)) return null
  const [from, to] = HOURS[known.part]
  const toward = known.part === 'evening' && word === 'вечеру'
  return toward ? part(i, i + 1, 16, 19, 'evening') : part(i, i + 1, from, to, known.part)
}

/** Whether the form of a word names the part by itself: «утром»; «утро» and «дня» only beside other words. */
function isNamed(reader: Reader, i: number): boolean {
  const { tokens } = reader
  const { word } = tokens[i]!
  const before = tokens[i - 1]?.word ?? ''
  if (
    /^(утром|утречком|утрецом|днем|вечером|вечерком|вечерочком|вечерами|ночью|tonight|morning|mornings|afternoon|afternoons|evening|evenings|lunchtime)$/.test(
      word,
    )
  )
    return true
  if (/^(утра|вечера|ночи)$/.test(word))
    return before === 'кроме' || (follows(reader, i) && !tokens[i + 1]?.known?.unit)
  if (/^(вечерам|утрам)$/.test(word)) return before === 'по'
  if (word === 'веч') return follows(reader, i)
  if (/^(вечеру|утру)$/.test(word)) return /^(к|ко|под)$/.test(before)
  if (/^(обед|обеду|обеде)$/.test(word)) return /^(в|во|на|к|ко|под)$/.test(before) || follows(reader, i) || reader.bare
  if (word === 'lunch') return /^(at|for|over|during)$/.test(before) && before !== 'for'
  if (word === 'night') return before === 'at' || before === 'this' || follows(reader, i)
  if (/^(утро|вечер|вечерок|ночь)$/.test(word))
    return (
      /^(на|в|под|this|каждый|каждое|любой|любое)$/.test(before) ||
      follows(reader, i) ||
      reader.bare ||
      tokens[i + 1]?.known?.weekday !== undefined
    )
  return false
}

/** «вечернее время», «утренние часы», «на вечернюю запись»; not «вечерний макияж». */
function ofAdjective(reader: Reader, i: number, name: Part): HourAtom | null {
  const next = reader.tokens[i + 1]
  const word = next?.word ?? ''
  const slot = /^(врем|час|окн|окош|слот|запис|прием|сеанс|перерыв)/.test(word)
  if (!slot && (next || !/^(на|в)$/.test(reader.tokens[i - 1]?.word ?? ''))) return null
  const [from, to] = HOURS[name as 'day']
  return part(i, slot ? i + 2 : i + 1, from, to, name)
}

/** «до обеда», «после обеда», «с утра», «после работы», «до вечера». */
function boundedPart(tokens: readonly Token[], i: number): HourAtom | null {
  const { word } = tokens[i]!
  let at = i + 1
  while (/^(самого|раннего|моей|the|рабочего|школы|обеденного)$/.test(tokens[at]?.word ?? '')) at++
  const token = tokens[at]
  if (!token || token.gap === 'stop') return null
  if (tokens[at - 1]!.word === 'рабочего' && token.word === 'дня' && word === 'после')
    return part(i, at + 1, 18, 23, 'work')
  const name = token.known?.adjective ? undefined : token.known?.part
  if (!name || name === 'noon') return null
  const early = BEFORE.has(word)
  // «с работой», «с вечером» go with something.
  if ((word === 'с' || word === 'со') && !/^(утра|утречка|обеда|вечера|ночи)$/.test(token.word)) return null
  if (name === 'lunch') return early ? part(i, at + 1, 0, 12, 'lunch') : part(i, at + 1, 13, 18, 'day')
  if (name === 'work') return early ? part(i, at + 1, 6, 9, 'morning') : part(i, at + 1, 18, 23, 'work')
  const [from, to] = HOURS[name]
  if (word === 'с' || word === 'со') return part(i, at + 1, from, to, name)
  if (name === 'day') return null
  return early ? part(i, at + 1, 0, from, null) : part(i, at + 1, to % 24, 24, null)
}

/** «ближе к вечеру», «под вечер», «ближе к обеду», «closer to the evening». */
function nearPart(tokens: readonly Token[], i: number): HourAtom | null {
  let at = i + 1
  while (/^(к|ко|to|the)$/.test(tokens[at]?.word ?? '')) at++
  const token = tokens[at]
  const name = token?.known?.part
  if (!name || (tokens[i]!.word === 'под' && token.word !== 'вечер' && token.word !== 'утро')) return null
  if (name === 'evening') return part(i, at + 1, 16, 19, 'evening')
  if (name === 'lunch' || name === 'noon') return part(i, at + 1, 11, 13, null)
  if (name === 'night') return part(i, at + 1, 20, 23, 'evening')
  const [from, to] = HOURS[name]
  return part(i, at + 1, from, to, name)
}

/** «в первой половине дня», «вторая половина дня», «в конце дня», «end of the day». */
function ofDay(tokens: readonly Token[], i: number): HourAtom | null {
  const numeral = numberAt(tokens, i)
  const half = numeral && /^(половин|half$)/.test(tokens[i + 1]?.word ?? '')
  let at = half ? i + 2 : i + 1
  while (/^(of|the|рабочего|my)$/.test(tokens[at]?.word ?? '')) at++
  if (!/^(дня|day)$/.test(tokens[at]?.word ?? '')) return null
  if (half) return numeral.value === 1 ? part(i, at + 1, 0, 12, null) : part(i, at + 1, 12, 24, null)
  switch (tokens[i]!.known?.third) {
    case 'start':
      return part(i, at + 1, ...HOURS.morning, 'morning')
    case 'middle':
      return part(i, at + 1, ...HOURS.day, 'day')
    case 'end':
      return part(i, at + 1, 16, 19, 'evening')
  }
  return null
}

const EDGES = /^(утра|утречка|обеда|вечера|ночи|morning|lunch|evening)$/

/** Where a part of the day begins, as an end of hours: «с утра до обеда». */
export function partEdge(tokens: readonly Token[], i: number): { minutes: number; end: number } | null {
  const token = tokens[i]
  const name = token?.known?.part
  if (!name || name === 'noon' || !EDGES.test(token.word)) return null
  return { minutes: name === 'night' ? 23 * 60 : HOURS[name][0] * 60, end: i + 1 }
}

const part = (start: number, end: number, from: number, to: number, name: Part | null): HourAtom => ({
  type: 'hours',
  start,
  end,
  hours: { from: from * 60, to: to * 60 },
  part: name,
  loose: false,
})
