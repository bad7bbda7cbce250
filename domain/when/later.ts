import { addDays, weekdayOf } from '../time.ts'
import { type Atom, dayAtom, type Reader } from './atoms.ts'
import { monthsLater, one } from './calendar.ts'
import { numberAt } from './numbers.ts'
import type { Token } from './tokens.ts'
import type { Unit } from './words.ts'

const AFTER = new Set(['через', 'спустя', 'in', 'чз', 'чрз', 'черз', 'чере'])
const ABOUT = /^(примерно|где|то|около|буквально|ровно|about|around|just|another|еще|a|an|the)$/
const SIZES: Record<Unit, number> = { minute: 1, hour: 60, day: 1, week: 7, month: 1, year: 12 }

type Count = { least: number; most: number; length: number }

/** «через две недели», «дня через три», «через час», «через 40 минут», «in half an hour», «a week from today». */
export function laterAt(reader: Reader, i: number): Atom[] | null {
  const { tokens } = reader
  if (AFTER.has(tokens[i]!.word)) return measured(reader, i, i + 1)
  // «минут через сорок», «недели через две»
  const { known } = tokens[i]!
  if (known?.unit && AFTER.has(tokens[i + 1]?.word ?? '')) {
    const count = countAt(tokens, i + 2)
    // «часа через два часа» is nothing that people say: «часа через два» is.
    if (count) return moved(reader, i, i + 2 + count.length, known.unit, count)
  }
  return fromNow(reader, i)
}

/** The measure after «через»: a count and its unit, in either order. */
function measured(reader: Reader, start: number, from: number): Atom[] | null {
  const { tokens } = reader
  let i = from
  while (ABOUT.test(tokens[i]?.word ?? '')) i++
  const word = tokens[i]?.word ?? ''
  if (word === 'полчаса' || word === 'полчасика') return moved(reader, start, i + 1, 'minute', exactly(30))
  if (word === 'полтора' && tokens[i + 1]?.known?.unit === 'hour')
    return moved(reader, start, i + 2, 'minute', exactly(90))
  if (word === 'half' && /^an?$/.test(tokens[i + 1]?.word ?? '') && tokens[i + 2]?.known?.unit === 'hour')
    return moved(reader, start, i + 3, 'minute', exactly(30))
  if (word === 'полгода') return moved(reader, start, i + 1, 'month', exactly(6))
  const unit = unitAt(tokens[i])
  if (unit) {
    const inverted = countAt(tokens, i + 1)
    const own = inverted && unitAt(tokens[i + 1 + inverted.length]) === null
    if (own && tokens[i + 1]!.gap === 'space') return moved(reader, start, i + 1 + inverted.length, unit, inverted)
    return single(reader, start, i, unit)
  }
  const count = countAt(tokens, i)
  if (!count) return null
  const at = tokens[i + count.length]?.word === 'of' ? i + count.length + 1 : i + count.length
  const counted = unitAt(tokens[at])
  return counted && moved(reader, start, at + 1, counted, count)
}

/** «через день» is the day after the next one; «через неделю-две», «через час-полтора». */
function single(reader: Reader, start: number, i: number, unit: Unit): Atom[] | null {
  const { tokens } = reader
  const word = tokens[i]!.word
  const hyphen = tokens[i + 1]?.gap === 'hyphen' ? numberAt(tokens, i + 1) : null
  if (hyphen) return moved(reader, start, i + 2, unit, { least: 1, most: Math.ceil(hyphen.value), length: 0 })
  // «through the days» and other plurals say no count.
  if (
    !/^(час|часик|часок|часочек|минуту|минутку|день|денек|неделю|недельку|нед|месяц|год|hour|day|week|month|year|минут)$/.test(
      word,
    )
  )
    return null
  return moved(reader, start, i + 1, unit, exactly(word === 'день' ? 2 : 1))
}

/** «a week from today», «2 weeks from tomorrow». */
function fromNow(reader: Reader, i: number): Atom[] | null {
  const { tokens } = reader
  const article = /^an?$/.test(tokens[i]!.word)
  const count = article
    ? { ...exactly(1), length: 1 }
    : tokens[i]!.int > 0 || tokens[i]!.known?.number
      ? countAt(tokens, i)
      : null
  const unit = count && unitAt(tokens[i + count.length])
  if (!count || !unit) return null
  const at = i + count.length + 1
  if (tokens[at]?.word !== 'from') return null
  const base = tokens[at + 1]
  if (base?.word === 'now') return moved(reader, i, at + 2, unit, count)
  const shift = base?.known?.weekday === undefined ? base?.known?.day : daysTo(reader.today, base.known.weekday)
  if (shift === undefined) return null
  const [first] = moved(reader, i, at + 2, unit, count) ?? []
  if (first?.type !== 'day' || !first.span) return null
  return [{ ...first, span: one(addDays(first.span.from, shift)) }]
}

const daysTo = (today: string, weekday: number) => (weekday - weekdayOf(today) + 7) % 7
const exactly = (count: number): Count => ({ least: count, most: count, length: 0 })
const unitAt = (token: Token | undefined): Unit | null =>
  token && token.gap !== 'stop' && token.gap !== 'comma' ? (token.known?.unit ?? null) : null

/** «2», «два», «пару», «2-3», «два-три», «пару-тройку». */
function countAt(tokens: readonly Token[], i: number): Count | null {
  if (tokens[i]?.pair?.digits === 1 && tokens[i]!.pair!.second === 5 && tokens[i]!.pair!.separator !== '/')
    return { ...exactly(tokens[i]!.pair!.first + 0.5), length: 1 }
  const first = numberAt(tokens, i)
  if (!first || first.ordinal || first.value > 99) return null
  const at = i + first.length
  if (/^(тройку|тройка)$/.test(tokens[at]?.word ?? '')) return { least: first.value, most: 3, length: first.length + 1 }
  const hyphen = tokens[at]?.gap === 'hyphen' || tokens[at]?.gap === 'dash' || tokens[at]?.word === 'или'
  const next = hyphen ? numberAt(tokens, tokens[at]!.word === 'или' ? at + 1 : at) : null
  if (next && !next.ordinal && next.value > first.value)
    return { least: first.value, most: next.value, length: at - i + next.length + (tokens[at]!.word === 'или' ? 1 : 0) }
  return { least: first.value, most: first.value, length: first.length }
}

/** «через 2 часа 15 минут», «in an hour and a half». */
function withRest({ tokens }: Reader, end: number, unit: Unit, count: Count): [number, Unit, Count] {
  if (unit !== 'hour') return [end, unit, count]
  const more = (minutes: number): Count => ({
    least: count.least * 60 + minutes,
    most: count.most * 60 + minutes,
    length: 0,
  })
  const at = /^(и|and)$/.test(tokens[end]?.word ?? '') ? end + 1 : end
  if (tokens[at]?.word === 'a' && tokens[at + 1]?.word === 'half') return [at + 2, 'minute', more(30)]
  const rest = at < tokens.length ? countAt(tokens, at) : null
  const minutes = rest !== null && unitAt(tokens[at + rest.length]) === 'minute'
  return minutes ? [at + rest.length + 1, 'minute', more(rest.least)] : [end, unit, count]
}

/** So much later: a moment for minutes and hours, else whole days. */
function moved(reader: Reader, start: number, last: number, measure: Unit, counted: Count): Atom[] | null {
  const [end, unit, { least, most }] = withRest(reader, last, measure, counted)
  const { today, later } = reader
  if (unit === 'minute' || unit === 'hour') {
    const from = later(Math.round(least * SIZES[unit]))
    const to = later(Math.round(most * SIZES[unit]))
    const until = to.date === from.date ? to.minutes : 1440
    return [
      dayAtom(start, end, 'near', one(from.date)),
      { type: 'hours', start, end, hours: { from: from.minutes, to: until }, part: null, loose: false },
    ]
  }
  const date = (count: number) =>
    unit === 'month' || unit === 'year'
      ? monthsLater(today, Math.round(count * SIZES[unit]))
      : addDays(today, Math.round(count * SIZES[unit]))
  const span = { from: date(least), to: date(most) }
  return [
    dayAtom(start, end, unit === 'week' && least === most ? 'weeks' : span.from < span.to ? 'span' : 'near', span),
  ]
}
