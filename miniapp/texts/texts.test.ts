import { FluentResource } from '@fluent/bundle'
import { expect, test } from 'vitest'
import laterEn from './en.later.ts'
import firstEn from './en.ts'
import laterRu from './ru.later.ts'
import firstRu from './ru.ts'
import { languageOf, textsOf } from './texts.ts'

const ru = { ...firstRu, ...laterRu }
const en = { ...firstEn, ...laterEn }

const area = (path: string) => path.split('/').at(-1)!
const ids = (source: string) => new FluentResource(source).body.map(({ id }) => id).sort()
const english = new Map(Object.entries(en).map(([path, source]) => [area(path), source]))

test.each(Object.entries(ru).map(([path, source]) => [area(path), source]))(
  '%s: every text has its twin',
  (name, source) => {
    expect(ids(english.get(name) ?? '')).toEqual(ids(source))
  },
)

test('no text is written in two areas', () => {
  const all = Object.values(ru).flatMap(ids)
  expect(all.filter((id, at) => all.indexOf(id) !== at)).toEqual([])
})

test('what comes later is said by screens that wait for it', () => {
  const sources = import.meta.glob<string>(
    [
      '../**/*.{ts,tsx}',
      '!../**/*.test.ts',
      '!../screens/{experiments,guide,links,more,numbers,past,settings,unclear}/**',
    ],
    { query: '?raw', import: 'default', eager: true },
  )
  const later = new Set(Object.values(laterRu).flatMap(ids))
  const said = Object.entries(sources).flatMap(([path, source]) =>
    [...source.matchAll(/'([a-z][\w-]+)'/g)].flatMap(([, id]) => (later.has(id!) ? [`${path}: ${id}`] : [])),
  )
  expect(said).toEqual([])
})

test('no text shouts, and an English one is no longer than it may be', () => {
  const words = (sources: Record<string, string>) =>
    new Map(
      Object.values(sources)
        .flatMap((source) => source.split('\n'))
        .map((line) => /^([\w-]+) = (.+)$/.exec(line))
        .flatMap((found): [string, string][] => (found ? [[found[1]!, found[2]!]] : [])),
    )
  const russian = words(ru)
  const wrong = [...words(en)].filter(
    ([id, text]) =>
      /!/.test(text + russian.get(id)) || text.length > Math.max(12, (russian.get(id)?.length ?? 0) * 1.3),
  )
  expect(wrong).toEqual([])
})

test('numbers choose their words', () => {
  const t = textsOf('ru', ru)
  expect([1, 3, 20].map((seconds) => t('trouble-limited', { seconds }))).toEqual([
    'Слишком часто. Подождите 1 секунду.',
    'Слишком часто. Подождите 3 секунды.',
    'Слишком часто. Подождите 20 секунд.',
  ])
  expect(['ru', 'ru-RU', 'be', 'en-US', 'de'].map(languageOf)).toEqual(['ru', 'ru', 'ru', 'en', 'en'])
})
