import { formsOf } from '../../domain/names.ts'
import type { Find } from './contacts.ts'
import { FIRST_NAMES, WORDLIKE } from './firstnames.ts'

type Word = { text: string; folded: string; from: number; to: number; beside: boolean }

/**
 * Finds names of people: those given, in all their forms; after «меня зовут»; first names that everybody knows;
 * patronymics and surnames beside them. Names to `keep` are left, unless somebody says that it is their own.
 */
export function nameFinder(names: readonly string[], keep: readonly string[]): Find {
  const parts = new Set(names.flatMap(partsOf))
  const hidden = new Set([...parts].flatMap(allForms))
  const tiny = new Set([...parts].filter(isTiny).map(fold))
  const kept = new Set([...new Set(keep.flatMap(partsOf))].flatMap(allForms))
  const isName = (word: Word): boolean => {
    if (kept.has(word.folded)) return false
    if (hidden.has(word.folded) || (/^[a-z]+$/i.test(word.text) && hidden.has(fold(fromLatin(word.text))))) return true
    if (!startsBig(word.text)) return plainForms().has(word.folded)
    return tiny.has(word.folded) || bigForms().has(word.folded) || PATRONYMIC.test(word.folded)
  }

  return (text) => {
    const words = wordsOf(text)
    const own = introducedIn(text)
    const found: Word[] = []
    let afterName = false
    for (const word of words) {
      const introduced = own.some((at) => at === word.from)
      const joined: boolean = afterName && word.beside && startsBig(word.text) && SURNAME.test(word.folded)
      afterName = introduced || isName(word) || (joined && !kept.has(word.folded))
      if (afterName) found.push(word)
    }
    return found.map(({ from, to }) => ({ kind: 'NAME', from, to }))
  }
}

// Folded words have no «й»: it is an «и» there.
const PATRONYMIC = /^\p{L}{2,}(?:ов|ев|ь)ич(?:а|у|ем|е)?$|^\p{L}{3,}(?:ов|ев|ич)н(?:а|ы|е|у|ои)$/u
const SURNAME =
  /(?:ов|ев|ин|ын|енко|чук|юк|ук|ко|ян|дзе|швили|их|ых)(?:а|у|ым|ом|ои|ы|е)?$|(?:ск|цк)(?:ии|ая|ого|ои|ому|им|ую)$/u
const INTRODUCTIONS =
  /(?<!\p{L})(?:меня зовут|зовут меня|мое имя|моё имя|на имя|фамилия|по имени|my name is|my name's|the name is)\s*[:—–-]?\s+(?=\p{L})/giu
const PRESENTATIONS = /(?<!\p{L})(?:[Ээ]то|[Яя]|[Ии]мя:?|[Nn]ame:?|I am|I'm|I’m|[Tt]his is)\s+(?=\p{Lu})/gu
const NO_NAMES =
  /^(?:не|и|как|что|вы|вас|вам|ваш\p{L}*|мы|мои|он|она|они|тот|так|очень|хочу|хотел\p{L}*|могу|можно|буду|мастер\p{L}*|of|the|a|an|not|it|my|your|we|you|here|is|want|would|from|ready)$/u

/** Where words begin that a person says to be their name, and those that go on with it: «меня зовут Анна Петрова». */
function introducedIn(text: string): number[] {
  const starts: number[] = []
  for (const pattern of [INTRODUCTIONS, PRESENTATIONS])
    for (const match of text.matchAll(pattern)) {
      const [first, ...more] = wordsOf(text, match.index + match[0].length, 3)
      if (!first || NO_NAMES.test(first.text.toLowerCase())) continue
      starts.push(first.from)
      for (const word of more) {
        if (!word.beside || !(startsBig(word.text) || PATRONYMIC.test(word.folded) || LONE_SURNAME.test(word.folded)))
          break
        starts.push(word.from)
      }
    }
  return starts
}

/** Endings that hardly another word has: for surnames written small. */
const LONE_SURNAME = /\p{L}{3,}(?:ова|ева|ина|скии|ская|енко|швили)$/u

/** Words of a text from a place on; `beside`: only a space or a hyphen lies between it and the word before. */
function wordsOf(text: string, start = 0, count = Number.POSITIVE_INFINITY): Word[] {
  const words: Word[] = []
  const pattern = /[\p{L}\p{M}\p{Cf}]+/gu
  pattern.lastIndex = start
  let last = start
  for (let match = pattern.exec(text); match && words.length < count; match = pattern.exec(text)) {
    const from = match.index
    const to = from + match[0].length
    const beside = /^[ -]?$/.test(text.slice(last, from))
    words.push({ text: match[0], folded: fold(match[0]), from, to, beside })
    last = to
  }
  return words
}

const startsBig = (word: string) => /^[\p{Cf}\p{M}]*\p{Lu}/u.test(word)
const partsOf = (name: string) => name.match(/[\p{L}\p{M}]{2,}/gu) ?? []
const isTiny = (part: string) => part.length < 3

// biome-ignore format: an alphabet
const TWINS: Record<string, string> = { a: 'а', b: 'в', c: 'с', e: 'е', h: 'н', k: 'к', m: 'м', o: 'о', p: 'р', t: 'т', x: 'х', y: 'у' }

/** Lower case without accents and invisible signs; Latin letters that look Cyrillic are Cyrillic, «ё» and «й» are bare. */
function fold(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[abcehkmoptxy]/g, (letter) => TWINS[letter]!)
}

/** Folded forms of one part of a name, of the names it is short for, and of its Cyrillic spelling if it is Latin. */
function allForms(part: string): string[] {
  if (isTiny(part)) return []
  const spelled = /^[a-z]+$/i.test(part) ? [part, fromLatin(part)] : [part]
  const full = spelled.flatMap((name) => firstNamesBy().get(plain(name)) ?? [])
  return [...spelled, ...full].flatMap((name) => [...formsOf(name), ...feminine(name)]).map(fold)
}

/** «Петрова» is also «Петровой», «Толстая» «Толстой»: surnames decline as adjectives do. */
function feminine(name: string): string[] {
  const small = plain(name)
  if (/(?:ов|ев|ин|ын)а$/.test(small)) return ['ой', 'у'].map((ending) => small.slice(0, -1) + ending)
  if (/ая$/.test(small)) return ['ой', 'ую'].map((ending) => small.slice(0, -2) + ending)
  if (/(?:ий|ый|ой)$/.test(small)) return ['ого', 'ому', 'им', 'ым', 'ом'].map((ending) => small.slice(0, -2) + ending)
  return []
}

const plain = (name: string) => name.toLowerCase().replaceAll('ё', 'е')

// biome-ignore format: an alphabet
const SOUNDS: Record<string, string> = { shch: 'щ', sch: 'щ', zh: 'ж', kh: 'х', ts: 'ц', ch: 'ч', sh: 'ш', yu: 'ю', ju: 'ю', ya: 'я', ja: 'я', yo: 'е', ey: 'ей', ia: 'ия', iy: 'ий', a: 'а', b: 'б', c: 'к', d: 'д', e: 'е', f: 'ф', g: 'г', h: 'х', i: 'и', j: 'й', k: 'к', l: 'л', m: 'м', n: 'н', o: 'о', p: 'п', q: 'к', r: 'р', s: 'с', t: 'т', u: 'у', v: 'в', w: 'в', x: 'кс', y: 'и', z: 'з' }
const SOUND = new RegExp(
  Object.keys(SOUNDS)
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'g',
)

/** «Yulia» → «юлия»: how a Latin name is written in Russian. */
const fromLatin = (name: string) => name.toLowerCase().replace(SOUND, (sound) => SOUNDS[sound]!)

/** First names by each of their forms. */
const firstNamesBy = once(() => {
  const byForm = new Map<string, string[]>()
  for (const name of FIRST_NAMES)
    for (const form of formsOf(name)) byForm.set(form, [...(byForm.get(form) ?? []), name])
  return byForm
})
const foldedForms = (names: readonly string[]) => new Set(names.flatMap((name) => [...formsOf(name)].map(fold)))
const plainForms = once(() => foldedForms(FIRST_NAMES).difference(foldedForms(WORDLIKE)))
const bigForms = once(() => foldedForms([...FIRST_NAMES, ...WORDLIKE]))

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
