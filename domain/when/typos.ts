import { MENDED } from './words.ts'

/** Words of their own that are one letter away from a time word: «завтрак» is no «завтра». */
const REAL = new Set(
  'завтрак четверо четверти четверть четверка четверки четверку четверке четверток четверном венера венеру вечен вече веер веера вееру веером веерком ведер ведерком ветер ветром победа победы среди средь сред средне среднее средам срез среза срезу срезе срезы срезам срежу след следа следы следу следе следам съеду сведу сроду седа седой вред вреда вреду вреде бред бреда бреду бреде предам чреда вводные выводные выводных выгодным выгодных выгодные нежели надели наделе наделю немели нутром туром утлом утроим заутра янтарь янтаря янтарем янтаре янтарю путница путницы путницу поле пойле посте осле подле посла послы послу послед посуле посыле черед череп черен берез беда ябеда обида обиды обида обета обода обедаю обедал обедала обедай часом басов асов засов пасов блике блине коло есть сесть тесть месть лесть честь весть жесть шест шесты шерсть шерсти чести вести нести мести лести дести возьми вера минус минуя минул минуй чисто чиста кисла висла висло написан написана лучшие лучшее лучшего лучшая лучший лучшем лучшей креме крове кромке корме громе кроем будешь буднее работал работала работай девать модно мощно ложно конь коне кону колец гонец alter aster rafter augusta mourning moaning mooning sundry sundae toady toddy'.split(
    ' ',
  ),
)

type Form = { word: string; letters: number }

/** Forms by length, each with a bit per letter: most words are told apart before they are compared. */
const FORMS: readonly (readonly Form[])[] = Array.from({ length: 20 }, (_, length) =>
  MENDED.filter((word) => word.length === length).map((word) => ({ word, letters: lettersOf(word) })),
)

/** The time word that a word of four letters or more was meant to be, at one letter lost, added, changed or swapped. */
export function mended(word: string): string | null {
  if (word.length < 4 || word.length > 18 || REAL.has(word)) return null
  const letters = lettersOf(word)
  // A swap keeps the length and is the nearest; of other typos the first found counts, they are forms of one word.
  for (const length of [word.length, word.length - 1, word.length + 1])
    for (const form of FORMS[length]!)
      if (bits(form.letters ^ letters) <= 2 && isOneAway(word, form.word)) return form.word
  return null
}

/** One bit per letter, а–я as well as a–z. */
function lettersOf(word: string): number {
  let letters = 0
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31)
  return letters
}

function bits(value: number): number {
  let left = value
  let count = 0
  while (left !== 0) {
    left &= left - 1
    count++
  }
  return count
}

/** Damerau: equal but for one letter; the first letters agree unless they are swapped. */
function isOneAway(word: string, form: string): boolean {
  let start = 0
  while (start < word.length && word[start] === form[start]) start++
  let end = 0
  const most = Math.min(word.length, form.length) - start
  while (end < most && word[word.length - 1 - end] === form[form.length - 1 - end]) end++
  const [left, right] = [word.length - start - end, form.length - start - end]
  if (left <= 1 && right <= 1) return true
  return left === 2 && right === 2 && word[start] === form[start + 1] && word[start + 1] === form[start]
}
