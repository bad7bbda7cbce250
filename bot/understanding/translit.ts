import { type Letters, usualThree } from './letters.ts'

/** How Russian is met in Latin letters: each group with what it may stand for. The longest group that fits is read. */
const READINGS: Record<string, readonly string[]> = {
  shch: ['щ'],
  sch: ['щ', 'сч'],
  sh: ['ш'],
  ch: ['ч'],
  zh: ['ж'],
  kh: ['х'],
  ts: ['ц', 'тс', 'тьс'],
  tz: ['ц'],
  yu: ['ю'],
  ju: ['ю'],
  iu: ['ю', 'иу'],
  ya: ['я'],
  ja: ['я', 'жа'],
  ia: ['я', 'иа'],
  yo: ['е'],
  jo: ['е', 'жо'],
  ye: ['е', 'ье'],
  je: ['е', 'же'],
  iy: ['ий', 'ый'],
  ij: ['ий', 'ый', 'иж'],
  yj: ['ый', 'ий'],
  a: ['а', 'я'],
  b: ['б'],
  c: ['ц', 'к', 'с'],
  d: ['д', 'дь'],
  e: ['е', 'э'],
  f: ['ф'],
  g: ['г'],
  h: ['х'],
  i: ['и', 'й', 'ы'],
  j: ['й', 'ж'],
  k: ['к'],
  l: ['л', 'ль'],
  m: ['м', 'мь'],
  n: ['н', 'нь'],
  o: ['о'],
  p: ['п'],
  q: ['к'],
  r: ['р', 'рь'],
  s: ['с', 'сь'],
  t: ['т', 'ть'],
  u: ['у', 'ю'],
  v: ['в', 'вь'],
  w: ['в', 'ш'],
  x: ['х', 'кс'],
  y: ['ы', 'й', 'и'],
  z: ['з'],
  '4': ['ч'],
  "'": ['ь', ''],
}
const LONGEST_GROUP = 4
/** How many spellings are kept on the way: more change nothing. */
const WIDTH = 8

/** Russian that was written in Latin letters: «zapisatsya na strijku» is «записаться на стрижку». Words come back in lower case but for a capital first letter. */
export function fromLatin(text: string, letters: Letters): string {
  return text.replace(/[A-Za-z4']*[A-Za-z][A-Za-z4']*/g, (word) => {
    const read = readWord(word.toLowerCase(), letters)
    return /^[A-Z]/.test(word) ? read.charAt(0).toUpperCase() + read.slice(1) : read
  })
}

type Spelling = { text: string; sum: number }

function readWord(word: string, letters: Letters): string {
  const ends: Spelling[][] = Array.from({ length: word.length + 1 }, () => [])
  ends[0]!.push({ text: ' ', sum: 0 })
  for (let at = 0; at < word.length; at++) {
    const kept = ends[at]!.sort((a, b) => mean(b) - mean(a)).slice(0, WIDTH)
    let wide = false
    for (let size = Math.min(LONGEST_GROUP, word.length - at); size >= 1; size--) {
      const readings = READINGS[word.slice(at, at + size)]
      // A group of three or four letters is never a chance.
      if (!readings || wide) continue
      wide = size > 2
      for (const reading of readings) for (const before of kept) ends[at + size]!.push(longer(before, reading, letters))
    }
  }
  const whole = ends[word.length]!.map((one) => longer(one, ' ', letters)).sort((a, b) => mean(b) - mean(a))
  return whole[0]?.text.trim() ?? word
}

const mean = ({ text, sum }: Spelling) => sum / Math.max(1, text.length - 2)

function longer(before: Spelling, more: string, letters: Letters): Spelling {
  let { text, sum } = before
  for (const letter of more) {
    text += letter
    if (text.length > 2) sum += usualThree(text, text.length - 1, 'ru', letters)
  }
  return { text, sum }
}
