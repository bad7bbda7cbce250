import { softmax } from '../../bot/understanding/classify.ts'
import { BUCKETS } from '../../bot/understanding/features.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import type { Vocabulary } from '../../bot/understanding/vocabulary.ts'
import { type Example, scoresOf, type Trained, trainLogistic } from './logistic.ts'
import type { Phrase } from './phrases.ts'
import { copyOf, exampleOf } from './samples.ts'

const RECIPE = { epochs: 16, rate: 0.1, decay: 5e-4, smoothing: 0, seed: 1 }
/** A feature of a single phrase teaches nothing about others. */
const LEAST_MET = 2

/** A phrase with what the classifier sees of it, and of its copy with a typo. */
export type Row = { phrase: Phrase; plain: Example; copy: Example }

/** Reads every phrase once: features cost more than a training. */
export function rowsOf(phrases: readonly Phrase[], vocabulary: Vocabulary): Row[] {
  return phrases.map((phrase, index) => ({
    phrase,
    plain: exampleOf(phrase, vocabulary),
    copy: copyOf(phrase, vocabulary, index + 1),
  }))
}

/** Trains on rows and their copies; features met in one row only are left out. */
export function fit(rows: readonly Row[]): Trained {
  const met = new Uint16Array(BUCKETS)
  for (const { plain } of rows) for (const bucket of plain.features.buckets) met[bucket]!++
  const known = (example: Example): Example => {
    const { buckets, values } = example.features
    const kept = Array.from(buckets.keys()).filter((i) => met[buckets[i]!]! >= LEAST_MET)
    return {
      ...example,
      features: {
        buckets: Int32Array.from(kept, (i) => buckets[i]!),
        values: Float64Array.from(kept, (i) => values[i]!),
      },
    }
  }
  return trainLogistic(
    rows.flatMap(({ plain, copy }) => [known(plain), known(copy)]),
    RECIPE,
  )
}

/** Scores of rows that the training did not see. */
export type Judged = { row: Row; scores: Float64Array }

/**
 * Cross-validation: each set, where others write in its language, is judged by what the others teach. Sets of one number in two
 * languages are left out together: they hardly teach each other.
 */
export function judgeBySets(rows: readonly Row[]): Judged[] {
  const numberOf = ({ phrase }: Row) => phrase.set.replace(/\D/g, '')
  return [...new Set(rows.map(numberOf))].flatMap((set) => {
    const apart = (row: Row) => numberOf(row) === set
    const trained = fit(rows.filter((row) => !apart(row)))
    return rows.filter(apart).map((row) => ({ row, scores: judge(row.plain, trained) }))
  })
}

/** Scores of all intents for one example. */
export function judge({ features }: Example, { weights, biases }: Trained): Float64Array {
  const scores = new Float64Array(INTENTS.length)
  scoresOf(features, weights, biases, scores)
  return scores
}

/** The temperature under which the confidences of judged rows are most honest (least log loss). */
export function temperatureOf(judged: readonly Judged[]): number {
  let best = { loss: Number.POSITIVE_INFINITY, temperature: 1 }
  for (let temperature = 0.3; temperature < 2; temperature += 0.05) {
    let loss = 0
    for (const { row, scores } of judged) loss -= Math.log(softmax(scores, temperature)[row.plain.label]! + 1e-9)
    if (loss < best.loss) best = { loss, temperature: Number(temperature.toFixed(2)) }
  }
  return best.temperature
}
