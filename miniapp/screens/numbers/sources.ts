import type { Text } from '../../texts/texts.ts'

/** A word for a source or a channel of ours; its own name where there is none. */
export function sourceWords(t: Text, source: string | null): string {
  if (source === null || source === '') return '—'
  const id = `lead-source-${source}`
  const word = t(id)
  return word === id ? source : word
}
