export type Language = 'ru' | 'en'

/** The letters of a language; the blank is the edge of a word. */
const ALPHABETS: Record<Language, string> = {
  ru: ' абвгдежзийклмнопрстуфхцчшщъыьэюя',
  en: ' abcdefghijklmnopqrstuvwxyz',
}

/** How usual each three letters in a row are, by language: 0 for never seen, up to 15, on a logarithmic scale. */
export type Letters = Record<Language, Uint8Array>

/** The table that `usualness` reads, counted over words. */
export function countLetters(words: Iterable<string>, language: Language): Uint8Array {
  const counts = new Float64Array(ALPHABETS[language].length ** 3)
  for (const word of words) {
    const padded = ` ${word} `
    for (let i = 2; i < padded.length; i++) {
      const place = placeOf(padded, i, language)
      if (place >= 0) counts[place]!++
    }
  }
  return Uint8Array.from(counts, (count) => Math.min(15, Math.round(2 * Math.log2(1 + count))))
}

/** Mean usualness of the threes of letters of a word, 0 to 15; a letter of another alphabet makes its threes unseen. */
export function usualness(word: string, language: Language, letters: Letters): number {
  const padded = ` ${word} `
  let sum = 0
  for (let i = 2; i < padded.length; i++) sum += usualThree(padded, i, language, letters)
  return word.length === 0 ? 0 : sum / word.length
}

/** Usualness of the three letters that end at an index. */
export function usualThree(text: string, end: number, language: Language, letters: Letters): number {
  const place = placeOf(text, end, language)
  return place < 0 ? 0 : letters[language][place]!
}

function placeOf(text: string, end: number, language: Language): number {
  const alphabet = ALPHABETS[language]
  const [first, second, third] = [end - 2, end - 1, end].map((i) => alphabet.indexOf(text[i]!)) as [
    number,
    number,
    number,
  ]
  if (first < 0 || second < 0 || third < 0) return -1
  return (first * alphabet.length + second) * alphabet.length + third
}
