import type { Catalog, Minute } from '../domain/catalog.ts'
import type { Example } from './understanding/examples.ts'
import { type Intent, isIntent } from './understanding/intents.ts'
import { understand } from './understanding/understand.ts'
import { mastersOf } from './understood.ts'

/** What a meaning would be for some phrases: the sum of confidences over them, 0 to 1. */
export type Meaning = { intent: Intent; confidence: number }

const MOST_MEANINGS = 4

/** What phrases may mean, the likeliest first. */
export function meaningsOf(catalog: Catalog, texts: readonly string[], now: Minute): Meaning[] {
  const sums = new Map<Intent, number>()
  const examples = examplesOf(catalog)
  for (const text of texts) {
    const { intent, confidence, alternatives } = read(catalog, text, examples, now)
    for (const guess of [{ intent, confidence }, ...alternatives])
      sums.set(guess.intent, (sums.get(guess.intent) ?? 0) + guess.confidence / texts.length)
  }
  return [...sums]
    .filter(([intent]) => intent !== 'out_of_scope')
    .map(([intent, confidence]) => ({ intent, confidence }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_MEANINGS)
}

export type Effect = {
  /** How many of the group will be understood as meant. */
  understood: number
  of: number
  /** Other phrases that will be read in another way, with what they were and will be; null: not understood. */
  changed: { text: string; before: Intent | null; after: Intent | null }[]
}

/** What comes of teaching phrases as examples of a meaning; `others` are recent phrases of clients. */
export function effectOf(
  catalog: Catalog,
  { texts, intent, others, now }: { texts: readonly string[]; intent: Intent; others: readonly string[]; now: Minute },
): Effect {
  const before = examplesOf(catalog)
  const after = [...before, ...texts.map((phrase) => ({ phrase, intent }))]
  const told = (text: string, examples: readonly Example[]) => {
    const { answered, intent } = read(catalog, text, examples, now)
    return answered ? intent : null
  }
  const group = new Set(texts)
  const changed = others.flatMap((text) => {
    if (group.has(text)) return []
    const [was, will] = [told(text, before), told(text, after)]
    return was === will ? [] : [{ text, before: was, after: will }]
  })
  return { understood: texts.filter((text) => told(text, after) === intent).length, of: texts.length, changed }
}

const known = new WeakMap<Catalog, readonly Example[]>()

/** The business's own examples, always the same list of a catalog. */
function examplesOf(catalog: Catalog): readonly Example[] {
  const list =
    known.get(catalog) ??
    catalog.phrases.flatMap(({ text, intent }) => (isIntent(intent) ? [{ phrase: text, intent }] : []))
  known.set(catalog, list)
  return list
}

const read = (catalog: Catalog, text: string, examples: readonly Example[], now: Minute) =>
  understand(text, {
    now,
    zone: catalog.timezone,
    services: catalog.services,
    staff: mastersOf(catalog),
    examples,
  })
