const encoder = new TextEncoder()

/** How many bytes of UTF-8 a text has. */
export const bytesOf = (text: string): number => encoder.encode(text).length

/** Where a text may end, best first: between paragraphs, lines, sentences, words. */
const ENDS = [/\n\n/g, /\n/g, /[.!?…]\s/g, /\s/g]

/** A text in parts of at most `most` bytes each, cut where it hurts least; no word is lost. */
export function partsOf(text: string, most: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (bytesOf(rest) > most) {
    const head = headOf(rest, most)
    parts.push(head.trimEnd())
    rest = rest.slice(head.length).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

function headOf(text: string, most: number): string {
  // Of what fits, by whole characters, so that none is torn.
  const { read } = encoder.encodeInto(text, new Uint8Array(most))
  const fits = text.slice(0, read)
  for (const end of ENDS) {
    const last = [...fits.matchAll(end)].findLast(({ index }) => index > fits.length / 3)
    if (last) return fits.slice(0, last.index + last[0].length)
  }
  return /\s/.test(text[read] ?? '') || !/\s/.test(fits) ? fits : fits.slice(0, fits.search(/\s\S*$/))
}
