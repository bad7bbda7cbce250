/** A message without what only looks: invisible characters, capitals, «ё», doubled spaces, the stop at the end. */
export function plainWords(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!,)]+$/, '')
}

const YES =
  /^(да|ага|угу|конечно|давайте|давай|верно|все|так|именно|точно|подтверждаю|подтвердить|записывайте|запишите|записать|меня|ок|окей|хорошо|отлично|супер|пожалуйста|спасибо|подходит|устраивает|согласен|согласна|соглашаюсь|даю|согласие|можно|переносите|перенести|book|it|ok|okay|yes|yeah|yep|sure|agree|i|confirm|please|correct|right)$/
const WEAK = /^(все|так|меня|пожалуйста|спасибо|можно|i|it|please)$/
const NO =
  /^(нет|не|надо|нужно|записывайте|хочу|согласен|согласна|соглашаюсь|буду|спасибо|оставьте|оставить|оставляем|как|есть|no|nope|not|don|t|do|agree|i|thanks|leave|keep|it)$/

/** «да», «нет» and their kin as an answer to a question; null for anything else. */
export function yesOrNo(text: string): boolean | null {
  const plain = plainWords(text)
  // A phone number begins with a plus as well.
  if (/^(👍|👌|✅|➕|\+(?! ?[\d(]))/u.test(plain)) return true
  if (/^(👎|❌|-)$/u.test(plain)) return false
  const words = plain.match(/\p{L}+/gu) ?? []
  if (words.length === 0) return null
  if (
    /^(нет|не|no|nope|not|don|оставьте|оставить|оставляем|leave|keep|do)$/.test(words[0]!) &&
    words.every((one) => NO.test(one))
  )
    return false
  return words.every((one) => YES.test(one)) && !words.every((one) => WEAK.test(one)) ? true : null
}
