/** What a canned reply of the staff may name. */
export const REPLY_VARIABLES = ['name', 'service', 'time', 'address', 'phone'] as const

export type ReplyVariable = (typeof REPLY_VARIABLES)[number]

/** A canned reply filled in; `text` null: without what is missing nothing worth saying is left. */
export type FilledReply = { text: string | null; missing: readonly string[] }

/**
 * Fills in a canned reply. A sentence that names what is not known is left out, and a name that is not known is just not
 * called; when nothing that was known is left of it, there is no reply. No hole, no brace ever remains.
 */
export function fillReply(text: string, values: Partial<Record<ReplyVariable, string>>): FilledReply {
  const known = (variable: string) => values[variable as ReplyVariable]?.trim() ?? ''
  const missing = new Set<string>()
  let told = false
  const said = (sentence: string): string => {
    const worded = known('name') ? sentence : withoutName(sentence)
    if (worded !== sentence) missing.add('name')
    const unknown = variablesOf(worded).filter((variable) => !known(variable))
    for (const variable of unknown) missing.add(variable)
    if (unknown.length > 0) return ''
    told ||= variablesOf(worded).some((variable) => variable !== 'name')
    return worded.replace(VARIABLE, (_, variable: string) => known(variable))
  }
  const lines = text.split('\n').map((line) => line.split(SENTENCE).map(said).filter(Boolean).join(' '))
  const filled = lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const gutted = !told && [...missing].some((variable) => variable !== 'name')
  return { text: gutted || filled === '' ? null : filled, missing: [...missing] }
}

const VARIABLE = /\{(\w+)\}/g
/** Between a full stop and what looks like a beginning. */
const SENTENCE = /(?<=[.!?…])\s+(?=[\p{Lu}\d{«"])/u

const variablesOf = (text: string) => [...text.matchAll(VARIABLE)].map((match) => match[1]!)

/** «Здравствуйте, {name}!» and «{name}, ждём вас.» are whole without the name. */
function withoutName(sentence: string): string {
  return sentence
    .replace(/,\s*\{name\}(?=\s*[,.!?…:;]|\s*$)/g, '')
    .replace(/^\{name\},\s*(\p{L}?)/u, (_, first: string) => first.toUpperCase())
}
