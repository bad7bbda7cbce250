import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { INTENTS } from '../bot/understanding/intents.ts'
import { vocabularyOf } from '../bot/understanding/vocabulary.ts'
import { WEIGHTS } from '../bot/understanding/weights.ts'
import { hashOf } from './train/hash.ts'
import { readPhrases } from './train/phrases.ts'
import { exampleOf, wordsOf } from './train/samples.ts'

const phrases = readPhrases()

test('the committed weights are those of the phrases: after a change of either, `npm run train`', () => {
  const vocabulary = vocabularyOf(wordsOf(phrases))
  expect(WEIGHTS.hash).toBe(hashOf(phrases.map((phrase) => ({ phrase, plain: exampleOf(phrase, vocabulary) }))))
})

test('every intent has at least eighty phrases in Russian and in English, and no phrase means two things', () => {
  for (const language of ['ru', 'en'] as const)
    for (const intent of INTENTS) {
      const own = phrases.filter((phrase) => phrase.language === language && phrase.intent === intent)
      expect(own.length, `${language} ${intent}`).toBeGreaterThanOrEqual(80)
    }
  const meanings = new Map<string, string>()
  for (const { text, intent } of phrases) {
    expect(meanings.get(text) ?? intent, text).toBe(intent)
    meanings.set(text, intent)
  }
})

test('`npm run understand` reads lines of JSON, and goes on after a bad one', () => {
  const script = fileURLToPath(new URL('./understand.ts', import.meta.url))
  const at = { now: '2026-11-18T11:00', tz: 'Europe/Moscow' }
  const lines = [
    JSON.stringify({ text: 'чёт не получается сегодня, можно на чт после работы к ане?', ...at }),
    'no JSON',
    JSON.stringify({ text: 'давайте в 6', ...at, pending: 'time' }),
    JSON.stringify({ text: 'pfgbibnt yf vfybr.h pfdnhf', ...at }),
    JSON.stringify({ text: 'хочу на стрижку', ...at }),
  ]
  const printed = execFileSync(process.execPath, [script], { input: `${lines.join('\n')}\n`, encoding: 'utf8' })
  const read = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(read[0]).toMatchObject({
    intent: 'reschedule',
    answered: true,
    when: [{ from: '2026-11-19T18:00', to: '2026-11-19T23:00' }],
    staff: 'Анна',
    service: null,
  })
  expect(read[1]).toEqual({ error: 'not JSON' })
  expect(read[2]).toMatchObject({ intent: 'book', when: [{ from: '2026-11-18T18:00', to: '2026-11-18T18:00' }] })
  expect(read[3]).toMatchObject({ intent: 'book', service: 'Маникюр', when: [{ from: '2026-11-19T00:00' }] })
  expect(read[4]).toMatchObject({ intent: 'book', service: ['Женская стрижка', 'Мужская стрижка', 'Детская стрижка'] })
})
