import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inEnglish } from './english.ts'
import { BUSY, LACKS, TROUBLES, UNREADABLE } from './routes/bitrix24-words.ts'

/** Where a sentence of the API is written: a refusal, or what becomes one. */
const SAID =
  /(?:refused?\(\s*c,\s*(?:'\w+'|[\w.]+),\s*|misfit\(\s*|unfit\(\s*'\w+',\s*|message: )('(?:[^'\\]|\\.)*'|`[^`]*`)/g

const sentences = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.includes('test'))
  .flatMap((name) => [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(SAID)])
  .map(([, text]) => text!.slice(1, -1).replace(/\$\{[^}]*\}/g, '15:30'))
  .filter((text) => /[а-яё]/i.test(text))

test('whatever the API refuses with, it can say in English', () => {
  expect(sentences.length).toBeGreaterThan(50)
  expect([...new Set(sentences)].filter((text) => inEnglish(text) === null)).toEqual([])
})

test('what hinders a portal is said in English too', () => {
  const said = [...Object.values(UNREADABLE), ...Object.values(TROUBLES), BUSY, LACKS.scopeCrm, LACKS.crmClosed]
  expect(said.filter((text) => inEnglish(text) === null)).toEqual([])
})

test('what was put into a sentence stands in its twin', () => {
  expect(inEnglish('15:30 уже занято. Свободно рядом:')).toBe('15:30 is taken already. Free nearby:')
  expect(inEnglish('Слишком часто. Подождите 20 с.')).toBe('Too often. Please wait 20 s.')
  expect(inEnglish('Можно с 15:30')).toBeNull()
})
