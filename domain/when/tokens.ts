import { isMark } from './phrases.ts'
import { mended } from './typos.ts'
import { type Word, wordOf } from './words.ts'

/** What stands between a token and the one before it. `glued`: nothing; `stop`: the end of a sentence. */
export type Gap = 'space' | 'glued' | 'comma' | 'dash' | 'hyphen' | 'slash' | 'stop'

/** Two numbers written as one: «15:30», «27.11», «14,30». */
export type Pair = { first: number; separator: string; second: number; digits: number }

/** A word or a number of a text. `end` is exclusive; `int` is -1 unless the token is a number of one or two digits. */
export type Token = {
  word: string
  start: number
  end: number
  gap: Gap
  known: Word | null
  int: number
  /** Four digits in a row; empty otherwise. */
  four: string
  pair: Pair | null
  /** Year (null: none), month and day of «27.11.2026» and «2026-11-27». */
  date: { year: number | null; month: number; day: number } | null
  /** «27-го», «5th». */
  ordinal: boolean
  digital: boolean
}

const TOKEN =
  /\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}-\d{1,2}-(?:\d{4}|\d{2})(?![\d-])|\d+(?:[.:,;/]\d+)*|[\p{L}\p{M}\p{Cf}]+(?:'\p{L}+)?|[%₽$€№#&+@]/gu
const INVISIBLE = /[\u0300-\u036f\p{Cf}]/u
const MARKS = /[\u0300\u0301\p{Cf}]/gu
const PHONE =
  /(?<![\d.:])(?:\+\s?\d[\d\s()–-]{8,17}\d|[78][\s(–-]*\d{3}[\s)–-]*\d{3}[\s–-]*\d{2}[\s–-]*\d{2}|9\d{2}[\s)–-]*\d{3}[\s–-]*\d{2}[\s–-]*\d{2}|\d{3}[–-]\d{2}[–-]\d{2})(?![\d:])/g
const ADDRESS = /\S+@\S+|https?:\/\/\S+|@\w+/g
const ORDINAL_ENDINGS = new Set('го ого его е ое ее й ый ой му ому st nd rd th'.split(' '))
const CARDINAL_ENDINGS = new Set('х ти ми ух ех и ю х'.split(' '))
/** After these a dot ends no sentence. */
const SHORT = new Set('след сл нед мин ч г ул д кв пн вт ср чт пт сб вс т е руб р тел a p m am pm'.split(' '))

/** Words and numbers of a text, lower-case and without «ё»; phones, mail addresses and handles are left out. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const plain = plainOf(text)
  const hidden = hiddenIn(plain)
  const marked = INVISIBLE.test(plain)
  let last = 0
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(plain); match; match = TOKEN.exec(plain)) {
    const start = match.index
    const end = start + match[0].length
    if (hidden.some((span) => start < span.end && end > span.start)) continue
    const word = marked ? match[0].normalize('NFC').replace(MARKS, '').replaceAll('ё', 'е') : match[0]
    if (word === '') continue
    const previous = tokens.at(-1)
    const gap = gapOf(plain, last, start, previous)
    last = end
    const token = tokenOf(word, start, end, gap)
    if (previous && isEnding(previous, token)) {
      previous.ordinal = ORDINAL_ENDINGS.has(word)
      previous.end = end
    } else if (token.known) tokens.push(token)
    else if (token.digital && !word.includes(',')) tokens.push(token)
    else tokens.push(...(token.digital ? listed(token) : split(token)))
  }
  return tokens
}

/** The text in lower case; letters that change their length there are left as they are, so that places stay true. */
function plainOf(text: string): string {
  const lower = text.toLowerCase()
  return (lower.length === text.length ? lower : text).replaceAll('ё', 'е').replaceAll('’', "'")
}

function hiddenIn(text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  let digits = 0
  let address = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) digits++
    else if (code === 64 || (code === 47 && text.charCodeAt(i + 1) === 47)) address = true
  }
  const hide = (pattern: RegExp) => {
    for (const { index, 0: found } of text.matchAll(pattern)) spans.push({ start: index, end: index + found.length })
  }
  if (digits >= 7) hide(PHONE)
  if (address) hide(ADDRESS)
  return spans
}

function gapOf(text: string, from: number, to: number, previous: Token | undefined): Gap {
  if (from === to) return 'glued'
  let gap: Gap = 'space'
  for (let i = from; i < to; i++) {
    const mark = text[i]!
    if (mark === '.' && previous && SHORT.has(previous.word)) continue
    if ('.!?;\n'.includes(mark)) return 'stop'
    if (mark === ',' || mark === ':') gap = 'comma'
    else if (mark === '/' || mark === '\\') gap = 'slash'
    else if ('-–—'.includes(mark)) gap = to - from === 1 ? 'hyphen' : gap === 'space' ? 'dash' : gap
    else if (mark === '(' || mark === ')') gap = gap === 'space' ? 'comma' : gap
  }
  return gap
}

function tokenOf(word: string, start: number, end: number, gap: Gap): Token {
  const code = word.charCodeAt(0)
  const digital = code >= 48 && code <= 57
  const token: Token = {
    // A Latin «c» before a number is meant to be Russian.
    word: word === 'c' ? 'с' : word,
    start,
    end,
    gap,
    known: digital ? null : (wordOf(word) ?? null),
    int: -1,
    four: '',
    pair: null,
    date: null,
    ordinal: false,
    digital,
  }
  return digital ? numberOf(token) : token
}

function numberOf(token: Token): Token {
  const { word } = token
  if (word.length <= 2) token.int = Number(word)
  else if (/^\d+$/.test(word)) token.four = word.length === 4 ? word : ''
  else {
    const parts = word.split(/[.:,;/-]/)
    const [a, b, c] = parts.map(Number) as [number, number, number]
    const separator = word[parts[0]!.length]!
    if (parts.length === 3 && separator !== ':' && separator !== ',')
      token.date =
        parts[0]!.length === 4 ? { year: a, month: b, day: c } : { year: c < 100 ? 2000 + c : c, month: b, day: a }
    else if (parts.length === 2 && parts[0]!.length <= 2 && parts[1]!.length <= 2)
      token.pair = { first: a, separator, second: b, digits: parts[1]!.length }
    else if (parts.length === 3 && separator === ':' && parts.every((part) => part.length <= 2))
      token.pair = { first: a, separator, second: b, digits: 2 }
  }
  return token
}

/** «10,11,12» is three numbers. */
function listed(token: Token): Token[] {
  const parts = token.word.split(',')
  if (parts.length < 3) return [token]
  let at = token.start
  return parts.map((word, index) => {
    const start = at
    at += word.length + 1
    const gap = index === 0 ? token.gap : 'comma'
    return numberOf({ ...token, word, start, end: start + word.length, gap, pair: null, date: null })
  })
}

/** «27-го», «27го», «5 th», «3-х»: the ending of a number is no word. */
function isEnding(number: Token, { word, gap }: Token): boolean {
  if (number.int < 0 || number.ordinal) return false
  if (gap === 'glued' || gap === 'hyphen') return ORDINAL_ENDINGS.has(word) || CARDINAL_ENDINGS.has(word)
  return gap === 'space' && (word === 'го' || word === 'ого' || word === 'th' || word === 'st' || word === 'rd')
}

/** An unknown word: a typo of a known one, or a preposition written together with it («впятницу»). */
function split(token: Token): Token[] {
  const { word, start } = token
  const head = word.startsWith('в') ? 1 : word.startsWith('на') ? 2 : 0
  const rest = head > 0 && word.length > head + 3 ? wordOf(word.slice(head)) : undefined
  if (rest && (rest.weekday || rest.day !== undefined || rest.part))
    return [
      { ...token, word: word.slice(0, head), end: start + head },
      { ...token, word: word.slice(head), start: start + head, gap: 'space', known: rest },
    ]
  if (word === 'послеобеда')
    return [
      { ...token, word: 'после', end: start + 5 },
      { ...token, word: 'обеда', start: start + 5, gap: 'space', known: wordOf('обеда')! },
    ]
  const meant = isMark(word) || word.startsWith('числ') ? null : mended(word)
  return meant ? [{ ...token, word: meant, known: wordOf(meant) ?? null }] : [token]
}
