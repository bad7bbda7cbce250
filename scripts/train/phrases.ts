import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { INTENTS, type Intent } from '../../bot/understanding/intents.ts'
import type { Language } from '../../bot/understanding/letters.ts'

/** A training phrase; `set` tells who wrote it: phrases of one set resemble each other more than strangers do. */
export type Phrase = { text: string; intent: Intent; language: Language; set: string }

export const PHRASES = join(import.meta.dirname, '../../bot/understanding/phrases')

/** All training phrases, in the order of files and lines. A line is a phrase; «# set NAME» begins a set, any other # is a comment. */
export function readPhrases(folder = PHRASES): Phrase[] {
  return (['ru', 'en'] as const).flatMap((language) =>
    INTENTS.flatMap((intent) => {
      let set = language as string
      return readFileSync(join(folder, language, `${intent}.txt`), 'utf8')
        .split('\n')
        .flatMap((line) => {
          set = /^# set (\S+)/.exec(line)?.[1] ?? set
          return line.trim() === '' || line.startsWith('#') ? [] : [{ text: line.trim(), intent, language, set }]
        })
    }),
  )
}
