import { phoneOf } from '../../bot/phone.ts'
import { featuresOf, type Slots } from '../../bot/understanding/features.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import { normalise, plainOf } from '../../bot/understanding/normal.ts'
import { matchServices } from '../../bot/understanding/services.ts'
import { matchStaff } from '../../bot/understanding/staff.ts'
import { timesIn } from '../../bot/understanding/times.ts'
import type { Vocabulary } from '../../bot/understanding/vocabulary.ts'
import type { Service } from '../../domain/catalog.ts'
import { seeded } from '../../domain/seeded.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { instantOf } from '../../domain/time.ts'
import type { Example } from './logistic.ts'
import type { Phrase } from './phrases.ts'
import { withTypo } from './typo.ts'

const ZONE = 'Europe/Moscow'
const SERVICES = Object.values(TEMPLATES).flatMap(({ services }) => services) as unknown as Service[]
const MASTERS = Object.values(TEMPLATES).flatMap(({ masters }) => masters)
/** A copy with a typo counts less than what was really said. */
const COPY_WEIGHT = 0.4

/** How many phrases must have a word, for each list of the vocabulary. */
const LEAST = [30, 8, 3]

/** The lists of words of a vocabulary, the most usual first: those of the phrases, and those of the catalogues of all trades. */
export function wordsOf(phrases: readonly Phrase[]): string[][] {
  const counts = new Map<string, number>()
  const count = (text: string, times: number) => {
    for (const word of new Set(plainOf(text).match(/\p{L}+/gu))) counts.set(word, (counts.get(word) ?? 0) + times)
  }
  for (const { text } of phrases) count(text, 1)
  for (const { name } of [...SERVICES, ...MASTERS]) count(name, LEAST.at(-1)!)
  return LEAST.map((least, index) => {
    const most = LEAST[index - 1] ?? Number.POSITIVE_INFINITY
    return [...counts].flatMap(([word, times]) => (times >= least && times < most ? [word] : [])).sort()
  })
}

/** What is known of a text besides its words, read against the catalogues of all trades. */
export function slotsOf(text: string): Slots {
  const now = instantOf(ZONE, '2026-11-18', 11 * 60)
  const { sure, maybe } = matchServices(text, SERVICES)
  return {
    time: timesIn(text, now, ZONE).windows.length > 0,
    service: sure.length + maybe.length > 0,
    staff: matchStaff(text, MASTERS).sure.length > 0,
    phone: /\d/.test(text) && phoneOf(text) !== null,
  }
}

/** A phrase as the classifier sees it. */
export function exampleOf(phrase: Phrase, vocabulary: Vocabulary): Example {
  const message = normalise(phrase.text, vocabulary)
  return { features: featuresOf(message, slotsOf(message.text)), label: INTENTS.indexOf(phrase.intent), weight: 1 }
}

/**
 * The phrase with one typo, read with an empty catalogue: a business may have other services and people than the templates, and the
 * words alone must do then.
 */
export function copyOf(phrase: Phrase, vocabulary: Vocabulary, seed: number): Example {
  const message = normalise(withTypo(phrase.text, seeded(seed)), vocabulary)
  const slots = { ...slotsOf(message.text), service: false, staff: false }
  return { features: featuresOf(message, slots), label: INTENTS.indexOf(phrase.intent), weight: COPY_WEIGHT }
}
