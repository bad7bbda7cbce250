import { stemmer as englishStem } from '@orama/stemmers/english'
import { stemmer as russianStem } from '@orama/stemmers/russian'

/** What stands between two words: nothing, a sign, a word that joins («и», «+»), a word that leaves a choice («или»). */
export type Gap = 'none' | 'sign' | 'and' | 'or'

/** A word of a message. `word`: in lower case, «е» for «ё»; `start`, `end`: its place in the message. */
export type Token = {
  word: string
  stem: string
  raw: string
  start: number
  end: number
  /** What stands between this word and the one before it; a word that joins is no token itself. */
  gap: Gap
  /** The words spoken right before and after, joints included; '' at a sign. */
  before: string
  after: string
}

const JOINTS = new Map<string, Gap>(
  Object.entries({
    none: 'да',
    sign: 'а но but',
    and: 'и плюс также потом затем еще and plus also then',
    or: 'или либо or',
  } satisfies Record<Gap, string>).flatMap(([gap, words]) =>
    words.split(' ').map((word) => [word, gap as Gap] as const),
  ),
)
const STRENGTH: readonly Gap[] = ['none', 'sign', 'and', 'or']
const stronger = (one: Gap, other: Gap): Gap => (STRENGTH.indexOf(one) > STRENGTH.indexOf(other) ? one : other)

/** The strongest of what stands between the words `from` and `to`. */
export function gapBetween(tokens: readonly Token[], from: number, to: number): Gap {
  let gap: Gap = 'none'
  for (let at = from + 1; at <= to; at++) gap = stronger(gap, tokens[at]!.gap)
  return gap
}

/** A word in lower case, with «е» for «ё», without invisible signs, each letter at most twice in a row. */
export function plainWord(raw: string): string {
  const word = raw.toLowerCase()
  if (/^[a-zа-я\d]+$/.test(word) && !/(.)\1\1/.test(word)) return word
  return word
    .normalize('NFC')
    .replace(/[\p{Cf}\p{M}]/gu, '')
    .replaceAll('ё', 'е')
    .replace(/(\p{L})\1{2,}/gu, '$1')
}

/** The stem of a plain word of either language; words of up to three letters are their own stems. */
export function stemOf(word: string): string {
  if (word.length < 4) return word
  return /^[a-z]/.test(word) ? englishStem(word) : russianStem(word)
}

/** The words of a message in order, with their places in it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let gap: Gap = 'none'
  let before = ''
  let last = 0
  for (const match of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}\p{Cf}]*/gu)) {
    const [raw] = match
    const between = text.slice(last, match.index)
    last = match.index + raw.length
    if (/[+&]/.test(between)) gap = stronger(gap, 'and')
    else if (/[^\s\p{Cf}\p{M}\-–'’"«»/]|\n|\s[-–]\s|—/u.test(between)) gap = stronger(gap, 'sign')
    if (/[^\s\p{Cf}]/u.test(between)) before = ''
    const word = plainWord(raw)
    const spoken = tokens.at(-1)
    if (spoken && spoken.after === NONE) spoken.after = before === '' ? '' : word
    const joint = JOINTS.get(word)
    if (joint) gap = stronger(gap, joint)
    else {
      tokens.push({ word, stem: stemOf(word), raw, start: match.index, end: last, gap, before, after: NONE })
      gap = 'none'
    }
    before = word
  }
  const end = tokens.at(-1)
  if (end?.after === NONE) end.after = ''
  return tokens
}

/** Not known yet. */
const NONE = '\0'
