import type { MessageEntity } from 'grammy/types'
import { badRequest, notImplemented, type Refusal } from './refusal.ts'

export type Formatted = { text: string; entities: MessageEntity[] }

const TAGS: Record<string, MessageEntity['type']> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
}
const CHARACTERS: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

const readCharacters = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(lt|gt|amp|quot));/gi, (_whole, decimal, hex, name) =>
    name
      ? (CHARACTERS[name.toLowerCase()] ?? '')
      : String.fromCodePoint(Number.parseInt(decimal ?? hex, hex ? 16 : 10)),
  )

/** Reads Telegram's HTML: supported tags only, each closed, a bare «<» refused. */
function readHtml(source: string): Formatted | Refusal {
  if (!/[<&]/.test(source)) return { text: source, entities: [] }
  const entities: MessageEntity[] = []
  const open: { tag: string; attributes: string; offset: number }[] = []
  let text = ''
  let at = 0
  const byteOffset = (index: number): number => Buffer.byteLength(source.slice(0, index))
  while (at < source.length) {
    const next = source.indexOf('<', at)
    text += readCharacters(source.slice(at, next < 0 ? undefined : next))
    if (next < 0) break
    const found = /^<(\/?)([a-z][a-z-]*)?([^<>]*)>/i.exec(source.slice(next))
    const tag = found?.[2]?.toLowerCase() ?? ''
    if (!found || !TAGS[tag]) {
      return badRequest(`can't parse entities: unsupported start tag "${tag}" at byte offset ${byteOffset(next)}`)
    }
    at = next + found[0].length
    if (!found[1]) {
      open.push({ tag, attributes: found[3] ?? '', offset: text.length })
      continue
    }
    const start = open.pop()
    if (start?.tag !== tag) {
      return badRequest(`can't parse entities: unmatched end tag at byte offset ${byteOffset(next)}, found "</${tag}>"`)
    }
    const length = text.length - start.offset
    if (length > 0) entities.push(entityOf(start, length))
  }
  const left = open.pop()
  if (left) return badRequest(`can't parse entities: can't find end tag corresponding to start tag "${left.tag}"`)
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

function entityOf(start: { tag: string; attributes: string; offset: number }, length: number): MessageEntity {
  const { offset } = start
  const attribute = /="?([^">]*)"?/.exec(start.attributes)?.[1] ?? ''
  if (start.tag === 'a') return { type: 'text_link', offset, length, url: readCharacters(attribute) }
  if (start.tag === 'tg-emoji') return { type: 'custom_emoji', offset, length, custom_emoji_id: attribute }
  return { type: TAGS[start.tag], offset, length } as MessageEntity
}

/** Text as the server keeps it: markup read, whitespace at both ends dropped, entities moved accordingly, commands found. */
export function readFormatted(source: string, mode: unknown, given: unknown): Formatted | Refusal {
  let read: Formatted = { text: source, entities: (given as MessageEntity[] | undefined) ?? [] }
  if (typeof mode === 'string' && mode !== '') {
    if (/^markdown(v2)?$/i.test(mode)) return notImplemented(`reads parse_mode HTML only, not ${mode}`)
    if (mode.toLowerCase() !== 'html') return badRequest('unsupported parse_mode')
    const html = readHtml(source)
    if ('code' in html) return html
    read = html
  }
  const text = read.text.trim()
  const lead = read.text.length - read.text.trimStart().length
  const entities = read.entities
    .map((entity) => ({ ...entity, offset: entity.offset - lead }))
    .filter((entity) => entity.offset >= 0 && entity.offset + entity.length <= text.length)
  return { text, entities: [...entities, ...commandsIn(text)].sort((a, b) => a.offset - b.offset) }
}

/** The `bot_command` entities of a text, which the server finds by itself. Offsets in UTF-16 units. */
export function commandsIn(text: string): MessageEntity[] {
  if (!text.includes('/')) return []
  return [...text.matchAll(/(?<![^\s(«"])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])/g)].map((found) => ({
    type: 'bot_command',
    offset: found.index,
    length: found[0].length,
  }))
}
