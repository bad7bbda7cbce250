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

/**
 * How far a slip may go. `strict`: two letters swapped, one doubled or mistaken for its like; `usual`: one missing or too
 * many as well; `free`: any other letter in its place, or the first one missing.
 */
export type Care = 'strict' | 'usual' | 'free'

/** True when `typed` is `meant` but for one slip of the finger or the ear. Equal words are no slip. */
export function isSlip(typed: string, meant: string, care: Care): boolean {
  const [a, b] = [typed.length, meant.length]
  if (Math.abs(a - b) > 1 || typed === meant) return false
  let from = 0
  while (from < a && from < b && typed[from] === meant[from]) from++
  let same = 0
  while (same < a - from && same < b - from && typed[a - 1 - same] === meant[b - 1 - same]) same++
  const [left, right] = [a - from - same, b - from - same]
  if (left === 2 && right === 2) return typed[from] === meant[from + 1] && typed[from + 1] === meant[from]
  if (left === 1 && right === 1) {
    const isAlike = MISTAKEN.has(typed[from]! + meant[from]!)
    return care === 'free' ? from > 0 || isAlike : from > 0 && isAlike
  }
  if (left === 1 && right === 0) return care === 'strict' ? typed[from] === typed[from - 1] : from > 0
  return left === 0 && right === 1 && care !== 'strict' && (from > 0 || care === 'free')
}

/** What may follow a word in what was typed: nothing, an ending, any letters. */
export type Rest = 'none' | 'ending' | 'any'
type Target<T> = { word: string; rest: Rest; value: T }

const ENDINGS =
  /^(а|я|ы|и|у|ю|е|о|й|ь|ой|ей|ом|ем|ам|ям|ью|ями|ами|ах|ях|ов|ев|ия|ию|ии|ие|ием|ий|ого|ому|ая|ую|ые|ых|им|ым|ть|ся|ться|ься|s|es|ing|ed)?$/
const FITS: Record<Rest, RegExp> = { none: /^$/, ending: ENDINGS, any: /^.{0,5}$/ }
/** Of a shorter word too little is left to tell it by. */
const SHORTEST: Record<Rest, number> = { none: 5, ending: 5, any: 7 }
/** From this length on few other words are as near. */
const LONG = 6

/** Finds the words that begin, but for one slip, a typed word. */
export type Slips<T> = { add(word: string, rest: Rest, value: T): void; find(typed: string): T[] }

export function createSlips<T>(): Slips<T> {
  // A slip leaves the first letter or the second, or brings the second to the front.
  const near = new Map<string, Target<T>[]>()
  return {
    add(word, rest, value) {
      if (word.length < SHORTEST[rest]) return
      const target = { word, rest, value }
      for (const key of new Set([`${word[0]}.`, `${word[1]}.`, `.${word[1]}`])) {
        const list = near.get(key)
        if (list) list.push(target)
        else near.set(key, [target])
      }
    },
    find(typed) {
      let found = new Set<Target<T>>()
      let best = 0
      for (const key of [`${typed[0]}.`, `.${typed[1]}`])
        for (const target of near.get(key) ?? []) {
          // The longest word explains the most of what was typed.
          if (target.word.length < best || !begins(typed, target)) continue
          if (target.word.length > best) found = new Set()
          best = target.word.length
          found.add(target)
        }
      return [...found].map(({ value }) => value)
    },
  }
}

/** True when a typed word begins with another but for one slip, and has only what may follow behind it. */
function begins<T>(typed: string, { word, rest }: Target<T>): boolean {
  // With other letters behind it, or without its last, a word may well be another one.
  if (typed.length < word.length - 1 || typed.length > word.length + 6) return false
  if (typed.startsWith(word) && typed[word.length] !== word.at(-1)) return false
  if (rest === 'none') return isSlip(typed, word, 'strict')
  if (typed.length < LONG) return false
  for (let length = word.length - 1; length <= word.length + 1 && length <= typed.length; length++) {
    const start = typed.slice(0, length)
    const end = typed.slice(length)
    if (!FITS[rest].test(end) || (word.startsWith(start) && (end !== '' || rest === 'any'))) continue
    if (isSlip(start, word, word.length >= LONG && ENDINGS.test(end) ? 'free' : 'usual')) return true
  }
  return false
}
