import { NICKNAMES } from './nicknames.ts'

/** Grammatical cases as bits, so that one form may stand for several. */
export const CASES = { nominative: 1, genitive: 2, dative: 4, accusative: 8, instrumental: 16, prepositional: 32 }
const ANY_CASE = 63

/** Names by what their bearers are called, and the other way round. */
const SHORT = new Map<string, readonly string[]>()
const FULL = new Map<string, string[]>()
for (const line of NICKNAMES.split('\n').filter(Boolean)) {
  const [full, words] = line.split(':') as [string, string]
  const short = words.split(' ').filter(Boolean).map(plain)
  SHORT.set(full, short)
  for (const one of short) FULL.set(one, [...(FULL.get(one) ?? []), full])
}

/**
 * All forms in which a first name, patronymic or surname is met, in lower case with «е» for «ё»: the six cases, the short
 * names and their cases, and the Latin spellings. A table by declension: a name is looked up, never guessed by likeness.
 */
export function formsOf(name: string): ReadonlySet<string> {
  const known = sets.get(name)
  if (known) return known
  const forms = new Set(casesOf(name).keys())
  sets.set(name, forms)
  return forms
}

const sets = new Map<string, ReadonlySet<string>>()

/** The forms of a name, as `formsOf` has them, each with the cases that it may stand for; see `CASES`. */
export function casesOf(name: string): ReadonlyMap<string, number> {
  const known = maps.get(name)
  if (known) return known
  const forms = new Map<string, number>()
  const add = (form: string, cases: number) => forms.set(form, (forms.get(form) ?? 0) | cases)
  for (const one of calledAlso(plain(name))) {
    if (/^[a-z]/.test(one)) add(one, ANY_CASE)
    else for (const [form, cases] of declined(one)) add(form, cases)
    for (const form of latinForms(one, one === plain(name) ? 24 : 4)) add(form, ANY_CASE)
  }
  const usual = latin(plain(name))
  forms.delete(usual)
  forms.set(usual, ANY_CASE)
  maps.set(name, forms)
  return forms
}

const maps = new Map<string, ReadonlyMap<string, number>>()

/** A name with all that its bearers are called: «Катя» is Екатерина, «Саша» Александр or Александра. */
function calledAlso(name: string): Set<string> {
  const fulls = SHORT.has(name) ? [name] : (FULL.get(name) ?? [name])
  return new Set([name, ...fulls.flatMap((full) => [full, ...(SHORT.get(full) ?? [])])])
}

let names: ReadonlySet<string> | null = null

/** True for any form of any name that we know, Russian or Latin. */
export function isName(word: string): boolean {
  names ??= new Set([...SHORT.keys()].flatMap((name) => [...casesOf(name).keys()]))
  return names.has(plain(word))
}

/** How a name is called out: «Маш», «Ань»; null where it is the name itself. */
export function vocativeOf(word: string): string | null {
  if (!/[аеиоуыэюя].*[ая]$/.test(word) || word.endsWith('ия')) return null
  const stem = word.slice(0, -1)
  return word.endsWith('я') && !/[аеиоуыэюй]$/.test(stem) ? `${stem}ь` : stem
}

/** A name's short forms, in the nominative. */
export const nicknamesOf = (name: string): readonly string[] => [...calledAlso(plain(name))]

function plain(name: string): string {
  return name.trim().toLowerCase().replaceAll('ё', 'е')
}

/** Stems that change before an ending: «Павел, Павла», «Лев, Льва». */
const FLEETING: Record<string, string> = { павел: 'павл', лев: 'льв' }

const { nominative, genitive, dative, accusative, instrumental, prepositional } = CASES
const OBLIQUE = ANY_CASE - nominative

/** The forms of a word by declension. Forms of both genders where the ending does not tell. */
function declined(name: string): [string, number][] {
  const last = name.slice(-1)
  const stem = name.slice(0, -1)
  const forms: [string, number][] = [[name, nominative]]
  const add = (base: string, endings: string, cases: number) => {
    for (const ending of endings.split(' ')) forms.push([base + ending, cases])
  }
  const [i, soft] = [stem.endsWith('и'), /[жчшщц]$/.test(stem)]
  if (/[сц]к(ий|ая)$|[^и]ый$|[^аеиоу]ой$/.test(name) && name.length > 4) {
    const base = name.slice(0, -2)
    add(base, 'ого', genitive + accusative)
    add(base, 'ому', dative)
    add(base, 'ым им ом', instrumental + prepositional)
    add(base, 'ой', OBLIQUE - accusative)
    add(base, 'ую', accusative)
  } else if (last === 'а') {
    add(stem, /[гкхжчшщ]$/.test(stem) ? 'и' : 'ы', genitive)
    add(stem, 'е', dative + prepositional)
    add(stem, 'у', accusative)
    add(stem, soft ? 'ей ею' : 'ой ою', instrumental)
    if (/(ов|ев|ин|ын)$/.test(stem)) add(stem, 'ой', OBLIQUE - accusative)
  } else if (last === 'я') {
    add(stem, 'и', i ? genitive + dative + prepositional : genitive)
    add(stem, 'е', dative + prepositional)
    add(stem, 'ю', accusative)
    add(stem, 'ей ею', instrumental)
  } else if (last === 'й') {
    add(stem, 'я', genitive + accusative)
    add(stem, 'ю', dative)
    add(stem, 'ем', instrumental)
    add(stem, i ? 'и' : 'е', prepositional)
  } else if (last === 'ь') {
    // «Игоря» and «Любови»; «к Айгуль» stays as it is.
    forms[0] = [name, ANY_CASE]
    add(stem, 'я', genitive + accusative)
    add(stem, 'ю', dative)
    add(stem, 'ем', instrumental)
    add(stem, 'е', prepositional)
    add(stem, 'и', genitive + dative + prepositional)
    add(stem, 'ью', instrumental)
  } else if (/[бвгджзклмнпрстфхцчшщ]/.test(last)) {
    const base = FLEETING[name] ?? (/[^аеиоуыэюя]ек$/.test(name) ? `${name.slice(0, -2)}ьк` : name)
    add(base, 'а', genitive + accusative)
    add(base, 'у', dative)
    add(base, /[жчшщц]$/.test(base) ? 'ем ом' : 'ом', instrumental)
    add(base, 'е', prepositional)
    if (/(ов|ев|ин|ын)$/.test(name)) add(name, 'ым', instrumental)
  }
  return forms
}

// biome-ignore format: an alphabet
const LATIN: Record<string, string> = { а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ы: 'y', э: 'e', ю: 'yu', я: 'ya' }

/** Letters and endings that people spell in several ways. */
// biome-ignore format: a table
const SPELT: readonly [RegExp, readonly string[]][] = [
  [/^ий$/, ['y', 'iy', 'i', 'ii', 'ij']], [/^ия$/, ['ia', 'iya', 'ija', 'iia', 'ya']], [/^ья$/, ['ya', 'ia', 'iya', 'ja']],
  [/^кс$/, ['ks', 'x']], [/^й$/, ['y', 'i', 'j']], [/^я$/, ['ya', 'ia', 'ja']], [/^ю$/, ['yu', 'iu', 'ju', 'u']],
  [/^х$/, ['kh', 'h']], [/^ж$/, ['zh', 'j']], [/^к$/, ['k', 'c']], [/^ф$/, ['f', 'ph']],
]

/** «Мария» → maria, «Юлия» → yulia, «Дмитрий» → dmitry: as people write them most. */
const latin = (name: string) =>
  name
    .replace(/ий$/, 'ы')
    .replace(/ия$/, 'иа')
    .split('')
    .map((letter) => LATIN[letter] ?? '')
    .join('')

/** Latin spellings of a Russian word, the usual ones first. */
function latinForms(name: string, most: number): string[] {
  if (/[a-z]/.test(name)) return []
  let spelt = ['']
  for (const part of name.match(/ий$|и?я$|ья$|кс|./g) ?? []) {
    const ways = SPELT.find(([pattern]) => pattern.test(part))?.[1] ?? [LATIN[part] ?? '']
    spelt = spelt.flatMap((start) => ways.map((way) => start + way))
  }
  return [...new Set(name.startsWith('е') ? spelt.flatMap((one) => [one, `y${one}`]) : spelt)].slice(0, most)
}
