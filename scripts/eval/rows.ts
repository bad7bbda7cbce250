import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Intent, isIntent } from '../../bot/understanding/intents.ts'
import { TEMPLATES } from '../../domain/templates.ts'

export type Window = { from: string; to: string }

/** A message with what a sensible receptionist would make of it; a field left out is not judged. */
export type Message = {
  text: string
  lang: 'ru' | 'en'
  vertical: keyof typeof TEMPLATES
  intent: Intent
  service?: string | string[] | null
  staff?: string | string[] | null
  when?: Window[]
  phone?: string | null
  name?: string | null
  pending?: unknown
  now?: string
}

/** A time expression with the windows that it means. */
export type Timed = { text: string; when: Window[]; now?: string }

/** The messages of a folder's messages.jsonl. Throws, naming the line, for one that is no message. */
export function readMessages(folder: string): Message[] {
  return lines(join(folder, 'messages.jsonl'), (row) => {
    const { text, lang, vertical, intent } = row as Partial<Message>
    return (
      typeof text === 'string' &&
      (lang === 'ru' || lang === 'en') &&
      typeof intent === 'string' &&
      isIntent(intent) &&
      typeof vertical === 'string' &&
      vertical in TEMPLATES
    )
  }) as Message[]
}

/** The expressions of a folder's times.jsonl. */
export function readTimes(folder: string): Timed[] {
  return lines(
    join(folder, 'times.jsonl'),
    (row) => typeof (row as Timed).text === 'string' && Array.isArray((row as Timed).when),
  ) as Timed[]
}

function lines(path: string, isGood: (row: object) => boolean): unknown[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      const row: unknown = JSON.parse(line)
      if (typeof row !== 'object' || row === null || !isGood(row))
        throw new Error(`${path}:${index + 1} is no such row`)
      return [row]
    })
}
