import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as russian } from '@orama/stemmers/russian'
import { CONCEPTS, conceptsOf } from './concepts.ts'
import type { Normal } from './normal.ts'
import { RULES, rulesIn } from './rules.ts'

/** What else is known of a message besides its words. */
export type Slots = { time: boolean; service: boolean; staff: boolean; phone: boolean }

/** A sparse vector: buckets in rising order, each once, and their values. */
export type Features = { buckets: Int32Array; values: Float64Array }

/** Into how many buckets features are hashed. */
export const BUCKETS = 2 ** 14
/** Each rule and each slot has a bucket of its own, before the hashed ones. */
const OWN = RULES.length + 16 + CONCEPTS.length

const WORDS_WEIGHT = 1
const PAIRS_WEIGHT = 1
const LETTERS_WEIGHT = 1
const CONCEPT_VALUE = 0.4
const CPAIR = 0.6
const RULE_VALUE = 0.5
const SLOT_VALUE = 0.4
/** Words that are read: a longer message says what it wants in its beginning. */
const MOST_WORDS = 60

/** The features of a message: stems, pairs of stems, threes and fours of letters, turns of speech, slots. */
export function featuresOf(message: Normal, slots: Slots): Features {
  const words = wordsOf(message.plain)
  const vector = new Map<number, number>()
  addGroup(vector, stemsOf(words), WORDS_WEIGHT)
  addGroup(vector, pairsOf(words), PAIRS_WEIGHT)
  addGroup(vector, grams(words), LETTERS_WEIGHT)
  for (const rule of rulesIn(message.plain)) vector.set(rule, RULE_VALUE)
  const concepts = words.flatMap(({ letters }) => (letters ? conceptsOf(letters).slice(0, 1) : []))
  for (const c of new Set(concepts)) vector.set(RULES.length + 16 + c, CONCEPT_VALUE)
  addGroup(
    vector,
    [...new Set(concepts)]
      .sort((a, b) => a - b)
      .flatMap((a, i, all) => all.slice(i + 1).map((b) => hash(`k ${a} ${b}`))),
    CPAIR,
  )
  slotFlags(message, slots, words.length).forEach((flag, index) => {
    if (flag) vector.set(RULES.length + index, SLOT_VALUE)
  })
  const buckets = Int32Array.from(vector.keys()).sort()
  return { buckets, values: Float64Array.from(buckets, (bucket) => vector.get(bucket)!) }
}

/** A word as it is met; a time, a number or a day of the week stands for all of its kind. */
type Word = { stem: string; letters: string | null }

const KINDS: readonly [RegExp, string][] = [
  [/^\d{1,2}[:.]\d{2}$/, '#clock'],
  [/^\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?$/, '#date'],
  [/^\d{1,2}$/, '#hour'],
  [/^\d{3,5}$/, '#sum'],
  [/^\d+$/, '#number'],
  [
    /^(пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред[ауыеой]+$|четверг|пятниц|суббот|воскресень|(mon|tues|wednes|thurs|fri|satur|sun)days?$)/,
    '#weekday',
  ],
  [
    /^(январ|феврал|март[ауе]?$|апрел|ма[йяею]$|июн|июл|август|сентябр|октябр|ноябр|декабр|january|february|march|april|june|july|august|september|october|november|december)/,
    '#month',
  ],
]

function wordsOf(plain: string): Word[] {
  const found = plain.match(/\p{L}+(?:'\p{L}+)?|\d+(?:[:./-]\d+)*|[?]|\p{Extended_Pictographic}/gu) ?? []
  return found.slice(0, MOST_WORDS).map((word) => {
    const kind = KINDS.find(([pattern]) => pattern.test(word))
    if (kind) return { stem: kind[1], letters: null }
    if (!/\p{L}/u.test(word)) return { stem: word, letters: null }
    return { stem: /[a-z]/.test(word) ? english(word) : russian(word), letters: word }
  })
}

/** The words of a plain text with their stems, in order; times, numbers and signs are left out. */
export const stemsIn = (plain: string): { stem: string; word: string }[] =>
  wordsOf(plain).flatMap(({ stem, letters }) => (letters === null ? [] : [{ stem, word: letters }]))

const stemsOf = (words: readonly Word[]) => words.map(({ stem }) => hash(`w ${stem}`))

function pairsOf(words: readonly Word[]): number[] {
  const stems = ['^', ...words.map(({ stem }) => stem), '$']
  return stems.slice(1).map((stem, index) => hash(`p ${stems[index]} ${stem}`))
}

function grams(words: readonly Word[]): number[] {
  const found: number[] = []
  for (const { letters } of words) {
    if (letters === null) continue
    const padded = ` ${letters} `
    for (const size of [3, 4])
      for (let i = 0; i + size <= padded.length; i++) found.push(hash(`c${padded.slice(i, i + size)}`))
  }
  return found
}

function slotFlags({ plain, language }: Normal, slots: Slots, length: number): boolean[] {
  return [
    slots.time,
    slots.service,
    slots.staff,
    slots.phone,
    /\d\s?(₽|р(?!\p{L})|руб|тыс|k(?!\p{L})|к(?!\p{L}))|[$€]/u.test(plain),
    plain.includes('?'),
    plain.includes('!'),
    language === 'en',
    length === 1,
    length === 2,
    length > 2 && length < 6,
    length > 10,
  ]
}

/** Adds features to a vector so that the group weighs the same in a short message as in a long one. */
function addGroup(vector: Map<number, number>, found: readonly number[], weight: number): void {
  const value = weight / Math.sqrt(Math.max(1, found.length))
  for (const bucket of found) vector.set(bucket, (vector.get(bucket) ?? 0) + value)
}

/** FNV-1a over UTF-16 units, into the shared buckets. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value ^= value >>> 15
  return OWN + ((value >>> 0) % (BUCKETS - OWN))
}
