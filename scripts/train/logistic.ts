import { BUCKETS, type Features } from '../../bot/understanding/features.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import { seeded } from '../../domain/seeded.ts'

/** A labelled message: the place of its intent in `INTENTS`, and how much it counts. */
export type Example = { features: Features; label: number; weight: number }

export type Trained = { weights: Float64Array; biases: Float64Array }

export type Recipe = { epochs: number; rate: number; decay: number; smoothing: number; seed: number }

const COUNT = INTENTS.length

/**
 * Multinomial logistic regression by AdaGrad over shuffled examples; the same examples and recipe give the same weights.
 * `decay`: how fast weights that nothing confirms shrink. `smoothing`: how much of each label belongs to the other intents.
 */
export function trainLogistic(examples: readonly Example[], recipe: Recipe): Trained {
  const weights = new Float64Array(BUCKETS * COUNT)
  const squares = new Float64Array(BUCKETS * COUNT).fill(1e-4)
  const biases = new Float64Array(COUNT)
  const order = examples.map((_, index) => index)
  const random = seeded(recipe.seed)
  const errors = new Float64Array(COUNT)
  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    shuffle(order, random)
    const rate = recipe.rate * (1 - epoch / recipe.epochs) + recipe.rate * 0.05
    for (const index of order) {
      const { features, label, weight } = examples[index]!
      scoresOf(features, weights, biases, errors)
      toErrors(errors, label, weight, recipe.smoothing)
      const { buckets, values } = features
      for (let i = 0; i < buckets.length; i++) {
        const start = buckets[i]! * COUNT
        const value = values[i]!
        for (let k = 0; k < COUNT; k++) {
          const at = start + k
          const slope = errors[k]! * value + recipe.decay * weights[at]!
          squares[at]! += slope * slope
          weights[at]! -= (rate * slope) / Math.sqrt(squares[at]!)
        }
      }
      for (let k = 0; k < COUNT; k++) biases[k]! -= 0.01 * rate * errors[k]!
    }
  }
  return { weights, biases }
}

/** Scores of all intents for a message, into `into`. */
export function scoresOf(
  { buckets, values }: Features,
  weights: Float64Array | Int8Array,
  biases: Float64Array,
  into: Float64Array,
): void {
  into.set(biases)
  for (let i = 0; i < buckets.length; i++) {
    const start = buckets[i]! * COUNT
    const value = values[i]!
    for (let k = 0; k < COUNT; k++) into[k]! += weights[start + k]! * value
  }
}

function toErrors(scores: Float64Array, label: number, weight: number, smoothing: number): void {
  let most = -Infinity
  for (let k = 0; k < COUNT; k++) most = Math.max(most, scores[k]!)
  let sum = 0
  for (let k = 0; k < COUNT; k++) {
    scores[k] = Math.exp(scores[k]! - most)
    sum += scores[k]!
  }
  for (let k = 0; k < COUNT; k++) {
    const wanted = (k === label ? 1 - smoothing : 0) + smoothing / COUNT
    scores[k] = weight * (scores[k]! / sum - wanted)
  }
}

function shuffle(items: number[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = items[i]!
    items[i] = items[j]!
    items[j] = kept
  }
}
