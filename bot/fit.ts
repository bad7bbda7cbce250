import type { SaidRow } from './bridge.ts'

/** What Telegram takes at most, in UTF-16 units: never more than it counts itself. */
export const LONGEST_TEXT = 4096
export const LONGEST_CAPTION = 1024

/** A row as the rows that the platform takes: a long text goes on in further messages, with the buttons under the last. */
export function fitted(row: SaidRow): SaidRow[] {
  const { caption } = row.body
  if (typeof caption === 'string' && caption.length > LONGEST_CAPTION)
    return [{ ...row, body: { ...row.body, caption: `${parts(caption, LONGEST_CAPTION - 1)[0]}…` } }]
  const { text } = row.body
  if (typeof text !== 'string' || text.length <= LONGEST_TEXT) return [row]
  const { reply_markup, ...rest } = row.body
  const texts = parts(text, LONGEST_TEXT)
  return texts.map((part, index) => ({
    ...row,
    ...(index > 0 && { method: 'sendMessage', targetId: null }),
    body: {
      ...(index === 0 ? rest : {}),
      text: part,
      ...(index === texts.length - 1 && reply_markup ? { reply_markup } : {}),
    },
    text: part,
  }))
}

/** A text in parts of at most `most` units, broken where it hurts least: between paragraphs, lines, words. */
export function parts(text: string, most: number): string[] {
  const found: string[] = []
  let rest = text.trim()
  while (rest.length > most) {
    const at = breakOf(rest, most)
    found.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  if (rest) found.push(rest)
  return found
}

function breakOf(text: string, most: number): number {
  const head = text.slice(0, most + 1)
  for (const gap of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(gap)
    if (at > most / 2) return at
  }
  // Not between the halves of one character.
  return /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most
}
