import { type Letters, usualness } from './letters.ts'

// The keys of the usual Russian keyboard over the Latin ones, small and capital.
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбюё'
const LATIN_SHIFT = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'

const TO_CYRILLIC = new Map<string, string>()
const TO_LATIN = new Map<string, string>()
for (let i = 0; i < LATIN.length; i++) {
  const capital = CYRILLIC[i]!.toUpperCase()
  TO_CYRILLIC.set(LATIN[i]!, CYRILLIC[i]!).set(LATIN_SHIFT[i]!, capital)
  TO_LATIN.set(CYRILLIC[i]!, LATIN[i]!).set(capital, LATIN_SHIFT[i]!)
}

/** What a Russian keyboard would have written: «pfgbcfnmcz» is «записаться». Marks at the edge of a word stay marks where that reads better. */
export function asRussianKeys(text: string, letters: Letters): string {
  return text.replace(/[A-Za-z[\]{};:'",.<>`~]+/g, (run) => {
    if (!/[A-Za-z]/.test(run)) return run
    const all = convert(run, TO_CYRILLIC)
    const mark = /[,.;:]+$/.exec(run)
    if (!mark) return all
    const bare = convert(run.slice(0, mark.index), TO_CYRILLIC)
    return usualEnd(all, letters) > usualEnd(bare, letters) ? all : bare + mark[0]
  })
}

/** What a Latin keyboard would have written: «руддщ» is «hello». */
export function asLatinKeys(text: string): string {
  return convert(text, TO_LATIN)
}

const convert = (text: string, keys: ReadonlyMap<string, string>) =>
  [...text].map((letter) => keys.get(letter) ?? letter).join('')

const usualEnd = (word: string, letters: Letters) => usualness(word.toLowerCase().slice(-3), 'ru', letters)
