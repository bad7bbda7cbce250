import { BUCKETS, type Features } from './features.ts'
import { INTENTS, type Intent } from './intents.ts'

/** Multinomial logistic regression: `weights[bucket * intents + intent]` times the intent's scale, plus its bias. */
export type Classifier = { weights: Int8Array; scales: Float64Array; biases: Float64Array; temperature: number }

/** An intent with the probability that it is meant, 0 to 1. */
export type Guess = { intent: Intent; confidence: number }

/** All intents, the likeliest first; confidences add up to one. */
export function guess(features: Features, classifier: Classifier): Guess[] {
  const chances = softmax(logits(features, classifier), classifier.temperature)
  return INTENTS.map((intent, index) => ({ intent, confidence: chances[index]! })).sort(
    (a, b) => b.confidence - a.confidence,
  )
}

function logits({ buckets, values }: Features, { weights, scales, biases }: Classifier): Float64Array {
  if (weights.length !== BUCKETS * INTENTS.length) throw new Error('the weights are of other features: npm run train')
  const sums = new Float64Array(INTENTS.length)
  for (let i = 0; i < buckets.length; i++) {
    const start = buckets[i]! * INTENTS.length
    const value = values[i]!
    for (let k = 0; k < sums.length; k++) sums[k]! += weights[start + k]! * value
  }
  return sums.map((sum, k) => sum * scales[k]! + biases[k]!)
}

/** Chances out of scores; a temperature above one makes them more modest. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp((score - most) / temperature))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
