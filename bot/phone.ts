import { findPhoneNumbersInText } from 'libphonenumber-js'

/** Digits as people part them; a word right before or after makes them something else than a phone. */
const RUN = /(?<![\p{L}\d])\+?\(?\d[\d ().-]{6,}\d(?![\p{L}\d])/gu
/** Behind the 7 or 8: mobile, city and free numbers, those of Kazakhstan too. */
const NATIONAL = /^[345679]\d{9}$|^8\d{9}$/

/**
 * A phone in E.164 from what a person typed or shared, Russian unless it says another country; null when there is none,
 * or more than one.
 */
export function phoneOf(text: string): string | null {
  const isBare = !/\p{L}/u.test(text)
  const found = [...text.matchAll(RUN)].flatMap(([run]) => readRun(run, isBare) ?? [])
  return found.length === 1 ? found[0]! : null
}

/** `isBare`: nothing else was said, so a foreign number may lack its plus. */
function readRun(run: string, isBare: boolean): string | null {
  const digits = run.replace(/\D/g, '')
  if (run.startsWith('+')) return /^[1-9]\d{8,14}$/.test(digits) && isRussianOrForeign(digits) ? `+${digits}` : null
  if (digits.length === 10 && NATIONAL.test(digits)) return `+7${digits}`
  if (digits.length === 11 && /^[78]/.test(digits))
    return NATIONAL.test(digits.slice(1)) ? `+7${digits.slice(1)}` : null
  return isBare && digits.length > 11 && digits.length <= 15 ? `+${digits}` : null
}

/** After +7 there are ten digits more. */
const isRussianOrForeign = (digits: string) => !digits.startsWith('7') || digits.length === 11

/** The text with every phone number in it hidden but for its last two digits. */
export function withoutPhones(text: string): string {
  let result = text
  for (const found of findPhoneNumbersInText(text, 'RU').reverse()) {
    const hidden = `•••${text.slice(found.endsAt - 2, found.endsAt)}`
    result = result.slice(0, found.startsAt) + hidden + result.slice(found.endsAt)
  }
  return result
}
