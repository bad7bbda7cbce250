import { pick } from '../../domain/seeded.ts'

// Neighbours on the keyboard, row by row.
const ROWS = ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const SHORTEST = 4

/** The text with one typo in one of its words of four letters and more: a letter lost, doubled, swapped with the next, or a neighbour key hit. */
export function withTypo(text: string, random: () => number): string {
  const words = [...text.matchAll(/\p{L}+/gu)].filter(([word]) => word.length >= SHORTEST)
  if (words.length === 0) return text
  const { 0: word, index } = pick(random, words)
  const at = 1 + Math.floor(random() * (word.length - 2))
  const kind = pick(random, ['lose', 'double', 'swap', 'hit'])
  return text.slice(0, index) + broken(word, at, kind, random) + text.slice(index + word.length)
}

function broken(word: string, at: number, kind: string, random: () => number): string {
  const [before, letter, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)]
  if (kind === 'lose') return before + after
  if (kind === 'double') return before + letter + letter + after
  if (kind === 'swap') return before + after.charAt(0) + letter + after.slice(1)
  const row = ROWS.find((keys) => keys.includes(letter.toLowerCase()))
  if (!row) return before + after
  const place = row.indexOf(letter.toLowerCase())
  const near = [row[place - 1], row[place + 1]].filter((key) => key !== undefined)
  return before + pick(random, near) + after
}
