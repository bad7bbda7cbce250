import type { Classifier } from './classify.ts'
import { BUCKETS } from './features.ts'
import { INTENTS } from './intents.ts'
import { unpackWords, type Vocabulary, vocabularyOf } from './vocabulary.ts'
import { WEIGHTS } from './weights.ts'

/** What `npm run train` has learnt. */
export type Model = { classifier: Classifier; vocabulary: Vocabulary }

let loaded: Model | null = null

/** The committed model, unpacked at its first use. */
export function model(): Model {
  loaded ??= {
    classifier: {
      weights: unpack(WEIGHTS.weights, BUCKETS * INTENTS.length),
      scales: Float64Array.from(WEIGHTS.scales),
      biases: Float64Array.from(WEIGHTS.biases),
      temperature: WEIGHTS.temperature,
    },
    vocabulary: vocabularyOf(WEIGHTS.words.map(unpackWords)),
  }
  return loaded
}

/** Characters for runs of 1, 2, 4, … zeros; then one for each number from -30 to 30 without zero. */
const RUNS = 'abcdefghij'
const NUMBERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZklmnopqrstuvwxyz0123456789!#$%&()*'

/** The largest number that `pack` can hold. */
export const MOST = NUMBERS.length / 2

/** Small whole numbers as text: a letter each, and runs of zeros short. Text that gzip finds easy. */
export function pack(numbers: Int8Array | Uint8Array): string {
  let text = ''
  for (let i = 0; i < numbers.length; ) {
    const number = numbers[i]!
    if (number !== 0) {
      text += NUMBERS[number > 0 ? number + MOST - 1 : number + MOST]
      i++
      continue
    }
    let run = 0
    while (i + run < numbers.length && numbers[i + run] === 0) run++
    i += run
    for (let power = RUNS.length - 1; power >= 0; power--)
      for (; run >= 2 ** power; run -= 2 ** power) text += RUNS[power]
  }
  return text
}

/** What `pack` has packed. Throws when there are not as many numbers as there should be. */
export function unpack(text: string, size?: number): Int8Array {
  const numbers: number[] = []
  for (const letter of text) {
    const run = RUNS.indexOf(letter)
    if (run >= 0) for (let i = 2 ** run; i > 0; i--) numbers.push(0)
    else {
      const place = NUMBERS.indexOf(letter)
      numbers.push(place >= MOST ? place - MOST + 1 : place - MOST)
    }
  }
  if (size !== undefined && numbers.length !== size) throw new Error('the weights are of other features: npm run train')
  return Int8Array.from(numbers)
}
