import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { INTENTS } from '../bot/understanding/intents.ts'
import { pack } from '../bot/understanding/model.ts'
import { packWords, vocabularyOf } from '../bot/understanding/vocabulary.ts'
import { fit, judgeBySets, rowsOf, temperatureOf } from './train/fit.ts'
import { hashOf } from './train/hash.ts'
import { readPhrases } from './train/phrases.ts'
import { summaryOf } from './train/report.ts'
import { wordsOf } from './train/samples.ts'
import { smallOf } from './train/small.ts'

/** Steps of a weight to either side: finer ones cost a fifth of the size and gain nothing. */
const STEPS = 6

/**
 * Makes bot/understanding/weights.ts out of the phrases. Prints what cross-validation says: each author judged by the others.
 * `--dry` writes nothing, `--errors` lists what was misread.
 */
const OUTPUT = join(import.meta.dirname, '../bot/understanding/weights.ts')
const flags = new Set(process.argv.slice(2))

const phrases = readPhrases()
const words = wordsOf(phrases)
const rows = rowsOf(phrases, vocabularyOf(words))
const judged = judgeBySets(rows)
const temperature = temperatureOf(judged)
for (const line of summaryOf(judged, temperature, flags.has('--errors'))) process.stdout.write(`${line}\n`)

if (!flags.has('--dry')) {
  const { weights, scales, biases } = smallOf(fit(rows), STEPS)
  const numbers = (list: Iterable<number>) => `[${[...list].map((one) => Number(one.toPrecision(4))).join(', ')}]`
  writeFileSync(
    OUTPUT,
    `// Made by \`npm run train\` out of the phrases; not to be edited.
// biome-ignore format: it is long
export const WEIGHTS = {
  hash: '${hashOf(rows)}',
  temperature: ${temperature},
  scales: ${numbers(scales)},
  biases: ${numbers(biases)},
  words: [${words.map((list) => `'${packWords(list)}'`).join(', ')}],
  weights: '${pack(weights)}',
}
`,
  )
  process.stdout.write(
    `${JSON.stringify({ phrases: rows.length, intents: INTENTS.length, nonzero: weights.filter(Boolean).length })}\n`,
  )
}
