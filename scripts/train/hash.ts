import type { Example } from './logistic.ts'
import type { Phrase } from './phrases.ts'

/** A hash of the phrases and of what the classifier sees of them: it changes with any phrase, feature or rule. */
export function hashOf(rows: readonly { phrase: Phrase; plain: Example }[]): string {
  let [low, high] = [0x811c9dc5, 0x1234567]
  const add = (value: number) => {
    low = Math.imul(low ^ value, 0x01000193)
    high = Math.imul(high ^ value ^ (low >>> 13), 0x85ebca6b)
  }
  for (const { phrase, plain } of rows) {
    for (const letter of lineOf(phrase)) add(letter.codePointAt(0)!)
    plain.features.buckets.forEach(add)
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}

const lineOf = ({ language, intent, text }: Phrase) => `${language} ${intent} ${text}\n`
