import type { Features } from './features.ts'
import type { Intent } from './intents.ts'

/** A phrase whose intent the business itself has told. */
export type Example = { phrase: string; intent: Intent }

type Known = { keys: Map<string, Intent>; vectors: { intent: Intent; features: Features; length: number }[] }

/** From this likeness on two phrases are taken as one, 0 to 1. */
const ALIKE = 0.82
const known = new WeakMap<readonly Example[], Known>()

/** Reads a phrase as `understand` reads messages: its plain text and its features. */
export type Reader = (phrase: string) => { plain: string; features: Features }

/** The intent of the business's own phrase that a message equals or is all but equal to; null when there is none. */
export function likeExample(
  message: { plain: string; features: Features },
  examples: readonly Example[],
  read: Reader,
): { intent: Intent; confidence: number } | null {
  if (examples.length === 0) return null
  const { keys, vectors } = known.get(examples) ?? learn(examples, read)
  const same = keys.get(keyOf(message.plain))
  if (same) return { intent: same, confidence: 0.99 }
  const length = lengthOf(message.features)
  let best: { intent: Intent; confidence: number } | null = null
  for (const one of vectors) {
    const likeness = product(message.features, one.features) / (length * one.length)
    if (likeness >= ALIKE && likeness > (best?.confidence ?? 0)) best = { intent: one.intent, confidence: likeness }
  }
  return best
}

function learn(examples: readonly Example[], read: Reader): Known {
  const result: Known = { keys: new Map(), vectors: [] }
  for (const { phrase, intent } of examples) {
    const { plain, features } = read(phrase)
    // Of two corrections of one phrase the later counts.
    result.keys.set(keyOf(plain), intent)
    result.vectors.push({ intent, features, length: lengthOf(features) })
  }
  known.set(examples, result)
  return result
}

/** The words alone: signs and doubled blanks make no other phrase. */
const keyOf = (plain: string) => (plain.match(/[\p{L}\p{N}\p{Extended_Pictographic}]+/gu) ?? [plain]).join(' ')

const lengthOf = ({ values }: Features) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1

function product(a: Features, b: Features): number {
  let [sum, i, j] = [0, 0, 0]
  while (i < a.buckets.length && j < b.buckets.length) {
    const step = a.buckets[i]! - b.buckets[j]!
    if (step === 0) sum += a.values[i++]! * b.values[j++]!
    else if (step < 0) i++
    else j++
  }
  return sum
}
