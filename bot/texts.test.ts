import { readdirSync, readFileSync } from 'node:fs'
import { FluentResource } from '@fluent/bundle'
import { expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { createTexts } from './texts.ts'
import { wrongWith } from './wording.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const SOURCES = { ru: read('texts/ru.ftl'), en: read('texts/en.ftl') }

type Pattern = ReturnType<typeof bodyOf>[number]['value']
const bodyOf = (source: string) => new FluentResource(source).body

/** Names of the variables that a pattern uses, those of its selectors among them. */
function variablesOf(pattern: unknown): string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(variablesOf)
  if (typeof pattern !== 'object' || pattern === null) return []
  const { type, name } = pattern as { type?: string; name?: string }
  const inner = Object.values(pattern).flatMap(variablesOf)
  return type === 'var' && name ? [name, ...inner] : inner
}

const messages = (source: string) => new Map(bodyOf(source).map((message) => [message.id, message.value as Pattern]))
const ru = messages(SOURCES.ru)
const en = messages(SOURCES.en)

/** All that the product says by key: literal keys, and the families whose last part is put in at run time. */
const code = ['../bot/', '../api/', '../jobs/'].map(sourcesUnder).join('\n')
const FAMILIES = [
  /^reason-/,
  /^crm-why-/,
  /^chain-/,
  /^intent-/,
  /^reply-needs-/,
  /^cancel-(ill|plans|other)$/,
  /^marks-is-/,
  /^heard-/,
  /^digest-(hello|before)-/,
  /^alarm-(low|high|name-)/,
  /^advice-[a-z]+[A-Z]?/,
]

function sourcesUnder(path: string): string {
  const url = new URL(path, import.meta.url)
  return readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('testing') && !file.includes('fake'),
    )
    .map((file) => readFileSync(new URL(file, url), 'utf8'))
    .join('\n')
}

test('both files parse to the last line: every line that looks like a text is one', () => {
  for (const source of Object.values(SOURCES)) {
    const written = [...source.matchAll(/^([a-z][\w-]*) = /gm)].map((match) => match[1])
    expect(bodyOf(source).map((message) => message.id)).toEqual(written)
    expect(new Set(written).size).toBe(written.length)
  }
  expect(() => createTexts(SOURCES)).not.toThrow()
})

test('English has every text of Russian and no other, with the same variables', () => {
  expect([...en.keys()]).toEqual([...ru.keys()])
  for (const [key, pattern] of ru) expect(new Set(variablesOf(en.get(key))), key).toEqual(new Set(variablesOf(pattern)))
})

test('every text is used, and every text that is used is there', () => {
  for (const key of ru.keys()) {
    const used = code.includes(`'${key}'`) || FAMILIES.some((family) => family.test(key))
    expect(used, `${key} is used nowhere`).toBe(true)
  }
  const asked = [...code.matchAll(/\bsay\(\s*'([a-z][\w-]*)'/g)].map((match) => match[1]!)
  expect(asked.length).toBeGreaterThan(60)
  for (const key of asked) expect(ru.has(key), `no text ${key}`).toBe(true)
})

test('every text can be said in both languages with its variables, and says them all', () => {
  const texts = createTexts(SOURCES)
  for (const language of ['ru', 'en'] as const) {
    const patterns = language === 'ru' ? ru : en
    for (const [key, pattern] of patterns)
      for (const number of [0, 1, 2, 5, 11, 21]) {
        const names = new Set(variablesOf(pattern))
        const numeric = /^(count|days|minutes|hours)$/
        const values = Object.fromEntries([...names].map((name) => [name, numeric.test(name) ? number : `«${name}»`]))
        const said = texts.in(language)(key, values)
        expect(said, key).not.toMatch(/[{}]|undefined/)
        for (const name of names) if (!numeric.test(name)) expect(said, key).toContain(`«${name}»`)
      }
  }
})

test('Russian numbers take their forms', () => {
  const say = createTexts(SOURCES).in('ru')
  const waiting = (count: number) => say('owner-queue', { count })
  expect(waiting(1)).toBe('Ждёт ответа 1 обращение.')
  expect(waiting(2)).toBe('Ждут ответа 2 обращения.')
  expect(waiting(5)).toBe('Ждут ответа 5 обращений.')
  expect(waiting(11)).toBe('Ждут ответа 11 обращений.')
  expect(waiting(21)).toBe('Ждёт ответа 21 обращение.')
  expect(say('no-time-master', { what: '', days: 14 })).toContain('14 дней')
  expect(say('no-time-master', { what: '', days: 31 })).toContain('31 день')
})

test('the tone: «вы», no gender, no «Упс», no row of exclamation marks', () => {
  for (const line of SOURCES.ru.split('\n').filter((one) => !one.startsWith('#'))) {
    expect(line).not.toMatch(/упс|ой!|!!|(?<!\p{L})(ты|тебя|тебе|твой|твоя)(?!\p{L})/iu)
    expect(line).not.toMatch(/(?<!\p{L})вы (уже )?(записан|был|ждал|хотел|рад|готов|должен)а?(?!\p{L})/u)
  }
})

test('what a trade words in its own way may be said: it has all that the shipped text must say', () => {
  const texts = createTexts(SOURCES)
  const wrong = Object.values(TEMPLATES).flatMap(({ wordings = [] }) =>
    wordings.map(({ language, key, text }) => {
      const entry = texts.entries(language).find((one) => one.key === key)
      return entry ? wrongWith(entry, text) : key
    }),
  )
  expect(wrong.length).toBeGreaterThan(0)
  expect(wrong.filter((one) => one !== null)).toEqual([])
})
