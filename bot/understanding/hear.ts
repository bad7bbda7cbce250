import { createLookup, fits, type Lookup, type WordPattern, weightOf, wordPattern } from './lookup.ts'
import { FILLERS, SYNONYMS } from './synonyms.ts'
import type { Token } from './tokens.ts'
import type { Slips } from './typos.ts'

/** What a concept is in a request; the head of synonyms.ts explains each. `own`: a business's own word for one service. */
export type Kind = 'job' | 'thing' | 'part' | 'act' | 'verb' | 'kind' | 'quality' | 'detail' | 'who' | 'own'

/** A concept as words name it, in the role in which they do. */
export type Meaning = { key: string; kind: Kind }

/** A concept: what it also is, and what it is taken for where a business has nothing of its own for it. */
export type Concept = Meaning & { holds: readonly string[]; loose: readonly string[] }

/** True for a word that the table of synonyms or the list of fillers has. */
export function isKnownWord(token: Token): boolean {
  const { phrases, isFiller } = lexicon()
  return isFiller(token.word) || phrases.find(token).some(({ words }) => words.length === 1 && fits(token, words[0]!))
}

type PhraseWord = WordPattern & { joined: boolean }
/** Words in a row that mean something; `joined` words may have an «и» before them. */
export type Phrase = { words: readonly PhraseWord[]; means: readonly Meaning[]; weight: number }

/** Concepts found at the words `from` to `to` of a message. */
export type Hit = { from: number; to: number; means: readonly Meaning[]; slip: boolean }

/** A phrase of patterns separated by spaces. */
export function phraseOf(written: string, means: readonly Meaning[]): Phrase {
  const words: PhraseWord[] = []
  let joined = false
  for (const word of written.split(' ')) {
    if (word === 'и' || word === 'and') joined = true
    else {
      words.push({ ...wordPattern(word), joined })
      joined = false
    }
  }
  return { words, means, weight: words.reduce((sum, word) => sum + weightOf(word), 0) }
}

export type Lexicon = {
  concepts: ReadonlyMap<string, Concept>
  phrases: Lookup<Phrase>
  /** The phrases that are known with a slip too. */
  slippery: readonly Phrase[]
  isFiller(word: string): boolean
}

let read: Lexicon | null = null

/** The table of synonyms, read once. */
export function lexicon(): Lexicon {
  read ??= readTable()
  return read
}

function readTable(): Lexicon {
  const concepts = new Map<string, Concept>()
  const phrases = createLookup<Phrase>()
  const slippery: Phrase[] = []
  const lines = SYNONYMS.split('\n').filter((line) => line && !line.startsWith('#'))
  const rows = lines.map((line) => {
    const colon = line.indexOf(':')
    return { head: line.slice(0, colon).split(' '), words: line.slice(colon + 1) }
  })
  for (const { head } of rows) {
    const [kind, key, ...rest] = head as [Kind | 'means' | 'nothing', string, ...string[]]
    if (kind === 'means' || kind === 'nothing' || concepts.has(key)) continue
    const loose = rest.findIndex((word) => word.startsWith('~'))
    const holds = rest.filter((word) => word.startsWith('+')).map((word) => word.slice(1))
    concepts.set(key, {
      key,
      kind,
      holds,
      loose: loose < 0 ? [] : rest.slice(loose).map((one) => one.replace('~', '')),
    })
  }
  for (const { head, words } of rows) {
    const [kind, ...keys] = head as [Kind | 'means' | 'nothing', ...string[]]
    const means =
      kind === 'nothing'
        ? []
        : kind === 'means'
          ? keys.map((key) => ({ key, kind: concepts.get(key)!.kind }))
          : [{ key: keys[0]!, kind }]
    for (const written of words.split(',')) {
      const phrase = phraseOf(written.trim(), means)
      phrases.add(phrase.words[0]!, phrase)
      if (canSlip(phrase)) slippery.push(phrase)
    }
  }
  return { concepts, phrases, slippery, isFiller: fillers() }
}

/** Single words that name a service are known with a slip too: other words are too many to be told apart. */
export const canSlip = ({ words, means }: Phrase) =>
  words.length === 1 &&
  words[0]!.before === null &&
  words[0]!.how !== 'capitals' &&
  means.some(({ kind }) => NAMING.has(kind))

const NAMING: ReadonlySet<Kind> = new Set<Kind>(['job', 'thing', 'act', 'part', 'quality', 'who', 'own'])

function fillers(): (word: string) => boolean {
  const words = FILLERS.split(/\s+/).filter(Boolean)
  const whole = new Set(words.filter((word) => !word.endsWith('*')))
  const starts = new Set(words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)))
  const longest = Math.max(...[...starts].map((word) => word.length))
  return (word) => {
    if (whole.has(word)) return true
    for (let length = Math.min(longest, word.length); length > 1; length--)
      if (starts.has(word.slice(0, length))) return true
    return false
  }
}

/** The words of a message with what is known of each. */
export type Heard = { tokens: readonly Token[]; fillers: readonly boolean[]; hits: readonly Hit[] }

/** The words of one business: its own phrases, and the words for all that it offers, to be known with a slip. */
export type Own = { phrases: Lookup<Phrase>; slips: Slips<Phrase> }

/** Reads the concepts of a message, left to right, the longest phrases first. */
export function hear(tokens: readonly Token[], own: Own | null): Heard {
  const { phrases, isFiller } = lexicon()
  const isSpare = tokens.map(({ word }) => isFiller(word))
  const hits: Hit[] = []
  for (let from = 0; from < tokens.length; from++) {
    const token = tokens[from]!
    const known = longest(tokens, isSpare, from, phrases.find(token))
    const named = own && longest(tokens, isSpare, from, own.phrases.find(token))
    let hit = known && named ? bothOf(known, named) : (known ?? named)
    if (!hit && own && !isSpare[from]) hit = slipped(from, token, own)
    if (!hit) continue
    hits.push(hit)
    from = hit.to
  }
  return { tokens, fillers: isSpare, hits }
}

function longest(tokens: readonly Token[], spare: readonly boolean[], from: number, phrases: readonly Phrase[]) {
  let best: { hit: Hit; weight: number } | null = null
  for (const { words, means, weight } of phrases) {
    const to = endOf(tokens, spare, from, words)
    if (to === null) continue
    const length = words.length * 100 + weight
    if (best && best.weight > length) continue
    best = { hit: { from, to, means, slip: false }, weight: length }
  }
  return best?.hit ?? null
}

/** The index of the last word of a phrase that begins at `from`; words that say nothing may stand in between. */
function endOf(
  tokens: readonly Token[],
  spare: readonly boolean[],
  from: number,
  words: Phrase['words'],
): number | null {
  if (!fits(tokens[from]!, words[0]!)) return null
  let at = from
  for (const word of words.slice(1)) {
    let isJoined = false
    do {
      at++
      const gap = tokens[at]?.gap
      if (!gap || (gap !== 'none' && !(word.joined && gap === 'and'))) return null
      isJoined ||= gap === 'and'
    } while (!fits(tokens[at]!, word) && spare[at] && at - from < 6)
    if (!fits(tokens[at]!, word) || isJoined !== word.joined) return null
  }
  return at
}

/** A business's own word means what it says, and what it means to everybody. */
function bothOf(known: Hit, named: Hit): Hit {
  if (known.to !== named.to) return known.to > named.to ? known : named
  return { ...known, means: [...known.means, ...named.means] }
}

/** A word with a slip is taken for one that the business has a service for; two such are none. */
function slipped(at: number, { word }: Token, { slips }: Own): Hit | null {
  const near = slips.find(word)
  const keys = new Set(near.map(({ means }) => means.map(({ key }) => key).join()))
  return keys.size === 1 ? { from: at, to: at, means: near[0]!.means, slip: true } : null
}
