import { countLetters, type Letters } from './letters.ts'
import { stemOf } from './tokens.ts'
import { isSlip } from './typos.ts'

/** What is known of the words that clients use. `mend`: a plain text with its typos put right. */
export type Vocabulary = { letters: Letters; mend(plain: string): string }

/** A shorter word has too many neighbours. */
const SHORTEST = 4
/** From this length on hardly any other word is one letter away. */
const LONG = 6
const LONGEST = 20
/** How many times a word of each list counts among those from which the letters are learnt. */
const TIMES = [12, 4, 1]

/** The vocabulary that lists of words make, each list more usual than those behind it. */
export function vocabularyOf(lists: readonly (readonly string[])[]): Vocabulary {
  const stems = new Set<string>()
  // Each word under itself and under itself less a letter: whatever is one slip away shares one of these keys.
  const near = new Map<string, { word: string; rank: number }[]>()
  lists.forEach((words, rank) => {
    for (const word of words) {
      stems.add(stemOf(word))
      if (word.length < SHORTEST) continue
      for (const key of keysOf(word)) {
        const there = near.get(key)
        if (there) there.push({ word, rank })
        else near.set(key, [{ word, rank }])
      }
    }
  })
  const mended = (word: string): string => {
    if (word.length < SHORTEST || word.length > LONGEST || stems.has(stemOf(word))) return word
    let best: { word: string; rank: number } | null = null
    for (const key of keysOf(word))
      for (const one of near.get(key) ?? [])
        if ((!best || one.rank < best.rank) && isSlip(word, one.word, word.length < LONG ? 'usual' : 'free')) best = one
    return best?.word ?? word
  }
  const spoken = lists.flatMap((words, rank) => words.flatMap((word) => Array<string>(TIMES[rank] ?? 1).fill(word)))
  return {
    letters: { ru: countLetters(spoken, 'ru'), en: countLetters(spoken, 'en') },
    mend: (plain) => plain.replace(/\p{L}+/gu, mended),
  }
}

function* keysOf(word: string): Iterable<string> {
  yield word
  for (let at = 0; at < word.length; at++) if (word[at] !== word[at - 1]) yield word.slice(0, at) + word.slice(at + 1)
}

/** Words as text, in alphabetical order: of each only what differs from the one before, after the number of letters they share. */
export function packWords(words: Iterable<string>): string {
  let before = ''
  let text = ''
  for (const word of [...words].sort()) {
    let same = 0
    while (same < 9 && same < before.length && before[same] === word[same]) same++
    text += same + word.slice(same)
    before = word
  }
  return text
}

/** What `packWords` has packed. */
export function unpackWords(text: string): string[] {
  let before = ''
  return Array.from(text.matchAll(/(\d)(\D+)/g), ([, same, rest]) => {
    before = before.slice(0, Number(same)) + rest
    return before
  })
}
