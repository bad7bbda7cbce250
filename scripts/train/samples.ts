import { phoneOf } from '../../bot/phone.ts'
import { featuresOf, type Slots } from '../../bot/understanding/features.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import { countLetters, type Language, type Letters } from '../../bot/understanding/letters.ts'
import { normalise, plainOf } from '../../bot/understanding/normal.ts'
import { matchServices } from '../../bot/understanding/services.ts'
import { matchStaff } from '../../bot/understanding/staff.ts'
import { timesIn } from '../../bot/understanding/times.ts'
import type { Service } from '../../domain/catalog.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { instantOf } from '../../domain/time.ts'
import { seeded } from '../chaos/random.ts'
import type { Example } from './logistic.ts'
import type { Phrase } from './phrases.ts'
import { withTypo } from './typo.ts'

const ZONE = 'Europe/Moscow'
const SERVICES = Object.values(TEMPLATES).flatMap(({ services }) => services) as unknown as Service[]
const MASTERS = Object.values(TEMPLATES).flatMap(({ masters }) => masters)
/** A copy with a typo counts less than what was really said. */
const COPY_WEIGHT = 0.4

/** The table of letters that the phrases and the catalogues of all trades make. */
export function lettersOf(phrases: readonly Phrase[]): Letters {
  const catalogue = [...SERVICES, ...MASTERS].map(({ name }) => name)
  const words = (language: Language) =>
    [...phrases.filter((phrase) => phrase.language === language).map(({ text }) => text), ...catalogue].flatMap(
      (text) => plainOf(text).match(/\p{L}+/gu) ?? [],
    )
  return { ru: countLetters(words('ru'), 'ru'), en: countLetters(words('en'), 'en') }
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
export function exampleOf(phrase: Phrase, letters: Letters): Example {
  const message = normalise(phrase.text, letters)
  return { features: featuresOf(message, slotsOf(message.text)), label: INTENTS.indexOf(phrase.intent), weight: 1 }
}

/**
 * The phrase with one typo, read with an empty catalogue: a business may have other services and people than the templates, and the
 * words alone must do then.
 */
export function copyOf(phrase: Phrase, letters: Letters, seed: number): Example {
  const message = normalise(withTypo(phrase.text, seeded(seed)), letters)
  const slots = { ...slotsOf(message.text), service: false, staff: false }
  return { features: featuresOf(message, slots), label: INTENTS.indexOf(phrase.intent), weight: COPY_WEIGHT }
}
