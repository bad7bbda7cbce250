import { expect, test } from 'vitest'
import { FILLERS, SYNONYMS } from './synonyms.ts'

const KINDS = 'job thing part act verb kind quality detail who means nothing'.split(' ')
const lines = SYNONYMS.split('\n').filter((line) => line && !line.startsWith('#'))
const rows = lines.map((line) => {
  const [head, words] = line.split(': ') as [string, string]
  const [kind, ...keys] = head.split(' ') as [string, ...string[]]
  return { line, kind, keys, words: words.split(', ') }
})
const defined = new Set(rows.filter(({ kind }) => kind !== 'means').map(({ keys }) => keys[0]))

test('every line is a kind, a name and words', () => {
  for (const { line, kind, keys, words } of rows) {
    expect(KINDS, line).toContain(kind)
    expect(keys.length > 0 || kind === 'nothing', line).toBe(true)
    for (const word of words) expect(word, line).toMatch(/^[\p{L}\d_*. ]+$/u)
  }
})

test('every concept that a line speaks of has a line of its own', () => {
  for (const { line, keys } of rows) for (const key of keys) expect(defined, line).toContain(key.replace(/^[+~]/, ''))
})

test('no words mean two things', () => {
  const meanings = new Map<string, string>()
  for (const { kind, keys, words } of rows)
    for (const word of words) {
      const meaning = kind === 'means' ? keys.join(' ') : (keys[0] ?? kind)
      expect(meanings.get(word) ?? meaning, word).toBe(meaning)
      meanings.set(word, meaning)
    }
})

test('no word of the table is written in a form that no message has', () => {
  expect(SYNONYMS).not.toMatch(/ё|[a-z][а-я]|[а-я][a-z]/)
})

test('no filler stands twice', () => {
  const words = FILLERS.split(/\s+/).filter(Boolean)
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
})
