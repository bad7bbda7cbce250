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
  const near = new Map<string, Target<T>[]>()
  const put = (key: string, target: Target<T>) => {
    const known = near.get(key)
    if (!known) near.set(key, [target])
    else if (!known.includes(target)) known.push(target)
  }
  return {
    add(word, any, value) {
      // Of a short word too little is left to tell it by.
      if (word.length < (any ? LONG : SHORTEST)) return
      const target = { word, rest: any ? LETTERS : ENDINGS, value }
      put(word, target)
      for (let at = 0; at < word.length; at++) put(without(word, at), target)
    },
    find(typed) {
      const found = new Set<Target<T>>()
      const longest = Math.min(typed.length, 14)
      for (let length = SHORTEST - 1; length <= longest; length++) {
        const start = typed.slice(0, length)
        const rest = typed.slice(length)
        const judge = (target: Target<T>) => {
          // With other letters behind it, or without its last, a word may well be another one.
          if (typed.startsWith(target.word) || !target.rest.test(rest)) return
          if (target.word.startsWith(start) && rest !== '') return
          if (isSlip(start, target.word, target.rest === ENDINGS && target.word.length >= LONG)) found.add(target)
        }
        near.get(start)?.forEach(judge)
        for (let at = 0; at < length; at++) near.get(without(start, at))?.forEach(judge)
      }
      // The longest word explains the most of what was typed.
      const best = Math.max(0, ...[...found].map(({ word }) => word.length))
      return [...found].filter(({ word }) => word.length === best).map(({ value }) => value)
    },
  }
}

const without = (word: string, at: number) => word.slice(0, at) + word.slice(at + 1)
