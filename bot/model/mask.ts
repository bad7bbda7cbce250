import { EMAIL, type Find, HANDLE, LINK, longNumbers, NAMED_HANDLE, SPOKEN_EMAIL, spokenNumbers } from './contacts.ts'
import { nameFinder } from './names.ts'

/** What a stretch of text is, as its placeholder tells the model. */
export type Kind = 'NAME' | 'PHONE' | 'CARD' | 'NUMBER' | 'EMAIL' | 'HANDLE' | 'LINK' | 'TEXT'

/** Hides what is personal behind placeholders («[PHONE_A]») and puts it back: `show(hide(text)) === text`. */
export type Mask = { hide: (text: string) => string; show: (text: string) => string }

const PLACEHOLDER = /\[(NAME|PHONE|CARD|NUMBER|EMAIL|HANDLE|LINK|TEXT)_([A-Z]+)\]/g

/** The kinds of placeholders in a text, in their order. */
export function placeholdersIn(text: string): Kind[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] as Kind)
}

/**
 * A mask for one request to a model. `names`: people whose names must not leave, in any form; `keep`: names of the
 * catalogue, which the model is told anyway.
 */
export function createMask({ names, keep }: { names: readonly string[]; keep: readonly string[] }): Mask {
  const byText = new Map<string, string>()
  const byPlaceholder = new Map<string, string>()
  const counts = new Map<Kind, number>()

  const placeholderFor = (kind: Kind, text: string): string => {
    const key = `${kind} ${text}`
    const known = byText.get(key)
    if (known) return known
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    const placeholder = `[${kind}_${letters(count)}]`
    byText.set(key, placeholder)
    byPlaceholder.set(placeholder, text)
    return placeholder
  }

  const finds: readonly Find[] = [
    // A client who types a placeholder gets it back as typed, not what stands behind it.
    (text) => [...text.matchAll(PLACEHOLDER)].map((match) => stretch('TEXT', match)),
    (text) => [...matches('EMAIL', EMAIL, text), ...matches('EMAIL', SPOKEN_EMAIL, text)],
    (text) => matches('LINK', LINK, text),
    (text) => [...matches('HANDLE', HANDLE, text), ...matches('HANDLE', NAMED_HANDLE, text)],
    longNumbers,
    spokenNumbers,
    nameFinder(names, keep),
  ]

  return {
    hide: (text) => {
      let pieces: Piece[] = [{ text, hidden: false }]
      for (const find of finds)
        pieces = pieces.flatMap((piece) => (piece.hidden ? [piece] : cut(piece.text, find(piece.text), placeholderFor)))
      return pieces.map((piece) => piece.text).join('')
    },
    show: (text) => text.replace(PLACEHOLDER, (found) => byPlaceholder.get(found) ?? found),
  }
}

type Piece = { text: string; hidden: boolean }

function cut(text: string, found: ReturnType<Find>, placeholderFor: (kind: Kind, text: string) => string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { kind, from, to } of [...found].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (from < at) continue
    pieces.push({ text: text.slice(at, from), hidden: false })
    pieces.push({ text: placeholderFor(kind, text.slice(from, to)), hidden: true })
    at = to
  }
  pieces.push({ text: text.slice(at), hidden: false })
  return pieces.filter((piece) => piece.text !== '')
}

/** 0 is A, 25 is Z, 26 is AA. Letters, so that a placeholder beside digits never makes a longer number. */
function letters(count: number): string {
  const rest = String.fromCharCode(65 + (count % 26))
  return count < 26 ? rest : letters(Math.floor(count / 26) - 1) + rest
}

/** Stretches that a pattern finds: its first group where it has one, else the whole match. */
function matches(kind: Kind, pattern: RegExp, text: string): ReturnType<Find> {
  return [...text.matchAll(pattern)].map((match) => stretch(kind, match))
}

function stretch(kind: Kind, match: RegExpExecArray): { kind: Kind; from: number; to: number } {
  const [from, to] = match.indices?.[1] ?? [match.index, match.index + match[0].length]
  return { kind, from, to }
}
