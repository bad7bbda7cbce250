import { stemsIn } from './features.ts'
import { lexicon } from './hear.ts'
import { model } from './model.ts'
import { normalise } from './normal.ts'

/** A phrase as somebody said it, and how often. */
export type SaidPhrase = { text: string; count: number }
/** Phrases that are about the same, the most frequent first; `word`: what most of them have in common. */
export type Group<P extends SaidPhrase> = { word: string | null; phrases: P[]; count: number }

/** From this share of common stems on two phrases are about the same. */
const ALIKE = 0.34

type Read<P> = { phrase: P; stems: ReadonlySet<string>; words: ReadonlyMap<string, string> }

/**
 * Puts phrases together that share enough of their telling words, by stems and after repair of letters; the biggest group first. Each phrase
 * goes to the group that it is most like, so that the answer does not depend on chance.
 */
export function groupAlike<P extends SaidPhrase>(phrases: readonly P[]): Group<P>[] {
  const groups: Read<P>[][] = []
  const inOrder = phrases.map((phrase) => tellingOf(phrase)).sort(byWeight)
  for (const one of inOrder) {
    let best: { group: Read<P>[]; likeness: number } | null = null
    for (const group of groups) {
      const likeness = Math.max(...group.map((other) => jaccard(one.stems, other.stems)))
      if (likeness >= ALIKE && likeness > (best?.likeness ?? 0)) best = { group, likeness }
    }
    if (best) best.group.push(one)
    else groups.push([one])
  }
  return groups
    .map((group) => ({
      word: commonWord(group),
      phrases: group.map(({ phrase }) => phrase),
      count: group.reduce((sum, { phrase }) => sum + phrase.count, 0),
    }))
    .sort((a, b) => b.count - a.count || b.phrases.length - a.phrases.length)
}

const byWeight = <P extends SaidPhrase>(a: Read<P>, b: Read<P>) =>
  b.phrase.count - a.phrase.count || b.stems.size - a.stems.size || (a.phrase.text < b.phrase.text ? -1 : 1)

/** The words of a phrase that say what it is about; all of them where only fillers are left. */
function tellingOf<P extends SaidPhrase>(phrase: P): Read<P> {
  const { isFiller } = lexicon()
  const all = stemsIn(normalise(phrase.text, model().vocabulary).plain)
  const telling = all.filter(({ word }) => word.length > 2 && !isFiller(word))
  const kept = telling.length > 0 ? telling : all
  return {
    phrase,
    stems: new Set(kept.map(({ stem }) => stem)),
    words: new Map(kept.map(({ stem, word }) => [stem, word])),
  }
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((stem) => b.has(stem)).length
  const all = a.size + b.size - common
  return all === 0 ? 1 : common / all
}

/** The stem that most phrases of a group have, as its first phrase says it; null for a group of one. */
function commonWord<P extends SaidPhrase>(group: readonly Read<P>[]): string | null {
  if (group.length < 2) return null
  const counts = new Map<string, number>()
  for (const { stems } of group) for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  const [best] = [...counts].sort(([a, n], [b, m]) => m - n || b.length - a.length)
  if (!best || best[1] < 2) return null
  return group.find(({ words }) => words.has(best[0]))?.words.get(best[0]) ?? null
}
