import { asLatinKeys, asRussianKeys } from './keyboard.ts'
import { type Language, type Letters, usualness } from './letters.ts'
import { fromLatin } from './translit.ts'
import type { Vocabulary } from './vocabulary.ts'

/** How a message was made readable: it was typed on the wrong keyboard, or in Latin letters. */
export type Repair = 'keyboard' | 'translit'

/** `text`: as a person would have written it, in its letter case. `plain`: in lower case, «е» for «ё», single spaces, typos mended. */
export type Normal = { text: string; plain: string; language: Language; repaired: Repair | null }

/** What is read of a message: more is a letter, not a wish, and would take too long. */
const LONGEST = 600
/** How much more usual the letters must become before a message is taken as typed in another way. */
const CLEARLY = 1.5

/** A message as it was meant: without invisible signs, in its own alphabet, its language told. */
export function normalise(raw: string, { letters, mend }: Vocabulary): Normal {
  const clean = raw
    .normalize('NFC')
    .replace(/\p{Cf}|\ufe0f/gu, '')
    .slice(0, LONGEST)
    .replace(/\s+/g, ' ')
    .trim()
  const { text, repaired } = repair(oneAlphabet(clean), letters)
  return { text, plain: mend(plainOf(text)), language: languageOf(text), repaired }
}

/** Lower case, «е» for «ё», a letter said three times and more once: «Привееет» is «привет». */
export function plainOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/(\p{L})\1{2,}/gu, '$1')
}

const LATIN_LOOKS = 'aceopxyktmhbACEOPXYKTMHB'
const CYRILLIC_LOOKS = 'асеорхуктмнвАСЕОРХУКТМНВ'

/** Latin letters inside a Cyrillic word that only look right become Cyrillic. */
function oneAlphabet(text: string): string {
  return text.replace(/[\p{L}]+/gu, (word) =>
    /\p{Script=Cyrillic}/u.test(word) && /[a-z]/i.test(word)
      ? word.replace(/[a-z]/gi, (letter) => {
          const at = LATIN_LOOKS.indexOf(letter)
          return at < 0 ? letter : CYRILLIC_LOOKS[at]!
        })
      : word,
  )
}

function repair(text: string, letters: Letters): { text: string; repaired: Repair | null } {
  const same = { text, repaired: null }
  const [latin, cyrillic] = [count(text, /[a-z]/gi), count(text, /[а-яё]/gi)]
  if (latin === 0 && cyrillic === 0) return same
  if (latin === 0) {
    const keys = asLatinKeys(text)
    if (cyrillic < 4 && !ENGLISH.test(keys)) return same
    return usual(keys, 'en', letters) > usual(text, 'ru', letters) + CLEARLY * 2
      ? { text: keys, repaired: 'keyboard' }
      : same
  }
  if (cyrillic > 0) return { text: repairWords(text, letters), repaired: null }
  const english = usual(text, 'en', letters) + (ENGLISH.test(text) ? 3 : 0)
  const keys = asRussianKeys(text, letters)
  const spelt = fromLatin(text, letters)
  const [byKeys, bySpelling] = [usual(keys, 'ru', letters), usual(spelt, 'ru', letters)]
  if (Math.max(byKeys, bySpelling) < english + CLEARLY) return same
  return byKeys > bySpelling ? { text: keys, repaired: 'keyboard' } : { text: spelt, repaired: 'translit' }
}

/** A Latin word in a Russian message may have been typed on the wrong keyboard; a brand is left alone. */
function repairWords(text: string, letters: Letters): string {
  return text.replace(/(?<![\p{L}@./])[a-z[\];',.]{3,}(?!\p{L})/giu, (word) => {
    const keys = asRussianKeys(word, letters)
    return usual(keys, 'ru', letters) > usual(word, 'en', letters) + CLEARLY * 2 ? keys : word
  })
}

/** Words without which hardly anything is said in English, and that Russian in Latin letters does not have. */
const ENGLISH =
  /(?<![\p{L}'])(the|i'?m|i'?d|i'?ll|you|your|what|how|when|where|who|can|could|would|want|need|book|appointment|please|thanks?|hi|hello|hey|for|is|are|my|me|with|have|tomorrow|today|yes|not|don'?t|cancel|price|of|and|bye)(?![\p{L}'])/iu

/** Mean usualness of the letters of all words. */
function usual(text: string, language: Language, letters: Letters): number {
  let [sum, size] = [0, 0]
  for (const [word] of plainOf(text).matchAll(/\p{L}+/gu)) {
    sum += usualness(word, language, letters) * word.length
    size += word.length
  }
  return size === 0 ? 0 : sum / size
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

function languageOf(text: string): Language {
  return count(text, /[a-z]/gi) > count(text, /[а-яё]/gi) ? 'en' : 'ru'
}
