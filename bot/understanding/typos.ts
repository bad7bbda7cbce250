// biome-ignore format: the rows of a keyboard
const ROWS = ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const CONFUSED = 'ао еи иы жш зс дт бп гк вф ея шщ эе ьъ ие ck sz iy ea'

/** Pairs of letters that are mistaken for each other: neighbours on the keyboard, and those that sound alike. */
const MISTAKEN = new Set<string>(CONFUSED.split(' ').flatMap((pair) => [pair, `${pair[1]}${pair[0]}`]))
ROWS.forEach((row, at) => {
  const below = at % 3 === 2 ? '' : ROWS[at + 1]!
  for (let i = 0; i < row.length; i++)
    for (const near of [row[i + 1], below[i - 1], below[i]]) if (near) MISTAKEN.add(row[i]! + near).add(near + row[i]!)
})

/** From this length on a word may have any one letter wrong: few others are as near. */
const LONG = 7

/**
 * True when `typed` is `meant` but for one slip of the finger or the ear: two letters swapped, one missing, one too many,
 * or one mistaken for its like (`free`: for any other). Equal words are no slip.
 */
export function isSlip(typed: string, meant: string, free = meant.length >= LONG): boolean {
  const [a, b] = [typed.length, meant.length]
  if (Math.abs(a - b) > 1 || typed === meant) return false
  let from = 0
  while (from < a && from < b && typed[from] === meant[from]) from++
  let same = 0
  while (same < a - from && same < b - from && typed[a - 1 - same] === meant[b - 1 - same]) same++
  const [left, right] = [a - from - same, b - from - same]
  if (left + right === 1) return from > 0 || (free && right === 1)
  if (left === 2 && right === 2) return typed[from] === meant[from + 1] && typed[from + 1] === meant[from]
  return left === 1 && right === 1 && from > 0 && (free || MISTAKEN.has(typed[from]! + meant[from]!))
}

/** A word to be recognised with one slip. `rest`: what may follow it in the typed word. */
type Target<T> = { word: string; rest: RegExp; value: T }

const ENDINGS =
  /^(а|я|ы|и|у|ю|е|о|й|ь|ой|ей|ом|ем|ам|ям|ью|ями|ами|ах|ях|ов|ев|ия|ию|ии|ие|ием|ий|ого|ому|ая|ую|ые|ых|им|ым|ть|ся|ться|ься|s|es|ing|ed)?$/
const LETTERS = /^.{0,5}$/
const SHORTEST = 5

/** Finds the words that begin, but for one slip, a typed word. `any`: whatever follows, not only an ending. */
export type Slips<T> = { add(word: string, any: boolean, value: T): void; find(typed: string): T[] }

export function createSlips<T>(): Slips<T> {
  // A slip leaves the first letter, or moves it to the second place, or loses it.
  const near = new Map<string, Target<T>[]>()
  return {
    add(word, any, value) {
      // Of a short word too little is left to tell it by.
      if (word.length < (any ? LONG : SHORTEST)) return
      const target = { word, rest: any ? LETTERS : ENDINGS, value }
      for (const letter of new Set([word[0]!, word[1]!])) {
        const list = near.get(letter)
        if (list) list.push(target)
        else near.set(letter, [target])
      }
    },
    find(typed) {
      let found: Target<T>[] = []
      let best = 0
      for (const target of near.get(typed[0] ?? '') ?? []) {
        // The longest word explains the most of what was typed.
        if (target.word.length < best || !begins(typed, target)) continue
        if (target.word.length > best) found = []
        best = target.word.length
        found.push(target)
      }
      return found.map(({ value }) => value)
    },
  }
}

/** True when a typed word begins with another but for one slip, and has only what may follow behind it. */
function begins<T>(typed: string, { word, rest }: Target<T>): boolean {
  // With other letters behind it, or without its last, a word may well be another one.
  if (typed.length < word.length - 1 || typed.startsWith(word)) return false
  for (let length = word.length - 1; length <= word.length + 1 && length <= typed.length; length++) {
    const start = typed.slice(0, length)
    const end = typed.slice(length)
    if (!rest.test(end) || !isSlip(start, word, word.length >= LONG && ENDINGS.test(end))) continue
    if (length === typed.length || !word.startsWith(start)) return true
  }
  return false
}
