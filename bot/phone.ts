import { findPhoneNumbersInText, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * A phone in E.164 from what a person typed or shared, Russian unless it says another country; null when there is none,
 * or more than one.
 */
export function phoneOf(text: string): string | null {
  const digits = text.replace(/\D/g, '')
  if (/\p{L}/u.test(text)) {
    const [found, another] = findPhoneNumbersInText(text, 'RU')
    return found && !another ? found.number.number : null
  }
  if (digits.length < 10 || digits.length > 15) return null
  const international = !text.includes('+') && digits.length > 11 ? `+${digits}` : text
  const parsed = parsePhoneNumberFromString(international, 'RU')
  return parsed?.isPossible() ? parsed.number : null
}

/** The text with every phone number in it hidden but for its last two digits. */
export function withoutPhones(text: string): string {
  let result = text
  for (const found of findPhoneNumbersInText(text, 'RU').reverse()) {
    const hidden = `•••${text.slice(found.endsAt - 2, found.endsAt)}`
    result = result.slice(0, found.startsAt) + hidden + result.slice(found.endsAt)
  }
  return result
}
