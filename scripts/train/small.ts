import { INTENTS } from '../../bot/understanding/intents.ts'
import type { Trained } from './logistic.ts'

/** Weights below this share of their intent's usual size are dropped: they are noise, and zeros pack well. */
const NOISE = 0.7

/** Weights as whole numbers from -most to most, with the scale of each intent. */
export function smallOf({ weights, biases }: Trained, most: number) {
  const count = INTENTS.length
  const scales = new Float64Array(count)
  const small = new Int8Array(weights.length)
  for (let k = 0; k < count; k++) {
    const own: number[] = []
    for (let at = k; at < weights.length; at += count) if (weights[at] !== 0) own.push(Math.abs(weights[at]!))
    own.sort((a, b) => a - b)
    const usual = own[Math.floor(own.length / 2)] ?? 1
    // A few weights are far larger than the rest: cutting them costs less than coarse steps for all.
    const largest = own[Math.floor(own.length * 0.999)] ?? 1
    scales[k] = largest / most
    for (let at = k; at < weights.length; at += count) {
      if (Math.abs(weights[at]!) < usual * NOISE) continue
      small[at] = Math.max(-most, Math.min(most, Math.round(weights[at]! / scales[k]!)))
    }
  }
  return { weights: small, scales, biases }
}
