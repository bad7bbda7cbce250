import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** DESIGN: `domain ← db ← bot ← jobs ← api`; a file imports from its own folder and from those to its left. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: ['domain'],
  db: ['domain', 'db'],
  bot: ['domain', 'db', 'bot'],
  jobs: ['domain', 'db', 'bot', 'jobs'],
  api: ['domain', 'db', 'bot', 'jobs', 'api'],
  miniapp: ['domain', 'miniapp'],
  scripts: ['domain', 'db', 'bot', 'jobs', 'api', 'scripts'],
}
const FORBIDDEN_NAMES = ['utils', 'helpers', 'common', 'shared', 'types']
const root = resolve(import.meta.dirname, '..')

const files = Object.keys(MAY_IMPORT).flatMap((folder) => {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|js)$/.test(name) && !name.includes('node_modules'))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
})

type Import = { from: string; to: string; typeOnly: boolean }

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  const found = source.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?[^'"]*?from\s+['"](\.[^'"]+)['"]|^import\s+['"](\.[^'"]+)['"]/gm,
  )
  return [...found].map(([, type, named, bare]) => ({
    from: file,
    to: relative(root, resolve(root, dirname(file), (named ?? bare)!)),
    typeOnly: type !== undefined,
  }))
}

const isTest = (file: string) => /\.test\.ts$|\/testing\//.test(file)
const imports = files.flatMap(importsOf)

test('the walk has seen the house', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(imports.length).toBeGreaterThan(300)
})

test('every import follows an arrow of the house', () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    const [here] = from.split('/')
    const [there] = to.split('/')
    if (here === 'miniapp' && there === 'api') return !typeOnly
    return !MAY_IMPORT[here!]!.includes(there!)
  })
  expect(wrong).toEqual([])
})

test('the product never imports what is there for tests', () => {
  const product = imports.filter(
    ({ from }) => !isTest(from) && !from.startsWith('scripts/') && !/\/fake\/|\.sample\.ts$/.test(from),
  )
  expect(product.filter(({ to }) => isTest(to) || /\/fake\/|\.sample\.ts$/.test(to))).toEqual([])
})

test('nobody imports in a circle', () => {
  const next = new Map<string, string[]>()
  // A type is gone before anything runs.
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const other of next.get(file) ?? []) walk(other, [...path, file])
    done.add(file)
  }
  for (const file of files) walk(file, [])
  expect(circles).toEqual([])
})

test('domain is pure: no package, no clock, no input or output', () => {
  for (const file of files.filter((name) => name.startsWith('domain/') && !isTest(name))) {
    const source = readFileSync(join(root, file), 'utf8')
    expect(source, file).not.toMatch(
      /from ['"][^.'"]|Date\.now|new Date\(\)|Temporal\.Now|process\.|fetch\(|Math\.random/,
    )
  }
})

test('no folder or file is a drawer for everything', () => {
  const drawers = files.filter((file) =>
    file.split('/').some((part) => FORBIDDEN_NAMES.includes(part.replace(/\.\w+$/, ''))),
  )
  expect(drawers).toEqual([])
})
