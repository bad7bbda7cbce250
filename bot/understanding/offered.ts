import { deny } from './denial.ts'
import {
  type Concept,
  canSlip,
  type Heard,
  hear,
  type Kind,
  lexicon,
  type Meaning,
  type Own,
  type Phrase,
  phraseOf,
} from './hear.ts'
import { createLookup } from './lookup.ts'
import { type Token, tokensOf } from './tokens.ts'
import { createSlips } from './typos.ts'

/** A service as a catalogue has it; `synonyms` are what its owner says it is also called. */
export type Catalogued = {
  id: number
  name: string
  category?: string | null
  synonyms?: readonly string[]
}

/** A service with the concepts of its name. */
export type Offered<S> = {
  service: S
  /** What the name says. */
  said: ReadonlyMap<string, Kind>
  /** What the name says and what follows from it. */
  holds: ReadonlySet<string>
  who: readonly string[]
  /** What only the category says of it. */
  aside: ReadonlySet<string>
  /** Apart jobs that the name joins: «Стрижка и борода». */
  jobs: readonly (readonly string[])[]
  /** Stems of all words of the name. */
  stems: ReadonlySet<string>
}

/** A catalogue made ready for matching. */
export type Offer<S> = {
  all: readonly Offered<S>[]
  /** Services that hold a concept. */
  by: ReadonlyMap<string, readonly Offered<S>[]>
  /** What the catalogue calls things beyond the table of synonyms. */
  own: Own
  /** The service of an owner's word. */
  owned: ReadonlyMap<string, Offered<S>>
  categories: readonly { keys: readonly string[]; services: readonly S[] }[]
}

export const isHead = (kind: Kind) => kind === 'job' || kind === 'thing' || kind === 'act'
const JOBS: readonly Kind[] = ['job', 'thing']
/** Of a category it counts for whom and in what way; the rest of it is said of many things. */
const ASIDE: readonly Kind[] = ['who', 'quality', 'detail']

/** Reads the names of a catalogue: the concepts that the table knows, and the other words as concepts of their own. */
export function readOffer<S extends Catalogued>(services: readonly S[]): Offer<S> {
  const own: Own = { phrases: createLookup(), slips: createSlips() }
  const slip = (phrase: Phrase) => own.slips.add(phrase.words[0]!.text, REST[phrase.words[0]!.how], phrase)
  const add = (phrase: Phrase) => {
    own.phrases.add(phrase.words[0]!, phrase)
    if (canSlip(phrase)) slip(phrase)
  }
  const all: Offered<S>[] = []
  const owned = new Map<string, Offered<S>>()
  const added = new Set<string>()
  const name = (text: string) => {
    const heard = hear(tokensOf(text), null)
    for (const word of unknownWords(heard)) {
      const key = `=${word.stem}`
      if (added.has(key)) continue
      added.add(key)
      const meaning: Meaning = { key, kind: isAdjective(word.word) ? 'detail' : 'thing' }
      for (const form of formsOfWord(word)) {
        const phrase = onePhrase(form, meaning)
        add(phrase)
      }
    }
  }
  for (const service of services) name(service.name)
  for (const service of services) {
    const offered = readService(service, own)
    all.push(offered)
    const words = [...(service.synonyms ?? []), ...([...offered.said.values()].some(isNaming) ? [] : [service.name])]
    words.forEach((word, index) => {
      const key = `#${service.id}/${index}`
      const stems = tokensOf(word).map((token) => token.stem)
      if (stems.length === 0) return
      const phrase = phraseOf(stems.map((stem) => `${stem}.`).join(' '), [{ key, kind: 'own' }])
      const stemmed = {
        ...phrase,
        words: phrase.words.map((one, at) => ({ ...one, text: stems[at]!, how: 'stem' as const })),
      }
      add(stemmed)
      owned.set(key, offered)
    })
  }
  const by = new Map<string, Offered<S>[]>()
  for (const offered of all) for (const key of offered.holds) by.set(key, [...(by.get(key) ?? []), offered])
  const has = (key: string): boolean => by.has(key) || (lexicon().concepts.get(key)?.loose ?? []).some(has)
  for (const phrase of lexicon().slippery) if (phrase.means.some(({ key }) => has(key))) slip(phrase)
  return { all, by, own, owned, categories: categoriesOf(services) }
}

const REST = { start: 'any', stem: 'ending', exact: 'none', capitals: 'none' } as const

const isNaming = (kind: Kind) => isHead(kind) || kind === 'quality' || kind === 'who'

function readService<S extends Catalogued>(service: S, own: Own): Offered<S> {
  const heard = hear(tokensOf(service.name), own)
  const said = new Map<string, Kind>()
  const jobs: string[][] = []
  const denied = deny(heard)
  let joined = true
  heard.hits.forEach((hit, index) => {
    const { gap, before } = heard.tokens[hit.from]!
    joined ||= gap !== 'none' || before === 'с' || before === 'со'
    for (const { key, kind } of hit.means) {
      if (denied[index]) continue
      if (!isHead(said.get(key) ?? 'part')) said.set(key, kind)
      if (!JOBS.includes(kind)) continue
      if (joined) jobs.push([key])
      else jobs.at(-1)!.push(key)
      joined = false
    }
  })
  if (![...said.values()].some((kind) => isHead(kind)) && service.category)
    for (const { key, kind } of meaningsOf(hear(tokensOf(service.category), null)))
      if (!said.has(key)) said.set(key, kind)
  const holds = closure(said.keys())
  const aside = new Set<string>()
  for (const { key, kind } of service.category ? meaningsOf(hear(tokensOf(service.category), null)) : [])
    if (ASIDE.includes(kind) && !holds.has(key)) aside.add(key)
  for (const key of closure(aside)) holds.add(key)
  const stems = new Set(heard.tokens.map((token) => token.stem))
  return { service, said, holds, aside, who: [...holds].filter(isWho), jobs: jobs.length > 1 ? jobs : [], stems }
}

const meaningsOf = (heard: Heard) => heard.hits.flatMap((hit) => hit.means)
export const isWho = (key: string): boolean => key === 'men' || key === 'women' || key === 'child'

/**
 * Concepts with all that they also are. What follows from the nature of a concept stands twice, the second time as
 * `strict`: a balayage is a colouring, but who wants highlights is not served by it.
 */
export function closure(keys: Iterable<string>): Set<string> {
  const { concepts } = lexicon()
  const all = new Set<string>()
  const add = (key: string, isStrict: boolean) => {
    if (all.has(isStrict ? strict(key) : key)) return
    all.add(key)
    if (isStrict) all.add(strict(key))
    const concept: Concept | undefined = concepts.get(key)
    for (const other of concept?.holds ?? []) add(other, isStrict)
    for (const other of concept?.loose ?? []) add(other, false)
  }
  for (const key of keys) add(key, true)
  return all
}

/** The mark of a concept that a service is by itself, not by kinship. */
export const strict = (key: string) => `!${key}`

function unknownWords({ tokens, fillers, hits }: Heard): Token[] {
  return tokens.filter(
    ({ word }, at) =>
      word.length > 2 && !fillers[at] && !/\d/.test(word) && !hits.some((hit) => hit.from <= at && at <= hit.to),
  )
}

const isAdjective = (word: string) => /(ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его)$/.test(word)

const onePhrase = (text: string, meaning: Meaning): Phrase => ({
  words: [{ text, how: 'stem', before: null, joined: false }],
  means: [meaning],
  weight: text.length,
})

/** The stem of a word and of its forms with a fleeting vowel: «снимок», «снимка». */
function formsOfWord({ word, stem }: Token): Set<string> {
  const forms = new Set([stem])
  if (/[^аеиоуыэюя][ое]к$/.test(word)) forms.add(`${word.slice(0, -2)}к`)
  if (/[^аеиоуыэюяй]ка$/.test(word)) forms.add(`${word.slice(0, -2)}ок`).add(`${word.slice(0, -2)}ек`)
  // The stemmer takes «грим» for an ending: a word that ends in a consonant is also known whole.
  if (/[^аеиоуыэюяьй]$/.test(word)) forms.add(word)
  return forms
}

function categoriesOf<S extends Catalogued>(services: readonly S[]): Offer<S>['categories'] {
  const names = new Set(services.flatMap(({ category }) => category ?? []))
  return [...names].flatMap((category) => {
    const heard = hear(tokensOf(category), null)
    const keys = meaningsOf(heard).map(({ key }) => key)
    if (keys.length === 0 || unknownWords(heard).length > 0) return []
    return [{ keys, services: services.filter((service) => service.category === category) }]
  })
}
