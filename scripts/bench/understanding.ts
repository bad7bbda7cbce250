import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { understand } from '../../bot/understanding/understand.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { instantOf } from '../../domain/time.ts'
import { readPhrases } from '../train/phrases.ts'
import { offerOfTemplate } from '../understanding/offer.ts'
import { intentOf } from './keywords.ts'

const ZONE = 'Europe/Moscow'
const ENTRY = join(import.meta.dirname, '../../bot/understanding/understand.ts')
/** Every so many-th phrase: a sample in which each intent is met. */
const EVERY = 5

/**
 * Understanding a message: microseconds at the middle and at the 99th percentile, beside a plain list of keywords in the same run, and the
 * size of its code and weights as they travel.
 */
export async function benchUnderstanding(): Promise<object[]> {
  const texts = readPhrases().flatMap(({ text }, index) => (index % EVERY === 0 ? [text] : []))
  const context = { ...offerOfTemplate(TEMPLATES.salon), now: instantOf(ZONE, '2026-11-18', 11 * 60), zone: ZONE }
  const ours = timesOf(texts, (text) => understand(text, context))
  const keywords = timesOf(texts, (text) => intentOf(text))
  const kb = await sizeOf(ENTRY)
  return [
    {
      measure: 'understanding.message',
      messages: texts.length,
      p50_us: ours.p50,
      p99_us: ours.p99,
      ms: ours.p99 / 1000,
      budget_ms: 1,
      keywords_p50_us: keywords.p50,
      keywords_p99_us: keywords.p99,
    },
    { measure: 'understanding.size', kb, budget_kb: 200 },
  ]
}

/** Each text is read several times, its least time counts: what else the machine does is not ours. */
function timesOf(texts: readonly string[], read: (text: string) => unknown) {
  const rounds = 5
  for (const text of texts) read(text)
  const times = texts.map((text) => {
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now()
      read(text)
      least = Math.min(least, performance.now() - begin)
    }
    return least * 1000
  })
  times.sort((a, b) => a - b)
  const at = (share: number) => Number(times[Math.floor((times.length - 1) * share)]!.toFixed(1))
  return { p50: at(0.5), p99: at(0.99) }
}

/** Kilobytes of the minified bundle for no platform in particular, gzipped. */
async function sizeOf(entry: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'esm',
    charset: 'utf8',
    write: false,
  })
  return Math.ceil(gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1024)
}
