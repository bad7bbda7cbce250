/** Words whose letters look alike in both alphabets: a code reads the same on either keyboard. */
const WORDS = [
  'ВЕСНА',
  'ВЕТЕР',
  'КАРЕТА',
  'КАРТА',
  'КОМЕТА',
  'КОРОНА',
  'КРОНА',
  'МАСТЕР',
  'МЕТРО',
  'МОНЕТА',
  'МОРЕ',
  'НЕКТАР',
  'НОТА',
  'ОРЕХ',
  'РАКЕТА',
  'РЕКА',
  'РОМАНС',
  'РОСА',
  'САХАР',
  'СЕВЕР',
  'СЕКРЕТ',
  'СОНАТА',
  'СОСНА',
  'СТАРТ',
  'ТЕАТР',
  'ТЕРЕМ',
]

const FEWEST_DIGITS = 3

/** A code such as «МОРЕ417» from a roll, a non-negative integer; `tries` that were taken already make it longer. */
export function codeFrom(roll: number, tries = 0): string {
  const word = WORDS[roll % WORDS.length]!
  const digits = FEWEST_DIGITS + Math.floor(tries / 4)
  const least = 10 ** (digits - 1)
  return `${word}${least + (Math.floor(roll / WORDS.length) % (least * 9))}`
}

const ALIKE: Readonly<Record<string, string>> = {
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
  Ё: 'Е',
}

/** A code as it is kept, however it was typed: «море 417», «MOPE-417». */
export const normalCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/./gu, (letter) => ALIKE[letter] ?? letter)

const TOKEN = String.raw`\p{L}{3,12}[\s-]?\d{1,6}`
const NAMED = new RegExp(
  String.raw`(?<!\p{L})(?:промо-?\s?код\p{L}{0,2}|купон\p{L}{0,2}|код\p{L}{0,2}|promo\s?code|coupon|code)[\s:«"-]+(${TOKEN})(?!\p{L})`,
  'iu',
)
const ALONE = new RegExp(`^\\s*[«"]?(${TOKEN})[»"]?\\s*[.!]?\\s*$`, 'iu')

/** The code of a discount in what a client typed: one that is called a code, or one of ours that stands alone; null: none. */
export function codeIn(text: string): string | null {
  const named = NAMED.exec(text)?.[1]
  // «Код подъезда 5» is none; one of ours may be typed in two words.
  if (named && (!/\s/.test(named) || isOurs(normalCode(named)))) return normalCode(named)
  const alone = normalCode(ALONE.exec(text)?.[1] ?? '')
  return isOurs(alone) ? alone : null
}

const isOurs = (code: string) =>
  WORDS.some((word) => code.startsWith(word) && /^\d{3,6}$/.test(code.slice(word.length)))

/** What a client who did not come so often meets when they book by themselves. */
export type AfterNoShows = 'nothing' | 'person' | 'prepayment'

export const AFTER_NO_SHOWS: readonly AfterNoShows[] = ['nothing', 'person', 'prepayment']

/** For so long a visit that was missed counts. */
export const NO_SHOW_DAYS = 365
